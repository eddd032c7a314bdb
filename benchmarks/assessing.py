"""Judging every firm, and one firm after a report, against one SQL statement of the same rules."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import date
from itertools import cycle

from benchmarks.assessing_by_hand import COLUMNS, ON, STATEMENT, TABLE
from benchmarks.district import FOLDER, district
from benchmarks.paired import Ratio
from registry.assessments.ladder import rungs
from registry.assessments.readiness import assess_all, refresh
from registry.core import clock
from registry.core.reading import fetch
from registry.core.types import FOREVER, Instant
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.reference.queries import schemes

DAY = date.fromisoformat(ON)
ROUNDS = 5
ONCE = 200


def run(firms: int) -> list[Ratio]:
    """Measure on a district of `firms` firms; every stored row is first held against the statement's."""
    app = district(firms)
    with app.app_context():
        raw = sqlite3.connect(FOLDER / str(firms) / "registry.sqlite")
        try:
            return [_batch(firms, raw), *_single(firms)]
        finally:
            db.session.rollback()
            raw.execute("drop table if exists by_hand")
            raw.commit()
            raw.close()


def _batch(firms: int, raw: sqlite3.Connection) -> Ratio:
    raw.execute("drop table if exists by_hand")
    raw.executescript(TABLE)
    raw.execute("pragma foreign_keys=on")
    if raw.execute("select count(*) from declaration").fetchone()[0]:
        raise SystemExit("the statement by hand knows no declarations; measure on a district without any")
    ratios = []
    for turn in range(ROUNDS):
        _clear(raw, "readiness")
        ours = _cost(_judge)
        _clear(raw, "by_hand")
        theirs = _cost(lambda: _by_hand(raw))
        if turn == 0:
            check(raw)
        ratios.append(ours / theirs)
    lower, median, upper = statistics.quantiles(ratios, n=4)
    return Ratio(f"{firms:,} firms: all judged by four rule sets, stored", lower, median, upper, 2.0)


def check(raw: sqlite3.Connection) -> None:
    """The same rows both ways, or the comparison says nothing."""
    for one, other in (("by_hand", "readiness"), ("readiness", "by_hand")):
        differing = raw.execute(f"select {COLUMNS} from {one} except select {COLUMNS} from {other} limit 3").fetchall()
        assert not differing, differing
    assert raw.execute("select count(*) from by_hand").fetchone()[0] > 0


def _judge() -> None:
    for _block in assess_all(DAY, clock.now(), store=True):
        db.session.commit()
    db.session.rollback()  # the last look found nobody and holds the lock


def _by_hand(raw: sqlite3.Connection) -> None:
    instant = Instant().process_bind_param
    known = {"at": instant(clock.now(), db.engine.dialect), "forever": instant(FOREVER, db.engine.dialect)}
    raw.execute(STATEMENT, {"on": DAY.toordinal(), **known})
    raw.commit()


def _single(firms: int) -> list[Ratio]:
    ids = cycle(fetch(db.select(Enterprise.id).order_by(Enterprise.id), ONCE))
    every = list(schemes())

    def again() -> None:
        refresh([next(ids)], DAY, clock.now())
        db.session.rollback()

    def explain() -> None:
        rungs(db.session.get_one(Enterprise, next(ids)), every, DAY, with_ways=False)

    return [
        _milliseconds(f"{firms:,} firms: one firm judged again after a report, ms", again, 10),
        _milliseconds(f"{firms:,} firms: one firm explained on every rung, ms", explain, 10),
    ]


def _milliseconds(name: str, work: Callable[[], None], goal: float) -> Ratio:
    work()
    lower, median, upper = statistics.quantiles([_cost(work) * 1000 for _ in range(ONCE)], n=4)
    return Ratio(name, lower, median, upper, goal)


def _clear(raw: sqlite3.Connection, table: str) -> None:
    raw.execute(f"delete from {table}")
    raw.commit()
    raw.execute("pragma wal_checkpoint(truncate)")


def _cost(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
