"""Tables that are pasted or uploaded: the same rows either way, nothing passed over unseen."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rosters.columns import Column, clean_date, clean_text
from registry.web.shared.pasted import MOST_ROWS, heading, read_file, read_text

COLUMNS = (
    Column("name", msg("名称"), ("名称", "项目名称"), clean_text("name"), needed=True),
    Column("begun_on", msg("开始日"), ("开始日",), clean_date("begun_on"), max_length=64),
)


def test_rows_by_their_column_names_in_any_order() -> None:
    found = read_text("开始日\t项目名称\t序号\n2024-01-02\t甲\t1\n\n2024/2/3\t乙", COLUMNS, "rows")
    assert [(row.row, row.values) for row in found.rows] == [
        (2, {"name": "甲", "begun_on": date(2024, 1, 2)}),
        (4, {"name": "乙", "begun_on": date(2024, 2, 3)}),
    ]
    assert [row.problems for row in found.rows] == [[], []]
    assert found.unknown_columns == ["序号"]


def test_without_column_names_the_cells_stand_in_order() -> None:
    found = read_text("甲\t2024-01-02\n乙\t", COLUMNS, "rows")
    assert [(row.row, row.values.get("begun_on")) for row in found.rows] == [(1, date(2024, 1, 2)), (2, None)]


def test_a_wrong_cell_is_named_and_a_total_is_not_lost_unseen() -> None:
    found = read_text("名称\t开始日\n甲\t2024-13-01\n合计\t1", COLUMNS, "rows")
    assert [(problem.key, problem.where) for problem in found.rows[0].problems] == [("begun_on", "B2")]
    assert [(row.row, str(row.skipped)) for row in found.passed_over] == [(3, "合计行")]


@pytest.mark.parametrize("text", ["", "名称", "开始日\t序号\n2024-01-02\t1"])
def test_no_table_is_refused_at_the_field(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_text(text, COLUMNS, "rows")
    assert refused.value.field == "rows"


def test_there_is_a_most() -> None:
    lines = [f"第{number}项" for number in range(MOST_ROWS)]
    assert len(read_text("\n".join(["名称", *lines]), COLUMNS, "rows").rows) == MOST_ROWS
    with pytest.raises(DomainError, match="一次最多 1000 行，现在有 1001 行"):
        read_text("\n".join(["名称", *lines, "又一项"]), COLUMNS, "rows")


def test_a_workbook_reads_as_if_pasted() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "开始日"])
        sheet.write(1, 0, "一种\t甲\n品")
        sheet.write_datetime(1, 1, datetime(2024, 1, 2))  # noqa: DTZ001  # a cell has no zone
    file.seek(0)
    text = read_file(file, "表.xlsx", COLUMNS, "file")
    assert text == heading(COLUMNS) + "\n一种 甲 品\t2024-01-02"
    assert read_text(text, COLUMNS, "rows").rows[0].values == {"name": "一种 甲 品", "begun_on": date(2024, 1, 2)}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \x00\x01\x02", b"PK\x03\x04broken"])
def test_what_is_no_spreadsheet_is_refused_at_the_file(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        read_file(io.BytesIO(content), "a.xlsx", COLUMNS, "file")
    assert refused.value.field == "file"
