"""Counts by month, kept in the transaction that changes the spans and comparable with a fresh sum of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from registry.core.types import FOREVER
from registry.extensions import db
from registry.recognitions.models import MembershipSpan, MonthChange, month_number
from registry.recognitions.spans import Span

MonthKey: TypeAlias = tuple[bool, str, str, str, str, str, int]
"""The primary key of a `MonthChange`, in the order of its columns."""

_KEY = [column.name for column in MonthChange.__table__.primary_key]
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def follow(gone: Iterable[Span], come: Iterable[Span]) -> None:
    """Take spans out of the counts by month and put others in."""
    changes: Counter[MonthKey] = Counter()
    for sign, spans in ((-1, gone), (1, come)):
        for span in spans:
            _count(changes, span, sign)
    # in one order everywhere, or two transactions would wait for each other's rows
    rows = [dict(zip(_KEY, key, strict=True), change=change) for key, change in sorted(changes.items()) if change]
    if not rows:
        return
    statement = _INSERTS[db.session.get_bind().dialect.name](MonthChange)
    total = MonthChange.change + statement.excluded.change
    db.session.execute(statement.on_conflict_do_update(index_elements=_KEY, set_={"change": total}), rows)


def rebuild() -> None:
    """Count the months afresh from the believed spans."""
    db.session.execute(delete(MonthChange))
    db.session.bulk_insert_mappings(
        MonthChange.__mapper__,
        [dict(zip(_KEY, key, strict=True), change=change) for key, change in _fresh().items() if change],
    )


def month_differences() -> list[MonthKey]:
    """The stored counts that differ from a fresh sum of the believed spans: none, or a defect."""
    stored = Counter({tuple(row[:-1]): row[-1] for row in db.session.execute(select(MonthChange.__table__))})
    fresh = _fresh()
    return sorted(key for key in stored.keys() | fresh.keys() if stored[key] != fresh[key])


def _count(changes: Counter[MonthKey], span: Span, sign: int) -> None:
    place = span.place
    for month, change in ((month_number(span.d0), sign), (month_number(span.d1), -sign)):
        changes[True, span.scheme, span.tier, "", "", "", month] += change
        changes[False, span.scheme, span.tier, place.region_code, place.park, place.industry_code, month] += change


def _fresh() -> Counter[MonthKey]:
    span = MembershipSpan
    columns = (span.scheme, span.tier, span.region_code, span.park, span.industry_code, span.m0, span.m1)
    statement = select(*columns, func.count()).where(span.retired_at == FOREVER).group_by(*columns)
    changes: Counter[MonthKey] = Counter()
    for scheme, tier, region, park, industry, begun, ended, count in db.session.execute(statement):
        for month, change in ((begun, count), (ended, -count)):
            changes[True, scheme, tier, "", "", "", month] += change
            changes[False, scheme, tier, region, park, industry, month] += change
    return changes
