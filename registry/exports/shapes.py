"""A year's figures in the shapes that other systems ask for, ready to paste. What is not held stays empty.

Their units are kept: the yearly report of 高企 and the statistical tables 107-1 and 107-2 in whole 千元, the ledger of
the extra deduction in 元.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from registry.core.text import Text, msg
from registry.exports.tables import Cell, Column, Say, Table, sheet_names
from registry.exports.writers import plain
from registry.reports.figures import Values
from registry.reports.table_cells import money
from registry.reports.table_specs import ITEMS, Row, Tables
from registry.reports.table_totals import calibres, spent

_FEN_PER_THOUSAND = 100_000
_FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Held:
    """What the registry holds of a firm's year; `source` says which revision, of which day."""

    name: str
    uscc: str
    year: int
    figures: Values
    tables: Tables
    class_one: int
    class_two: int
    source: str


@dataclass(frozen=True)
class Shape:
    """One table of another system: its name, its unit, its columns and its lines; amounts as that system wants them."""

    code: str
    title: Text
    unit: Text
    columns: tuple[Text, ...]
    lines: tuple[tuple[Cell, ...], ...]

    def as_text(self, say: Say) -> str:
        """Heading and lines parted by tabs, as a spreadsheet pastes them."""
        lines = [[say(column) for column in self.columns], *([_pasted(cell) for cell in line] for line in self.lines)]
        return "\n".join("\t".join(line) for line in lines)

    def as_table(self, held: Held, say: Say) -> Table:
        """For a file: the lines, and a cover that says whose figures these are and where they come from."""
        about = [
            (say(msg("企业")), f"{held.name} {held.uscc}"),
            (say(msg("年度")), str(held.year)),
            (say(msg("金额单位")), say(self.unit)),
            (say(msg("数据来源")), held.source),
        ]
        columns = [Column(say(column), 30 if number < 2 else 16) for number, column in enumerate(self.columns)]
        return Table(say(self.title), columns, self.lines, about, size=len(self.lines), sheets=sheet_names(say))


THOUSANDS = msg("千元")
YUAN = msg("元")


def shapes(held: Held, say: Say) -> tuple[Shape, ...]:
    """All shapes, in the order of the year: statistics, the report of 高企, the ledger."""
    return (_yearly_report(held, say), _projects(held), _activity(held, say), _ledger(held, say))


def thousands(fen: int | None) -> int | None:
    """Whole 千元, half up."""
    return None if fen is None else int((Decimal(fen) / _FEN_PER_THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


def yuan(fen: int | None) -> Decimal | None:
    """元 with two decimals."""
    return None if fen is None else (Decimal(fen) / _FEN_PER_YUAN).quantize(Decimal("0.01"))


def _yearly_report(held: Held, say: Say) -> Shape:
    money_of, count_of = held.figures.get, held.figures.get
    lines: list[tuple[Text, Text, Cell]] = [
        (msg("企业名称"), msg("文字"), held.name),
        (msg("统一社会信用代码"), msg("文字"), held.uscc),
        (msg("职工总数"), msg("人"), count_of("staff")),
        (msg("其中：科技人员"), msg("人"), count_of("rd_staff")),
        (msg("营业（销售）收入"), THOUSANDS, thousands(money_of("revenue"))),
        (msg("其中：高新技术产品（服务）收入"), THOUSANDS, thousands(money_of("high_tech_revenue"))),
        (msg("利润总额"), THOUSANDS, thousands(money_of("profit"))),
        (msg("实际上缴税费总额"), THOUSANDS, thousands(money_of("tax_paid"))),
        (msg("年末资产总额"), THOUSANDS, thousands(money_of("total_assets"))),
        (msg("年末净资产"), THOUSANDS, thousands(money_of("net_assets"))),
        (msg("研究开发费用（高企口径）"), THOUSANDS, thousands(money_of("rd_hnte"))),
        (msg("其中：在中国境内发生的研究开发费用"), THOUSANDS, thousands(money_of("rd_hnte_domestic"))),
        (msg("科技成果转化数"), msg("项"), count_of("transformations")),
        (msg("有效Ⅰ类知识产权"), msg("项"), held.class_one),
        (msg("有效Ⅱ类知识产权"), msg("项"), held.class_two),
    ]
    columns = (msg("指标"), msg("单位"), msg("数值"))
    title = msg("高新技术企业年度发展情况报表")
    return Shape("hnte", title, THOUSANDS, columns, tuple(_said(lines, say)))


def _projects(held: Held) -> Shape:
    columns = (
        msg("序号"),
        msg("项目名称"),
        msg("项目开展形式"),
        msg("起始日期"),
        msg("完成日期"),
        msg("项目经费支出"),
        msg("其中：人员人工费用"),
        msg("项目成果"),
    )
    lines = tuple(
        (
            number,
            _word(row, "name"),
            _word(row, "form"),
            _word(row, "started_on"),
            _word(row, "ended_on"),
            thousands(spent(row)),
            thousands(money(row, "personnel")),
            _word(row, "outcome"),
        )
        for number, row in enumerate(_rows(held), start=1)
    )
    return Shape("t107-1", msg("107-1 企业研究开发项目情况"), THOUSANDS, columns, lines)


def _activity(held: Held, say: Say) -> Shape:
    rows = _rows(held)
    booked = {item: sum(money(row, item) for row in rows) if rows else None for item in ITEMS}
    lines: list[tuple[Text, Text, Cell]] = [
        (msg("研究开发人员合计"), msg("人"), held.figures.get("rd_staff")),
        (msg("研究开发费用合计"), THOUSANDS, thousands(sum(spent(row) for row in rows)) if rows else None),
        *((label, THOUSANDS, thousands(booked[item])) for item, label in ITEMS.items()),
        (msg("研究开发项目数"), msg("项"), len(rows) if rows else None),
        (msg("高新技术产品（服务）收入"), THOUSANDS, thousands(held.figures.get("high_tech_revenue"))),
    ]
    columns = (msg("指标"), msg("单位"), msg("数值"))
    return Shape("t107-2", msg("107-2 企业研究开发活动及相关情况"), THOUSANDS, columns, tuple(_said(lines, say)))


def _ledger(held: Held, say: Say) -> Shape:
    rows = _rows(held)
    columns = (msg("项目编号"), msg("项目名称"), *ITEMS.values(), msg("合计"))
    lines: list[tuple[Cell, ...]] = [
        (_word(row, "no"), _word(row, "name"), *(yuan(money(row, item)) for item in ITEMS), yuan(spent(row)))
        for row in rows
    ]
    if rows:
        sums = [sum(money(row, item) for row in rows) for item in ITEMS]
        lines.append((None, say(msg("合计")), *map(yuan, sums), yuan(sum(sums))))
    both = calibres(held.tables, held.year)
    if both is not None:
        empty = [None] * len(ITEMS)
        lines.append((None, say(msg("可加计扣除的研发费用（加计扣除口径）")), *empty, yuan(both.tax.total)))
    title = msg("研发支出辅助账汇总表（加计扣除）")
    return Shape("ledger", title, YUAN, columns, tuple(lines))


def _rows(held: Held) -> Sequence[Row]:
    return held.tables.get("projects", [])


def _word(row: Row, code: str) -> str | None:
    value = row.get(code)
    return None if value is None else str(value)


def _said(lines: Iterable[tuple[Text, Text, Cell]], say: Say) -> Iterable[tuple[Cell, ...]]:
    return ((say(label), say(unit), value) for label, unit, value in lines)


def _pasted(cell: Cell) -> str:
    return plain(cell).replace("\t", " ").replace("\n", " ")
