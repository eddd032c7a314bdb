"""The figures of the higher tiers that a demo enterprise reports, and the books behind its R&D."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from registry.cli.demo.aims import Aim, Lack
from registry.cli.demo.figures import Figures
from registry.rules.hnte.facts import CATEGORIES
from registry.rules.rd_accounts import YearAccounts, hnte_total

_FEN = 10_000
"""分 in a hundredth of 万元."""

# how R&D is spread over the six items of the firm's own work, in percent
_ITEMS = {
    "rd_personnel": (46, 58),
    "rd_direct_input": (16, 26),
    "rd_depreciation": (4, 9),
    "rd_amortisation": (0, 2),
    "rd_design": (1, 3),
    "rd_trial": (1, 4),
}
_OTHER, _OUTSOURCED, _ABROAD = (2, 7), (0, 9), (0, 3)


class Extras(NamedTuple):
    """The figures of one year that only the higher tiers ask for; amounts in hundredths of 万元."""

    year: int
    main_business_revenue: int
    total_income: int
    non_taxed_income: int
    main_product_income: int
    core_product_income: int
    rd_hnte: int
    rd_hnte_domestic: int
    transformations: int
    full_time_rd_staff: int


class Books(NamedTuple):
    """One year's R&D by item, in hundredths of 万元, in the order of `CATEGORIES`."""

    year: int
    items: tuple[int, ...]


def extra_figures(
    reported: Sequence[Figures], aim: Aim, source: random.Random
) -> Iterator[tuple[Extras, Books | None]]:
    """What the firm reports beside its figures of these years, the last ones alone where it began late."""
    if not aim.reports:
        return
    inventive, main_share = source.randint(0, 7), _main_share(aim, source)
    first = 0 if aim.lack is not Lack.EARLIER_YEARS else max((one.year for one in reported), default=0) - 1
    for figures in reported:
        extras, books = _year(figures, aim, inventive, main_share, source)
        if figures.year >= first:
            yield extras, books if aim.has_books else None


def _year(figures: Figures, aim: Aim, inventive: int, main_share: float, source: random.Random) -> tuple[Extras, Books]:
    books = Books(figures.year, _items(figures.rd_spend, source))
    total = round(figures.rd_spend * source.uniform(1.0, 1.12))
    domestic = round(total * figures.rd_spend_domestic / figures.rd_spend) if figures.rd_spend else 0
    if aim.lack is Lack.HOME_RESEARCH:
        domestic = round(total * source.uniform(0.44, 0.57))
    elif aim.has_books:
        total, domestic = counted(books.items)
    income = round(figures.revenue * source.uniform(1.0, 1.025))
    extras = Extras(
        year=figures.year,
        main_business_revenue=round(figures.revenue * source.uniform(0.93, 1.0)),
        total_income=income,
        non_taxed_income=round(income * source.choice((0, 0, 0, 0.004, 0.012))),
        main_product_income=round(figures.high_tech_revenue * main_share),
        core_product_income=round(figures.high_tech_revenue * main_share * source.uniform(0.7, 0.95)),
        rd_hnte=total,
        rd_hnte_domestic=domestic,
        transformations=max(0, inventive + source.randint(-1, 1)),
        full_time_rd_staff=round(figures.rd_staff * source.uniform(0.55, 0.9)),
    )
    return extras, books


def counted(items: Sequence[int]) -> tuple[int, int]:
    """What 195号 counts of a year's items: all of it, and the part in China, in whole hundredths of 万元."""
    names = (name.removeprefix("rd_") for name in CATEGORIES)
    total = hnte_total(YearAccounts(**{name: item * _FEN for name, item in zip(names, items, strict=True)}))
    return total.total // _FEN, total.domestic // _FEN


def _main_share(aim: Aim, source: random.Random) -> float:
    """The main products' part of the income from high-tech products."""
    return source.uniform(0.36, 0.48) if aim.lack is Lack.MAIN_PRODUCTS else source.uniform(0.58, 0.94)


def _items(rd_spend: int, source: random.Random) -> tuple[int, ...]:
    """Nine items that come to something near `rd_spend`."""
    percents = {name: source.randint(*bounds) for name, bounds in _ITEMS.items()}
    percents["rd_other"] = source.randint(*_OTHER)
    percents["rd_outsourced_domestic"] = source.randint(*_OUTSOURCED)
    percents["rd_outsourced_foreign"] = source.choice((0, 0, source.randint(*_ABROAD)))
    whole = sum(percents.values())
    return tuple(rd_spend * percents[name] // whole for name in CATEGORIES)
