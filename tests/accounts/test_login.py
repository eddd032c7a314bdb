"""Logging in, and the brake on guessing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Attempt, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import LoginFailed, TooManyAttempts, authenticate, deactivate
from registry.audit.models import AuditEvent
from registry.audit.queries import verify
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM
from registry.extensions import db
from tests.accounts.conftest import PASSWORD

EMAIL = "wang.wu@example.cn"
MINUTE = timedelta(minutes=1)


class Door:
    """Tries from one address at one minute after another."""

    def __init__(self, policy: PasswordPolicy, at: datetime) -> None:
        self.policy, self.at = policy, at

    def try_(self, password: str, minutes: float = 0, email: str = EMAIL, address: str = "10.0.0.1") -> User:
        """One try, `minutes` after the start."""
        return authenticate(email, password, address=address, at=self.at + minutes * MINUTE, policy=self.policy)

    def fail(self, times: int, minutes: float = 0, email: str = EMAIL, address: str = "10.0.0.1") -> None:
        """So many wrong tries at one instant."""
        for _ in range(times):
            with pytest.raises(LoginFailed):
                self.try_("falsch falsch", minutes, email, address)


@pytest.fixture
def door(policy: PasswordPolicy, at: datetime) -> Door:
    return Door(policy, at)


def attempts() -> int:
    """Failures counted by account."""
    return db.session.execute(select(func.count()).where(Attempt.kind == "login_account")).scalar_one()


def test_in_any_case_of_letters(clerk: User, door: Door) -> None:
    assert door.try_(PASSWORD, email="  WANG.wu@Example.cn ") is clerk


def test_same_words_for_every_failure(clerk: User, door: Door, at: datetime) -> None:
    texts = set()
    for email, password in ((EMAIL, "falsch"), ("nobody@example.cn", PASSWORD), ("\x00", "\x00"), (EMAIL, "")):
        with pytest.raises(LoginFailed) as refused:
            door.try_(password, email=email)
        texts.add((str(refused.value), refused.value.field, refused.value.status))
    deactivate(clerk, reason="离职", actor=SYSTEM, at=at)
    with pytest.raises(LoginFailed) as refused:
        door.try_(PASSWORD)
    texts.add((str(refused.value), refused.value.field, refused.value.status))
    assert texts == {("邮箱或密码不正确，请核对后重试。", None, 422)}


def test_a_failure_is_recorded_without_what_was_typed(clerk: User, door: Door) -> None:
    door.fail(1)
    door.fail(1, email="my secret word")
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.USER_LOGIN_FAILED.value)).all()
    known = next(event for event in events if event.actor_id == clerk.id)
    assert (known.subject_id, known.address) == (clerk.public_id, "10.0.0.1")
    assert all("secret" not in str(vars(event)) for event in events)
    assert LoginFailed.commit_on_error
    assert verify().broken_at is None


def test_fifth_failure_locks_for_thirty_minutes(clerk: User, door: Door) -> None:
    door.fail(4)
    door.fail(1, 10)
    with pytest.raises(TooManyAttempts) as refused:
        door.try_(PASSWORD, 39.99)
    assert refused.value.status == 429
    assert refused.value.seconds == 1
    assert door.try_(PASSWORD, 40) is clerk


def test_four_failures_do_not_lock_and_success_forgets_them(clerk: User, door: Door) -> None:
    door.fail(4)
    door.try_(PASSWORD)
    assert attempts() == 0
    door.fail(4, 1)
    assert door.try_(PASSWORD, 1) is clerk


def test_tries_while_locked_are_not_counted(clerk: User, door: Door) -> None:
    door.fail(5)
    for minutes in (1, 15, 29):
        with pytest.raises(TooManyAttempts):
            door.try_("falsch", minutes)
    assert attempts() == 5
    assert door.try_(PASSWORD, 30) is clerk


def test_after_a_lock_another_five_are_borne(clerk: User, door: Door) -> None:
    door.fail(5)
    door.fail(4, 30)
    assert door.try_(PASSWORD, 31) is clerk


def test_failures_spread_out_do_not_lock(clerk: User, door: Door) -> None:
    for minutes in (0, 8, 16, 24, 32):
        door.fail(1, minutes)
    assert door.try_(PASSWORD, 33) is clerk


def test_an_unknown_account_is_locked_in_the_same_way(session: object, door: Door) -> None:
    door.fail(5, email="nobody@example.cn")
    with pytest.raises(TooManyAttempts):
        door.try_(PASSWORD, email="nobody@example.cn")


def test_others_are_untouched(clerk: User, door: Door) -> None:
    door.fail(5, email="other@example.cn")
    assert door.try_(PASSWORD) is clerk


def test_thirty_failures_from_one_address_stop_it_for_five_minutes(clerk: User, door: Door) -> None:
    for number in range(29):
        door.fail(1, number / 60, email=f"guess{number}@example.cn")
    door.fail(1, 1, email="guess29@example.cn")
    with pytest.raises(TooManyAttempts):
        door.try_(PASSWORD, 4.99)
    assert door.try_(PASSWORD, 4.99, address="10.0.0.2") is clerk
    assert door.try_(PASSWORD, 5) is clerk


def test_a_cheap_hash_is_replaced(clerk: User, at: datetime) -> None:
    before = clerk.password_hash
    authenticate(EMAIL, PASSWORD, address="", at=at, policy=PasswordPolicy(2, 16, 1))
    assert clerk.password_hash != before
    assert authenticate(EMAIL, PASSWORD, address="", at=at, policy=PasswordPolicy(2, 16, 1)) is clerk


def test_what_is_counted_names_nobody(clerk: User, door: Door) -> None:
    door.fail(1)
    rows = [str(vars(row)) for row in db.session.scalars(select(Attempt))]
    assert len(rows) == 2
    assert not [row for row in rows if EMAIL in row or "10.0.0.1" in row]
