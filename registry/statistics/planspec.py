"""What a development plan is made of: period, indicators, targets, doubts and duties. Plain values, no reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Group(StrEnum):
    """Where the plan page shows an indicator."""

    HEADLINE = "headline"
    MAIN = "main"
    CHAPTER = "chapter"


class How(StrEnum):
    """Who knows the value: the registry's records, an officer's dated entry, or one beside the other."""

    COMPUTED = "computed"
    REPORTED = "reported"
    COMPUTED_AND_REPORTED = "computed_and_reported"


class Comparator(StrEnum):
    """How a value meets its target; `more_than` and `less_than` exclude the target itself, the others include it."""

    REACH = "reach"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    RANK_WITHIN = "rank_within"

    @property
    def wants_more(self) -> bool:
        """True where a higher value is nearer to the target."""
        return self in {Comparator.REACH, Comparator.AT_LEAST, Comparator.MORE_THAN}

    def holds(self, value: Decimal, target: Decimal) -> bool:
        """Whether `value` meets `target`, exactly."""
        if self is Comparator.MORE_THAN:
            return value > target
        if self is Comparator.LESS_THAN:
            return value < target
        return value >= target if self.wants_more else value <= target


class BaselineComparator(StrEnum):
    """Whether the printed baseline is the figure itself or only a bound of it (a censored figure)."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"


class TargetKind(StrEnum):
    """What the target speaks of."""

    LEVEL = "level"  # the stock on the last day of the period
    PER_YEAR = "per_year"  # the flow or ratio of the last year of the period
    CUMULATIVE = "cumulative"  # the sum over the whole period
    NEW_IN_PERIOD = "new_in_period"  # what is newly set up within the period
    YEARLY_GROWTH = "yearly_growth"  # the average yearly growth over the period, %

    @property
    def starts_from_zero(self) -> bool:
        """True where the count begins with the period, whatever existed before."""
        return self in {TargetKind.CUMULATIVE, TargetKind.NEW_IN_PERIOD}

    @property
    def ends_with_period(self) -> bool:
        """True where nothing that happens after the period can change the outcome."""
        return self.starts_from_zero or self is TargetKind.YEARLY_GROWTH


class Effect(StrEnum):
    """What the registry makes of a duty."""

    FLAG = "flag"
    BLOCK = "block"
    LIST = "list"


def year_position(on: date) -> Fraction:
    """The end of `on` as a point on a line of years: each year is 1 long, 31 December falls on a whole number."""
    first = date(on.year, 1, 1)
    days_in_year = date(on.year, 12, 31).toordinal() - first.toordinal() + 1
    return on.year + Fraction(on.toordinal() - first.toordinal() + 1, days_in_year)


@dataclass(frozen=True)
class Period:
    """The plan's period `[starts_on, ends_on)` and the calendar year whose figures are the baseline."""

    starts_on: date
    ends_on: date
    baseline_year: int

    @property
    def last_day(self) -> date:
        """The day on which targets fall due."""
        return self.ends_on - timedelta(days=1)

    @property
    def baseline_day(self) -> date:
        """The day the baseline figures describe."""
        return date(self.baseline_year, 12, 31)


@dataclass(frozen=True)
class BaselineSpec:
    """The printed starting figure, in the indicator's unit."""

    value: Decimal
    comparator: BaselineComparator
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class TargetSpec:
    """The printed promise, in the indicator's unit; `increment` is the plan's own figure, never derived."""

    value: Decimal
    comparator: Comparator
    kind: TargetKind
    increment: Decimal | None = None
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class EarlierPlan:
    """Target and result of the same indicator under the plan before; no target where it had none."""

    source: str
    source_en: str
    result: Decimal
    target: Decimal | None = None


@dataclass(frozen=True)
class Calibre:
    """The scheme whose titles are counted, and the doubt about that choice."""

    scheme: str
    doubt: str
    doubt_en: str


@dataclass(frozen=True)
class Conflict:
    """A statement that does not agree with the printed figures; shown beside them until someone decides."""

    against: str
    against_en: str
    text: str
    text_en: str
    source: str
    source_en: str


@dataclass(frozen=True)
class SeriesBreak:
    """From `on` the figures mean something else: no line may be drawn across that day."""

    on: date
    text: str
    text_en: str


@dataclass(frozen=True)
class IndicatorSpec:
    """One promise of the plan, with what it means and who keeps the figure.

    `counts` names the computation, None where the registry computes nothing. Where `counts_unit` is not empty the
    computed figure is only a part in another unit: show it beside the indicator, never hold it against the target.
    """

    period: Period
    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    group: Group
    order: int
    chapter: str
    chapter_en: str
    quote: str
    quote_en: str
    higher_is_better: bool
    how: How
    owner: str
    owner_en: str
    definition: str
    definition_en: str
    counts: str | None
    counted_as: str
    counted_as_en: str
    counts_unit: str
    counts_unit_en: str
    table_no: int | None
    baseline: BaselineSpec | None
    target: TargetSpec | None
    earlier: EarlierPlan | None
    calibre: Calibre | None
    conflicts: tuple[Conflict, ...]
    breaks: tuple[SeriesBreak, ...]


@dataclass(frozen=True)
class Duty:
    """A rule the plan itself sets for firms."""

    code: str
    name: str
    name_en: str
    chapter: str
    chapter_en: str
    quote: str
    quote_en: str
    effect: Effect
    text: str
    text_en: str


@dataclass(frozen=True)
class PlanFile:
    """A whole plan; indicators in the order of the plan page."""

    id: str
    name: str
    name_en: str
    issuer: str
    issuer_en: str
    issued_on: date
    issued_note: str
    issued_note_en: str
    owner_note: str
    owner_note_en: str
    outlook: str
    outlook_en: str
    period: Period
    indicators: tuple[IndicatorSpec, ...]
    duties: tuple[Duty, ...]

    def indicator(self, code: str) -> IndicatorSpec:
        """The indicator of that code; KeyError where the plan has none."""
        return {each.code: each for each in self.indicators}[code]
