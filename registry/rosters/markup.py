"""Tables that call themselves .xls and are not: web pages, and the XML of Excel 2003."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.parsers import expat

from registry.core.text import msg
from registry.rosters.sheets import Cell, FileRefusedError, Limits, RawSheet
from registry.rosters.sniff import corrupt, decode_text

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet "
_RAW = frozenset({"script", "style"})
_END_OF_RAW = re.compile(r"</(?:script|style)\b[^<>]*>", re.IGNORECASE)
_MARK = re.compile(r"<[a-zA-Z/!?]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPANS = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?\s*(\d{1,12})", re.IGNORECASE)
_LONGEST_CELL = 40_000  # a spreadsheet keeps 32,767; what is longer is refused at its column
_NEAR = 1_000


def read_html(data: bytes, limits: Limits) -> Iterator[RawSheet]:
    """Every table of a web page as a sheet; scripts and styles are not text."""
    reader = _TableReader(limits)
    reader.read(decode_text(data))
    for number, rows in enumerate(reader.tables, start=1):
        yield RawSheet(name=str(msg("表{number}", number=number)), rows=rows)


class _TableReader:
    """Collects cells; a cell that spans stands once, in its first row and column, and the rest stays empty.

    The page is gone through once, whatever stands in it: a mark that nothing closes is never looked for again.
    """

    def __init__(self, limits: Limits) -> None:
        self.tables: list[list[list[Cell]]] = []
        self._limits = limits
        self._open: list[list[list[Cell]]] = []
        self._below: list[dict[int, int]] = []
        self._span = (1, 1)
        self._words: list[str] | None = None
        self._unshown = 0
        self._rows = 0
        self._cells = 0

    def read(self, page: str) -> None:
        """Read the whole page."""
        place = 0
        while (mark := page.find("<", place)) >= 0:
            self._text(page[place:mark])
            if not _MARK.match(page, mark):
                self._text("<")
                place = mark + 1
                continue
            end = _end_of_mark(page, mark)
            if end < 0:
                place = len(page)
                break
            found = _TAG.match(page, mark, end)
            place = end
            if found and found[1]:
                self._end_tag(found[2].lower())
            elif found and found[2].lower() in _RAW:
                closed = _END_OF_RAW.search(page, end)
                place = closed.end() if closed else len(page)
            elif found:
                self._start_tag(found[2].lower(), page[mark:end])
        self._text(page[place:])
        self._end_cell()

    def _start_tag(self, tag: str, mark: str) -> None:
        if tag == "template":
            self._unshown += 1
        elif tag == "table":
            self._end_cell()
            self._open.append([])
            self._below.append({})
            self.tables.append(self._open[-1])
            self._limits.guard_parts(len(self.tables), len(self._open))
        elif tag == "tr" and self._open:
            self._start_row()
        elif tag in ("td", "th") and self._open:
            self._start_cell({name.lower(): number for name, number in _SPANS.findall(mark)})
        elif tag == "br":
            self._text("\n")

    def _end_tag(self, tag: str) -> None:
        if tag == "template":
            self._unshown = max(0, self._unshown - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()
            self._below.pop()

    def _text(self, text: str) -> None:
        if self._words is not None and not self._unshown:
            self._words.append(text)

    def _start_row(self) -> None:
        self._end_cell()
        self._open[-1].append([])
        self._rows += 1
        self._limits.guard(self._rows, 0)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        if not self._open[-1]:
            self._start_row()
        self._span = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
        self._words = []

    def _end_cell(self) -> None:
        if self._words is None or not self._open or not self._open[-1]:
            self._words = None
            return
        row, below = self._open[-1][-1], self._below[-1]
        while below.get(len(row), 0):
            below[len(row)] -= 1
            row.append("")
        down, across = self._span
        text = html.unescape("".join(self._words)[:_LONGEST_CELL])
        for offset in range(across):
            below[len(row)] = down - 1
            row.append("" if offset else text)
        self._cells += across
        self._limits.guard(1, len(row))
        self._limits.guard_cells(self._cells)
        self._words = None


def _end_of_mark(page: str, start: int) -> int:
    """The place after the mark that begins at `start`; -1 where it is never closed. A ">" in quotes closes nothing."""
    if page.startswith("<!--", start):
        closed = page.find("-->", start + 4)
        return closed + 3 if closed >= 0 else -1
    end = page.find(">", start)
    for quote in "\"'" if end >= 0 else "":
        if page.count(quote, start, end) % 2 and (closing := page.find(quote, end, end + _NEAR)) >= 0:
            end = max(end, page.find(">", closing, closing + _NEAR))
    return end + 1 if end >= 0 else -1


def _span(value: str | None) -> int:
    return min(int(value), 1_000) if value and value.isascii() and value.isdigit() and value.strip("0") else 1


def read_excel_xml(data: bytes, limits: Limits) -> Iterator[RawSheet]:
    """The worksheets of an Excel 2003 XML file; raises FileRefusedError where it is damaged or declares entities."""
    reader = _WorkbookReader(limits)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.on_doctype
    parser.StartElementHandler = reader.on_start
    parser.EndElementHandler = reader.on_end
    parser.CharacterDataHandler = reader.on_text
    try:
        parser.Parse(decode_text(data).encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        raise corrupt() from error
    return iter(reader.sheets)


class _WorkbookReader:
    def __init__(self, limits: Limits) -> None:
        self.sheets: list[RawSheet] = []
        self._limits = limits
        self._total = 0
        self._cells = 0
        self._depth = 0
        self._start_sheet({})
        self._kind = "String"
        self._words: list[str] | None = None
        self._across = 0

    def on_doctype(self, *_: object) -> None:
        raise FileRefusedError("unsafe", msg("文件中有不安全的声明；请在 Excel 或 WPS 中另存为新的 .xlsx 后上传"))

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_SPREADSHEET)
        self._depth += 1
        self._limits.guard_parts(len(self.sheets), self._depth)
        own = {key.removeprefix(_SPREADSHEET): value for key, value in attributes.items()}
        if name == "Worksheet":
            self._start_sheet(own)
        elif name == "WorksheetOptions":
            self._words = None
        elif name == "Row":
            self._start_row(own)
        elif name == "Cell":
            self._start_cell(own)
        elif name == "Data":
            self._kind, self._words = own.get("Type", "String"), []

    def on_end(self, tag: str) -> None:
        name = tag.removeprefix(_SPREADSHEET)
        self._depth -= 1
        if name == "Data" and self._words is not None and self._rows and self._rows[-1]:
            self._rows[-1][-1] = _typed(self._kind, "".join(self._words))
            self._words = None
        elif name == "Cell" and self._rows:
            self._rows[-1].extend([""] * self._across)
            self._cells += 1 + self._across
            self._limits.guard(1, len(self._rows[-1]))
            self._limits.guard_cells(self._cells)
        elif name == "Worksheet":
            self._total += len(self._rows)
            self.sheets.append(
                RawSheet(
                    name=self._name,
                    rows=self._rows,
                    hidden_rows=frozenset(self._hidden),
                    formulas=frozenset(self._formulas),
                )
            )

    def on_text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)

    def _start_sheet(self, own: dict[str, str]) -> None:
        self._name = own.get("Name", "")
        self._rows: list[list[Cell]] = []
        self._hidden: set[int] = set()
        self._formulas: set[tuple[int, int]] = set()

    def _start_row(self, own: dict[str, str]) -> None:
        number = _position(own, len(self._rows) + 1)
        self._limits.guard(self._total + number, 0)
        self._rows.extend([] for _ in range(number - len(self._rows)))
        if own.get("Hidden") == "1":
            self._hidden.add(number)

    def _start_cell(self, own: dict[str, str]) -> None:
        if not self._rows:
            self._start_row({})
        row = self._rows[-1]
        number = _position(own, len(row) + 1)
        self._across = _span(own.get("MergeAcross")) if own.get("MergeAcross", "0").strip("0") else 0
        self._limits.guard(1, number + self._across)
        row.extend([""] * (number - len(row)))
        if "Formula" in own:
            self._formulas.add((len(self._rows), number - 1))


def _position(own: dict[str, str], following: int) -> int:
    index = own.get("Index", "")
    return max(int(index), following) if index.isascii() and index.isdigit() and len(index) < 10 else following


def _typed(kind: str, text: str) -> Cell:
    if kind != "Number":
        return text
    try:
        return float(text)
    except ValueError:
        return text
