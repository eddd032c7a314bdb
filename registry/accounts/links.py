"""Secrets for one use: a link in a mail, the step between the password and the second factor."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from registry.accounts.models import AccountLink, LinkPurpose, User
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db

LIFETIMES = {
    LinkPurpose.CONFIRM_EMAIL: timedelta(minutes=60),
    LinkPurpose.RESET_PASSWORD: timedelta(minutes=60),
    LinkPurpose.SECOND_STEP: timedelta(minutes=10),
}


def issue_link(user: User, purpose: LinkPurpose, *, at: datetime) -> str:
    """A secret of 256 random bits, stored nowhere; the person's earlier ones for the purpose are worth nothing now.

    Of two steps of logging in (two browsers) both stay.
    """
    db.session.execute(delete(AccountLink).where(AccountLink.expires_at <= at))
    if purpose is not LinkPurpose.SECOND_STEP:
        db.session.execute(delete(AccountLink).where(AccountLink.user_id == user.id, AccountLink.purpose == purpose))
    token = secrets.token_urlsafe(32)
    expires_at = at + LIFETIMES[purpose]
    db.session.add(AccountLink(token_hash=hashed(token), purpose=purpose, user_id=user.id, expires_at=expires_at))
    db.session.flush()
    return token


def get_link(token: str, purpose: LinkPurpose, *, at: datetime) -> AccountLink:
    """The link that the secret opens, still good and of an open account; NotFound otherwise, whatever was wrong."""
    statement = (
        select(AccountLink)
        .join(AccountLink.user)
        .where(
            AccountLink.token_hash == hashed(token),
            AccountLink.purpose == purpose,
            AccountLink.expires_at > at,
            User.is_active,
        )
    )
    link = db.session.scalars(statement).one_or_none()
    if link is None:
        raise NotFound(msg("这个链接已经失效：可能已用过、已过期，或者后来又发过新的。请重新申请。"))
    return link


def use_link(token: str, purpose: LinkPurpose, *, at: datetime) -> User:
    """Whose link it is; it opens nothing from now on. Of two who send it at once one gets NotFound."""
    link = get_link(token, purpose, at=at)
    user = link.user
    gone = delete(AccountLink).where(AccountLink.id == link.id).returning(AccountLink.id)
    if db.session.execute(gone.execution_options(synchronize_session=False)).first() is None:
        raise NotFound(msg("这个链接已经失效：可能已用过、已过期，或者后来又发过新的。请重新申请。"))
    db.session.expunge(link)
    return user


def revoke_links(user: User) -> None:
    """None of the person's links opens anything any more."""
    db.session.execute(delete(AccountLink).where(AccountLink.user_id == user.id))


def hashed(secret: str) -> str:
    """What is stored of a secret that nobody can guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
