"""Many rights in a table: its columns, what each row says of a right, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from registry.core.text import Text, msg
from registry.intellectual_property.facts import NOT_USED, RightFacts, judge, with_term
from registry.intellectual_property.models import Acquisition
from registry.rosters.columns import Cleaned, Column, Fault, clean_date, clean_text, shown
from registry.rosters.parser import ParsedRow
from registry.rosters.sheets import Cell
from registry.rules.identifiers.characters import squeeze
from registry.rules.identifiers.ip_numbers import IpKind
from registry.web.shared.words import ACQUISITIONS, IP_KINDS

_KIND_NAMES = {
    **{str(word): kind for kind, word in IP_KINDS.items()},
    **dict.fromkeys(("发明", "发明专利"), IpKind.INVENTION_PATENT),
    **dict.fromkeys(("实用新型", "新型"), IpKind.UTILITY_MODEL),
    **dict.fromkeys(("外观设计", "外观"), IpKind.DESIGN),
    **dict.fromkeys(("软著", "软件著作", "计算机软件著作权", "软件著作权登记"), IpKind.SOFTWARE_COPYRIGHT),
    **dict.fromkeys(("PCT", "PCT申请", "PCT国际专利", "PCT国际申请"), IpKind.PCT),
    **dict.fromkeys(("集成电路布图设计", "布图设计"), IpKind.IC_LAYOUT),
    "植物新品种权": IpKind.PLANT_VARIETY,
}
_WAYS = {
    **{str(word): way for way, word in ACQUISITIONS.items()},
    **dict.fromkeys(("自主研发", "自主", "自主申请", "原始取得", "自行研发"), Acquisition.OWN),
    **dict.fromkeys(("受让", "转让", "购买", "继受取得"), Acquisition.PURCHASE),
    **dict.fromkeys(("受赠", "赠与"), Acquisition.GIFT),
    **dict.fromkeys(("并购", "合并", "收购"), Acquisition.MERGER),
}
_NOT_USED = ("没有用过", "未使用", "未使用过", "未用", "没用过", "否", "无", "0")


@dataclass(frozen=True)
class SheetRow:
    """A row as the preview shows it. `facts` is None where it cannot be recorded; the notes name their column."""

    number: int
    cells: Mapping[str, str]
    facts: RightFacts | None
    problems: tuple[tuple[Text, Text], ...] = ()
    warnings: tuple[Text, ...] = ()
    is_recorded: bool = False


def judged_rows(rows: Sequence[ParsedRow], recorded: set[tuple[IpKind, str]], on: date) -> list[SheetRow]:
    """Every row with all that is wrong with it; `recorded` are the firm's numbers.

    What the firm has already is no mistake and is not recorded again; the same number twice in the table is one.
    """
    seen: dict[tuple[IpKind, str], int] = {}
    found = []
    for row in rows:
        one = _judged(row, on)
        if one.facts is not None:
            key = (one.facts.kind, one.facts.number)
            if key in seen:
                problem = (_titles()["number"], msg("与第 {row} 行重复。", row=seen[key]))
                one = replace(one, facts=None, problems=(problem,))
            elif key in recorded:
                one = replace(one, is_recorded=True)
            seen.setdefault(key, one.number)
        found.append(one)
    return found


def _judged(row: ParsedRow, on: date) -> SheetRow:
    titles = _titles()
    problems = [(titles.get(one.key, msg("整行")), one.text) for one in row.problems if one.blocking]
    warnings = tuple(one.text for one in row.problems if not one.blocking)
    if problems:
        return SheetRow(row.row, row.cells, None, tuple(problems), warnings)
    values: dict[str, Any] = {name: value for name, value in row.values.items() if name in titles}
    judged = judge(with_term(RightFacts(**values)), on)
    named = tuple((titles[one.field], one.text) for one in judged.problems)
    return SheetRow(row.row, row.cells, None if named else judged.facts, named, (*warnings, *judged.warnings))


def _choose(key: str, names: Mapping[str, Any], offered: str) -> Callable[[Cell], Cleaned]:
    """A cleaner that gives the value of a word."""
    values = {squeeze(name).upper(): value for name, value in names.items()}

    def clean(cell: Cell) -> Cleaned:
        value = values.get(squeeze(shown(cell)).upper())
        if value is None:
            text = msg("“{value}”不是可选的内容；可填：{offered}", value=shown(cell)[:40], offered=offered)
            return Cleaned({}, Fault("bad_text", text))
        return Cleaned({key: value})

    return clean


def _hte_year(cell: Cell) -> Cleaned:
    text = squeeze(shown(cell)).removesuffix("认定").removesuffix("年")
    if text in _NOT_USED:
        return Cleaned({"hte_year": NOT_USED})
    if len(text) == 4 and text.isascii() and text.isdigit():
        return Cleaned({"hte_year": int(text)})
    wrong = msg("“{value}”应填认定的年份，例如 2023；没有用过的填 0", value=shown(cell)[:40])
    return Cleaned({}, Fault("bad_number", wrong))


def _number(cell: Cell) -> Cleaned:
    """Whatever stands there: the kind says how a number is written, so it is judged with the row."""
    return Cleaned({"number": shown(cell)})


def _titles() -> dict[str, Text]:
    return {column.key: column.title for column in COLUMNS}


def _list(names: Mapping[Any, Text]) -> str:
    return "、".join(str(word) for word in names.values())


def _day(key: str, title: Text, *headers: str) -> Column:
    return Column(key, title, headers, clean_date(key), max_length=64)


COLUMNS = (
    Column(
        "kind",
        msg("种类"),
        ("种类", "知识产权种类", "知识产权类别", "类别", "类型", "专利类型"),
        _choose("kind", _KIND_NAMES, _list(IP_KINDS)),
        needed=True,
        max_length=60,
    ),
    Column(
        "number",
        msg("编号"),
        ("编号", "授权号", "专利号", "登记号", "知识产权编号", "专利号/登记号", "号码"),
        _number,
        needed=True,
        max_length=60,
    ),
    Column(
        "title",
        msg("名称"),
        ("名称", "知识产权名称", "专利名称", "软件名称", "发明名称"),
        clean_text("title"),
        needed=True,
    ),
    Column(
        "owners",
        msg("权利人"),
        ("权利人", "专利权人", "著作权人", "所有权人"),
        clean_text("owners"),
        max_length=300,
    ),
    Column(
        "acquisition",
        msg("取得方式"),
        ("取得方式", "获得方式", "权利取得方式"),
        _choose("acquisition", _WAYS, _list(ACQUISITIONS)),
        max_length=60,
    ),
    _day("filed_on", msg("申请日"), "申请日", "申请日期", "申请时间"),
    _day("granted_on", msg("授权日"), "授权日", "授权日期", "授权（登记）日", "登记日", "登记日期", "授权公告日"),
    _day("expires_on", msg("届满日"), "届满日", "期限届满日", "到期日", "有效期至"),
    _day("lapsed_on", msg("失效日"), "失效日", "失效日期", "终止日"),
    Column(
        "product",
        msg("主要产品"),
        ("主要产品", "主要产品（服务）", "产品", "对应产品", "用于的主要产品（服务）"),
        clean_text("product"),
    ),
    Column(
        "hte_year",
        msg("高企认定年份"),
        ("高企认定年份", "用于高企认定年份", "曾用于高新技术企业认定", "认定年份"),
        _hte_year,
        max_length=60,
    ),
)
"""The columns of a table of rights, as people write them."""
