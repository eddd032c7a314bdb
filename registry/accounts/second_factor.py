"""The second factor: a code of the person's authenticator (RFC 6238), or one of the recovery codes on paper."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from pyotp import TOTP, random_base32
from sqlalchemy import delete, func, select

from registry.accounts.links import hashed
from registry.accounts.models import RecoveryCode, SecondFactor, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import require_manager, require_reason
from registry.accounts.sessions import end_all_sessions
from registry.accounts.throttle import Limit, TooManyAttempts, note, require_room
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.text import Text, msg
from registry.extensions import db

STEP = 30
"""Seconds for which a code is shown."""
CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LIMITS = (
    Limit("second_factor", 5, 5),
    Limit("second_factor_hour", 20, 60),
    Limit("second_factor_day", 50, 24 * 60),
)


class WrongCode(DomainError):
    """A wrong code or password. What was written about it is to be committed although the answer is a refusal."""

    commit_on_error = True


class TooManyCodes(TooManyAttempts):
    """Too many wrong ones."""

    def sentence(self) -> Text:
        """Nothing was looked at."""
        return msg("输错次数过多，请 {minutes} 分钟后再试。", minutes=self.minutes)


def find_second_factor(user: User) -> SecondFactor | None:
    """The person's second factor, confirmed or just begun."""
    return db.session.scalars(select(SecondFactor).where(SecondFactor.user_id == user.id)).one_or_none()


def has_second_factor(user: User) -> bool:
    """Whether logging in asks the person for a code."""
    factor = find_second_factor(user)
    return factor is not None and factor.confirmed_at is not None


def codes_left(user: User) -> int:
    """How many recovery codes the person has not used."""
    own = RecoveryCode.user_id == user.id
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(own)) or 0


def begin(user: User, password: str, *, policy: PasswordPolicy, at: datetime) -> SecondFactor:
    """Make a secret for the person's authenticator; nothing is asked for until `confirm`.

    Raises Conflict where there is a second factor, or the address is not confirmed: who registered with another's
    address must not be able to lock that person out. WrongCode at `password`, to be committed; TooManyCodes.
    """
    if has_second_factor(user):
        raise Conflict(msg("已经启用了两步验证。"))
    if not user.is_email_confirmed:
        raise Conflict(msg("请先确认邮箱，再启用两步验证。"))
    _require_password(user, password, policy, at)
    _remove(user)
    factor = SecondFactor(user_id=user.id, secret=random_base32())
    db.session.add(factor)
    db.session.flush()
    return factor


def confirm(user: User, code: str, *, keep: UserSession | None, actor: Actor, at: datetime) -> list[str]:
    """The authenticator shows the right code: from now on it is asked for. Returns the recovery codes, stored nowhere.

    Every session but `keep` ends. Raises Conflict where nothing was begun, WrongCode at `code`, TooManyCodes.
    """
    _require_room(user, at)
    factor = _held(user)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict(msg("两步验证的设置已经变化，请刷新页面查看。"))
    if not _is_code(factor, code, at):
        _refuse(user, actor.address, at, msg("验证码不正确。请核对手机时间，输入此刻显示的 6 位数字。"), "code")
    factor.confirmed_at = at
    end_all_sessions(user, keep=keep)
    _tell(user, actor, at, change="second_factor_on")
    return _new_codes(user)


def require_code(user: User, code: str, *, address: str, at: datetime) -> None:
    """The second step of logging in: the authenticator's code, each once, or a recovery code, which is then gone.

    Raises WrongCode at `code`, to be committed, and TooManyCodes, by which nothing was looked at.
    """
    _require_room(user, at)
    factor = _held(user)
    if factor is not None and factor.confirmed_at is not None and _is_code(factor, code, at):
        return
    if _use_recovery_code(user, code):
        _tell(user, Actor(user.id, user.name, address[:64]), at, change="recovery_code_used")
        return
    _refuse(user, address, at, msg("验证码不正确，或者已经用过。请输入此刻显示的 6 位数字，或一个恢复码。"), "code")


def renew_codes(user: User, password: str, *, policy: PasswordPolicy, actor: Actor, at: datetime) -> list[str]:
    """Other recovery codes; the earlier ones open nothing any more. Raises like `begin`; Conflict where it is off."""
    if not has_second_factor(user):
        raise Conflict(msg("没有启用两步验证。"))
    _require_password(user, password, policy, at)
    _tell(user, actor, at, change="recovery_codes_renewed")
    return _new_codes(user)


def turn_off(user: User, password: str, *, policy: PasswordPolicy, actor: Actor, at: datetime) -> None:
    """The password alone is asked for again. Raises like `renew_codes`."""
    if not has_second_factor(user):
        raise Conflict(msg("没有启用两步验证。"))
    _require_password(user, password, policy, at)
    _remove(user)
    _tell(user, actor, at, change="second_factor_off")


def remove_second_factor(user: User, *, reason: str, actor: Actor, at: datetime) -> None:
    """Whoever manages accounts lets somebody in who lost both the telephone and the codes; sessions end."""
    require_manager(user, actor, None)
    require_reason(reason)
    if not has_second_factor(user):
        raise Conflict(msg("{name} 没有启用两步验证。", name=user.name))
    _remove(user)
    end_all_sessions(user)
    _tell(user, actor, at, change="second_factor_removed", reason=reason.strip())


def _held(user: User) -> SecondFactor | None:
    """The row as it is now, held: of two who send one code at once the second sees that it was used."""
    statement = select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _is_code(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the authenticator shows it now, or half a minute before or after; what was shown before is used up."""
    typed = "".join(code.split())
    now, totp = int(at.timestamp()) // STEP, TOTP(factor.secret)
    for step in (now, now - 1, now + 1):
        if step > factor.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            factor.last_step = step
            db.session.flush()
            return True
    return False


def _use_recovery_code(user: User, code: str) -> bool:
    typed = hashed(_plain(code))
    used = delete(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == typed)
    return db.session.execute(used.returning(RecoveryCode.id)).first() is not None


def _new_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=hashed(_plain(code))) for code in codes)
    db.session.flush()
    return codes


def _plain(code: str) -> str:
    return "".join(char for char in code.lower() if char.isalnum())


def _remove(user: User) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))


def _require_password(user: User, password: str, policy: PasswordPolicy, at: datetime) -> None:
    _require_room(user, at)
    if not policy.verify(user.password_hash, password).is_right:
        _refuse(user, "", at, msg("密码不正确。"), "password")


def _require_room(user: User, at: datetime) -> None:
    require_room([(limit, user.public_id) for limit in _LIMITS], at=at, refusal=TooManyCodes)


def _refuse(user: User, address: str, at: datetime, text: Text, field: str) -> None:
    note([(limit, user.public_id) for limit in _LIMITS], at=at)
    actor = Actor(user.id, user.name, address[:64])
    record(Tag.USER_LOGIN_FAILED, actor=actor, at=at, subject=("user", user.public_id), step=field)
    raise WrongCode(text, field)


def _tell(user: User, actor: Actor, at: datetime, **data: str) -> None:
    db.session.flush()
    record(Tag.USER_CHANGED, actor=actor, at=at, subject=("user", user.public_id), enterprise_id=None, **data)
