"""The tables of an annual report as a workbook to fill in, and such a workbook read again with errors by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from registry.core.errors import DomainError
from registry.core.money import fen_to_wan
from registry.core.text import Text, msg
from registry.reports.table_cells import Cells, read_table
from registry.reports.table_paste import headings
from registry.reports.table_specs import TABLES, CellKind, Column, Row, Tables, TableSpec
from registry.rosters.sheets import Cell, FileRefusedError, Limits, RawSheet, column_letter
from registry.rosters.sniff import Format, sniff
from registry.rosters.workbooks import read_xlsx

LIMITS = Limits(max_bytes=5 * 2**20, max_unpacked=64 * 2**20, max_rows=5_000, max_columns=60)
ROOM = 500
"""Rows below the heading that get the drop-downs."""

_COVER = "填写说明"
_WIDTHS = {CellKind.LONG: 36, CellKind.TEXT: 28, CellKind.CODES: 24}


@dataclass(frozen=True)
class SheetError:
    """What is wrong at a cell, as 研发项目!C7."""

    where: str
    typed: str
    text: Text


@dataclass
class ReadWorkbook:
    """The rows of each sheet that has any, by the code of its table, and everything that is wrong."""

    rows: dict[str, list[Cells]] = field(default_factory=dict)
    errors: list[SheetError] = field(default_factory=list)


def write_report_workbook(tables: Tables, file: IO[bytes], *, title: str) -> None:
    """A sheet for each table, with its rows and with drop-downs where a cell is one of a few; the first explains."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        looks = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF7"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            CellKind.WAN: book.add_format({"num_format": "0.00"}),
            CellKind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _write_cover(book.add_worksheet(_COVER), title, looks)
        for spec in TABLES.values():
            _write_sheet(book.add_worksheet(str(spec.label)), spec, tables.get(spec.code, []), looks)


def read_report_workbook(data: bytes) -> ReadWorkbook:
    """What the sheets of such a workbook say; sheets of other names are left out, and those without a row.

    Raises DomainError at "file" where it is no workbook or none of its sheets is a table of the report.
    """
    found, known = ReadWorkbook(), 0
    specs = {str(spec.label): spec for spec in TABLES.values()}
    try:
        if len(data) > LIMITS.max_bytes or sniff(data) is not Format.XLSX:
            raise DomainError(msg("请上传从本页下载、填写后的 .xlsx 文件（不超过 5 MB）。"), "file")
        for sheet in read_xlsx(data, LIMITS):
            spec = specs.get(sheet.name.strip())
            if spec is not None:
                known += 1
                _read_sheet(spec, sheet, found)
    except FileRefusedError as refused:
        raise DomainError(refused.text, "file") from refused
    if not known:
        text = msg("文件里没有“{sheets}”中的任何一张工作表，请下载模板填写。", sheets="、".join(specs))
        raise DomainError(text, "file")
    return found


def _write_cover(sheet: Any, title: str, looks: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, title, looks["bold"])
    sheet.write_string(1, 0, "金额单位为万元，最多两位小数；日期写成 2025-03-02。空白工作表不改变已填的表。")
    line = 3
    for spec in TABLES.values():
        sheet.write_string(line, 0, str(spec.label), looks["bold"])
        sheet.write_string(line, 1, str(spec.about), looks["wrap"])
        for below, column in enumerate(spec.columns, start=1):
            need = "必填" if column.required else "选填"
            sheet.write_string(line + below, 1, f"{column.label}（{need}）")
            sheet.write_string(line + below, 2, "、".join(_offered(column)) or str(column.hint or ""), looks["wrap"])
        line += len(spec.columns) + 2


def _write_sheet(sheet: Any, spec: TableSpec, rows: Sequence[Row], looks: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 45)
    for place, column in enumerate(spec.columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 14))
        sheet.write_string(0, place, str(column.label), looks["bold"])
        if offered := _offered(column):
            sheet.data_validation(1, place, ROOM, place, {"validate": "list", "source": offered})
        for line, row in enumerate(rows, start=1):
            _write_cell(sheet, line, place, column, row, looks)


def _write_cell(sheet: Any, line: int, place: int, column: Column, row: Row, looks: Mapping[str, Any]) -> None:
    value = row.get(column.code)
    if value is None:
        return
    if column.kind is CellKind.WAN:
        sheet.write_number(line, place, fen_to_wan(int(str(value))), looks[CellKind.WAN])
    elif column.kind is CellKind.DAY:
        sheet.write_datetime(line, place, date.fromisoformat(str(value)), looks[CellKind.DAY])
    elif isinstance(value, bool):
        sheet.write_string(line, place, "是" if value else "否")
    elif isinstance(value, int):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, "；".join(value) if isinstance(value, list) else value)


def _offered(column: Column) -> list[str]:
    if column.kind is CellKind.YES:
        return ["是", "否"]
    return [str(choice) for choice in column.choices]


def _read_sheet(spec: TableSpec, sheet: RawSheet, found: ReadWorkbook) -> None:
    """Rows by their headings; errors at the cell, the heading's cell or the sheet."""
    lines = ([""] * sheet.first_column + [_shown(cell) for cell in row] for row in sheet.rows)
    numbered = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    if not numbered:
        return
    (top, heading), body = numbered[0], numbered[1:]
    columns = headings(spec, heading)
    wrong = _wrong_headings(spec, heading, columns, top)
    if wrong:
        found.errors += wrong
        return
    places = {column.code: place for place, column in enumerate(columns) if column is not None}
    typed: list[Cells] = [_typed(places, cells) for _number, cells in body]
    _kept, errors = read_table(spec, typed)
    for error in errors:
        number = body[error.row][0]
        letter = column_letter(places[error.column]) if error.column else "A"
        value = typed[error.row].get(error.column, "")
        found.errors.append(SheetError(f"{spec.label}!{letter}{number}", value, error.text))
    found.errors += _broken_cells(spec, sheet, [number for number, _cells in body])
    if typed:
        found.rows[spec.code] = typed


def _wrong_headings(
    spec: TableSpec, heading: Sequence[str], columns: Sequence[Column | None], top: int
) -> list[SheetError]:
    errors = []
    for place, (label, column) in enumerate(zip(heading, columns, strict=True)):
        if label and (column is None or column in columns[:place]):
            text = msg("第一行的“{label}”不是这张表的列名，或重复出现。", label=label)
            errors.append(SheetError(f"{spec.label}!{column_letter(place)}{top}", label, text))
    missing = [str(column.label) for column in spec.columns if column.required and column not in columns]
    if missing:
        errors.append(SheetError(f"{spec.label}!A{top}", "", msg("缺少列：{labels}。", labels="、".join(missing))))
    return errors


def _typed(places: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {code: cells[place] for code, place in places.items() if place < len(cells)}


def _broken_cells(spec: TableSpec, sheet: RawSheet, numbers: Iterable[int]) -> list[SheetError]:
    rows = set(numbers)
    return [
        SheetError(f"{spec.label}!{column_letter(place)}{row}", "", msg("单元格是错误值（例如 #N/A、#REF!），请改正。"))
        for row, place in sorted(sheet.errors)
        if row in rows
    ]


def _shown(cell: Cell) -> str:
    """A cell as it would be typed; what sums leave behind the sixth decimal is no digit that anybody typed."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
