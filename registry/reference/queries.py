"""Names of regions on a day, schemes, industries, and the office's working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from registry.core.errors import NotFound
from registry.core.text import Name, msg
from registry.extensions import db
from registry.reference.models import Industry, Region, Scheme, WorkdayOverride
from registry.rules.workdays import Calendar

DISTRICT = "330205"


def region_names(on: date) -> dict[str, Name]:
    """Name by code as in force on the day; a code not in force then has its nearest name, a later one first."""
    names: dict[str, tuple[tuple[int, int], Name]] = {}
    for region in db.session.scalars(select(Region).order_by(Region.code, Region.valid_from)):
        rank = _distance(region, on)
        if region.code not in names or rank < names[region.code][0]:
            names[region.code] = (rank, region.label)
    return {code: name for code, (_rank, name) in names.items()}


def regions_in_force(on: date, below: str = DISTRICT) -> Sequence[Region]:
    """Regions under `below` (itself not included) in force on the day, by code: the choices of a form."""
    return db.session.scalars(
        select(Region)
        .where(Region.code.startswith(below, autoescape=True), Region.code != below, Region.valid_from <= on)
        .where((Region.valid_to.is_(None)) | (Region.valid_to > on))
        .order_by(Region.code)
    ).all()


def schemes(*, open_only: bool = False) -> Sequence[Scheme]:
    """All schemes by rank."""
    statement = select(Scheme).order_by(Scheme.rank, Scheme.code)
    return db.session.scalars(statement.where(Scheme.open_for_application) if open_only else statement).all()


def get_scheme(code: str) -> Scheme:
    """The scheme, or NotFound."""
    scheme = db.session.get(Scheme, code)
    if scheme is None:
        raise NotFound(msg("没有代码为 {code} 的认定类别。", code=code))
    return scheme


def industry_names() -> dict[str, Name]:
    """Name by code, by code."""
    return {row.code: row.label for row in db.session.scalars(select(Industry).order_by(Industry.code))}


def calendar() -> Calendar:
    """The office's working days: the published calendar with the office's own exceptions."""
    return Calendar({row.day: row.is_working for row in db.session.scalars(select(WorkdayOverride))})


def _distance(region: Region, on: date) -> tuple[int, int]:
    """0 where in force on the day; else by days to the nearest edge, a name that came later before one that went."""
    if region.valid_from > on:
        return (1, (region.valid_from - on).days)
    if region.valid_to is not None and region.valid_to <= on:
        return (2, (on - region.valid_to).days)
    return (0, 0)
