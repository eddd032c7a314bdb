"""The tables of a report as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.core.reading import fetch
from registry.intellectual_property.queries import rights_of
from registry.reports.table_cells import named, show_cell
from registry.reports.table_specs import TABLES, CellKind, Column, Tables, TableSpec, Value
from registry.web.shared.i18n import translate
from registry.web.shared.words import yes_no

_NUMBERS = (CellKind.WAN, CellKind.HEADS)


@dataclass(frozen=True)
class ShownCell:
    """A cell in the visitor's language; `is_number` stands to the right, `is_day` on one line."""

    words: str
    is_number: bool
    is_day: bool


@dataclass(frozen=True)
class ShownTable:
    """A table with its rows; only columns in which some row has something."""

    spec: TableSpec
    columns: list[Column]
    rows: list[list[ShownCell]]


def listed_tables(tables: Tables) -> list[ShownTable]:
    """The tables that have rows, to be read, in their order (a database need not keep the order of keys)."""
    return [shown_table(spec, tables[code]) for code, spec in TABLES.items() if tables.get(code)]


def shown_table(spec: TableSpec, rows: list[dict[str, Value]], codes: tuple[str, ...] = ()) -> ShownTable:
    """The rows with the columns of `codes`, else with all that are filled anywhere."""
    columns = [
        column
        for column in spec.columns
        if (column.code in codes if codes else any(column.code in row for row in rows))
    ]
    return ShownTable(spec, columns, [[shown_cell(column, row) for column in columns] for row in rows])


def shown_cell(column: Column, row: Mapping[str, Value]) -> ShownCell:
    """One cell; a choice in the visitor's language."""
    value = row.get(column.code)
    if isinstance(value, bool):
        words = translate(yes_no(value))
    else:
        choices = {str(choice): choice for choice in column.choices}
        words = translate(choices.get(str(value), show_cell(column, value)))
    return ShownCell(words, column.kind in _NUMBERS, column.kind is CellKind.DAY)


def rights_off_record(tables: Tables, enterprise_id: int) -> list[str]:
    """Numbers of rights that the tables name and the register does not have for the firm, each once.

    They may be missing there or mistyped here, so this is told and refuses nothing.
    """
    known = {_bare(right.number) for right in fetch(rights_of(enterprise_id))}
    written = [number for code in TABLES for row in tables.get(code, []) for number in named(row, "rights")]
    return list(dict.fromkeys(number for number in written if _bare(number) not in known))


def _bare(number: str) -> str:
    """A number without the signs and the letters before it that people write or leave out."""
    return "".join(sign for sign in number.upper() if sign.isalnum()).removeprefix("ZL").removeprefix("CN")
