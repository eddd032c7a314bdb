"""The list of firms by how near they are to a title: pages, numbers for leaders, and the reason of a line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from registry.accounts.models import User
from registry.assessments.bands import distances
from registry.assessments.models import Band, CultivationEntry, Readiness
from registry.core.paging import Cursor, Page, decode_cursor, page_of
from registry.core.text import Text, msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.extensions import db
from registry.rules import catalog
from registry.rules.judging import SCORE

BLOCK = 500
"""Rows per statement of an export."""


@dataclass(frozen=True)
class PipelineFilter:
    """What the list is narrowed by; "" is any. `region` is a code that covers all below, `unmet` a criterion's code.

    With `is_exact_region` it covers nothing but itself. `industry` "" is none recorded, None any. `owner_id` keeps the
    firms whose open cultivation entry for the rung is that person's.
    """

    rule_set_id: str
    band: Band | None = None
    region: str = ""
    is_exact_region: bool = False
    industry: str | None = None
    unmet: str = ""
    owner_id: int | None = None


@dataclass(frozen=True)
class PipelineRow:
    """A line of the list; `entry` is the open cultivation entry for the rung, `owner` the name of who keeps it.

    `name` is the firm's on the day for which it was judged.
    """

    enterprise: Enterprise
    readiness: Readiness
    entry: CultivationEntry | None
    name: str
    owner: str


def pipeline(
    wanted: PipelineFilter, *, regions: Collection[str], cursor: str | None = None, size: int = 20
) -> Page[PipelineRow]:
    """One page of the firms of `regions`, the nearest first (then by name), after the row that `cursor` names."""
    after = decode_cursor(cursor, (int, str, int))
    if after is not None and not str(after[1]).isprintable():
        after = None
    return page_of(_nearest(wanted, regions, after, size + 1), size, _key)


def pipeline_by_name(
    wanted: PipelineFilter, *, regions: Collection[str], cursor: str | None = None, size: int = 20
) -> Page[PipelineRow]:
    """The same firms by name."""
    statement, row = _with_entry(wanted, regions), Readiness
    after = decode_cursor(cursor, (str, int))
    if after is not None and str(after[0]).isprintable():
        statement = statement.where(tuple_(row.name_sort, row.enterprise_id) > tuple_(*after))
    statement = statement.order_by(row.name_sort, row.enterprise_id).limit(size + 1)
    rows = [_row(found) for found in db.session.execute(statement)]
    return page_of(rows, size, lambda one: (one.readiness.name_sort, one.enterprise.id))


def pipeline_all(wanted: PipelineFilter, *, regions: Collection[str]) -> Iterator[PipelineRow]:
    """Every firm of the list in its order, read in blocks of the same statement."""
    after: Cursor | None = None
    while True:
        rows = _nearest(wanted, regions, after, BLOCK)
        yield from rows
        if len(rows) < BLOCK:
            return
        after = _key(rows[-1])


def rows_of(usccs: Collection[str], wanted: PipelineFilter, *, regions: Collection[str]) -> list[PipelineRow]:
    """Those lines of the list that are of these firms."""
    statement = _with_entry(wanted, regions).where(Enterprise.uscc.in_(usccs)).order_by(Enterprise.id)
    return [_row(found) for found in db.session.execute(statement)]


def count_pipeline(wanted: PipelineFilter, *, regions: Collection[str]) -> dict[Band, int]:
    """How many firms of the list are in each band, every band named (the filter's own band set aside)."""
    statement = select(Readiness.band, func.count()).where(*_narrowed(wanted, regions, with_band=False))
    found: dict[Band, int] = dict(iter(db.session.execute(statement.group_by(Readiness.band))))
    return {band: found.get(band, 0) for band in Band}


def bands_by_rule_set(*, regions: Collection[str]) -> dict[str, dict[Band, int]]:
    """Firms of `regions` by rule set and band; a band without firms is missing."""
    return _crossed(Readiness.rule_set_id, regions)


def bands_by_region(rule_set_id: str, *, regions: Collection[str]) -> dict[str, dict[Band, int]]:
    """Firms of `regions` by region code and band; a band without firms is missing."""
    return _crossed(Readiness.region_code, regions, Readiness.rule_set_id == rule_set_id)


def bands_by_industry(rule_set_id: str, *, regions: Collection[str]) -> dict[str, dict[Band, int]]:
    """Firms of `regions` by industry code and band."""
    return _crossed(Readiness.industry_code, regions, Readiness.rule_set_id == rule_set_id)


def gap(row: Readiness) -> Text:
    """How far the firm is in short: conditions and points that are missing, or what stands in the way of saying so."""
    fixed = {
        Band.HOLDS: msg("已持有"),
        Band.UNKNOWN: msg("未报年度报告"),
        Band.OPEN: msg("缺 {count} 项数据", count=row.missing_count),
        Band.READY: msg("条件已具备，{count} 项待评定", count=row.open_count) if row.open_count else msg("条件已具备"),
    }
    if row.band in fixed:
        return fixed[row.band]
    points = row.gap_points if SCORE in row.unmet.split(",") else None
    conditions = row.unmet_count - (points is not None)
    if points is None:
        return msg("差 {count} 项", count=conditions)
    if not conditions:
        return msg("差 {points} 分", points=points)
    return msg("差 {count} 项、{points} 分", count=conditions, points=points)


def reasons(row: Readiness) -> list[Text]:
    """The names of the criteria that the firm does not meet."""
    names = catalog.criteria(row.rule_set_id, row.assessed_on)
    return [names[code] for code in row.unmet.split(",") if code in names]


def open_points(row: Readiness) -> list[Text]:
    """The names of the criteria that wait for data, for an expert or for an officer."""
    names = catalog.criteria(row.rule_set_id, row.assessed_on)
    return [names[code] for code in row.open.split(",") if code in names]


def readiness_of(enterprise_id: int) -> list[Readiness]:
    """The firm's rows, by rule set."""
    statement = select(Readiness).where(Readiness.enterprise_id == enterprise_id).order_by(Readiness.rule_set_id)
    return list(db.session.scalars(statement))


def assessed_days(rule_set_id: str = "") -> tuple[date, date] | None:
    """The oldest and the latest day for which rows of the rule set ("" any) were judged; None where there are none.

    Where the oldest is not today's, the batch has not run yet today and what time alone changes is still to come.
    """
    statement = select(func.min(Readiness.assessed_on), func.max(Readiness.assessed_on))
    if rule_set_id:
        statement = statement.where(Readiness.rule_set_id == rule_set_id)
    first, last = db.session.execute(statement).one()
    return None if first is None else (first, last)


def _nearest(wanted: PipelineFilter, regions: Collection[str], after: Cursor | None, limit: int) -> list[PipelineRow]:
    row = Readiness
    key = row.distance, row.name_sort, row.enterprise_id
    statement = _with_entry(wanted, regions)
    if after is not None:
        statement = statement.where(tuple_(*key) > tuple_(*after))
    return [_row(found) for found in db.session.execute(statement.order_by(*key).limit(limit))]


def _key(one: PipelineRow) -> Cursor:
    return one.readiness.distance, one.readiness.name_sort, one.enterprise.id


def _row(found: Sequence[Any]) -> PipelineRow:
    enterprise, readiness, entry, name, owner = found
    return PipelineRow(enterprise, readiness, entry, name or enterprise.uscc, owner or "")


def _with_entry(wanted: PipelineFilter, regions: Collection[str]) -> Select[*tuple[Any, ...]]:
    row, profile = Readiness, EnterpriseProfile
    named = and_(
        profile.enterprise_id == row.enterprise_id,
        profile.retired_at == FOREVER,
        profile.valid_from <= row.assessed_on,
        profile.valid_to > row.assessed_on,
    )
    return (
        select(Enterprise, row, CultivationEntry, profile.name, User.name)
        .join(row, row.enterprise_id == Enterprise.id)
        .outerjoin(profile, named)
        .outerjoin(CultivationEntry, _is_open())
        .outerjoin(User, User.id == CultivationEntry.owner_id)
        .where(*_narrowed(wanted, regions))
    )


def _narrowed(
    wanted: PipelineFilter, regions: Collection[str], *, with_band: bool = True
) -> tuple[ColumnElement[bool], ...]:
    row = Readiness
    conditions = [row.rule_set_id == wanted.rule_set_id, _within(regions)]
    if with_band and wanted.band is not None:
        # the bands follow each other in the order of the index
        conditions.append(row.distance.between(*distances(wanted.band)))
    if wanted.region and wanted.is_exact_region:
        conditions.append(row.region_code == wanted.region)
    elif wanted.region:
        conditions.append(row.region_code.startswith(wanted.region, autoescape=True))
    if wanted.industry is not None:
        conditions.append(row.industry_code == wanted.industry)
    if wanted.unmet:
        listed = literal(",").concat(row.unmet).concat(",")
        conditions.append(listed.contains(f",{wanted.unmet},", autoescape=True))
    if wanted.owner_id is not None:
        kept = aliased(CultivationEntry)
        conditions.append(exists().where(_is_open(kept), kept.owner_id == wanted.owner_id))
    return tuple(conditions)


def _is_open(entry: type[CultivationEntry] = CultivationEntry) -> ColumnElement[bool]:
    """The firm's open cultivation entry for the rung."""
    row = Readiness
    return and_(entry.enterprise_id == row.enterprise_id, entry.tier == row.tier, entry.closed_at == FOREVER)


def _within(regions: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(Readiness.region_code.startswith(code, autoescape=True) for code in sorted(regions)))


def _crossed(by: Any, regions: Collection[str], *conditions: ColumnElement[bool]) -> dict[str, dict[Band, int]]:
    row = Readiness
    statement = (
        select(by, row.band, func.count())
        .where(_within(regions), *conditions)
        .group_by(by, row.band)
        .order_by(by, row.band)
    )
    found: dict[str, dict[Band, int]] = {}
    for code, band, number in db.session.execute(statement):
        found.setdefault(code, {})[band] = number
    return found
