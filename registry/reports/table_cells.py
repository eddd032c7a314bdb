"""What is typed in a table's cells, read, and shown again as it is typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.core.errors import DomainError
from registry.core.money import format_wan, parse_wan
from registry.core.text import Text, msg
from registry.reports.figures import MOST_PEOPLE
from registry.reports.table_specs import CellKind, Column, Row, TableSpec, Value
from registry.rules.identifiers.characters import half_width
from registry.rules.identifiers.dates import parse_date

Cells = Mapping[str, str]
"""A row as typed: text by the code of its column; what is missing is empty."""

MOST_FEN = 10**16
"""No single amount reaches ten billion 万元, in 分."""

_SEPARATORS = re.compile(r"[;；,，、\s]+")
_NUMBER = re.compile(r"^(RD|PS|CG)([0-9]{1,4})$", re.ASCII)
_YES = {"是": True, "yes": True, "y": True, "true": True, "1": True, "√": True}
_NO = {"否": False, "no": False, "n": False, "false": False, "0": False, "×": False}


@dataclass(frozen=True)
class CellError:
    """What is wrong with one cell: the table, its row (0 is the first), its column ("" for the row or table)."""

    table: str
    row: int
    column: str
    text: Text


class CellsRefused(DomainError):
    """Rows that cannot be kept; `errors` are all of them, `text` and `field` (the column) those of the first."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        super().__init__(errors[0].text, errors[0].column or None)
        self.errors = list(errors)


def read_table(spec: TableSpec, rows: Sequence[Cells]) -> tuple[list[Row], list[CellError]]:
    """The rows as they are kept, and everything that is wrong with them; with an error the rows are not to be used."""
    if len(rows) > spec.most:
        text = msg("“{table}”最多 {most} 行，现有 {count} 行。", table=spec.label, most=spec.most, count=len(rows))
        return [], [CellError(spec.code, spec.most, "", text)]
    kept, errors = [], []
    for place, cells in enumerate(rows):
        row, wrong = _read_row(spec, cells)
        kept.append(row)
        errors += [CellError(spec.code, place, column, text) for column, text in wrong]
    return kept, errors + _repeated(spec, kept)


def show_row(spec: TableSpec, row: Mapping[str, Value]) -> dict[str, str]:
    """A row as it is typed."""
    return {column.code: show_cell(column, row.get(column.code)) for column in spec.columns}


