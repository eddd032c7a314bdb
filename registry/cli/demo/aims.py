"""What a demo enterprise does about the titles it does not hold yet, and what still stands in its way."""

from __future__ import annotations

import random
from enum import StrEnum
from typing import NamedTuple

from registry.cli.demo.ladder import Standing


class Lack(StrEnum):
    """The one thing in which the firm falls short of a 高企 on purpose; what its other figures lack comes on top."""

    NOTHING = "nothing"
    HIGH_TECH_INCOME = "high_tech_income"  # a few points under the share that is asked for
    MAIN_PRODUCTS = "main_products"
    HOME_RESEARCH = "home_research"
    CORE_RIGHTS = "core_rights"
    FIELD = "field"
    ANSWERS = "answers"  # questions left open
    EARLIER_YEARS = "earlier_years"  # figures of the last two years only


_LACKS = {
    Lack.NOTHING: 36,
    Lack.HIGH_TECH_INCOME: 18,
    Lack.MAIN_PRODUCTS: 8,
    Lack.HOME_RESEARCH: 4,
    Lack.CORE_RIGHTS: 7,
    Lack.FIELD: 5,
    Lack.ANSWERS: 12,
    Lack.EARLIER_YEARS: 10,
}

# shares of firms that answer the questions of the rules, and that report the figures of the higher tiers
_ANSWERS = {"leading": 1.0, "hte": 0.92, "sme": 0.66, "none": 0.1}
_REPORTS = {"leading": 1.0, "hte": 0.95, "sme": 0.46, "none": 0.02}
_BOOKS_SHARE = 0.22


class Aim(NamedTuple):
    """How far a firm got with its data. `has_books`: it states its R&D item by item, and its staff month by month.

    `high_tech_share` is the part of its revenue from high-tech products; None where nothing is said of it here.
    """

    answers: bool
    reports: bool
    lack: Lack
    has_books: bool
    high_tech_share: float | None


def group_of(standing: Standing) -> str:
    """The highest tier that the firm ever reaches: leading, hte, sme or none."""
    if standing.leading_entry is not None:
        return "leading"
    if standing.hte_entry is not None:
        return "hte"
    return "none" if standing.sme_entry is None else "sme"


def aim_of(standing: Standing, source: random.Random) -> Aim:
    """The aim of a firm of that standing."""
    group = group_of(standing)
    answers, reports = (source.random() < share[group] for share in (_ANSWERS, _REPORTS))
    lack = source.choices(tuple(_LACKS), tuple(_LACKS.values()))[0]
    has_books = source.random() < _BOOKS_SHARE
    share = source.uniform(0.5, 0.585) if lack is Lack.HIGH_TECH_INCOME else source.uniform(0.65, 0.93)
    if group == "leading":
        lack = Lack.NOTHING
    return Aim(
        answers=answers,
        reports=reports,
        lack=lack,
        has_books=has_books and reports and answers and lack is not Lack.HOME_RESEARCH,
        high_tech_share=share if reports and group in ("sme", "hte") else None,
    )
