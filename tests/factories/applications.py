"""Applications for tests: the people around one, and the way to each state by the acts themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from registry.accounts.models import Role
from registry.applications import services
from registry.applications.drafts import open_application, save_draft
from registry.applications.models import Application
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.notices.models import PublicNotice
from registry.notices.services import publish
from registry.recognitions.models import Recognition
from registry.recognitions.services import RecognitionFacts
from registry.reference.queries import get_scheme
from tests.factories.enterprises import enterprise, member
from tests.factories.people import actor, user
from tests.factories.time import START

_numbers = count(1)

HIGHER = "national_sme"
"""Two stages (street, approver), decided above the district."""
HIGHER_THREE = "national_hte"
DISTRICT = "district_leading"
"""Three stages, decided by the district after a notice of ten working days."""


@dataclass
class Office:
    """One person for each part."""

    street: Actor = field(default_factory=lambda: actor(Role.STREET_OFFICER, region="330205003", name="街道甲"))
    reviewer: Actor = field(default_factory=lambda: actor(Role.REVIEWER, name="初审乙"))
    approver: Actor = field(default_factory=lambda: actor(Role.APPROVER, name="审定丙"))
    registrar: Actor = field(default_factory=lambda: actor(Role.REGISTRAR, name="登记丁"))
    second: Actor = field(default_factory=lambda: actor(Role.REVIEWER, name="初审戊"))
    """A reviewer who has acted on nothing."""

    def of_stage(self, application: Application) -> Actor:
        """Whose turn it is."""
        role = application.scheme.stages[application.stage]["role"]
        return {"street_officer": self.street, "reviewer": self.reviewer, "approver": self.approver}[role]


def firm_person(firm: Enterprise, role: MemberRole = MemberRole.SUBMITTER, name: str = "") -> Actor:
    """Somebody who acts for the firm."""
    person = user(name)
    member(firm, person, role)
    return Actor(person.id, person.name, "127.0.0.1")


@dataclass
class Procedure:
    """An application with its firm's submitter and the office, and a clock."""

    application: Application
    submitter: Actor
    office: Office
    at: datetime = START

    @property
    def on(self) -> date:
        """The office's day."""
        return day_of(self.at)

    @property
    def seen(self) -> int:
        """The latest revision's number."""
        latest = self.application.latest
        return latest.no if latest else 0

    def submit(self) -> Procedure:
        """Send what is in the draft."""
        services.submit(
            self.application,
            facts={},
            assessment=None,
            documents=[],
            integrity_commitment=True,
            actor=self.submitter,
            at=self.at,
            on=self.on,
        )
        return self

    def pass_stage(self, by: Actor | None = None) -> Procedure:
        """Pass the stage that is due."""
        who = by or self.office.of_stage(self.application)
        services.pass_or_approve(self.application, seen_revision=self.seen, actor=who, at=self.at, on=self.on)
        return self

    def approve(self) -> Procedure:
        """Pass all stages that are left."""
        while self.application.state == "submitted":
            self.pass_stage()
        return self

    def send_back(self, *remarks: tuple[str, str]) -> Procedure:
        """Return it with remarks."""
        services.return_(
            self.application,
            seen_revision=self.seen,
            reason="材料不全",
            remarks=remarks,
            actor=self.office.of_stage(self.application),
            at=self.at,
            on=self.on,
        )
        return self

    def reject(self) -> Procedure:
        """Refuse it at the stage that is due."""
        services.reject(
            self.application,
            seen_revision=self.seen,
            reason="不符合条件",
            actor=self.office.of_stage(self.application),
            at=self.at,
            on=self.on,
        )
        return self

    def forward(self) -> Procedure:
        """Send the recommendation on."""
        services.forward(self.application, seen_revision=self.seen, actor=self.office.approver, at=self.at, on=self.on)
        return self

    def recognise(self, by: Actor | None = None) -> Recognition:
        """Record the official result."""
        return services.record_result(
            self.application,
            recognition=result(self.application.scheme_code),
            seen_revision=self.seen,
            actor=by or self.office.registrar,
            at=self.at,
            on=self.on,
        )

    def publish(self, starts_on: date | None = None, working_days: int | None = None) -> PublicNotice:
        """Publish it alone."""
        return publish(
            [self.application],
            title="公示",
            body="以下企业拟认定。",
            starts_on=starts_on or self.on,
            working_days=working_days,
            actor=self.office.reviewer,
            at=self.at,
            on=self.on,
        )


def procedure(scheme: str = DISTRICT, *, at: datetime = START, office: Office | None = None) -> Procedure:
    """A draft with one answer, of a new firm in 330205003."""
    firm = enterprise()
    submitter = firm_person(firm, name="企业提交人")
    application = open_application(firm, get_scheme(scheme), actor=submitter, at=at, on=day_of(at))
    save_draft(application, {"accounts_sound": True}, seen_version=application.version, actor=submitter, at=at)
    db.session.flush()
    return Procedure(application, submitter, office or Office(), at)


def result(scheme: str, *, number: str = "", issued_on: date = date(2026, 2, 10)) -> RecognitionFacts:
    """An official result of the scheme with a number nobody else has."""
    return RecognitionFacts(
        scheme_code=scheme,
        certificate_number=number or f"TEST{next(_numbers):08d}",
        issued_on=issued_on,
        valid_from=issued_on,
        valid_to=issued_on.replace(year=issued_on.year + 3),
        document="甬科高〔2026〕1号",
    )
