from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rosters.columns import RECOGNITION_ROSTER, REGISTRATION_LIST
from registry.rosters.parser import Limits, ParsedFile, parse

CODE = "91110000600037341L"
TEXT = f"企业名称,统一社会信用代码,发证日期\r\n宁波甲有限公司,{CODE},2021.3.5\r\n"


def read(data: bytes | str, limits: Limits | None = None) -> ParsedFile:
    blob = data if isinstance(data, bytes) else data.encode()
    return parse(blob, "名单.csv", RECOGNITION_ROSTER, limits)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_one_list_in_every_encoding(encoding: str) -> None:
    (row,) = read(TEXT.encode(encoding)).data_rows
    assert row.values == {"name": "宁波甲有限公司", "uscc": CODE, "issued_on": dt.date(2021, 3, 5)}
    assert (row.sheet, row.row) == ("", 2)


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_one_list_with_every_separator(separator: str) -> None:
    assert read(TEXT.replace(",", separator)).data_rows[0].values["uscc"] == CODE


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_one_list_with_every_line_end(newline: str) -> None:
    assert len(read(TEXT.replace("\r\n", newline)).data_rows) == 1


def test_rows_are_records_and_blank_lines_count() -> None:
    parsed = read('名单\n\n企业名称,地址,信用代码\n甲公司,"一楼\n二楼",\n\n乙公司,,\n合计：2家,,\n')
    assert [(row.row, row.skip_reason) for row in parsed.rows] == [
        (1, "title"),
        (2, "blank"),
        (3, "header"),
        (4, None),
        (5, "blank"),
        (6, None),
        (7, "total"),
    ]
    assert parsed.unknown_columns == ["地址"]


def test_a_record_with_too_many_fields_is_kept_out_and_one_with_too_few_is_told() -> None:
    parsed = read(f"企业名称,统一社会信用代码,发证日期\n甲,公司,{CODE},2021-03-05\n乙公司,{CODE}\n丙公司,{CODE},,\n")
    counts = [[(p.reason, p.blocking) for p in row.problems if p.reason == "column_count"] for row in parsed.data_rows]
    assert counts == [[("column_count", True)], [("column_count", False)], []]


def test_quotes_that_do_not_close_lose_no_row_in_silence() -> None:
    parsed = read('企业名称,信用代码\n"甲公司,1\n乙公司,2\n')
    assert (parsed.reason, parsed.rows) == ("bad_text", [])
    assert "引号" in str(parsed.detail)


def test_a_damaged_character_is_found_in_its_cell() -> None:
    lines = [f"宁波第{number}有限公司,{CODE},2021-03-05" for number in range(50)]
    blob = "\n".join(["企业名称,统一社会信用代码,发证日期", *lines]).encode()
    parsed = read(blob.replace("第7有".encode(), b"\xe7\xac7\xe6\x9c\x89"))
    found = [(p.where, p.reason, p.blocking) for row in parsed.rows for p in row.problems]
    assert found == [("A9", "encoding", True)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n", "empty_file"),
        (b"%PDF-1.7\n...", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "not_a_spreadsheet"),
        (bytes(range(1, 32)) * 40, "not_a_spreadsheet"),
        (b"\xff\x81\xff\xfd\xff\xfe" * 100, "unsupported_encoding"),
        ("企业名称\n甲公司\0\n".encode(), "bad_text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "unsupported_format"),
        ("一段话，没有表格。".encode(), "no_header"),
        ("企业名称,信用代码\n".encode(), "no_rows"),
        ("信用代码,证书编号\n1,2\n".encode(), "missing_column"),
    ],
)
def test_what_is_no_list_is_refused_with_a_word(data: bytes, reason: str) -> None:
    parsed = read(data)
    assert (parsed.status, parsed.reason, parsed.rows) == ("refused", reason, [])
    assert str(parsed.detail)
    assert len(parsed.sha256) == 64


def test_one_record_more_than_the_limit() -> None:
    assert read(TEXT, Limits(max_rows=2)).status == "accepted"
    assert read(TEXT, Limits(max_rows=1)).reason == "too_many_rows"


def test_one_column_more_than_the_limit() -> None:
    assert read(TEXT, Limits(max_columns=3)).status == "accepted"
    assert read(TEXT, Limits(max_columns=2)).reason == "too_large"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+86公司", "@公司"])
def test_a_name_that_a_spreadsheet_would_execute(name: str) -> None:
    (row,) = read(f"企业名称,信用代码\n{name},{CODE}\n").data_rows
    assert [(p.key, p.reason) for p in row.problems] == [("name", "bad_text")]
    assert "name" not in row.values


def test_a_list_of_registrations() -> None:
    text = (
        "来源年份,企业名称,统一社会信用代码,注册日期,企业类型,注册资金,所在省份,地区,注册地址\n"
        f'1980,宁波甲公司,{CODE},1980-01-29,N/A,"16,335(万元人民币)",浙江,宁波,"江北区甲路1号,2楼"\n'
        f"1981年,宁波乙公司,{CODE},1981.1,有限责任公司,50(万美元),浙江,宁波,N/A\n"
        "八一,宁波丙公司,,19810201,,N/A,,,\n"
    )
    parsed = parse(text.encode(), "x.csv", REGISTRATION_LIST)
    first, second, third = parsed.data_rows
    assert first.values == {
        "source_year": 1980,
        "name": "宁波甲公司",
        "uscc": CODE,
        "registered_on": dt.date(1980, 1, 29),
        "capital": 16_335_000_000,
        "province": "浙江",
        "region": "宁波",
        "address": "江北区甲路1号,2楼",
    }
    assert [(p.key, p.reason, p.blocking) for p in second.problems] == [
        ("registered_on", "bad_date", True),
        ("capital", "unit", False),
    ]
    assert [(p.where, p.reason) for p in third.problems] == [("C4", "missing_field"), ("A4", "bad_number")]
    assert third.values["capital"] is None


def test_the_same_file_reads_the_same_twice() -> None:
    assert read(TEXT) == read(TEXT)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    parsed = read(data)
    assert parsed.status == "accepted" or str(parsed.detail)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_no_text_below_a_header_raises(text: str, encoding: str) -> None:
    parsed = read(f"企业名称,信用代码,发证日期\n甲公司,,\n{text}".encode(encoding))
    numbers = [row.row for row in parsed.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    assert (parsed.status == "refused") == (not numbers)
