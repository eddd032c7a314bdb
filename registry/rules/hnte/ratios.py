"""A share of one figure in another that art. 11 asks for; both may be means or sums with fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from registry.core.money import FEN_PER_WAN
from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import Unit, outcome_of
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.scale import ShareLimit
from registry.rules.wording import percent, share, wan

ENTRY_STEP = FEN_PER_WAN // 100
"""Amounts are entered to 0.01 万元; sums of shares may lie between two of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The two figures (persons, or 分), exact, None where unknown, and the facts that they were made from.

    `problem` says that the figures contradict each other, so that somebody has to look before they count; `doubt` that
    they were made in a way that the text does not settle.
    """

    part: Fraction | None
    whole: Fraction | None
    facts: tuple[str, ...]
    missing: tuple[str, ...] = ()
    problem: Text | None = None
    doubt: Text | None = None

    def reaches(self, limit: ShareLimit) -> bool | None:
        """Whether the share is reached; over a whole of 0 there is no share and it is not. None while unknown."""
        if self.part is None or self.whole is None:
            return None
        return self.whole > 0 and limit.reached_by(self.part, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTest:
    """The words of one required share and the parameter with its doubt."""

    criterion: str
    parameter: str
    article: str
    label: Text
    part_label: Text
    whole_label: Text
    unit: Unit

    def finding(self, case: Case, ratio: Ratio, limit: ShareLimit, required: Text | None = None) -> Finding:
        """How the share compares with `limit`; the gap is in the part, the whole unchanged."""
        reached = ratio.reaches(limit)
        outcome = Outcome.NEEDS_REVIEW if ratio.problem and reached is not None else outcome_of(reached)
        gap = self._gap(ratio, limit) if outcome is Outcome.UNMET else None
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=Role.REQUIRED,
            outcome=outcome,
            required=required or least_words(limit),
            actual=self._actual(ratio),
            gap=gap,
            unit=self.unit.value,
            note=ratio.problem or ratio.doubt or case.doubt(self.parameter),
            next_step=None if gap is None else self._next(gap),
            missing=ratio.missing,
            sources=case.sources(*ratio.facts),
            verified=case.verified(self.parameter) and ratio.doubt is None,
        )

    def _gap(self, ratio: Ratio, limit: ShareLimit) -> int | Decimal | None:
        if ratio.part is None or not ratio.whole or ratio.whole < 0:
            return None
        return self.unit.gap(round_up(limit.least(ratio.whole) - ratio.part))

    def _next(self, gap: int | Decimal) -> Text:
        return msg(
            "{part}还差 {gap} {unit}（{whole}不变）",
            part=self.part_label,
            gap=gap,
            unit=self.unit.value,
            whole=self.whole_label,
        )

    def _actual(self, ratio: Ratio) -> Text:
        if ratio.part is None or ratio.whole is None:
            return UNKNOWN
        words = {
            "part": self.part_label,
            "amount": show(ratio.part, self.unit),
            "unit": self.unit.value,
            "whole": self.whole_label,
            "base": show(ratio.whole, self.unit),
        }
        if ratio.whole <= 0:
            return msg("{part} {amount} {unit}，{whole} {base} {unit}，不能计算占比", **words)
        found = percent_of(ratio.part, ratio.whole)
        return msg("{part} {amount} {unit} ÷ {whole} {base} {unit} = {share} %", **words, share=found)


def least_words(limit: ShareLimit) -> Text:
    """A least share in words."""
    words = {"share": share(limit.value)}
    return msg("≥ {share} %", **words) if limit.inclusive else msg("> {share} %", **words)


def percent_of(part: Fraction | int, whole: Fraction | int) -> str:
    """The share in percent with at most two decimals, cut."""
    found = Fraction(part, whole)
    return percent(found.numerator, found.denominator)


def plain(value: Fraction) -> str:
    """A mean as a person reads it: at most two decimals, cut."""
    return percent(value.numerator, value.denominator * 100)


def show(value: Fraction, unit: Unit) -> str:
    """分 as 万元 without loss (fractions of a 分 cut), persons and items with at most two decimals."""
    return wan(value.numerator // value.denominator) if unit is Unit.WAN else plain(value)


def round_up(value: Fraction | int) -> int:
    """The least whole number that is not below `value`."""
    return -(-value.numerator // value.denominator)


def enterable(amount: int | Fraction) -> int:
    """The least amount in 分 that can be entered and is not below `amount`."""
    return round_up(Fraction(amount, ENTRY_STEP)) * ENTRY_STEP


def exact(value: int | None) -> Fraction | None:
    """A figure as a fraction."""
    return None if value is None else Fraction(value)
