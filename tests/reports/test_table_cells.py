"""Cells as people type and paste them: what is read, what is refused, and where."""

from __future__ import annotations

import pytest

from registry.reports.table_cells import read_table, show_row
from registry.reports.table_specs import MOST_ROWS, PRODUCTS, PROJECTS, RESULTS, STAFF, TABLES, TableSpec
from tests.reports.table_rows import product, project, result, staff

ROWS = {"staff": staff()[0], "projects": project(), "products": product(), "results": result()}


def wrong(spec: TableSpec, *rows: dict[str, str]) -> list[tuple[int, str, str]]:
    """Row, column and sentence of each error."""
    return [(one.row, one.column, str(one.text)) for one in read_table(spec, rows)[1]]


@pytest.mark.parametrize("code", TABLES)
def test_what_is_kept_is_shown_as_it_is_read_again(code: str) -> None:
    spec = TABLES[code]
    kept, errors = read_table(spec, [ROWS[code]])
    assert errors == []
    shown = show_row(spec, kept[0])
    assert read_table(spec, [shown]) == (kept, [])
    assert list(shown) == [column.code for column in spec.columns]


def test_values() -> None:
    typed = project("rd 1", personnel=" 1,234.56 ", started_on="2025年3月2日", rights="zl1；zl2、 zl1", budget="0")
    [row], errors = read_table(PROJECTS, [typed])
    assert errors == []
    assert (row["no"], row["personnel"], row["started_on"], row["rights"], row["budget"]) == (
        "RD01", 1_234_560_000, "2025-03-02", ["ZL1", "ZL2"], 0,
    )  # fmt: skip
    assert "design" not in row


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"name": " "}, "name", "请填写“项目名称”。"),
        ({"no": "PS01"}, "no", "“编号”应是 RD 加数字，例如 RD01。"),
        ({"no": "RD12345"}, "no", "“编号”应是 RD 加数字，例如 RD01。"),
        ({"name": "长" * 121}, "name", "“项目名称”最多 120 个字符，现在是 121 个。"),
        ({"name": "a\x00b"}, "name", "“项目名称”含有不能保存的控制字符，请删除后重新填写。"),
        ({"field": "炼金"}, "field", "“技术领域”应是以下之一：电子信息、"),
        ({"design": "1.234"}, "design", "“设计费用（万元）”应是以万元为单位的数字"),
        ({"design": "1e5"}, "design", "“设计费用（万元）”应是以万元为单位的数字"),
        ({"design": "-0.01"}, "design", "“设计费用（万元）”应在 0 到 9999999999.99 万元之间。"),
        ({"design": "10000000000"}, "design", "“设计费用（万元）”应在 0 到 9999999999.99 万元之间。"),
        ({"started_on": "2025-02-30"}, "started_on", "“开始日期”："),
        ({"ended_on": "2024-12-31"}, "ended_on", "结束日期不能早于开始日期 2025-01-01。"),
        ({"management": "100.01"}, "management", "专门从事管理人员的部分不能大于人员人工费用。"),
    ],
)
def test_an_error_names_its_cell(cells: dict[str, str], column: str, sentence: str) -> None:
    [(row, where, text)] = wrong(PROJECTS, project("RD02"), {**project(), **cells})
    assert (row, where) == (1, column)
    assert text.startswith(sentence)


def test_on_the_bound() -> None:
    assert wrong(PROJECTS, project(ended_on="2025-01-01", management="100", design="9999999999.99")) == []


@pytest.mark.parametrize(("typed", "month"), [("3", "3"), ("03", "3"), ("3月", "3"), ("12月份", "12")])
def test_months_as_people_write_them(typed: str, month: str) -> None:
    assert read_table(STAFF, [{**staff()[0], "month": typed}])[0][0]["month"] == month


@pytest.mark.parametrize("typed", ["0", "13", "0月", "-1", "一"])
def test_no_month(typed: str) -> None:
    assert [column for _row, column, _text in wrong(STAFF, {**staff()[0], "month": typed})] == ["month"]


def test_people() -> None:
    assert wrong(STAFF, {**staff()[0], "rd_end": "81"}) == [(0, "rd_end", "月末科技人员数不能大于月末职工总数。")]
    assert [one[1] for one in wrong(STAFF, {**staff()[0], "staff_end": "8.5", "rd_end": "9" * 30})] == [
        "staff_end", "rd_end",
    ]  # fmt: skip


def test_yes_or_no() -> None:
    assert [read_table(PRODUCTS, [product(is_main=word)])[0][0]["is_main"] for word in ("是", "否", "Y", "0")] == [
        True, False, True, False,
    ]  # fmt: skip
    assert [one[1] for one in wrong(PRODUCTS, product(is_main="也许"))] == ["is_main"]


def test_a_number_stands_once() -> None:
    assert wrong(PROJECTS, project("RD1"), project("RD02"), project("rd01")) == [
        (2, "no", "“编号”RD01 与第 1 行重复。")
    ]


def test_a_row_too_many_is_told_and_none_dropped() -> None:
    rows = [result(f"CG{number}") for number in range(1, MOST_ROWS + 2)]
    kept, errors = read_table(RESULTS, rows[:-1])
    assert (len(kept), errors) == (MOST_ROWS, [])
    kept, [error] = read_table(RESULTS, rows)
    assert (kept, str(error.text)) == ([], "“成果转化”最多 200 行，现有 201 行。")
    assert [str(one.text) for one in read_table(STAFF, staff() + staff()[:1])[1]] == ["“人员”最多 12 行，现有 13 行。"]
