"""R&D of a year in the tax sense (财税〔2015〕119号 and what followed), line by line.

Amounts are exact fractions of a 分 inside; totals are rounded down to the 分, never in the firm's favour. Nothing here
splits R&D into expensed and capitalised: the figure is the year's R&D that may be deducted, before that split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.rd_accounts import (
    LABELS,
    RD_ACCOUNTS,
    Line,
    YearAccounts,
    other_limit,
    rounded_down,
)
from registry.rules.value_files import load
from registry.rules.values import RuleSet
from registry.rules.wording import share, wan

_TAKEN_OFF = {
    "scrap_income": msg("特殊收入（下脚料、残次品、中间试制品等）"),
    "sold_materials": msg("直接形成产品对外销售的材料费用"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxProject:
    """One R&D project's year. `not_for_tax` is what of the booked items (分) never counts for tax.

    That is pure management staff (within personnel), buildings and other long-term deferred costs (within
    depreciation). `scrap_income` and `sold_materials` (分) are taken off at the end. Raises ValueError below zero or
    where more is left out than was booked.
    """

    name: str
    accounts: YearAccounts
    not_for_tax: YearAccounts = YearAccounts()
    scrap_income: int = 0
    sold_materials: int = 0

    def __post_init__(self) -> None:
        if self.scrap_income < 0 or self.sold_materials < 0:
            raise ValueError("an amount to take off is below zero")
        for item in LABELS:
            if self.not_for_tax.amount(item) > self.accounts.amount(item):
                raise ValueError(f"more of {item} is left out than was booked")

    @property
    def eligible(self) -> YearAccounts:
        """The booked items without what never counts for tax."""
        left = {item: self.accounts.amount(item) - self.not_for_tax.amount(item) for item in LABELS}
        return YearAccounts(**left)


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """Deductible R&D of a year; `carried_over` 分 of sold materials are taken off in later years."""

    exact_total: Fraction
    exact_domestic: Fraction
    lines: tuple[Line, ...]
    carried_over: int

    @property
    def total(self) -> int:
        """All deductible R&D in whole 分, rounded down."""
        return rounded_down(self.exact_total)

    @property
    def domestic(self) -> int:
        """Deductible R&D within China in whole 分, rounded down: what the limit on foreign R&D is measured by."""
        return rounded_down(self.exact_domestic)


def tax_total(projects: Sequence[TaxProject], year: int) -> TaxTotal:
    """Deductible R&D of the firm's `projects` in a calendar year. Raises NotInForceError before 2016.

    Other costs count up to 10 % of the sum they are part of, that is the first five items × 10 ÷ 90: project by project
    before 2021, all together from 2021 (公告2021年第28号). Outsourced at home: 80 % of what was paid. Abroad: 80 %, and
    at most two thirds of the deductible R&D within China; nothing before 2018. Scrap income and the materials of sold
    products are taken off the sum, which does not fall below 0.
    """
    books = _Books(tuple(projects), load(RD_ACCOUNTS), date(year, 12, 31))
    lines = tuple(_line(books, item) for item in LABELS)
    taken, carried_over = _taken_off(books)
    total = sum((line.counted for line in (*lines, *taken)), Fraction(0))
    return TaxTotal(total, books.domestic, (*lines, *taken), carried_over)


@dataclass(frozen=True, slots=True)
class _Books:
    """The firm's projects in one year, before the values in force at its end."""

    projects: tuple[TaxProject, ...]
    rules: RuleSet
    on: date

    @property
    def booked(self) -> YearAccounts:
        return _sum([project.accounts for project in self.projects])

    @property
    def eligible(self) -> YearAccounts:
        return _sum([project.eligible for project in self.projects])

    @property
    def is_pooled(self) -> bool:
        return self.rules.flag("tax_other_pooled", self.on)

    @property
    def other_share(self) -> Fraction:
        return self.rules.share("tax_other_share", self.on).value

    @property
    def foreign_share(self) -> Fraction:
        return self.rules.share("tax_foreign_share", self.on).value

    @property
    def other(self) -> Fraction:
        parts = [self.eligible] if self.is_pooled else [project.eligible for project in self.projects]
        allowed = (min(Fraction(part.other), other_limit(part.internal, self.other_share)) for part in parts)
        return sum(allowed, Fraction(0))

    @property
    def at_home(self) -> Fraction:
        return self.eligible.outsourced_domestic * self.rules.share("tax_outsourced_share", self.on).value

    @property
    def domestic(self) -> Fraction:
        return self.eligible.internal + self.other + self.at_home

    @property
    def foreign_thirds(self) -> int:
        return self.rules.limit("tax_foreign_thirds", self.on).value

    @property
    def foreign_limit(self) -> Fraction:
        return self.domestic * Fraction(self.foreign_thirds, 3)

    @property
    def abroad(self) -> Fraction:
        return min(self.eligible.outsourced_foreign * self.foreign_share, self.foreign_limit)

    def counted(self, item: str) -> Fraction:
        special = {"other": self.other, "outsourced_domestic": self.at_home, "outsourced_foreign": self.abroad}
        return special[item] if item in special else Fraction(self.eligible.amount(item))


