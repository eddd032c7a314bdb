"""Counting acts: the last that is taken, the first that is not, and when there is room again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Attempt
from registry.accounts.throttle import Limit, TooManyAttempts, Uses, forget, note, purge, require_room
from registry.extensions import db

MINUTE = timedelta(minutes=1)
SLIDING = Limit("sliding", 3, 60)
LOCKING = Limit("locking", 3, 60, locks=True)


pytestmark = pytest.mark.usefixtures("session")


def act(uses: Uses, at: datetime) -> None:
    require_room(uses, at=at)
    note(uses, at=at)


def refused(uses: Uses, at: datetime) -> TooManyAttempts:
    with pytest.raises(TooManyAttempts) as caught:
        require_room(uses, at=at)
    return caught.value


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_the_last_is_taken_the_next_is_not_and_after_the_time_there_is_room(at: datetime) -> None:
    for minutes in (0, 10, 20):
        act([(SLIDING, "a")], at + minutes * MINUTE)
    refusal = refused([(SLIDING, "a")], at + 20 * MINUTE)
    assert (refusal.status, refusal.until, refusal.minutes, refusal.seconds) == (429, at + 60 * MINUTE, 40, 2400)
    assert "40 分钟后（10:00 起）" in str(refusal.text)
    refused([(SLIDING, "a")], at + 60 * MINUTE - timedelta(microseconds=1))
    act([(SLIDING, "a")], at + 60 * MINUTE)
    assert refused([(SLIDING, "a")], at + 60 * MINUTE).until == at + 70 * MINUTE


def test_a_lock_holds_from_the_last(at: datetime) -> None:
    for minutes in (0, 10, 20):
        act([(LOCKING, "a")], at + minutes * MINUTE)
    assert refused([(LOCKING, "a")], at + 79 * MINUTE).until == at + 80 * MINUTE
    act([(LOCKING, "a")], at + 80 * MINUTE)


def test_kinds_and_subjects_are_counted_apart_and_no_subject_not_at_all(at: datetime) -> None:
    for _time in range(3):
        act([(SLIDING, "a"), (LOCKING, "")], at)
    refused([(LOCKING, "b"), (SLIDING, "a")], at)
    act([(SLIDING, "b"), (LOCKING, "a"), (LOCKING, "")], at)
    assert rows() == 5


def test_one_full_limit_is_enough_and_nothing_is_counted_by_asking(at: datetime) -> None:
    for _time in range(3):
        act([(SLIDING, "a")], at)
    for _time in range(5):
        refused([(SLIDING, "b"), (SLIDING, "a")], at)
    assert rows() == 3


def test_what_is_forgotten_counts_no_more(at: datetime) -> None:
    for _time in range(3):
        act([(SLIDING, "a"), (LOCKING, "a")], at)
    forget(SLIDING, "a")
    require_room([(SLIDING, "a")], at=at)
    refused([(LOCKING, "a")], at)


def test_rows_go_after_a_day(at: datetime) -> None:
    note([(SLIDING, "a"), (SLIDING, "b")], at=at)
    note([(SLIDING, "c")], at=at + timedelta(days=1))
    assert rows() == 3
    note([(SLIDING, "c")], at=at + timedelta(days=1, microseconds=1))
    assert rows() == 2
    assert purge(before=at) == 0


@pytest.mark.parametrize(("count", "minutes"), [(0, 5), (1, 0), (1, 24 * 60 + 1)])
def test_a_limit_beyond_what_is_kept_is_a_mistake(count: int, minutes: int) -> None:
    with pytest.raises(ValueError, match="limit bears"):
        Limit("x", count, minutes)


def test_the_time_shown_is_never_too_early(at: datetime) -> None:
    for seconds in (1, 2, 3):
        act([(SLIDING, "a")], at + timedelta(seconds=seconds))
    refusal = refused([(SLIDING, "a")], at + timedelta(seconds=3))
    assert (refusal.seconds, refusal.minutes) == (3598, 60)
    assert "10:01 起" in str(refusal.text)
