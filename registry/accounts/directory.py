"""Accounts and sessions as lists, opening an officer's account, the first one too, and passwords given by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select

from registry.accounts.links import revoke_links
from registry.accounts.models import Role, RoleGrant, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import sessions_of, users
from registry.accounts.services import grant_role, register_user, require_manager, require_reason
from registry.accounts.sessions import end_all_sessions
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, NotFound
from registry.core.paging import Page, decode_cursor, page_of
from registry.core.text import msg
from registry.extensions import db

PAGE_SIZE = 50
# without the letters and digits that are taken for one another on paper
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def search_users(text: str, *, officers_only: bool = False, cursor: str | None = None) -> Page[User]:
    """Accounts of which the name or the e-mail address contains `text` ("" finds all), by e-mail address."""
    statement = _matching(text, officers_only)
    after = decode_cursor(cursor, (str,))
    if after is not None:
        statement = statement.where(User.email > _storable(str(after[0])))
    return page_of(db.session.scalars(statement.limit(PAGE_SIZE + 1)).all(), PAGE_SIZE, lambda user: (user.email,))


def count_users(text: str, *, officers_only: bool = False) -> int:
    """How many accounts `search_users` pages through."""
    inner = _matching(text, officers_only).order_by(None).subquery()
    return int(db.session.execute(select(func.count()).select_from(inner)).scalar_one())


def live_sessions(user: User, *, at: datetime, idle_minutes: int, absolute_hours: int) -> Sequence[UserSession]:
    """The person's sessions that still open a page, the last seen first."""
    return db.session.scalars(
        sessions_of(user.id).where(
            UserSession.seen_at > at - timedelta(minutes=idle_minutes),
            UserSession.started_at > at - timedelta(hours=absolute_hours),
        )
    ).all()


def get_own_session(user: User, number: int) -> UserSession:
    """One of the person's own sessions, or NotFound where it has ended or is somebody else's."""
    session = db.session.scalars(sessions_of(user.id).where(UserSession.id == number)).one_or_none()
    if session is None:
        raise NotFound(msg("这次登录已经结束。"))
    return session


def one_time_password() -> str:
    """A random password that can be read out and copied by hand (99 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def open_officer_account(
    email: str, name: str, role: Role, region_code: str, *, policy: PasswordPolicy, actor: Actor, at: datetime
) -> tuple[User, str]:
    """Open an account with its first role; the password is returned once and stored nowhere.

    Raises what `register_user` and `grant_role` raise; nothing is stored then.
    """
    password = one_time_password()
    user = register_user(email, name, password, policy=policy, at=at, actor=actor, must_change_password=True)
    grant_role(user, role, region_code, actor=actor, at=at)
    return user, password


def issue_password(user: User, *, reason: str, policy: PasswordPolicy, actor: Actor, at: datetime) -> str:
    """A one-time password for somebody whom mail does not reach; sessions and links end. It is stored nowhere."""
    require_manager(user, actor, None)
    require_reason(reason)
    if not user.is_active:
        raise Conflict(msg("账号 {email} 已停用，请先恢复。", email=user.email))
    password = one_time_password()
    user.password_hash = policy.hash(password)
    user.must_change_password = True
    end_all_sessions(user)
    revoke_links(user)
    data = {"change": "password_issued", "reason": reason.strip()}
    record(Tag.USER_CHANGED, actor=actor, at=at, subject=("user", user.public_id), enterprise_id=None, **data)
    return password


def has_administrator() -> bool:
    """Whether somebody can log in who manages accounts."""
    statement = select(RoleGrant.id).join(User).where(RoleGrant.role == Role.ADMINISTRATOR, User.is_active)
    return db.session.execute(statement.limit(1)).first() is not None


def open_administrator(
    email: str,
    name: str,
    password: str | None,
    region_code: str,
    *,
    is_another: bool,
    policy: PasswordPolicy,
    at: datetime,
) -> tuple[User, str | None]:
    """An administrator's account, in the name of the system. Without `password` a one-time one is made and returned.

    Raises Conflict where there is an administrator already unless `is_another` is wanted, and what `register_user`
    and `grant_role` raise; nothing is to be kept then.
    """
    if has_administrator() and not is_another:
        raise Conflict(msg("已经有系统管理员，其他账号请由管理员在“账号”页面开通；确需再建一个，请加 --another。"))
    if password is None:
        return open_officer_account(email, name, Role.ADMINISTRATOR, region_code, policy=policy, actor=SYSTEM, at=at)
    user = register_user(email, name, password, policy=policy, at=at, actor=SYSTEM)
    grant_role(user, Role.ADMINISTRATOR, region_code, actor=SYSTEM, at=at)
    return user, None


def _matching(text: str, officers_only: bool) -> Select[User]:
    statement = users(officers_only=officers_only)
    text = _storable(text).strip()
    if not text:
        return statement
    return statement.where(
        or_(User.email.contains(text.lower(), autoescape=True), User.name.contains(text, autoescape=True))
    )


def _storable(text: str) -> str:
    """What was typed, without what a database cannot take."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
