"""Recording and lifting what speaks against a firm, and writing down visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.integrity.models import Effect, IntegrityRecord, RecordKind, Visit
from registry.integrity.queries import records_of
from registry.integrity.words import KINDS


@dataclass(frozen=True, kw_only=True)
class RecordFacts:
    """What a record says; it holds over `[valid_from, valid_to)`."""

    kind: RecordKind
    effect: Effect
    valid_from: date
    valid_to: date
    matter: str
    document: str


def add_record(enterprise: Enterprise, facts: RecordFacts, *, actor: Actor, at: datetime) -> IntegrityRecord:
    """Record something against the firm. Raises DomainError at the field at fault."""
    if facts.valid_to <= facts.valid_from:
        raise DomainError(msg("截止日期不能早于起始日期。"), "valid_to")
    for name, text in (("matter", facts.matter), ("document", facts.document)):
        if not text.strip():
            raise DomainError(msg("请写明事由和依据文件。"), name)
    row = IntegrityRecord(
        public_id=new_public_id(), enterprise=enterprise, recorded_at=at, recorded_by_id=actor.id, **vars(facts)
    )
    db.session.add(row)
    db.session.flush()
    _tell(Tag.INTEGRITY_RECORDED, row, actor, at, **_said(row), effect=row.effect.value, matter=row.matter)
    return row


def lift(row: IntegrityRecord, *, lifted_on: date, reason: str, actor: Actor, at: datetime) -> IntegrityRecord:
    """From `lifted_on` it no longer holds (信用修复); its first day where it was recorded by mistake.

    Raises Conflict where it is lifted already, DomainError at `lifted_on` outside its period.
    """
    lock_row(row)
    if row.lifted_on is not None:
        raise Conflict(msg("这条诚信记录已经解除，请刷新页面查看。"))
    if not row.valid_from <= lifted_on < row.valid_to:
        raise DomainError(msg("解除日期应在记录的有效期之内。"), "lifted_on")
    if not reason.strip():
        raise DomainError(msg("请写明解除原因。"), "reason")
    row.lifted_on, row.lifted_reason = lifted_on, reason.strip()
    db.session.flush()
    _tell(Tag.INTEGRITY_LIFTED, row, actor, at, day=lifted_on.isoformat(), reason=row.lifted_reason)
    return row


def require_clear(enterprise_id: int, on: date) -> None:
    """Raises DomainError naming what blocks the firm's applications on the day, where something does."""
    for row in records_of(enterprise_id, in_force_on=on):
        if row.effect is Effect.BLOCKS:
            raise DomainError(
                msg(
                    "企业有正在生效的{kind}记录（{document}），解除或到期以前不能提交申请。",
                    kind=KINDS[row.kind],
                    document=row.document,
                )
            )


def note_visit(
    enterprise: Enterprise,
    *,
    visited_on: date,
    people: str,
    notes: str,
    follow_up: str,
    actor: Actor,
    at: datetime,
    on: date,
) -> Visit:
    """Write down a visit. Raises DomainError at `visited_on` for a day to come, at `notes` where nothing is said."""
    if visited_on > on:
        raise DomainError(msg("走访日期不能晚于今天。"), "visited_on")
    if not notes.strip():
        raise DomainError(msg("请写明走访情况。"), "notes")
    row = Visit(
        public_id=new_public_id(),
        enterprise=enterprise,
        visited_on=visited_on,
        people=people.strip(),
        notes=notes.strip(),
        follow_up=follow_up.strip(),
        recorded_at=at,
        recorded_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    subject, day = ("visit", row.public_id), visited_on.isoformat()
    record(Tag.VISIT_NOTED, actor=actor, at=at, subject=subject, enterprise_id=enterprise.id, day=day)
    return row


def _said(row: IntegrityRecord) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "document": row.document,
    }


def _tell(tag: Tag, row: IntegrityRecord, actor: Actor, at: datetime, **data: Any) -> None:
    subject = ("integrity_record", row.public_id)
    record(tag, actor=actor, at=at, subject=subject, enterprise_id=row.enterprise_id, **data)
