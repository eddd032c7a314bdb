"""Text files with a separator between fields (.csv, .tsv)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from registry.core.text import msg
from registry.rosters.sheets import Cell, FileRefusedError, Limits, RawSheet
from registry.rosters.sniff import decode_text

_SEPARATORS = (",", "\t", ";", "|", "，")
_PROBE = 20


def read_text(data: bytes, limits: Limits) -> Iterator[RawSheet]:
    """The one sheet of a text file; rows are records, so that a line break inside quotes moves no number."""
    text = decode_text(data)
    yield RawSheet(name="", rows=_records(text, _separator(text), limits), ragged=True)


def _separator(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_PROBE]
    if lines and all("\t" in line for line in lines):
        return "\t"
    return max(_SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines))


def _records(text: str, separator: str, limits: Limits) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    cells = 0
    try:
        for number, record in enumerate(reader, start=1):
            limits.guard(number, 0)
            cells += len(record)
            limits.guard(1, len(record))
            limits.guard_cells(cells)
            yield list(record)
    except csv.Error as error:
        raise FileRefusedError(
            "bad_text",
            msg(
                "第 {line} 行附近的引号不成对，无法分清各列；请用 Excel 或 WPS 另存为 .xlsx 后上传",
                line=reader.line_num,
            ),
        ) from error
