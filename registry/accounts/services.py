"""Accounts: registering, passwords, roles, closing. Logging in and sessions are offered here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError

from registry.accounts.links import revoke_links
from registry.accounts.login import LoginFailed, Throttle, authenticate
from registry.accounts.models import Role, RoleGrant, User, UserSession
from registry.accounts.passwords import PasswordPolicy, require_good_password
from registry.accounts.permissions import Permission, may, permissions_of
from registry.accounts.queries import find_user_by_email, normal_email
from registry.accounts.sessions import (
    end_all_sessions,
    end_session,
    find_session,
    purge_sessions,
    start_session,
    touch_session,
)
from registry.accounts.throttle import TooManyAttempts
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.extensions import db
from registry.rules.identifiers.characters import visible

__all__ = [
    "LoginFailed",
    "Throttle",
    "TooManyAttempts",
    "authenticate",
    "change_password",
    "checked_email",
    "deactivate",
    "end_all_sessions",
    "end_session",
    "find_session",
    "grant_role",
    "purge_sessions",
    "reactivate",
    "register_user",
    "rename_user",
    "require_manager",
    "require_reason",
    "revoke_role",
    "start_session",
    "touch_session",
]

_NAME_LENGTH = 120


def register_user(
    email: str,
    name: str,
    password: str,
    *,
    policy: PasswordPolicy,
    at: datetime,
    address: str = "",
    actor: Actor | None = None,
    context: Iterable[str] = (),
    must_change_password: bool = False,
    is_email_confirmed: bool = True,
) -> User:
    """Open an account. Without `actor` it is the person's own act; `context` adds words a password may not rest on.

    `must_change_password` where the password is not of the person's own making, `is_email_confirmed=False` where
    nobody vouches for the address. Raises DomainError at `email`, `name`
    or `password`, Conflict where the e-mail address has an account; that takes as long as opening one.
    """
    email, name = checked_email(email), _checked_name(name)
    require_good_password(password, [email, name, *context])
    password_hash = policy.hash(password)
    if find_user_by_email(email) is not None:
        raise _taken(email)
    user = User(
        public_id=new_public_id(),
        email=email,
        name=name,
        password_hash=password_hash,
        must_change_password=must_change_password,
        is_email_confirmed=is_email_confirmed,
        created_at=at,
        grants=[],
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise _taken(email) from None
    record(
        Tag.USER_REGISTERED,
        actor=actor or Actor(user.id, user.name, address[:64]),
        at=at,
        subject=("user", user.public_id),
    )
    return user


def change_password(
    user: User,
    old: str,
    new: str,
    *,
    policy: PasswordPolicy,
    keep: UserSession | None,
    actor: Actor,
    at: datetime,
    context: Iterable[str] = (),
) -> None:
    """The person sets another password; every session but `keep` ends. Errors stand at `old_password`, `password`."""
    if actor.id != user.id:
        raise NotAllowed(msg("只能修改自己的密码。"))
    if not policy.verify(user.password_hash, old).is_right:
        raise DomainError(msg("原密码不正确。"), "old_password")
    if policy.verify(user.password_hash, new).is_right:
        raise DomainError(msg("新密码不能与原密码相同。"), "password")
    require_good_password(new, [user.email, user.name, *context])
    user.password_hash = policy.hash(new)
    user.must_change_password = False
    end_all_sessions(user, keep=keep)
    revoke_links(user)
    _tell_changed(user, actor, at, change="password")


def rename_user(user: User, name: str, *, actor: Actor, at: datetime) -> None:
    """Correct a person's name; by the person or whoever manages accounts."""
    if actor.id != user.id:
        require_manager(user, actor, None)
    name = _checked_name(name)
    if name == user.name:
        raise DomainError(msg("内容与已登记的一致，没有需要登记的变化。"), "name")
    before, user.name = user.name, name
    _tell_changed(user, actor, at, change="name", before=before, after=name)


