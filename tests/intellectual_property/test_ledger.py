"""The ledger: what a right is worth on a day, when it ends, what is to be paid, what is odd."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from registry.intellectual_property.facts import RightFacts, judge, with_term
from registry.intellectual_property.ledger import Due, Entry, Narrowed, Standing, entries
from registry.intellectual_property.models import IntellectualProperty
from registry.rules.identifiers.ip_numbers import IpKind

FILED, GRANTED = date(2020, 5, 1), date(2022, 5, 6)
DAY = timedelta(days=1)


def right(kind: IpKind = IpKind.INVENTION_PATENT, **values: Any) -> IntellectualProperty:
    number = values.pop("number", "202010123456.2")
    return IntellectualProperty(id=1, kind=kind, number=number, **values)


def entry(on: date, *, counts: bool = True, **values: Any) -> Entry:
    [found] = entries([right(**values)], {1} if counts else (), on)
    return found


@pytest.mark.parametrize(
    ("on", "days_left", "year", "near"),
    [
        (date(2026, 3, 1), 61, 7, False),
        (date(2026, 3, 2), 60, 7, True),
        (date(2026, 5, 1), 0, 7, True),
        (date(2026, 5, 2), 364, 8, False),
    ],
)
def test_the_yearly_fee_comes_near_sixty_days_before(on: date, days_left: int, year: int, near: bool) -> None:
    found = entry(on, filed_on=FILED, granted_on=GRANTED)
    assert found.fee is not None
    assert (found.fee.days_left, found.fee.year, Due.FEE in found.near) == (days_left, year, near)


def test_what_is_not_in_force_pays_nothing_and_ends_no_more() -> None:
    on = date(2040, 4, 29)
    assert entry(on, filed_on=FILED, granted_on=GRANTED).near == {Due.EXPIRY}
    ended = entry(on, counts=False, filed_on=FILED, granted_on=GRANTED, lapsed_on=GRANTED)
    assert (ended.near, ended.fee, ended.standing) == (frozenset(), None, Standing.ENDED)


@pytest.mark.parametrize(("before", "near"), [(181, False), (180, True), (0, True), (-1, False)])
def test_the_end_of_a_term_comes_near_half_a_year_before(before: int, near: bool) -> None:
    end = date(2030, 6, 1)
    found = entry(end - before * DAY, kind=IpKind.UTILITY_MODEL, expires_on=end, granted_on=GRANTED)
    assert (Due.EXPIRY in found.near, found.last_day, found.is_reckoned) == (near, end, False)


def test_a_term_that_nobody_recorded_is_reckoned_from_filing() -> None:
    found = entry(GRANTED, filed_on=FILED, granted_on=GRANTED)
    assert (found.last_day, found.is_reckoned) == (date(2040, 4, 30), True)
    unknown = entry(GRANTED, granted_on=GRANTED)
    assert (unknown.last_day, unknown.is_reckoned, unknown.fee) == (None, False, None)


def test_a_grant_is_wanted() -> None:
    assert entry(GRANTED, counts=False).standing is Standing.NOT_GRANTED
    assert entry(GRANTED - DAY, counts=False, granted_on=GRANTED).standing is Standing.NOT_GRANTED


@pytest.mark.parametrize(("number", "said"), [("202010123456.2", None), ("202010123456.7", "校验位应为“2”")])
def test_a_wrong_check_digit_stays_in_sight(number: str, said: str | None) -> None:
    odd = entry(GRANTED, number=number).odd
    assert odd is None if said is None else said in str(odd)


def test_a_ledger_is_narrowed_by_kind_class_and_state() -> None:
    one = entry(date(2026, 5, 1), filed_on=FILED, granted_on=GRANTED)
    for narrowed in (Narrowed(), Narrowed(IpKind.INVENTION_PATENT, 1, Standing.IN_FORCE), Narrowed(state=Due.FEE)):
        assert narrowed.holds(one)
    for narrowed in (Narrowed(IpKind.PCT), Narrowed(ip_class=2), Narrowed(state=Standing.ENDED)):
        assert not narrowed.holds(one)


@pytest.mark.parametrize(
    ("kind", "filed_on", "last_day"),
    [
        (IpKind.INVENTION_PATENT, FILED, date(2040, 4, 30)),
        (IpKind.UTILITY_MODEL, FILED, date(2030, 4, 30)),
        (IpKind.DESIGN, date(2021, 5, 31), date(2031, 5, 30)),
        (IpKind.DESIGN, date(2021, 6, 1), date(2036, 5, 31)),
        (IpKind.SOFTWARE_COPYRIGHT, FILED, None),
        (IpKind.INVENTION_PATENT, None, None),
    ],
)
def test_the_term_by_law(kind: IpKind, filed_on: date | None, last_day: date | None) -> None:
    assert with_term(RightFacts(kind=kind, number="1", filed_on=filed_on)).expires_on == last_day


def test_a_term_that_was_said_stays() -> None:
    said = RightFacts(kind=IpKind.INVENTION_PATENT, number="1", filed_on=FILED, expires_on=GRANTED)
    assert with_term(said) == said


@pytest.mark.parametrize(
    ("year", "refused"),
    [(None, False), (0, False), (2007, True), (2008, True), (2022, False), (2026, False), (2027, True)],
)
def test_the_recognition_that_rested_on_it_is_not_before_its_grant_nor_to_come(year: int | None, refused: bool) -> None:
    facts = RightFacts(kind=IpKind.DESIGN, number="202030123456.9", granted_on=GRANTED, hte_year=year)
    found = [problem.field for problem in judge(facts, date(2026, 3, 2)).problems]
    assert ("hte_year" in found) is refused


def test_everything_that_is_wrong_is_said_at_once() -> None:
    facts = RightFacts(
        kind=IpKind.DESIGN,
        number="x",
        title="长" * 201,
        filed_on=date(2030, 1, 1),
        product="品" * 201,
        owners="人" * 301,
    )
    found = {problem.field for problem in judge(facts, date(2026, 3, 2)).problems}
    assert found == {"number", "title", "filed_on", "product", "owners"}
