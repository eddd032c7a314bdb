"""Lists as they really come, and files that would do harm: each with what must become of it.

`FILES` are made when asked for. A file that can be read has `rows`, one for every data row as "sheet!row status reason"
(the sheet only where there are several); one that cannot has the machine's reason in `refused`. The firms that the
lists speak of are those of `FIRMS`, and the lists are of high-tech enterprises, judged on `ON`.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from tests.factories.enterprises import valid_uscc
from tests.rosters.making import compound, keep, old_workbook, one_sheet, rezip, workbook

ON = dt.date(2026, 3, 2)
A, B, C = (valid_uscc(number) for number in (940_001, 940_002, 940_003))
UNKNOWN = valid_uscc(940_999)
FIRMS = {A: "宁波甲乙机械有限公司", B: "宁波丙丁（电子）有限公司", C: "宁波𬭎达科技有限公司"}
HEADER = ["企业名称", "统一社会信用代码", "证书编号", "发证日期"]
NUMBERS = {A: "GR202533100001", B: "GR202533100002", C: "GR202533100003"}
DAY = "2025-12-01"
BOTH = ("2 create", "3 create")


@dataclass(frozen=True)
class File:
    """One file: the name it is handed in by, how it is made, and what must become of it."""

    label: str
    name: str
    build: Callable[[], bytes]
    rows: tuple[str, ...] = ()
    refused: str = ""


def row(firm: str, **other: Any) -> list[Any]:
    """The row of a firm, with the cells named otherwise."""
    cells = {"name": FIRMS.get(firm, "宁波无人知晓有限公司"), "code": firm, "number": NUMBERS.get(firm, ""), "day": DAY}
    return list((cells | other).values())


def text(*rows: list[Any], separator: str = ",", end: str = "\r\n") -> str:
    """A text file."""
    return end.join(separator.join(str(cell) for cell in one) for one in rows) + end


TWO = [HEADER, row(A), row(B)]


def _encoded(encoding: str, **form: str) -> Callable[[], bytes]:
    return lambda: text(*TWO, **form).encode(encoding)


def _sheet(*rows: list[Any]) -> Callable[[], bytes]:
    return lambda: one_sheet(*rows)


def _written(*rows: list[Any], encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text(*rows).encode(encoding)


def _one(**other: Any) -> Callable[[], bytes]:
    """A list of firm A alone, whose row says otherwise."""
    return _sheet(HEADER, row(A, **other))


def _fill(write: Callable[[Any, Any], None]) -> Callable[[], bytes]:
    return lambda: workbook(lambda book: write(book, book.active))


def _titled(_book: Any, sheet: Any) -> None:
    sheet["A1"] = "2025 年度高新技术企业名单"
    sheet.merge_cells("A1:D1")
    for one in ([], *TWO, ["合计", "2家"], [], ["填报人：某某", None, "2025年12月31日"]):
        sheet.append(one)


def _two_row_header(_book: Any, sheet: Any) -> None:
    sheet.append(["企业名称", "证书信息", None, None])
    sheet.append([None, "统一社会信用代码", "证书编号", "发证日期"])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:D1")
    sheet.append(row(A))


def _streets(book: Any, sheet: Any) -> None:
    for title, code in (("庄桥", A), ("慈城", B)):
        one = book.create_sheet(title)
        one.append(HEADER)
        one.append(row(code))
    sheet.append(["填报说明：各街道一张表"])


def _hidden_sheet(book: Any, sheet: Any) -> None:
    sheet.title = "名单"
    sheet.append(HEADER)
    sheet.append(row(A))
    other = book.create_sheet("旧表")
    other.append(HEADER)
    other.append(row(B))
    other.sheet_state = "veryHidden"


def _hidden_row(_book: Any, sheet: Any) -> None:
    for one in TWO:
        sheet.append(one)
    sheet.row_dimensions[3].hidden = True


def _mac_days(book: Any, sheet: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    sheet.append(HEADER)
    sheet.append(row(A, day=dt.date(2025, 12, 1)))


def _linked(_book: Any, sheet: Any) -> None:
    for one in TWO:
        sheet.append(one)
    sheet["A2"].hyperlink = "http://elsewhere.example/list"


def page(*rows: list[Any], before: str = "") -> bytes:
    """A web page with one table."""
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in one) + "</tr>" for one in rows)
    return f"<html><head>{before}</head><body><table>{cells}</table></body></html>".encode("gb18030")


def excel_xml(*rows: list[Any], before: str = "", inside: str = "") -> bytes:
    """A workbook as Excel 2003 wrote it in XML."""
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in one) + "</Row>"
        for one in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="名单">'
        f"<Table>{cells}{inside}</Table></Worksheet></Workbook>"
    ).encode()


def _part(name: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """A sound workbook with one of its parts changed."""
    return lambda: rezip(one_sheet(*TWO), lambda part, body: body.replace(old, new) if part == name else body)


def _with(parts: dict[str, bytes]) -> Callable[[], bytes]:
    """A sound workbook with parts added."""
    return lambda: rezip(one_sheet(*TWO), keep, parts)


def _archive(*names: str) -> Callable[[], bytes]:
    def build() -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name in names:
                archive.writestr(name, "<x/>")
        return stream.getvalue()

    return build


def _shared_string_bomb() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for number in range(1, 20_000):
        sheet.write_string(number, 0, "长" * 32_000)
    book.close()
    return stream.getvalue()


def _wide(rows: int, columns: int) -> Callable[[], bytes]:
    def build() -> bytes:
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows):
            sheet.write_row(number, 0, [number] * columns)
        book.close()
        return stream.getvalue()

    return build


def _locked_zip() -> bytes:
    data = bytearray(one_sheet(*TWO))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def _damaged_character() -> bytes:
    many = [row(UNKNOWN, name=f"宁波第{number}有限公司") for number in range(60)]
    return text(HEADER, row(A), *many).encode().replace("第7有".encode(), b"\xe7\xac7\xe6\x9c\x89")


SHEET, WORKBOOK_PART = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
ENTITY = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY b{n + 1} "&b{n};&b{n};">' for n in range(40)) + "]>"
FETCHING = (
    '<link rel="stylesheet" href="http://elsewhere.example/a.css"><script src="http://elsewhere.example/a.js">table()</script>'
    '<meta http-equiv="refresh" content="0;url=http://elsewhere.example/">'
)
ELSEWHERE = b'<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://elsewhere.example/x.xlsx"/></Relationships>'

FORMS = (
    File("utf-8", "名单.csv", _encoded("utf-8"), BOTH),
    File("utf-8 with a mark", "名单.csv", _encoded("utf-8-sig"), BOTH),
    File("utf-16", "名单.csv", _encoded("utf-16"), BOTH),
    File("utf-16 without a mark", "名单.csv", _encoded("utf-16-le"), BOTH),
    File("gb18030", "名单.csv", _encoded("gb18030"), BOTH),
    File("tabs", "名单.tsv", _encoded("utf-16", separator="\t"), BOTH),
    File("semicolons", "名单.csv", _encoded("utf-8", separator=";"), BOTH),
    File("full-width commas", "名单.txt", _encoded("gb18030", separator="，"), BOTH),
    File("old line ends", "名单.csv", _encoded("utf-8", end="\r"), BOTH),
    File("workbook", "名单.xlsx", _sheet(*TWO), BOTH),
    File("workbook called csv", "名单.csv", _sheet(*TWO), BOTH),
    File("text called xlsx", "名单.xlsx", _encoded("utf-8"), BOTH),
    File("binary workbook", "名单.xls", lambda: old_workbook(TWO), BOTH),
    File("xml of Excel 2003", "名单.xls", lambda: excel_xml(*TWO), BOTH),
    File("web page called xls", "名单.xls", lambda: page(*TWO), BOTH),
    File("title, total and signature", "名单.xlsx", _fill(_titled), ("4 create", "5 create")),
    File("header over two rows", "名单.xlsx", _fill(_two_row_header), ("3 create",)),
    File("header on every page", "名单.xlsx", _sheet(*TWO, HEADER, row(C)), ("2 create", "3 create", "5 create")),
    File(
        "sheet for each street",
        "名单.xlsx",
        _fill(_streets),
        ("Sheet!1 rejected sheet_not_read", "庄桥!2 create", "慈城!2 create"),
    ),
    File("hidden sheet", "名单.xlsx", _fill(_hidden_sheet), ("名单!2 create", "旧表!2 review hidden_row")),
    File("hidden row", "名单.xlsx", _fill(_hidden_row), ("2 create", "3 review hidden_row")),
    File("blank rows between", "名单.xlsx", _sheet(HEADER, row(A), [], [None, " "], row(B)), ("2 create", "5 create")),
    File(
        "other words in the header",
        "名单.xlsx",
        _sheet(["序号", "*单位名称（盖章）", "社会信用代码", "高企证书号", "认定时间"], [1, *row(A)], [2, *row(B)]),
        BOTH,
    ),
    File("days of the 1904 system", "名单.xlsx", _fill(_mac_days), ("2 create",)),
    File("link in a cell", "名单.xlsx", _fill(_linked), BOTH),
    File(
        "names only",
        "名单.xlsx",
        _sheet(["企业名称"], [FIRMS[A]], ["宁波没有这家有限公司"]),
        ("2 review missing_field", "3 rejected unknown_firm"),
    ),
)

VALUES = (
    File(
        "code with blanks and small letters", "名单.xlsx", _one(code=f" {A[:8]} {A[8:].lower()}\u3000"), ("2 create",)
    ),
    File("code in full width", "名单.xlsx", _one(code="".join(chr(ord(char) + 0xFEE0) for char in A)), ("2 create",)),
    File("letter O for nought", "名单.xlsx", _one(code=A.replace("0", "O")), ("2 create",)),
    File("code stored as a number", "名单.xlsx", _one(code=913302050000000001), ("2 rejected bad_uscc",)),
    File("code in powers of ten", "名单.csv", _written(HEADER, row(A, code="9.133E+17")), ("2 rejected bad_uscc",)),
    File("code too short", "名单.xlsx", _one(code=A[:17]), ("2 rejected bad_uscc",)),
    File("organisation code", "名单.xlsx", _one(code=A[8:17]), ("2 review bad_uscc",)),
    File("registration number", "名单.xlsx", _one(code="330205000012345"), ("2 review missing_field",)),
    File(
        "wrong check digit", "名单.xlsx", _one(code=A[:-1] + ("1" if A[-1] != "1" else "2")), ("2 review unknown_firm",)
    ),
    File("code of another firm", "名单.xlsx", _one(code=B), ("2 review name_conflict",)),
    File(
        "nobody's code",
        "名单.xlsx",
        _sheet(HEADER, row(UNKNOWN, number="GR202533100009")),
        ("2 rejected unknown_firm",),
    ),
    File("day with dots", "名单.xlsx", _one(day="2025.12.1"), ("2 create",)),
    File("day in Chinese", "名单.xlsx", _one(day="2025年12月1日"), ("2 create",)),
    File("day as a serial number", "名单.xlsx", _one(day=45992), ("2 create",)),
    File("day with a clock", "名单.csv", _written(HEADER, row(A, day="2025/12/1 0:00:00")), ("2 create",)),
    File("month without a day", "名单.xlsx", _one(day="2025年12月"), ("2 rejected bad_date",)),
    File("no day of the calendar", "名单.xlsx", _one(day="2025-02-30"), ("2 rejected bad_date",)),
    File("tomorrow", "名单.xlsx", _one(day="2026-03-03"), ("2 rejected bad_date",)),
    File("today", "名单.xlsx", _one(day="2026-03-02"), ("2 create",)),
    File("no day at all", "名单.xlsx", _one(day=None), ("2 rejected missing_field",)),
    File("number of strange shape", "名单.xlsx", _one(number="GX-2025-1"), ("2 review bad_certificate",)),
    File(
        "the same row twice", "名单.xlsx", _sheet(HEADER, row(A), row(A)), ("2 create", "3 rejected duplicate_in_file")
    ),
    File(
        "one number, two firms",
        "名单.xlsx",
        _sheet(HEADER, row(A), row(B, number=NUMBERS[A])),
        ("2 review duplicate_certificate", "3 review duplicate_certificate"),
    ),
    File(
        "brackets and blanks in a name",
        "名单.xlsx",
        _sheet(HEADER, row(B, name=" 宁波丙丁 (电子)\u200b有限公司")),
        ("2 create",),
    ),
    File("direction marks in a name", "名单.xlsx", _one(name="\u202e宁波甲乙机械有限公司\u202c"), ("2 create",)),
    File("rare character", "名单.csv", _written(HEADER, row(C), encoding="gb18030"), ("2 create",)),
    File("former name behind", "名单.xlsx", _one(name="宁波新名有限公司（原：宁波甲乙机械有限公司）"), ("2 create",)),
    File(
        "name like a formula", "名单.csv", _written(HEADER, row(A, name="=cmd|' /C calc'!A0")), ("2 rejected bad_text",)
    ),
    File(
        "script for a name",
        "名单.csv",
        _written(HEADER, row(A, name="<script>alert(1)</script>")),
        ("2 review name_conflict",),
    ),
    File("control characters", "名单.csv", _written(HEADER, row(A, name="宁波\x07甲乙机械有限公司"), row(B)), BOTH),
    File("error value", "名单.xlsx", _one(code="#N/A"), ("2 rejected bad_text",)),
    File(
        "name of 40,000 characters", "名单.csv", _written(HEADER, row(A, name="长" * 40_000)), ("2 rejected too_long",)
    ),
    File("no name", "名单.xlsx", _one(name=None), ("2 rejected missing_field",)),
    File(
        "a comma too many",
        "名单.csv",
        _written(HEADER, [*row(A), "另", "外"], row(B)),
        ("2 rejected column_count", "3 create"),
    ),
    File(
        "damaged character",
        "名单.csv",
        _damaged_character,
        ("2 create", *(f"{n} rejected {'encoding' if n == 10 else 'unknown_firm'}" for n in range(3, 63))),
    ),
)

HARM = (
    File("nothing", "名单.xlsx", lambda: b"", refused="empty_file"),
    File("blanks", "名单.csv", lambda: b" \r\n\t" * 1_000, refused="empty_file"),
    File("header alone", "名单.xlsx", _sheet(HEADER), refused="no_rows"),
    File("no table", "名单.csv", lambda: "各有关单位：现将名单予以公布。".encode(), refused="no_header"),
    File("no names", "名单.xlsx", _sheet(HEADER[1:], row(A)[1:]), refused="missing_column"),
    File("PDF", "名单.xlsx", lambda: b"%PDF-1.7\n1 0 obj", refused="not_a_spreadsheet"),
    File("picture", "名单.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), refused="not_a_spreadsheet"),
    File("Word document", "名单.doc", lambda: compound("WordDocument", bytes(4096)), refused="not_a_spreadsheet"),
    File("new Word document", "名单.xlsx", _archive("word/document.xml"), refused="not_a_spreadsheet"),
    File("OpenDocument", "名单.ods", _archive("content.xml"), refused="unsupported_format"),
    File("binary new workbook", "名单.xlsb", _archive("xl/workbook.bin"), refused="unsupported_format"),
    File("web archive", "名单.xls", lambda: b"MIME-Version: 1.0\r\n", refused="unsupported_format"),
    File("password, new", "名单.xlsx", lambda: compound("EncryptedPackage", bytes(4096)), refused="encrypted"),
    File("password, old", "名单.xls", lambda: old_workbook(TWO, password=True), refused="encrypted"),
    File("password of the archive", "名单.xlsx", _locked_zip, refused="encrypted"),
    File("half a workbook", "名单.xlsx", lambda: one_sheet(*TWO)[:3_000], refused="corrupt"),
    File("half a binary workbook", "名单.xls", lambda: old_workbook(TWO)[:1_500], refused="corrupt"),
    File("half an XML", "名单.xls", lambda: excel_xml(*TWO)[:700], refused="corrupt"),
    File("unknown encoding", "名单.csv", lambda: b"\xff\x81\xff\xfd\xff\xfe" * 200, refused="unsupported_encoding"),
    File("null characters", "名单.csv", lambda: text(*TWO).replace("甲", "\0").encode(), refused="bad_text"),
    File("quote never closed", "名单.csv", _written(HEADER, row(A, name='"宁波'), row(B)), refused="bad_text"),
    File("formula", "名单.xlsx", _one(name='=WEBSERVICE("http://elsewhere.example/")'), refused="formulas"),
    File("macros", "名单.xlsm", _with({"xl/vbaProject.bin": b"x"}), refused="unsafe"),
    File(
        "entity in a workbook",
        "名单.xlsx",
        _part(SHEET, b"<worksheet", ENTITY.encode() + b"<worksheet"),
        refused="unsafe",
    ),
    File("entities that multiply", "名单.xls", lambda: excel_xml(*TWO, before=LAUGHS), refused="unsafe"),
    File("entity from outside", "名单.xls", lambda: excel_xml(*TWO, before=ENTITY), refused="unsafe"),
    File(
        "link to another workbook",
        "名单.xlsx",
        _with(
            {
                "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": ELSEWHERE,
            }
        ),
        BOTH,
    ),
    File("page that fetches", "名单.xls", lambda: page(*TWO, before=FETCHING), BOTH),
    File(
        "parts that leave the folder",
        "名单.xlsx",
        _with({"../../escaped.xml": b"<x/>", "/tmp/escaped.xml": b"<x/>"}),
        BOTH,
    ),
    File("too many parts", "名单.xlsx", _with({f"xl/media/{n}.png": b"" for n in range(2_100)}), refused="unsafe"),
    File("unpacks to 300 MB", "名单.xlsx", _with({"xl/media/a.bin": bytes(300 * 2**20)}), refused="too_large"),
    File("one string in every cell", "名单.xlsx", _shared_string_bomb, refused="too_large"),
    File(
        "cell in the last corner",
        "名单.xlsx",
        _part(SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        refused="too_many_rows",
    ),
    File("too many columns", "名单.xlsx", _wide(3, 300), refused="too_large"),
    File("too many cells", "名单.xlsx", _wide(9_000, 190), refused="too_large"),
    File("too many records", "名单.csv", lambda: text(HEADER, *[row(A)] * 100_001).encode(), refused="too_many_rows"),
    File(
        "too many fields", "名单.csv", lambda: text(HEADER, *[["", *"," * 180]] * 20_000).encode(), refused="too_large"
    ),
    File("too many bytes", "名单.csv", lambda: b"x" * (20 * 2**20 + 1), refused="too_large"),
    File(
        "row number of nine digits",
        "名单.xls",
        lambda: excel_xml(*TWO, inside='<Row ss:Index="900000000"/>'),
        refused="too_many_rows",
    ),
    File("elements without end", "名单.xls", lambda: excel_xml(*TWO, inside="<a>" * 2_000_000), refused="unsafe"),
    File("tables inside tables", "名单.xls", lambda: page(*TWO) + b"<table><tr><td>" * 400_000, refused="unsafe"),
    File("tags without end", "名单.xls", lambda: page(*TWO) + b"<a " * 5_000_000, BOTH),
    File("comments without end", "名单.xls", lambda: page(*TWO) + b"<!--" * 4_000_000, BOTH),
    File("attributes without end", "名单.xls", lambda: page(*TWO) + b"<table " + b"a=b " * 4_000_000 + b">", BOTH),
    File(
        "page of two million cells",
        "名单.xls",
        lambda: page(HEADER) + (b"<table>" + (b"<tr>" + b"<td>a" * 180) * 11_000),
        refused="too_large",
    ),
    File(
        "spans of a thousand",
        "名单.xls",
        lambda: page(*TWO).replace(b"<td>", b"<td rowspan=1000 colspan=99999>"),
        refused="too_large",
    ),
)

FILES = (*FORMS, *VALUES, *HARM)
