"""Telling people. What is sent here is stored with the act that it tells of; mail goes out afterwards (`delivery`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from registry.accounts.models import User
from registry.core.errors import DomainError
from registry.core.ids import new_public_id
from registry.core.text import Text, msg
from registry.extensions import db
from registry.messages.models import Delivery, DeliveryState, Kind, MailPreference, Message
from registry.messages.texts import LANGUAGES, to_json

WORTH_SENDING = timedelta(days=7)
"""Mail that could not go out for so long says nothing new any more."""

ALWAYS_BY_MAIL = frozenset({Kind.ACCOUNT})

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is to be told to one person; `link` is a path, `key` says what is told and `uscc` of which firm."""

    user_id: int
    kind: Kind
    subject: Text
    body: Text
    key: str
    link: str = ""
    uscc: str = ""


def send(
    user: User, kind: Kind, subject: Text, body: Text, link: str | None, at: datetime, key: str, uscc: str = ""
) -> bool:
    """Tell a person, in the transaction of the act; False where the same `key` was told to the person before.

    `link` is the path of the page to open. Mail follows unless the person does without it for this kind.
    """
    db.session.flush()
    note = Note(user_id=user.id, kind=kind, subject=subject, body=body, key=key, link=link or "", uscc=uscc)
    return send_all([note], at) == 1


def send_all(notes: Sequence[Note], at: datetime) -> int:
    """Tell many people at once; what a person was told before under the same key is left out. How many were told."""
    without = _without_mail({note.user_id for note in notes})
    sent = 0
    for start in range(0, len(notes), _AT_ONCE):
        rows = [_row(note, at) for note in notes[start : start + _AT_ONCE]]
        added = _add(rows)
        sent += len(added)
        by_mail = [one for one, user_id, kind in added if kind not in without.get(user_id, ())]
        if by_mail:
            db.session.execute(insert(Delivery), [_way(one, at, at + WORTH_SENDING) for one in by_mail])
    return sent


def send_to_address(
    address: str, subject: Text, body: Text, *, link: str | None, at: datetime, key: str, until: datetime
) -> bool:
    """Write to an e-mail address that may have no account, in the registry's own words: a link with a secret, say.

    Not sent after `until`; its words and link are removed once it is sent or given up. False where `key` was used.
    """
    row = {
        "public_id": new_public_id(),
        "user_id": None,
        "address": address,
        "kind": Kind.ACCOUNT.value,
        "subject": to_json(subject),
        "body": to_json(body),
        "link": link or "",
        "uscc": "",
        "key": f"address:{key}",
        "created_at": at,
    }
    added = _add([row])
    if added:
        db.session.execute(insert(Delivery), [{**_way(added[0][0], at, until), "is_secret": True}])
    return bool(added)


def mark_read(message: Message, at: datetime) -> None:
    """The person has seen it."""
    message.read_at = message.read_at or at


def mark_all_read(user_id: int, at: datetime) -> None:
    """The person has seen everything."""
    unread = Message.user_id == user_id, Message.read_at.is_(None)
    db.session.execute(update(Message).where(*unread).values(read_at=at))


def choose_mail(user_id: int, *, language: str, without: Collection[Kind]) -> None:
    """Keep what a person wants by mail; what concerns the account itself always comes."""
    if language not in LANGUAGES:
        raise DomainError(msg("请选择语言。"), "language")
    chosen = db.session.get(MailPreference, user_id)
    if chosen is None:
        chosen = MailPreference(user_id=user_id)
        db.session.add(chosen)
    chosen.language = language
    chosen.without = sorted(kind.value for kind in set(without) - ALWAYS_BY_MAIL)


def _row(note: Note, at: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "user_id": note.user_id,
        "address": None,
        "kind": note.kind.value,
        "subject": to_json(note.subject),
        "body": to_json(note.body),
        "link": note.link,
        "uscc": note.uscc,
        "key": f"{note.user_id}:{note.key}",
        "created_at": at,
    }


def _way(message_id: int, at: datetime, until: datetime) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "next_try_at": at,
        "until": until,
        "last_error": "",
        "is_secret": False,
    }


def _add(rows: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    """Store messages whose key is new; of those the number, the person and the kind."""
    statement = _INSERTS[db.session.get_bind().dialect.name](Message.__table__).values(rows)
    columns = Message.__table__.c
    added = statement.on_conflict_do_nothing(index_elements=["key"]).returning(
        columns.id, columns.user_id, columns.kind
    )
    return [(one, user_id, kind) for one, user_id, kind in db.session.execute(added)]


def _without_mail(user_ids: Collection[int]) -> dict[int, frozenset[str]]:
    wanted = sorted(user_ids)
    found: dict[int, frozenset[str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = MailPreference.user_id.in_(wanted[start : start + _AT_ONCE])
        rows = db.session.execute(select(MailPreference.user_id, MailPreference.without).where(some))
        found.update((user_id, frozenset(kinds)) for user_id, kinds in rows)
    return found
