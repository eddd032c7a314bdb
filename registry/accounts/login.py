"""Proving who one is, with the brake on guessing: failures are counted in the database, for all workers at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from registry.accounts.models import LoginAttempt, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user_by_email, normal_email
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.text import msg
from registry.extensions import db


class LoginFailed(DomainError):
    """Wrong, whatever was wrong. What was written about it is to be committed although the answer is a refusal."""

    commit_on_error = True

    def __init__(self) -> None:
        super().__init__(msg("邮箱或密码不正确，请核对后重试。"))


class TooManyAttempts(DomainError):
    """Too many failures; `until` is the instant from which another try is taken."""

    status = 429

    def __init__(self, until: datetime, at: datetime) -> None:
        self.until = until
        self.seconds = max(1, -((at - until) // timedelta(seconds=1)))
        super().__init__(msg("登录失败次数过多，请 {minutes} 分钟后再试。", minutes=-(-self.seconds // 60)))


@dataclass(frozen=True)
class Throttle:
    """How many failures are borne: by account name before it is locked, and by network address in a sliding time."""

    account_failures: int = 5
    account_minutes: int = 30
    address_failures: int = 30
    address_minutes: int = 5


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
    _one_at_a_time(name, address)
    _require_unlocked(name, address, at, throttle or Throttle())
    user = find_user_by_email(name)
    verified = policy.verify(user.password_hash if user else None, password)
    if user is None or not verified.is_right or not user.is_active:
        _note_failure(user, name, address, at)
        raise LoginFailed
    if verified.new_hash:
        user.password_hash = verified.new_hash
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.email == name))
    return user


def purge_attempts(*, before: datetime) -> int:
    """Forget failures older than any lock; how many."""
    ids = db.session.scalars(select(LoginAttempt.id).where(LoginAttempt.at < before)).all()
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.id.in_(ids)))
    return len(ids)


def _require_unlocked(email: str, address: str, at: datetime, throttle: Throttle) -> None:
    account = _locked_until(email, throttle)
    if account is not None and at < account:
        raise TooManyAttempts(account, at)
    span = timedelta(minutes=throttle.address_minutes)
    statement = (
        select(LoginAttempt.at)
        .where(LoginAttempt.address == address, LoginAttempt.at > at - span)
        .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
        .offset(throttle.address_failures - 1)
        .limit(1)
    )
    oldest_counted = db.session.scalars(statement).one_or_none()
    if address and oldest_counted is not None:
        raise TooManyAttempts(oldest_counted + span, at)


def _locked_until(email: str, throttle: Throttle) -> datetime | None:
    """The end of the last lock of an account: so many failures within the time of a lock start one at the last."""
    statement = (
        select(LoginAttempt.at)
        .where(LoginAttempt.email == email)
        .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
        .limit(throttle.account_failures)
    )
    times = db.session.scalars(statement).all()
    span = timedelta(minutes=throttle.account_minutes)
    if len(times) < throttle.account_failures or times[0] - times[-1] >= span:
        return None
    return times[0] + span


def _note_failure(user: User | None, email: str, address: str, at: datetime) -> None:
    db.session.add(LoginAttempt(email=email, address=address, at=at))
    db.session.flush()
    actor = Actor(user.id if user else None, user.name if user else "未登录", address)
    # people type passwords into the wrong box: what was typed as an account is kept as a fingerprint only
    fingerprint = hashlib.sha256(email.encode()).hexdigest()[:16]
    subject = ("user", user.public_id if user else fingerprint)
    record(Tag.USER_LOGIN_FAILED, actor=actor, at=at, subject=subject, account=fingerprint)


def _one_at_a_time(email: str, address: str) -> None:
    """Fifteen guesses at once count like fifteen in a row. SQLite has one writer anyway."""
    if db.session.connection().dialect.name != "postgresql":
        return
    for kind, name in enumerate((email, address), start=1):
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(kind, key)))
