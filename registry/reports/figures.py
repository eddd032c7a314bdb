"""The figures of an annual report and what is wrong or unusual about them. Pure: money in 分, people as heads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.core.money import format_wan, parse_wan
from registry.core.text import Text, msg

Values = Mapping[str, int | None]
"""A figure's value by its code; None, or no entry, is unknown."""

MOST_PEOPLE = 10_000_000
MOST_ITEMS = 10_000
UNUSUAL_TIMES = 3


class Unit(StrEnum):
    """What a figure is entered in."""

    WAN = "万元"
    PEOPLE = "人"
    ITEMS = "项"


@dataclass(frozen=True)
class Figure:
    """One figure. `signed`: may be below zero; `extra`: only the rules of 高企 and 领军 read it."""

    code: str
    label: Text
    unit: Unit = Unit.WAN
    required: bool = True
    signed: bool = False
    extra: bool = False


def _extra(code: str, label: Text, unit: Unit = Unit.WAN) -> Figure:
    return Figure(code, label, unit, required=False, extra=True)


FIGURES: tuple[Figure, ...] = (
    Figure("revenue", msg("销售收入")),
    Figure("operating_cost", msg("成本费用支出总额")),
    Figure("rd_spend", msg("研发费用")),
    Figure("rd_spend_domestic", msg("其中：境内研发费用"), required=False),
    Figure("staff", msg("职工总数"), Unit.PEOPLE),
    Figure("rd_staff", msg("科技人员数"), Unit.PEOPLE),
    Figure("total_assets", msg("资产总额")),
    Figure("net_assets", msg("净资产"), required=False, signed=True),
    Figure("high_tech_revenue", msg("高新技术产品（服务）收入"), required=False),
    Figure("profit", msg("利润总额"), required=False, signed=True),
    Figure("tax_paid", msg("实际上缴税费"), required=False),
    _extra("main_business_revenue", msg("主营业务收入")),
    _extra("total_income", msg("收入总额（企业所得税法口径）")),
    _extra("non_taxed_income", msg("其中：不征税收入")),
    _extra("main_product_income", msg("主要产品（服务）收入合计")),
    _extra("core_product_income", msg("核心产品收入")),
    _extra("rd_hnte", msg("研发费用（高企口径）")),
    _extra("rd_hnte_domestic", msg("其中：境内研发费用（高企口径）")),
    _extra("transformations", msg("科技成果转化数"), Unit.ITEMS),
    _extra("full_time_rd_staff", msg("专职研发人员数"), Unit.PEOPLE),
)
"""In the order of the form. `rd_spend` is the calibre of the super deduction (财税〔2015〕119号), `rd_hnte` that of
国科发火〔2016〕195号: two figures that differ by law, neither of which stands for the other."""

EXTRA_HEADING = msg("高企与领军指标（选填）")

BY_CODE: dict[str, Figure] = {figure.code: figure for figure in FIGURES}

_NEVER_MORE = (
    ("rd_staff", "staff"),
    ("rd_spend_domestic", "rd_spend"),
    ("high_tech_revenue", "revenue"),
    ("main_business_revenue", "revenue"),
    ("non_taxed_income", "total_income"),
    ("main_product_income", "high_tech_revenue"),
    ("core_product_income", "revenue"),
    ("rd_hnte_domestic", "rd_hnte"),
    ("full_time_rd_staff", "staff"),
)


class Severity(StrEnum):
    """A blocking problem stops the report; an unusual value passes with a reason."""

    BLOCKING = "blocking"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class Check:
    """What was found about the figure `field`."""

    code: str
    field: str
    severity: Severity
    text: Text

    @property
    def is_blocking(self) -> bool:
        """Whether the report cannot be sent like this."""
        return self.severity is Severity.BLOCKING


@dataclass(frozen=True)
class Change:
    """A figure that differs between two revisions."""

    figure: Figure
    before: int | None
    after: int | None


def parse(figure: Figure, raw: str) -> int | None:
    """What was typed, in 分 or heads; None for nothing typed. Raises ValueError where it is no such number."""
    plain = raw.strip()
    if not plain:
        return None
    if figure.unit is Unit.WAN:
        return parse_wan(plain)
    digits = plain.replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(MOST_PEOPLE)):
        raise ValueError(raw)
    return int(digits)


def show(figure: Figure, value: int | None) -> str:
    """A value as it is typed: 万元 with two decimals, or heads; "" where unknown."""
    if figure.unit is Unit.WAN:
        return format_wan(value)
    return "" if value is None else str(value)


