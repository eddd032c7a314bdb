"""Reminders of a day: nothing the day before a step, one from the step on, none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.core.text import Name
from registry.messages.models import Kind
from registry.notifications.dates import Correction, Facts, HeldTitle, Reminder, RightsDue, reminders, step
from registry.rules.lifecycle.states import Title

HTE = Title(scheme_code="national_hte", validity="years:3", valid_from=date(2024, 12, 1), valid_to=date(2027, 12, 1))
SME = Title(
    scheme_code="national_sme",
    validity="entry_year_grace:03-31",
    valid_from=date(2026, 5, 6),
    valid_to=date(2027, 4, 1),
)
LEADING = Title(
    scheme_code="district_leading", validity="years:3", valid_from=date(2024, 3, 1), valid_to=date(2027, 3, 1)
)
FILED = {2024: date(2025, 4, 1), 2025: date(2026, 4, 1), 2026: date(2027, 4, 1)}


def facts(*titles: Title, **more: object) -> Facts:
    return replace(Facts(firm="宁波甲公司", titles=[HeldTitle(one, Name(one.scheme_code)) for one in titles]), **more)


def due(kind: Kind, known: Facts, on: date) -> list[Reminder]:
    return [one for one in reminders(known, on) if one.kind is kind]


@pytest.mark.parametrize(
    ("left", "reached"),
    [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, None), (None, None)],
)
def test_a_day_belongs_to_the_last_step_reached(left: int | None, reached: int | None) -> None:
    assert step(left, (30, 90, 180)) == reached


@pytest.mark.parametrize("before", [180, 90, 30])
def test_the_end_of_a_title_is_told_on_the_day_and_not_the_day_before(before: int) -> None:
    known = facts(LEADING)
    day = date(2027, 2, 28) - timedelta(days=before)
    (told,) = due(Kind.TITLE_EXPIRY, known, day)
    assert told.key == f"expiry:district_leading:2027-02-28:{before}"
    assert str(before) in str(told.subject)
    assert "2027-02-28" in str(told.body)
    keys = [one.key for one in due(Kind.TITLE_EXPIRY, known, day - timedelta(days=1))]
    assert told.key not in keys
    assert [one.key for one in due(Kind.TITLE_EXPIRY, known, day + timedelta(days=1))] == [told.key] * (before > 0)


def test_a_title_on_its_last_day_and_after_it() -> None:
    assert len(due(Kind.TITLE_EXPIRY, facts(LEADING), date(2027, 2, 28))) == 1
    assert due(Kind.TITLE_EXPIRY, facts(LEADING), date(2027, 3, 1)) == []


def test_the_yearly_title_is_told_of_its_year_and_of_its_grace() -> None:
    (year,) = due(Kind.TITLE_EXPIRY, facts(SME), date(2026, 12, 1))
    assert year.key == "expiry:national_sme:2026-12-31:30"
    (grace,) = due(Kind.TITLE_EXPIRY, facts(SME), date(2027, 1, 1))
    assert grace.key == "expiry:national_sme:2027-03-31:90"
    assert "待更新" in str(grace.subject)


def test_a_title_that_goes_on_is_not_told() -> None:
    renewed = replace(LEADING, valid_from=date(2027, 3, 1), valid_to=date(2030, 3, 1))
    on = date(2027, 2, 1)
    assert due(Kind.TITLE_EXPIRY, facts(LEADING, renewed), on) == []
    gap = replace(renewed, valid_from=date(2027, 3, 2))
    assert len(due(Kind.TITLE_EXPIRY, facts(LEADING, gap), on)) == 1


def test_a_title_without_end_or_taken_away_is_not_told() -> None:
    standing = replace(LEADING, scheme_code="zhejiang_sme", validity="standing", valid_to=date.max)
    revoked = replace(LEADING, revoked_on=date(2027, 1, 1))
    assert due(Kind.TITLE_EXPIRY, facts(standing, revoked), date(2027, 2, 1)) == []


@pytest.mark.parametrize(("before", "day"), [(60, date(2026, 4, 1)), (30, date(2026, 5, 1)), (15, date(2026, 5, 16))])
def test_the_report_is_told_sixty_thirty_and_fifteen_days_before(before: int, day: date) -> None:
    known = facts(HTE, filed={2024: date(2025, 4, 1)})
    (told,) = due(Kind.REPORT_DUE, known, day)
    assert (told.key, told.page) == (f"report:2025:{before}", "reports/2025")
    assert told.key not in [one.key for one in due(Kind.REPORT_DUE, known, day - timedelta(days=1))]


def test_the_last_day_belongs_to_the_term_and_the_day_after_is_overdue() -> None:
    known = facts(HTE, filed={})
    assert [one.key for one in due(Kind.REPORT_DUE, known, date(2026, 5, 31))] == ["report:2025:15"]
    assert [one.key for one in due(Kind.REPORT_DUE, known, date(2026, 6, 1))] == ["report:2025:overdue"]
    assert [one.key for one in due(Kind.REPORT_DUE, known, date(2026, 12, 1))] == ["report:2025:overdue"]
    assert due(Kind.REPORT_DUE, known, date(2027, 1, 1)) == []


def test_the_second_missed_report_costs_the_title_and_says_so() -> None:
    known = facts(replace(HTE, valid_from=date(2023, 12, 1)), filed={2023: date(2024, 5, 1)})
    (told,) = due(Kind.REPORT_DUE, known, date(2026, 6, 1))
    assert "累计 2 年未填报的，取消资格" in str(told.body)
    assert "目前累计 2 年" in str(told.body)


def test_who_has_sent_the_report_or_holds_no_such_title_is_left_alone() -> None:
    assert due(Kind.REPORT_DUE, facts(HTE, filed=FILED), date(2026, 5, 20)) == []
    assert due(Kind.REPORT_DUE, facts(LEADING, filed={}), date(2026, 5, 20)) == []
    gone = replace(HTE, revoked_on=date(2026, 5, 1))
    assert due(Kind.REPORT_DUE, facts(gone, filed={}), date(2026, 5, 20)) == []


@pytest.mark.parametrize(
    ("on", "keys"),
    [
        (date(2026, 5, 10), []),
        (date(2026, 5, 11), ["change:national_hte:2026-03-10:30"]),
        (date(2026, 6, 3), ["change:national_hte:2026-03-10:7"]),
        (date(2026, 6, 10), ["change:national_hte:2026-03-10:7"]),
        (date(2026, 6, 11), []),
    ],
)
def test_a_new_name_is_to_be_reported_within_three_months(on: date, keys: list[str]) -> None:
    known = facts(HTE, LEADING, filed=FILED, renamed=[date(2026, 3, 10)])
    assert [one.key for one in due(Kind.CHANGE, known, on)] == keys


def test_a_new_name_that_was_reported_is_told_no_more() -> None:
    known = facts(HTE, filed=FILED, renamed=[date(2026, 3, 10)], reported={("national_hte", date(2026, 3, 10))})
    assert due(Kind.CHANGE, known, date(2026, 6, 3)) == []
    other = replace(known, reported={("national_sme", date(2026, 3, 10)), ("national_hte", date(2026, 3, 9))})
    assert len(due(Kind.CHANGE, other, date(2026, 6, 3))) == 1


def test_a_name_changed_before_the_title_is_no_duty() -> None:
    known = facts(replace(HTE, valid_from=date(2026, 3, 11)), renamed=[date(2026, 3, 10)])
    assert due(Kind.CHANGE, known, date(2026, 5, 20)) == []


@pytest.mark.parametrize(("left", "reached"), [(8, None), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)])
def test_an_unfinished_correction_is_told_a_week_and_a_day_before(left: int, reached: int | None) -> None:
    one = Correction("abc", Name("高新技术企业", "HTE"), date(2026, 6, 30), 3)
    told = due(Kind.UNFINISHED, facts(corrections=[one]), date(2026, 6, 30) - timedelta(days=left))
    assert [each.key for each in told] == ([f"correction:abc:2026-06-30:{reached}"] if reached is not None else [])
    assert all("3 项" in str(each.body) and each.page == "applications/abc" for each in told)


def test_a_correction_without_remarks_names_no_number() -> None:
    one = Correction("abc", Name("高新技术企业"), date(2026, 6, 30), 0)
    (told,) = due(Kind.UNFINISHED, facts(corrections=[one]), date(2026, 6, 29))
    assert "项" not in str(told.body)


def test_fees_and_ends_of_rights_are_told_once_a_month() -> None:
    known = replace(
        facts(),
        fees=RightsDue(3, "202010123456.2", date(2026, 3, 20)),
        endings=RightsDue(1, "2023SR0123456", date(2026, 8, 1)),
    )
    first, last, next_month = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)
    assert [one.key for one in due(Kind.RIGHTS_DUE, known, first)] == ["fees:2026-03", "endings:2026-03"]
    assert [one.key for one in due(Kind.RIGHTS_DUE, known, last)] == ["fees:2026-03", "endings:2026-03"]
    fees, endings = due(Kind.RIGHTS_DUE, known, next_month)
    assert fees.key == "fees:2026-04"
    assert "3 项专利 60 天内要缴年费，最早的是 202010123456.2，2026-03-20 前" in str(fees.body)
    assert "1 项知识产权 180 天内届满，最早的是 2023SR0123456，至 2026-08-01" in str(endings.body)
    assert due(Kind.RIGHTS_DUE, facts(), first) == []
