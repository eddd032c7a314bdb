"""Names of places, trades and schemes in the visitor's language."""

from __future__ import annotations

from datetime import date

from registry.reference import queries
from registry.web.shared.i18n import translate


def region_names(on: date) -> dict[str, str]:
    """Name by code as in force on the day, or the nearest one."""
    return {code: translate(name) for code, name in queries.region_names(on).items()}


def regions_below(on: date, below: str = queries.DISTRICT) -> list[tuple[str, str]]:
    """Regions under `below` in force on the day, by code: the choices of a form as (code, name)."""
    return [(region.code, translate(region.label)) for region in queries.regions_in_force(on, below)]


def industry_names() -> dict[str, str]:
    """Name by code, by code."""
    return {code: translate(name) for code, name in queries.industry_names().items()}


def scheme_names(*, open_only: bool = False) -> list[tuple[str, str]]:
    """The schemes by rank: the choices of a form as (code, name)."""
    return [(scheme.code, translate(scheme.label)) for scheme in queries.schemes(open_only=open_only)]
