"""Where each fact of the vocabulary is entered. Pure: a rule set that reads known facts needs nothing here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rules import catalog, vocabulary
from registry.rules.facts import EXACT_PLACES, Fact, FactField, FactKind, facts_to_json, parse_fact
from registry.rules.freezing import Json

NO_RIGHTS = "no_intellectual_property"
"""The answer (true) by which a firm without any registered right says that it has none."""

REPORT_FIGURES: dict[str, str] = {
    "staff": "staff",
    "tech_staff": "rd_staff",
    "full_time_rd_staff": "full_time_rd_staff",
    "revenue": "revenue",
    "main_business_revenue": "main_business_revenue",
    "net_assets": "net_assets",
    "cost_expense_total": "operating_cost",
    "total_assets": "total_assets",
    "total_income": "total_income",
    "non_taxed_income": "non_taxed_income",
    "high_tech_income": "high_tech_revenue",
    "main_product_income": "main_product_income",
    "core_product_income": "core_product_income",
    "rd_spend": "rd_spend",
    "rd_hnte": "rd_hnte",
    "rd_hnte_domestic": "rd_hnte_domestic",
    "transformations": "transformations",
}
"""Facts (without the year) and the figure of the annual report that holds each.

`rd_spend` is the calibre of 财税〔2015〕119号 and stands for nothing but itself: the 195号 figure stays unknown until
a report gives it.
"""


def detail_facts(details: Mapping[str, Any], back: int) -> dict[str, Fact]:
    """What the tables of a report say beyond its figures, as facts; the report is `back` years older than the last
    full year. A fact that has no name for that year is left out.
    """
    suffix = f"_{vocabulary.EARLIER[back - 1]}" if back else ""
    return {
        name + suffix: tuple((start, end) for start, end in value) if isinstance(value, list) else value
        for name, value in details.items()
        if vocabulary.find(name + suffix) is not None
    }


class Origin(StrEnum):
    """Where a fact is entered."""

    REPORT = "report"
    RIGHTS = "rights"
    TITLES = "titles"
    REGISTRATION = "registration"
    DECLARED = "declared"  # what only the firm can say, asked on its forms
    ACCOUNTS = "accounts"  # details of the books, stated like the declared ones but not asked on a form of questions
    EXPERTS = "experts"  # scores of a panel, entered by officers


_NO_RIGHTS = FactField(NO_RIGHTS, FactKind.FLAG, msg("本企业没有任何知识产权"))
_STATED = (Origin.DECLARED, Origin.ACCOUNTS, Origin.EXPERTS)
_HELD = {
    "class1_ip": Origin.RIGHTS,
    "class2_ip": Origin.RIGHTS,
    "valid_hnte": Origin.TITLES,
    "resident_enterprise": Origin.REGISTRATION,
    "province_registered": Origin.REGISTRATION,
    "registered_on": Origin.REGISTRATION,
    "sme_by_size": Origin.REGISTRATION,
}


def origin_of(name: str) -> Origin:
    """Where the fact comes from; what no report or register holds is the firm's to say."""
    if name in _HELD:
        return _HELD[name]
    if vocabulary.base_of(name)[0] in REPORT_FIGURES:
        return Origin.REPORT
    if vocabulary.is_expert(name):
        return Origin.EXPERTS
    field = vocabulary.find(name)
    is_months = field is not None and field.kind is FactKind.MONTHS
    return Origin.ACCOUNTS if is_months or vocabulary.is_yearly(name) else Origin.DECLARED


def declared_fields(rule_set_id: str) -> tuple[FactField, ...]:
    """What a firm is asked for the rule set, in the order of the form. Raises NotFound for an unknown id."""
    return tuple(field for field in catalog.fact_fields(rule_set_id) if origin_of(field.name) is Origin.DECLARED)


def stated_field(name: str) -> FactField:
    """The fact of that name, which somebody states of the firm. Raises DomainError at the name for a word that is no
    fact, and for a fact that a report or register holds.
    """
    field = _NO_RIGHTS if name == NO_RIGHTS else vocabulary.find(name)
    if field is None:
        raise DomainError(msg("不认识的数据项“{key}”", key=name), field=name)
    if origin_of(name) not in _STATED:
        text = msg("“{label}”以系统登记为准，请到相应页面填报或更正。", label=field.label)
        raise DomainError(text, field=name)
    return field


def read_fact(field: FactField, value: object) -> Fact:
    """A stored answer as a fact (money in 分); None where it is not one, for old answers outlive their question."""
    try:
        return parse_fact(field, value, places=EXACT_PLACES)
    except DomainError:
        return None


def write_fact(field: FactField, fact: Fact) -> Json:
    """A fact as it is stored: money in 万元 and days as text; None for None."""
    return facts_to_json((field,), {field.name: fact}, {}).get(field.name)
