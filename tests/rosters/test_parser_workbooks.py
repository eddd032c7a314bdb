from __future__ import annotations

import datetime as dt
import io
import time
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rosters.columns import RECOGNITION_ROSTER
from registry.rosters.parser import Limits, ParsedFile, parse
from tests.rosters.making import compound, keep, old_workbook, one_sheet, rezip, workbook

HEADER = ["序号", "企业名称", "统一社会信用代码", "证书编号", "发证日期"]
CODE = "91110000600037341L"
FIRM = [1, "宁波甲有限公司", CODE, "GR202133100001", "2021-12-10"]


def read(data: bytes, limits: Limits | None = None) -> ParsedFile:
    return parse(data, "名单.xlsx", RECOGNITION_ROSTER, limits)


def reasons(parsed: ParsedFile) -> list[str | None]:
    return [row.skip_reason for row in parsed.rows]


def test_a_plain_list() -> None:
    parsed = read(one_sheet(HEADER, FIRM))
    assert (parsed.status, parsed.reason, parsed.detail) == ("accepted", None, None)
    assert parsed.unknown_columns == ["序号"]
    (row,) = parsed.data_rows
    assert (row.sheet, row.row, row.problems, row.blocked) == ("Sheet", 2, [], False)
    assert row.values == {
        "name": "宁波甲有限公司",
        "uscc": CODE,
        "certificate_number": "GR202133100001",
        "issued_on": dt.date(2021, 12, 10),
    }
    assert row.cells["issued_on"] == "2021-12-10"


def test_every_physical_row_stands_once_and_says_why_it_was_left_out() -> None:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet["B2"] = "2021 年度高新技术企业名单"
        sheet.merge_cells("B2:F2")
        for column, title in enumerate(HEADER, start=2):
            sheet.cell(4, column, title)
        for number, content in enumerate(
            [["一、庄桥街道"], FIRM, [], HEADER, [2, *FIRM[1:]], ["合计", "2家"], ["填报人：某", None, "审核：某"]],
            start=5,
        ):
            for column, value in enumerate(content, start=2):
                sheet.cell(number, column, value)

    parsed = read(workbook(fill))
    assert [row.row for row in parsed.rows] == list(range(1, 12))
    assert reasons(parsed) == [
        *("blank", "title", "blank", "header", "title", None, "blank", "header", None, "total", "note"),
    ]
    assert all((row.skipped is None) == (row.skip_reason is None) for row in parsed.rows)
    assert parsed.sheets[0].columns["name"] == "C"
    assert parsed.sheets[0].header_row == 4


def test_a_header_over_two_rows() -> None:
    parsed = read(
        one_sheet(
            ["序号", "企业名称", "证书信息", None, None],
            [None, None, "统一社会信用代码", "证书编号", "发证日期"],
            FIRM,
        )
    )
    assert reasons(parsed) == ["header", "header", None]
    assert set(parsed.data_rows[0].values) == {"name", "uscc", "certificate_number", "issued_on"}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("单位名称", "name"),
        ("名称", "name"),
        (" 企 业 名 称 ", "name"),
        ("企业名称（盖章）", "name"),
        ("*企业名称", "name"),
        ("社会信用代码", "uscc"),
        ("组织机构代码", "uscc"),
        ("高企证书号", "certificate_number"),
        ("入库登记编号", "certificate_number"),
        ("认定时间", "issued_on"),
        ("有效期至", "valid_to"),
        ("街道（镇）", "street"),
    ],
)
def test_headers_go_by_many_names(header: str, key: str) -> None:
    names = [header] if key == "name" else ["企业名称", header]
    assert key in read(one_sheet([*names, "其他"], ["甲公司", "乙", "丙"])).sheets[0].columns


def test_names_only() -> None:
    parsed = read(one_sheet(["企业名称"], ["宁波甲有限公司（原：宁波乙有限公司）"]))
    assert parsed.data_rows[0].values == {"name": "宁波甲有限公司", "former_name": "宁波乙有限公司"}


@pytest.mark.parametrize("value", [44540, 44540.0, dt.date(2021, 12, 10), "2021年12月10日", "20211210", 20211210])
def test_dates_of_every_kind_of_cell(value: object) -> None:
    assert read(one_sheet(HEADER, [*FIRM[:4], value])).data_rows[0].values["issued_on"] == dt.date(2021, 12, 10)


