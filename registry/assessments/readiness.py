"""Keeping how far every firm is from each title: derived from its facts whenever they change, and by the batch."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Integer, String, column, delete, select, table, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from registry.assessments import streams
from registry.assessments.bands import place
from registry.assessments.pool import compares_years
from registry.assessments.streams import Block, Firm, Kinds
from registry.core.clock import day_of
from registry.core.facts import on_figures_changed
from registry.core.types import Day, Instant
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.reference.queries import schemes
from registry.rules import catalog
from registry.rules.judging import Judge, Judgement
from registry.rules.values import RuleSet

BLOCK = 1000
"""Firms a round where they are named one by one: bounds the length of an IN list."""

RANGE = 5000
"""Firms a round of the batch: bounds its memory and how long one of its transactions lasts."""

_Key: TypeAlias = tuple[int, str]
_Content: TypeAlias = tuple[Any, ...]

_KEYS = ("enterprise_id", "rule_set_id")
_CONTENT = (
    "rule_set_version",
    "tier",
    "verdict",
    "score_low",
    "score_high",
    "unmet",
    "open",
    "unmet_count",
    "open_count",
    "missing_count",
    "gap_points",
    "band",
    "distance",
    "region_code",
    "industry_code",
    "name_sort",
)
_WHEN = ("assessed_on", "assessed_at")
_TEXTS = {"rule_set_id", "tier", "verdict", "unmet", "open", "band", "region_code", "industry_code", "name_sort"}
# the rows as plain text and numbers: turning each word into its enumeration and back would cost as much as judging
_ROWS = table(
    "readiness",
    *(column(name, String() if name in _TEXTS else Integer()) for name in (*_KEYS, *_CONTENT)),
    column("assessed_on", Day()),
    column("assessed_at", Instant()),
)
_NOBODY: frozenset[str] = frozenset()
_BAND = _CONTENT.index("band")
_VERDICT = _CONTENT.index("verdict")


@dataclass
class Tally:
    """What a round found: firms, rows by what became of them, and rows by rule set and by verdict or band.

    `changed` rows say something else than before; `renewed` ones say the same for another day.
    """

    firms: int = 0
    added: int = 0
    changed: int = 0
    renewed: int = 0
    unchanged: int = 0
    removed: int = 0
    bands: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add another round to this one."""
        for name in ("firms", "added", "changed", "renewed", "unchanged", "removed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.bands.update(other.bands)
        self.verdicts.update(other.verdicts)


@dataclass(frozen=True)
class _Ruled:
    """A rule set with everything bound that does not depend on the firm; `kinds` is the place of its pair of kinds."""

    rule_set: RuleSet
    judge: Judge
    kinds: int
    reads_years: bool


def refresh(enterprise_ids: Collection[int], on: date, at: datetime) -> Tally:
    """Judge these firms as they are on `on` by every rule set in force and replace their rows, as of the instant `at`.

    Ten statements for each block of firms at most. Of two who change one firm's facts at a time the second waits here,
    and then judges with what the first wrote.
    """
    total, ids = Tally(), iter(sorted(set(enterprise_ids)))
    while block := list(islice(ids, BLOCK)):
        total.add(_refresh(streams.of_ids(block), on, at, store=True))
    return total


def assess_all(on: date, at: datetime, *, store: bool) -> Iterator[Tally]:
    """Judge every firm of the register, by the block; without `store` only say what would change.

    Nothing is committed here: the caller may after each block, which keeps its transactions short.
    """
    last = 0
    while block := list(
        db.session.scalars(select(Enterprise.id).where(Enterprise.id > last).order_by(Enterprise.id).limit(RANGE))
    ):
        first, last = block[0], block[-1]
        with without_collector():
            tally = _refresh(streams.of_range(first, last), on, at, store=store)
        yield tally


@contextmanager
def without_collector() -> Iterator[None]:
    """A block makes a hundred thousand objects and no cycles: looking for some would take an eighth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def refresh_at(enterprise_ids: Collection[int], at: datetime) -> None:
    """`refresh` on the office's day of the instant: what every change of facts asks for."""
    refresh(enterprise_ids, day_of(at), at)


def _refresh(block: Block, on: date, at: datetime, *, store: bool) -> Tally:
    db.session.flush()
    if store:
        _hold(block)
    ruled, kinds = _in_force(on)
    titles, stored = holders(), _stored(block)
    tally, written, found = Tally(), [], Counter[tuple[str, _Content]]()
    made: dict[Any, _Content] = {}
    for firm in streams.firms(block, on, kinds):
        tally.firms += 1
        where = firm.region_code, firm.industry_code, firm.name_sort
        for one in ruled:
            key = (firm.id, one.rule_set.id)
            judged = _judged(firm, one, titles.get(one.rule_set.id, _NOBODY), made)
            found[key[1], judged] += 1
            content = judged + where
            before = stored.pop(key, None)
            if before is None or before[1] != content:
                written.append((key, content))
                tally.changed += before is not None
            elif before[0] != on:
                tally.renewed += 1
            else:
                tally.unchanged += 1
    for (rule_set_id, judged), number in found.items():
        tally.bands[rule_set_id, judged[_BAND]] += number
        tally.verdicts[rule_set_id, judged[_VERDICT]] += number
    tally.added, tally.removed = len(written) - tally.changed, len(stored)
    if store:
        _write(written, on, at)
        _remove(stored)
        if tally.renewed:
            _renew(block, on, at)
    return tally


@lru_cache(maxsize=8)
def _in_force(on: date) -> tuple[tuple[_Ruled, ...], tuple[Kinds, ...]]:
    """The rule sets in force that judge firms, and the pairs of kinds they ask for beside the usual one."""
    kinds: list[Kinds] = [streams.CLASSES]
    ruled = []
    for rule_set in (catalog.get(rule_set_id) for rule_set_id in catalog.assessing()):
        if not rule_set.covers(on):
            continue
        pair = streams.kinds_of(rule_set, on)
        if pair not in kinds:
            kinds.append(pair)
        reads_years = compares_years(catalog.fact_fields(rule_set.id))
        ruled.append(_Ruled(rule_set, catalog.judge(rule_set.id, on), kinds.index(pair), reads_years))
    return tuple(ruled), tuple(kinds[1:])


def holders() -> dict[str, frozenset[str]]:
    """The schemes of each rule set, by its id."""
    found: dict[str, set[str]] = {}
    for scheme in schemes():
        for rule_set_id in scheme.rule_sets:
            found.setdefault(rule_set_id, set()).add(scheme.code)
    return {rule_set_id: frozenset(codes) for rule_set_id, codes in found.items()}


def _judged(firm: Firm, one: _Ruled, codes: frozenset[str], made: dict[Any, _Content]) -> _Content:
    """What the row says of the firm, without where it is; `made` keeps what was said before, for firms are alike."""
    judgement = one.judge(firm.facts(one.kinds, reads_years=one.reads_years))
    key = one.rule_set.id, judgement, firm.reported, codes.isdisjoint(firm.titles)
    said = made.get(key)
    if said is None:
        said = made[key] = _said(one.rule_set, judgement, reported=firm.reported, holds=not key[3])
    return said


def _said(rule_set: RuleSet, judgement: Judgement, *, reported: bool, holds: bool) -> _Content:
    band, distance = place(judgement, reported=reported, holds=holds)
    return (
        rule_set.version,
        rule_set.tier,
        judgement.verdict.value,
        judgement.score_low,
        judgement.score_high,
        ",".join(judgement.unmet),
        ",".join(judgement.open),
        len(judgement.unmet),
        len(judgement.open),
        judgement.missing,
        judgement.short,
        band.value,
        distance,
    )


def _hold(block: Block) -> None:
    """One writer for a firm's readiness at a time; those who only point at the firm are not held up."""
    statement = select(Enterprise.id).where(block(Enterprise.id)).order_by(Enterprise.id)
    db.session.execute(statement.with_for_update(key_share=True)).all()


def _stored(block: Block) -> dict[_Key, tuple[date, _Content]]:
    columns = _ROWS.c
    statement = select(
        columns.enterprise_id, columns.rule_set_id, columns.assessed_on, *(columns[name] for name in _CONTENT)
    )
    rows = db.session.execute(statement.where(block(columns.enterprise_id)))
    return {(row[0], row[1]): (row[2], tuple(row[3:])) for row in rows}


def _write(rows: Sequence[tuple[_Key, _Content]], on: date, at: datetime) -> None:
    """Add or replace rows, handed to the driver as they are: SQLAlchemy would take as long as the database itself."""
    if not rows:
        return
    connection = db.session.connection()
    sql, is_positional, when = _replacing(connection.dialect, on, at)
    lines: list[Any] = [(*key, *content, *when) for key, content in rows]
    if not is_positional:
        names = (*_KEYS, *_CONTENT, *_WHEN)
        lines = [dict(zip(names, line, strict=True)) for line in lines]
    connection.exec_driver_sql(sql, lines)


def _replacing(dialect: Dialect, on: date, at: datetime) -> tuple[str, bool, tuple[Any, Any]]:
    """The statement in the words of the driver, whether its values go by position, and the day and the instant."""
    statement = (postgresql if dialect.name == "postgresql" else sqlite).insert(_ROWS)
    replaced = {name: statement.excluded[name] for name in (*_CONTENT, *_WHEN)}
    compiled = statement.on_conflict_do_update(index_elements=_KEYS, set_=replaced).compile(dialect=dialect)
    when = Day().process_bind_param(on, dialect), Instant().process_bind_param(at, dialect)
    return str(compiled), compiled.positional, when


def _renew(block: Block, on: date, at: datetime) -> None:
    """The rows that say the same on another day."""
    outdated = block(_ROWS.c.enterprise_id), _ROWS.c.assessed_on != on
    db.session.execute(update(_ROWS).where(*outdated).values(assessed_on=on, assessed_at=at))


def _remove(keys: Collection[_Key]) -> None:
    if keys:
        key = tuple_(_ROWS.c.enterprise_id, _ROWS.c.rule_set_id)
        db.session.execute(delete(_ROWS).where(key.in_(list(keys))))


on_figures_changed(refresh_at)
