"""Where an indicator stands on a day, by one published formula: the straight path from baseline to target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from registry.core.text import Text, msg
from registry.statistics.planspec import (
    BaselineComparator,
    BaselineSpec,
    Comparator,
    Period,
    TargetKind,
    TargetSpec,
    year_position,
)

Input = Decimal | date | Text | None


class Status(StrEnum):
    """The answer; only `met`, `on_track` and `held` may be shown as good."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    BELOW_BASELINE = "below_baseline"
    NO_DATA = "no_data"
    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    HELD = "held"
    NOT_HELD = "not_held"
    MISSED = "missed"

    @property
    def is_good(self) -> bool:
        """Whether the page may colour it as good news."""
        return self in {Status.MET, Status.ON_TRACK, Status.HELD}


LABELS: dict[Status, Text] = {
    Status.MET: msg("已达成"),
    Status.ON_TRACK: msg("按进度"),
    Status.BEHIND: msg("落后于进度"),
    Status.BELOW_BASELINE: msg("低于基期"),
    Status.NO_DATA: msg("无数据"),
    Status.NO_BASELINE: msg("未达成，无基期，不判进度"),
    Status.NO_TARGET: msg("未设目标"),
    Status.HELD: msg("已达成并保持"),
    Status.NOT_HELD: msg("已达成后回落"),
    Status.MISSED: msg("未达成"),
}

RULES: dict[Status, Text] = {
    Status.MET: msg("规划期内，现值已满足目标（“超过”“突破”不含目标值本身，“达到”“以上”含本身）"),
    Status.ON_TRACK: msg("尚未满足目标，但不低于基期到目标的直线在当日的应达值；年均增速类为现有平均增速满足目标"),
    Status.BEHIND: msg("未满足目标，且未到直线在当日的应达值；规划期最后一天未满足目标即为落后"),
    Status.BELOW_BASELINE: msg("未满足目标，且差于基期值；规划期满后仍差于基期的也如此标明"),
    Status.NO_DATA: msg("没有当日有效的数据；规划期满后，缺期末值也不作判断"),
    Status.NO_BASELINE: msg("未满足目标，而规划未给基期值，画不出直线"),
    Status.NO_TARGET: msg("规划只给出基期情况，没有给出目标值"),
    Status.HELD: msg("规划期满：期末值满足目标，现值仍然满足"),
    Status.NOT_HELD: msg("规划期满：期末值满足目标，现值已不满足"),
    Status.MISSED: msg("规划期满：期末值没有满足目标"),
}

GOALS: dict[Comparator, Text] = {
    Comparator.REACH: msg("达到"),
    Comparator.AT_LEAST: msg("不低于"),
    Comparator.MORE_THAN: msg("超过（不含）"),
    Comparator.AT_MOST: msg("不高于"),
    Comparator.LESS_THAN: msg("低于（不含）"),
    Comparator.RANK_WITHIN: msg("位次不后于"),
}


class Judged(Protocol):
    """What the formula needs to know of an indicator; `IndicatorSpec` is one."""

    @property
    def period(self) -> Period: ...
    @property
    def higher_is_better(self) -> bool: ...
    @property
    def baseline(self) -> BaselineSpec | None: ...
    @property
    def target(self) -> TargetSpec | None: ...


@dataclass(frozen=True)
class StatusResult:
    """The status with all it was made from; values in the indicator's unit, growth in % with one decimal.

    `expected` is the path's value on the day the value describes. `share_of_path` is the way gone from baseline
    to target (1 = all of it, negative = below the baseline), `share_of_time` the part of the period gone by;
    both are rounded to four decimals for display, the comparison itself was exact. `gap` is what is still missing
    to the target's figure, zero or negative when it is there.
    """

    status: Status
    value: Decimal | None
    value_at_end: Decimal | None
    expected: Decimal | None
    gap: Decimal | None
    share_of_path: Decimal | None
    share_of_time: Decimal
    needed_yearly_growth: Decimal | None
    remaining_yearly_growth: Decimal | None
    baseline_is_bound: bool
    formula: Text
    inputs: tuple[tuple[Text, Input], ...]

    @property
    def label(self) -> Text:
        """The status in a word."""
        return LABELS[self.status]


@dataclass(frozen=True)
class _Path:
    """The straight line from `low` at year position `start` to `high` at `end`."""

    start: Fraction
    end: Fraction
    low: Fraction
    high: Fraction

    def gone(self, on: date) -> Fraction:
        return min(max((year_position(on) - self.start) / (self.end - self.start), Fraction(0)), Fraction(1))

    def at(self, on: date) -> Fraction:
        return self.low + (self.high - self.low) * self.gone(on)


