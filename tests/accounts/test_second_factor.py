"""Codes of an authenticator: each once, within a minute, not by guessing; and codes on paper."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from registry.accounts import second_factor as second
from registry.accounts.directory import issue_password
from registry.accounts.models import RecoveryCode, Role, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.permissions import actor_of
from registry.accounts.services import start_session
from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.extensions import db
from tests.accounts.conftest import PASSWORD
from tests.factories.people import actor

HALF_MINUTE = timedelta(seconds=second.STEP)


@pytest.fixture
def totp(clerk: User, policy: PasswordPolicy, at: datetime) -> TOTP:
    """The clerk's authenticator, begun an hour before `at`."""
    return TOTP(second.begin(clerk, PASSWORD, policy=policy, at=at - timedelta(hours=1)).secret)


@pytest.fixture
def codes(clerk: User, totp: TOTP, at: datetime) -> list[str]:
    """It is on; the recovery codes."""
    earlier = at - timedelta(hours=1)
    return second.confirm(clerk, totp.at(earlier), keep=None, actor=actor_of(clerk), at=earlier)


def enter(clerk: User, code: str, at: datetime) -> None:
    second.require_code(clerk, code, address="127.0.0.1", at=at)


def tags() -> list[tuple[str, dict[str, str]]]:
    return [(event.tag, event.data) for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_it_is_asked_for_only_once_the_authenticator_has_shown_that_it_works(
    clerk: User, totp: TOTP, at: datetime
) -> None:
    assert not second.has_second_factor(clerk)
    with pytest.raises(second.WrongCode):
        second.confirm(clerk, "000000" if totp.at(at) != "000000" else "111111", keep=None, actor=SYSTEM, at=at)
    assert not second.has_second_factor(clerk)
    _token, kept = start_session(clerk, address="", agent="", at=at)
    start_session(clerk, address="", agent="", at=at)
    codes = second.confirm(clerk, totp.at(at), keep=kept, actor=actor_of(clerk), at=at)
    assert second.has_second_factor(clerk)
    assert len(set(codes)) == second.CODES == second.codes_left(clerk)
    assert db.session.scalars(select(UserSession)).all() == [kept]
    assert tags()[-1] == ("user:changed", {"change": "second_factor_on"})
    with pytest.raises(Conflict):
        second.confirm(clerk, totp.at(at + HALF_MINUTE), keep=None, actor=SYSTEM, at=at + HALF_MINUTE)


def test_a_code_is_taken_once_even_with_blanks(clerk: User, totp: TOTP, codes: list[str], at: datetime) -> None:
    code = totp.at(at)
    enter(clerk, f" {code[:3]} {code[3:]} ", at)
    with pytest.raises(second.WrongCode):
        enter(clerk, code, at)
    with pytest.raises(second.WrongCode):
        enter(clerk, totp.at(at - HALF_MINUTE), at)
    enter(clerk, totp.at(at + HALF_MINUTE), at + HALF_MINUTE)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_wrong(
    clerk: User, totp: TOTP, codes: list[str], at: datetime, steps: int, is_right: bool
) -> None:
    code = totp.at(at + steps * HALF_MINUTE)
    if is_right:
        enter(clerk, code, at)
    else:
        with pytest.raises(second.WrongCode) as refused:
            enter(clerk, code, at)
        assert refused.value.field == "code"


def test_a_recovery_code_opens_once_in_any_writing(clerk: User, codes: list[str], at: datetime) -> None:
    enter(clerk, codes[0].upper().replace("-", " "), at)
    assert second.codes_left(clerk) == second.CODES - 1
    assert tags()[-1] == ("user:changed", {"change": "recovery_code_used"})
    with pytest.raises(second.WrongCode):
        enter(clerk, codes[0], at)
    stored = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not {code.replace("-", "") for code in codes} & set(stored)


@pytest.mark.parametrize("code", ["", "000", "x" * 60, "０００００００", "\x00", "甲"])
def test_nonsense_is_wrong_and_counted(clerk: User, codes: list[str], at: datetime, code: str) -> None:
    with pytest.raises(second.WrongCode):
        enter(clerk, code, at)
    assert tags()[-1] == ("user:login_failed", {"step": "code"})


def test_after_five_wrong_ones_not_even_the_right_one_is_looked_at(
    clerk: User, totp: TOTP, codes: list[str], at: datetime
) -> None:
    for _time in range(5):
        with pytest.raises(second.WrongCode):
            enter(clerk, "wrong", at)
    with pytest.raises(second.TooManyCodes):
        enter(clerk, totp.at(at), at)
    with pytest.raises(second.TooManyCodes):
        enter(clerk, codes[0], at)
    later = at + timedelta(minutes=5)
    enter(clerk, totp.at(later), later)


def test_twenty_wrong_ones_in_an_hour_are_enough(clerk: User, codes: list[str], at: datetime) -> None:
    for number in range(20):
        with pytest.raises(second.WrongCode):
            enter(clerk, "wrong", at + timedelta(minutes=number * 2))
    with pytest.raises(second.TooManyCodes) as refused:
        enter(clerk, codes[0], at + timedelta(minutes=50))
    assert refused.value.minutes == 10


def test_every_change_asks_for_the_password(
    clerk: User, codes: list[str], policy: PasswordPolicy, at: datetime
) -> None:
    by = actor_of(clerk)
    with pytest.raises(second.WrongCode) as refused:
        second.renew_codes(clerk, "wrong", policy=policy, actor=by, at=at)
    assert refused.value.field == "password"
    newer = second.renew_codes(clerk, PASSWORD, policy=policy, actor=by, at=at)
    assert not set(codes) & set(newer)
    with pytest.raises(second.WrongCode):
        enter(clerk, codes[0], at)
    with pytest.raises(second.WrongCode):
        second.turn_off(clerk, "wrong", policy=policy, actor=by, at=at)
    second.turn_off(clerk, PASSWORD, policy=policy, actor=by, at=at)
    assert (second.has_second_factor(clerk), second.codes_left(clerk)) == (False, 0)
    with pytest.raises(Conflict):
        second.turn_off(clerk, PASSWORD, policy=policy, actor=by, at=at)
    with pytest.raises(Conflict):
        second.renew_codes(clerk, PASSWORD, policy=policy, actor=by, at=at)


def test_it_is_begun_by_whoever_knows_the_password_and_owns_the_address(
    clerk: User, policy: PasswordPolicy, at: datetime
) -> None:
    with pytest.raises(second.WrongCode):
        second.begin(clerk, "wrong", policy=policy, at=at)
    clerk.is_email_confirmed = False
    with pytest.raises(Conflict):
        second.begin(clerk, PASSWORD, policy=policy, at=at)
    clerk.is_email_confirmed = True
    first, again = (second.begin(clerk, PASSWORD, policy=policy, at=at).secret for _time in range(2))
    assert first != again
    assert len(again) >= 32, "160 bits"


def test_only_others_remove_it_with_a_reason(clerk: User, codes: list[str], at: datetime) -> None:
    manager = actor(Role.ADMINISTRATOR)
    for refused, by, reason in (
        (NotAllowed, actor_of(clerk), "手机丢了"),
        (NotAllowed, actor(Role.REVIEWER), "手机丢了"),
        (DomainError, manager, " "),
    ):
        with pytest.raises(refused):
            second.remove_second_factor(clerk, reason=reason, actor=by, at=at)
    start_session(clerk, address="", agent="", at=at)
    second.remove_second_factor(clerk, reason="手机丢了", actor=manager, at=at)
    assert not second.has_second_factor(clerk)
    assert db.session.scalars(select(UserSession)).all() == []
    assert tags()[-1] == ("user:changed", {"change": "second_factor_removed", "reason": "手机丢了"})
    with pytest.raises(Conflict):
        second.remove_second_factor(clerk, reason="手机丢了", actor=manager, at=at)


def test_a_password_is_issued_by_others_for_an_open_account_with_a_reason(
    clerk: User, policy: PasswordPolicy, at: datetime
) -> None:
    manager = actor(Role.ADMINISTRATOR)
    for refused, by, reason in (
        (NotAllowed, actor_of(clerk), "忘记"),
        (NotAllowed, actor(Role.REGISTRAR), "忘记"),
        (DomainError, manager, ""),
    ):
        with pytest.raises(refused):
            issue_password(clerk, reason=reason, policy=policy, actor=by, at=at)
    start_session(clerk, address="", agent="", at=at)
    issued = issue_password(clerk, reason="收不到邮件", policy=policy, actor=manager, at=at)
    assert policy.verify(clerk.password_hash, issued).is_right
    assert clerk.must_change_password
    assert db.session.scalars(select(UserSession)).all() == []
    assert tags()[-1] == ("user:changed", {"change": "password_issued", "reason": "收不到邮件"})
    clerk.is_active = False
    with pytest.raises(Conflict):
        issue_password(clerk, reason="忘记", policy=policy, actor=manager, at=at)
