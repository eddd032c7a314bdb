"""What the tables add up to, in both senses of R&D, and what they say against figures and year."""

from __future__ import annotations

import pytest

from registry.core.money import FEN_PER_WAN
from registry.reports.figures import Check
from registry.reports.table_checks import check_tables, completed, examine
from registry.reports.table_specs import Tables
from registry.reports.table_totals import calibres, facts, totals
from tests.reports.table_rows import product, project, read, result, staff
from tests.reports.values import GOOD, codes, with_

WAN = FEN_PER_WAN


def told(tables: Tables, **figures: int | None) -> list[tuple[str, str, bool]]:
    """Code, figure and whether it blocks."""
    return [(one.code, one.field, one.is_blocking) for one in check_tables(tables, figures, 2025)]


def sentence(tables: Tables, **figures: int | None) -> str:
    [one] = check_tables(tables, figures, 2025)
    return str(one.text)


def test_tables_without_rows_say_nothing() -> None:
    assert totals({}, 2025) == totals({"projects": [], "staff": []}, 2025) == {}
    assert (calibres({}, 2025), facts({}), check_tables({}, GOOD, 2025)) == (None, {}, [])


def test_the_mean_of_the_year() -> None:
    rows = staff(80, 20)
    rows[11] |= {"staff_end": "92", "rd_end": "31"}  # 80.5 and 20.458…
    assert totals(read(staff=rows), 2025) == {"staff": 81, "rd_staff": 20}
    late = [{**row, "month": str(month)} for month, row in zip((12, 11), staff(30, 3, 2), strict=True)]
    assert totals(read(staff=late), 2025) == {"staff": 30, "rd_staff": 3}
    assert facts(read(staff=[{**late[0], "staff_end": "40"}, late[1]])) == {
        "staff_months": [(30, 30), (30, 40)],
        "tech_staff_months": [(3, 3), (3, 3)],
    }


def test_research_in_both_senses() -> None:
    # internal 100+50, other 100 (195号: a quarter of the rest; tax: a ninth of the internal), 80 % of what is put out
    tables = read(
        projects=[
            project(management="10", other="100", outsourced_domestic="50"),
            project("RD02", personnel="", direct_input="50", outsourced_foreign="20", scrap_income="5"),
        ]
    )
    assert totals(tables, 2025) == {
        "rd_hnte": 257_500_000,  # (150 + 40 + 16) × 5/4
        "rd_hnte_domestic": 241_500_000,
        "rd_spend": 206_550_000,  # 140 × 10/9 + 40 + 16 − 5 = 206.555…, down to 0.01 万元
        "rd_spend_domestic": 195_550_000,
    }
    both = calibres(tables, 2025)
    assert both is not None
    assert [one.item for one in both.differences] == ["personnel", "other", "scrap_income"]
    assert len(both.lines) == 10
    assert facts(tables)["rd_other"] == 100 * WAN


def test_no_sense_before_2016() -> None:
    tables = read(projects=[project()])
    assert totals(tables, 2015) == {}
    assert totals(tables, 2016)["rd_hnte"] == 100 * WAN


def test_products_and_results() -> None:
    tables = read(products=[product(), product("PS02", income="0.5", is_main="否")], results=[result(), result("CG02")])
    assert totals(tables, 2025) == {
        "high_tech_revenue": 3_000_500_000,
        "main_product_income": 3000 * WAN,
        "transformations": 2,
    }


def test_a_figure_left_empty_is_what_the_tables_say() -> None:
    tables = read(staff=staff())
    assert completed({"staff": None, "revenue": None}, tables, 2025) == {"staff": 80, "rd_staff": 20, "revenue": None}
    assert completed({"staff": 79}, tables, 2025)["staff"] == 79


def test_a_total_typed_otherwise_names_both() -> None:
    tables = read(staff=staff())
    assert told(tables, staff=80, rd_staff=None) == []
    assert told(tables, staff=79) == [("differs_from_tables", "staff", True)]
    assert sentence(tables, staff=79).startswith("职工总数填写的是 79 人，明细表汇总为 80 人，")
    money = sentence(read(products=[product()]), high_tech_revenue=1)
    assert "明细表汇总为 3000.00 万元" in money


@pytest.mark.parametrize(
    ("tables", "field", "says"),
    [
        (
            read(products=[product(projects="RD01")]),
            "high_tech_revenue",
            "PS01 的“来源研发项目”写了 RD01，“研发项目”表",
        ),
        (read(results=[result(products="PS07")]), "transformations", "CG01 的“转化为的产品”写了 PS07，“高新产品”表"),
        (read(staff=[*staff(months=3), staff()[4]]), "staff", "缺 4 月"),
        (read(results=[result(done_on="2024-12-31")]), "transformations", "CG01 的转化日期 2024-12-31 不在 2025 年内"),
        (read(results=[result(done_on="2026-01-01")]), "transformations", "不在 2025 年内"),
    ],
)
def test_what_cannot_be_sent(tables: Tables, field: str, says: str) -> None:
    assert told(tables) == [("tables", field, True)]
    assert says in sentence(tables)


def test_what_the_tables_refer_to_may_be_there() -> None:
    tables = read(
        projects=[project()], products=[product(projects="rd1")], results=[result(projects="RD01", products="PS01")]
    )
    assert told(tables) == []
    assert told(read(results=[result(done_on="2025-01-01"), result("CG02", done_on="2025-12-31")])) == []


@pytest.mark.parametrize(("lowest", "found"), [(27, []), (26, [("staff_jumps", "staff", False)])])
def test_a_jump_of_staff(lowest: int, found: list[tuple[str, str, bool]]) -> None:
    rows = staff(80, 0)
    rows[0]["staff_start"] = str(lowest)
    assert told(read(staff=rows)) == found


def test_people_that_cost_much() -> None:
    ten = staff(80, 10)
    assert told(read(staff=ten, projects=[project(personnel="1000")])) == []
    assert told(read(staff=ten, projects=[project(personnel="1000.01")])) == [("costly_people", "rd_staff", False)]
    assert told(read(staff=staff(80, 0), projects=[project()])) == [("costly_people", "rd_staff", False)]
    assert told(read(projects=[project(personnel="1000.01")])) == []


def test_projects_outside_the_year_or_beyond_their_budget() -> None:
    over = project(started_on="2024-01-01", ended_on="2024-12-31")
    assert told(read(projects=[over])) == [("outside_the_year", "rd_spend", False)]
    assert told(read(projects=[{**over, "personnel": ""}])) == []
    assert told(read(projects=[project(budget="100")])) == []
    assert told(read(projects=[project(budget="99.99")])) == [("beyond_budget", "rd_spend", False)]


def test_all_together_blocking_first() -> None:
    tables = read(staff=staff(), projects=[project(budget="1")])
    found = examine(with_(rd_spend=None, rd_spend_domestic=None, staff=79), tables, 2025, None)
    assert codes(found) == ["differs_from_tables", "differs_from_tables", "differs_from_tables", "beyond_budget"]
    assert [one.field for one in found] == ["staff", "rd_hnte", "rd_hnte_domestic", "rd_spend"]
    assert all(isinstance(one, Check) for one in found)
    assert examine({**GOOD, "staff": None, "rd_staff": None}, read(staff=staff()), 2025, None) == []
