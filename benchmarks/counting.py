"""Counting on a day, and over 72 days, against statements written by hand on the same table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from itertools import cycle

from benchmarks.district import FOLDER, district
from benchmarks.paired import Ratio, pair
from registry.core import clock
from registry.core.types import FOREVER, Instant
from registry.extensions import db
from registry.statistics.population import Dimension, Population, breakdown, month_ends, series

BY_TIER = """
    select tier, count(*) from membership_span
    where scheme = '*' and tier in ('sme', 'hte', 'leading') and d0 <= ? and d1 > ? and retired_at = ? group by tier
"""
BY_TIER_AS_KNOWN = """
    select tier, count(*) from membership_span
    where scheme = '*' and tier in ('sme', 'hte', 'leading')
      and d0 <= ? and d1 > ? and recorded_at <= ? and retired_at > ? group by tier
"""
BY_REGION = """
    select region_code, count(*) from membership_span
    where scheme = '*' and tier = 'sme' and d0 <= ? and d1 > ? and retired_at = ? group by region_code
"""
DAYS = [date(year, month, 17) for year in range(2020, 2026) for month in (2, 5, 8, 11)]
MONTHS = month_ends(date(2020, 1, 1), date(2025, 12, 31))


class ByHand:
    """The statements a careful person would write, on a bare connection to the same file."""

    def __init__(self, firms: int) -> None:
        self._raw = sqlite3.connect(FOLDER / str(firms) / "registry.sqlite")
        self._forever = Instant().process_bind_param(FOREVER, db.engine.dialect)

    def now(self, statement: str, on: date) -> dict[str, int]:
        """As believed now."""
        return dict(self._raw.execute(statement, (on.toordinal(), on.toordinal(), self._forever)).fetchall())

    def as_known(self, on: date, at: datetime) -> dict[str, int]:
        """The tiers as believed at an instant."""
        instant = Instant().process_bind_param(at, db.engine.dialect)
        return dict(self._raw.execute(BY_TIER_AS_KNOWN, (on.toordinal(), on.toordinal(), instant, instant)).fetchall())


def run(firms: int) -> list[Ratio]:
    """Measure on a district of `firms` firms; every answer is first held against the other's."""
    app = district(firms)
    with app.app_context():
        by_hand, known = ByHand(firms), clock.now()
        check(by_hand, known)
        ours, theirs = cycle(DAYS), cycle(DAYS)
        pairs: list[tuple[str, Callable[[], object], Callable[[], object], float]] = [
            (
                "the tiers on any day",
                lambda: breakdown(Population(next(ours)), Dimension.TIER),
                lambda: by_hand.now(BY_TIER, next(theirs)),
                1.3,
            ),
            (
                "one tier by street on any day",
                lambda: breakdown(Population(next(ours), "sme"), Dimension.REGION),
                lambda: by_hand.now(BY_REGION, next(theirs)),
                1.5,
            ),
            (
                "the tiers as known at an instant",
                lambda: breakdown(Population(next(ours), known_at=known), Dimension.TIER),
                lambda: by_hand.as_known(next(theirs), known),
                1.5,
            ),
            (
                "72 month ends of every tier, against one day",
                lambda: series(Population(MONTHS[-1]), MONTHS),
                lambda: by_hand.now(BY_TIER, next(theirs)),
                2.0,
            ),
        ]
        return [pair(f"{firms:,} firms: {name}", mine, other, goal=goal, times=10) for name, mine, other, goal in pairs]


def check(by_hand: ByHand, known: datetime) -> None:
    """The same answer both ways, or the comparison says nothing."""
    for day in DAYS:
        tiers = by_hand.now(BY_TIER, day)
        assert breakdown(Population(day), Dimension.TIER) == tiers
        assert breakdown(Population(day, known_at=known), Dimension.TIER) == by_hand.as_known(day, known) == tiers
        assert breakdown(Population(day, "sme"), Dimension.REGION) == by_hand.now(BY_REGION, day)
    expected = [by_hand.now(BY_TIER, day).get("hte", 0) for day in MONTHS]
    assert series(Population(MONTHS[-1]), MONTHS)["hte"] == expected
