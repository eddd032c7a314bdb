"""The files of the exchange folder: their columns, and how a cell is read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.core.money import parse_wan
from registry.core.text import Text, msg
from registry.enterprises.models import Presence, SizeClass
from registry.intellectual_property.models import Acquisition
from registry.intellectual_property.owners import OWNER_MARK, owner_names
from registry.reference.models import Tier
from registry.reports.figures import FIGURES, Unit
from registry.rules.identifiers.ip_numbers import IpKind
from registry.rules.identifiers.uscc import check as check_uscc

SIZE_CLASSES = {"微型": SizeClass.MICRO, "小型": SizeClass.SMALL, "中型": SizeClass.MEDIUM, "大型": SizeClass.LARGE}
PRESENCES = {"在业": Presence.ACTIVE, "注销": Presence.DEREGISTERED, "迁出": Presence.MOVED_OUT}
YES_NO = {"yes": True, "no": False}
DEFAULT_SCHEMES = {Tier.SME: "national_sme", Tier.HTE: "national_hte", Tier.LEADING: "zhejiang_leading"}


class CellError(Exception):
    """A cell cannot be taken; `text` says why and what is expected."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, how a filled cell is read, and whether it must be there and be filled."""

    name: str
    read: Reader
    is_needed: bool = False
    may_be_empty: bool = True


def _uscc(cell: str) -> str:
    found = check_uscc(cell)
    if found.refused:
        raise CellError(found.text or msg("统一社会信用代码不正确。"))
    return found.code


def _text(limit: int) -> Reader:
    def read(cell: str) -> str:
        if len(cell) > limit or "\x00" in cell:
            raise CellError(msg("文字过长或含有不能保存的字符，最多 {limit} 个字。", limit=limit))
        return cell

    return read


def _day(cell: str) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise CellError(msg("日期应写成 YYYY-MM-DD。")) from None
    if len(cell) != 10 or not date(1900, 1, 1) <= day < date(9999, 12, 31):
        raise CellError(msg("日期应写成 YYYY-MM-DD，并在 1900 年之后。"))
    return day


def _wan(cell: str) -> int:
    try:
        return parse_wan(cell)
    except ValueError:
        raise CellError(msg("金额应为万元，最多两位小数。")) from None


def _whole(low: int, high: int) -> Reader:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and len(cell) < 12 and low <= int(cell) <= high):
            raise CellError(msg("应为 {low} 到 {high} 之间的整数。", low=low, high=high))
        return int(cell)

    return read


def _one_of(values: dict[str, Any]) -> Reader:
    def read(cell: str) -> Any:
        if cell not in values:
            raise CellError(msg("应为以下之一：{values}。", values="、".join(values)))
        return values[cell]

    return read


def _needed(name: str, read: Reader) -> Column:
    return Column(name, read, is_needed=True, may_be_empty=False)


def _owners(cell: str) -> str:
    names: str = _text(300)(OWNER_MARK.join(owner_names(cell)))
    return names


_yes_no = _one_of(YES_NO)
_people = _whole(0, 10_000_000)

ENTERPRISES = (
    _needed("uscc", _uscc),
    _needed("name", _text(120)),
    _needed("street_code", _text(12)),
    Column("street", _text(60)),
    Column("park", _text(60)),
    Column("industry_code", _text(16)),
    Column("industry", _text(60)),
    Column("registered_on", _day),
    Column("size_class", _one_of(SIZE_CLASSES)),
    Column("status", _one_of(PRESENCES)),
    Column("left_on", _day),
)
PROFILES = (
    _needed("uscc", _uscc),
    _needed("valid_from", _day),
    Column("valid_to", _day),
    _needed("name", _text(120)),
    _needed("street_code", _text(12)),
    Column("park", _text(60)),
    Column("industry_code", _text(16)),
    Column("industry", _text(60)),
    Column("size_class", _one_of(SIZE_CLASSES)),
    Column("above_scale", _yes_no),
    Column("listed", _yes_no),
    Column("status", _one_of(PRESENCES)),
)
REPORTS = (
    _needed("uscc", _uscc),
    _needed("year", _whole(1990, 2100)),
    *(
        Column(name, _wan)
        for name in ("revenue", "operating_cost", "rd_spend", "rd_spend_domestic", "total_assets", "net_assets")
    ),
    *(Column(name, _wan) for name in ("high_tech_revenue", "profit", "tax_paid")),
    Column("staff", _people),
    Column("rd_staff", _people),
)
REPORT_FIGURES = (
    _needed("uscc", _uscc),
    _needed("year", _whole(1990, 2100)),
    *(Column(figure.code, _wan if figure.unit is Unit.WAN else _people) for figure in FIGURES if figure.extra),
)
RIGHTS = (
    _needed("uscc", _uscc),
    _needed("kind", _one_of({kind.value: kind for kind in IpKind})),
    _needed("number", _text(40)),
    Column("filed_on", _day),
    Column("granted_on", _day),
    Column("expires_on", _day),
    Column("lapsed_on", _day),
    Column("title", _text(200)),
    Column("acquisition", _one_of({way.value: way for way in Acquisition})),
    Column("owners", _owners),
    Column("product", _text(200)),
    Column("hte_year", _whole(0, 2100)),
)
DECLARATIONS = (
    _needed("uscc", _uscc),
    _needed("fact", _text(60)),
    _needed("value", _text(1000)),
    Column("source", _one_of({"firm": "firm", "officer": "officer"})),
)
CERTIFICATIONS = (
    _needed("uscc", _uscc),
    _needed("tier", _one_of({tier.value: tier for tier in Tier})),
    Column("certificate_number", _text(60), is_needed=True),
    Column("issued_on", _day),
    _needed("valid_from", _day),
    _needed("valid_to", _day),
    Column("revoked_on", _day),
    Column("scheme", _text(32)),
)

SHEETS: dict[str, tuple[Column, ...]] = {
    "enterprises.csv": ENTERPRISES,
    "profiles.csv": PROFILES,
    "certifications.csv": CERTIFICATIONS,
    "annual_reports.csv": REPORTS,
    "report_figures.csv": REPORT_FIGURES,
    "intellectual_property.csv": RIGHTS,
    "declarations.csv": DECLARATIONS,
}
