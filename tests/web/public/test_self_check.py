"""The quick self-check: ten questions at most, nothing kept, and every way up leads up."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from registry.core.money import format_wan
from registry.extensions import db
from registry.reference.queries import get_scheme
from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.facts import Fact, FactKind, parse_facts
from registry.rules.vocabulary import find
from registry.web.public.quick_questions import QUESTIONS, completed
from tests.conftest import FixedClock
from tests.web.pages import page
from tests.web.rows import all_rows

CLEAN = {
    "resident_enterprise": "yes",
    "excluded_industry": "no",
    "accident_or_dishonesty": "no",
    "on_abnormal_list": "no",
}
SME = {
    **CLEAN,
    "staff": "80",
    "tech_staff": "10",
    "revenue": "6000",
    "total_assets": "4000",
    "rd_spend": "180",
    "cost_expense_total": "5000",
    "class1_ip": "0",
    "class2_ip": "1",
}
HTE = {
    "registered_on": "2015-01-01",
    "staff": "100",
    "tech_staff": "10",
    "revenue": "4000",
    "revenue_prior_1": "3000",
    "revenue_prior_2": "2000",
    "rd_hnte": "150",
    "rd_hnte_prior_1": "120",
    "rd_hnte_prior_2": "90",
    "rd_hnte_domestic": "150",
    "rd_hnte_domestic_prior_1": "120",
    "rd_hnte_domestic_prior_2": "90",
    "total_income": "4000",
    "high_tech_income": "2600",
    "main_product_income": "2000",
    "class1_ip": "1",
    "class2_ip_unused": "2",
    "core_ip_owned": "yes",
    "own_research_ip": "yes",
    "standard_participation": "no",
    "net_assets": "1400",
    "net_assets_prior_1": "1200",
    "net_assets_prior_2": "1000",
    "high_tech_field": "yes",
    "transformations": "5",
    "transformations_prior_1": "5",
    "transformations_prior_2": "5",
    "accident_last_year": "no",
}
LEADING = {
    "class1_ip": "18",
    "own_brand": "yes",
    "staff": "1000",
    "tech_staff": "100",
    "revenue": "200000",
    "revenue_prior_1": "200000",
    "revenue_prior_2": "200000",
    "rd_hnte": "8000",
    "rd_hnte_prior_1": "8000",
    "rd_hnte_prior_2": "8000",
    "high_tech_income": "110000",
    "market_rank_national": "3",
    "market_rank_global": "6",
    "future_industry": "no",
    "growth_items": "2",
    "accident_last_year": "no",
}
FIRMS = {"sme": SME, "hte": HTE, "leading": LEADING}
RULES = {"sme": "tech_sme_2017", "hte": "hnte_2016", "leading": "zj_tech_leader_2023"}


def ask(client: FlaskClient, rung: str, answers: dict[str, str], status: int = 200) -> BeautifulSoup:
    return page(client.post(f"/self-check?rung={rung}", data=answers), status)


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.select_one("main").get_text().split())  # type: ignore[union-attr]


def test_the_front_page_leads_to_it_and_it_offers_the_three_rungs(client: FlaskClient) -> None:
    assert page(client.get("/")).select_one("main a[href='/self-check']")
    shown = page(client.get("/self-check"))
    assert [link["href"] for link in shown.select(".rung-choice a")] == [f"/self-check?rung={one}" for one in FIRMS]
    assert not shown.select("main form")


@pytest.mark.parametrize("rung", FIRMS)
def test_six_to_ten_questions_with_their_units(client: FlaskClient, rung: str) -> None:
    shown = page(client.get(f"/self-check?rung={rung}"))
    assert 6 <= len(shown.select("main form > .sheet")) <= 10
    amounts = shown.select("main form input[inputmode=decimal]")
    assert amounts
    assert all(one.find_next(class_="field-unit") for one in amounts)
    asked = {name for question in QUESTIONS[RULES[rung]] for name in question.asks}
    assert asked == {one["name"] for one in shown.select("main form input") if one["name"] != "csrf_token"}
    assert asked <= {field.name for field in catalog.fact_fields(RULES[rung])}


def test_the_answer_names_what_is_lacking_and_keeps_what_was_typed(client: FlaskClient) -> None:
    shown = ask(client, "sme", SME)
    text = words(shown)
    assert "还差 1 项" in text
    assert "综合评价得分" in text
    assert "还差 30 分" in text  # 4 for staff, 20 for research, 6 for rights
    assert "可以确定符合的 居民企业、职工总数" in text
    assert "再有 1 项Ⅰ类知识产权" in text
    assert "第六条（五）" in text
    assert shown.select_one("#rd_spend")["value"] == "180"  # type: ignore[index]
    assert shown.select_one("input[name=on_abnormal_list][value=no]").has_attr("checked")  # type: ignore[union-attr]
    assert shown.select_one("main a[href='/register']")


@pytest.mark.parametrize("rung", FIRMS)
def test_nothing_is_stored_and_no_cache_keeps_it(client: FlaskClient, rung: str) -> None:
    before = all_rows()
    answer = client.post(f"/self-check?rung={rung}", data=FIRMS[rung])
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/self-check?rung={rung}").headers["Cache-Control"] == "no-store"
    assert all_rows() == before
    with client.session_transaction() as kept:
        assert not {name for name in kept if name not in {"_fresh", "_permanent", "csrf_token"}}


def test_what_was_left_out_is_named_and_is_no_yes(client: FlaskClient) -> None:
    shown = ask(client, "sme", {name: value for name, value in SME.items() if name not in {"total_assets", "rd_spend"}})
    text = words(shown)
    assert "尚不能判断" in text
    assert {"#total_assets", "#rd_spend"} <= {link["href"] for link in shown.select("main a")}
    empty = words(ask(client, "hte", {}))
    assert "尚不能判断" in empty
    assert "可以确定符合的" not in empty


def test_a_box_not_ticked_is_a_no_and_one_ticked_replaces_the_score(client: FlaskClient) -> None:
    assert "不符合条件" in words(ask(client, "sme", SME))
    assert "符合全部条件" in words(ask(client, "sme", {**SME, "valid_hnte": "yes"}))


def test_experts_are_not_played(client: FlaskClient) -> None:
    text = words(ask(client, "hte", {**HTE, "rd_hnte": "240", "rd_hnte_domestic": "240"}))
    assert "须由专家或审核人员评定：创新能力评价得分" in text
    assert "由专家或审核人员评定" in text.split("评分")[0]
    assert "符合全部条件" not in text


def test_the_standard_for_leading_firms_is_said_to_be_the_provinces(client: FlaskClient) -> None:
    assert "非区级认定标准" in words(ask(client, "leading", LEADING))


@pytest.mark.parametrize(
    ("rung", "field", "typed", "sentence"),
    [
        ("sme", "revenue", "六千", "以万元为单位的数字"),
        ("sme", "revenue", "-1", "不能小于 0"),
        ("sme", "revenue", "1.234", "最多两位小数"),
        ("sme", "staff", "80.5", "应是整数"),
        ("sme", "staff", "9" * 30, "应是整数"),
        ("sme", "staff", "10000001", "不能大于"),
        ("hte", "registered_on", "2021-02-30", "2021"),
        ("hte", "registered_on", "昨天", "日期"),
        ("leading", "market_rank_national", "第一", "应是整数"),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(
    client: FlaskClient, rung: str, field: str, typed: str, sentence: str
) -> None:
    shown = ask(client, rung, {**FIRMS[rung], field: typed}, 422)
    assert sentence in shown.select_one(f"#{field}-error").get_text()  # type: ignore[union-attr]
    assert shown.select_one(f"#{field}")["value"] == typed  # type: ignore[index]
    assert "逐条核对" not in words(shown)


@pytest.mark.parametrize("rung", ["nonsense", "%00", "", "甲"])
def test_a_rung_that_does_not_exist(client: FlaskClient, rung: str) -> None:
    assert not page(client.get(f"/self-check?rung={rung}")).select("main form")
    page(client.post(f"/self-check?rung={rung}", data=SME), 404)


def test_without_rules_in_force_a_rung_is_not_offered(client: FlaskClient) -> None:
    get_scheme("national_hte").rule_sets = []
    db.session.commit()
    assert "/self-check?rung=hte" not in {link["href"] for link in page(client.get("/self-check")).select("a")}


def test_a_younger_firm_leaves_the_early_years_out(client: FlaskClient) -> None:
    young = {name: value for name, value in HTE.items() if not name.endswith("_prior_2")}
    assert "研发费用" in words(ask(client, "hte", {**young, "registered_on": "2024-02-01"}))


def typed(name: str, value: Fact) -> str:
    """A fact as a visitor types it."""
    field = find(name)
    assert field is not None
    if isinstance(value, bool):
        return "yes" if value else "no"
    assert isinstance(value, int)
    return format_wan(value) if field.kind is FactKind.MONEY else str(value)


def ways_of(rung: str, answers: dict[str, str], clock: FixedClock) -> list[Any]:
    """What the page offers for the answers."""
    rule_set = catalog.get(RULES[rung])
    given: dict[str, Any] = {}
    for name, value in answers.items():
        field = find(name)
        assert field is not None
        given[name] = {"yes": True, "no": False}[value] if field.kind is FactKind.FLAG else value
        if field.kind is FactKind.COUNT:
            given[name] = int(value)
    if rung == "sme":
        ticks = next(question for question in QUESTIONS[rule_set.id] if question.ticks)
        given |= {name: False for name in ticks.asks if name not in given}
    facts, _sources = parse_facts(catalog.fact_fields(rule_set.id), given)
    case = Case(completed(rule_set.id, facts), rule_set, clock.day_of(clock.now()))
    return list(catalog.ways_up(case).ways)


@pytest.mark.parametrize("rung", FIRMS)
def test_every_way_up_when_entered_passes(client: FlaskClient, clock: FixedClock, rung: str) -> None:
    answers = FIRMS[rung]
    ways = ways_of(rung, answers, clock)
    assert ways, "the firm of this test has to have a way up"
    shown = words(ask(client, rung, answers))
    asked = {name for question in QUESTIONS[RULES[rung]] for name in question.asks}
    for way in ways:
        changed = dict(answers)
        for step in way.steps:
            assert str(step.text) in shown
            changed |= {name: typed(name, value) for name, value in step.facts.items() if name in asked}
        after = words(ask(client, rung, changed))
        assert "还差 " not in after.split("这里没有核对的")[0]
        assert "怎样达到要求" not in after
