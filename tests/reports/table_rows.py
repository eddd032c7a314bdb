"""Rows of a report's tables as a firm types them."""

from __future__ import annotations

from registry.reports.table_cells import Cells, read_table
from registry.reports.table_specs import TABLES, Tables


def project(no: str = "RD01", **cells: str) -> dict[str, str]:
    """A project of 2025 that spent 100 万元 on its people."""
    dates = {"started_on": "2025-01-01", "ended_on": "2025-12-31"}
    return {"no": no, "name": "高速主轴", **dates, "personnel": "100", **cells}


def product(no: str = "PS01", **cells: str) -> dict[str, str]:
    """A main product of 3,000 万元."""
    return {"no": no, "name": "主轴单元", "income": "3000", "is_main": "是", **cells}


def result(no: str = "CG01", **cells: str) -> dict[str, str]:
    """A result of 2025."""
    return {"no": no, "name": "主轴工艺", "way": "合作实施", "done_on": "2025-06-30", **cells}


def staff(total: int = 80, rd: int = 20, months: int = 12) -> list[dict[str, str]]:
    """The same people all year."""
    people = {"staff_start": str(total), "staff_end": str(total), "rd_start": str(rd), "rd_end": str(rd)}
    return [{"month": str(month), **people} for month in range(1, months + 1)]


def read(**tables: list[dict[str, str]]) -> Tables:
    """The rows as kept; every cell must be readable."""
    found: Tables = {}
    for code, rows in tables.items():
        typed: list[Cells] = list(rows)
        kept, errors = read_table(TABLES[code], typed)
        assert not errors, errors
        found[code] = kept
    return found
