"""Reading the files of an exchange folder row by row; every refused cell is named with file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry.core.text import Text, msg
from registry.exchange.sheets import SHEETS, CellError, Column

LISTED_PROBLEMS = 200
"""How many refused rows are listed; all are counted."""


@dataclass(frozen=True)
class Refusal:
    """Why a row cannot be taken. `line` is the record's line in the file, from 1; the header is line 1."""

    file: str
    line: int
    column: str
    value: str
    reason: Text


@dataclass
class Problems:
    """What is wrong with a folder; nothing is stored while this is not empty."""

    listed: list[Refusal] = field(default_factory=list)
    count: int = 0
    ignored_columns: dict[str, list[str]] = field(default_factory=dict)

    def add(self, refusal: Refusal) -> None:
        """Count a refused row and list the first ones."""
        self.count += 1
        if len(self.listed) < LISTED_PROBLEMS:
            self.listed.append(refusal)


@dataclass(frozen=True)
class Record:
    """A row as understood: values by column; a column that the file lacks is absent, an empty cell is None."""

    line: int
    values: dict[str, Any]


class Sheet:
    """One file of the folder."""

    def __init__(self, folder: Path, name: str, problems: Problems) -> None:
        self.name = name
        self._path = folder / name
        self._problems = problems
        self._columns = SHEETS[name]

    @property
    def exists(self) -> bool:
        """A missing file is allowed: the folder then says nothing about that."""
        return self._path.is_file()

    def records(self) -> Iterator[Record]:
        """The rows that can be read; the others go to the problems."""
        if not self.exists:
            return
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            try:
                yield from self._read(csv.reader(file, strict=True))
            except (csv.Error, UnicodeDecodeError):
                self.refuse(0, "", "", msg("文件不是 UTF-8 编码的逗号分隔文本，请另存为 CSV UTF-8 后再装载。"))

    def refuse(self, line: int, column: str, value: str, reason: Text) -> None:
        """Name a problem in this file."""
        self._problems.add(Refusal(self.name, line, column, value, reason))

    def _read(self, rows: Any) -> Iterator[Record]:
        header = [name.strip() for name in next(rows, [])]
        places = self._places(header)
        if places is None:
            return
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                self.refuse(
                    rows.line_num,
                    "",
                    "",
                    msg("应有 {wanted} 列，实有 {found} 列。", wanted=len(header), found=len(cells)),
                )
                continue
            record = self._record(rows.line_num, cells, places)
            if record is not None:
                yield record

    def _places(self, header: list[str]) -> list[tuple[int, Column]] | None:
        known = {column.name: column for column in self._columns}
        if ignored := [name for name in header if name not in known]:
            self._problems.ignored_columns[self.name] = ignored
        missing = [column.name for column in self._columns if column.is_needed and column.name not in header]
        if missing:
            self.refuse(1, "、".join(missing), "", msg("缺少必需的列：{columns}。", columns="、".join(missing)))
            return None
        repeated = {name for name in header if name in known and header.count(name) > 1}
        if repeated:
            self.refuse(1, "、".join(sorted(repeated)), "", msg("同名的列出现了不止一次。"))
            return None
        return [(header.index(column.name), column) for column in self._columns if column.name in header]

    def _record(self, line: int, cells: list[str], places: list[tuple[int, Column]]) -> Record | None:
        values: dict[str, Any] = {}
        is_whole = True
        for place, column in places:
            cell = cells[place].strip()
            try:
                values[column.name] = self._value(cell, column)
            except CellError as error:
                self.refuse(line, column.name, cell[:60], error.text)
                is_whole = False
        return Record(line, values) if is_whole else None

    @staticmethod
    def _value(cell: str, column: Column) -> Any:
        if cell:
            return column.read(cell)
        if not column.may_be_empty:
            raise CellError(msg("不能为空。"))
        return None
