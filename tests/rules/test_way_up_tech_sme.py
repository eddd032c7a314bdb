"""The way up under 国科发政〔2017〕115号: every figure offered is the least one, and none the law does not allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.core.money import wan_to_fen
from registry.rules import catalog, way_up
from registry.rules.case import Case
from registry.rules.facts import Fact, parse_facts
from registry.rules.findings import Assessment
from registry.rules.values import NotInForceError
from registry.rules.way_up import WaysUp

ON = date(2026, 3, 1)
RULE_SET = catalog.get("tech_sme_2017")
MOST_ASSESSMENTS = 50
CLEAN: dict[str, Any] = {
    "resident_enterprise": True,
    "total_assets": 3000,
    "excluded_industry": False,
    "accident_or_dishonesty": False,
    "on_abnormal_list": False,
    "valid_hnte": False,
    "national_award_top3_5y": False,
    "provincial_rd_institution": False,
    "led_standard_5y": False,
    "staff": 80,
    "tech_staff": 20,
    "revenue": 6000,
    "rd_spend": 180,
    "cost_expense_total": 5000,
    "class1_ip": 0,
    "class2_ip": 2,
}


def fen(amount: str) -> int:
    return wan_to_fen(Decimal(amount))


def case(**figures: Any) -> Case:
    """A clean firm of 48 points (16 for staff, 20 for R&D, 12 for rights), money in 万元."""
    facts, sources = parse_facts(catalog.fact_fields(RULE_SET.id), {**CLEAN, **figures})
    return Case(facts, RULE_SET, ON, sources)


def ways(**figures: Any) -> WaysUp:
    return catalog.ways_up(case(**figures))


def changes(found: WaysUp) -> list[dict[str, Fact]]:
    return [{name: to for step in way.steps for name, to in step.facts.items()} for way in found.ways]


def texts(found: WaysUp) -> list[list[str]]:
    return [[str(step.text) for step in way.steps] for way in found.ways]


def passes(firm: Case) -> bool:
    return way_up.ready(catalog.assess_case(firm))


def test_the_ways_of_a_firm_with_48_points() -> None:
    found = ways()
    first, second = (
        "再有 1 项Ⅰ类知识产权（由 0 项增至 1 项，+18 分）",
        "再有 2 项Ⅱ类知识产权（由 2 项增至 4 项，+12 分）",
    )
    one_more = "再有 1 项Ⅱ类知识产权（由 2 项增至 3 项，+6 分）"
    staff = "科技人员由 20 人增至 24 人（职工总数 80 人不变，占比 25 % → 30 %，+4 分）"
    little = "研发费用由 180 万元增至 240 万元（再增 60 万元，占销售收入 3 % → 4 %，+10 分）"
    much = "研发费用由 180 万元增至 300 万元（再增 120 万元，占销售收入 3 % → 5 %，+20 分）"
    assert texts(found) == [[first], [second], [much], [staff, little], [little, one_more]]
    assert [(way.score_before, way.score_after) for way in found.ways] == [
        (48, 66),
        (48, 60),
        (48, 68),
        (48, 62),
        (48, 64),
    ]


def test_where_no_single_step_suffices_two_are_offered() -> None:
    found = ways(tech_staff=7, rd_spend=60, class2_ip=0)
    assert [way.levers for way in found.ways] == [("tech_staff", "rd_spend")] * 2
    assert [way.score_after for way in found.ways] == [62, 60]
    assert changes(found)[0] == {"tech_staff": 16, "rd_spend": 360_000_000, "cost_expense_total": 5_300_000_000}


def test_a_staff_score_of_zero_is_mended_by_staff_alone() -> None:
    found = ways(tech_staff=7, rd_spend=360, class2_ip=3)
    assert changes(found) == [{"tech_staff": 8}]
    assert found.ways[0].score_after == 72


@pytest.mark.parametrize(("tech_staff", "offered"), [(23, [{"tech_staff": 24}]), (24, [])])
def test_the_step_before_the_edge_and_the_edge_itself(tech_staff: int, offered: list[dict[str, Fact]]) -> None:
    found = ways(tech_staff=tech_staff, rd_spend=240, class2_ip=2, class1_ip=None)
    assert found.ready is (not offered)
    assert [one for one in changes(found) if "tech_staff" in one and len(one) == 1] == offered


def test_research_counts_among_the_costs_it_is_measured_against() -> None:
    """450 of 5000 is 9 %; 50 more would be 10 % of 5000, but is 9.9 % of 5050: it takes 55.5555…, rounded up."""
    firm = case(revenue=0, rd_spend=450, tech_staff=24, class2_ip=4, class1_ip=None)
    (lever,) = [one for one in catalog.levers(firm) if one.code == "rd_spend"]
    first = lever.steps[0]
    assert first.facts == {"rd_spend": fen("505.56"), "cost_expense_total": fen("5055.56")}
    assert "再增 55.56 万元并计入成本费用，占成本费用支出总额 9 % → 10 %，+10 分" in str(first.text)
    less = {name: to - 10_000 for name, to in first.facts.items() if isinstance(to, int)}
    before, after = (catalog.assess_case(firm.with_facts(facts)).finding("rd") for facts in (less, first.facts))
    assert (before.points_low, after.points_low) == (0, 10)


def test_each_step_of_research_is_the_least_of_its_band() -> None:
    firm = case(revenue=6000, rd_spend=100, cost_expense_total=1500)
    (lever,) = [one for one in catalog.levers(firm) if one.code == "rd_spend"]
    reached = [fen(amount) for amount in ("120", "180", "240", "300", "360")]
    assert [step.facts["rd_spend"] for step in lever.steps] == reached
    firm = case(revenue=20000, rd_spend=100, cost_expense_total=1500)
    (lever,) = [one for one in catalog.levers(firm) if one.code == "rd_spend"]
    # x = (b × 1500 − 100) ÷ (1 − b): 10 % 55.56, 15 % 147.06, 20 % 250, 25 % 366.67, 30 % 500
    reached = [fen(amount) for amount in ("155.56", "247.06", "350", "466.67", "600")]
    assert [step.facts["rd_spend"] for step in lever.steps] == reached


def test_without_a_cost_total_only_sales_are_a_base() -> None:
    found = ways(cost_expense_total=None, class1_ip=None, class2_ip=None, tech_staff=24, rd_spend=300)
    assert found.ready
    found = ways(cost_expense_total=None, class1_ip=None, class2_ip=None, tech_staff=24, rd_spend=240)
    assert changes(found) == [{"rd_spend": fen("300")}]


def test_a_cost_total_of_zero_is_no_base_and_does_not_become_one() -> None:
    found = ways(cost_expense_total=0, class1_ip=None, class2_ip=0, tech_staff=24, rd_spend=240)
    assert {"rd_spend": fen("300")} in changes(found)


def test_never_more_technical_staff_than_staff() -> None:
    for staff in range(1, 12):
        for tech_staff in range(staff + 1):
            for lever in catalog.levers(case(staff=staff, tech_staff=tech_staff)):
                reached = [step.facts["tech_staff"] for step in lever.steps if "tech_staff" in step.facts]
                assert all(isinstance(one, int) and tech_staff < one <= staff for one in reached)


@pytest.mark.parametrize(
    ("figures", "criteria"),
    [
        ({"staff": 501, "tech_staff": 200}, ["size_staff"]),
        ({"revenue": "20000.01"}, ["size_revenue"]),
        ({"total_assets": "20000.01"}, ["size_total_assets"]),
        ({"accident_or_dishonesty": True, "on_abnormal_list": True}, ["accident_or_dishonesty", "on_abnormal_list"]),
        ({"excluded_industry": True}, ["excluded_industry"]),
        ({"resident_enterprise": False}, ["resident_enterprise"]),
        ({"staff": 0, "tech_staff": 0}, ["staff_nonzero"]),
        ({"revenue": 0, "cost_expense_total": 0}, ["score_total"]),
    ],
)
def test_what_no_figure_can_mend_blocks(figures: dict[str, Any], criteria: list[str]) -> None:
    found = ways(**figures)
    assert found.ways == ()
    assert [one.criterion for one in found.blocked] == criteria


def test_the_largest_firm_allowed_is_not_blocked() -> None:
    found = ways(staff=500, tech_staff=100, revenue=20000, total_assets=20000, rd_spend=1200, class2_ip=0, class1_ip=0)
    assert found.ready
    assert ways(staff=500, tech_staff=49, revenue=20000, total_assets=20000, rd_spend=1200, class2_ip=2).ways


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ({"accident_or_dishonesty": None}, ("accident_or_dishonesty",)),
        ({"total_assets": None, "on_abnormal_list": None}, ("total_assets", "on_abnormal_list")),
        ({"rd_spend": None}, ("rd_spend",)),
        ({"tech_staff": None}, ("tech_staff",)),
        ({"class1_ip": None, "class2_ip": None, "rd_spend": None}, ("rd_spend", "class1_ip", "class2_ip")),
    ],
)
def test_what_is_missing_comes_first_where_nothing_else_helps(
    figures: dict[str, Any], missing: tuple[str, ...]
) -> None:
    found = ways(**figures)
    assert found.ways == ()
    assert found.blocked == ()
    assert found.missing == missing


def test_an_unknown_figure_that_is_not_needed_does_not_stop_the_others() -> None:
    found = ways(class1_ip=None, class2_ip=None)
    assert found.missing == ()
    assert changes(found) == [
        {"rd_spend": fen("360"), "cost_expense_total": fen("5180")},
        {"tech_staff": 24, "rd_spend": fen("300"), "cost_expense_total": fen("5120")},
    ]


def test_figures_that_contradict_each_other_are_to_be_cleared_first() -> None:
    found = ways(tech_staff=81)
    assert found.ways == ()
    assert found.missing == ()
    assert [one.criterion for one in found.waiting] == ["staff_ratio"]


def test_a_title_that_replaces_the_score_needs_no_way_up() -> None:
    assert ways(valid_hnte=True).ready
    assert ways(valid_hnte=True, staff=501).blocked


def test_the_cost_total_stays_where_the_regulation_keeps_research_out_of_it() -> None:
    items = RULE_SET.parameters["cost_expense_items"]
    apart = replace(items, values=(replace(items.values[0], value=("营业成本", "销售费用")),))
    rules = replace(RULE_SET, parameters={**RULE_SET.parameters, items.code: apart})
    firm = replace(case(revenue=0, rd_spend=450, tech_staff=24), rule_set=rules)
    (lever,) = [one for one in catalog.levers(firm) if one.code == "rd_spend"]
    assert lever.steps[0].facts == {"rd_spend": fen("500")}


def test_the_day_before_the_rule_began_is_refused() -> None:
    with pytest.raises(NotInForceError):
        catalog.ways_up(replace(case(), on=date(2017, 5, 2)))
    assert catalog.ways_up(replace(case(), on=date(2017, 5, 3))).ways


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"tech_staff": 0, "rd_spend": 0, "class2_ip": 0},
        {"rd_spend": 0, "class2_ip": 0},
        {"rd_spend": 60, "class2_ip": 0},
    ],
)
def test_few_assessments_are_needed(figures: dict[str, Any]) -> None:
    counted: list[Case] = []

    def assess(firm: Case) -> Assessment:
        counted.append(firm)
        return catalog.assess_case(firm)

    assert way_up.ways_up(case(**figures), assess, catalog.levers).ways
    assert len(counted) <= MOST_ASSESSMENTS


def test_a_way_does_not_change_the_firm_itself() -> None:
    firm = case()
    before = dict(firm.facts)
    assert all(passes(firm.with_facts(one)) for one in changes(catalog.ways_up(firm)))
    assert firm.facts == before
    assert not passes(firm)
