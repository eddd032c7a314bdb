"""The year's figures in other systems' shapes: their units, their totals, and nothing that is not held."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from registry.core.money import FEN_PER_WAN
from registry.exports.shapes import Held, shapes, thousands, yuan
from registry.extensions import db
from registry.reports.models import FrozenTables
from tests.factories.records import report
from tests.web.firm.conftest import Desk
from tests.web.pages import page

PROJECTS = [
    {
        "no": "RD01",
        "name": "高速轴承",
        "form": "自主研发",
        "started_on": "2025-01-01",
        "ended_on": "2025-12-31",
        "personnel": 100 * FEN_PER_WAN,
        "direct_input": 50 * FEN_PER_WAN,
    },
    {"no": "RD02", "name": "=甲\t乙", "started_on": "2025-03-01", "ended_on": "2025-11-30", "trial": 123_456},
]


@pytest.fixture
def sent(submitter: Desk) -> Desk:
    """A firm whose report of 2025 was sent with two projects."""
    row = report(submitter.firm, 2025, revenue=6000 * FEN_PER_WAN, rd_staff=20, rd_hnte=150 * FEN_PER_WAN)
    db.session.flush()
    db.session.add(FrozenTables(revision_id=row.id, rows={"projects": PROJECTS}))
    db.session.commit()
    return submitter


def held(tables: dict[str, list[dict[str, object]]]) -> Held:
    return Held("甲公司", "91330205MA00000000", 2025, {"revenue": 150_000, "staff": 3}, tables, 1, 2, "来源")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fen", "whole"), [(None, None), (0, 0), (49_999, 0), (50_000, 1), (149_999, 1), (150_000, 2), (-50_000, -1)]
)
def test_thousands_are_rounded_half_up(fen: int | None, whole: int | None) -> None:
    assert thousands(fen) == whole


def test_yuan_keep_their_cents() -> None:
    assert yuan(123_456) == Decimal("1234.56")
    assert yuan(None) is None


def test_what_is_not_held_stays_empty() -> None:
    yearly, projects, activity, ledger = shapes(held({}), str)
    assert {line[0]: line[2] for line in yearly.lines}["营业（销售）收入"] == 2
    assert {line[0]: line[2] for line in yearly.lines}["利润总额"] is None
    assert (projects.lines, ledger.lines) == ((), ())
    assert {line[0]: line[2] for line in activity.lines}["研究开发费用合计"] is None


def test_the_ledger_adds_up_to_its_last_lines() -> None:
    ledger = shapes(held({"projects": PROJECTS}), str)[3]
    first, second, total, deductible = ledger.lines
    assert first[-1] == Decimal("1500000.00")
    assert second[-1] == Decimal("1234.56")
    assert total[-1] == Decimal("1501234.56")
    assert deductible[-1] == Decimal("1501234.56")
    assert len({len(line) for line in ledger.lines} | {len(ledger.columns)}) == 1


def test_a_pasted_line_has_as_many_cells_as_its_heading() -> None:
    for one in shapes(held({"projects": PROJECTS}), str):
        assert {line.count("\t") for line in one.as_text(str).split("\n")} == {len(one.columns) - 1}


def test_page_and_file_say_the_same(sent: Desk) -> None:
    shown = page(sent.browser.get(sent.url("shapes/2025")))
    assert "2025 年度报告第 1 版（2026-03-02）" in shown.get_text()
    pasted = shown.select_one("#text-t107-1").get_text()  # type: ignore[union-attr]
    assert "\t'=甲 乙\t" in pasted, "a pasted formula is text"
    assert "1\t高速轴承\t自主研发\t2025-01-01\t2025-12-31\t1500\t1000\t" in pasted
    answer = sent.browser.get(sent.url("shapes/2025/t107-1.xlsx"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(1).to_python()
    assert sheet[1][1:7] == ["高速轴承", "自主研发", "2025-01-01", "2025-12-31", 1500, 1000]
    assert sheet[2][1] == "=甲\t乙"


@pytest.mark.parametrize(
    "path", ["shapes/x", "shapes/20255", "shapes/2025/none.xlsx", "shapes/2025/hnte.pdf", "shapes/2019/hnte.xlsx"]
)
def test_what_is_not_there(sent: Desk, path: str) -> None:
    page(sent.browser.get(sent.url(path)), 404)


def test_a_year_without_a_report_says_so(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url("shapes/2025")))
    assert "还没有报送" in shown.select_one(".empty-note").get_text()  # type: ignore[union-attr]
