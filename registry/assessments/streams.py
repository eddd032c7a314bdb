"""What is known of firms as plain facts, for whole registers: the same as `facts.collect` gives, without sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, and_, case, func, select, type_coerce

from registry.assessments.facts import ENTERPRISE_PREFIX, PROVINCE, YEARS
from registry.assessments.models import Declaration
from registry.assessments.origins import NO_RIGHTS, REPORT_FIGURES, detail_facts, read_fact
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence, SizeClass
from registry.enterprises.queries import believed
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import in_force_on
from registry.recognitions.models import Recognition
from registry.recognitions.queries import held_on
from registry.reference.models import Scheme, Tier
from registry.reports.models import ReportRevision
from registry.rules import vocabulary
from registry.rules.facts import Fact
from registry.rules.identifiers.ip_numbers import IpKind, ip_class
from registry.rules.values import RuleSet

Block: TypeAlias = Callable[[Any], ColumnElement[bool]]
"""Which firms: a condition on a column that holds their ids."""
Kinds: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""The kinds of rights of class Ⅰ and of class Ⅱ."""

CLASSES: Kinds = (
    frozenset(kind.value for kind in IpKind if ip_class(kind) == 1),
    frozenset(kind.value for kind in IpKind if ip_class(kind) == 2),
)
"""The classes where a rule set does not say which kinds make them."""

_NONE = {"class1_ip": 0, "class2_ip": 0, "class2_ip_unused": 0}


@dataclass(slots=True)
class Firm:
    """A firm that is in the district on the day.

    `known` are facts by name (money in 分; None or absent is unknown) as every rule set reads them; `latest` the same
    where the figures of the latest report stand in for a last year without one. `rights` counts what is in force for
    each of the pairs of kinds, the usual one first, None where the registry never heard of a right. `titles` are the
    schemes whose title it holds.
    """

    id: int
    region_code: str
    industry_code: str
    name_sort: str
    known: dict[str, Fact]
    latest: dict[str, Fact]
    rights: Sequence[tuple[int, int]] | None
    titles: frozenset[str]
    reported: bool

    def facts(self, kinds: int, *, reads_years: bool) -> Mapping[str, Fact]:
        """The facts for a rule set that counts rights by the pair of that place; `reads_years` as `compares_years`."""
        facts = self.known if reads_years else self.latest
        if not kinds or self.rights is None:
            return facts
        first, second = self.rights[kinds]
        return {**facts, "class1_ip": first, "class2_ip": second}


@dataclass(frozen=True)
class _Titles:
    """What a firm's titles say: the last day of issue of a high-tech title, whether one holds, which schemes hold."""

    recognised_on: date | None
    is_high_tech: bool
    schemes: frozenset[str]


_NO_TITLES = _Titles(None, False, frozenset())


def firms(block: Block, on: date, kinds: Sequence[Kinds]) -> Iterator[Firm]:
    """The block's firms that are in the district on `on`, by id, as known now; the statements do not grow with it."""
    rows = db.session.execute(_firms(block, on)).all()
    reports = _reports(block, on, [row.id for row in rows])
    rights, titles, stated = _rights(block, on, kinds), _titles(block, on), _stated(block)
    previous = None
    for firm_id, uscc, registered_on, region, industry, name_sort, size in rows:
        if firm_id == previous:
            continue
        previous = firm_id
        known = _registration(uscc, registered_on, region, size)
        found, held = reports.get(firm_id), titles.get(firm_id, _NO_TITLES)
        latest = known
        if found is not None:
            known.update(found[0])
        known["valid_hnte"] = held.is_high_tech
        counts = rights.get(firm_id)
        if counts is not None:
            _count(known, counts, held)
        _declare(known, stated.get(firm_id), counts is None)
        if found is not None:
            known.update(found[2])
        if found is not None and found[1]:
            latest = found[1] | known
        yield Firm(
            firm_id,
            region,
            industry,
            name_sort,
            known,
            latest,
            None if counts is None else counts.pairs,
            held.schemes,
            found is not None,
        )


