"""Workbooks of Excel and WPS. Nothing in them is executed; what a cell shows is what was last saved."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import python_calamine as calamine

from registry.core.text import msg
from registry.rosters.sheets import FileRefusedError, Limits, RawSheet, column_index
from registry.rosters.sniff import corrupt, encrypted

_CHUNK = 1 << 20
_MAX_MEMBERS = 2_000
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_SHEETS = "xl/worksheets/"

# no pattern runs past the next tag, so that time stays in proportion to the size whatever stands there
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r"(?<![\w:])([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br=[\"'](\d+)")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^<>]*?\bhidden=[\"'](?:1|true)[\"'])[^<>]*?\br=[\"'](\d+)")
_WIDE_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]{2,})\d")
_SHARED = re.compile(rb"\bt=[\"']s[\"']")
_SHARED_NUMBER = re.compile(rb"\bt=[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<")
_ANY_FORMULA = re.compile(rb"[<:]f[\s>/]")
_ANY_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^<>]*?\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]+)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]+)(\d+)[\"'][^<>]*>\s*<(?:\w+:)?f[\s>/]")


class _SheetFacts(NamedTuple):
    """What the spreadsheet reader does not tell about a sheet."""

    rows: int
    columns: int
    hidden_rows: frozenset[int]
    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]


_NOTHING = _SheetFacts(0, 0, frozenset(), frozenset(), frozenset())


def read_xlsx(data: bytes, limits: Limits) -> Iterator[RawSheet]:
    """The sheets of an .xlsx, hidden ones included; raises FileRefusedError before anything large is unpacked."""
    facts = _inspect(data, limits)
    limits.guard(sum(sheet.rows for sheet in facts.values()), 0)
    for sheet in facts.values():
        limits.guard(sheet.rows, sheet.columns)
    return _read(data, limits, facts)


def read_xls(data: bytes, limits: Limits) -> Iterator[RawSheet]:
    """The sheets of a binary .xls; its formulas and hidden rows cannot be told from the rest."""
    return _read(data, limits, {})


def _read(data: bytes, limits: Limits, facts: dict[str, _SheetFacts]) -> Iterator[RawSheet]:
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            for about in book.sheets_metadata:
                if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                limits.guard(sheet.total_height, sheet.total_width)
                found = facts.get(about.name, _NOTHING)
                yield RawSheet(
                    name=about.name,
                    rows=sheet.iter_rows(),
                    first_column=sheet.start[1] if sheet.start else 0,
                    hidden=about.visible is not calamine.SheetVisibleEnum.Visible,
                    hidden_rows=found.hidden_rows,
                    formulas=found.formulas,
                    errors=found.errors,
                )
    except calamine.PasswordError as error:
        raise encrypted() from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise (encrypted() if "password" in str(error).lower() else corrupt()) from error
    except BaseException as error:
        # the reader is compiled: where it gives up it raises a class that is no Exception and cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise corrupt() from error


def _inspect(data: bytes, limits: Limits) -> dict[str, _SheetFacts]:
    """Unpack every part once under the limits, and look at the sheets on the way."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS or len({member.filename for member in members}) < len(members):
                raise FileRefusedError("unsafe", msg("文件内部结构异常；请在 Excel 或 WPS 中另存为新的 .xlsx 后上传"))
            if sum(member.file_size for member in members) > limits.max_unpacked:
                raise _too_large(limits)
            parts = {member.filename: _unpack(archive, member, limits) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise corrupt() from error
    except RuntimeError as error:  # zipfile has no class of its own for a member with a password
        raise encrypted() from error
    _guard_strings(parts, limits)
    sheets = _sheet_parts(_as_text(parts.get(_WORKBOOK, b"")), _as_text(parts.get(_RELATIONS, b"")))
    return {name: _look_at(parts.get(part, b"")) for name, part in sheets.items()}


def _guard_strings(parts: Mapping[str, bytes], limits: Limits) -> None:
    """Refuse a workbook whose few shared strings would fill the memory because very many cells show them."""
    lengths = [len(string) for string in parts.get(_STRINGS, b"").split(b"</si>")]
    sheets = [part for name, part in parts.items() if name.startswith(_SHEETS)]
    if max(lengths) * sum(len(_SHARED.findall(part)) for part in sheets) <= limits.max_unpacked:
        return
    shown = (int(number) for part in sheets for number in _SHARED_NUMBER.findall(part))
    if sum(lengths[number] for number in shown if number < len(lengths)) > limits.max_unpacked:
        raise _too_large(limits)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The part where it is XML; other parts are only measured. zipfile compares length and CRC with the directory."""
    keep = member.filename.endswith((".xml", ".rels"))
    pieces, size = [], 0
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > limits.max_unpacked:
                raise _too_large(limits)
            if keep:
                pieces.append(piece)
    part = b"".join(pieces)
    if _DOCTYPE.search(part[:_CHUNK]):
        raise FileRefusedError("unsafe", msg("文件中有不安全的声明；请在 Excel 或 WPS 中另存为新的 .xlsx 后上传"))
    sheet = member.filename.startswith(_SHEETS)
    return part if sheet or member.filename in (_WORKBOOK, _RELATIONS, _STRINGS) else b""


def _sheet_parts(workbook: str, relations: str) -> dict[str, str]:
    """Sheet name -> its part in the archive."""
    targets = {}
    for tag in _RELATION_TAG.findall(relations):
        attributes = _attributes(tag)
        targets[attributes.get("Id", "")] = posixpath.normpath(
            posixpath.join("/xl", attributes.get("Target", ""))
        ).lstrip("/")
    names = {}
    for tag in _SHEET_TAG.findall(workbook):
        attributes = _attributes(tag)
        key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        names[attributes.get("name", "")] = targets.get(key, "")
    return names


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def _look_at(part: bytes) -> _SheetFacts:
    rows = max(map(int, _ROW.findall(part)), default=0)
    widest = max((column_index(letters.decode("ascii")) for letters in set(_WIDE_CELL.findall(part))), default=0)
    hidden = frozenset(map(int, _HIDDEN_ROW.findall(part)))
    formulas = _places(_FORMULA, part) if _ANY_FORMULA.search(part) else frozenset()
    errors = _places(_ERROR, part) if _ANY_ERROR.search(part) else frozenset()
    return _SheetFacts(rows, widest + 1, hidden, formulas, errors)


def _places(cells: re.Pattern[bytes], part: bytes) -> frozenset[tuple[int, int]]:
    found = cells.findall(part)
    return frozenset((int(row), column_index(letters.decode("ascii"))) for letters, row in found if len(row) < 9)


def _as_text(part: bytes) -> str:
    encoding = "utf-16" if part.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return part.decode(encoding, errors="replace")


def _too_large(limits: Limits) -> FileRefusedError:
    size = limits.max_unpacked // 2**20
    return FileRefusedError("too_large", msg("文件解开后超过 {size} MB；请只保留名单所需的工作表和列", size=size))
