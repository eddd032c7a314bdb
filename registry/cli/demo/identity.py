"""Who an enterprise of the demo is: its code, and the dated facts from registration to this day."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from registry.cli.demo import shapes
from registry.cli.demo.ladder import Standing
from registry.cli.demo.names import GROUP, LIABILITY, PLAIN, SHARES, NameBook

ACTIVE, DEREGISTERED, MOVED_OUT = "在业", "注销", "迁出"

_FIRST_REGISTRATION = date(1986, 3, 1)
_PRIVATE_BOOM = date(2011, 1, 4)
_YOUNG, _YOUNG_SINCE = timedelta(days=1000), 2019
_HTE_AGE = timedelta(days=400)
_LEAST_LIFE = timedelta(days=540)


class Facts(NamedTuple):
    """What holds of an enterprise over one stretch of time."""

    name: str
    street_code: str
    park: str
    industry_code: str
    size_class: str
    above_scale: bool
    listed: bool
    status: str


class Segment(NamedTuple):
    """Facts over [valid_from, valid_to); valid_to None is open."""

    valid_from: date
    valid_to: date | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Identity:
    """One enterprise: code, standing, and its history; `left_on` is the first day it is no longer here."""

    index: int
    uscc: str
    registered_on: date
    standing: Standing
    left_on: date | None
    history: tuple[Segment, ...]

    @property
    def latest(self) -> Facts:
        """The facts of the last segment."""
        return self.history[-1].facts

    def here_on(self, day: date) -> bool:
        """Whether the enterprise is registered and in the district on `day`."""
        return self.registered_on <= day and (self.left_on is None or day < self.left_on)


def any_day(source: random.Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included; `first` when the range is empty."""
    return first + timedelta(days=source.randint(0, max(0, (last - first).days)))


def registration_day(standing: Standing, until: date, source: random.Random) -> date:
    """A day of registration early enough for the first titles."""
    latest = until - timedelta(days=30)
    if standing.sme_entry is not None:
        same_year = standing.hte_entry is None and source.random() < 0.04
        latest = min(latest, date(standing.sme_entry, 3, 1) if same_year else date(standing.sme_entry - 1, 12, 1))
    if standing.hte_entry is not None:
        latest = min(latest, date(standing.hte_entry, 10, 1) - _HTE_AGE)
    if source.random() < 0.2:
        return any_day(source, _FIRST_REGISTRATION, min(latest, _PRIVATE_BOOM))
    young = latest.year >= _YOUNG_SINCE and source.random() < 0.5
    return any_day(source, latest - _YOUNG if young else _PRIVATE_BOOM, latest)


def departure(standing: Standing, registered_on: date, until: date, source: random.Random) -> tuple[date | None, str]:
    """The first day away and the status from then on; leading and listed firms stay."""
    draw = source.random()
    first = max(shapes.DEPARTURES_FROM, registered_on + _LEAST_LIFE)
    last = until - timedelta(days=10)
    stays = draw >= shapes.DEREGISTERED_SHARE + shapes.MOVED_OUT_SHARE
    if stays or standing.leading_entry is not None or standing.listed or first > last:
        return None, ACTIVE
    return any_day(source, first, last), DEREGISTERED if draw < shapes.DEREGISTERED_SHARE else MOVED_OUT


def size_of(standing: Standing, source: random.Random) -> str:
    """A size class that fits the standing."""
    if standing.leading_entry is not None:
        group = "leading"
    elif standing.hte_entry is not None:
        group = "hte_large" if standing.oversize else "hte"
    else:
        group = "sme" if standing.sme_entry is not None else "none"
    return source.choices(shapes.SIZES, shapes.SIZE_WEIGHTS[group])[0]


