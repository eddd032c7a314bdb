"""What the registry itself can compute for an indicator, by the name that the plan file gives the computation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from registry.core.money import FEN_PER_YI
from registry.enterprises.models import EnterpriseProfile
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import in_force_on
from registry.recognitions.models import REGISTERED, MembershipSpan
from registry.reference.queries import get_scheme
from registry.reports.models import ReportRevision
from registry.rules.identifiers.ip_numbers import IpKind
from registry.statistics.population import Population, known, members, size


@dataclass(frozen=True)
class Figure:
    """A computed value in the indicator's unit and the day it describes.

    `covered` of `expected` enterprises stand behind it where it is a sum over reports; None where it is a count.
    """

    value: Decimal
    value_on: date
    population: Population | None = None
    covered: int | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Moment:
    """As of which day, as known when (None: now)."""

    on: date
    known_at: datetime | None = None

    @property
    def year(self) -> int:
        """The last year that is over on the day: the one whose reports can be there."""
        return self.on.year if (self.on.month, self.on.day) == (12, 31) else self.on.year - 1

    @property
    def registered(self) -> Population:
        """Every enterprise in the district on the day."""
        return Population(self.on, REGISTERED, known_at=self.known_at)

    @property
    def year_end(self) -> Moment:
        """The last day of `year`: whoever was in the district then stands behind the year's figures."""
        return replace(self, on=date(self.year, 12, 31))


Computation = Callable[[Moment], Figure | None]


def compute(name: str, moment: Moment) -> Figure | None:
    """The figure of that computation; None where the registry has nothing to compute it from."""
    kind, _, code = name.partition(":")
    if kind == "tier":
        return _count(Population(moment.on, code, known_at=moment.known_at))
    if kind == "scheme":
        return _count(Population(moment.on, get_scheme(code).tier.value, code, moment.known_at))
    computation = _COMPUTATIONS.get(name)
    return computation(moment) if computation else None


def population_of(name: str, moment: Moment) -> Population | None:
    """The firms behind a figure that is a plain count of them; None for the others."""
    figure = compute(name, moment) if name.startswith(("tier:", "scheme:")) else None
    return figure.population if figure else None


def _count(population: Population) -> Figure | None:
    """A count; with no recognition of the kind ever recorded by then there is no data rather than a zero."""
    count = size(population)
    if count == 0 and not _was_ever_recorded(population):
        return None
    return Figure(Decimal(count), population.on, population)


def _was_ever_recorded(population: Population) -> bool:
    span = MembershipSpan
    statement = select(span.id).where(
        span.tier == population.tier, span.scheme == population.scheme, *_learnt(span, population.known_at)
    )
    return db.session.execute(statement.limit(1)).first() is not None


def _learnt(fact: Any, known_at: datetime | None) -> list[ColumnElement[bool]]:
    """The rows the registry had ever been told by then, whether still believed or not."""
    return [] if known_at is None else [fact.recorded_at <= known_at]


