"""Patents, software copyrights and PCT applications of a demo enterprise."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from registry.cli.demo import shapes
from registry.cli.demo.aims import group_of
from registry.cli.demo.codes import patent_number, yearly_shuffles
from registry.cli.demo.identity import Identity, any_day

_PER_YEAR = 8
_LONG_SERIALS, _SHORT_SERIALS = 10_000_000, 1_000_000
_LONG_SINCE = 2019
_DESIGN_15_SINCE = date(2021, 6, 1)
_OLDEST = date(2008, 1, 1)
_LAPSED_SHARE = 0.035
_WAIT_DAYS = {
    "invention_patent": (380, 1000),
    "utility_model": (120, 330),
    "design": (90, 240),
    "software_copyright": (30, 110),
    "pct": (450, 800),
}

# weights of invention, utility model, design, software copyright
_KINDS = ("invention_patent", "utility_model", "design", "software_copyright")
_MAKERS, _CODERS = (18, 56, 17, 9), (14, 12, 4, 70)
# how many a firm has: bounds by standing
_COUNTS = {"leading": (22, 40), "hte": (3, 13), "sme": (1, 6), "none": (0, 2)}
_PCT_YEARLY = {"leading": 0.7, "hte": 0.085}


class Right(NamedTuple):
    """One intellectual property; `expires_on` is the last day of its term, days that are not yet known are None."""

    kind: str
    number: str
    filed_on: date
    granted_on: date | None
    expires_on: date | None
    lapsed_on: date | None


class PatentOffice:
    """Numbers rights so that no two of the district are alike; nothing is filed or granted after `until`."""

    def __init__(self, firms: int, seed: int, until: date) -> None:
        self._until = until
        self._long = yearly_shuffles(_LONG_SERIALS, f"{seed}:rights:long")
        self._short = yearly_shuffles(_SHORT_SERIALS, f"{seed}:rights:short")
        self._short_suffices = firms * _PER_YEAR <= _SHORT_SERIALS

    def rights(self, identity: Identity, source: random.Random) -> Iterator[Right]:
        """All rights of one enterprise, in no order; filed after its registration and before it left."""
        group = group_of(identity.standing)
        last = self._until if identity.left_on is None else identity.left_on - timedelta(days=1)
        first = max(_OLDEST, identity.registered_on + timedelta(days=60))
        if first >= last:
            return
        used: Counter[tuple[str, int]] = Counter()
        for kind in self._kinds(identity, group, source):
            right = self._right(kind, identity.index, any_day(source, first, last), used, source)
            if right is not None:
                yield right
        yield from self._applications(identity, group, (first, last), used, source)

    @staticmethod
    def _kinds(identity: Identity, group: str, source: random.Random) -> list[str]:
        weights = _CODERS if identity.latest.industry_code in shapes.SOFTWARE_INDUSTRIES else _MAKERS
        if group == "leading":
            weights = (60, 30, 5, 5)
        return source.choices(_KINDS, weights, k=source.randint(*_COUNTS[group]))

    def _applications(
        self,
        identity: Identity,
        group: str,
        span: tuple[date, date],
        used: Counter[tuple[str, int]],
        source: random.Random,
    ) -> Iterator[Right]:
        share = _PCT_YEARLY.get(group, 0.0)
        for year in range(max(2014, span[0].year + 1), span[1].year + 1):
            if source.random() < share:
                day = any_day(source, date(year, 1, 5), min(date(year, 12, 28), span[1]))
                right = self._right("pct", identity.index, day, used, source)
                if right is not None:
                    yield right

    def _right(
        self, kind: str, index: int, filed: date, used: Counter[tuple[str, int]], source: random.Random
    ) -> Right | None:
        decided = filed + timedelta(days=source.randint(*_WAIT_DAYS[kind]))
        granted = decided if decided <= self._until else None
        year = filed.year
        if kind == "software_copyright":
            if granted is None:
                return None
            year = granted.year
        place = used[kind, year]
        if place >= _PER_YEAR:
            return None
        used[kind, year] += 1
        expires = _expiry(kind, filed)
        return Right(
            kind,
            self._number(kind, year, index, place, granted is not None),
            filed,
            granted,
            expires,
            self._lapse(granted, expires, source),
        )

    def _number(self, kind: str, year: int, index: int, place: int, granted: bool) -> str:
        if kind == "pct":
            return f"PCT/CN{year}/{self._short(year)(index):06d}"
        key = index * _PER_YEAR + place
        if kind != "software_copyright":
            return patent_number(kind, year, self._long(year)(key), granted=granted)
        if year < _LONG_SINCE and self._short_suffices:
            return f"{year}SR{self._short(year)(key):06d}"
        return f"{year}SR{self._long(year)(key):07d}"

    def _lapse(self, granted: date | None, expires: date | None, source: random.Random) -> date | None:
        if granted is None or expires is None or source.random() >= _LAPSED_SHARE:
            return None
        lapsed = granted + timedelta(days=source.randint(400, 2200))
        return lapsed if lapsed <= min(expires, self._until) else None


def _expiry(kind: str, filed: date) -> date | None:
    if kind == "pct":
        return None
    if kind == "software_copyright":
        return date(filed.year + 50, 12, 31)
    years = {"invention_patent": 20, "utility_model": 10, "design": 15 if filed >= _DESIGN_15_SINCE else 10}[kind]
    month, day = (3, 1) if (filed.month, filed.day) == (2, 29) else (filed.month, filed.day)
    return date(filed.year + years, month, day) - timedelta(days=1)
