"""What a chart is made of: what a view gives in (Point, Series, Break) and what the template draws (the rest)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A figure for the day `on`; `value` is None where there is none (the line is interrupted, never drawn to zero)."""

    label: str
    on: date
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """One line; the points in any order, at most one for a day."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Break:
    """From the day `on` the figure is counted otherwise: no line is drawn across it."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis and its place on it."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line; `text` is the value where it is written beside the mark, else empty."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`number` (1 to 4) chooses colour and mark; each segment is a list of coordinates for a polyline."""

    number: int
    name: str
    segments: tuple[str, ...]
    marks: tuple[Mark, ...]
    below: bool


@dataclass(frozen=True, slots=True)
class View:
    """One drawing of the chart, for wide or for narrow places; all coordinates in its own units."""

    kind: str
    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    path: str
    path_end: Mark | None
    now: str | None
    breaks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The figures of one day, in the order of the series; None where there is none."""

    label: str
    values: tuple[str | None, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template needs: the drawings, and the same numbers as a table."""

    title: str
    unit: str
    as_of: date
    names: tuple[str, ...]
    breaks: tuple[tuple[str, Break], ...]
    rows: tuple[TableRow, ...]
    has_path: bool
    from_zero: bool
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row with its bar: `width` is the length, 0 to 100.

    `share` is the part of the total in percent with one decimal, None when the total is zero.
    """

    label: str
    value: str
    url: str | None
    share: str | None
    width: str
