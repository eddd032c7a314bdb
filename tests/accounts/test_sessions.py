"""Sessions live in the database and end there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from registry.accounts.models import User, UserSession
from registry.accounts.permissions import actor_of
from registry.accounts.queries import sessions_of
from registry.accounts.services import (
    deactivate,
    end_all_sessions,
    end_session,
    find_session,
    purge_sessions,
    start_session,
    touch_session,
)
from registry.core.actor import SYSTEM
from registry.extensions import db
from tests.factories.people import user

SECOND = timedelta(seconds=1)


@pytest.fixture
def person(session: object) -> User:
    return user("王五")


def find(token: str, at: datetime) -> UserSession | None:
    return find_session(token, at=at, idle_minutes=30, absolute_hours=8)


def test_only_the_hash_is_stored(person: User, at: datetime) -> None:
    token, row = start_session(person, address="10.0.0.1", agent="Firefox", at=at)
    assert len(token) >= 40
    assert token not in str({column.name: getattr(row, column.name) for column in UserSession.__table__.columns})
    assert find(token, at) is row
    assert find(row.token_hash, at) is None


def test_two_log_ins_have_different_tokens(person: User, at: datetime) -> None:
    tokens = {start_session(person, address="", agent="", at=at)[0] for _ in range(2)}
    assert len(tokens) == 2


def test_what_a_browser_calls_itself_is_cut_to_fit(person: User, at: datetime) -> None:
    _token, row = start_session(person, address="1" * 300, agent="\x00a" * 300, at=at)
    assert (len(row.address), row.agent) == (64, "a" * 200)


def test_idle_for_thirty_minutes(person: User, at: datetime) -> None:
    token, row = start_session(person, address="", agent="", at=at)
    end = at + timedelta(minutes=30)
    assert find(token, end - SECOND) is row
    assert find(token, end) is None


def test_no_longer_than_eight_hours_however_busy(person: User, at: datetime) -> None:
    token, row = start_session(person, address="", agent="", at=at)
    end = at + timedelta(hours=8)
    touch_session(row, at=end - SECOND)
    assert find(token, end - SECOND) is row
    assert find(token, end) is None


def test_touched_at_most_once_a_minute(person: User, at: datetime) -> None:
    _token, row = start_session(person, address="", agent="", at=at)
    assert not touch_session(row, at=at + 59 * SECOND)
    assert row.seen_at == at
    assert touch_session(row, at=at + 60 * SECOND)
    assert row.seen_at == at + 60 * SECOND


def test_log_out_ends_it_on_the_server(person: User, at: datetime) -> None:
    token, row = start_session(person, address="", agent="", at=at)
    other, _row = start_session(person, address="", agent="", at=at)
    end_session(row, actor=actor_of(person), at=at)
    assert find(token, at) is None
    assert find(other, at) is not None


def test_all_but_the_one_at_hand(person: User, at: datetime) -> None:
    kept_token, kept = start_session(person, address="", agent="", at=at)
    start_session(person, address="", agent="", at=at)
    foreign, _row = start_session(user(), address="", agent="", at=at)
    assert end_all_sessions(person, keep=kept) == 1
    assert db.session.scalars(sessions_of(person.id)).all() == [kept]
    assert find(kept_token, at) is kept
    assert find(foreign, at) is not None


def test_a_closed_account_is_dead_at_its_next_request(person: User, at: datetime) -> None:
    token, _row = start_session(person, address="", agent="", at=at)
    person.is_active = False
    assert find(token, at) is None
    person.is_active = True
    deactivate(person, reason="离职", actor=SYSTEM, at=at)
    assert db.session.scalars(sessions_of(person.id)).all() == []


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "甲"])
def test_nonsense_finds_nothing(person: User, at: datetime, token: str) -> None:
    start_session(person, address="", agent="", at=at)
    assert find(token, at) is None


def test_outdated_rows_are_removed(person: User, at: datetime) -> None:
    start_session(person, address="", agent="", at=at - timedelta(hours=8))
    _token, young = start_session(person, address="", agent="", at=at - timedelta(hours=8) + SECOND)
    assert purge_sessions(at=at, absolute_hours=8) == 1
    assert db.session.scalars(select(UserSession)).all() == [young]
