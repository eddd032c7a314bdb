"""Writing the registry as an exchange folder that, loaded elsewhere, gives the same counts on every date."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from registry.assessments.models import Declaration
from registry.assessments.services import FIRM, OFFICER
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.exchange.sheets import PRESENCES, SHEETS, SIZE_CLASSES
from registry.exchange.stated import cell
from registry.exchange.years import EXTRAS, FIGURES, RIGHT_DATES
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.recognitions.models import Recognition
from registry.reference.models import Industry, Scheme
from registry.reference.queries import region_names
from registry.reports.figures import BY_CODE, show
from registry.reports.models import ReportRevision

Row = dict[str, str]

SIZE_WORDS = {size: word for word, size in SIZE_CLASSES.items()}
PRESENCE_WORDS = {presence: word for word, presence in PRESENCES.items()}
YES_NO = {True: "yes", False: "no", None: ""}
STREAM = {"yield_per": 2000}


def dump_folder(folder: Path, *, on: date) -> dict[str, int]:
    """Write every believed fact; the number of rows by file. `on` dates the street names of enterprises.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    sources: dict[str, Iterator[Row]] = {
        "enterprises.csv": _enterprises(on),
        "profiles.csv": _profiles(),
        "certifications.csv": _certifications(),
        "annual_reports.csv": _reports(),
        "report_figures.csv": _report_figures(),
        "intellectual_property.csv": _rights(),
        "declarations.csv": _declarations(),
    }
    return {name: _write(folder / name, name, rows) for name, rows in sources.items()}


def _write(path: Path, name: str, rows: Iterator[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in SHEETS[name]], restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _enterprises(on: date) -> Iterator[Row]:
    """One row a firm: its latest state, and the day it left for good."""
    streets = region_names(on)
    statement = (
        select(EnterpriseProfile, Enterprise.uscc, Enterprise.registered_on, Industry.name)
        .join(Enterprise, Enterprise.id == EnterpriseProfile.enterprise_id)
        .outerjoin(Industry, Industry.code == EnterpriseProfile.industry_code)
        .where(EnterpriseProfile.retired_at == FOREVER, EnterpriseProfile.valid_to == FAR)
        .order_by(Enterprise.uscc)
        .execution_options(**STREAM)
    )
    for profile, uscc, registered_on, industry in db.session.execute(statement):
        is_here = profile.presence is Presence.ACTIVE
        yield {
            **_facts(profile, uscc, industry),
            "street": streets.get(profile.region_code, ""),
            "registered_on": _day(registered_on),
            "left_on": "" if is_here else _day(profile.valid_from),
        }


def _profiles() -> Iterator[Row]:
    statement = (
        select(EnterpriseProfile, Enterprise.uscc, Industry.name)
        .join(Enterprise, Enterprise.id == EnterpriseProfile.enterprise_id)
        .outerjoin(Industry, Industry.code == EnterpriseProfile.industry_code)
        .where(EnterpriseProfile.retired_at == FOREVER)
        .order_by(Enterprise.uscc, EnterpriseProfile.valid_from)
        .execution_options(**STREAM)
    )
    for profile, uscc, industry in db.session.execute(statement):
        yield {
            **_facts(profile, uscc, industry),
            "valid_from": _day(profile.valid_from),
            "valid_to": _day(profile.valid_to),
            "above_scale": YES_NO[profile.is_above_scale],
            "listed": YES_NO[profile.is_listed],
        }


def _facts(profile: EnterpriseProfile, uscc: str, industry: str | None) -> Row:
    return {
        "uscc": uscc,
        "name": profile.name,
        "street_code": profile.region_code,
        "park": profile.park,
        "industry_code": profile.industry_code,
        "industry": industry or "",
        "size_class": SIZE_WORDS[profile.size_class] if profile.size_class else "",
        "status": PRESENCE_WORDS[profile.presence],
    }


def _certifications() -> Iterator[Row]:
    statement = (
        select(Recognition.__table__, Enterprise.uscc, Scheme.tier)
        .join(Enterprise, Enterprise.id == Recognition.enterprise_id)
        .join(Scheme, Scheme.code == Recognition.scheme_code)
        .where(Recognition.retired_at == FOREVER)
        .order_by(Recognition.valid_from, Recognition.id)
        .execution_options(**STREAM)
    )
    for row in db.session.execute(statement):
        yield {
            "uscc": row.uscc,
            "tier": row.tier.value,
            "certificate_number": row.certificate_number,
            "issued_on": _day(row.issued_on),
            "valid_from": _day(row.valid_from),
            "valid_to": _day(row.valid_to - timedelta(days=1)) or _LAST_DAY,
            "revoked_on": _day(row.revoked_on),
            "scheme": row.scheme_code,
        }


_LAST_DAY = (FAR - timedelta(days=1)).isoformat()
"""How a title without an end is written: the exchange format asks for a last day."""


def _reports() -> Iterator[Row]:
    for row in db.session.execute(_believed_reports()):
        yield _year(row, [name for name in FIGURES if name not in EXTRAS])


def _report_figures() -> Iterator[Row]:
    """The years of firms that filled in any of the extra figures."""
    for row in db.session.execute(_believed_reports()):
        if any(getattr(row, name) is not None for name in EXTRAS):
            yield _year(row, EXTRAS)


def _believed_reports() -> Select[*tuple[Any, ...]]:
    return (
        select(ReportRevision.__table__, Enterprise.uscc)
        .join(Enterprise, Enterprise.id == ReportRevision.enterprise_id)
        .where(ReportRevision.retired_at == FOREVER)
        .order_by(Enterprise.uscc, ReportRevision.year)
        .execution_options(**STREAM)
    )


def _year(row: Any, names: Collection[str]) -> Row:
    return {"uscc": row.uscc, "year": str(row.year), **{name: _figure(name, getattr(row, name)) for name in names}}


def _rights() -> Iterator[Row]:
    statement = (
        select(IntellectualProperty.__table__, Enterprise.uscc)
        .join(Enterprise, Enterprise.id == IntellectualProperty.enterprise_id)
        .where(IntellectualProperty.retired_at == FOREVER)
        .order_by(Enterprise.uscc, IntellectualProperty.kind, IntellectualProperty.number)
        .execution_options(**STREAM)
    )
    for row in db.session.execute(statement):
        dates: dict[str, Any] = {name: _day(getattr(row, name)) for name in RIGHT_DATES}
        yield {
            "uscc": row.uscc,
            "kind": row.kind.value,
            "number": row.number,
            **dates,
            "title": row.title,
            "acquisition": row.acquisition.value if row.acquisition else "",
            "owners": row.owners,
            "product": row.product,
            "hte_year": "" if row.hte_year is None else str(row.hte_year),
        }


def _declarations() -> Iterator[Row]:
    """What is believed of the firms' own words; experts' scores and what an officer entered are marked so."""
    statement = (
        select(Declaration, Enterprise.uscc)
        .join(Enterprise, Enterprise.id == Declaration.enterprise_id)
        .where(Declaration.retired_at == FOREVER)
        .order_by(Enterprise.uscc, Declaration.fact)
        .execution_options(**STREAM)
    )
    for row, uscc in db.session.execute(statement):
        value = cell(row)
        if value is not None:
            source = OFFICER if row.source == OFFICER else FIRM
            yield {"uscc": uscc, "fact": row.fact, "value": value, "source": source}


def _figure(name: str, value: int | None) -> str:
    return show(BY_CODE[name], value)


def _day(day: date | None) -> str:
    return "" if day is None or day >= FAR else day.isoformat()