def test_problems_name_their_cell() -> None:
    parsed = read(
        one_sheet(
            HEADER,
            [1, "甲公司", "9111 0000 6000 37341l", "gr 202133100001", "2024-12"],
            [2, "乙公司", CODE[:-1] + "1", None, None],
            [3, None, "9111000060003734", None, None],
            [4, 12345, 911100006000373411, None, None],
            [5, "=1+1+"[1:] + "公司", "05825277-1", "无", None],
        )
    )
    found = [[(p.where, p.key, p.reason, p.blocking) for p in row.problems] for row in parsed.data_rows]
    assert found == [
        [("E2", "issued_on", "bad_date", True)],
        [("C3", "uscc", "bad_uscc", False)],
        [("B4", "name", "missing_field", True), ("C4", "uscc", "bad_uscc", True)],
        [("B5", "name", "bad_text", True), ("C5", "uscc", "bad_uscc", True)],
        [("C6", "uscc", "bad_uscc", False), ("D6", "certificate_number", "bad_certificate", True)],
    ]
    assert parsed.data_rows[0].values["uscc"] == CODE
    assert parsed.data_rows[4].values["organisation_code"] == "058252771"
    assert "末位应为“L”" in str(parsed.data_rows[1].problems[0].text)


def test_a_name_too_long() -> None:
    parsed = read(one_sheet(HEADER, [1, "长" * 201, CODE, None, None], [2, "长" * 200, CODE, None, None]))
    assert [[p.reason for p in row.problems] for row in parsed.data_rows] == [["too_long"], []]


def test_all_sheets_are_read_hidden_ones_with_a_word() -> None:
    def fill(book: Any) -> None:
        for title, state in (("庄桥", "visible"), ("慈城", "hidden"), ("甲&乙", "veryHidden")):
            sheet = book.create_sheet(title)
            sheet.append(HEADER)
            sheet.append(FIRM)
            sheet.sheet_state = state
        book["Sheet"].append(["说明文字"])
        book["庄桥"].append(FIRM)
        book["庄桥"].row_dimensions[3].hidden = True

    parsed = read(workbook(fill))
    assert [(sheet.name, sheet.hidden, sheet.read) for sheet in parsed.sheets] == [
        ("Sheet", False, False),
        ("庄桥", False, True),
        ("慈城", True, True),
        ("甲&乙", True, True),
    ]
    assert parsed.rows[0].skip_reason == "sheet_not_read"
    assert [[p.reason for p in row.problems] for row in parsed.data_rows] == [
        [],
        ["hidden_row"],
        ["hidden_row"],
        ["hidden_row"],
    ]
    assert not any(row.blocked for row in parsed.data_rows)


def test_a_formula_in_a_column_that_is_read_refuses_the_file() -> None:
    parsed = read(one_sheet(HEADER, FIRM, [2, '="宁波"&"乙公司"', CODE, None, None]))
    assert (parsed.status, parsed.reason, parsed.rows) == ("refused", "formulas", [])
    assert "Sheet!B3" in str(parsed.detail)


def test_a_row_of_nothing_but_a_formula_is_not_taken_for_blank() -> None:
    parsed = read(one_sheet(HEADER, FIRM, [None, "=B2", None, None, None]))
    assert parsed.reason == "formulas"
    assert "Sheet!B3" in str(parsed.detail)
    assert read(one_sheet(HEADER, FIRM, ["=A2+1", None, None, None, None])).status == "accepted"


def test_a_formula_beside_the_list_is_of_no_matter() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.write_row(0, 0, HEADER)
    sheet.write_formula(1, 0, "=ROW()-1")
    sheet.write_row(1, 1, FIRM[1:])
    sheet.write_formula(2, 1, "=COUNTA(B2:B2)")
    sheet.write(2, 0, "合计")
    book.close()
    parsed = read(stream.getvalue())
    assert (parsed.status, reasons(parsed)) == ("accepted", ["header", None, "total"])


def test_a_serial_number_by_formula_is_of_no_matter() -> None:
    assert read(one_sheet(HEADER, ["=ROW()-1", *FIRM[1:]])).status == "accepted"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "empty_file"),
        ([HEADER], "no_rows"),
        ([HEADER, ["合计", "0家"]], "no_rows"),
        ([["关于公布名单的通知"], ["各有关单位："]], "no_header"),
        ([["统一社会信用代码", "证书编号"], [CODE, "GR202133100001"]], "missing_column"),
        ([["代码", "证书编号"], [CODE, "GR202133100001"]], "missing_column"),
    ],
)
def test_what_is_no_list_is_refused_with_a_word(rows: list[list[Any]], reason: str) -> None:
    parsed = read(one_sheet(*rows))
    assert (parsed.status, parsed.reason, parsed.rows) == ("refused", reason, [])
    assert str(parsed.detail)


def test_a_missing_column_is_named() -> None:
    assert "“企业名称”" in str(read(one_sheet(["统一社会信用代码", "证书编号"], [CODE, "GR1"])).detail)


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    bomb = rezip(one_sheet(HEADER, FIRM), keep, {"xl/media/blank.bin": b"\0" * 3_000_000})
    assert len(bomb) < 20_000
    assert read(bomb, Limits(max_unpacked=2_000_000)).reason == "too_large"
    assert read(bomb, Limits(max_unpacked=4_000_000)).status == "accepted"


