"""Proving that one reads the mail of an account: to confirm its address, and to set another password."""

from __future__ import annotations

from datetime import datetime

from registry.accounts.links import get_link, issue_link, revoke_links, use_link
from registry.accounts.models import LinkPurpose, User
from registry.accounts.passwords import PasswordPolicy, require_good_password
from registry.accounts.queries import find_user_by_email
from registry.accounts.sessions import end_all_sessions
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict
from registry.core.text import msg


def ask_to_confirm(user: User, *, at: datetime) -> str:
    """The secret of a link that confirms the person's address; Conflict where that was done already."""
    if user.is_email_confirmed:
        raise Conflict(msg("邮箱已经确认过，不必再确认。"))
    return issue_link(user, LinkPurpose.CONFIRM_EMAIL, at=at)


def confirm_email(token: str, *, address: str, at: datetime) -> User:
    """The mail was read: the address is the person's. NotFound where the link is worth nothing (any more)."""
    user = use_link(token, LinkPurpose.CONFIRM_EMAIL, at=at)
    user.is_email_confirmed = True
    _tell(Tag.USER_CONFIRMED, user, address, at)
    return user


def ask_to_reset(email: str, *, address: str, at: datetime) -> tuple[User, str] | None:
    """The person and the secret of a link that sets another password; None where there is no open account."""
    user = find_user_by_email(email)
    if user is None or not user.is_active:
        return None
    _tell(Tag.USER_RESET_REQUESTED, user, address, at)
    return user, issue_link(user, LinkPurpose.RESET_PASSWORD, at=at)


def person_of_reset(token: str, *, at: datetime) -> User:
    """Whose password the link sets, or NotFound; the link stays good."""
    return get_link(token, LinkPurpose.RESET_PASSWORD, at=at).user


def reset_password(token: str, password: str, *, policy: PasswordPolicy, address: str, at: datetime) -> User:
    """Set another password by a link; all sessions and other links end, and the address counts as confirmed.

    Raises NotFound where the link is worth nothing (any more), DomainError at `password`: then it stays good.
    """
    user = person_of_reset(token, at=at)
    require_good_password(password, [user.email, user.name])
    use_link(token, LinkPurpose.RESET_PASSWORD, at=at)
    user.password_hash = policy.hash(password)
    user.must_change_password = False
    user.is_email_confirmed = True
    end_all_sessions(user)
    revoke_links(user)
    _tell(Tag.USER_CHANGED, user, address, at, change="password_reset")
    return user


def _tell(tag: Tag, user: User, address: str, at: datetime, **data: str) -> None:
    actor = Actor(user.id, user.name, address[:64])
    record(tag, actor=actor, at=at, subject=("user", user.public_id), enterprise_id=None, **data)