def show_cell(column: Column, value: Value | None) -> str:
    """A value as it is typed; "" where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(value)
    if column.kind is CellKind.WAN:
        return format_wan(int(value))
    return str(value)


def money(row: Mapping[str, Value], code: str) -> int:
    """分 of a cell, 0 where it is empty."""
    value = row.get(code, 0)
    return value if isinstance(value, int) else 0


def heads(row: Mapping[str, Value], code: str) -> int:
    """People of a cell."""
    return money(row, code)


def named(row: Mapping[str, Value], code: str) -> list[str]:
    """The codes in a cell."""
    value = row.get(code, [])
    return value if isinstance(value, list) else []


def _read_row(spec: TableSpec, cells: Cells) -> tuple[Row, list[tuple[str, Text]]]:
    row: Row = {}
    errors: list[tuple[str, Text]] = []
    for column in spec.columns:
        typed = cells.get(column.code, "").strip()
        if not typed:
            if column.required:
                errors.append((column.code, msg("请填写“{label}”。", label=column.label)))
            continue
        found = _read(column, typed)
        if isinstance(found, Text):
            errors.append((column.code, found))
        else:
            row[column.code] = found
    return row, errors or _beside_each_other(row)


def _read(column: Column, typed: str) -> Value | Text:
    """The value of a cell that is not empty, or what is wrong with it."""
    if len(typed) > column.longest:
        return msg(
            "“{label}”最多 {limit} 个字符，现在是 {count} 个。",
            label=column.label,
            limit=column.longest,
            count=len(typed),
        )
    if any(ord(character) < 32 and character not in "\n\r\t" for character in typed):
        return msg("“{label}”含有不能保存的控制字符，请删除后重新填写。", label=column.label)
    return _READERS[column.kind](column, typed)


def _text(column: Column, typed: str) -> Value | Text:
    return typed.replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _wan(column: Column, typed: str) -> Value | Text:
    try:
        fen = parse_wan(half_width(typed))
    except (ValueError, ArithmeticError):
        return msg("“{label}”应是以万元为单位的数字，最多两位小数，例如 1234.56。", label=column.label)
    if not 0 <= fen < MOST_FEN:
        return msg("“{label}”应在 0 到 {limit} 万元之间。", label=column.label, limit="9999999999.99")
    return fen


def _heads(column: Column, typed: str) -> Value | Text:
    digits = half_width(typed).replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or int(digits) > MOST_PEOPLE:
        return msg("“{label}”应是 0 到 {limit} 的整数。", label=column.label, limit=MOST_PEOPLE)
    return int(digits)


def _day(column: Column, typed: str) -> Value | Text:
    found = parse_date(typed)
    return msg("“{label}”：{why}", label=column.label, why=found) if isinstance(found, Text) else found.isoformat()


def _choice(column: Column, typed: str) -> Value | Text:
    offered = [str(choice) for choice in column.choices]
    plain = half_width(typed)
    if column.code == "month":  # "03", "3月" say the same
        plain = plain.removesuffix("份").removesuffix("月").lstrip("0") or plain
    if plain in offered:
        return plain
    return msg("“{label}”应是以下之一：{offered}。", label=column.label, offered="、".join(offered))


def _yes(column: Column, typed: str) -> Value | Text:
    answer = {**_YES, **_NO}.get(half_width(typed).lower())
    return msg("“{label}”应填“是”或“否”。", label=column.label) if answer is None else answer


def _codes(column: Column, typed: str) -> Value | Text:
    codes = [code for code in _SEPARATORS.split(half_width(typed).upper()) if code]
    if column.refers_to:  # RD1 is RD01
        codes = [_NUMBER.sub(lambda found: f"{found[1]}{int(found[2]):02d}", code) for code in codes]
    return list(dict.fromkeys(codes))


def _number(column: Column, typed: str) -> Value | Text:
    plain = half_width(typed).upper().replace(" ", "")
    if re.fullmatch(rf"{column.prefix}[0-9]{{1,4}}", plain, re.ASCII) is None:
        return msg("“{label}”应是 {prefix} 加数字，例如 {prefix}01。", label=column.label, prefix=column.prefix)
    return f"{column.prefix}{int(plain.removeprefix(column.prefix)):02d}"


_READERS = {
    CellKind.TEXT: _text,
    CellKind.LONG: _text,
    CellKind.WAN: _wan,
    CellKind.HEADS: _heads,
    CellKind.DAY: _day,
    CellKind.CHOICE: _choice,
    CellKind.YES: _yes,
    CellKind.CODES: _codes,
    CellKind.NUMBER: _number,
}

_NEVER_MORE = (
    ("rd_start", "staff_start", msg("月初科技人员数不能大于月初职工总数。")),
    ("rd_end", "staff_end", msg("月末科技人员数不能大于月末职工总数。")),
    ("management", "personnel", msg("专门从事管理人员的部分不能大于人员人工费用。")),
    ("buildings", "depreciation", msg("房屋建筑物等的部分不能大于折旧与长期待摊费用。")),
)


def _beside_each_other(row: Row) -> list[tuple[str, Text]]:
    errors = [(part, text) for part, whole, text in _NEVER_MORE if money(row, part) > money(row, whole)]
    begun, ended = row.get("started_on"), row.get("ended_on")
    if isinstance(begun, str) and isinstance(ended, str) and ended < begun:  # ISO days compare as text
        errors.append(("ended_on", msg("结束日期不能早于开始日期 {day}。", day=begun)))
    return errors


def _repeated(spec: TableSpec, rows: Sequence[Row]) -> list[CellError]:
    seen: dict[Value, int] = {}
    errors = []
    for place, row in enumerate(rows):
        key = row.get(spec.key.code)
        if not isinstance(key, str):
            continue
        if key in seen:
            text = msg("“{label}”{key} 与第 {row} 行重复。", label=spec.key.label, key=key, row=seen[key] + 1)
            errors.append(CellError(spec.code, place, spec.key.code, text))
        else:
            seen[key] = place
    return errors
