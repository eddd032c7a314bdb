"""Read one list as it came: every physical row once, each with its values, its problems or why it was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Literal

from registry.core.text import Text, msg
from registry.rosters.columns import Column, Fault, RowReason, shown
from registry.rosters.delimited import read_text
from registry.rosters.headers import SEARCHED_ROWS, Header, SkipReason, find_header, is_repeated, skip_of
from registry.rosters.markup import read_excel_xml, read_html
from registry.rosters.sheets import Cell, FileReason, FileRefusedError, Limits, RawSheet, column_letter
from registry.rosters.sniff import Format, sniff
from registry.rosters.workbooks import read_xls, read_xlsx

__all__ = ["CellProblem", "Limits", "ParsedFile", "ParsedRow", "ParsedSheet", "parse"]

_READERS: dict[Format, Callable[[bytes, Limits], Iterator[RawSheet]]] = {
    Format.XLSX: read_xlsx,
    Format.XLS: read_xls,
    Format.EXCEL_XML: read_excel_xml,
    Format.HTML: read_html,
    Format.TEXT: read_text,
}
_NAMED_CELLS = 5
_ERROR_VALUE = Fault("bad_text", msg("单元格是错误值（例如 #N/A、#REF!）；请改正后重新上传"))


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell (`where` is its address, as B7) or, with an empty key, with the row."""

    where: str
    key: str
    value: str
    reason: RowReason
    text: Text
    blocking: bool


