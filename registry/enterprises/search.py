"""Finding enterprises by any part of a name they have or had, or of their code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, tuple_

from registry.core.paging import Page, decode_cursor, page_of
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import within
from registry.enterprises.successions import successors_of
from registry.extensions import db
from registry.rules.identifiers import uscc
from registry.rules.identifiers.names import name_key

LARGEST_PAGE = 100


@dataclass(frozen=True)
class SearchRow:
    """An enterprise as a list shows it, by its profile of the day (for a firm not yet begun, its first)."""

    enterprise: Enterprise
    profile: EnterpriseProfile


def matching(text: str, *, regions: Collection[str], on: date) -> Select[Enterprise, EnterpriseProfile]:
    """Enterprises within `regions` of which a name, a former name or the code contains `text`; "" finds all.

    The name of a firm that merged into another finds that one too. Spelling does not matter (width, blanks, brackets,
    case). In the order of the pinyin of the name, then the number.
    """
    statement = (
        select(Enterprise, EnterpriseProfile)
        .join(EnterpriseProfile, EnterpriseProfile.id == _shown_profile(on))
        .where(within(regions, on))
        .order_by(EnterpriseProfile.name_sort, Enterprise.id)
    )
    text = text.encode("utf-8", "replace").decode()
    key, code = name_key(text), uscc.clean(text)
    if not key:
        return statement
    named = select(EnterpriseProfile.enterprise_id).where(
        EnterpriseProfile.retired_at == FOREVER, EnterpriseProfile.name_key.contains(key, autoescape=True)
    )
    found: list[ColumnElement[bool]] = [Enterprise.id.in_(named), Enterprise.id.in_(successors_of(named))]
    if code.isascii():
        found.append(Enterprise.uscc.contains(code, autoescape=True))
    return statement.where(or_(*found))


def search(
    text: str, *, regions: Collection[str], on: date, cursor: str | None = None, size: int = 20
) -> Page[SearchRow]:
    """One page of `matching`, after the row that `cursor` names."""
    size = max(1, min(size, LARGEST_PAGE))
    statement = matching(text, regions=regions, on=on)
    after = decode_cursor(cursor, (str, int))
    if after is not None and str(after[0]).isprintable():
        statement = statement.where(tuple_(EnterpriseProfile.name_sort, Enterprise.id) > tuple_(*after))
    found: list[Row[Enterprise, EnterpriseProfile]] = list(db.session.execute(statement.limit(size + 1)))
    rows = [SearchRow(enterprise, profile) for enterprise, profile in found]
    return page_of(rows, size, lambda row: (row.profile.name_sort, row.enterprise.id))


def count_matching(text: str, *, regions: Collection[str], on: date) -> int:
    """How many enterprises `search` pages through."""
    inner = matching(text, regions=regions, on=on).order_by(None).with_only_columns(Enterprise.id).subquery()
    return db.session.execute(select(func.count()).select_from(inner)).scalar_one()


def _shown_profile(on: date) -> object:
    profile = EnterpriseProfile.__table__.alias("shown")
    return (
        select(profile.c.id)
        .where(profile.c.enterprise_id == Enterprise.id, profile.c.retired_at == FOREVER)
        .order_by(case((profile.c.valid_from > on, 1), else_=0), profile.c.valid_from.desc(), profile.c.id.desc())
        .limit(1)
        .correlate(Enterprise)
        .scalar_subquery()
    )
