"""One application of the demo and the acts on it, each through the services and by the person whose turn it is."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.applications import services
from registry.applications.drafts import open_application, save_draft
from registry.applications.explaining import Explanation, open_notes
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import Application
from registry.applications.workflow import stage_role
from registry.assessments.origins import NO_RIGHTS, declared_fields
from registry.cli.demo import words
from registry.cli.demo.firms import CaseFirm
from registry.cli.demo.people import Cast
from registry.cli.demo.timeline import Story, Timeline
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.documents.services import store
from registry.documents.storage import Storage
from registry.enterprises.services import get_enterprise
from registry.recognitions.services import RecognitionFacts, default_valid_to
from registry.reference.queries import get_scheme

_SECOND_ANSWER = "provincial_rd_institution"
"""Left open where a return asks for it."""

_COPIED = 5
"""One case in so many sends along a paper that one other firm sends too: what an officer is to see."""

_NUMBERS: dict[str, Callable[[int, int], str]] = {
    "national_sme": lambda year, serial: f"{year}330205A{9_000_000 + serial}",
    "zhejiang_sme": lambda year, serial: f"{year}3302{900_000 + serial}",
    "national_hte": lambda year, serial: f"GR{year}3399{serial:04d}",
    "zhejiang_leading": lambda year, serial: f"ZJLJ{year}-9{serial:03d}",
}
"""Numbers outside the ranges that the generated certificates use."""


@dataclass(frozen=True)
class Stage:
    """What all cases share."""

    timeline: Timeline
    cast: Cast
    storage: Storage
    seed: int

    def source(self, purpose: str) -> random.Random:
        """Randomness of its own for each purpose, so that one more case leaves the others as they were."""
        return random.Random(f"{self.seed}:{purpose}")


class Case:
    """An application with the people around it. Even and odd numbers meet different officers."""

    application: Application

    def __init__(self, stage: Stage, number: int, firm: CaseFirm, scheme: str) -> None:
        self.firm, self.scheme, self.number = firm, scheme, number
        self.source = stage.source(f"case:{number}")
        self._stage = stage
        self._which = 1 + number % 2

    def open(self, at: datetime) -> None:
        """Begin the draft and fill in what is asked."""
        actor, on = self._submitter, day_of(at)
        enterprise = get_enterprise(self.firm.uscc)
        self.application = open_application(enterprise, get_scheme(self.scheme), actor=actor, at=at, on=on)
        self._save(self._answers(), actor, at)

    def attach(self, at: datetime) -> None:
        """Upload the evidence and name it in the draft."""
        actor = self._submitter
        document = store(
            io.BytesIO(words.evidence(self._paper())),
            self.source.choice(words.DOCUMENT_NAMES),
            storage=self._stage.storage,
            enterprise_id=self.application.enterprise_id,
            actor=actor,
            at=at,
            requirement="documents",
        )
        self._save({**self.application.draft, "documents": [document.public_id]}, actor, at)

    def submit(self, at: datetime) -> None:
        """Send the draft with its assessment."""
        on = day_of(at)
        assessment = assess_application(self.application, on)
        services.submit(
            self.application,
            facts=frozen_facts(assessment),
            assessment=assessment,
            documents=self.application.draft.get("documents", []),
            integrity_commitment=True,
            actor=self._submitter,
            at=at,
            on=on,
        )

    def pass_stage(self, at: datetime) -> None:
        """Pass or approve by the officer of the stage that is due."""
        comment = self.source.choice(words.COMMENTS)
        services.pass_or_approve(
            self.application,
            seen_revision=self.seen,
            actor=self._officer,
            at=at,
            on=day_of(at),
            comment=comment,
            reasons=self._reasons(),
        )

    def send_back(self, at: datetime) -> None:
        """Return it with remarks."""
        reason, remarks = self.source.choice(words.RETURNS)
        if self.scheme == "national_sme":
            remarks = (*remarks, (_SECOND_ANSWER, "这一项没有回答，请据实填写。"))
        services.return_(
            self.application,
            seen_revision=self.seen,
            reason=reason,
            remarks=remarks,
            actor=self._officer,
            at=at,
            on=day_of(at),
        )

    def mend(self, at: datetime) -> None:
        """Answer the remarks and send it again."""
        answers = dict(self.application.draft)
        latest = self.application.latest
        items = {remark.item for remark in latest.remarks} if latest else set()
        if "statement" in items:
            answers["statement"] = f"{answers['statement']}{words.MENDED}"
        if _SECOND_ANSWER in items:
            answers[_SECOND_ANSWER] = False
        self._save(answers, self._submitter, at)
        self.submit(at)

    def reject(self, at: datetime) -> None:
        """Refuse it."""
        services.reject(
            self.application,
            seen_revision=self.seen,
            reason=self.source.choice(words.REFUSALS),
            actor=self._officer,
            at=at,
            on=day_of(at),
        )

    def reconsider(self, at: datetime) -> None:
        """Ask for a second look, by other officers."""
        reason = words.RECONSIDERED
        services.reconsider(self.application, reason=reason, actor=self._submitter, at=at, on=day_of(at))
        self._which = 3 - self._which

    def withdraw(self, at: datetime) -> None:
        """Give it up."""
        reason = self.source.choice(words.WITHDRAWALS)
        services.withdraw(self.application, actor=self._submitter, at=at, on=day_of(at), reason=reason)

    def forward(self, at: datetime) -> None:
        """Send the recommendation on."""
        reviewer = self._stage.cast.actor(f"chushen{self._which}")
        services.forward(self.application, seen_revision=self.seen, actor=reviewer, at=at, on=day_of(at))

    def recognise(self, at: datetime) -> None:
        """Record the official result."""
        on = day_of(at)
        issued_on = on - timedelta(days=self.source.randint(1, 4))
        services.record_result(
            self.application,
            recognition=RecognitionFacts(
                scheme_code=self.scheme,
                certificate_number=_NUMBERS[self.scheme](on.year, self.number),
                issued_on=issued_on,
                valid_from=issued_on,
                valid_to=default_valid_to(self.application.scheme, issued_on),
                document=words.document(on.year, self.number),
            ),
            seen_revision=self.seen,
            actor=self._registrar,
            at=at,
            on=on,
        )

    def not_recognise(self, at: datetime) -> None:
        """Record that the higher authority refused."""
        services.record_refusal(
            self.application,
            seen_revision=self.seen,
            reason=self.source.choice(words.NOT_RECOGNISED),
            actor=self._registrar,
            at=at,
            on=day_of(at),
        )

    @property
    def seen(self) -> int:
        """The number of the latest revision."""
        latest = self.application.latest
        return latest.no if latest else 0

    @property
    def _submitter(self) -> Actor:
        return self._stage.cast.actor(self.firm.submitter)

    @property
    def _registrar(self) -> Actor:
        return self._stage.cast.actor("dengji")

    @property
    def _officer(self) -> Actor:
        role = stage_role(self.application)
        if role == "street_officer":
            return self._stage.cast.street_officer(self.firm.region, self._which)
        return self._stage.cast.actor(f"{'chushen' if role == 'reviewer' else 'shending'}{self._which}")

    def _paper(self) -> str:
        """What tells the firm's paper from others."""
        return f"pair {self.number // (2 * _COPIED)}" if self.number % _COPIED == 0 else self.firm.uscc

    def _reasons(self) -> dict[str, Explanation]:
        """A reason for each note that is still open, marked where somebody looked into it."""
        latest = self.application.latest
        found = open_notes(latest) if latest else ()
        told = {note.code: words.EXPLAINED[note.code] for note in found}
        return {code: Explanation(why, is_verified or self.number % 4 > 1) for code, (why, is_verified) in told.items()}

    def _answers(self) -> dict[str, object]:
        statement = self.source.choice(words.STATEMENTS).format(product=self.source.choice(words.PRODUCTS))
        if self.scheme != "national_sme":
            return {**self.application.draft, "statement": statement}
        asked = [field.name for field in declared_fields("tech_sme_2017")]
        declared = {name: name == "accounts_sound" for name in asked if name != _SECOND_ANSWER}
        if self.number % 3:
            declared[_SECOND_ANSWER] = False
        # one that is recorded after this day would contradict the firm's own word
        if not self.firm.has_rights:
            declared[NO_RIGHTS] = True
        return {**declared, "statement": statement}

    def _save(self, answers: dict[str, object], actor: Actor, at: datetime) -> None:
        application = self.application
        save_draft(application, answers, seen_version=application.version, actor=actor, at=at)


Step = tuple[int, Callable[[Case, datetime], None]]
"""An act, so many working days before today."""

_APART = timedelta(minutes=25)


def told(case: Case, script: Sequence[Step], timeline: Timeline) -> Story:
    """The case from its opening to where it stands today."""
    last = None
    for days, act in script:
        wanted = timeline.moment(days, case.source)
        at = yield wanted if last is None else max(wanted, last + _APART)
        act(case, at)
        last = at