def grant_role(user: User, role: Role, region_code: str, *, actor: Actor, at: datetime) -> RoleGrant:
    """Give a role for a region and all below it. Nobody gives one to himself; Conflict where it is held already."""
    if not (region_code.isascii() and region_code.isdigit() and 2 <= len(region_code) <= 12):
        raise DomainError(msg("请选择区域。"), "region_code")
    require_manager(user, actor, region_code)
    if not user.is_active:
        raise Conflict(msg("账号 {email} 已停用，请先恢复。", email=user.email))
    if any(grant.role == role and grant.region_code == region_code for grant in user.grants):
        raise Conflict(msg("{name} 已经有这个角色。", name=user.name), "role")
    grant = RoleGrant(role=role, region_code=region_code)
    user.grants.append(grant)
    db.session.flush()
    _tell(Tag.ROLE_GRANTED, user, actor, at, role=role.value, region=region_code)
    return grant


def revoke_role(grant: RoleGrant, *, actor: Actor, at: datetime) -> None:
    """Take a role away, at once: what a person may do is read anew with every request."""
    user = grant.user
    require_manager(user, actor, grant.region_code)
    if grant not in user.grants:
        raise Conflict(msg("这个角色已经收回，请刷新页面查看。"))
    user.grants.remove(grant)
    db.session.delete(grant)
    db.session.flush()
    _tell(Tag.ROLE_REVOKED, user, actor, at, role=grant.role.value, region=grant.region_code)


def deactivate(user: User, *, reason: str, actor: Actor, at: datetime) -> None:
    """Close an account: its sessions end now, it cannot log in; what the person did stays under the name."""
    require_manager(user, actor, None)
    require_reason(reason)
    if not user.is_active:
        raise Conflict(msg("账号 {email} 已经停用。", email=user.email))
    user.is_active = False
    end_all_sessions(user)
    revoke_links(user)
    _tell_changed(user, actor, at, change="deactivated", reason=reason.strip())


def reactivate(user: User, *, reason: str, actor: Actor, at: datetime) -> None:
    """Open a closed account again."""
    require_manager(user, actor, None)
    require_reason(reason)
    if user.is_active:
        raise Conflict(msg("账号 {email} 没有停用。", email=user.email))
    user.is_active = True
    _tell_changed(user, actor, at, change="reactivated", reason=reason.strip())


def require_manager(user: User, actor: Actor, region_code: str | None) -> None:
    """Accounts are managed by others, and roles only within the manager's own region; else NotAllowed."""
    if actor == SYSTEM:
        return
    if actor.id == user.id:
        raise NotAllowed(msg("不能管理自己的账号和角色，请由其他管理员办理。"))
    codes = [region_code] if region_code else [grant.region_code for grant in user.grants]
    manages = Permission.ACCOUNTS_MANAGE in permissions_of(actor)
    if not manages or not all(may(actor, Permission.ACCOUNTS_MANAGE, code) for code in codes):
        raise NotAllowed(msg("没有管理这个账号的权限。"))


def require_reason(reason: str) -> None:
    """Why an account is treated so is written down; DomainError at `reason` where it is not."""
    if not reason.strip():
        raise DomainError(msg("请写明原因。"), "reason")


def checked_email(email: str) -> str:
    """The address in the one spelling in which it is stored; DomainError at `email` where it is none."""
    if len(email) > 254:
        raise DomainError(msg("邮箱地址太长。"), "email")
    try:
        return normal_email(validate_email(email.strip(), check_deliverability=False).normalized)
    except EmailNotValidError:
        raise DomainError(msg("邮箱地址的写法不对，应如 name@example.com。"), "email") from None


def _checked_name(name: str) -> str:
    shown = visible(name)
    if not shown:
        raise DomainError(msg("请填写姓名。"), "name")
    if len(shown) > _NAME_LENGTH:
        raise DomainError(msg("姓名最多 {count} 个字符。", count=_NAME_LENGTH), "name")
    return shown


def _taken(email: str) -> Conflict:
    return Conflict(msg("邮箱 {email} 已经注册过，请直接登录。", email=email), "email")


def _tell(tag: Tag, user: User, actor: Actor, at: datetime, **data: str) -> None:
    record(tag, actor=actor, at=at, subject=("user", user.public_id), enterprise_id=None, **data)


def _tell_changed(user: User, actor: Actor, at: datetime, **data: str) -> None:
    db.session.flush()
    _tell(Tag.USER_CHANGED, user, actor, at, **data)
