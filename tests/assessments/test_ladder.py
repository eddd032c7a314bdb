"""What a firm lacks, in one sentence and by how much."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.assessments.ladder import gap_words, headline, improvable, lacking, rungs, shortfall
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.money import FEN_PER_WAN
from registry.recognitions.services import RecognitionFacts, recognise
from registry.reference.queries import get_scheme, schemes
from registry.rules import catalog
from registry.rules.findings import Assessment
from tests.factories.enterprises import enterprise
from tests.factories.records import report, scenario
from tests.factories.time import START

ON = date(2026, 3, 2)

SME: dict[str, Any] = {
    "resident_enterprise": True,
    "staff": 80,
    "tech_staff": 10,
    "revenue": 6000,
    "rd_spend": 180,
    "cost_expense_total": 5000,
    "total_assets": 4000,
    "class1_ip": 0,
    "class2_ip": 1,
    "excluded_industry": False,
    "accident_or_dishonesty": False,
    "on_abnormal_list": False,
    "valid_hnte": False,
    "national_award_top3_5y": False,
    "provincial_rd_institution": False,
    "led_standard_5y": False,
}
PROVINCIAL: dict[str, Any] = {
    "province_registered": True,
    "registered_on": "2020-01-01",
    "independent_legal_entity": True,
    "technology_basis": True,
    "class1_ip": 1,
    "class2_ip": 0,
    "staff": 50,
    "tech_staff": 5,
    "rd_spend": 10,
    "sme_by_size": True,
    "excluded_industry": False,
    "accident_last_year": False,
    "dishonest_last_year": False,
}


def sme(**changes: Any) -> Assessment:
    return catalog.assess_json("tech_sme_2017", {**SME, **changes}, ON)


def provincial(**changes: Any) -> Assessment:
    return catalog.assess_json("zj_tech_sme_2016", {**PROVINCIAL, **changes}, ON)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (sme(class1_ip=1), "还差 1 项"),  # 54 points
        (sme(class1_ip=1, tech_staff=20), "符合全部条件"),
        (sme(staff=600, revenue=30000), "还差 4 项"),
        (sme(staff=600, excluded_industry=None), "还差 3 项，另有 1 项条件缺数据"),
        (sme(class1_ip=1, tech_staff=20, excluded_industry=None), "没有发现不符合的条件，但有 1 项条件缺数据"),
        (provincial(), "符合全部条件"),
        (provincial(tech_staff=4), "没有发现不符合的条件，其中 1 项由专家或审核人员评定"),
        (None, "系统中没有这一类认定的自动核对规则"),
    ],
)
def test_the_headline_counts_required_conditions(found: Assessment | None, sentence: str) -> None:
    assert str(headline(found)) == sentence


def test_a_shortfall_is_the_figure_what_is_asked_and_the_gap() -> None:
    total, *_rest = lacking(sme())
    assert str(shortfall(total)) == "综合评价得分：30 分（要求：总分不低于 60 分），还差 30 分"


def test_too_much_is_said_as_too_much() -> None:
    staff = next(one for one in lacking(sme(staff=600)) if one.criterion == "size_staff")
    assert str(shortfall(staff)) == "职工总数：600 人（要求：不超过 500 人），超出 100 人"


def test_of_a_ratio_the_result_alone_and_the_gap_without_idle_zeros() -> None:
    found = catalog.assess_json("zj_tech_leader_2023", {"revenue": 200000, "high_tech_income": 100000}, ON)
    share = found.finding("high_tech_share")
    assert str(shortfall(share)) == "主导高新技术产品收入占比：50 %（要求：≥ 60 %），还差 20000 万元"


def test_an_answer_has_no_size() -> None:
    one = lacking(sme(class1_ip=1, tech_staff=20, excluded_industry=True))[0]
    assert gap_words(one) is None
    assert str(shortfall(one)).startswith("产品和服务：属于")


def test_points_are_taken_apart_only_where_the_total_is_short() -> None:
    assert [one.criterion for one in improvable(sme())] == ["staff_ratio", "rd", "ip"]
    assert improvable(sme(class1_ip=1, tech_staff=20)) == ()


@pytest.mark.usefixtures("session")
class TestRungs:
    """A firm of the registry before its schemes."""

    def test_each_by_its_rules_and_twins_once(self) -> None:
        firm = enterprise()
        scenario(firm)
        found = {rung.scheme.code: rung for rung in rungs(firm, schemes(open_only=True), ON)}
        assert list(found) == [one.code for one in schemes(open_only=True)]
        assert found["national_sme"].assessment is not None
        assert found["national_sme"].assessment.score_low == 74
        assert found["district_leading"].twin is found["zhejiang_leading"].scheme
        assert found["district_leading"].assessment is found["zhejiang_leading"].assessment
        assert found["zhejiang_leading"].twin is None

    def test_declarations_are_read_and_ways_are_found(self) -> None:
        firm = enterprise()
        report(firm, 2025, staff=80, rd_staff=20, revenue=6000 * FEN_PER_WAN, rd_spend=240 * FEN_PER_WAN)
        answers = dict.fromkeys(("excluded_industry", "accident_or_dishonesty", "on_abnormal_list"), False)
        declare(firm, {**answers, "no_intellectual_property": True}, actor=SYSTEM, at=START, on=ON)
        [one] = rungs(firm, [get_scheme("national_sme")], ON)
        assert one.ways is not None
        assert {finding.criterion for finding in one.ways.waiting} == {"size_total_assets"}
        [bare] = rungs(firm, [get_scheme("national_sme")], ON, with_ways=False)
        assert bare.ways is None
        assert bare.assessment == one.assessment

    @pytest.mark.parametrize(("on", "held"), [(date(2026, 3, 2), True), (date(2026, 3, 3), False)])
    def test_a_title_holds_through_its_last_day(self, on: date, held: bool) -> None:
        firm = enterprise()
        facts = RecognitionFacts(
            scheme_code="national_hte",
            certificate_number="GR202333100001",
            issued_on=date(2023, 3, 3),
            valid_from=date(2023, 3, 3),
            valid_to=date(2026, 3, 3),
        )
        recognise(firm, facts, source="test", actor=SYSTEM, at=START)
        [one] = rungs(firm, [get_scheme("national_hte")], on)
        assert (one.title is not None) is held
        assert one.held_until == (date(2026, 3, 3) if held else None)

    def test_without_rules_in_force_there_is_no_judgement(self) -> None:
        scheme = get_scheme("national_sme")
        scheme.rule_sets = []
        [one] = rungs(enterprise(), [scheme], ON)
        assert (one.assessment, one.ways, one.lacking) == (None, None, ())
