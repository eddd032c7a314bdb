"""The yearly figures of a demo enterprise: amounts in hundredths of 万元, so that two decimals are exact."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from registry.cli.demo.aims import Aim, group_of
from registry.cli.demo.identity import Identity

_HUNDREDTHS = 100
_MISSED_SHARE = 0.03
_BASE_YEAR = 2019
_MANY_PEOPLE = 480

# median revenue in 万元, spread of its logarithm, bounds of revenue per head in 万元, most people
_SIZE_SHAPE = {
    "微型": (75.0, 0.65, (18, 45), 19),
    "小型": (690.0, 0.75, (45, 110), 280),
    "中型": (4600.0, 0.5, (55, 110), 900),
    "大型": (22000.0, 0.5, (50, 110), 4000),
}
_LEADING_REVENUE = (54000.0, 0.3)
_SME_REVENUE_CAP = 11000.0

# bounds of R&D ÷ revenue and of R&D staff ÷ staff, both in thousandths
_EFFORT = {
    "leading": ((42, 75), (140, 300)),
    "hte": ((45, 95), (110, 330)),
    "sme": ((33, 92), (115, 340)),
    "none": ((0, 42), (0, 160)),
}


class Figures(NamedTuple):
    """One year of an enterprise; amounts in hundredths of 万元, staff in persons."""

    year: int
    revenue: int
    operating_cost: int
    rd_spend: int
    rd_spend_domestic: int
    staff: int
    rd_staff: int
    total_assets: int
    net_assets: int
    high_tech_revenue: int
    profit: int
    tax_paid: int


@dataclass(frozen=True, slots=True)
class _Character:
    """What stays with an enterprise from year to year."""

    revenue: float
    growth: float
    per_head: int
    most_staff: int
    rd_share: float
    rd_staff_share: float
    high_tech_share: float
    equity_share: float
    turnover: float


def in_wan(hundredths: int) -> str:
    """An amount in 万元 with two decimals, from hundredths of 万元."""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), _HUNDREDTHS)
    return f"{sign}{whole}.{part:02d}"


def yearly_figures(
    identity: Identity, aim: Aim, first_year: int, last_year: int, source: random.Random
) -> Iterator[Figures]:
    """Figures of the years from `first_year` to `last_year` that the enterprise saw the end of; a few are missing."""
    character = _character(identity, aim, source)
    started = identity.registered_on.year
    for year in range(max(first_year, started), last_year + 1):
        if identity.left_on is not None and identity.left_on.year <= year:
            return
        share = (13 - identity.registered_on.month) / 12 * 0.5 if year == started else 1.0
        figures = _figures(character, year, share, source)
        if source.random() >= _MISSED_SHARE:
            yield figures


def _character(identity: Identity, aim: Aim, source: random.Random) -> _Character:
    size, standing = identity.latest.size_class, identity.standing
    median, spread, per_head, most = _SIZE_SHAPE[size]
    group = group_of(standing)
    if group == "leading":
        median, spread = _LEADING_REVENUE
    revenue = median * math.exp(source.gauss(0, spread))
    if standing.sme_entry is not None:
        revenue, most = min(revenue, _SME_REVENUE_CAP), min(most, _MANY_PEOPLE)
    (rd_low, rd_high), (staff_low, staff_high) = _EFFORT[group]
    rd_share = source.randint(rd_low, rd_high) / 1000
    if group == "none" and source.random() < 0.3:
        rd_share = 0.0
    return _Character(
        revenue=revenue,
        growth=source.gauss(0.03 if group == "none" else 0.05, 0.06),
        per_head=source.randint(*per_head),
        most_staff=most,
        rd_share=rd_share,
        rd_staff_share=source.randint(staff_low, staff_high) / 1000,
        high_tech_share=_high_tech_share(group, aim, source),
        equity_share=source.uniform(-0.04, 0.8),
        turnover=source.uniform(0.7, 1.35),
    )


def _high_tech_share(group: str, aim: Aim, source: random.Random) -> float:
    usual = source.uniform(0.61, 0.95) if group in ("leading", "hte") else source.uniform(0, 0.75)
    return usual if aim.high_tech_share is None else aim.high_tech_share


def _figures(character: _Character, year: int, share: float, source: random.Random) -> Figures:
    growth = max(-0.15, min(character.growth, 0.22))
    full = character.revenue * (1 + growth) ** (year - _BASE_YEAR) * source.uniform(0.9, 1.1)
    staff = max(1, min(round(full / character.per_head), character.most_staff))
    revenue = round(full * share * _HUNDREDTHS)
    cost = round(revenue * source.uniform(0.78, 0.94))
    rd_spend = round(revenue * character.rd_share * source.uniform(0.88, 1.15))
    assets = round(full * character.turnover * _HUNDREDTHS * source.uniform(0.92, 1.08))
    profit = round((revenue - cost) * source.uniform(-0.15, 0.75))
    return Figures(
        year=year,
        revenue=revenue,
        operating_cost=cost,
        rd_spend=rd_spend,
        rd_spend_domestic=round(rd_spend * source.choice((1.0, 1.0, source.uniform(0.62, 0.99)))),
        staff=staff,
        rd_staff=_rd_staff(staff, character.rd_staff_share, rd_spend),
        total_assets=assets,
        net_assets=round(assets * (character.equity_share + source.uniform(-0.04, 0.06))),
        high_tech_revenue=round(revenue * min(0.98, character.high_tech_share * source.uniform(0.96, 1.04))),
        profit=profit,
        tax_paid=round(revenue * source.uniform(0.008, 0.035)) + max(0, profit) // 8,
    )


def _rd_staff(staff: int, share: float, rd_spend: int) -> int:
    people = round(staff * share)
    return max(1, people) if rd_spend else people