def _sum(accounts: Sequence[YearAccounts]) -> YearAccounts:
    return YearAccounts(**{item: sum(one.amount(item) for one in accounts) for item in LABELS})


_BASIS = {
    "other": "tax_other_share",
    "outsourced_domestic": "tax_outsourced_share",
    "outsourced_foreign": "tax_foreign_share",
}


def _line(books: _Books, item: str) -> Line:
    parameter = books.rules.parameters[_BASIS.get(item, "tax_items")]
    booked, counted = books.booked.amount(item), books.counted(item)
    why = _why(books, item) if counted != booked else None
    return Line(item, LABELS[item], booked, counted, parameter.article, parameter.document.number, why)


def _why(books: _Books, item: str) -> Text:
    """Why an item does not count in full: what is cut by a rule comes before what was never eligible."""
    eligible = books.eligible.amount(item)
    if item == "other" and books.other < eligible:
        return _why_other(books)
    if item == "outsourced_domestic" and eligible:
        return msg("委托境内研发按实际发生额的 {share} % 计入", share=share(Fraction(books.at_home, eligible)))
    if item == "outsourced_foreign" and eligible:
        return _why_foreign(books)
    left_out = wan(books.booked.amount(item) - eligible)
    if item == "personnel":
        return msg("其中 {amount} 万元为专门从事管理的人员费用等，不属于加计扣除范围", amount=left_out)
    if item == "depreciation":
        return msg("其中 {amount} 万元为房屋建筑物折旧、其他长期待摊费用等，不属于加计扣除范围", amount=left_out)
    return msg("其中 {amount} 万元不属于加计扣除范围", amount=left_out)


def _why_other(books: _Books) -> Text:
    limit = wan(rounded_down(books.other))
    if books.is_pooled:
        return msg(
            "其他相关费用不超过可加计扣除研发费用的 {share} %，全部项目合并计算，最多计 {limit} 万元",
            share=share(books.other_share),
            limit=limit,
        )
    return msg(
        "其他相关费用不超过可加计扣除研发费用的 {share} %，按项目分别计算，合计计 {limit} 万元",
        share=share(books.other_share),
        limit=limit,
    )


def _why_foreign(books: _Books) -> Text:
    if not books.foreign_share:
        return msg("{year} 年度委托境外研发费用不得加计扣除", year=books.on.year)
    if books.abroad < books.eligible.outsourced_foreign * books.foreign_share:
        return msg(
            "委托境外研发按实际发生额的 {share} % 计入，且不超过境内符合条件研发费用的 {thirds}/3，即 {limit} 万元",
            thirds=books.foreign_thirds,
            share=share(books.foreign_share),
            limit=wan(rounded_down(books.foreign_limit)),
        )
    return msg("委托境外研发按实际发生额的 {share} % 计入", share=share(books.foreign_share))


def _taken_off(books: _Books) -> tuple[list[Line], int]:
    """The lines that are taken off, in the order of the tax return, and what of sold materials is left over."""
    left, lines, over = books.domestic + books.abroad, [], 0
    for item, label in _TAKEN_OFF.items():
        parameter = books.rules.parameters[item]
        booked = sum(getattr(project, item) for project in books.projects)
        if not booked or not books.rules.flag(item, books.on):
            continue
        taken = min(Fraction(booked), left)
        left -= taken
        why = _why_taken_off(item, is_short=taken < booked)
        lines.append(Line(item, label, booked, -taken, parameter.article, parameter.document.number, why))
        if item == "sold_materials":
            over = booked - rounded_down(taken)
    return lines, over


def _why_taken_off(item: str, *, is_short: bool) -> Text:
    if item == "scrap_income":
        if is_short:
            return msg("从研发费用中扣减，不足扣减的按零计算")
        return msg("从研发费用中扣减")
    if is_short:
        return msg("从研发费用中扣减，不足扣减的结转以后年度继续扣减")
    return msg("从研发费用中扣减")
