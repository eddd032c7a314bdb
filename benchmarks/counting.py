"""Counting on a day, and over 72 days, against statements written by hand on the same table."""

from __future__ import annotations

import sqlite3
from datetime import date
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
    where scheme = '*' and tier in ('sme', 'hte', 'leading') and d0 <= ? and d1 > ? and recorded_at <= ? and retired_at > ?
    group by tier
"""
BY_REGION = """
    select region_code, count(*) from membership_span
    where scheme = '*' and tier = 'sme' and d0 <= ? and d1 > ? and retired_at = ? group by region_code
"""
DAYS = [date(year, month, 17) for year in range(2020, 2026) for month in (2, 5, 8, 11)]
MONTHS = month_ends(date(2020, 1, 1), date(2025, 12, 31))


def run(firms: int) -> list[Ratio]:
    """Measure on a district of `firms` firms; every answer is first held against the other's."""
    app = district(firms)
    with app.app_context():
        raw = sqlite3.connect(FOLDER / str(firms) / "registry.sqlite")
        forever = Instant().process_bind_param(FOREVER, db.engine.dialect)

        def by_hand(statement: str, on: date) -> dict[str, int]:
            return dict(raw.execute(statement, (on.toordinal(), on.toordinal(), forever)).fetchall())

        for day in DAYS:
            assert breakdown(Population(day), Dimension.TIER) == by_hand(BY_TIER, day)
            assert breakdown(Population(day, "sme"), Dimension.REGION) == by_hand(BY_REGION, day)
        expected = [by_hand(BY_TIER, day).get("hte", 0) for day in MONTHS]
        assert series(Population(MONTHS[-1]), MONTHS)["hte"] == expected

        known = clock.now()
        instant = Instant().process_bind_param(known, db.engine.dialect)

        def by_hand_as_known(on: date) -> dict[str, int]:
            days = (on.toordinal(), on.toordinal(), instant, instant)
            return dict(raw.execute(BY_TIER_AS_KNOWN, days).fetchall())

        ours, theirs = cycle(DAYS), cycle(DAYS)
        return [
            pair(
                f"{firms:,} firms: the tiers on any day",
                lambda: breakdown(Population(next(ours)), Dimension.TIER),
                lambda: by_hand(BY_TIER, next(theirs)),
                goal=1.3,
                times=10,
            ),
            pair(
                f"{firms:,} firms: one tier by street on any day",
                lambda: breakdown(Population(next(ours), "sme"), Dimension.REGION),
                lambda: by_hand(BY_REGION, next(theirs)),
                goal=1.5,
                times=10,
            ),
            pair(
                f"{firms:,} firms: the tiers as known at an instant",
                lambda: breakdown(Population(next(ours), known_at=known), Dimension.TIER),
                lambda: by_hand_as_known(next(theirs)),
                goal=1.5,
                times=10,
            ),
            pair(
                f"{firms:,} firms: 72 month ends of every tier, against one day",
                lambda: series(Population(MONTHS[-1]), MONTHS),
                lambda: by_hand(BY_TIER, next(theirs)),
                goal=2.0,
                times=5,
            ),
        ]