def _firms(block: Block, on: date) -> Any:
    profile = EnterpriseProfile
    return (
        select(
            Enterprise.id,
            Enterprise.uscc,
            Enterprise.registered_on,
            profile.region_code,
            profile.industry_code,
            profile.name_sort,
            type_coerce(profile.size_class, String),
        )
        .join(profile, profile.enterprise_id == Enterprise.id)
        .where(
            block(Enterprise.id),
            profile.valid_from <= on,
            profile.valid_to > on,
            profile.presence == Presence.ACTIVE,
            *believed(),
        )
        .order_by(Enterprise.id, profile.id)
    )


def _registration(uscc: str, registered_on: date | None, region: str, size: str | None) -> dict[str, Fact]:
    known: dict[str, Fact] = {"province_registered": region.startswith(PROVINCE)}
    if uscc.startswith(ENTERPRISE_PREFIX):
        known["resident_enterprise"] = True
    if registered_on is not None:
        known["registered_on"] = registered_on
    if size is not None:
        known["sme_by_size"] = size != SizeClass.LARGE.value
    return known


_Figures: TypeAlias = tuple[dict[str, Fact], dict[str, Fact], dict[str, Fact]]
"""Figures of the years before the day under their own names; those of the latest report, where none is last year's;
what the tables of the years' reports say.
"""


