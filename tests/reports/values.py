"""A firm's plain year."""

from __future__ import annotations

from collections.abc import Iterable

from registry.core.money import FEN_PER_WAN
from registry.reports.figures import Check

GOOD: dict[str, int | None] = {
    "revenue": 6000 * FEN_PER_WAN,
    "operating_cost": 5200 * FEN_PER_WAN,
    "rd_spend": 300 * FEN_PER_WAN,
    "rd_spend_domestic": 300 * FEN_PER_WAN,
    "staff": 80,
    "rd_staff": 20,
    "total_assets": 9000 * FEN_PER_WAN,
    "net_assets": 4000 * FEN_PER_WAN,
    "high_tech_revenue": 3900 * FEN_PER_WAN,
    "profit": 500 * FEN_PER_WAN,
    "tax_paid": 210 * FEN_PER_WAN,
}


def with_(**figures: int | None) -> dict[str, int | None]:
    """The plain year with other figures."""
    return {**GOOD, **figures}


def codes(checks: Iterable[Check]) -> list[str]:
    """What was found, by code."""
    return [one.code for one in checks]
