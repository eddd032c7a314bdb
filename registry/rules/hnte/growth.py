"""195号 三（七）4: the growth of net assets and of sales over the last years, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.wording import percent, wan

_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Growth:
    """The rate (0.15 for 15 %), whether a figure was below zero, and the calculation in words."""

    rate: Fraction
    negative: bool
    words: Text


def growth(figures: Sequence[int]) -> Growth:
    """½ × (Y2 ÷ Y1 + Y3 ÷ Y2) − 1 for three years (分, oldest first), Y2 ÷ Y1 − 1 for two, 0 for one.

    A first year of 0 leaves the last two; a base of 0 that cannot be left out gives 0. The rate of figures below zero
    is calculated like any other, whether it means anything is for the caller to say (`negative`).
    """
    negative = any(figure < 0 for figure in figures)
    figures = _usable(figures)
    if len(figures) < 2:
        return Growth(_NONE, negative, msg("只有一个会计年度的数据，按 0 分计"))
    if 0 in figures[:-1]:
        return Growth(_NONE, negative, msg("作为基数的年份为 0，按 0 分计"))
    if len(figures) == 2:
        return _over_two(figures[0], figures[1], negative)
    return _over_three(figures[0], figures[1], figures[2], negative)


def rate_of(figures: Sequence[int]) -> tuple[int, int]:
    """The rate of `growth` as a numerator and a denominator above 0."""
    figures = _usable(figures)
    if len(figures) < 2 or 0 in figures[:-1]:
        return 0, 1
    if len(figures) == 2:
        one, two = figures
        above, below = two - one, one
    else:
        one, two, three = figures
        above, below = two * two + one * three - 2 * one * two, 2 * one * two
    return (above, below) if below > 0 else (-above, -below)


def _usable(figures: Sequence[int]) -> Sequence[int]:
    """Without a first year of 0 before two others."""
    return figures[-2:] if len(figures) > 2 and figures[0] == 0 else figures


def is_settled(figures: Sequence[int | None]) -> bool:
    """True where the figures given decide the growth, whatever the unknown ones are."""
    return None not in figures or len(figures) < 2 or figures[-2] == 0


def _over_two(one: int, two: int, negative: bool) -> Growth:
    rate = Fraction(*rate_of((one, two)))
    words = msg("{two} ÷ {one} − 1 = {rate} %", one=wan(one), two=wan(two), rate=_percent(rate))
    return Growth(rate, negative, words)


def _over_three(one: int, two: int, three: int, negative: bool) -> Growth:
    rate = Fraction(*rate_of((one, two, three)))
    words = msg(
        "½ ×（{two} ÷ {one} ＋ {three} ÷ {two}）− 1 = {rate} %",
        one=wan(one),
        two=wan(two),
        three=wan(three),
        rate=_percent(rate),
    )
    return Growth(rate, negative, words)


def _percent(rate: Fraction) -> str:
    return percent(rate.numerator, rate.denominator)
