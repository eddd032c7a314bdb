"""What 国科发火〔2016〕32号 asks of a firm, and which fiscal years its figures cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from registry.rules.case import Case
from registry.rules.values import RuleSet
from registry.rules.vocabulary import EARLIER, fields, yearly

CATEGORIES = (
    "rd_personnel",
    "rd_direct_input",
    "rd_depreciation",
    "rd_amortisation",
    "rd_design",
    "rd_trial",
    "rd_other",
    "rd_outsourced_domestic",
    "rd_outsourced_foreign",
)
"""The booked R&D of one year; outsourced R&D, the eighth category, by where it was done."""

_YEARLY = ("revenue", "net_assets", "rd_hnte", "rd_hnte_domestic", *CATEGORIES, "transformations")

FIELDS = fields(
    "registered_on",
    "class1_ip",
    "class2_ip",
    "class2_ip_unused",
    "core_ip_owned",
    "own_research_ip",
    "high_tech_field",
    "staff",
    "tech_staff",
    "staff_months",
    "tech_staff_months",
    *(name for figure in _YEARLY for name in reversed(yearly(figure))),
    "total_income",
    "non_taxed_income",
    "high_tech_income",
    "main_product_income",
    "accident_last_year",
    "standard_participation",
    "expert_advancement",
    "expert_core_support",
    "expert_ip_count",
    "expert_acquisition",
    "expert_standards",
    "expert_transformation",
    "expert_rd_system",
    "expert_rd_institution",
    "expert_incentives",
    "expert_talent",
    "expert_growth_net_assets",
    "expert_growth_revenue",
)

_SUFFIXES = ("", *(f"_{word}" for word in EARLIER))


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A full fiscal year before the day of assessment, with the suffix of its facts."""

    number: int
    suffix: str

    def name(self, figure: str) -> str:
        """The name of a yearly figure in this year."""
        return figure + self.suffix


def fiscal_years(case: Case) -> tuple[FiscalYear, ...]:
    """The years that pooled ratios, means and growth cover, oldest first (195号 三: three full years before the day).

    A younger firm has only the years since its registration, the last full year in any case. Where the day of
    registration is not known all three are asked.
    """
    covered = suffixes(case.rule_set, case.on)(case.day("registered_on"))
    return tuple(FiscalYear(case.on.year - 1 - _SUFFIXES.index(suffix), suffix) for suffix in covered)


def suffixes(rule_set: RuleSet, on: date) -> Callable[[date | None], tuple[str, ...]]:
    """The suffixes of `fiscal_years` for a firm registered on a day (None: not known), the count of years bound."""
    most = rule_set.limit("fiscal_years", on).value
    found = {count: tuple(reversed(_SUFFIXES[:count])) for count in range(1, most + 1)}
    year = on.year

    def covered(begun: date | None) -> tuple[str, ...]:
        return found[most if begun is None else max(1, min(most, year - begun.year))]

    return covered


def yearly_names(case: Case, figure: str) -> tuple[str, ...]:
    """The facts of a yearly figure over `fiscal_years`, oldest first."""
    return tuple(year.name(figure) for year in fiscal_years(case))
