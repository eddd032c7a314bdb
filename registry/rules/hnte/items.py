"""One item of the innovation score (195号 三（七）): the points its figures allow, and what an expert made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.hnte.ratios import round_up
from registry.rules.scale import Points, RangeBand, RangeScale


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Points of one item before or after an expert's say.

    `allowed` is what an expert may give; wider than `points` only where the text is silent and nothing is given by
    rule. `by_expert` is True while the points are an expert's free choice, `review` where somebody has to look at it.
    """

    criterion: str
    label: Text
    article: str
    expert: str
    points: Points
    allowed: Points
    top: int
    required: Text
    actual: Text
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    note: Text | None = None
    next_step: Text | None = None
    gap: int | None = None
    unit: str = ""
    by_expert: bool = False
    review: bool = False

    def finding(self, case: Case, role: Role) -> Finding:
        """The item as a finding."""
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=role,
            outcome=Outcome.NEEDS_REVIEW if self.review else range_outcome(self.points, missing=bool(self.missing)),
            required=self.required,
            actual=self.actual,
            gap=self.gap,
            unit=self.unit,
            points_low=self.points.low,
            points_high=self.points.high,
            points_max=self.top,
            note=self.note or case.doubt(*self.parameters),
            next_step=self.next_step,
            missing=self.missing,
            sources=case.sources(*self.facts, self.expert),
            verified=case.verified(*self.parameters),
        )


def judged(case: Case, item: Item) -> Item:
    """The item with the expert's points in place of its range, where they were given and lie inside what is allowed."""
    given = case.whole(item.expert)
    if given is None:
        return item
    words = {"given": given, "low": item.allowed.low, "high": item.allowed.high}
    if not item.allowed.low <= given <= item.allowed.high:
        note = msg("专家评分 {given} 分，应在 {low}～{high} 分之内，未采用，请核对", **words)
        return replace(item, review=True, note=note)
    return replace(
        item,
        points=Points.exactly(given),
        allowed=Points.exactly(given),
        actual=msg("{figures}；专家评分 {given} 分", figures=item.actual, given=given) if item.facts else _score(given),
        missing=(),
        note=None,
        gap=None,
        next_step=None,
        by_expert=False,
        review=False,
    )


def _score(given: int) -> Text:
    return msg("专家评分 {given} 分", given=given)


def range_outcome(points: Points, *, missing: bool) -> Outcome:
    """Met once some points are certain, unmet once none are possible, else open: for data, or for an expert."""
    if points.low > 0:
        return Outcome.MET
    if points.high == 0:
        return Outcome.UNMET
    return Outcome.NEEDS_DATA if missing else Outcome.NEEDS_REVIEW


def total_of(items: Iterable[Item], cap: int | None = None) -> Points:
    """The sum, of which no more than `cap` counts."""
    low, high = 0, 0
    for item in items:
        low, high = low + item.points.low, high + item.points.high
    return Points(low, high) if cap is None else Points(min(low, cap), min(high, cap))


def points_words(points: Points) -> Text:
    """Points as a number, or as the range that is open."""
    if points.known:
        return msg("{points} 分", points=points.low)
    return msg("{low}～{high} 分", low=points.low, high=points.high)


def next_band(scale: RangeScale, value: Fraction) -> RangeBand | None:
    """The nearest band above the one that `value` lies in."""
    higher = [band for band in reversed(scale.bands) if not band.reached_by(value)]
    return higher[0] if higher else None


def least_in(band: RangeBand, over: int = 1) -> int:
    """The least whole number that, divided by `over`, lies in the band."""
    edge = band.edge * over
    return round_up(edge) if band.inclusive or edge.denominator > 1 else edge.numerator + 1
