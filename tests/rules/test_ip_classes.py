"""Which rights count on a day: grant, term, lapse, use, co-owners, the same thing twice; to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.identifiers.ip_numbers import IpKind
from registry.rules.ip_classes import Number, Right, last_day_of_term, next_fee, tally

ON = date(2026, 3, 1)
GRANTED = date(2020, 5, 1)
NONE, ONE, MAYBE = Number(0, 0), Number(1, 1), Number(0, 1)


def right(kind: IpKind = IpKind.INVENTION_PATENT, number: str = "1", **more: Any) -> Right:
    return Right(kind=kind, number=number, **{"granted_on": GRANTED, **more})


def only(one: Right, on: date = ON) -> Any:
    """The judgement of a single right."""
    return tally([one], on).judged[0]


@pytest.mark.parametrize("kind", list(IpKind))
def test_each_kind_is_in_its_class(kind: IpKind) -> None:
    found = tally([right(kind, used_in_hnte=False)], ON)
    second = {IpKind.UTILITY_MODEL, IpKind.DESIGN, IpKind.SOFTWARE_COPYRIGHT}
    expected = (NONE, NONE) if kind is IpKind.PCT else (NONE, ONE) if kind in second else (ONE, NONE)
    assert (found.class1, found.class2) == expected
    assert found.class2_unused == found.class2


@pytest.mark.parametrize(("granted", "counts"), [(date(2026, 2, 28), True), (ON, True), (date(2026, 3, 2), False)])
def test_a_right_counts_from_the_day_of_its_grant(granted: date, counts: bool) -> None:
    assert only(right(granted_on=granted)).counts is counts


def test_a_right_without_a_day_of_grant_is_not_granted() -> None:
    found = only(right(granted_on=None))
    assert found.counts is False
    assert "授权日期未填写" in str(found.text)


@pytest.mark.parametrize(("last", "counts"), [(date(2026, 2, 28), False), (ON, True), (date(2026, 3, 2), True)])
def test_the_last_day_of_the_term_still_counts(last: date, counts: bool) -> None:
    assert only(right(expires_on=last)).counts is counts


@pytest.mark.parametrize(("lapsed", "counts"), [(date(2026, 2, 28), False), (ON, False), (date(2026, 3, 2), True)])
def test_a_lapsed_right_counts_no_more_from_that_day(lapsed: date, counts: bool) -> None:
    assert only(right(lapsed_on=lapsed)).counts is counts


@pytest.mark.parametrize(
    ("kind", "filed", "last"),
    [
        (IpKind.INVENTION_PATENT, date(2006, 3, 1), date(2026, 2, 28)),
        (IpKind.INVENTION_PATENT, date(2004, 2, 29), date(2024, 2, 28)),
        (IpKind.UTILITY_MODEL, date(1999, 9, 6), date(2009, 9, 5)),
        (IpKind.UTILITY_MODEL, date(2016, 2, 29), date(2026, 2, 28)),
        (IpKind.DESIGN, date(2021, 5, 31), date(2031, 5, 30)),
        (IpKind.DESIGN, date(2021, 6, 1), date(2036, 5, 31)),
        (IpKind.IC_LAYOUT, date(2016, 3, 2), date(2026, 3, 1)),
        (IpKind.SOFTWARE_COPYRIGHT, date(2016, 3, 2), None),
        (IpKind.UTILITY_MODEL, date(1985, 3, 31), None),
    ],
)
def test_the_term_runs_from_filing_to_the_eve_of_the_anniversary(kind: IpKind, filed: date, last: date | None) -> None:
    assert last_day_of_term(kind, filed) == last


@pytest.mark.parametrize(("filed", "counts"), [(date(2016, 3, 1), False), (date(2016, 3, 2), True)])
def test_where_no_last_day_is_recorded_the_term_is_counted_and_to_be_verified(filed: date, counts: bool) -> None:
    found = only(right(IpKind.UTILITY_MODEL, filed_on=filed))
    assert found.counts is counts
    assert not found.verified


def test_a_recorded_last_day_goes_before_the_counted_one() -> None:
    found = only(right(IpKind.UTILITY_MODEL, filed_on=date(2010, 1, 1), expires_on=date(2027, 1, 1)))
    assert found.counts is True
    assert found.last_day == date(2027, 1, 1)
    assert found.verified


@pytest.mark.parametrize(
    ("notice", "fee", "counts"),
    [
        (date(2026, 2, 1), ON, True),
        (date(2026, 2, 1), date(2026, 3, 2), False),
        (date(2026, 3, 2), ON, False),
        (date(2026, 2, 1), None, False),
        (None, ON, False),
    ],
)
def test_notice_and_fee_together_stand_for_the_grant(notice: date | None, fee: date | None, counts: bool) -> None:
    found = only(right(granted_on=None, notice_on=notice, fee_paid_on=fee))
    assert found.counts is counts
    if counts:
        assert "视同授权" in str(found.text)
        assert not found.verified


def test_a_right_of_class_two_used_before_still_counts_but_not_for_another_certificate() -> None:
    found = tally(
        [
            right(IpKind.UTILITY_MODEL, "1", used_in_hnte=True),
            right(IpKind.UTILITY_MODEL, "2", used_in_hnte=False),
            right(IpKind.UTILITY_MODEL, "3"),
        ],
        ON,
    )
    assert found.class2 == Number(3, 3)
    assert found.class2_unused == Number(1, 2)
    assert "不能再用于高企认定" in str(found.judged[0].text)
    assert "未填写" in str(found.judged[2].text)


def test_class_one_may_be_used_again() -> None:
    assert tally([right(used_in_hnte=True)], ON).class1 == ONE


def test_the_same_invention_abroad_and_at_home_counts_once_and_alone_abroad_not_at_all() -> None:
    home, abroad = right(family="甲"), right(number="US1", family="甲", is_abroad=True)
    assert tally([abroad, home], ON).class1 == ONE
    found = tally([abroad], ON)
    assert found.class1 == NONE
    assert "境外" in str(found.judged[0].text)


def test_one_thing_under_two_rights_counts_in_its_better_class() -> None:
    model, invention = right(IpKind.UTILITY_MODEL, "2", family="甲", used_in_hnte=False), right(family="甲")
    found = tally([model, invention], ON)
    assert (found.class1, found.class2, found.class2_unused) == (ONE, NONE, NONE)
    assert "与 1 是同一项" in str(found.judged[0].text)


def test_a_right_that_does_not_count_does_not_hide_one_that_does() -> None:
    lapsed, good = right(family="甲", lapsed_on=date(2025, 1, 1)), right(number="2", family="甲")
    assert tally([lapsed, good], ON).class1 == ONE


def test_the_same_number_twice_counts_once() -> None:
    found = tally([right(), right(), right(IpKind.PLANT_VARIETY)], ON)
    assert found.class1 == Number(2, 2)


def test_rights_linked_by_a_third_are_one_thing_and_used_once_is_used() -> None:
    chain = [
        right(IpKind.DESIGN, "1", family="甲", used_in_hnte=False),
        right(IpKind.DESIGN, "1", family="乙", used_in_hnte=True),
        right(IpKind.DESIGN, "2", family="乙", used_in_hnte=False),
    ]
    found = tally(chain, ON)
    assert (found.class2, found.class2_unused) == (ONE, NONE)


@pytest.mark.parametrize(("used", "number"), [(False, ONE), (True, NONE), (None, MAYBE)])
def test_a_co_owned_right_serves_one_owner(used: bool | None, number: Number) -> None:
    assert tally([right(is_co_owned=True, used_by_co_owner=used)], ON).class1 == number


def test_a_sure_right_goes_before_an_unsure_one_in_the_same_thing() -> None:
    unsure, sure = right(family="甲", is_co_owned=True), right(number="2", family="甲")
    assert tally([unsure, sure], ON).class1 == ONE


@pytest.mark.parametrize(
    ("on", "due", "year"),
    [
        (date(2001, 8, 1), date(2002, 6, 3), 4),
        (date(2002, 6, 3), date(2002, 6, 3), 4),
        (date(2002, 6, 4), date(2003, 6, 3), 5),
        (date(2018, 6, 3), date(2018, 6, 3), 20),
    ],
)
def test_the_next_fee_is_due_on_the_anniversary_of_filing(on: date, due: date, year: int) -> None:
    found = next_fee(right(filed_on=date(1999, 6, 3), granted_on=date(2001, 8, 1)), on)
    assert found is not None
    assert (found.due, found.year, found.days_left) == (due, year, (due - on).days)


@pytest.mark.parametrize(
    "one",
    [
        right(filed_on=date(2006, 6, 3)),
        right(filed_on=None),
        right(filed_on=date(2019, 6, 3), granted_on=date(2026, 3, 2)),
        right(filed_on=date(2019, 6, 3), lapsed_on=ON),
        right(IpKind.SOFTWARE_COPYRIGHT, filed_on=date(2019, 6, 3)),
    ],
    ids=["last year of its term", "no filing day", "not granted", "lapsed", "no patent"],
)
def test_where_no_fee_is_to_come_none_is_said(one: Right) -> None:
    assert next_fee(one, ON) is None


def test_a_fee_of_29_february_falls_on_the_28th_in_common_years() -> None:
    found = next_fee(right(filed_on=date(2020, 2, 29), granted_on=date(2022, 1, 1)), date(2026, 2, 1))
    assert found is not None
    assert found.due == date(2026, 2, 28)


optional_days = st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 1, 1))
answers = st.none() | st.booleans()
rights = st.builds(
    Right,
    kind=st.sampled_from(IpKind),
    number=st.sampled_from(["1", "2", "3"]),
    filed_on=optional_days,
    granted_on=optional_days,
    expires_on=optional_days,
    lapsed_on=optional_days,
    notice_on=optional_days,
    fee_paid_on=optional_days,
    is_abroad=st.booleans(),
    is_co_owned=st.booleans(),
    used_by_co_owner=answers,
    used_in_hnte=answers,
    family=st.sampled_from(["", "甲", "乙"]),
)


@given(st.lists(rights, max_size=8))
def test_the_numbers_are_those_of_the_list_and_do_not_hang_on_its_order(several: list[Right]) -> None:
    found = tally(several, ON)
    assert [one.right for one in found.judged] == several
    assert all(str(one.text) for one in found.judged)
    assert found.class1.certain == sum(one.counts is True for one in found.judged if one.ip_class == 1)
    assert found.class2_unused.certain <= found.class2.certain
    assert found.class2_unused.possible <= found.class2.possible
    turned = tally(several[::-1], ON)
    assert (turned.class1, turned.class2) == (found.class1, found.class2)
    assert turned.class2_unused == found.class2_unused


@given(st.lists(rights, max_size=6), rights)
def test_a_right_in_a_thing_of_its_own_adds_just_itself(several: list[Right], more: Right) -> None:
    more = replace(more, number="9", family="")
    alone, before, after = tally([more], ON), tally(several, ON), tally([*several, more], ON)
    assert after.class1.certain == before.class1.certain + alone.class1.certain
    assert after.class2_unused.possible == before.class2_unused.possible + alone.class2_unused.possible
