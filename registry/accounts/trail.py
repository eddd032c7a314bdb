"""The audit trail as its reader sees it: newest first, the names of people outside the office masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.accounts.models import RoleGrant
from registry.audit.masking import mask_address, mask_data, mask_name
from registry.audit.models import AuditEvent
from registry.audit.queries import events
from registry.audit.tags import SENTENCES, Tag
from registry.core.paging import Page, decode_cursor, page_of
from registry.core.text import Text, msg
from registry.extensions import db

PAGE_SIZE = 50


@dataclass(frozen=True)
class TrailRow:
    """One event; `number` is its place in the chain, personal data in `who`, `address` and `data` are masked."""

    number: int
    at: datetime
    sentence: Text
    who: str
    address: str
    subject_kind: str
    subject_id: str
    data: dict[str, Any]


def trail(*, tag: Tag | None = None, cursor: str | None = None) -> Page[TrailRow]:
    """One page of the trail, of one kind of event or of all, after the event that `cursor` names."""
    after = decode_cursor(cursor, (int,))
    before = int(after[0]) if after is not None else None
    statement = events(tag=tag.value if tag else None, before=before).limit(PAGE_SIZE + 1)
    found: Sequence[AuditEvent] = db.session.scalars(statement).all()
    officers = _officers({event.actor_id for event in found if event.actor_id is not None})
    rows = [_row(event, event.actor_id is None or event.actor_id in officers) for event in found]
    return page_of(rows, PAGE_SIZE, lambda row: (row.number,))


def sentence_of(tag: str) -> Text:
    """The sentence of a tag; of one that this version no longer knows, the tag itself."""
    return SENTENCES[Tag(tag)] if tag in set(Tag) else msg("{tag}", tag=tag)


def _officers(ids: set[int]) -> set[int]:
    return set(db.session.scalars(select(RoleGrant.user_id).where(RoleGrant.user_id.in_(ids))))


def _row(event: AuditEvent, is_open_name: bool) -> TrailRow:
    return TrailRow(
        number=event.id,
        at=event.at,
        sentence=sentence_of(event.tag),
        who=event.actor_name if is_open_name else mask_name(event.actor_name),
        address=mask_address(event.address),
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        data=mask_data(event.data, about_person=event.subject_kind == "user"),
    )
