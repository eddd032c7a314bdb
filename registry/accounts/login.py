"""Proving who one is, with the brake on guessing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from registry.accounts.models import User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user_by_email, normal_email
from registry.accounts.throttle import Limit, TooManyAttempts, forget, note, require_room
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.text import Text, msg


class LoginFailed(DomainError):
    """Wrong, whatever was wrong. What was written about it is to be committed although the answer is a refusal."""

    commit_on_error = True

    def __init__(self) -> None:
        super().__init__(msg("邮箱或密码不正确，请核对后重试。"))


class TooManyLogins(TooManyAttempts):
    """Too many failures."""

    def sentence(self) -> Text:
        """The same words whether there is such an account or not."""
        return msg("登录失败次数过多，请 {minutes} 分钟后再试。", minutes=self.minutes)


@dataclass(frozen=True)
class Throttle:
    """How many failures are borne: by account name before it is locked, and by network address in a sliding time."""

    account_failures: int = 5
    account_minutes: int = 30
    address_failures: int = 30
    address_minutes: int = 5

    @property
    def account(self) -> Limit:
        """By account name: so many failures within the time of a lock start one at the last."""
        return Limit("login_account", self.account_failures, self.account_minutes, locks=True)

    @property
    def address(self) -> Limit:
        """By network address."""
        return Limit("login_address", self.address_failures, self.address_minutes)


def authenticate(
    email: str,
    password: str,
    *,
    address: str,
    at: datetime,
    policy: PasswordPolicy,
    throttle: Throttle | None = None,
) -> User:
    """The person, or LoginFailed in the same words and the same time for every cause, or TooManyAttempts.

    A failure leaves a row and an audit event, to be committed by the caller. A try while locked is neither checked
    nor counted, so that it does not lengthen the lock. Success forgets the account's failures.
    """
    name, address = normal_email(email), address[:64]
    borne = throttle or Throttle()
    uses = [(borne.account, name), (borne.address, address)]
    require_room(uses, at=at, refusal=TooManyLogins)
    user = find_user_by_email(name)
    verified = policy.verify(user.password_hash if user else None, password)
    if user is None or not verified.is_right or not user.is_active:
        note(uses, at=at)
        _record_failure(user, name, address, at)
        raise LoginFailed
    if verified.new_hash:
        user.password_hash = verified.new_hash
    forget(borne.account, name)
    return user


def _record_failure(user: User | None, email: str, address: str, at: datetime) -> None:
    actor = Actor(user.id if user else None, user.name if user else "未登录", address)
    # people type passwords into the wrong box: what was typed as an account is kept as a fingerprint only
    fingerprint = hashlib.sha256(email.encode()).hexdigest()[:16]
    subject = ("user", user.public_id if user else fingerprint)
    record(Tag.USER_LOGIN_FAILED, actor=actor, at=at, subject=subject, account=fingerprint)
