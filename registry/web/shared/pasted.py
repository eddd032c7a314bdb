"""Tables that people paste or upload: rows with what is wrong with each cell.

What is pasted (from a spreadsheet: cells with tabs between them) and a file go the same way: a file becomes the text
that would have been pasted, so that it can be looked at, mended and sent again. Nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rosters.columns import Column
from registry.rosters.parser import Limits, ParsedFile, ParsedRow, parse

MOST_ROWS = 1000
LARGEST = 5 * 2**20
"""Bytes of a file with a table."""

_LIMITS = Limits(max_bytes=LARGEST, max_unpacked=64 * 2**20, max_rows=5 * MOST_ROWS, max_columns=100)


@dataclass(frozen=True)
class Pasted:
    """The rows in their order, those with nothing to read left out, and those that were passed over, with the reason.

    A row has its `cells` as typed, its `values` and `problems` by column, and its number, the first line being 1.
    """

    rows: list[ParsedRow]
    passed_over: list[ParsedRow]
    unknown_columns: list[str]


def read_text(text: str, columns: Sequence[Column], field: str) -> Pasted:
    """Read what was pasted; without a line of column names the cells stand in the order of `columns`.

    Raises DomainError at `field` where it is no table, or has more than `MOST_ROWS` rows.
    """
    parsed = _parse(text, columns)
    if parsed.reason == "no_header":
        parsed = _parse(f"{heading(columns)}\n{text}", columns)
        for row in parsed.rows:
            row.row -= 1
    return _pasted(parsed, field)


def read_file(stream: BinaryIO, filename: str, columns: Sequence[Column], field: str) -> str:
    """What a file (xlsx, xls, csv) says in these columns, as it would be pasted.

    Raises DomainError at `field` as `read_text` does, and where the file is too large or cannot be read.
    """
    pasted = _pasted(parse(stream.read(LARGEST + 1), filename, columns, _LIMITS), field)
    lines = ("\t".join(_cell(row, column) for column in columns) for row in pasted.rows)
    return "\n".join([heading(columns), *lines])


def heading(columns: Sequence[Column]) -> str:
    """The line of column names."""
    return "\t".join(str(column.title) for column in columns)


def _parse(text: str, columns: Sequence[Column]) -> ParsedFile:
    return parse(text.encode("utf-8", "replace"), "", columns, _LIMITS)


def _pasted(parsed: ParsedFile, field: str) -> Pasted:
    if parsed.status == "refused":
        raise DomainError(parsed.detail or msg("没有可以读取的表格。"), field)
    if len(parsed.data_rows) > MOST_ROWS:
        count = len(parsed.data_rows)
        raise DomainError(
            msg("一次最多 {limit} 行，现在有 {count} 行，请分几次。", limit=MOST_ROWS, count=count), field
        )
    for row in parsed.data_rows:
        # the last cells of a row are often left off where they are empty
        row.problems = [one for one in row.problems if one.reason != "column_count" or one.blocking]
    silent = ("blank", "header")
    passed_over = [row for row in parsed.rows if row.skipped is not None and row.skip_reason not in silent and row.row]
    return Pasted(parsed.data_rows, passed_over, parsed.unknown_columns)


def _cell(row: ParsedRow, column: Column) -> str:
    """A day that a spreadsheet keeps as a number is written out; line ends and tabs would begin another cell."""
    value = row.values.get(column.key)
    text = value.isoformat() if isinstance(value, date) else row.cells.get(column.key, "")
    return " ".join(text.split())
