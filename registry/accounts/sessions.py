"""Browsers that are logged in. Only the hash of a token is stored: who reads the table can log in as nobody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from registry.accounts.models import User, UserSession
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.extensions import db

_TOUCH_EVERY = timedelta(minutes=1)


def start_session(user: User, *, address: str, agent: str, at: datetime) -> tuple[str, UserSession]:
    """Open a session; the token (256 random bits) is for the cookie and is stored nowhere."""
    token = secrets.token_urlsafe(32)
    row = UserSession(
        token_hash=_hash(token),
        user_id=user.id,
        started_at=at,
        seen_at=at,
        address=address[:64],
        agent=agent.replace("\x00", "")[:200],
    )
    db.session.add(row)
    db.session.flush()
    actor = Actor(user.id, user.name, address[:64])
    record(Tag.USER_LOGGED_IN, actor=actor, at=at, subject=("user", user.public_id))
    return token, row


def find_session(token: str, *, at: datetime, idle_minutes: int, absolute_hours: int) -> UserSession | None:
    """The session of a cookie's token, unless it was left idle, is too old, or its account was closed. Only reads."""
    statement = (
        select(UserSession)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == _hash(token),
            UserSession.seen_at > at - timedelta(minutes=idle_minutes),
            UserSession.started_at > at - timedelta(hours=absolute_hours),
            User.is_active,
        )
    )
    return db.session.scalars(statement).one_or_none()


def touch_session(session: UserSession, *, at: datetime) -> bool:
    """Note that the browser was seen, at most once a minute; whether there is something to commit."""
    if at - session.seen_at < _TOUCH_EVERY:
        return False
    session.seen_at = at
    return True


def end_session(session: UserSession, *, actor: Actor, at: datetime) -> None:
    """Log out: the token is worth nothing from now on."""
    user = db.session.get_one(User, session.user_id)
    db.session.delete(session)
    db.session.flush()
    record(Tag.USER_LOGGED_OUT, actor=actor, at=at, subject=("user", user.public_id))


def end_all_sessions(user: User, *, keep: UserSession | None = None) -> int:
    """End the person's sessions, but for the one at hand; how many. The act that calls for it is what is recorded."""
    statement = select(UserSession).where(UserSession.user_id == user.id)
    ended = [row for row in db.session.scalars(statement) if keep is None or row.id != keep.id]
    for row in ended:
        db.session.delete(row)
    db.session.flush()
    return len(ended)


def purge_sessions(*, at: datetime, absolute_hours: int) -> int:
    """Remove rows too old to be found by any token; how many."""
    outdated = select(UserSession.id).where(UserSession.started_at <= at - timedelta(hours=absolute_hours))
    ids = db.session.scalars(outdated).all()
    db.session.execute(delete(UserSession).where(UserSession.id.in_(ids)))
    return len(ids)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
