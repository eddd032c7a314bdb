from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.text import Text
from registry.rules.identifiers.dates import parse_date

DAY = dt.date(2021, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2021-03-05",
        "2021.3.5",
        "2021.03.05",
        "2021/3/5",
        "2021年3月5日",
        "2021年03月05号",
        "2021 年 3 月 5 日",
        "20210305",
        "２０２１－０３－０５",
        "2021-03-05 00:00:00",
        "2021-03-05T00:00:00",
        "2021/3/5 0:00",
        " 2021-03-05\n",
        DAY,
        dt.datetime(2021, 3, 5, 13, 5),  # noqa: DTZ001 - a spreadsheet cell has no zone
    ],
)
def test_the_forms_people_write(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("serial", [44260, 44260.0, 44260.75, "44260"])
def test_a_serial_is_a_date_only_in_a_numeric_cell(serial: object) -> None:
    assert parse_date(serial, numeric=True) == DAY
    assert isinstance(parse_date(serial), Text)


def test_a_numeric_cell_may_hold_eight_digits() -> None:
    assert parse_date(20210305.0, numeric=True) == DAY


@pytest.mark.parametrize("value", ["2024-12", "2024年12月", "2024.12", "2024/1"])
def test_a_month_alone_lacks_its_day(value: str) -> None:
    assert "缺少日" in str(parse_date(value))


@pytest.mark.parametrize("value", ["2024", "2024年", "2024年度"])
def test_a_year_alone_lacks_more(value: str) -> None:
    assert "缺少月和日" in str(parse_date(value))


def test_a_numeric_year_is_no_serial() -> None:
    assert "缺少月和日" in str(parse_date(2024.0, numeric=True))


@pytest.mark.parametrize("value", ["2023-02-29", "2021-13-05", "20210431", "2021-00-10"])
def test_days_not_in_the_calendar(value: str) -> None:
    assert "不是日历上有的日子" in str(parse_date(value))


def test_the_leap_day_of_a_leap_year_is_a_day() -> None:
    assert parse_date("2024-02-29") == dt.date(2024, 2, 29)


@pytest.mark.parametrize("value", ["1899-12-31", "2100-01-01", dt.date(1899, 12, 31)])
def test_years_out_of_reach(value: object) -> None:
    assert "年份" in str(parse_date(value))


@pytest.mark.parametrize("value", ["1900-01-01", "2099-12-31"])
def test_the_first_and_the_last_year_in_reach(value: str) -> None:
    assert parse_date(value) == dt.date.fromisoformat(value)


@pytest.mark.parametrize(
    "value", ["21.3.5", "03/05/2021", "长期", "2021.3.5-2024.3.4", True, None, 1e300, float("nan")]
)
def test_what_is_no_date_is_said_to_be_none(value: object) -> None:
    assert isinstance(parse_date(value, numeric=isinstance(value, float)), Text)


def test_an_empty_value_is_told() -> None:
    assert str(parse_date("  ")) == "日期没有填写"


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.none()), st.booleans())
def test_nothing_raises(value: object, numeric: bool) -> None:
    found = parse_date(value, numeric=numeric)
    assert type(found) is dt.date or str(found)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_date(day.strftime("%Y%m%d")) == day
