"""Where the table of a sheet begins, and which rows in it are no data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from registry.core.text import Text, msg
from registry.rosters.columns import Column, header_keys, shown
from registry.rosters.sheets import Cell
from registry.rules.identifiers.characters import squeeze

SkipReason = Literal["blank", "title", "header", "total", "note", "sheet_not_read"]

SEARCHED_ROWS = 40
_LONGEST_HEADER = 60
_TOTAL = re.compile(r"(本页|本表|全区)?(合计|总计|小计|共计|总数)(:?\(?共?\d*[家户个条]?\)?)?|共\d+[家户个条]")
_NOTE = re.compile(
    r"(填报人|填表人|制表人?|审核人?|审批人?|经办人|负责人|联系人|联系电话|填报单位|填报日期|填表日期|单位盖章|盖章|签字|签章|日期"
    r"|备注|注|说明|附件\d*|数据来源)(:.*|\(.*|)|第\d+页.*|\d{4}年\d{1,2}月(\d{1,2}日)?"
)
_A_CODE = re.compile(r"[0-9A-Z]{18}")
_LIKE_A_CODE = re.compile(r"[0-9A-Za-z]{8}")
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]+[)]?[、.].*")


class Skip(NamedTuple):
    """Why a row is no data, for the machine and in a word for people."""

    reason: SkipReason
    text: Text


@dataclass(frozen=True, slots=True)
class Header:
    """The columns found: key -> position in the row, the headers nobody asked for, and all labels as they stand."""

    positions: dict[str, int]
    unknown: tuple[str, ...]
    width: int
    labels: frozenset[str]
    rows: int = 1

    @property
    def positions_taken(self) -> frozenset[int]:
        """The positions of the columns found."""
        return frozenset(self.positions.values())

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """The needed columns without a header."""
        return [column for column in columns if column.needed and column.key not in self.positions]


def find_header(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> tuple[int, Header] | None:
    """The best header among `rows` and its position, the first of the best; a header may take two rows."""
    best: tuple[int, Header] | None = None
    for index, row in enumerate(rows):
        header = read_header(row, columns)
        if header is not None and index + 1 < len(rows):
            header = _with_second_row(header, row, rows[index + 1], columns)
        if header is not None and (best is None or _weight(header, columns) > _weight(best[1], columns)):
            best = index, header
    return best if best is not None and _weight(best[1], columns) > (False, False, 0) else None


def read_header(row: Sequence[Cell], columns: Sequence[Column]) -> Header | None:
    """The header that `row` would be; None when no cell of it is the name of a column."""
    labels = [_label(cell) for cell in row]
    positions: dict[str, int] = {}
    for column in columns:
        ranked = [(rank, index) for index, label in enumerate(labels) if (rank := _rank(column, label)) is not None]
        free = [pair for pair in ranked if pair[1] not in positions.values()]
        if free:
            positions[column.key] = min(free)[1]
    if not positions:
        return None
    taken = set(positions.values())
    unknown = tuple(label for index, label in enumerate(labels) if label and index not in taken)
    width = max(index + 1 for index, label in enumerate(labels) if label)
    return Header(positions, unknown, width, frozenset(cell for cell in row if isinstance(cell, str) and cell))


def is_repeated(row: Sequence[Cell], header: Header, columns: Sequence[Column]) -> Header | None:
    """The header that `row` repeats, at its own positions, as long lists do at the top of every page."""
    if not any(isinstance(cell, str) and cell in header.labels for cell in row):
        return None
    again = read_header(row, columns)
    if again is None or again.missing(columns):
        return None
    if len(again.positions) >= 2 or again.positions == header.positions:
        return again
    return None


def skip_of(row: Sequence[Cell], header: Header) -> Skip | None:
    """Why `row` is no data row: blank, a total, a note or a title; None for data."""
    code = header.positions.get("uscc")
    if code is not None and code < len(row) and isinstance(text := row[code], str) and _A_CODE.fullmatch(text):
        return None
    filled = [index for index, cell in enumerate(row) if shown(cell)]
    if not filled:
        return Skip("blank", msg("空行"))
    if code is not None and code in filled and _LIKE_A_CODE.search(squeeze(shown(row[code]))):
        return None
    mapped = not header.positions_taken.isdisjoint(filled)
    first = squeeze(shown(row[filled[0]]))
    if _TOTAL.fullmatch(first):
        return Skip("total", msg("合计行"))
    if _NOTE.fullmatch(first):
        return Skip("note", msg("落款或说明"))
    if len(filled) == 1 and _SECTION.fullmatch(first):
        return Skip("title", msg("分节标题"))
    if not mapped:
        return Skip("note", msg("没有名单内容的行"))
    return None


def _weight(header: Header, columns: Sequence[Column]) -> tuple[bool, bool, int]:
    """How much speaks for a header: that nothing needed is missing, that it is a row of words, the columns it has."""
    words = len(header.positions) + len(header.unknown)
    if words < 2 and header.missing(columns):
        return False, False, 0
    return not header.missing(columns), words >= 2, len(header.positions)


def _with_second_row(header: Header, row: Sequence[Cell], below: Sequence[Cell], columns: Sequence[Column]) -> Header:
    """`header`, completed from the row below it where merged cells spread the header over two rows."""
    if read_header(below, columns) is None:
        return header
    width = max(len(row), len(below))
    lower = list(below) + [""] * (width - len(below))
    upper = list(row) + [""] * (width - len(row))
    both = read_header([low if _label(low) else high for low, high in zip(lower, upper, strict=True)], columns)
    if both is None or len(both.positions) <= len(header.positions):
        return header
    return replace(both, rows=2)


def _label(cell: Cell) -> str:
    text = shown(cell) if isinstance(cell, str) else ""
    return text if len(text) <= _LONGEST_HEADER else ""


def _rank(column: Column, label: str) -> int | None:
    if not label:
        return None
    return next((column.ranks[key] for key in header_keys(label) if key in column.ranks), None)
