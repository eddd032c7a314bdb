"""Answering the notes of the cross-checks: no revision passes while one is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from registry.applications.models import Application, ApplicationRevision, CrossCheckReason
from registry.assessments.notes import Note
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.text import msg
from registry.extensions import db

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a note does not stand in the way; `is_verified`: the officer looked into it and found it right."""

    reason: str
    is_verified: bool = False


NO_REASONS: Mapping[str, Explanation] = MappingProxyType({})


class NotesOpen(DomainError):
    """Notes without a reason; `codes` names all of them, `field` the first as `note_<code>`."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        text = msg("还有 {count} 条核对提示没有说明，请逐条写明理由后再办理。", count=len(codes))
        super().__init__(text, field=f"note_{codes[0]}")
        self.codes = codes


def frozen_notes(revision: ApplicationRevision) -> tuple[Note, ...] | None:
    """The notes as they were frozen with the revision; None where nothing was checked when it was sent."""
    if revision.cross_checks is None:
        return None
    return tuple(Note.from_json(one) for one in revision.cross_checks)


def told_notes(revision: ApplicationRevision) -> list[tuple[Note, CrossCheckReason | None]]:
    """Each note with the reason that an officer gave, None while it is open."""
    reasons = {one.code: one for one in revision.reasons}
    return [(note, reasons.get(note.code)) for note in frozen_notes(revision) or ()]


def open_notes(revision: ApplicationRevision) -> tuple[Note, ...]:
    """The notes for which nobody has given a reason yet."""
    return tuple(note for note, reason in told_notes(revision) if reason is None)


def explain(application: Application, reasons: Mapping[str, Explanation], *, actor: Actor, at: datetime) -> None:
    """Keep a reason for each open note of the latest revision; the caller holds the application's lock.

    Raises NotesOpen where an open note has none, DomainError at `note_<code>` for one that is too long, Conflict where
    a colleague has answered one meanwhile.
    """
    revision = application.latest
    assert revision is not None
    db.session.refresh(revision, ["reasons"])
    answered = {one.code for one in revision.reasons} & set(reasons)
    if answered:
        raise Conflict(msg("其他经办人已说明了核对提示，请刷新页面查看后再办理。"), field=f"note_{min(answered)}")
    wanted = [note.code for note in open_notes(revision)]
    empty = [code for code in wanted if code not in reasons or not reasons[code].reason.strip()]
    if empty:
        raise NotesOpen(tuple(empty))
    for code in wanted:
        _keep(revision, code, reasons[code], actor, at)
    db.session.flush()


def _keep(revision: ApplicationRevision, code: str, told: Explanation, actor: Actor, at: datetime) -> None:
    reason = told.reason.strip()
    if len(reason) > LONGEST_REASON:
        raise DomainError(msg("理由最多 {count} 个字符。", count=LONGEST_REASON), field=f"note_{code}")
    assert actor.id is not None  # only officers pass
    application = revision.application
    revision.reasons.append(
        CrossCheckReason(
            code=code,
            is_verified=told.is_verified,
            reason=reason,
            author_id=actor.id,
            author_name=actor.name,
            written_at=at,
        )
    )
    record(
        Tag.APPLICATION_EXPLAINED,
        actor=actor,
        at=at,
        subject=("application", application.public_id),
        enterprise_id=application.enterprise_id,
        revision=revision.no,
        note=code,
        verified=told.is_verified,
        reason=reason,
    )
