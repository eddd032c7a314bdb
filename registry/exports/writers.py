"""Tables to files: CSV and Excel, row by row, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.exports.tables import Cell, Table

SHEET_ROWS = 1_048_576
"""What one sheet of a workbook holds, its heading included."""

_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def write_csv(table: Table, file: IO[bytes]) -> None:
    """UTF-8 with a byte order mark, so that Excel reads Chinese; every line ends with the table's stamp."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([plain(column.heading) for column in table.columns] + [plain(head) for head, _ in table.stamp])
    stamp = [plain(value) for _, value in table.stamp]
    for row in table.rows:
        writer.writerow([plain(cell) for cell in row] + stamp)
    text.flush()
    text.detach()


def write_xlsx(table: Table, file: IO[bytes]) -> None:
    """A workbook: a cover sheet that explains, then the list. Raises DomainError where a sheet cannot hold it."""
    if table.size is not None and table.size >= SHEET_ROWS:
        raise DomainError(msg("共 {count} 行，超过 Excel 一张工作表的上限，请改用 CSV 导出。", count=table.size))
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        cover, sheet = map(book.add_worksheet, table.sheets)
        _write_cover(cover, table, bold)
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, column.width)
        for position, column in enumerate(table.columns):
            sheet.write_string(0, position, column.heading, bold)
        for line, row in enumerate(table.rows, start=1):
            for position, cell in enumerate(row):
                _write_cell(sheet, line, position, cell, day)


WRITERS: dict[str, tuple[Callable[[Table, IO[bytes]], None], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""By the ending of the file's name: the writer and the media type."""


def _write_cover(sheet: xlsxwriter.worksheet.Worksheet, table: Table, bold: object) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, table.title, bold)
    for line, (what, said) in enumerate(table.about, start=2):
        sheet.write_string(line, 0, what)
        sheet.write_string(line, 1, said)


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, position: int, cell: Cell, day: object) -> None:
    """Text is written as text, whatever it looks like."""
    if isinstance(cell, date):
        sheet.write_datetime(line, position, cell, day)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(line, position, cell)
    elif cell is not None:
        sheet.write_string(line, position, cell)


def plain(cell: Cell) -> str:
    """A cell as text; what a spreadsheet would take for a formula is led by an apostrophe."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    begins = (cell[:1], cell.lstrip(" \u3000\u00a0")[:1])
    return f"'{cell}" if any(start in _STARTS_A_FORMULA for start in begins if start) else cell
