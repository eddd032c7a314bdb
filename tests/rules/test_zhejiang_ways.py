"""The way up in the provincial rule sets: what is offered comes true, and nothing impossible is offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.facts import Fact
from registry.rules.way_up import WaysUp, ready, ways_up
from tests.rules.zhejiang_firms import ALL, LEADER, SME, TECH_LEADER, Rules

WAN = 1_000_000
WON = {"fast_growing", "future_industry"}
CLOSED = {
    "revenue",
    "main_business_revenue",
    "growth_items",
    "registered_on",
    "excluded_industry",
    "accident_last_year",
    "dishonest_last_year",
    "violation_3y",
    "sme_by_size",
    "regional_leader",
    "province_registered",
    "independent_legal_entity",
    *WON,
}


def _ways(rules: Rules, **changes: Fact) -> WaysUp:
    return ways_up(rules.case({**rules.edge, **changes}), rules.judge, rules.module.levers)


def _only(rules: Rules, **changes: Fact) -> tuple[dict[str, Fact], str]:
    (way,) = _ways(rules, **changes).ways
    (step,) = way.steps
    return dict(step.facts), str(step.text)


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.id)
def test_a_firm_that_meets_everything_has_nothing_to_do(rules: Rules) -> None:
    assert _ways(rules).ready
    assert rules.module.levers(rules.case(rules.edge)) == ()


def test_a_part_is_not_raised_above_its_whole() -> None:
    firm = {**TECH_LEADER.edge, "revenue": 5, "high_tech_income": 1}  # 分: a hundredth of 万元 would be too much
    (lever,) = [one for one in TECH_LEADER.module.levers(TECH_LEADER.case(firm)) if one.code == "high_tech_income"]
    assert lever.steps[0].facts == {"high_tech_income": 5}


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.id)
@given(data=st.data())
def test_a_lever_only_changes_what_a_firm_can_change_and_keeps_figures_possible(
    rules: Rules, data: st.DataObject
) -> None:
    firm = data.draw(rules.firms())
    for lever in rules.module.levers(rules.case(firm)):
        for step in lever.steps:
            assert not set(step.facts) & CLOSED
            assert not [name for name in step.facts if "_prior_" in name]
            after = {**firm, **step.facts}
            for part, whole in (
                ("tech_staff", "staff"),
                ("core_product_income", "revenue"),
                ("high_tech_income", "revenue"),
            ):
                if part in step.facts and after.get(whole) is not None:
                    assert after[part] <= after[whole]  # type: ignore[operator]
            assert {firm[name] for name in step.facts} - {None} or not step.facts


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.id)
@given(data=st.data())
def test_every_way_offered_leads_up_and_none_of_it_can_be_left_out(rules: Rules, data: st.DataObject) -> None:
    firm = data.draw(rules.firms())
    found = ways_up(rules.case(firm), rules.judge, rules.module.levers)
    assert not (found.ways and (found.blocked or found.ready))
    for way in found.ways:
        facts = dict(firm)
        for step in way.steps:
            facts.update(step.facts)
            assert str(step.text)
        assert ready(rules.assess(facts))
        for left_out in way.steps:
            without = dict(firm)
            for step in way.steps:
                if step is not left_out:
                    without.update(step.facts)
            assert not ready(rules.assess(without))


def test_research_of_the_last_year_is_raised_to_the_hundredth() -> None:
    facts, text = _only(LEADER, rd_hnte=1999 * WAN)
    assert facts == {"rd_hnte": 2000 * WAN}
    assert text == "最近一年研发费用由 1999 万元增至 2000 万元（再增 1 万元）"
    facts, _text = _only(LEADER, main_business_revenue=50_000 * WAN + 7)  # 分: 4 % of it is no whole hundredth of 万元
    assert facts == {"rd_hnte": 2000 * WAN + 10_000}


def test_the_closed_years_block() -> None:
    found = _ways(LEADER, rd_hnte_prior_2=1)
    assert [finding.criterion for finding in found.blocked] == ["rd_each_year"]
    assert found.ways == ()


@pytest.mark.parametrize(
    ("rules", "fact"),
    [
        (SME, "accident_last_year"),
        (SME, "excluded_industry"),
        (LEADER, "violation_3y"),
        (TECH_LEADER, "accident_last_year"),
    ],
)
def test_past_conduct_blocks(rules: Rules, fact: str) -> None:
    assert [finding.criterion for finding in _ways(rules, **{fact: True}).blocked] == [fact]


def test_people_who_are_there_are_moved() -> None:
    assert _only(TECH_LEADER, tech_staff=99)[0] == {"tech_staff": 100}
    assert _only(TECH_LEADER, tech_staff=100, staff=2000)[0] == {"tech_staff": 200}
    assert _only(LEADER, full_time_rd_staff=1)[0] == {"full_time_rd_staff": 50}


def test_too_few_people_must_be_joined_by_others() -> None:
    facts, text = _only(TECH_LEADER, tech_staff=60, staff=99)
    assert facts == {"tech_staff": 100, "staff": 139}
    assert text == "新增科技人员 40 人（科技人员 60 人增至 100 人，职工总数随之增至 139 人）"
    assert _only(TECH_LEADER, tech_staff=60, staff=100)[0] == {"tech_staff": 100}


def test_three_years_are_mended_by_the_last_one() -> None:
    assert _only(TECH_LEADER, rd_hnte_prior_1=0)[0] == {"rd_hnte": 16_000 * WAN}


def test_either_place_in_the_market_will_do() -> None:
    ways = _ways(TECH_LEADER, market_rank_national=9, market_rank_global=8).ways
    assert [dict(way.steps[0].facts) for way in ways] == [{"market_rank_national": 3}, {"market_rank_global": 5}]
    assert str(ways[0].steps[0].text) == "市场占有率国内排名由第 9 名升至第 3 名"


def test_two_lacks_need_two_steps_and_three_are_not_offered() -> None:
    (way,) = _ways(LEADER, full_time_rd_staff=49, rd_institution=False).ways
    assert {name for step in way.steps for name in step.facts} == {"full_time_rd_staff", "rd_institution"}
    assert _ways(LEADER, full_time_rd_staff=49, rd_institution=False, cooperation=False).needs_more


def test_a_first_core_right_fills_an_empty_register() -> None:
    facts, _text = _only(LEADER, core_ip_owned=False, class1_ip=0, class2_ip=0)
    assert facts == {"core_ip_owned": True, "class1_ip": 1}
    assert _only(LEADER, core_ip_owned=False)[0] == {"core_ip_owned": True}


def test_any_research_at_all_is_enough_for_the_provincial_list() -> None:
    assert _only(SME, rd_spend=0)[0] == {"rd_spend": 10_000}


def test_too_young_a_firm_can_only_wait() -> None:
    found = _ways(SME, registered_on=SME.on)
    (finding,) = found.blocked
    assert finding.criterion == "registered_days"
    assert "自 2027-03-01 起" in str(finding.next_step)
