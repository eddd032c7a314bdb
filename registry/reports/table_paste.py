"""Cells copied out of a spreadsheet: text with tabs between them, one line a row. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.core.text import Text, msg
from registry.reports.table_specs import Column, TableSpec


@dataclass(frozen=True)
class Pasted:
    """Rows as typed and the line on which each stood, counted from 1; what cannot be told apart at all."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)


def read_pasted(spec: TableSpec, text: str) -> Pasted:
    """The rows of `text`. A first line of headings says the order of the columns; without it they stand as in the
    table. Empty lines are left out.
    """
    try:
        grid = _grid(text)
    except csv.Error:
        return Pasted(problems=[msg("这些内容不是从表格里复制的，无法分列；请在 Excel 中选中单元格后重新复制。")])
    columns: Sequence[Column | None] = spec.columns
    found = Pasted()
    for number, cells in enumerate(grid, start=1):
        if not any(cells):
            continue
        if not found.rows and is_heading(spec, cells):
            columns = headings(spec, cells)
            found.problems.extend(_unknown(cells, columns))
            continue
        if any(cells[len(columns) :]):
            text_ = msg(
                "第 {line} 行有 {count} 列，表中只有 {most} 列。", line=number, count=len(cells), most=len(columns)
            )
            found.problems.append(text_)
        pairs = zip(columns, cells, strict=False)
        found.rows.append({column.code: cell for column, cell in pairs if column is not None})
        found.lines.append(number)
    return found


def _grid(text: str) -> list[list[str]]:
    """Cells by line; a cell with line ends inside is quoted by the spreadsheet."""
    return [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter="\t")]


def is_heading(spec: TableSpec, cells: Sequence[str]) -> bool:
    """Whether the line names columns: its cells are mostly labels of the table."""
    labels = {str(column.label) for column in spec.columns}
    filled = [cell for cell in cells if cell]
    return bool(filled) and 2 * sum(cell in labels for cell in filled) > len(filled)


def headings(spec: TableSpec, cells: Sequence[str]) -> list[Column | None]:
    """The column that each heading names, None for one that is not of the table."""
    by_label = {str(column.label): column for column in spec.columns}
    return [by_label.get(cell.strip()) for cell in cells]


def _unknown(cells: Sequence[str], columns: Sequence[Column | None]) -> list[Text]:
    return [
        msg("不认识的列“{label}”，请改为表中的列名或删除这一列。", label=cell)
        for cell, column in zip(cells, columns, strict=True)
        if cell and column is None
    ]
