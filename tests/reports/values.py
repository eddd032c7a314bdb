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
    "main_business_revenue": 5800 * FEN_PER_WAN,
    "total_income": 6100 * FEN_PER_WAN,
    "non_taxed_income": 20 * FEN_PER_WAN,
    "main_product_income": 3000 * FEN_PER_WAN,
    "core_product_income": 2500 * FEN_PER_WAN,
    "rd_hnte": 320 * FEN_PER_WAN,
    "rd_hnte_domestic": 310 * FEN_PER_WAN,
    "transformations": 5,
    "full_time_rd_staff": 15,
}


def with_(**figures: int | None) -> dict[str, int | None]:
    """The plain year with other figures."""
    return {**GOOD, **figures}


def codes(checks: Iterable[Check]) -> list[str]:
    """What was found, by code."""
    return [one.code for one in checks]