def test_a_cell_at_the_far_corner_does_not_fill_the_memory() -> None:
    far = rezip(one_sheet(HEADER, FIRM), lambda name, content: content.replace(b'r="B2"', b'r="XFD1048576"'))
    assert read(far).reason == "too_large"
    deep = rezip(one_sheet(HEADER, FIRM), lambda name, content: content.replace(b'<row r="2"', b'<row r="1048576"'))
    assert read(deep).reason == "too_many_rows"


def test_macros_and_entities_are_unsafe() -> None:
    plain = one_sheet(HEADER, FIRM)
    assert read(rezip(plain, keep, {"xl/vbaProject.bin": b"x"})).reason == "unsafe"
    doctype = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    assert read(rezip(plain, lambda name, c: doctype + c if "sheet1" in name else c)).reason == "unsafe"


def test_one_row_more_than_the_limit() -> None:
    data = one_sheet(HEADER, FIRM, FIRM)
    assert read(data, Limits(max_rows=3)).status == "accepted"
    assert read(data, Limits(max_rows=2)).reason == "too_many_rows"


def test_one_byte_more_than_the_limit() -> None:
    data = one_sheet(HEADER, FIRM)
    assert read(data, Limits(max_bytes=len(data))).status == "accepted"
    assert read(data, Limits(max_bytes=len(data) - 1)).reason == "too_large"


def test_a_damaged_workbook() -> None:
    data = one_sheet(HEADER, FIRM)
    assert read(data[: len(data) // 2]).reason == "corrupt"
    assert read(b"PK\x03\x04" + b"x" * 50).reason == "corrupt"


PLAIN = one_sheet(HEADER, FIRM)  # once: the day and time inside change its length


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_bytes_changed_never_raises(data: st.DataObject) -> None:
    blob = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 8))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    parsed = read(bytes(blob))
    assert parsed.status == "accepted" or str(parsed.detail)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30),
    st.dates(dt.date(1900, 3, 1), dt.date(2199, 1, 1)),
    st.sampled_from([*HEADER, CODE, "合计", "2021.3.5", "N/A"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_any_cells_below_a_header_give_every_row_once(rows: list[list[Any]]) -> None:
    cleaned = [["" if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]
    parsed = read(one_sheet(HEADER, FIRM, *cleaned))
    assert parsed.status == "accepted"
    assert [row.row for row in parsed.rows] == list(range(1, len(parsed.rows) + 1))
    for row in parsed.rows:
        assert all(str(problem.text) for problem in row.problems)


def test_a_binary_workbook_whatever_its_name() -> None:
    parsed = parse(old_workbook([HEADER, [1, *FIRM[1:4], 44540.0]]), "名单.csv", RECOGNITION_ROSTER)
    assert (parsed.status, parsed.detail) == ("accepted", None)
    assert parsed.data_rows[0].values["issued_on"] == dt.date(2021, 12, 10)
    assert parsed.sheets[0].name == "名单"


def test_a_password_is_told() -> None:
    assert read(compound("EncryptedPackage", b"\0" * 4096)).reason == "encrypted"
    locked = parse(old_workbook([HEADER, FIRM], password=True), "名单.xls", RECOGNITION_ROSTER)
    assert locked.reason == "encrypted"


def test_other_compound_files() -> None:
    assert read(compound("WordDocument", b"\0" * 4096)).reason == "not_a_spreadsheet"
    assert read(compound("Other", b"\0" * 4096)).reason == "corrupt"
    assert read(compound("Workbook", b"\xff" * 4096)).reason == "corrupt"


def test_an_error_value_is_not_taken_for_an_empty_cell() -> None:
    (row,) = read(one_sheet(HEADER, [1, "宁波甲有限公司", "#N/A", None, None])).data_rows
    assert [(p.where, p.key, p.reason, p.blocking) for p in row.problems] == [("C2", "uscc", "bad_text", True)]


def test_a_date_below_a_list_of_names_is_no_name() -> None:
    parsed = read(one_sheet(["企业名称"], ["宁波甲有限公司"], ["2024年12月31日"]))
    assert reasons(parsed) == ["header", None, "note"]


def test_an_appendix_with_its_columns_in_another_order() -> None:
    parsed = read(one_sheet(HEADER, FIRM, ["附件2"], ["统一社会信用代码", "企业名称"], [CODE, "宁波乙有限公司"]))
    assert reasons(parsed) == ["header", None, "note", "header", None]
    assert parsed.data_rows[1].values == {"name": "宁波乙有限公司", "uscc": CODE}


@pytest.mark.parametrize("tags", [b"<row " * 400_000, b"<c " * 400_000, b"<sheet a" + b"a" * 400_000 + b">"])
@pytest.mark.parametrize("place", [b"<sheets>", b"<sheetData>"])
def test_tags_without_end_cost_no_more_than_their_length(tags: bytes, place: bytes) -> None:
    hostile = rezip(PLAIN, lambda _, content: content.replace(place, tags + place))
    started = time.perf_counter()
    parsed = read(hostile)
    assert time.perf_counter() - started < 10  # far below a second; minutes if a pattern ran on
    assert parsed.status == "accepted" or str(parsed.detail)