@dataclass(slots=True)
class ParsedRow:
    """One physical row, counted from 1. A row is skipped or has cells; `cells` are as shown, `values` cleaned.

    Days in `valid_to` are as printed: the last day the title holds. Amounts are in 分.
    """

    sheet: str
    row: int
    cells: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    skipped: Text | None = None
    skip_reason: SkipReason | None = None

    @property
    def blocked(self) -> bool:
        """Whether a problem keeps the row out; the others are warnings."""
        return any(problem.blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """One sheet: `columns` are the letters by key; `detail` says why a sheet was not read."""

    name: str
    hidden: bool
    read: bool
    header_row: int | None
    columns: dict[str, str]
    unknown_columns: tuple[str, ...]
    detail: Text | None = None


@dataclass(slots=True)
class ParsedFile:
    """The whole file. A refused file has a reason, a detail that says what to do, and no rows."""

    filename: str
    sha256: str
    status: Literal["accepted", "refused"] = "accepted"
    reason: FileReason | None = None
    detail: Text | None = None
    sheets: list[ParsedSheet] = field(default_factory=list)
    rows: list[ParsedRow] = field(default_factory=list)

    @property
    def unknown_columns(self) -> list[str]:
        """Headers that no column goes by, each once, in the order of the sheets."""
        return list(dict.fromkeys(header for sheet in self.sheets for header in sheet.unknown_columns))

    @property
    def data_rows(self) -> list[ParsedRow]:
        """The rows that were not left out."""
        return [row for row in self.rows if row.skipped is None]


def parse(data: bytes, filename: str, columns: Sequence[Column], limits: Limits | None = None) -> ParsedFile:
    """Read `data` as a list with `columns`. Never raises on content: a file that cannot be read is refused."""
    parsed = ParsedFile(filename, hashlib.sha256(data).hexdigest())
    bounds = limits or Limits()
    try:
        _parse(data, columns, bounds, parsed)
    except FileRefusedError as refusal:
        parsed.status, parsed.reason, parsed.detail = "refused", refusal.reason, refusal.text
        parsed.rows = []
    return parsed


def _parse(data: bytes, columns: Sequence[Column], limits: Limits, parsed: ParsedFile) -> None:
    if len(data) > limits.max_bytes:
        raise FileRefusedError("too_large", msg("文件超过 {size} MB；请拆成几个文件", size=limits.max_bytes // 2**20))
    lacking: list[Text] = []
    for sheet in _READERS[sniff(data)](data, limits):
        reading = _SheetReading(sheet, columns, lacking)
        parsed.rows.extend(reading.rows())
        if reading.about is not None:
            parsed.sheets.append(reading.about)
        limits.guard(len(parsed.rows), 0)
    _judge(parsed, columns, lacking)


def _judge(parsed: ParsedFile, columns: Sequence[Column], lacking: list[Text]) -> None:
    if any(sheet.read for sheet in parsed.sheets):
        if not parsed.data_rows:
            raise FileRefusedError("no_rows", msg("表头下面没有数据；请确认名单已填写后重新上传"))
        return
    if lacking:
        raise FileRefusedError("missing_column", lacking[0])
    if all(row.skip_reason == "blank" for row in parsed.rows):
        raise FileRefusedError("empty_file", msg("文件是空的；请确认导出成功后重新上传"))
    wanted = "、".join(str(column.title) for column in columns if column.needed)
    raise FileRefusedError("no_header", msg("没有找到表头；名单应有一行列名，至少包括：{columns}", columns=wanted))


class _SheetReading:
    """The reading of one sheet, row by row."""

    def __init__(self, sheet: RawSheet, columns: Sequence[Column], lacking: list[Text]) -> None:
        self.about: ParsedSheet | None = None
        self._sheet = sheet
        self._columns = columns
        self._lacking = lacking
        self._formulas: list[str] = []

    def rows(self) -> Iterator[ParsedRow]:
        """Every row of the sheet; raises FileRefusedError where a cell to be read is a formula."""
        source = iter(self._sheet.rows)
        head = list(islice(source, SEARCHED_ROWS))
        found = find_header(head, self._columns)
        numbered = enumerate(chain(head, source), start=1)
        if found is None or found[1].missing(self._columns):
            yield from self._unread(numbered, found[1] if found else None)
            return
        index, header = found
        self.about = self._describe(index + 1, header)
        yield from self._read(numbered, index, header)
        if self._formulas:
            cells = "、".join(self._formulas[:_NAMED_CELLS])
            raise FileRefusedError(
                "formulas",
                msg("{cells} 等处是公式；请复制整张表，用“选择性粘贴—数值”粘贴后保存再上传", cells=cells),
            )

    def _read(self, numbered: Iterator[tuple[int, Sequence[Cell]]], index: int, header: Header) -> Iterator[ParsedRow]:
        number = 0
        for number, row in numbered:
            if number <= index:
                blank = not any(shown(cell) for cell in row)
                yield self._skipped(number, "blank" if blank else "title", msg("空行") if blank else msg("标题行"))
            elif number <= index + header.rows:
                yield self._skipped(number, "header", msg("表头"))
            elif again := is_repeated(row, header, self._columns):
                header = again
                yield self._skipped(number, "header", msg("重复的表头"))
            elif (skip := skip_of(row, header)) and (skip.reason == "total" or not self._has_formula(number, header)):
                yield self._skipped(number, skip.reason, skip.text)
            else:
                yield self._data_row(number, row, header)
        self._note_formulas_below(number, header)

    def _unread(self, numbered: Iterator[tuple[int, Sequence[Cell]]], header: Header | None) -> Iterator[ParsedRow]:
        name = self._sheet.name
        if header is None:
            detail = msg("工作表“{sheet}”没有表头，未读取", sheet=name)
        else:
            titles = "、".join(str(column.title) for column in header.missing(self._columns))
            detail = msg("缺少“{columns}”列；请补上该列，或把列名改为“{columns}”后重新上传", columns=titles)
            self._lacking.append(detail)
        filled = False
        for number, row in numbered:
            blank = not any(shown(cell) for cell in row)
            filled = filled or not blank
            yield self._skipped(number, "blank" if blank else "sheet_not_read", msg("空行") if blank else detail)
        empty = msg("工作表“{sheet}”是空的", sheet=name)
        unknown = header.unknown if header else ()
        self.about = ParsedSheet(name, self._sheet.hidden, False, None, {}, unknown, detail if filled else empty)

    def _describe(self, header_row: int, header: Header) -> ParsedSheet:
        letters = {key: self._letter(index) for key, index in header.positions.items()}
        return ParsedSheet(self._sheet.name, self._sheet.hidden, True, header_row, letters, header.unknown)

    def _data_row(self, number: int, row: Sequence[Cell], header: Header) -> ParsedRow:
        parsed = ParsedRow(self._sheet.name, number)
        self._note_the_row(parsed, row, header)
        for column in self._columns:
            index = header.positions.get(column.key)
            if index is None:
                continue
            cell = row[index] if index < len(row) else None
            place = number, index + self._sheet.first_column
            if place in self._sheet.formulas:
                self._note_formula(number, self._letter(index))
            fault = _ERROR_VALUE if place in self._sheet.errors else self._read_cell(parsed, column, cell)
            if fault is not None:
                where = f"{self._letter(index)}{number}"
                parsed.problems.append(CellProblem(where, column.key, shown(cell)[:80], *fault))
        return parsed

    def _note_the_row(self, parsed: ParsedRow, row: Sequence[Cell], header: Header) -> None:
        if self._sheet.hidden or parsed.row in self._sheet.hidden_rows:
            text = msg("工作表被隐藏") if self._sheet.hidden else msg("这一行被隐藏或筛选掉了")
            parsed.problems.append(CellProblem(str(parsed.row), "", "", "hidden_row", text, False))
        if not self._sheet.ragged or len(row) == header.width:
            return
        extra = [shown(cell) for cell in row[header.width :] if shown(cell)]
        if extra or len(row) < header.width:
            text = msg("这一行有 {count} 列，表头有 {width} 列；请检查分隔符和引号", count=len(row), width=header.width)
            problem = CellProblem(str(parsed.row), "", " ".join(extra)[:80], "column_count", text, bool(extra))
            parsed.problems.append(problem)

    def _read_cell(self, parsed: ParsedRow, column: Column, cell: Cell) -> Fault | None:
        text = shown(cell)
        if not text:
            return Fault("missing_field", msg("{column}没有填写", column=column.title)) if column.needed else None
        parsed.cells[column.key] = text
        fault = _fault_of_any_text(text, column)
        if fault is not None:
            return fault
        cleaned = column.clean(cell)
        parsed.values.update(cleaned.values)
        return cleaned.fault

    def _has_formula(self, number: int, header: Header) -> bool:
        first = self._sheet.first_column
        return any((number, index + first) in self._sheet.formulas for index in header.positions.values())

    def _note_formulas_below(self, last: int, header: Header) -> None:
        """The spreadsheet reader ends at the last value it knows: rows of formulas never computed are beyond it."""
        ours = set(map(self._letter, header.positions.values()))
        for row, index in sorted(self._sheet.formulas):
            if row > last and column_letter(index) in ours:
                self._note_formula(row, column_letter(index))

    def _note_formula(self, row: int, letter: str) -> None:
        self._formulas.append(f"{self._sheet.name}!{letter}{row}".removeprefix("!"))

    def _letter(self, index: int) -> str:
        return column_letter(index + self._sheet.first_column)

    def _skipped(self, number: int, reason: SkipReason, text: Text) -> ParsedRow:
        return ParsedRow(self._sheet.name, number, skipped=text, skip_reason=reason)


def _fault_of_any_text(text: str, column: Column) -> Fault | None:
    if len(text) > column.max_length:
        return Fault("too_long", msg("{column}超过 {limit} 个字", column=column.title, limit=column.max_length))
    if "\ufffd" in text:
        return Fault("encoding", msg("“{value}”中有乱码；请更正后重新上传", value=text))
    return None
