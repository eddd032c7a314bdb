"""What every reader of a file hands over: sheets of plain cells, within limits, or a refusal with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from registry.core.text import Text, msg

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

FileReason = Literal[
    "bad_text",
    "corrupt",
    "empty_file",
    "encrypted",
    "formulas",
    "missing_column",
    "no_header",
    "no_rows",
    "not_a_spreadsheet",
    "several_sheets",
    "too_large",
    "too_many_rows",
    "unsafe",
    "unsupported_encoding",
    "unsupported_format",
]


class FileRefusedError(Exception):
    """The file is not read at all; whoever asked for it says so to the person."""

    def __init__(self, reason: FileReason, text: Text) -> None:
        super().__init__(reason)
        self.reason: FileReason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: bytes as sent, bytes unpacked, and rows, columns and cells of all sheets together.

    `max_sheets` counts tables and sheets, `max_depth` what stands inside one another in a page or an XML.
    """

    max_bytes: int = 20 * 2**20
    max_unpacked: int = 256 * 2**20
    max_rows: int = 100_000
    max_columns: int = 200
    max_cells: int = 1_500_000
    max_sheets: int = 1_000
    max_depth: int = 100

    def guard(self, rows: int, columns: int) -> None:
        """Raise FileRefusedError where a table of `rows` × `columns` would be more than is read."""
        if rows > self.max_rows:
            raise FileRefusedError(
                "too_many_rows",
                msg("文件超过 {limit} 行；请拆成几个文件，或删除表格下方的空白行", limit=self.max_rows),
            )
        if columns > self.max_columns or rows * columns > self.max_cells:
            raise FileRefusedError(
                "too_large",
                msg("表格有 {columns} 列、{rows} 行，超出可读范围；请只保留名单所需的列", columns=columns, rows=rows),
            )

    def guard_cells(self, cells: int) -> None:
        """Raise FileRefusedError where `cells` are more than are read."""
        if cells > self.max_cells:
            raise FileRefusedError(
                "too_large", msg("表格超过 {limit} 个单元格；请只保留名单所需的列", limit=self.max_cells)
            )

    def guard_parts(self, sheets: int, depth: int) -> None:
        """Raise FileRefusedError where there are more sheets, or more inside one another, than any list has."""
        if sheets > self.max_sheets or depth > self.max_depth:
            raise FileRefusedError("unsafe", msg("文件内部结构异常；请在 Excel 或 WPS 中另存为新的 .xlsx 后上传"))


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The rows of one sheet from row 1, and where they begin sideways (0 is column A).

    `hidden_rows` are physical rows from 1; `formulas` and `errors` (as #N/A) are cells, (physical row, column from 0);
    `ragged` says that every record carries its own number of fields, as in a text file.
    """

    name: str
    rows: Iterable[Sequence[Cell]]
    first_column: int = 0
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    ragged: bool = False


def column_letter(index: int) -> str:
    """The letters of column `index` (0 is A)."""
    letters = ""
    rest = index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_index(letters: str) -> int:
    """The column (0 is A) that `letters` name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
