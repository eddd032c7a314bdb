"""The geometry of charts: scales, ticks and coordinates, worked out exactly and handed to the template as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from registry.web.shared.chart_shapes import (
    BarRow,
    Break,
    Chart,
    Line,
    Mark,
    Point,
    Series,
    TableRow,
    Tick,
    View,
)

__all__ = ["BarRow", "Break", "Chart", "Point", "Series", "bars", "line_chart", "nice_ticks", "number_text"]

MAX_SERIES = 4
"""Four pairs of colour and mark can be told apart; more lines need a second chart."""

CROWDED = 16
"""From this many points on, only the last one of a line is marked."""


def number_text(value: Decimal) -> str:
    """The number with thousands separators and just the decimals it carries."""
    return f"{value:,f}"


def nice_ticks(low: Decimal, high: Decimal, *, whole: bool = False, parts: int = 4) -> tuple[Decimal, ...]:
    """Round numbers at equal distances that enclose [low, high]; `whole` forbids fractions of a unit."""
    span = high - low or max(abs(high), Decimal(1))
    raw = span / parts
    base = Decimal(1).scaleb(raw.adjusted())
    step = next(base * factor for factor in (1, 2, 5, 10) if base * factor >= raw)
    if whole:
        step = max(step, Decimal(1))
    first = (low // step - (1 if low < 0 and low % step else 0)) * step
    ticks = [first]
    while ticks[-1] < high or len(ticks) < 2:
        ticks.append(ticks[-1] + step)
    return tuple(ticks)


def line_chart(
    series: Sequence[Series],
    path: Sequence[tuple[date, Decimal]] = (),
    *,
    as_of: date,
    title: str,
    unit: str,
    breaks: Sequence[Break] = (),
) -> Chart | None:
    """Lines over time, with the path to a target as a further, dashed line.

    `title`, `unit` and the labels are shown as they are, so they come translated. None when no series and no path has
    a figure: the page then says that there is no data. Raises ValueError for more than four series.
    """
    if len(series) > MAX_SERIES:
        raise ValueError(f"a chart takes at most {MAX_SERIES} series")
    ordered = tuple(Series(line.name, sorted(line.points, key=lambda point: point.on)) for line in series)
    known = [point.value for line in ordered for point in line.points if point.value is not None]
    aims = _rounded_path(path, known)
    if not known and not aims:
        return None
    ticks = _y_ticks(known, [value for _, value in aims])
    plan = _Plan(ordered, aims, as_of, tuple(sorted(breaks, key=lambda item: item.on)), ticks)
    return Chart(
        title=title,
        unit=unit,
        as_of=as_of,
        names=tuple(line.name for line in ordered),
        breaks=tuple((_circled(number), item) for number, item in enumerate(plan.breaks)),
        rows=_table(plan),
        has_path=bool(aims),
        from_zero=plan.y_ticks[0] == 0,
        views=(_view(plan, "wide", 560, 270), _view(plan, "narrow", 340, 250)),
    )


def bars(items: Iterable[tuple[str, Decimal, str | None]]) -> tuple[BarRow, ...]:
    """Rows (label, value, address) with the length of their bars, the longest being 100. Values are not negative."""
    rows = list(items)
    longest = max((value for _, value, _ in rows), default=Decimal(0))
    total = sum((value for _, value, _ in rows), Decimal(0))
    return tuple(
        BarRow(label, number_text(value), url, _percent(value, total), _percent(value, longest) or "0.0")
        for label, value, url in rows
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    series: tuple[Series, ...]
    path: tuple[tuple[date, Decimal], ...]
    as_of: date
    breaks: tuple[Break, ...]
    y_ticks: tuple[Decimal, ...]

    def labels(self) -> dict[date, str]:
        """Every day with a figure, in order, and its name; the name a point gives wins over that of the path."""
        named = {day: _day_label(day) for day, _ in self.path}
        named |= {point.on: point.label for line in self.series for point in line.points}
        return dict(sorted(named.items()))


class _Scale:
    """Days and values to coordinates within the box of one drawing."""

    def __init__(self, plan: _Plan, width: int, height: int) -> None:
        widest = max(len(number_text(tick)) for tick in plan.y_ticks)
        self.left, self.right = 14 + 8 * widest, width - 42
        self.top, self.bottom = 44, height - 30
        days = list(plan.labels())
        self.first = min(days)
        self.last = max([*days, plan.as_of])
        self.low, self.high = plan.y_ticks[0], plan.y_ticks[-1]

    def x(self, day: date) -> Fraction:
        if self.first == self.last:
            return Fraction(self.left + self.right, 2)
        part = Fraction((day - self.first).days, (self.last - self.first).days)
        return self.left + part * (self.right - self.left)

    def y(self, value: Decimal) -> Fraction:
        part = Fraction(value - self.low) / Fraction(self.high - self.low)
        return self.bottom - part * (self.bottom - self.top)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def _rounded_path(path: Sequence[tuple[date, Decimal]], known: Sequence[Decimal]) -> tuple[tuple[date, Decimal], ...]:
    """In order of days; between its ends the path is a computed mean and carries one decimal more than the figures."""
    ordered = sorted(path)
    if len(ordered) < 3:
        return tuple(ordered)
    digits = max(_decimals(value) for value in [*known, ordered[0][1], ordered[-1][1]])
    unit = Decimal(1).scaleb(-digits - 1)
    inner = [(day, value.quantize(unit, ROUND_HALF_UP)) for day, value in ordered[1:-1]]
    return (ordered[0], *inner, ordered[-1])


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _y_ticks(known: Sequence[Decimal], aims: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """From zero, unless all figures lie so close together that their movement would not be seen."""
    values = [*known, *aims]
    low, high = min(values), max(values)
    if 0 <= low <= high / 2 or low == high >= 0:
        low = Decimal(0)
    return nice_ticks(low, high, whole=all(value == value.to_integral_value() for value in known or aims))


def _view(plan: _Plan, kind: str, width: int, height: int) -> View:
    scale = _Scale(plan, width, height)
    end = plan.path[-1] if plan.path else None
    return View(
        kind=kind,
        width=width,
        height=height,
        left=str(scale.left),
        right=str(scale.right),
        top=str(scale.top),
        bottom=str(scale.bottom),
        y_ticks=tuple(Tick(number_text(tick), _px(scale.y(tick))) for tick in plan.y_ticks),
        x_ticks=_x_ticks(plan, scale),
        lines=tuple(_line(number, line, plan, scale) for number, line in enumerate(plan.series, start=1)),
        path=_coordinates(plan.path, scale),
        path_end=Mark(_px(scale.x(end[0])), _px(scale.y(end[1])), number_text(end[1])) if end else None,
        now=_px(scale.x(plan.as_of)) if scale.holds(plan.as_of) else None,
        breaks=tuple(
            Tick(_circled(number), _px(scale.x(item.on)))
            for number, item in enumerate(plan.breaks)
            if scale.holds(item.on)
        ),
    )


def _line(number: int, line: Series, plan: _Plan, scale: _Scale) -> Line:
    segments = _segments(line.points, plan.breaks)
    known = [pair for segment in segments for pair in segment]
    crowded = len(known) >= CROWDED
    # Values are written at every point only where a single short line leaves the room for them.
    say_all = len(plan.series) == 1 and not crowded and len(known) <= (scale.right - scale.left) // 60
    shown = known if not crowded else [segment[-1] for segment in segments]
    marks = tuple(
        Mark(_px(scale.x(day)), _px(scale.y(value)), number_text(value) if say_all or (day, value) == known[-1] else "")
        for day, value in shown
    )
    below = bool(plan.path and known and known[-1][1] < plan.path[-1][1])
    return Line(number, line.name, tuple(_coordinates(part, scale) for part in segments if len(part) > 1), marks, below)


def _segments(points: Sequence[Point], breaks: Sequence[Break]) -> list[list[tuple[date, Decimal]]]:
    """The stretches of a line between missing figures and changes of the way of counting."""
    segments: list[list[tuple[date, Decimal]]] = [[]]
    previous: Point | None = None
    for point in points:
        cut = previous is not None and any(previous.on < item.on <= point.on for item in breaks)
        if point.value is None or cut:
            segments.append([])
        if point.value is not None:
            segments[-1].append((point.on, point.value))
        previous = point
    return [segment for segment in segments if segment]


def _x_ticks(plan: _Plan, scale: _Scale) -> tuple[Tick, ...]:
    """The day of the target first, then from the last day backwards: each label that touches none already there."""
    labels = plan.labels()
    wanted = [plan.path[-1][0]] if plan.path else []
    placed: list[tuple[Fraction, int, str]] = []
    for day in [*wanted, *reversed(labels)]:
        x, half = scale.x(day), 4 * len(labels[day]) + 5
        if all(abs(x - other) >= half + room for other, room, _ in placed):
            placed.append((x, half, labels[day]))
    return tuple(Tick(label, _px(x)) for x, _, label in sorted(placed))


def _table(plan: _Plan) -> tuple[TableRow, ...]:
    path = dict(plan.path)
    figures = [{point.on: point.value for point in line.points} for line in plan.series]
    return tuple(
        TableRow(label, tuple(_shown(column.get(day)) for column in figures), _shown(path.get(day)))
        for day, label in plan.labels().items()
    )


def _coordinates(points: Sequence[tuple[date, Decimal]], scale: _Scale) -> str:
    return " ".join(f"{_px(scale.x(day))},{_px(scale.y(value))}" for day, value in points)


def _px(value: Fraction) -> str:
    """One decimal: finer than any screen."""
    return str(Decimal(round(value * 10)) / 10)


def _percent(part: Decimal, whole: Decimal) -> str | None:
    return str((part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)) if whole else None


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


def _day_label(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (12, 31) else day.isoformat()


def _circled(number: int) -> str:
    return chr(ord("①") + number) if number < 20 else str(number + 1)