def _dated(back: int) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The facts that a report holds when it is `back` years older than the last full year, and how to pick them."""
    suffix = f"_{vocabulary.EARLIER[back - 1]}" if back else ""
    names = [name + suffix for name in REPORT_FIGURES]
    kept = [place for place, name in enumerate(names) if vocabulary.find(name) is not None]
    # after the firm and the year of the row
    return tuple(names[place] for place in kept), itemgetter(*(place + 2 for place in kept))


_FIGURES = [ReportRevision.__table__.c[column] for column in REPORT_FIGURES.values()]
_DATED = [_dated(back) for back in range(YEARS)]


def _reports(block: Block, on: date, firm_ids: Sequence[int]) -> dict[int, _Figures]:
    revision = ReportRevision.__table__.c
    columns = select(revision.enterprise_id, revision.year, *_FIGURES, revision.details).where(
        revision.retired_at == FOREVER
    )
    columns = columns.order_by(revision.enterprise_id, revision.year, revision.no)
    first = on.year - YEARS
    rows = db.session.execute(
        columns.where(block(revision.enterprise_id), revision.year >= first, revision.year < on.year)
    ).all()
    found, last, details = _take(rows, on.year)
    silent = [firm_id for firm_id in firm_ids if firm_id not in found]
    if silent:  # some older report, perhaps
        older = columns.where(revision.enterprise_id.in_(silent), revision.year < first)
        last |= {row[0]: row for row in db.session.execute(older)}
    names, pick = _DATED[0]
    return {
        firm_id: (
            found.get(firm_id, {}),
            {} if row[1] == on.year - 1 else dict(zip(names, pick(row), strict=True)),
            details.get(firm_id, {}),
        )
        for firm_id, row in last.items()
    }


def _take(
    rows: Iterable[Any], year: int
) -> tuple[dict[int, dict[str, Fact]], dict[int, Any], dict[int, dict[str, Fact]]]:
    """The dated figures of each firm, the row of its latest year, what its tables say; `rows` come by firm and year."""
    found: dict[int, dict[str, Fact]] = {}
    details: dict[int, dict[str, Fact]] = {}
    last: dict[int, Any] = {}
    for row in rows:
        firm_id = row[0]
        known = found.get(firm_id)
        if known is None:
            known = found[firm_id] = {}
        names, pick = _DATED[year - 1 - row[1]]
        known.update(zip(names, pick(row), strict=True))
        if row[-1]:
            details.setdefault(firm_id, {}).update(detail_facts(row[-1], year - 1 - row[1]))
        last[firm_id] = row
    return found, last, details


@dataclass(frozen=True, slots=True)
class _Rights:
    pairs: list[tuple[int, int]]
    used: int
    """Those of class Ⅱ on which a recognition as a high-tech enterprise rested."""
    earliest: date | None
    """When the first of those of class Ⅱ was granted of which that is not known."""


def _rights(block: Block, on: date, kinds: Sequence[Kinds]) -> dict[int, _Rights]:
    right, holds = IntellectualProperty, in_force_on(on)
    kind = type_coerce(right.kind, String)
    second = and_(kind.in_(sorted(CLASSES[1])), holds)

    def number(of: frozenset[str]) -> Any:
        return func.count(case((and_(kind.in_(sorted(of)), holds), right.id)))

    statement = (
        select(
            right.enterprise_id,
            func.count(case((and_(second, right.hte_year > 0), right.id))),
            func.min(case((and_(second, right.hte_year.is_(None)), right.granted_on))),
            *(number(of) for pair in (CLASSES, *kinds) for of in pair),
        )
        .where(block(right.enterprise_id), right.retired_at == FOREVER)
        .group_by(right.enterprise_id)
    )
    return {
        firm_id: _Rights([*zip(counts[::2], counts[1::2], strict=True)], used, earliest)
        for firm_id, used, earliest, *counts in db.session.execute(statement)
    }


def _count(known: dict[str, Fact], counts: _Rights, titles: _Titles) -> None:
    """The rights by class, and those of class Ⅱ that no earlier title can rest on: all, or it is not known."""
    known["class1_ip"], known["class2_ip"] = counts.pairs[0]
    day = titles.recognised_on
    if day is None or counts.earliest is None or counts.earliest > day:
        known["class2_ip_unused"] = counts.pairs[0][1] - counts.used


def _titles(block: Block, on: date) -> dict[int, _Titles]:
    title, held = Recognition, held_on(on)
    is_high_tech = Scheme.tier == Tier.HTE
    statement = (
        select(
            title.enterprise_id,
            title.scheme_code,
            func.max(case((is_high_tech, title.issued_on))),
            func.count(case((held, title.id))),
        )
        .join(Scheme, Scheme.code == title.scheme_code)
        .where(block(title.enterprise_id), title.retired_at == FOREVER)
        .group_by(title.enterprise_id, title.scheme_code)
    )
    found: dict[int, _Titles] = {}
    for firm_id, code, issued_on, holds in db.session.execute(statement):
        before = found.get(firm_id, _NO_TITLES)
        found[firm_id] = _Titles(
            max(filter(None, (before.recognised_on, issued_on)), default=None),
            before.is_high_tech or (holds > 0 and issued_on is not None),
            before.schemes | {code} if holds else before.schemes,
        )
    return found


def _stated(block: Block) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    one = Declaration
    statement = select(one.enterprise_id, one.fact, one.value).where(
        block(one.enterprise_id), one.retired_at == FOREVER
    )
    for firm_id, fact, value in db.session.execute(statement):
        found.setdefault(firm_id, {})[fact] = value
    return found


def _declare(known: dict[str, Fact], stated: Mapping[str, Any] | None, has_no_right: bool) -> None:
    """What was stated, in place of what a register holds; but rights on record count as they are."""
    for name, value in (stated or {}).items():
        field = vocabulary.find(name)
        fact = read_fact(field, value) if field is not None else None
        if fact is not None:
            known[name] = fact
    if has_no_right and stated is not None and stated.get(NO_RIGHTS) is True:
        known.update(_NONE)


def kinds_of(rule_set: RuleSet, on: date) -> Kinds:
    """The classes as the rule set has them on `on`, where it says which kinds make them; else the usual ones."""
    if "ip_class1_kinds" not in rule_set.parameters:
        return CLASSES
    first, second = (frozenset(rule_set.names(code, on)) for code in ("ip_class1_kinds", "ip_class2_kinds"))
    return first, second


def of_ids(ids: Collection[int]) -> Block:
    """The firms of these ids."""
    return lambda column: column.in_(ids)


def of_range(first: int, last: int) -> Block:
    """The firms whose ids lie from `first` to `last`."""
    return lambda column: column.between(first, last)
