"""A person's inbox, what a person wants by mail, and how the outbox stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from registry.core.paging import Cursor, Page, page_of
from registry.extensions import db
from registry.messages.models import Delivery, DeliveryState, MailPreference, Message


@dataclass(frozen=True)
class OutboxCount:
    """How many mails wait, went out or were given up, and since when the longest has waited."""

    queued: int
    sent: int
    failed: int
    waiting_since: datetime | None


def inbox(user_id: int, cursor: Cursor | None, size: int = 20) -> Page[Message]:
    """A person's messages, unread ones first, then the latest; `cursor` is (is read, minus the number)."""
    is_read = case((Message.read_at.is_(None), 0), else_=1)
    statement = select(Message).where(Message.user_id == user_id).options(selectinload(Message.delivery))
    if cursor is not None:
        statement = statement.where(tuple_(is_read, -Message.id) > tuple_(*cursor))
    rows = db.session.scalars(statement.order_by(is_read, Message.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (int(row.read_at is not None), -row.id))


def unread_count(user_id: int) -> int:
    """How many messages the person has not opened."""
    unread = Message.user_id == user_id, Message.read_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(Message).where(*unread)) or 0


def mail_preference(user_id: int) -> MailPreference:
    """What the person wants by mail; who never chose gets everything, in Chinese."""
    return db.session.get(MailPreference, user_id) or MailPreference(user_id=user_id, language="zh", without=[])


def outbox_count() -> OutboxCount:
    """How the outbox stands now."""
    statement = select(Delivery.state, func.count(), func.min(Message.created_at)).join(Delivery.message)
    rows = {state: (count, since) for state, count, since in db.session.execute(statement.group_by(Delivery.state))}
    none = (0, None)
    queued, since = rows.get(DeliveryState.QUEUED, none)
    return OutboxCount(queued, rows.get(DeliveryState.SENT, none)[0], rows.get(DeliveryState.FAILED, none)[0], since)


def undelivered() -> Select[Delivery]:
    """Mails that were given up, or did not get through so far; the latest first."""
    wrong = or_(Delivery.state == DeliveryState.FAILED, Delivery.last_error != "")
    return (
        select(Delivery)
        .where(wrong, Delivery.state != DeliveryState.SENT)
        .order_by(Delivery.next_try_at.desc(), Delivery.id.desc())
    )
