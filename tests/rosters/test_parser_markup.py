from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rosters.columns import RECOGNITION_ROSTER
from registry.rosters.parser import Limits, ParsedFile, parse

CODE = "91110000600037341L"
PAGE = f"""<html><head><meta charset="gb2312"><style>td {{ color: red }}</style></head><body>
<table><tr><td colspan=3>高新技术企业名单</td></tr>
<tr><th rowspan="2">序号</th><th rowspan="2">企业名称</th><th colspan="2">证书</th></tr>
<tr><th>统一社会信用代码</th><th>发证日期</th></tr>
<tr><td>1<td>宁波甲&amp;乙<br>有限公司<script>alert(1)</script></td><td>{CODE}</td><td>2021-03-05</td></tr>
</table></body></html>"""
SPREADSHEET = f"""<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="名单"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">名单</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">企业名称</Data></Cell>
<Cell><Data ss:Type="String">信用代码</Data></Cell><Cell><Data ss:Type="String">发证日期</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="String">宁波甲有限公司</Data></Cell>
<Cell><Data ss:Type="String">{CODE}</Data></Cell>
<Cell><Data ss:Type="DateTime">2021-03-05T00:00:00.000</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">宁波乙有限公司</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">44260</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def read(text: str, limits: Limits | None = None) -> ParsedFile:
    return parse(text.encode("gb18030"), "名单.xls", RECOGNITION_ROSTER, limits)


def test_a_web_page_that_calls_itself_xls() -> None:
    parsed = read(PAGE)
    assert (parsed.status, parsed.detail) == ("accepted", None)
    assert [row.skip_reason for row in parsed.rows] == ["title", "header", "header", None]
    (row,) = parsed.data_rows
    assert row.values == {"name": "宁波甲&乙 有限公司", "uscc": CODE, "issued_on": dt.date(2021, 3, 5)}
    assert parsed.sheets[0].columns == {"name": "B", "uscc": "C", "issued_on": "D"}


def test_a_web_page_without_a_table() -> None:
    assert read("<html><body>名单见附件</body></html>").reason == "empty_file"


def test_the_xml_of_excel_2003() -> None:
    parsed = read(SPREADSHEET)
    assert (parsed.status, parsed.detail) == ("accepted", None)
    assert [row.skip_reason for row in parsed.rows] == ["blank", "title", "header", None, None]
    first, second = parsed.data_rows
    assert first.values == {"name": "宁波甲有限公司", "uscc": CODE, "issued_on": dt.date(2021, 3, 5)}
    assert [p.reason for p in first.problems] == ["hidden_row"]
    assert second.values == {"name": "宁波乙有限公司", "issued_on": dt.date(2021, 3, 5)}
    assert parsed.sheets[0].name == "名单"


def test_a_formula_in_the_xml_refuses() -> None:
    parsed = read(
        SPREADSHEET.replace(
            '<Cell ss:Index="2"><Data ss:Type="String">宁',
            '<Cell ss:Index="2" ss:Formula="=A1"><Data ss:Type="String">宁',
            1,
        )
    )
    assert (parsed.reason, "名单!B4" in str(parsed.detail)) == ("formulas", True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', "unsafe"),
        ("</Table>", "", "corrupt"),
        ('ss:Index="2"><Cell ss:Merge', 'ss:Index="900000000"><Cell ss:Merge', "too_many_rows"),
        ('<Cell ss:Index="4"', '<Cell ss:Index="900000000"', "too_large"),
        ('ss:MergeAcross="1"', 'ss:MergeAcross="999"', "too_large"),
    ],
)
def test_xml_that_would_do_harm(old: str, new: str, reason: str) -> None:
    assert read(SPREADSHEET.replace(old, new, 1)).reason == reason


def test_spans_of_a_page_have_a_limit() -> None:
    assert read(PAGE.replace("colspan=3", "colspan=99999999")).reason == "too_large"
    assert read(PAGE, Limits(max_rows=3)).reason == "too_many_rows"


PIECES = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td rowspan=3 colspan=2>",
        "</td>",
        "<th>",
        "<script>",
        "<br>",
        "企业名称",
        "信用代码",
        "甲",
        "<!--",
        "&#0;",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_no_page_raises(pieces: list[str]) -> None:
    parsed = read("<html>" + "".join(pieces))
    assert parsed.status == "accepted" or str(parsed.detail)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SPREADSHEET)), st.text(max_size=10), st.integers(0, 60))
def test_no_change_of_the_xml_raises(at: int, text: str, cut: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    parsed = read(SPREADSHEET[:at] + text + SPREADSHEET[at + cut :])
    assert parsed.status == "accepted" or str(parsed.detail)
