"""Finding people."""

from __future__ import annotations

from sqlalchemy import Select, select

from registry.accounts.models import RoleGrant, User, UserSession
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db


def normal_email(email: str) -> str:
    """One spelling of an address: no blanks around it, lower case, nothing that a database cannot hold."""
    plain = email.replace("\x00", "").strip().lower()
    return plain.encode("utf-8", "replace").decode()[:254]


def find_user_by_email(email: str) -> User | None:
    """The account of an e-mail address, in any case of letters; deactivated ones too."""
    return db.session.scalars(select(User).where(User.email == normal_email(email))).one_or_none()


def find_user(user_id: int) -> User | None:
    """The account by its inner number."""
    return db.session.get(User, user_id)


def get_user(public_id: str) -> User:
    """The account by its public identifier, or NotFound."""
    user = db.session.scalars(select(User).where(User.public_id == public_id)).one_or_none()
    if user is None:
        raise NotFound(msg("没有这个账号。"))
    return user


def users(*, officers_only: bool = False) -> Select[User]:
    """All accounts by e-mail address (unique, so the order is total)."""
    statement = select(User).order_by(User.email)
    return statement.where(User.id.in_(select(RoleGrant.user_id))) if officers_only else statement


def sessions_of(user_id: int) -> Select[UserSession]:
    """A person's stored sessions, the last seen first."""
    return (
        select(UserSession)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
