"""The way of a message by mail: taken by one worker, handed over, and settled.

Nothing is locked while a mail server is talked to: `claim` pushes the next try ahead, and once that is committed no
other worker finds the row. A worker that dies between handing over and settling leaves it to be tried again then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from registry.accounts.models import User
from registry.core.text import msg
from registry.extensions import db
from registry.messages.models import Delivery, DeliveryState, MailPreference, Message
from registry.messages.texts import from_json, in_language

MOST_ATTEMPTS = 20
"""Over some three days: a mail server that is out of order over a weekend costs no mail."""

_HELD_FOR = timedelta(minutes=15)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_NOTHING = {"msgid": "", "params": {}}
_OUTDATED = str(msg("已过期，不再发送"))
_CLOSED = str(msg("账号已停用，不再发送"))


@dataclass(frozen=True)
class Letter:
    """A message as it goes out: in words, to an address. `reference` is the same at every attempt."""

    delivery_id: int
    address: str
    name: str
    subject: str
    body: str
    link: str
    language: str
    reference: str


def claim(at: datetime) -> Letter | None:
    """Take the mail that has waited longest; the caller commits before handing it over. None: nothing is due.

    What is not worth sending any more is given up on the way: it is too old, or the account was closed.
    """
    _give_up_outdated(at)
    while (delivery := _next_due(at)) is not None:
        user = _user(delivery.message)
        if user is None or user.is_active:
            delivery.attempts += 1
            delivery.next_try_at = at + _HELD_FOR
            db.session.flush()
            return _letter(delivery.message, delivery.id, user)
        delivery.last_error = _CLOSED
        _end(delivery, DeliveryState.FAILED, at)
        db.session.flush()
    return None


def settle(letter: Letter, at: datetime, *, error: str | None = None, is_final: bool = False) -> DeliveryState:
    """Say how it went: sent without `error`; else tried again later, ever more rarely, or given up for good."""
    found = select(Delivery).where(Delivery.id == letter.delivery_id).with_for_update()
    delivery = db.session.scalars(found.execution_options(populate_existing=True)).one()
    delivery.last_error = " ".join((error or "").split())[:300]
    delivery.next_try_at = at + min(_FIRST_WAIT * 2 ** (delivery.attempts - 1), _LONGEST_WAIT)
    if error is None:
        _end(delivery, DeliveryState.SENT, at)
    elif is_final or delivery.attempts >= MOST_ATTEMPTS or delivery.next_try_at >= delivery.until:
        _end(delivery, DeliveryState.FAILED, at)
    db.session.flush()
    return delivery.state


def _next_due(at: datetime) -> Delivery | None:
    due = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.QUEUED, Delivery.next_try_at <= at)
        .order_by(Delivery.next_try_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(due.execution_options(populate_existing=True)).one_or_none()


def _end(delivery: Delivery, state: DeliveryState, at: datetime) -> None:
    delivery.state, delivery.settled_at = state, at
    if delivery.is_secret:
        delivery.message.body, delivery.message.link = dict(_NOTHING), ""


def _give_up_outdated(at: datetime) -> None:
    outdated = (Delivery.state == DeliveryState.QUEUED, Delivery.until <= at, Delivery.next_try_at <= at)
    for delivery in db.session.scalars(select(Delivery).where(*outdated).with_for_update(skip_locked=True)):
        delivery.last_error = _OUTDATED
        _end(delivery, DeliveryState.FAILED, at)
    db.session.flush()


def _user(message: Message) -> User | None:
    return db.session.get(User, message.user_id) if message.user_id is not None else None


def _letter(message: Message, delivery_id: int, user: User | None) -> Letter:
    chosen = db.session.get(MailPreference, user.id) if user else None
    language = chosen.language if chosen else "zh"
    return Letter(
        delivery_id=delivery_id,
        address=user.email if user else message.address or "",
        name=user.name if user else "",
        subject=in_language(from_json(message.subject), language),
        body=in_language(from_json(message.body), language),
        link=message.link,
        language=language,
        reference=message.public_id,
    )
