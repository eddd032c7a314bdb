"""One year of booked R&D, and how much of it counts for 高企 (国科发火〔2016〕195号 三(六)), line by line.

The tax sense of the same books is in `registry.rules.rd_tax`. Inside, amounts are exact fractions of a 分; the totals
are rounded down to the 分, so that rounding never works in the firm's favour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.value_files import load
from registry.rules.values import RuleSet
from registry.rules.wording import share, wan

RD_ACCOUNTS = "rd_accounts"
HNTE = "hnte_2016"

LABELS: dict[str, Text] = {
    "personnel": msg("人员人工费用"),
    "direct_input": msg("直接投入费用"),
    "depreciation": msg("折旧与长期待摊费用"),
    "amortisation": msg("无形资产摊销费用"),
    "design": msg("设计费用"),
    "trial": msg("装备调试与试验费用"),
    "other": msg("其他费用"),
    "outsourced_domestic": msg("委托境内研发"),
    "outsourced_foreign": msg("委托境外研发"),
}
"""The nine items of a year's accounts, in the order of the return."""

INTERNAL = ("personnel", "direct_input", "depreciation", "amortisation", "design", "trial")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAccounts:
    """What was booked as R&D in one year, in 分; outsourced at what was actually paid. Raises ValueError below zero."""

    personnel: int = 0
    direct_input: int = 0
    depreciation: int = 0
    amortisation: int = 0
    design: int = 0
    trial: int = 0
    other: int = 0
    outsourced_domestic: int = 0
    outsourced_foreign: int = 0

    def __post_init__(self) -> None:
        for item in fields(self):
            if getattr(self, item.name) < 0:
                raise ValueError(f"{item.name} is below zero")

    def amount(self, item: str) -> int:
        """分 booked under one of the nine items."""
        value: int = getattr(self, item)
        return value

    @property
    def internal(self) -> int:
        """分 of the six items that are the firm's own work, without the other costs."""
        return sum(self.amount(item) for item in INTERNAL)


@dataclass(frozen=True, slots=True)
class Line:
    """How one item came to count: 分 booked, 分 counted (exact), and `why` where the two differ."""

    item: str
    label: Text
    booked: int
    counted: Fraction
    article: str
    document: str
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class HnteShares:
    """The two shares of 195号 三(六), as fractions of 1: outsourced R&D that counts, other costs in the total."""

    outsourced: Fraction
    other: Fraction


@dataclass(frozen=True, slots=True)
class HnteTotal:
    """R&D of a year in the sense of 195号; `exact_…` in exact 分, for ratios."""

    exact_total: Fraction
    exact_domestic: Fraction
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """All R&D that counts, in whole 分, rounded down."""
        return rounded_down(self.exact_total)

    @property
    def domestic(self) -> int:
        """R&D spent in China, in whole 分, rounded down: everything but what was outsourced abroad."""
        return rounded_down(self.exact_domestic)


def hnte_shares(rule_set: RuleSet, on: date) -> HnteShares:
    """The shares of `hnte_2016` in force on `on`. Raises NotInForceError before 2016."""
    return HnteShares(rule_set.share("outsourced_share", on).value, rule_set.share("other_share", on).value)


def hnte_total(accounts: YearAccounts, shares: HnteShares | None = None) -> HnteTotal:
    """R&D of one year as 195号 counts it; without `shares`, by those in force when they were last checked.

    Outsourced R&D counts at 80 % of what was paid, at home and abroad alike. Other costs count up to 20 % of the total,
    themselves included: 25 % of all the rest as counted. The part in China leaves out what was outsourced abroad.
    """
    shares = shares or hnte_shares(load(HNTE), load(HNTE).last_checked_on)
    abroad = accounts.outsourced_foreign * shares.outsourced
    rest = accounts.internal + accounts.outsourced_domestic * shares.outsourced + abroad
    other = min(Fraction(accounts.other), other_limit(rest, shares.other))
    total = rest + other
    return HnteTotal(total, total - abroad, tuple(_hnte_lines(accounts, shares, rest, other)))


def other_limit(rest: Fraction | int, portion: Fraction) -> Fraction:
    """The most of other costs (分) that may stand beside `rest` where they may be `portion` of the sum of both."""
    return Fraction(rest * portion, 1 - portion)


def rounded_down(amount: Fraction) -> int:
    """Whole 分."""
    return amount.numerator // amount.denominator


def _hnte_lines(accounts: YearAccounts, shares: HnteShares, rest: Fraction, other: Fraction) -> Iterator[Line]:
    parameter = load(HNTE).parameters["outsourced_share"]
    article, document = parameter.article, parameter.document.number
    for item, label in LABELS.items():
        booked = accounts.amount(item)
        if item == "other":
            why = _why_other(shares, rest) if other < booked else None
            yield Line(item, label, booked, other, article, document, why)
        elif item in INTERNAL:
            yield Line(item, label, booked, Fraction(booked), article, document)
        else:
            why = _why_outsourced(item, shares) if booked else None
            yield Line(item, label, booked, booked * shares.outsourced, article, document, why)


def _why_other(shares: HnteShares, rest: Fraction) -> Text:
    return msg(
        "其他费用不超过研发费用总额的 {share} %，即其余各项 {rest} 万元的 {ratio} %，最多计 {limit} 万元",
        share=share(shares.other),
        rest=wan(rounded_down(rest)),
        ratio=share(other_limit(1, shares.other)),
        limit=wan(rounded_down(other_limit(rest, shares.other))),
    )


def _why_outsourced(item: str, shares: HnteShares) -> Text:
    if item == "outsourced_foreign":
        return msg(
            "委托研发按实际发生额的 {share} % 计入；委托境外的不计入境内研发费用", share=share(shares.outsourced)
        )
    return msg("委托研发按实际发生额的 {share} % 计入", share=share(shares.outsourced))
