"""A regulation's values, each dated and with its article: rule sets, parameters, and what is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rules.scale import Band, Limit, RangeBand, RangeScale, Scale, ShareLimit, SizeStep, SizeSteps

Item: TypeAlias = Band | RangeBand | SizeStep | str
T = TypeVar("T")
Value: TypeAlias = int | bool | Fraction | tuple[Item, ...]


class Kind(StrEnum):
    """The kind of a parameter's values, and so which reader of `RuleSet` gives them."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    FLAG = "flag"
    MONTH_DAY = "month_day"
    NAMES = "names"
    SHARE_BANDS = "share_bands"
    COUNT_BANDS = "count_bands"
    SHARE_RANGES = "share_ranges"
    COUNT_RANGES = "count_ranges"
    SIZE_SHARES = "size_shares"


class NotInForceError(DomainError):
    """The rule says nothing about this day; an assessment would be invented."""


@dataclass(frozen=True, slots=True)
class Document:
    """A published document: its number, its title where known, its day where known."""

    code: str
    number: str
    title: str = ""
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class DatedValue:
    """In force from `since` until the next value of the same parameter; money in 分, shares as fractions of 1."""

    since: date
    value: Value
    inclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One figure of the law; `verified` is False where the text was not seen in full, and `doubt` says what is open."""

    code: str
    label: str
    kind: Kind
    unit: str
    article: str
    document: Document
    verified: bool
    doubt: str
    values: tuple[DatedValue, ...]

    def at(self, on: date) -> DatedValue:
        """The value in force on `on`. Raises NotInForceError before the first one."""
        known = [value for value in self.values if value.since <= on]
        if not known:
            first = self.values[0].since
            raise NotInForceError(
                msg("“{label}”自 {since} 起施行，{on} 尚无规定", label=self.label, since=first, on=on)
            )
        return known[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A regulation in one version, in force over `[since, until)` (`until` None: still in force).

    The version rises when the file is corrected; a value changed by law is a new dated value in the same version.
    """

    id: str
    version: int
    title: str
    tier: str
    since: date
    until: date | None
    last_checked_on: date
    documents: Mapping[str, Document]
    parameters: Mapping[str, Parameter]

    def covers(self, on: date) -> bool:
        """True where this regulation is in force on `on`."""
        return self.since <= on and (self.until is None or on < self.until)

    def require_in_force(self, on: date) -> None:
        """Raises NotInForceError where `on` lies outside `[since, until)`."""
        if on < self.since:
            raise NotInForceError(
                msg("《{title}》自 {since} 起施行，不能用于 {on}", title=self.title, since=self.since, on=on)
            )
        if self.until is not None and on >= self.until:
            raise NotInForceError(
                msg("《{title}》自 {until} 起停止执行，不能用于 {on}", title=self.title, until=self.until, on=on)
            )

    def limit(self, code: str, on: date) -> Limit:
        """A bound in persons, items, points or years, or in 分 for money."""
        dated = self._of(code, Kind.COUNT, Kind.MONEY).at(on)
        assert isinstance(dated.value, int)
        return Limit(dated.value, dated.inclusive)

    def flag(self, code: str, on: date) -> bool:
        """A switch."""
        value = self._of(code, Kind.FLAG).at(on).value
        assert isinstance(value, bool)
        return value

    def share(self, code: str, on: date) -> ShareLimit:
        """A bound on a ratio."""
        dated = self._of(code, Kind.SHARE).at(on)
        assert isinstance(dated.value, Fraction)
        return ShareLimit(dated.value, dated.inclusive)

    def month_day(self, code: str, on: date) -> tuple[int, int]:
        """A day of every year, as (month, day)."""
        value = self._of(code, Kind.MONTH_DAY).at(on).value
        assert isinstance(value, int)
        return divmod(value, 100)

    def names(self, code: str, on: date) -> tuple[str, ...]:
        """A list of kinds or names."""
        return self._items(code, on, str, Kind.NAMES)

    def scale(self, code: str, on: date) -> Scale:
        """Point bands over shares or counts."""
        bands = self._items(code, on, Band, Kind.SHARE_BANDS, Kind.COUNT_BANDS)
        return Scale(bands, self.parameters[code].at(on).inclusive)

    def ranges(self, code: str, on: date) -> RangeScale:
        """Bands from which experts choose points, over shares or counts."""
        return RangeScale(self._items(code, on, RangeBand, Kind.SHARE_RANGES, Kind.COUNT_RANGES))

    def size_shares(self, code: str, on: date) -> SizeSteps:
        """The share asked, by size."""
        return SizeSteps(self._items(code, on, SizeStep, Kind.SIZE_SHARES))

    def _items(self, code: str, on: date, item: type[T], *kinds: Kind) -> tuple[T, ...]:
        value = self._of(code, *kinds).at(on).value
        assert isinstance(value, tuple)
        return tuple(one for one in value if isinstance(one, item))

    def _of(self, code: str, *kinds: Kind) -> Parameter:
        parameter = self.parameters[code]
        if parameter.kind not in kinds:
            raise TypeError(f"{self.id}.{code} is a {parameter.kind}")
        return parameter


def in_force(rule_sets: Iterable[RuleSet], on: date) -> RuleSet | None:
    """The rule set in force on `on`; of several the one that began last; None where there is none."""
    covering = [rule_set for rule_set in rule_sets if rule_set.covers(on)]
    return max(covering, key=lambda rule_set: (rule_set.since, rule_set.id), default=None)
