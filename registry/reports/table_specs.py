"""The tables of an annual report: which columns each has and what a cell holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from registry.core.text import Text, msg
from registry.rules.rd_accounts import LABELS

MOST_ROWS = 200
"""Rows of one table."""

Value: TypeAlias = str | int | bool | list[str]
Row: TypeAlias = dict[str, Value]
"""A row as it is kept, fit for JSON: money in 分, days as "2025-03-01"; an empty cell is missing."""

Tables: TypeAlias = dict[str, list[Row]]
"""The rows of each table by its code."""


class CellKind(StrEnum):
    """What a cell holds, and how it is typed."""

    TEXT = "text"
    LONG = "long"
    WAN = "wan"  # 万元 typed, 分 kept
    HEADS = "heads"
    DAY = "day"
    CHOICE = "choice"
    YES = "yes"  # 是 or 否
    CODES = "codes"  # several, joined by ；
    NUMBER = "number"  # the row's own, RD01


@dataclass(frozen=True)
class Column:
    """One column. `prefix` begins the row's number; `refers_to` is the table whose numbers it names."""

    code: str
    label: Text
    kind: CellKind = CellKind.TEXT
    required: bool = False
    longest: int = 120
    choices: tuple[Text, ...] = ()
    prefix: str = ""
    refers_to: str = ""
    hint: Text | None = None


@dataclass(frozen=True)
class TableSpec:
    """One table; its first column names the row. `about` says what belongs in it, `briefly` what a list shows."""

    code: str
    label: Text
    about: Text
    columns: tuple[Column, ...]
    briefly: tuple[str, ...]
    most: int = MOST_ROWS

    @property
    def key(self) -> Column:
        """The column that names the row."""
        return self.columns[0]

    def column(self, code: str) -> Column:
        """The column of that code. Raises KeyError."""
        return {one.code: one for one in self.columns}[code]


FIELDS = (
    msg("电子信息"),
    msg("生物与新医药"),
    msg("航空航天"),
    msg("新材料"),
    msg("高技术服务"),
    msg("新能源与节能"),
    msg("资源与环境"),
    msg("先进制造与自动化"),
)
"""国家重点支持的高新技术领域 (国科发火〔2016〕32号, annex)."""

FORMS = (msg("自主研发"), msg("委托研发"), msg("合作研发"), msg("集中研发"))
WAYS = (msg("自行投资实施转化"), msg("向他人转让"), msg("许可他人使用"), msg("合作实施"), msg("作价投资"))
"""促进科技成果转化法 art. 16, without the open last item."""

MONTHS = tuple(str(month) for month in range(1, 13))
PROJECT, PRODUCT, RESULT = "RD", "PS", "CG"
ITEMS: dict[str, Text] = LABELS
"""The nine booked items of R&D by the code of their column."""

_FIELD = Column("field", msg("技术领域"), CellKind.CHOICE, choices=FIELDS)
_RIGHTS = Column("rights", msg("知识产权编号"), CellKind.CODES, longest=1000, hint=msg("多个用；分隔"))
_PROJECTS = Column(
    "projects", msg("来源研发项目"), CellKind.CODES, longest=300, refers_to="projects", hint=msg("例如 RD01；RD02")
)

STAFF = TableSpec(
    "staff",
    msg("人员"),
    msg("各月月初、月末的职工人数和科技人员数。年中成立或停业的，只填实际经营的月份。"),
    (
        Column("month", msg("月份"), CellKind.CHOICE, True, choices=tuple(Text(month, {}) for month in MONTHS)),
        Column("staff_start", msg("职工总数（月初）"), CellKind.HEADS, True),
        Column("staff_end", msg("职工总数（月末）"), CellKind.HEADS, True),
        Column("rd_start", msg("科技人员数（月初）"), CellKind.HEADS, True),
        Column("rd_end", msg("科技人员数（月末）"), CellKind.HEADS, True),
    ),
    ("staff_start", "staff_end", "rd_start", "rd_end"),
    most=len(MONTHS),
)
PROJECTS = TableSpec(
    "projects",
    msg("研发项目"),
    msg("本年度进行的研究开发项目和各项目本年账面归集的费用。委托研发按实际支付的金额填写。"),
    (
        Column("no", msg("编号"), CellKind.NUMBER, True, prefix=PROJECT),
        Column("name", msg("项目名称"), required=True),
        _FIELD,
        Column("form", msg("研发形式"), CellKind.CHOICE, choices=FORMS),
        Column("started_on", msg("开始日期"), CellKind.DAY, True),
        Column("ended_on", msg("结束日期"), CellKind.DAY, True),
        Column("budget", msg("项目预算（万元）"), CellKind.WAN),
        *(Column(code, msg("{item}（万元）", item=label), CellKind.WAN) for code, label in ITEMS.items()),
        Column("management", msg("人员费用中专门从事管理人员的部分（万元）"), CellKind.WAN),
        Column("buildings", msg("折旧中房屋建筑物和其他长期待摊的部分（万元）"), CellKind.WAN),
        Column("scrap_income", msg("下脚料、残次品等特殊收入（万元）"), CellKind.WAN),
        Column("sold_materials", msg("形成产品对外销售的材料费用（万元）"), CellKind.WAN),
        _RIGHTS,
        Column("outcome", msg("研发成果"), CellKind.LONG, longest=500),
    ),
    ("name", "started_on", "ended_on", "budget"),
)
PRODUCTS = TableSpec(
    "products",
    msg("高新产品"),
    msg("本年度的高新技术产品（服务）和收入。"),
    (
        Column("no", msg("编号"), CellKind.NUMBER, True, prefix=PRODUCT),
        Column("name", msg("产品（服务）名称"), required=True),
        _FIELD,
        Column("income", msg("本年收入（万元）"), CellKind.WAN, True),
        Column("is_main", msg("是否主要产品（服务）"), CellKind.YES, True),
        _PROJECTS,
        _RIGHTS,
    ),
    ("name", "income", "is_main"),
)
RESULTS = TableSpec(
    "results",
    msg("成果转化"),
    msg("本年度转化的科技成果。同一成果转化为多个产品、服务、工艺的，只填一项。"),
    (
        Column("no", msg("编号"), CellKind.NUMBER, True, prefix=RESULT),
        Column("name", msg("成果名称"), required=True),
        Column("way", msg("转化方式"), CellKind.CHOICE, True, choices=WAYS),
        Column("done_on", msg("转化日期"), CellKind.DAY, True),
        _PROJECTS,
        Column(
            "products",
            msg("转化为的产品"),
            CellKind.CODES,
            longest=300,
            refers_to="products",
            hint=msg("例如 PS01；PS02"),
        ),
        _RIGHTS,
    ),
    ("name", "way", "done_on"),
)

TABLES: dict[str, TableSpec] = {spec.code: spec for spec in (STAFF, PROJECTS, PRODUCTS, RESULTS)}
