"""The firms behind a number, row by row, with the titles they hold on the day: what lists and exports show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from registry.core.paging import Page, decode_cursor, page_of
from registry.extensions import db
from registry.recognitions.models import ALL_SCHEMES, REGISTERED, Recognition
from registry.reference.models import Scheme
from registry.statistics.population import Population, known, listing

BLOCK = 500
"""Firms per statement of an export: bounds memory and the length of an IN list."""


@dataclass(frozen=True)
class Title:
    """A recognition in force on the day, over `[since, until)`; revoked, it ends on the day of revocation."""

    scheme_code: str
    number: str
    since: date
    until: date
    document: str
    source: str


@dataclass(frozen=True)
class FirmRow:
    """One counted firm: name and place as on the day, and its titles of the population's tier or scheme."""

    id: int
    uscc: str
    name: str
    name_sort: str
    region_code: str
    park: str
    industry_code: str
    titles: tuple[Title, ...]


def page_of_firms(population: Population, *, cursor: str | None = None, size: int = 50) -> Page[FirmRow]:
    """One page of the list, by name, after the row that `cursor` names; a cursor that makes no sense begins anew."""
    after = decode_cursor(cursor, (str, int))
    start = (str(after[0]), int(after[1])) if after is not None and str(after[0]).isprintable() else None
    rows = db.session.execute(listing(population, after=start, limit=size + 1)).all()
    return page_of(_with_titles(rows, population), size, lambda row: (row.name_sort, row.id))


def all_firms(population: Population) -> Iterator[FirmRow]:
    """Every firm of the list in its order, read in blocks of the same statement."""
    after: tuple[str, int] | None = None
    while True:
        rows = db.session.execute(listing(population, after=after, limit=BLOCK)).all()
        yield from _with_titles(rows, population)
        if len(rows) < BLOCK:
            return
        after = (rows[-1].name_sort, rows[-1].id)


def _with_titles(rows: Sequence[Row[Any]], population: Population) -> list[FirmRow]:
    titles = _titles([row.id for row in rows], population)
    return [
        FirmRow(
            row.id,
            row.uscc,
            row.name,
            row.name_sort,
            row.region_code,
            row.park,
            row.industry_code,
            tuple(titles.get(row.id, ())),
        )
        for row in rows
    ]


def _titles(ids: Sequence[int], population: Population) -> dict[int, list[Title]]:
    """By firm, what holds on the day, the title that lasts longest first."""
    if not ids or population.tier == REGISTERED:
        return {}
    fact, on = Recognition, population.on
    statement = select(
        fact.enterprise_id,
        fact.scheme_code,
        fact.certificate_number,
        fact.valid_from,
        fact.valid_to,
        fact.revoked_on,
        fact.document,
        fact.source,
    ).where(fact.enterprise_id.in_(ids), *known(fact, population.known_at), fact.valid_from <= on, fact.valid_to > on)
    statement = statement.where(fact.revoked_on.is_(None) | (fact.revoked_on > on))
    if population.scheme != ALL_SCHEMES:
        statement = statement.where(fact.scheme_code == population.scheme)
    elif population.tier is not None:
        statement = statement.join(Scheme, Scheme.code == fact.scheme_code).where(Scheme.tier == population.tier)
    found: dict[int, list[Title]] = defaultdict(list)
    for row in db.session.execute(statement.order_by(fact.valid_to.desc(), fact.id)):
        until = row.valid_to if row.revoked_on is None else min(row.valid_to, row.revoked_on)
        found[row.enterprise_id].append(
            Title(row.scheme_code, row.certificate_number, row.valid_from, until, row.document, row.source)
        )
    return found
