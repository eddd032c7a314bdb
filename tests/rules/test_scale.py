"""Bands and limits at their edges, and the words for figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.scale import Band, Limit, Scale
from registry.rules.three_valued import all_of, any_of
from registry.rules.wording import article_name, percent, share, wan, wan_up


def test_a_limit_includes_its_value_or_not() -> None:
    assert Limit(60, inclusive=True).reached_by(60)
    assert not Limit(60, inclusive=True).reached_by(59)
    assert not Limit(70, inclusive=False).reached_by(70)
    assert Limit(70, inclusive=False).reached_by(71)
    assert Limit(500, inclusive=True).allows_up_to(500)
    assert not Limit(500, inclusive=True).allows_up_to(501)
    assert not Limit(500, inclusive=False).allows_up_to(500)


def test_an_exclusive_band_starts_above_its_edge() -> None:
    scale = Scale((Band(Fraction(1, 10), 4),), inclusive=False)
    assert scale.points(10, 100) == 0
    assert scale.points(11, 100) == 4
    assert scale.least(scale.lowest, 100) == 11


@given(st.integers(1, 10**12), st.fractions(Fraction(1, 1000), 1), st.booleans())
def test_the_least_numerator_is_the_first_that_reaches(denominator: int, edge: Fraction, inclusive: bool) -> None:
    band = Band(edge, 1)
    least = band.least(denominator, inclusive=inclusive)
    assert band.reached_by(least, denominator, inclusive=inclusive)
    assert not band.reached_by(least - 1, denominator, inclusive=inclusive)


def test_unknown_decides_nothing_by_itself() -> None:
    assert all_of([True, None]) is None
    assert all_of([None, False]) is False
    assert all_of([True, True]) is True
    assert any_of([False, None]) is None
    assert any_of([None, True]) is True
    assert any_of([False, False]) is False


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0"), (1, "0.000001"), (10_000, "0.01"), (3_000_000, "3"), (300_000_000, "300"), (6_000_500_000, "6000.5")],
)
def test_wan_keeps_every_digit(fen: int, text: str) -> None:
    assert wan(fen) == text


@pytest.mark.parametrize(("fen", "amount"), [(0, "0.00"), (1, "0.01"), (10_000, "0.01"), (10_001, "0.02")])
def test_what_is_still_needed_is_rounded_up(fen: int, amount: str) -> None:
    assert wan_up(fen) == Decimal(amount)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 4, "25"), (9999, 100_000, "9.99"), (999_999, 10_000_000, "9.99"), (1, 3, "33.33"), (0, 7, "0"), (1, 10, "10")],
)
def test_a_percentage_is_cut_and_never_rounded_up(numerator: int, denominator: int, text: str) -> None:
    assert percent(numerator, denominator) == text


def test_thresholds_and_articles_in_words() -> None:
    assert share(Fraction(1, 4)) == "25"
    assert share(Fraction(1, 8)) == "12.5"
    assert article_name("6(2)") == "第六条（二）"
    assert article_name("7(2)(1)") == "第七条（二）1"
    assert article_name("11") == "第十一条"
    assert article_name("20(10)") == "第二十条（十）"
    assert article_name("overlay") == "overlay"
