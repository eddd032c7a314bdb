"""Reading the trail and proving it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from registry.audit.models import AuditEvent, AuditHead
from registry.audit.services import GENESIS, digest
from registry.extensions import db


@dataclass(frozen=True)
class Verification:
    """`broken_at` is the first event that is missing, changed or out of place; None where the chain is whole."""

    events: int
    broken_at: int | None


def events_of_subject(kind: str, public_id: str) -> Select[AuditEvent]:
    """Everything that happened to one thing, oldest first."""
    return (
        select(AuditEvent)
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_id == public_id)
        .order_by(AuditEvent.id)
    )


def events(*, tag: str | None = None, enterprise_id: int | None = None, before: int | None = None) -> Select[Any]:
    """The trail, newest first; `before` is the last event number shown."""
    statement = select(AuditEvent).order_by(AuditEvent.id.desc())
    if tag:
        statement = statement.where(AuditEvent.tag == tag)
    if enterprise_id is not None:
        statement = statement.where(AuditEvent.enterprise_id == enterprise_id)
    return statement if before is None else statement.where(AuditEvent.id < before)


def verify() -> Verification:
    """Recompute the whole chain and hold its end against the stored head."""
    expected_id, expected_hash = 0, GENESIS
    with db.session.scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000)) as found:
        for event in found:
            expected_id += 1
            if event.id != expected_id or event.previous_hash != expected_hash or digest(event) != event.hash:
                return Verification(expected_id - 1, expected_id)
            expected_hash = event.hash
    head = db.session.scalars(select(AuditHead)).first()
    last = (head.last_event_id, head.last_hash) if head else (0, GENESIS)
    return Verification(expected_id, None if last == (expected_id, expected_hash) else expected_id + 1)
