"""Files that a spreadsheet opens without running anything in them, with the day and the time of knowing on them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from registry.core.errors import DomainError
from registry.exports.tables import Column, Table
from registry.exports.writers import SHEET_ROWS, write_csv, write_xlsx


def table(*rows: list[object], size: int | None = None) -> Table:
    columns = [Column("名称"), Column("数"), Column("日")]
    about = [("截至日期", "2026-03-02"), ("口径", "=1+1")]
    return Table("名单", columns, rows, about, [("截至日期", "2026-03-02")], size)  # type: ignore[arg-type]


def csv_rows(one: Table) -> list[list[str]]:
    file = io.BytesIO()
    write_csv(one, file)
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u3000＝"])
def test_text_that_would_be_run_is_led_by_an_apostrophe(start: str) -> None:
    dangerous = f"{start}cmd|' /C calc'!A0"
    assert csv_rows(table([dangerous, 1, None]))[1][0] == f"'{dangerous}"


def test_numbers_days_and_plain_text_stay_as_they_are() -> None:
    rows = csv_rows(table(['宁波𬭎（集团）,"甲"', -5, date(2026, 3, 2)], ["a-b", Decimal("-0.50"), None]))
    assert rows[1] == ['宁波𬭎（集团）,"甲"', "-5", "2026-03-02", "2026-03-02"]
    assert rows[2] == ["a-b", "-0.50", "", "2026-03-02"]
    assert rows[0] == ["名称", "数", "日", "截至日期"]


def test_a_workbook_has_a_cover_and_keeps_text_as_text() -> None:
    file = io.BytesIO()
    write_xlsx(table(["=1+1", 7, date(2026, 3, 2)], size=1), file)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    assert book.sheet_names == ["说明", "名单"]
    assert ["截至日期", "2026-03-02"] in book.get_sheet_by_name("说明").to_python()
    assert book.get_sheet_by_name("名单").to_python()[1] == ["=1+1", 7.0, date(2026, 3, 2)]


def test_a_list_too_long_for_a_sheet_is_refused() -> None:
    with pytest.raises(DomainError, match="CSV"):
        write_xlsx(table(size=SHEET_ROWS), io.BytesIO())
