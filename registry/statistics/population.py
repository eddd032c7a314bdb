"""The one counting statement: a number, its breakdown, its series and its list wrap it, and nobody else counts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all

from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.extensions import db
from registry.recognitions.models import ALL_SCHEMES, MembershipSpan, MonthChange, SpanEnd, month_number
from registry.reference.models import Tier

RUNGS = [tier.value for tier in Tier]


class Dimension(StrEnum):
    """What a count can be taken apart by."""

    TIER = "tier"
    REGION = "region"
    PARK = "park"
    INDUSTRY = "industry"


_COLUMNS = {
    Dimension.TIER: MembershipSpan.tier,
    Dimension.REGION: MembershipSpan.region_code,
    Dimension.PARK: MembershipSpan.park,
    Dimension.INDUSTRY: MembershipSpan.industry_code,
}


@dataclass(frozen=True)
class Population:
    """The enterprises that match a filter on the day `on`, as known at the instant `known_at` (None: now).

    `tier` is a rung, or "registered" for every enterprise in the district; None is all rungs, for a breakdown by tier.
    `scheme` narrows to one scheme. `region` is a code or the beginning of one, with `is_exact_region` that code alone.
    `park` and `industry` are exact; the empty string means "none recorded", None means any.
    `expiring_by` keeps only those whose title runs out (is not renewed, not taken away) by that day: the first day
    they no longer hold it is not later.
    """

    on: date
    tier: str | None = None
    scheme: str = ALL_SCHEMES
    known_at: datetime | None = None
    region: str | None = None
    park: str | None = None
    industry: str | None = None
    is_exact_region: bool = False
    expiring_by: date | None = None

    def narrowed(self, by: Dimension, value: str) -> Population:
        """The part of this population behind one cell of its breakdown."""
        changed: dict[str, Any] = {by.value: value}
        if by is Dimension.REGION:
            changed["is_exact_region"] = True
        return replace(self, **changed)

    def on_day(self, on: date) -> Population:
        """The same filter on another day."""
        return replace(self, on=on)


def members(population: Population) -> Select[Any]:
    """The counting statement: one row per enterprise, with the place in which it is counted."""
    return select(MembershipSpan).where(*_filter(population), *_holds_on(population.on))


def touching(population: Population, after: date) -> Select[Any]:
    """The spans behind every day later than `after` up to `population.on`: what the bridge explains a change by."""
    span = MembershipSpan
    return select(span).where(*_filter(population), span.d0 <= population.on, span.d1 > after)


def size(population: Population) -> int:
    """How many enterprises."""
    return int(db.session.execute(_count(population)).scalar_one())


def breakdown(population: Population, by: Dimension) -> dict[str, int]:
    """How many for each value of a dimension; the parts add up to `size` (by tier: each rung is its own number)."""
    column = _COLUMNS[by]
    statement = _count(population).add_columns(column).group_by(column).order_by(column)
    return {value: count for count, value in db.session.execute(statement)}


def series(population: Population, days: Sequence[date]) -> dict[str, list[int]]:
    """For each tier the count on each of `days`.

    Month ends, which a series mostly consists of, come from the changes by month that are kept with the spans; asked as
    known then, from one sweep over the spans. Any other day is counted by itself.
    """
    ends = sorted({day for day in days if _is_month_end(day)})
    counts = _at_month_ends(population, ends) if ends else defaultdict(dict)
    for day in set(days).difference(ends):
        for tier, count in breakdown(population.on_day(day), Dimension.TIER).items():
            counts[tier][day] = count
    return {tier: [by_day.get(day, 0) for day in days] for tier, by_day in sorted(counts.items())}


def _at_month_ends(population: Population, ends: Sequence[date]) -> dict[str, dict[date, int]]:
    """A span counts at a month's end when it has begun by that month and not ended by it."""
    stored = population.known_at is None and population.expiring_by is None
    statement = _stored_changes(population) if stored else _summed_changes(population, ends[-1])
    changes: dict[str, dict[int, int]] = defaultdict(dict)
    for tier, month, change in db.session.execute(statement):
        changes[tier][month] = int(change)
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    for tier, by_month in changes.items():
        months = sorted(by_month)
        totals = [0, *accumulate(by_month[month] for month in months)]
        counts[tier] = {end: totals[bisect_right(months, month_number(end))] for end in ends}
    return counts


