"""Writing a list's lines into the registry, each by the service of its feature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from registry.applications.models import Application
from registry.applications.services import record_result
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.facts import facts_changed
from registry.core.text import msg
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.services import (
    ProfileFacts,
    correct_profile,
    facts_of,
    open_enterprise,
    profile_values,
    record_profile,
)
from registry.extensions import db
from registry.recognitions.bulk import NewTitle, recognise_all
from registry.recognitions.models import Recognition
from registry.recognitions.services import AlreadyHeld, RecognitionFacts, correct
from registry.rosters.directory import load_titles
from registry.rosters.lines import Judgement, stored_values
from registry.rosters.models import BatchKind, RosterBatch, RosterRow, RowStatus
from registry.rosters.registration_rows import profile_part

WRITES = (RowStatus.CREATE, RowStatus.UPDATE)


class Writer:
    """Writes one list. What each line did is kept in the line, so that it can be undone."""

    def __init__(self, batch: RosterBatch, actor: Actor, at: datetime, on: date) -> None:
        self._batch = batch
        self._actor = actor
        self._at = at
        self._on = on
        self._forwarded = load_titles(batch.scheme).forwarded if batch.scheme else {}
        self._new: list[tuple[RosterRow, NewTitle]] = []

    def write(self, judged: Iterable[tuple[RosterRow, Judgement]]) -> None:
        """Write every line that brings something. Raises DomainError, naming the line, where one is refused."""
        write = self._recognition if self._batch.kind is BatchKind.RECOGNITIONS else self._registration
        for row, judgement in judged:
            if row.status not in WRITES:
                continue
            try:
                write(row, judgement)
            except DomainError as error:
                raise _stopped(row, error) from error
        self._recognise_new()

    def _recognise_new(self) -> None:
        """Record the titles that the lines bring and nobody applied for, all in a few statements."""
        if not self._new:
            return
        rows, titles = zip(*self._new, strict=True)
        try:
            made = recognise_all(str(self._batch.scheme_code), titles, actor=self._actor, at=self._at)
        except AlreadyHeld as error:
            raise _stopped(rows[error.position], error) from error
        for row, recognition_id in zip(rows, made, strict=True):
            row.recognition_id = recognition_id
        db.session.flush()

    def _recognition(self, row: RosterRow, judgement: Judgement) -> None:
        if row.status is RowStatus.UPDATE:
            before = _get(Recognition, judgement.target)
            row.written = {"act": "corrected", "before": _before(before, judgement.changes)}
            reason = f"官方名单“{self._batch.filename}”第 {row.row} 行"
            made = correct(before, judgement.changes, reason=reason, actor=self._actor, at=self._at)
            row.recognition, row.enterprise_id = made, made.enterprise_id
            return
        if judgement.enterprise_id is None:
            raise LookupError(f"line {row.id} was judged to bring a title of no enterprise")
        document = {"document": self._batch.filename[:120]}
        facts = RecognitionFacts(scheme_code=str(self._batch.scheme_code), **{**document, **judgement.changes})
        row.enterprise_id = judgement.enterprise_id
        waiting = self._forwarded.pop(judgement.enterprise_id, None)
        if waiting is None:
            row.written = {"act": "recognised"}
            title = NewTitle(enterprise_id=judgement.enterprise_id, facts=facts, source=self._source(row))
            self._new.append((row, title))
        else:
            row.recognition = self._answer(row, facts, waiting)

    def _answer(self, row: RosterRow, facts: RecognitionFacts, waiting: int) -> Recognition:
        """The official result of an application that was recommended."""
        application = _get(Application, waiting)
        row.written = {"act": "answered", "application": application.public_id}
        return record_result(
            application,
            recognition=facts,
            seen_revision=application.latest.no if application.latest else 0,
            actor=self._actor,
            at=self._at,
            on=self._on,
            comment=f"官方名单“{self._batch.filename}”第 {row.row} 行",
        )

    def _registration(self, row: RosterRow, judgement: Judgement) -> None:
        if row.status is RowStatus.UPDATE:
            profile = _get(EnterpriseProfile, judgement.target)
            row.written = {"act": "completed", "before": {name: getattr(profile, name) for name in judgement.changes}}
            reason = f"名单“{self._batch.filename}”第 {row.row} 行"
            source = self._source(row)
            made = correct_profile(
                profile, judgement.changes, reason=reason, source=source, actor=self._actor, at=self._at
            )
            row.enterprise_id = made.enterprise_id
            return
        row.written = {"act": "opened"}
        enterprise = self._open(row, judgement.changes)
        if judgement.changes["moved_on"]:
            record_profile(
                enterprise,
                {"region_code": judgement.changes["moved_to"]},
                valid_from=judgement.changes["moved_on"],
                source=self._source(row),
                actor=self._actor,
                at=self._at,
            )
        db.session.flush()
        row.enterprise_id = enterprise.id

    def _open(self, row: RosterRow, changes: Mapping[str, Any]) -> Enterprise:
        facts = ProfileFacts(**profile_part(changes))
        if row.enterprise_id is not None:
            return self._reopen(_get(Enterprise, row.enterprise_id), facts, row, changes["registered_on"])
        doubtful = any(fault["column"] == "uscc" for fault in row.faults)
        return open_enterprise(
            row.values["uscc"],
            facts,
            registered_on=changes["registered_on"],
            valid_from=changes["registered_on"],
            source=self._source(row),
            actor=self._actor,
            at=self._at,
            uscc_override_reason=f"名单“{self._batch.filename}”所载，经人工确认"[:200] if doubtful else "",
        )

    def _reopen(self, enterprise: Enterprise, facts: ProfileFacts, row: RosterRow, since: date) -> Enterprise:
        """Give a profile to an enterprise whose registration was undone: its code stays taken for good."""
        enterprise.registered_on = since
        profile = EnterpriseProfile(
            enterprise=enterprise,
            valid_from=since,
            valid_to=FAR,
            source=self._source(row),
            recorded_at=self._at,
            retired_at=FOREVER,
            **profile_values(facts),
        )
        db.session.add(profile)
        db.session.flush()
        after = asdict(facts_of(profile))
        subject = ("enterprise", enterprise.uscc)
        record(
            Tag.ENTERPRISE_OPENED,
            actor=self._actor,
            at=self._at,
            subject=subject,
            enterprise_id=enterprise.id,
            after=after,
            valid_from=since.isoformat(),
        )
        facts_changed([enterprise.id], self._at)
        return enterprise

    def _source(self, row: RosterRow) -> str:
        return source_of(self._batch, row)


def source_of(batch: RosterBatch, row: RosterRow) -> str:
    """What a fact that the line brought says of its origin."""
    return f"roster:{batch.public_id}:{row.id}"


def _get(model: type[Any], key: int | None) -> Any:
    found = db.session.get(model, key) if key is not None else None
    if found is None:
        raise LookupError(f"{model.__name__} {key} was judged and is gone")
    return found


def _before(row: Recognition, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the changes replace."""
    return stored_values({name: getattr(row, name) for name in changes})


def _stopped(row: RosterRow, error: DomainError) -> Conflict:
    return Conflict(msg("第 {row} 行不能入库，整份名单没有入库：{reason}", row=row.row, reason=error.text))
