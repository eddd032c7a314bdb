from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.workdays import Calendar

CALENDAR = Calendar()
FRIDAY = dt.date(2025, 9, 26)


def test_ten_days_across_the_national_holiday() -> None:
    assert CALENDAR.add_working_days(FRIDAY, 10) == dt.date(2025, 10, 16)


def test_five_days_end_earlier() -> None:
    assert CALENDAR.add_working_days(FRIDAY, 5) == dt.date(2025, 10, 10)


def test_counting_the_start_day_ends_a_working_day_earlier() -> None:
    assert CALENDAR.add_working_days(FRIDAY, 10, count_start=True) == dt.date(2025, 10, 15)


def test_a_start_that_is_not_worked_does_not_count() -> None:
    holiday = dt.date(2025, 10, 1)
    assert CALENDAR.add_working_days(holiday, 1, count_start=True) == dt.date(2025, 10, 9)
    assert CALENDAR.add_working_days(holiday, 1) == dt.date(2025, 10, 9)


def test_a_notice_before_the_holiday_of_2026() -> None:
    # 30 September; 8, 9 and the worked Saturday 10 October; 12 to 16; 19 October
    assert CALENDAR.add_working_days(dt.date(2026, 9, 29), 10) == dt.date(2026, 10, 19)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (dt.date(2025, 9, 28), True),
        (dt.date(2025, 10, 1), False),
        (dt.date(2025, 10, 8), False),
        (dt.date(2025, 10, 9), True),
        (dt.date(2025, 10, 11), True),
        (dt.date(2025, 10, 12), False),
    ],
)
def test_single_days(day: dt.date, worked: bool) -> None:
    assert CALENDAR.is_working(day) is worked


def test_beyond_the_published_years_the_weekday_decides_and_says_so() -> None:
    assert CALENDAR.known_through() == dt.date(2026, 12, 31)
    assert CALENDAR.is_guess(dt.date(2026, 12, 31)) is False
    assert CALENDAR.is_guess(dt.date(2027, 1, 1)) is True
    assert CALENDAR.is_working(dt.date(2027, 1, 1)) is True
    assert CALENDAR.is_working(dt.date(2027, 1, 2)) is False


def test_an_own_entry_is_no_guess_and_goes_first() -> None:
    new_year = dt.date(2027, 1, 1)
    calendar = Calendar({new_year: False, dt.date(2025, 10, 9): False})
    assert calendar.is_working(new_year) is False
    assert calendar.is_guess(new_year) is False
    assert calendar.is_guess(dt.date(2027, 1, 4)) is True
    assert calendar.add_working_days(FRIDAY, 10) == dt.date(2025, 10, 17)


def test_a_confirmed_year_is_no_guess() -> None:
    calendar = Calendar(confirmed_through=dt.date(2027, 12, 31))
    assert calendar.known_through() == dt.date(2027, 12, 31)
    assert calendar.is_guess(dt.date(2027, 12, 31)) is False
    assert calendar.is_guess(dt.date(2028, 1, 1)) is True
    assert Calendar(confirmed_through=dt.date(2020, 1, 1)).known_through() == dt.date(2026, 12, 31)


def test_before_the_first_published_year_it_is_a_guess_too() -> None:
    assert CALENDAR.is_guess(dt.date(2003, 12, 31)) is True
    assert CALENDAR.is_guess(dt.date(2004, 1, 1)) is False


def test_between_is_half_open() -> None:
    assert CALENDAR.working_days_between(FRIDAY, FRIDAY) == 0
    assert CALENDAR.working_days_between(FRIDAY, dt.date(2025, 9, 27)) == 1
    assert CALENDAR.working_days_between(dt.date(2025, 10, 16), FRIDAY) == 0


def test_the_zeroth_working_day_does_not_exist() -> None:
    with pytest.raises(ValueError, match="0-th"):
        CALENDAR.add_working_days(FRIDAY, 0)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(1, 40))
def test_the_two_counts_agree(start: dt.date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    one = dt.timedelta(days=1)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days_between(start + one, end + one) == n
