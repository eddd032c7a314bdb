"""Accounts as lists, sessions that still count, and opening an officer's account."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from registry.accounts import directory
from registry.accounts.directory import (
    count_users,
    get_own_session,
    live_sessions,
    one_time_password,
    open_officer_account,
    search_users,
)
from registry.accounts.login import authenticate
from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy, is_weak
from registry.accounts.sessions import start_session
from registry.core.errors import DomainError, NotAllowed, NotFound
from tests.factories.people import actor, user

pytestmark = pytest.mark.usefixtures("session")

IDLE, ABSOLUTE = 30, 8


def test_search_looks_at_names_and_addresses_and_takes_signs_as_they_are() -> None:
    user("百分%号", email="percent@example.cn")
    user("赵六", email="zhao_liu@example.cn", role=Role.LEADER)
    assert [one.name for one in search_users("%").rows] == ["百分%号"]
    assert [one.name for one in search_users("O_L").rows] == ["赵六"]
    assert [one.name for one in search_users("EXAMPLE.CN", officers_only=True).rows] == ["赵六"]
    assert count_users("\x00\ud800没有") == 0
    assert count_users(" ") == len(search_users("").rows) == 2


def test_pages_meet_and_the_count_is_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    emails = [user(email=f"p{number}@example.cn").email for number in range(5)]
    seen, cursor = [], None
    for _page in range(3):
        page = search_users("", cursor=cursor)
        seen += [one.email for one in page.rows]
        cursor = page.next_cursor
    assert seen == emails
    assert cursor is None
    assert count_users("") == 5


def test_sessions_count_until_they_are_idle_or_old(clerk: User, at: datetime) -> None:
    _token, row = start_session(clerk, address="", agent="", at=at)

    def live(later: timedelta) -> bool:
        return row in live_sessions(clerk, at=at + later, idle_minutes=IDLE, absolute_hours=ABSOLUTE)

    assert live(timedelta(minutes=30) - timedelta(seconds=1))
    assert not live(timedelta(minutes=30))
    row.seen_at = at + timedelta(hours=8)
    assert live(timedelta(hours=8) - timedelta(seconds=1))
    assert not live(timedelta(hours=8))


def test_only_ones_own_session_is_found(clerk: User, at: datetime) -> None:
    _token, row = start_session(clerk, address="", agent="", at=at)
    assert get_own_session(clerk, row.id) is row
    with pytest.raises(NotFound):
        get_own_session(user(), row.id)
    with pytest.raises(NotFound):
        get_own_session(clerk, row.id + 1)


def test_a_one_time_password_is_hard_to_guess() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not any(is_weak(password) for password in made)
    assert not set("".join(made)) & set("01ilo")


def test_the_officer_enters_with_the_password_given_once(policy: PasswordPolicy, at: datetime) -> None:
    admin = actor(Role.ADMINISTRATOR)
    opened, password = open_officer_account(
        "new@example.cn", "新人", Role.REVIEWER, "330205", policy=policy, actor=admin, at=at
    )
    assert [(grant.role, grant.region_code) for grant in opened.grants] == [(Role.REVIEWER, "330205")]
    assert authenticate("new@example.cn", password, address="", at=at, policy=policy) is opened


def test_who_manages_no_accounts_opens_none(policy: PasswordPolicy, at: datetime) -> None:
    for outsider in (actor(Role.APPROVER), actor(Role.ADMINISTRATOR, region="330206"), actor()):
        with pytest.raises(NotAllowed):
            open_officer_account(
                f"x{outsider.id}@example.cn", "新人", Role.REVIEWER, "330205", policy=policy, actor=outsider, at=at
            )
    with pytest.raises(DomainError):
        open_officer_account("no", "新人", Role.REVIEWER, "330205", policy=policy, actor=actor(), at=at)
