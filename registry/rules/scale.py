"""Limits and point bands, compared by whole-number cross-multiplication so that an edge is never missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Limit:
    """An upper or lower bound; `inclusive` says whether the bound itself satisfies the rule."""

    value: int
    inclusive: bool

    def allows_up_to(self, actual: int) -> bool:
        """True where `actual` respects this bound as a maximum (same unit as `value`; 分 for money)."""
        return actual <= self.value if self.inclusive else actual < self.value

    def reached_by(self, actual: int) -> bool:
        """True where `actual` respects this bound as a minimum."""
        return actual >= self.value if self.inclusive else actual > self.value


@dataclass(frozen=True, slots=True)
class ShareLimit:
    """A least share (0.1 for 10 %); `inclusive` says whether the share itself satisfies the rule."""

    value: Fraction
    inclusive: bool

    def reached_by(self, numerator: int | Fraction, denominator: int | Fraction) -> bool:
        """True where numerator ÷ denominator reaches the share; the denominator must be above zero."""
        left, right = numerator * self.value.denominator, self.value.numerator * denominator
        return left >= right if self.inclusive else left > right

    def least(self, denominator: int | Fraction) -> int:
        """The smallest whole numerator that reaches the share over `denominator`."""
        product = self.value * denominator
        floor = product.numerator // product.denominator
        return floor if self.inclusive and floor == product else floor + 1


@dataclass(frozen=True, slots=True)
class Band:
    """From `at_least` (a share, 0.25 for 25 %, or a count) on, `points` are given."""

    at_least: Fraction
    points: int

    def reached_by(self, numerator: int, denominator: int, *, inclusive: bool) -> bool:
        """True where numerator ÷ denominator reaches the band; the denominator must be above zero."""
        left = numerator * self.at_least.denominator
        right = self.at_least.numerator * denominator
        return left >= right if inclusive else left > right

    def least(self, denominator: int, *, inclusive: bool) -> int:
        """The smallest whole numerator that reaches the band over `denominator`."""
        floor, rest = divmod(self.at_least.numerator * denominator, self.at_least.denominator)
        return floor if inclusive and rest == 0 else floor + 1


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands from the highest to the lowest; below the lowest there are no points."""

    bands: tuple[Band, ...]
    inclusive: bool

    @property
    def top(self) -> int:
        """The most points this scale gives."""
        return self.bands[0].points

    @property
    def lowest(self) -> Band:
        """The band that is easiest to reach."""
        return self.bands[-1]

    @property
    def highest(self) -> Band:
        """The band that gives the most points."""
        return self.bands[0]

    def points(self, numerator: int, denominator: int = 1) -> int:
        """Points for numerator ÷ denominator (a count where the denominator is left out); it must be above zero."""
        for band in self.bands:
            if band.reached_by(numerator, denominator, inclusive=self.inclusive):
                return band.points
        return 0

    def above(self, points: int) -> Sequence[Band]:
        """The bands worth more than `points`, the nearest first."""
        return [band for band in reversed(self.bands) if band.points > points]

    def least(self, band: Band, denominator: int = 1) -> int:
        """The smallest whole numerator that reaches `band` over `denominator`."""
        return band.least(denominator, inclusive=self.inclusive)


@dataclass(frozen=True, slots=True)
class Points:
    """What an indicator is worth: from `low` (figures given) to `high` (whatever the missing ones turn out to be)."""

    low: int
    high: int

    @classmethod
    def exactly(cls, points: int) -> Points:
        """A score that no missing figure can change."""
        return cls(points, points)

    @property
    def known(self) -> bool:
        """True where nothing is left open."""
        return self.low == self.high

    def better_of(self, other: Points) -> Points:
        """The range of the greater of two scores."""
        return Points(max(self.low, other.low), max(self.high, other.high))

    def __add__(self, other: Points) -> Points:
        return Points(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class RangeBand:
    """From `edge` on (`inclusive`: the edge itself too) experts give `low` to `high` points."""

    edge: Fraction
    inclusive: bool
    low: int
    high: int

    def reached_by(self, value: Fraction) -> bool:
        """True where `value` lies in or above the band."""
        return value >= self.edge if self.inclusive else value > self.edge


@dataclass(frozen=True, slots=True)
class RangeScale:
    """Bands of points that experts choose from, the best first; below the last there are none."""

    bands: tuple[RangeBand, ...]

    @property
    def top(self) -> int:
        """The most points this scale gives."""
        return self.bands[0].high

    def points(self, value: Fraction) -> Points:
        """The range open to the experts for `value` (a share: 0.25 for 25 %, or a number of items)."""
        for band in self.bands:
            if band.reached_by(value):
                return Points(band.low, band.high)
        return Points.exactly(0)


@dataclass(frozen=True, slots=True)
class SizeStep:
    """A share asked of whoever is no larger than `up_to` (分; None: of everybody above the step before)."""

    up_to: int | None
    inclusive: bool
    share: Fraction


@dataclass(frozen=True, slots=True)
class SizeSteps:
    """Shares by size, the smallest size first."""

    steps: tuple[SizeStep, ...]

    def share(self, size: int) -> Fraction:
        """The share asked of a firm of `size` (分)."""
        for step in self.steps:
            if step.up_to is None or size < step.up_to or (step.inclusive and size == step.up_to):
                return step.share
        raise ValueError(size)  # the reader of parameter files ends every list with an open step

    @property
    def lowest(self) -> Fraction:
        """The share below which no size passes."""
        return min(step.share for step in self.steps)
