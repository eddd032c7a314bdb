"""The workbook of a report's tables: what is written is read again, and errors name their cells."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from registry.core.errors import DomainError
from registry.exports.report_workbook import ReadWorkbook, read_report_workbook, write_report_workbook
from registry.reports.table_cells import read_table
from registry.reports.table_specs import RESULTS, TABLES, Tables
from tests.reports.table_rows import product, project, read, result, staff

HEADS = [str(column.label) for column in RESULTS.columns]
ROW = ["CG01", "主轴工艺", "合作实施", date(2025, 6, 30), "", "", ""]


def workbook(**sheets: list[list[Any]]) -> bytes:
    """A workbook with those sheets, row by row."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return file.getvalue()


def told(found: ReadWorkbook) -> list[tuple[str, str]]:
    """Where and what was typed there."""
    return [(one.where, one.typed) for one in found.errors]


def again(found: ReadWorkbook) -> Tables:
    return {code: read_table(TABLES[code], rows)[0] for code, rows in found.rows.items()}


def test_what_was_written_is_read_again() -> None:
    tables = read(
        staff=staff(),
        projects=[
            project(personnel="300.01", rights="ZL1；ZL2", outcome="第一行\n第二行", name="=1+1", form="自主研发")
        ],
        products=[product(is_main="否", projects="RD01")],
        results=[result(f"CG{number}") for number in range(1, 201)],
    )
    file = io.BytesIO()
    write_report_workbook(tables, file, title="测试")
    found = read_report_workbook(file.getvalue())
    assert found.errors == []
    assert again(found) == tables


def test_an_empty_workbook_says_nothing() -> None:
    file = io.BytesIO()
    write_report_workbook({}, file, title="测试")
    found = read_report_workbook(file.getvalue())
    assert (found.rows, found.errors) == ({}, [])


def test_errors_name_the_cell_where_it_stands() -> None:
    broken = ["CG02", "", "换一种", "昨天", "", "", ""]
    found = read_report_workbook(workbook(成果转化=[HEADS, ROW, [], broken, ROW]))
    assert told(found) == [
        ("成果转化!B4", ""), ("成果转化!C4", "换一种"), ("成果转化!D4", "昨天"), ("成果转化!A5", "CG01"),
    ]  # fmt: skip


def test_columns_are_found_by_their_names() -> None:
    shuffled = [[*reversed(HEADS)], [*reversed(ROW)], ["", "", "", "", "乱写", "甲", "CG02"]]
    found = read_report_workbook(workbook(成果转化=[["", ""], *shuffled]))
    assert told(found) == [("成果转化!E4", "乱写"), ("成果转化!D4", "")]


def test_headings_that_do_not_fit() -> None:
    found = read_report_workbook(workbook(成果转化=[[*HEADS[:3], "备注", HEADS[0]], ROW]))
    assert told(found) == [("成果转化!D1", "备注"), ("成果转化!E1", "编号"), ("成果转化!A1", "")]
    assert found.rows == {}
    assert str(found.errors[-1].text) == "缺少列：转化日期。"


def test_a_row_too_many() -> None:
    rows = [[f"CG{number}", *ROW[1:]] for number in range(1, 202)]
    found = read_report_workbook(workbook(成果转化=[HEADS, *rows]))
    assert [(one.where, str(one.text)) for one in found.errors] == [
        ("成果转化!A202", "“成果转化”最多 200 行，现有 201 行。")
    ]


def test_sums_of_a_spreadsheet_are_amounts() -> None:
    heads = ["编号", "产品（服务）名称", "本年收入（万元）", "是否主要产品（服务）"]
    found = read_report_workbook(workbook(高新产品=[heads, ["PS1", "甲", 0.1 + 0.2, True], ["PS2", "乙", 3, "否"]]))
    assert [row["income"] for row in again(found)["products"]] == [300_000, 3_000_000]
    wrong = read_report_workbook(workbook(高新产品=[heads, ["PS1", "甲", 0.125, "是"]]))
    assert told(wrong) == [("高新产品!C2", "0.125")]


@pytest.mark.parametrize("data", [b"", b"a\tb\n", b"PK\x03\x04 broken", b"%PDF-1.7", workbook(Sheet1=[["编号"]])])
def test_other_files_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        read_report_workbook(data)
    assert refused.value.field == "file"