class _Changes:
    """Dated changes of facts, gathered in any order and cut into segments."""

    def __init__(self, registered_on: date, left_on: date | None, until: date) -> None:
        self._registered_on = registered_on
        self._last = until if left_on is None else left_on
        self._found: list[tuple[date, dict[str, Any]]] = []

    def add(self, day: date, **facts: str | bool) -> None:
        """From `day` on these facts hold; before registration means from the start.

        What would come after the enterprise left is dropped, but for the merger: no code outlives its street.
        """
        if day <= self._last or day == shapes.MERGER:
            self._found.append((max(day, self._registered_on), facts))

    def segments(self, start: Facts) -> tuple[Segment, ...]:
        """The history that begins with `start` on the day of registration."""
        days = {self._registered_on: start}
        facts = start
        for day, changed in sorted(self._found, key=lambda change: change[0]):
            facts = facts._replace(**changed)
            days[day] = facts
        return tuple(_merged(days.items()))


def _merged(days: Iterable[tuple[date, Facts]]) -> list[Segment]:
    merged: list[Segment] = []
    for day, facts in days:
        renamed_street = day == shapes.MERGER and facts.street_code == shapes.WAITAN
        if merged and merged[-1].facts == facts and not renamed_street:
            continue
        if merged:
            merged[-1] = merged[-1]._replace(valid_to=day)
        merged.append(Segment(day, None, facts))
    return merged


def _before_merger(code: str, source: random.Random) -> str:
    if code == shapes.WAITAN:
        return source.choices((shapes.ZHONGMA, shapes.BAISHA), (55, 45))[0]
    return shapes.HONGTANG if code == shapes.QIANJIANG else code


def _settle(changes: _Changes, street: str, park: str, day: date, source: random.Random) -> None:
    """Put the enterprise into `street` (today's code) from `day`, under the old code while that was in force."""
    if day < shapes.MERGER:
        changes.add(day, street_code=_before_merger(street, source), park=park)
        changes.add(shapes.MERGER, street_code=street)
    else:
        changes.add(day, street_code=street, park=park)


def _places(changes: _Changes, registered_on: date, until: date, source: random.Random) -> None:
    streets = tuple(shapes.STREETS)
    home, other = source.choices(streets, shapes.STREET_WEIGHTS, k=2)
    moves = source.random() < shapes.MOVED_SHARE
    first = max(shapes.MERGER + timedelta(days=15), registered_on + timedelta(days=90))
    last = until - timedelta(days=10)
    park = source.choice(shapes.PARKS[home])
    _settle(changes, home, park, registered_on, source)
    if moves and first < last:
        if other == home:
            other = streets[(streets.index(home) + 3) % len(streets)]
        _settle(changes, other, source.choice(shapes.PARKS[other]), any_day(source, first, last), source)


def _is_above_scale(industry_code: str, size_class: str, source: random.Random) -> bool:
    share = {"大型": 0.97, "中型": 0.92}.get(size_class, 0.0)
    return source.random() < (share if industry_code.startswith("C-") else share * 0.2)


def history_of(
    index: int,
    standing: Standing,
    registered_on: date,
    leaves: tuple[date | None, str],
    names: NameBook,
    until: date,
    source: random.Random,
) -> tuple[Segment, ...]:
    """The segments of enterprise `index` from registration to `until`, the last one open."""
    industry = source.choices(tuple(shapes.INDUSTRIES), shapes.INDUSTRY_WEIGHTS)[0]
    size = size_of(standing, source)
    left_on, status = leaves
    changes = _Changes(registered_on, left_on, until)
    _places(changes, registered_on, until, source)
    form = source.choices((PLAIN, LIABILITY, SHARES, GROUP), (86, 6, 6, 2 if size in ("中型", "大型") else 0))[0]
    if standing.listed:
        form = SHARES
        changes.add(any_day(source, date(2013, 1, 1), date(2025, 6, 30)), listed=True)
    name = names.first(index, industry, form, source)
    if source.random() < shapes.RENAMED_SHARE and not standing.listed:
        first = max(date(2018, 6, 1), registered_on + timedelta(days=120))
        day = any_day(source, first, until - timedelta(days=5))
        changes.add(day, name=str(names.renamed(index, industry, name, source)))
    if _is_above_scale(industry, size, source):
        changes.add(date(max(2011, registered_on.year + source.randint(1, 4)), 1, 1), above_scale=True)
    if left_on is not None:
        changes.add(left_on, status=status)
    start = Facts(str(name), "", "", industry, size, above_scale=False, listed=False, status=ACTIVE)
    return changes.segments(start)