def _profiles(moment: Moment, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Ids of the enterprises in the district on the day whose profile meets the conditions."""
    profile = EnterpriseProfile
    ids = members(moment.registered).with_only_columns(MembershipSpan.enterprise_id)
    return select(profile.enterprise_id).where(
        profile.enterprise_id.in_(ids),
        profile.valid_from <= moment.on,
        profile.valid_to > moment.on,
        *known(profile, moment.known_at),
        *conditions,
    )


def _above_scale(moment: Moment) -> Select[Any]:
    """Above-scale industrial firms: industry codes of manufacturing begin with C."""
    profile = EnterpriseProfile
    return _profiles(moment, profile.is_above_scale.is_(True), profile.industry_code.startswith("C"))


def _listed(moment: Moment) -> Figure | None:
    said = select(func.count()).where(EnterpriseProfile.is_listed.is_not(None))
    if not _number(said.where(*_learnt(EnterpriseProfile, moment.known_at))):
        return None
    ids = _profiles(moment, EnterpriseProfile.is_listed.is_(True))
    return Figure(Decimal(_number(select(func.count()).select_from(ids.subquery()))), moment.on)


def _reports(moment: Moment) -> list[ColumnElement[bool]]:
    return [ReportRevision.year == moment.year, *known(ReportRevision, moment.known_at)]


def _rd_spend_total(moment: Moment) -> Figure | None:
    return _sum_over_reports(moment, ReportRevision.rd_spend, Decimal(FEN_PER_YI))


def _rd_staff_total(moment: Moment) -> Figure | None:
    return _sum_over_reports(moment, ReportRevision.rd_staff, Decimal(1))


def _sum_over_reports(moment: Moment, column: Any, unit: Decimal) -> Figure | None:
    """The sum of one figure over the year's reports of the firms in the district, with how many of them reported."""
    registered = moment.year_end.registered
    in_district = members(registered).with_only_columns(MembershipSpan.enterprise_id)
    count, total = db.session.execute(
        select(func.count(column), func.sum(column)).where(
            *_reports(moment), ReportRevision.enterprise_id.in_(in_district)
        )
    ).one()
    if not count:
        return None
    value = (Decimal(total) / unit).quantize(Decimal("0.01")) if unit != 1 else Decimal(total)
    return Figure(value, registered.on, covered=count, expected=size(registered))


def _above_scale_rd_intensity(moment: Moment) -> Figure | None:
    firms = _above_scale(moment.year_end)
    spend, revenue, count = db.session.execute(
        select(func.sum(ReportRevision.rd_spend), func.sum(ReportRevision.revenue), func.count()).where(
            *_reports(moment), ReportRevision.enterprise_id.in_(firms)
        )
    ).one()
    if not revenue or spend is None:
        return None
    return Figure(_percent(int(spend), int(revenue)), moment.year_end.on, None, count, _size_of(firms))


def _rd_coverage(moment: Moment) -> Figure | None:
    firms = _above_scale(moment.year_end)
    active = select(func.count()).where(
        *_reports(moment), ReportRevision.enterprise_id.in_(firms), ReportRevision.rd_spend > 0
    )
    reported = select(func.count()).where(*_reports(moment), ReportRevision.enterprise_id.in_(firms))
    return _coverage(moment, firms, _number(active), _number(reported))


def _invention_coverage(moment: Moment) -> Figure | None:
    firms = _above_scale(moment)
    right = IntellectualProperty
    holders = select(func.count(right.enterprise_id.distinct())).where(
        *_in_force(moment, IpKind.INVENTION_PATENT), right.enterprise_id.in_(firms)
    )
    return _coverage(moment, firms, _number(holders), None)


def _coverage(moment: Moment, firms: Select[Any], with_it: int, reported: int | None) -> Figure | None:
    expected = _size_of(firms)
    if not expected or reported == 0:
        return None
    day = moment.on if reported is None else moment.year_end.on
    return Figure(_percent(with_it, expected), day, None, expected if reported is None else reported, expected)


def _in_force(moment: Moment, kind: IpKind) -> list[ColumnElement[bool]]:
    right = IntellectualProperty
    return [right.kind == kind, in_force_on(moment.on), *known(right, moment.known_at)]


def _invention_patents_in_force(moment: Moment) -> Figure | None:
    return _rights(moment, _in_force(moment, IpKind.INVENTION_PATENT))


def _pct_filed(moment: Moment) -> Figure | None:
    return _rights_of_year(moment, IpKind.PCT, IntellectualProperty.filed_on)


def _inventions_granted(moment: Moment) -> Figure | None:
    return _rights_of_year(moment, IpKind.INVENTION_PATENT, IntellectualProperty.granted_on)


def _rights_of_year(moment: Moment, kind: IpKind, column: Any) -> Figure | None:
    year = moment.year
    conditions = [
        IntellectualProperty.kind == kind,
        column.between(date(year, 1, 1), date(year, 12, 31)),
        *known(IntellectualProperty, moment.known_at),
    ]
    return _rights(moment.year_end, conditions)


def _rights(moment: Moment, conditions: list[ColumnElement[bool]]) -> Figure | None:
    """How many rights meet the conditions and belong to firms in the district on the day."""
    right = IntellectualProperty
    if not _number(select(func.count()).select_from(right).where(*_learnt(right, moment.known_at))):
        return None
    ids = members(moment.registered).with_only_columns(MembershipSpan.enterprise_id)
    statement = select(func.count()).select_from(right).where(*conditions, right.enterprise_id.in_(ids))
    return Figure(Decimal(_number(statement)), moment.on)


def _size_of(firms: Select[Any]) -> int:
    return _number(select(func.count()).select_from(firms.subquery()))


def _number(statement: Select[Any]) -> int:
    return int(db.session.execute(statement).scalar_one())


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"))


_COMPUTATIONS: dict[str, Computation] = {
    "rd_spend_total": _rd_spend_total,
    "rd_staff_total": _rd_staff_total,
    "above_scale_rd_intensity": _above_scale_rd_intensity,
    "above_scale_rd_coverage": _rd_coverage,
    "above_scale_invention_coverage": _invention_coverage,
    "invention_patents_in_force": _invention_patents_in_force,
    "pct_filed_in_year": _pct_filed,
    "inventions_granted_in_year": _inventions_granted,
    "listed": _listed,
}