def status(
    indicator: Judged,
    value: Decimal | None,
    on: date,
    *,
    value_on: date | None = None,
    value_at_end: Decimal | None = None,
) -> StatusResult:
    """Judge `value`, the newest known on `on`, in the indicator's unit; None where nothing is known.

    `value_on` is the day the value describes (31 December for a year's figure) when it is older than `on`: the path
    is read on that day, so that last year's figure is not held against today's. From the first day after the
    period the outcome is judged by `value_at_end`, the value on the period's last day, and by `value` for whether it
    lasts; sums, new foundations and average growth end with the period and need `value_at_end` alone.
    Raises ValueError where `value_on` is later than `on`.
    """
    if value_on is not None and value_on > on:
        raise ValueError(f"value of {value_on} is not known on {on}")
    read_on = value_on or on
    over = on >= indicator.period.ends_on
    found = _after_end(indicator, value, value_at_end) if over else _within(indicator, value, read_on)
    newest = value_at_end if over and _ends_with_period(indicator) else value
    return _result(indicator, found, newest, value_at_end if over else None, read_on)


def path_points(indicator: Judged) -> list[tuple[date, Decimal]]:
    """The path at the end of every year from baseline to target, for a chart; empty where there is no path."""
    path = _path(indicator)
    if path is None:
        return []
    last = indicator.period.last_day
    years = range(_path_start(indicator).year, last.year)
    return [(day, _decimal(path.at(day))) for day in [*(date(year, 12, 31) for year in years), last]]


def needed_yearly_growth(indicator: Judged) -> Decimal | None:
    """Even yearly growth in % that leads from baseline to target over the plan's years, one decimal, half up.

    None where growth means nothing: no positive baseline or target, ranks, sums and growth targets themselves.
    """
    if indicator.baseline is None:
        return None
    return _growth(indicator, indicator.baseline.value, indicator.period.baseline_day)


def _within(indicator: Judged, value: Decimal | None, read_on: date) -> Status:
    if value is None:
        return Status.NO_DATA
    target = indicator.target
    below = _is_below_baseline(indicator, value)
    if target is None:
        return Status.BELOW_BASELINE if below else Status.NO_TARGET
    if target.comparator.holds(value, target.value):
        # an average can still fall until the period is over
        return Status.ON_TRACK if target.kind is TargetKind.YEARLY_GROWTH else Status.MET
    if below:
        return Status.BELOW_BASELINE
    return _by_path(indicator, value, read_on)


def _by_path(indicator: Judged, value: Decimal, read_on: date) -> Status:
    path = _path(indicator)
    if path is None:
        growing = indicator.target is not None and indicator.target.kind is TargetKind.YEARLY_GROWTH
        return Status.BEHIND if growing else Status.NO_BASELINE
    expected = path.at(read_on)
    reached = value >= expected if indicator.higher_is_better else value <= expected
    # on the last day the path ends in the target, and a target to be passed is not met by touching it
    return Status.ON_TRACK if reached and path.gone(read_on) < 1 else Status.BEHIND


def _after_end(indicator: Judged, value: Decimal | None, value_at_end: Decimal | None) -> Status:
    target = indicator.target
    if target is None:
        return _within(indicator, value, indicator.period.last_day)
    now = value_at_end if _ends_with_period(indicator) else value
    if value_at_end is None or now is None:
        return Status.NO_DATA
    holds_now = target.comparator.holds(now, target.value)
    if target.comparator.holds(value_at_end, target.value):
        return Status.HELD if holds_now else Status.NOT_HELD
    return Status.BELOW_BASELINE if not holds_now and _is_below_baseline(indicator, now) else Status.MISSED


def _ends_with_period(indicator: Judged) -> bool:
    return indicator.target is not None and indicator.target.kind.ends_with_period


def _is_below_baseline(indicator: Judged, value: Decimal) -> bool:
    baseline = indicator.baseline
    if baseline is None:
        return False
    if baseline.comparator is BaselineComparator.MORE_THAN and value == baseline.value:
        # the true baseline was more than the printed figure
        return indicator.higher_is_better
    return value < baseline.value if indicator.higher_is_better else value > baseline.value


def _path_start(indicator: Judged) -> date:
    period = indicator.period
    if indicator.target is not None and indicator.target.kind.starts_from_zero:
        return date.fromordinal(period.starts_on.toordinal() - 1)
    return period.baseline_day


def _path(indicator: Judged) -> _Path | None:
    target = indicator.target
    if target is None or target.kind is TargetKind.YEARLY_GROWTH:
        return None
    if target.kind.starts_from_zero:
        low = Fraction(0)
    elif indicator.baseline is not None:
        low = Fraction(indicator.baseline.value)
    else:
        return None
    start = year_position(_path_start(indicator))
    return _Path(start, year_position(indicator.period.last_day), low, Fraction(target.value))


