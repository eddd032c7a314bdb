"""Who counts as staff, by days for 高企 and by months for 科小, and the mean of a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from registry.rules.staffing import (
    Employment,
    Heads,
    Worker,
    heads,
    hnte_staff,
    hnte_technical,
    sme_staff,
    sme_technical,
    yearly_mean,
)

ON = date(2026, 3, 1)
TEMPORARY, PAYROLL, PART_TIME = Employment.TEMPORARY, Employment.PAYROLL, Employment.PART_TIME


def test_the_mean_of_a_year_is_the_mean_of_its_months() -> None:
    assert yearly_mean(((80, 82),) * 12) == 81
    assert yearly_mean(((80, 81), (81, 81))) == Fraction(323, 4)


def test_a_firm_begun_in_november_has_two_months() -> None:
    assert yearly_mean(((0, 10), (10, 20))) == 10


def test_no_month_has_no_mean() -> None:
    with pytest.raises(ValueError, match="month"):
        yearly_mean(())


@pytest.mark.parametrize(("days", "counts"), [(182, False), (183, True), (184, True), (None, None)])
def test_technical_staff_count_from_183_days_on_whatever_the_employment(days: int | None, counts: bool | None) -> None:
    for employment in Employment:
        assert hnte_technical(Worker(employment=employment, is_technical=True, days=days), ON).counts is counts


def test_who_does_no_research_is_no_technical_staff() -> None:
    worker = Worker(employment=PAYROLL, is_technical=False, days=365, months=12)
    assert hnte_technical(worker, ON).counts is False
    assert sme_technical(worker, ON).counts is False
    assert hnte_staff(worker, ON).counts is True


@pytest.mark.parametrize(("days", "counts"), [(0, True), (182, True)])
def test_the_payroll_counts_in_the_staff_from_the_first_day(days: int, counts: bool) -> None:
    assert hnte_staff(Worker(employment=PAYROLL, is_technical=True, days=days), ON).counts is counts


@pytest.mark.parametrize(("months", "counts"), [(5, False), (6, True), (None, None)])
def test_for_a_small_firm_part_time_and_temporary_staff_count_from_six_months_on(
    months: int | None, counts: bool | None
) -> None:
    for employment in (PART_TIME, TEMPORARY):
        worker = Worker(employment=employment, is_technical=True, months=months, days=365)
        assert sme_staff(worker, ON).counts is counts
        assert sme_technical(worker, ON).counts is counts


def test_the_unknown_is_never_certain() -> None:
    people = [Worker(employment=TEMPORARY, is_technical=True, days=days) for days in (183, 182, None)]
    assert heads(hnte_staff(worker, ON) for worker in people) == Heads(1, 2)
    assert "183 天" in str(hnte_staff(people[2], ON).text)
