"""Titles of a firm, and firms by the titles they hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_

from registry.core.paging import Page, decode_cursor, page_of
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.search import SearchRow, matching
from registry.extensions import db
from registry.recognitions.models import ALL_SCHEMES, MembershipSpan, Recognition
from registry.reference.models import Scheme, Tier


@dataclass(frozen=True)
class EnterpriseFilter:
    """What a register's list is narrowed by; "" is any. `tier` is a rung held on the day of the list."""

    text: str = ""
    tier: str = ""
    industry: str = ""


def recognitions_of(enterprise_id: int, *, superseded: bool = False) -> Select[Recognition]:
    """The firm's titles, the latest period first; with `superseded` also the records no longer believed."""
    statement = select(Recognition).where(Recognition.enterprise_id == enterprise_id)
    if not superseded:
        statement = statement.where(Recognition.retired_at == FOREVER)
    return statement.order_by(Recognition.valid_from.desc(), Recognition.recorded_at.desc(), Recognition.id.desc())


def tiers_held(enterprise_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """The rungs that count for each enterprise on the day; an enterprise without any is missing."""
    span = MembershipSpan
    held: dict[int, list[str]] = {}
    found = db.session.execute(
        select(span.enterprise_id, span.tier).where(
            span.enterprise_id.in_(enterprise_ids),
            span.scheme == ALL_SCHEMES,
            span.retired_at == FOREVER,
            span.d0 <= on,
            span.d1 > on,
        )
    )
    for enterprise_id, tier in found:
        held.setdefault(enterprise_id, []).append(tier)
    return held


def titles_of_tier(
    enterprise_ids: Collection[int], tier: Tier, known_at: datetime | None = None
) -> dict[int, list[Recognition]]:
    """Every believed title of the tier that each firm has or had, the latest period first; in one statement."""
    statement = (
        select(Recognition)
        .join(Scheme, Scheme.code == Recognition.scheme_code)
        .where(Recognition.enterprise_id.in_(enterprise_ids), Scheme.tier == tier, *_believed(known_at))
        .order_by(Recognition.enterprise_id, Recognition.valid_from.desc(), Recognition.id.desc())
    )
    held: dict[int, list[Recognition]] = {}
    for title in db.session.scalars(statement):
        held.setdefault(title.enterprise_id, []).append(title)
    return held


def holds_on(title: Recognition, on: date) -> bool:
    """Whether the title is in force on the day: begun, not run out, not taken away."""
    return title.valid_from <= on < title.valid_to and (title.revoked_on is None or on < title.revoked_on)


def held_on(on: date) -> ColumnElement[bool]:
    """SQL: `holds_on` of a `Recognition` row."""
    title = Recognition
    return and_(title.valid_from <= on, title.valid_to > on, or_(title.revoked_on.is_(None), title.revoked_on > on))


def search_register(
    wanted: EnterpriseFilter, *, regions: Collection[str], on: date, cursor: str | None = None, size: int = 20
) -> Page[SearchRow]:
    """One page of the enterprises of `regions` that fit on the day, by name, after the row that `cursor` names."""
    statement = _fitting(wanted, regions, on)
    after = decode_cursor(cursor, (str, int))
    if after is not None and str(after[0]).isprintable():
        statement = statement.where(tuple_(EnterpriseProfile.name_sort, Enterprise.id) > tuple_(*after))
    rows = [SearchRow(enterprise, profile) for enterprise, profile in db.session.execute(statement.limit(size + 1))]
    return page_of(rows, size, lambda row: (row.profile.name_sort, row.enterprise.id))


def count_register(wanted: EnterpriseFilter, *, regions: Collection[str], on: date) -> int:
    """How many enterprises `search_register` pages through."""
    inner = _fitting(wanted, regions, on).order_by(None).with_only_columns(Enterprise.id).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def _fitting(wanted: EnterpriseFilter, regions: Collection[str], on: date) -> Select[Enterprise, EnterpriseProfile]:
    statement = matching(wanted.text, regions=regions, on=on)
    if wanted.industry:
        statement = statement.where(EnterpriseProfile.industry_code == wanted.industry)
    if wanted.tier:
        span = MembershipSpan
        statement = statement.where(
            exists().where(
                span.enterprise_id == Enterprise.id,
                span.tier == wanted.tier,
                span.scheme == ALL_SCHEMES,
                span.retired_at == FOREVER,
                span.d0 <= on,
                span.d1 > on,
            )
        )
    return statement


def _believed(known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_at is None:
        return (Recognition.retired_at == FOREVER,)
    return (Recognition.recorded_at <= known_at, Recognition.retired_at > known_at)
