"""Gathering what the cross-checks look at, for one firm on the day its application is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from registry.assessments import cross_checks
from registry.assessments.cross_checks import OwnedRight, Shared, Year
from registry.assessments.facts import YEARS, collect
from registry.assessments.notes import Note, Place, Target
from registry.assessments.pool import Pool
from registry.documents.models import Document
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import current_profile, history
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.owners import owner_names
from registry.intellectual_property.queries import held_elsewhere, rights_in_force
from registry.reference.models import Tier
from registry.reports.figures import BY_CODE
from registry.reports.models import AnnualReport
from registry.reports.queries import figures_before
from registry.rules import catalog
from registry.rules.facts import Months
from registry.rules.scale import SizeSteps

_BANDS = "hnte_2016"
_MONTHS = {"staff": "staff_months", "rd_staff": "tech_staff_months"}


def examine(enterprise: Enterprise, tier: Tier, files: Sequence[Document], on: date) -> tuple[Note, ...]:
    """Every note on the firm on `on`, as the registry knows it now; `files` are what it sends along.

    The bands of 高企 are asked of applications for 高企 and above alone: nobody asks a small firm for that share.
    """
    years = _years(enterprise, on)
    firm = Target(Place.ENTERPRISE, enterprise.uscc)
    profiles = history(enterprise.id)
    rights = db.session.scalars(rights_in_force(enterprise.id, on)).all()
    names = list(dict.fromkeys(profile.name for profile in profiles))
    return (
        *_of_figures(years, collect([enterprise.id], on).get(enterprise.id, Pool()), on),
        *_of_band(years, tier, on),
        *cross_checks.owners_against_names([_owned(right, profiles) for right in rights], names, firm),
        *cross_checks.rights_elsewhere(_shared_rights(enterprise, on), firm),
        *cross_checks.files_elsewhere(_shared_files(enterprise, files, on)),
    )


def _of_figures(years: Sequence[Year], pool: Pool, on: date) -> Iterable[Note]:
    if not years:
        return
    now = years[0]
    before = next((year for year in years if year.year == now.year - 1), None)
    yield from cross_checks.rd_against_last_year(now, before)
    yield from cross_checks.rd_against_revenue(now)
    # the months stand for the last full year, which the latest report need not be
    months = {code: _months(pool, name) for code, name in _MONTHS.items()} if now.year == on.year - 1 else {}
    yield from cross_checks.staff_against_each_other(now, months)
    yield from cross_checks.tech_staff_against_last_year(now, before)


def _of_band(years: Sequence[Year], tier: Tier, on: date) -> Iterable[Note]:
    steps = _steps(on)
    full = [year for year in years if year.year >= on.year - YEARS]
    if tier is not Tier.SME and steps is not None and len(full) == YEARS:
        yield from cross_checks.rd_against_band(full, steps)


def _steps(on: date) -> SizeSteps | None:
    rule_set = catalog.get(_BANDS)
    return rule_set.size_shares("rd_share_min", on) if rule_set.covers(on) else None


def _months(pool: Pool, name: str) -> Months | None:
    known = pool.declared.get(name) or pool.held.get(name)
    value = known[0] if known else None
    return value if isinstance(value, tuple) else None


def _years(enterprise: Enterprise, on: date) -> list[Year]:
    """Latest first; of several revisions of a year only the believed one is there."""
    rows = figures_before([enterprise.id], on.year, years=YEARS).get(enterprise.id, [])
    reports = _public_ids({row.report_id for row in rows})
    return [_year(row, reports[row.report_id]) for row in rows]


def _year(row: Row[Any], report: str) -> Year:
    values = {code: getattr(row, code) for code in BY_CODE}
    return Year(row.year, report, values, {code: str(reason) for code, reason in row.explanations.items()})


def _public_ids(report_ids: Collection[int]) -> dict[int, str]:
    statement = select(AnnualReport.id, AnnualReport.public_id).where(AnnualReport.id.in_(report_ids))
    return {row.id: row.public_id for row in db.session.execute(statement)}


def _owned(right: IntellectualProperty, profiles: Sequence[EnterpriseProfile]) -> OwnedRight:
    day = right.granted_on
    assert day is not None  # else it would not be in force
    name = next((one.name for one in profiles if one.valid_from <= day < one.valid_to), "")
    return OwnedRight(right.number, day, owner_names(right.owners), name)


def _shared_rights(enterprise: Enterprise, on: date) -> list[Shared]:
    others = db.session.execute(
        held_elsewhere(enterprise.id, on)
        .add_columns(Enterprise.uscc)
        .join(Enterprise, Enterprise.id == IntellectualProperty.enterprise_id)
    ).all()
    names = _names([right.enterprise_id for right, _uscc in others], on)
    return [Shared(right.number, names.get(right.enterprise_id, ""), uscc) for right, uscc in others]


def _shared_files(enterprise: Enterprise, files: Sequence[Document], on: date) -> list[Shared]:
    """Others' files that something refers to: what was uploaded and never used says nothing."""
    own = {file.sha256: file for file in files}
    others = db.session.execute(
        select(Document.sha256, Document.enterprise_id, Enterprise.uscc)
        .join(Enterprise, Enterprise.id == Document.enterprise_id)
        .where(Document.sha256.in_(own), Document.enterprise_id != enterprise.id, Document.claimed.is_(True))
        .distinct()
        .order_by(Document.sha256, Enterprise.uscc)
    ).all()
    names = _names([row.enterprise_id for row in others], on)
    return [
        Shared(own[row.sha256].filename, names.get(row.enterprise_id, ""), row.uscc, own[row.sha256].public_id)
        for row in others
    ]


def _names(enterprise_ids: Sequence[int], on: date) -> dict[int, str]:
    """Names of those that a note will list; of a blank form that thousands sent nobody reads them all."""
    found = {one: current_profile(one, on) for one in dict.fromkeys(enterprise_ids[: cross_checks.MOST_LINES])}
    return {one: profile.name if profile else "" for one, profile in found.items()}
