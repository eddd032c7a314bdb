"""Recording an act: one event in the transaction of the act itself, chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from registry.audit.listeners import Entry as Entry
from registry.audit.listeners import tell
from registry.audit.models import AuditEvent, AuditHead
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.extensions import db

GENESIS = "0" * 64


def record(
    tag: Tag,
    *,
    actor: Actor,
    at: datetime,
    subject: tuple[str, str],
    enterprise_id: int | None = None,
    **data: Any,
) -> AuditEvent:
    """Append one event; `subject` is (kind, public identifier), `data` holds JSON values (before, after, reason).

    Takes the head's lock, so that the chain has one order whoever writes at the same time.
    """
    entry = Entry(subject, enterprise_id, data)
    event = _append(_locked_head(), tag, entry, actor, at)
    tell(tag, [entry], actor, at)
    return event


def record_all(tag: Tag, entries: Iterable[Entry], *, actor: Actor, at: datetime) -> None:
    """Append one event for each entry, in their order, holding the head's lock once for all of them."""
    head, every = _locked_head(), list(entries)
    for entry in every:
        _append(head, tag, entry, actor, at)
    db.session.flush()
    tell(tag, every, actor, at)


def _append(head: AuditHead, tag: Tag, entry: Entry, actor: Actor, at: datetime) -> AuditEvent:
    event = AuditEvent(
        id=head.last_event_id + 1,
        at=at,
        tag=tag.value,
        actor_id=actor.id,
        actor_name=actor.name,
        address=actor.address,
        subject_kind=entry.subject[0],
        subject_id=entry.subject[1],
        enterprise_id=entry.enterprise_id,
        data=entry.data,
        previous_hash=head.last_hash,
    )
    event.hash = digest(event)
    db.session.add(event)
    head.last_event_id, head.last_hash = event.id, event.hash
    return event


def digest(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the hash of the event before it."""
    content = [
        event.id,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.tag,
        event.actor_id,
        event.actor_name,
        event.address,
        event.subject_kind,
        event.subject_id,
        event.enterprise_id,
        event.data,
        event.previous_hash,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _locked_head() -> AuditHead:
    head = db.session.scalars(select(AuditHead).with_for_update().execution_options(populate_existing=True)).first()
    if head is None:
        head = AuditHead(id=1, last_event_id=0, last_hash=GENESIS)
        db.session.add(head)
        db.session.flush()
    return head