def _growth(indicator: Judged, value: Decimal, value_on: date) -> Decimal | None:
    target = indicator.target
    if target is None or target.kind not in {TargetKind.LEVEL, TargetKind.PER_YEAR}:
        return None
    years = year_position(indicator.period.last_day) - year_position(value_on)
    # less than a year stretched to a whole one gives growth nobody can use
    if not indicator.higher_is_better or value <= 0 or target.value <= 0 or years < 1:
        return None
    with localcontext(Context(prec=34)):
        root = Decimal(years.denominator) / Decimal(years.numerator)
        growth = ((target.value / value) ** root - 1) * 100
        return growth.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _remaining_growth(indicator: Judged, value: Decimal | None, read_on: date) -> Decimal | None:
    target = indicator.target
    if value is None or target is None or target.comparator.holds(value, target.value):
        return None
    return _growth(indicator, value, read_on)


def _share_of_path(path: _Path | None, value: Decimal | None) -> Decimal | None:
    if path is None or value is None or path.high == path.low:
        return None
    return _decimal((Fraction(value) - path.low) / (path.high - path.low))


def _share_of_time(period: Period, on: date) -> Decimal:
    start = year_position(date.fromordinal(period.starts_on.toordinal() - 1))
    gone = (year_position(on) - start) / (year_position(period.last_day) - start)
    return _decimal(min(max(gone, Fraction(0)), Fraction(1)))


def _result(
    indicator: Judged, found: Status, value: Decimal | None, value_at_end: Decimal | None, read_on: date
) -> StatusResult:
    path = _path(indicator)
    target = indicator.target
    expected = None if path is None else _decimal(path.at(read_on))
    gap = None
    if value is not None and target is not None:
        gap = target.value - value if indicator.higher_is_better else value - target.value
    needed = needed_yearly_growth(indicator)
    baseline = indicator.baseline
    return StatusResult(
        status=found,
        value=value,
        value_at_end=value_at_end,
        expected=expected,
        gap=gap,
        share_of_path=_share_of_path(path, value),
        share_of_time=_share_of_time(indicator.period, read_on),
        needed_yearly_growth=needed,
        remaining_yearly_growth=_remaining_growth(indicator, value, read_on),
        baseline_is_bound=baseline is not None and baseline.comparator is not BaselineComparator.EXACT,
        formula=_formula(indicator, found, value, value_at_end, read_on),
        inputs=_inputs(indicator, value, value_at_end, read_on, expected, needed),
    )


def _formula(
    indicator: Judged, found: Status, value: Decimal | None, value_at_end: Decimal | None, read_on: date
) -> Text:
    target = indicator.target
    if found is Status.NO_DATA:
        return RULES[Status.NO_DATA]
    if target is None:
        return msg("现值 {value}；{rule}", value=_plain(value), rule=RULES[found])
    goal, wanted = GOALS[target.comparator], _plain(target.value)
    if value_at_end is not None:
        return msg(
            "期末（{day}）值 {at_end}，现值 {value}，目标：{goal} {target}。{rule}",
            day=indicator.period.last_day, at_end=_plain(value_at_end), value=_plain(value),
            goal=goal, target=wanted, rule=RULES[found],
        )  # fmt: skip
    path = _path(indicator)
    if path is None:
        return msg("现值 {value}，目标：{goal} {target}。{rule}",
                   value=_plain(value), goal=goal, target=wanted, rule=RULES[found])  # fmt: skip
    return msg(
        "{day} 应达 {low} +（{target} − {low}）× {gone} = {expected}；现值 {value}，目标：{goal} {target}。{rule}",
        day=read_on, low=_plain(_decimal(path.low)), target=wanted, gone=_plain(_decimal(path.gone(read_on))),
        expected=_plain(_decimal(path.at(read_on))), value=_plain(value), goal=goal, rule=RULES[found],
    )  # fmt: skip


def _inputs(
    indicator: Judged, value: Decimal | None, value_at_end: Decimal | None, read_on: date,
    expected: Decimal | None, needed: Decimal | None,
) -> tuple[tuple[Text, Input], ...]:  # fmt: skip
    baseline, target = indicator.baseline, indicator.target
    return (
        (msg("基期日"), indicator.period.baseline_day),
        (msg("基期值"), baseline.value if baseline else None),
        (msg("期末日"), indicator.period.last_day),
        (msg("目标要求"), GOALS[target.comparator] if target else None),
        (msg("目标值"), target.value if target else None),
        (msg("数据所属日"), read_on),
        (msg("现值"), value),
        (msg("期末值"), value_at_end),
        (msg("当日应达值"), expected),
        (msg("所需年均增长（%）"), needed),
    )


def _decimal(number: Fraction) -> Decimal:
    """Four decimals, half up: for showing, never for comparing."""
    scaled, rest = divmod(abs(number.numerator) * 10_000, number.denominator)
    scaled += 2 * rest >= number.denominator
    # adding 0 turns 3E+2 back into 300
    return Decimal(scaled if number >= 0 else -scaled).scaleb(-4).normalize() + 0


def _plain(number: Decimal | None) -> str:
    return "—" if number is None else f"{number:f}"