def _stored_changes(population: Population) -> Select[Any]:
    """By how much each tier grows in each month, as kept with the spans believed now."""
    month: Any = MonthChange
    anywhere = (population.region, population.park, population.industry) == (None, None, None)
    statement: Select[Any] = select(month.tier, month.month, func.sum(month.change))
    where = (month.is_total == anywhere, *_asked(month, population))
    return statement.where(*where).group_by(month.tier, month.month)


def _summed_changes(population: Population, last: date) -> Select[Any]:
    """The same from the spans themselves, in one pass over the months in which they begin and end."""
    span = MembershipSpan
    spans = (
        select(span.tier, span.m0, span.m1, func.count().label("count"))
        .where(*_filter(population), span.m0 <= month_number(last))
        .group_by(span.tier, span.m0, span.m1)
        .cte()
    )
    begun = select(spans.c.tier, spans.c.m0.label("month"), spans.c.count.label("change"))
    ended = select(spans.c.tier, spans.c.m1, -spans.c.count)
    both = union_all(begun, ended).subquery().c
    statement: Select[Any] = select(both.tier, both.month, func.sum(both.change)).group_by(both.tier, both.month)
    return statement


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def listing(
    population: Population, *, after: tuple[str, int] | None = None, limit: int | None = None
) -> Select[*tuple[Any, ...]]:
    """The firms behind the number with name and place on that day, by name.

    `after` is the last (name_sort, id) shown.
    """
    profile, span = EnterpriseProfile, MembershipSpan
    statement = (
        select(
            Enterprise.id,
            Enterprise.uscc,
            profile.name,
            profile.name_sort,
            profile.is_above_scale,
            profile.is_listed,
            span.region_code,
            span.park,
            span.industry_code,
            span.tier,
            span.d0,
            span.d1,
        )
        .join(Enterprise, Enterprise.id == span.enterprise_id)
        .join(profile, profile.enterprise_id == span.enterprise_id)
        .where(*_filter(population), *_holds_on(population.on))
        .where(profile.valid_from <= population.on, profile.valid_to > population.on)
        .where(*known(profile, population.known_at))
        .order_by(profile.name_sort, Enterprise.id)
    )
    if after is not None:
        name_sort, enterprise_id = after
        statement = statement.where(
            (profile.name_sort > name_sort) | ((profile.name_sort == name_sort) & (Enterprise.id > enterprise_id))
        )
    return statement if limit is None else statement.limit(limit)


def known(fact: Any, known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """The rows of a fact table that were believed at `known_at`; None: those believed now."""
    if known_at is None:
        return (fact.retired_at == FOREVER,)
    return fact.recorded_at <= known_at, fact.retired_at > known_at


def _count(population: Population) -> Select[Any]:
    return members(population).with_only_columns(func.count())


def _filter(population: Population) -> list[ColumnElement[bool]]:
    """Everything that the population asks but the day."""
    span = MembershipSpan
    conditions = [*_asked(span, population), *known(span, population.known_at)]
    if population.expiring_by is not None:
        conditions += [span.d1 <= population.expiring_by, span.ended_by == SpanEnd.EXPIRED]
    return conditions


def _asked(counted: type[MembershipSpan | MonthChange], population: Population) -> list[ColumnElement[bool]]:
    """What both counted tables can be asked: tier, scheme and place."""
    conditions: list[ColumnElement[bool]] = [counted.scheme == population.scheme]
    conditions.append(counted.tier.in_(RUNGS) if population.tier is None else counted.tier == population.tier)
    if population.region is not None:
        code = counted.region_code
        exact = population.is_exact_region
        conditions.append(code == population.region if exact else code.startswith(population.region, autoescape=True))
    if population.park is not None:
        conditions.append(counted.park == population.park)
    if population.industry is not None:
        conditions.append(counted.industry_code == population.industry)
    return conditions


def _holds_on(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return MembershipSpan.d0 <= on, MembershipSpan.d1 > on


def month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from `first`'s to `last`'s, cut at `last`; none where `first` is the later one."""
    days, month = [], date(first.year, first.month, 1)
    while month <= last:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        days.append(min(following - timedelta(days=1), last))
        month = following
    return days