def shown_figures(*values: Values) -> tuple[Figure, ...]:
    """What a table of these values lists: all but the extra figures that none of them has."""
    known = {code for one in values for code, value in one.items() if value is not None}
    return tuple(figure for figure in FIGURES if not figure.extra or figure.code in known)


def check(figures: Values, last_year: Values | None) -> list[Check]:
    """Everything wrong or unusual, blocking ones first, each in the order of the form.

    `last_year` is the year before as believed; None where it is not known, and then nothing is compared.
    """
    unknown = set(figures) - set(BY_CODE)
    if unknown:
        raise ValueError(f"no such figures: {sorted(unknown)}")
    order = {figure.code: place for place, figure in enumerate(FIGURES)}
    found = [*_missing_or_impossible(figures), *_parts_too_large(figures), *_unusual(figures, last_year or {})]
    return sorted(found, key=lambda one: (not one.is_blocking, order[one.field]))


def unexplained(checks: Collection[Check], explanations: Mapping[str, str]) -> list[Check]:
    """The unusual values for which no reason was given (reasons by the code of the figure)."""
    return [one for one in checks if not one.is_blocking and not explanations.get(one.field, "").strip()]


def changes(before: Values, after: Values) -> list[Change]:
    """What differs between two revisions, in the order of the form."""
    return [
        Change(figure, before.get(figure.code), after.get(figure.code))
        for figure in FIGURES
        if before.get(figure.code) != after.get(figure.code)
    ]


def _missing_or_impossible(figures: Values) -> list[Check]:
    found = []
    for figure in FIGURES:
        value = figures.get(figure.code)
        if value is None:
            if figure.required:
                found.append(_blocking("missing", figure.code, msg("请填写{label}。", label=figure.label)))
        elif value < 0 and not figure.signed:
            found.append(_blocking("negative", figure.code, msg("{label}不能小于 0。", label=figure.label)))
        elif figure.unit is Unit.PEOPLE and value > MOST_PEOPLE:
            text = msg("{label}不能大于 {limit} 人。", label=figure.label, limit=MOST_PEOPLE)
            found.append(_blocking("too_large", figure.code, text))
        elif figure.unit is Unit.ITEMS and value > MOST_ITEMS:
            text = msg("{label}不能大于 {limit} 项。", label=figure.label, limit=MOST_ITEMS)
            found.append(_blocking("too_large", figure.code, text))
    return found


def _parts_too_large(figures: Values) -> list[Check]:
    found = []
    for part, whole in _NEVER_MORE:
        small, large = figures.get(part), figures.get(whole)
        if small is not None and large is not None and small > large:
            text = msg(
                "{part}不能大于{whole} {limit} {unit}。",
                part=BY_CODE[part].label,
                whole=BY_CODE[whole].label,
                limit=show(BY_CODE[whole], large),
                unit=BY_CODE[whole].unit.value,
            )
            found.append(_blocking(f"{part}_exceeds_{whole}", part, text))
    return found


def _unusual(figures: Values, last_year: Values) -> list[Check]:
    found = []
    spend, revenue = figures.get("rd_spend"), figures.get("revenue")
    if spend is not None and revenue is not None and spend > revenue >= 0:
        text = msg("研发费用大于销售收入 {limit} 万元，请说明。", limit=format_wan(revenue))
        found.append(Check("rd_spend_exceeds_revenue", "rd_spend", Severity.UNUSUAL, text))
    found += _against_last_year("rd_spend", spend, last_year.get("rd_spend"), falls_too=True)
    found += _against_last_year("revenue", revenue, last_year.get("revenue"), falls_too=False)
    return found


def _against_last_year(code: str, now: int | None, before: int | None, *, falls_too: bool) -> list[Check]:
    """Three times last year's, or a third of it, is already unusual. From nothing there is no ratio."""
    if now is None or before is None or before <= 0 or now < 0:
        return []
    label, last = BY_CODE[code].label, format_wan(before)
    if now >= before * UNUSUAL_TIMES:
        text = msg(
            "{label}达到上年（{last} 万元）的 {times} 倍以上，请说明。", label=label, last=last, times=UNUSUAL_TIMES
        )
        return [Check(f"{code}_rose", code, Severity.UNUSUAL, text)]
    if falls_too and now * UNUSUAL_TIMES <= before:
        text = msg("{label}不到或仅为上年（{last} 万元）的三分之一，请说明。", label=label, last=last)
        return [Check(f"{code}_fell", code, Severity.UNUSUAL, text)]
    return []


def _blocking(code: str, field: str, text: Text) -> Check:
    return Check(code, field, Severity.BLOCKING, text)
