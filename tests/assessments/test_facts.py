"""Facts of firms for the rules: each from its source, on the day, as known, however many firms are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from registry.assessments.facts import MOST_FIRMS, assess_enterprise, case_of, collect
from registry.assessments.origins import NO_RIGHTS
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.money import FEN_PER_WAN
from registry.enterprises.models import Enterprise, Presence, SizeClass
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.recognitions.services import recognise, revoke
from registry.reference.queries import get_scheme
from registry.rules.case import Case
from registry.rules.findings import Verdict
from tests.factories.applications import HIGHER, HIGHER_THREE, result
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.records import report, right, scenario
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
SME, LEADER = "tech_sme_2017", "zj_leader_2016"
LEADER_DAY = date(2022, 3, 2)
"""A day on which the rules of 2016 were in force."""

CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}


def case(firm: Enterprise, answers: dict[str, Any] | None = None, on: date = ON, rule_set: str = SME) -> Case:
    """The firm before a rule set."""
    found = case_of(firm, rule_set, answers or {}, on)
    assert found is not None
    return found


def fact(firm: Enterprise, name: str, on: date = ON, **options: Any) -> object:
    """One fact of the firm, whichever rule set reads it; None where it is unknown."""
    pool = collect([firm.id], on, **options)[firm.id]
    found = pool.declared.get(name) or pool.held.get(name)
    return found[0] if found else None


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_worked_example_scores_as_published() -> None:
    firm = enterprise()
    scenario(firm)
    assessment = assess_enterprise(firm, get_scheme(HIGHER), CLEAN, ON)
    assert assessment is not None
    assert (assessment.verdict, assessment.score_low) == (Verdict.PASS, 74)


def test_an_answer_not_given_leaves_the_verdict_open() -> None:
    firm = enterprise()
    scenario(firm)
    answers = {**CLEAN, "on_abnormal_list": None}
    assessment = assess_enterprise(firm, get_scheme(HIGHER), answers, ON)
    assert assessment is not None
    assert assessment.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("value", ["false", 0, "", None])
def test_only_true_and_false_are_answers(value: object) -> None:
    assert case(enterprise(), {"excluded_industry": value}).answer("excluded_industry") is None


def test_answers_stand_in_place_of_declarations() -> None:
    firm = enterprise()
    assert case(firm).answer("on_abnormal_list") is None
    declare(firm, {"on_abnormal_list": True, NO_RIGHTS: True}, actor=SYSTEM, at=START, on=ON)
    assert case(firm).answer("on_abnormal_list") is True
    assert case(firm).whole("class1_ip") == 0
    answered = case(firm, {"on_abnormal_list": False, NO_RIGHTS: False})
    assert answered.answer("on_abnormal_list") is False
    assert answered.whole("class1_ip") is None
    assert case(firm, {"on_abnormal_list": None}).answer("on_abnormal_list") is None


def test_an_answer_is_no_figure_of_a_register() -> None:
    firm = enterprise()
    assert case(firm, {"staff": 80, "valid_hnte": True}).whole("staff") is None
    assert case(firm, {"valid_hnte": True}).answer("valid_hnte") is False


def test_a_declaration_says_where_it_comes_from() -> None:
    firm = enterprise()
    declare(firm, {"on_abnormal_list": False}, actor=SYSTEM, at=START, on=ON)
    source = case(firm).known_sources["on_abnormal_list"]
    assert (source.label, source.reference) == ("经办人登记", "2026-03-02")
    assert case(firm, {"on_abnormal_list": True}).known_sources["on_abnormal_list"].label == "企业申报"


def test_figures_are_those_of_the_year_before_as_believed_now() -> None:
    firm = enterprise()
    report(firm, 2024, staff=70)
    report(firm, 2026, staff=99)
    assert case(firm).whole("staff") == 70
    report(firm, 2025, no=1, staff=80, at=START - timedelta(days=1), until=START)
    report(firm, 2025, no=2, staff=81)
    got = case(firm)
    assert got.whole("staff") == 81
    assert (got.known_sources["staff"].year, got.known_sources["staff"].revision) == (2025, 2)
    assert "revenue" not in got.known_sources
    assert got.whole("revenue") is None
    assert case(firm, on=date(2025, 12, 31)).whole("staff") == 70
    assert case(firm, on=date(2026, 1, 1)).whole("staff") == 81


def test_the_latest_report_stands_in_however_old() -> None:
    firm = enterprise()
    report(firm, 2016, staff=12)
    report(firm, 2017, staff=13)
    assert case(firm).whole("staff") == 13


def test_rules_that_compare_years_take_each_year_as_it_is() -> None:
    firm = enterprise()
    report(firm, 2019, main_business_revenue=900, rd_hnte=90)
    report(firm, 2020, main_business_revenue=1000, rd_hnte=100)
    got = case(firm, on=LEADER_DAY, rule_set=LEADER)
    years = ("main_business_revenue_prior_2", "main_business_revenue_prior_1", "main_business_revenue")
    assert [got.whole(name) for name in years] == [900, 1000, None]
    assert got.known_sources["rd_hnte_prior_1"].year == 2020
    report(firm, 2021, main_business_revenue=1100)
    got = case(firm, on=LEADER_DAY, rule_set=LEADER)
    assert [got.whole(name) for name in years] == [900, 1000, 1100]
    assert [got.whole(name) for name in ("rd_hnte_prior_2", "rd_hnte_prior_1", "rd_hnte")] == [90, 100, None]


def test_a_year_in_between_stays_unknown() -> None:
    firm = enterprise()
    report(firm, 2019, revenue=900)
    report(firm, 2021, revenue=1100)
    names = ("revenue_prior_2", "revenue_prior_1", "revenue")
    assert [fact(firm, name, LEADER_DAY) for name in names] == [900, None, 1100]


def test_one_calibre_of_research_does_not_stand_for_the_other() -> None:
    firm = enterprise()
    report(firm, 2025, rd_spend=300 * FEN_PER_WAN, rd_spend_domestic=300 * FEN_PER_WAN)
    assert fact(firm, "rd_spend") == 300 * FEN_PER_WAN
    assert fact(firm, "rd_hnte") is None
    assert fact(firm, "rd_hnte_domestic") is None


def test_no_report_is_no_figure() -> None:
    assert case(enterprise()).whole("staff") is None


@pytest.mark.parametrize(
    ("dates", "number"),
    [
        ({"granted_on": ON}, 1),
        ({"granted_on": ON + timedelta(days=1)}, 0),
        ({"granted_on": None}, 0),
        ({"expires_on": ON}, 1),
        ({"expires_on": ON - timedelta(days=1)}, 0),
        ({"lapsed_on": ON + timedelta(days=1)}, 1),
        ({"lapsed_on": ON}, 0),
    ],
)
def test_a_right_counts_on_the_days_it_is_in_force(dates: dict[str, date | None], number: int) -> None:
    firm = enterprise()
    right(firm, IpKind.INVENTION_PATENT, **dates)
    got = case(firm)
    assert (got.whole("class1_ip"), got.whole("class2_ip")) == (number, 0)


def test_rights_are_counted_by_class() -> None:
    firm = enterprise()
    for kind in (IpKind.IC_LAYOUT, IpKind.DESIGN, IpKind.SOFTWARE_COPYRIGHT, IpKind.PCT):
        right(firm, kind)
    got = case(firm)
    assert (got.whole("class1_ip"), got.whole("class2_ip")) == (1, 2)
    assert (fact(firm, "class1_ip"), fact(firm, "class2_ip"), fact(firm, "class2_ip_unused")) == (1, 2, 2)


def test_no_right_known_is_unknown_until_declared() -> None:
    firm = enterprise()
    assert case(firm).whole("class1_ip") is None
    declared = case(firm, {NO_RIGHTS: True})
    assert (declared.whole("class1_ip"), declared.whole("class2_ip")) == (0, 0)
    right(firm, IpKind.DESIGN)
    assert case(firm, {NO_RIGHTS: True}).whole("class2_ip") == 1


def test_what_an_earlier_title_may_have_used_is_unknown() -> None:
    firm = enterprise()
    right(firm, IpKind.DESIGN, granted_on=date(2026, 2, 11))
    recognise(firm, result(HIGHER_THREE), source="test", actor=actor(), at=START)  # issued 2026-02-10
    assert fact(firm, "class2_ip_unused") == 1
    right(firm, IpKind.UTILITY_MODEL, granted_on=date(2026, 2, 10))
    assert fact(firm, "class2_ip_unused") is None
    declare(firm, {"class2_ip_unused": 2}, actor=SYSTEM, at=START, on=ON)
    assert fact(firm, "class2_ip_unused") == 2


def test_a_right_that_a_recognition_rested_on_is_not_free_for_another() -> None:
    firm = enterprise()
    recognise(firm, result(HIGHER_THREE), source="test", actor=actor(), at=START)  # issued 2026-02-10
    rights = [right(firm, IpKind.DESIGN, granted_on=date(2024, 2, day)) for day in (1, 2, 3)]
    assert fact(firm, "class2_ip_unused") is None
    for one, year in zip(rights, (0, 2026, None), strict=True):
        one.hte_year = year
    db.session.flush()
    assert fact(firm, "class2_ip_unused") is None
    rights[2].hte_year = 0
    db.session.flush()
    assert (fact(firm, "class2_ip"), fact(firm, "class2_ip_unused")) == (3, 2)


def test_a_high_tech_title_counts_while_it_holds() -> None:
    firm = enterprise()
    who = actor()
    assert case(firm).answer("valid_hnte") is False
    row = recognise(firm, result(HIGHER_THREE, issued_on=ON), source="test", actor=who, at=START)
    for on, holds in [(ON, True), (ON - timedelta(days=1), False), (date(2029, 3, 1), True), (date(2029, 3, 2), False)]:
        assert case(firm, on=on).answer("valid_hnte") is holds
    revoke(row, revoked_on=date(2027, 1, 1), ground="违法", document="", actor=who, at=START + timedelta(hours=1))
    assert case(firm, on=date(2026, 12, 31)).answer("valid_hnte") is True
    assert case(firm, on=date(2027, 1, 1)).answer("valid_hnte") is False


def test_only_an_enterprise_code_says_resident_enterprise() -> None:
    assert case(enterprise()).answer("resident_enterprise") is True
    assert case(enterprise(uscc="52330205MT0000019X")).answer("resident_enterprise") is None


@pytest.mark.parametrize(
    ("size", "small"), [(SizeClass.MICRO, True), (SizeClass.MEDIUM, True), (SizeClass.LARGE, False), (None, None)]
)
def test_registration_says_size_place_and_day(size: SizeClass | None, small: bool | None) -> None:
    firm = enterprise(size_class=size, since=date(2019, 5, 6))
    assert fact(firm, "sme_by_size") is small
    assert fact(firm, "registered_on") == date(2019, 5, 6)
    assert fact(firm, "province_registered") is True
    assert fact(firm, "province_registered", date(2019, 5, 5)) is None


def test_what_the_register_knows_stands_where_the_firm_does_not_answer() -> None:
    firm = enterprise()
    right(firm, IpKind.UTILITY_MODEL)
    unanswered, answered = ({"class2_ip_unused": value} for value in (None, 5))
    cases = [case_of(firm, "hnte_2016", answers, ON) for answers in ({}, unanswered, answered)]
    assert [case and case.facts["class2_ip_unused"] for case in cases] == [1, 1, 5]


def test_a_firm_that_left_is_not_said_to_be_here() -> None:
    firm = enterprise(presence=Presence.MOVED_OUT)
    assert fact(firm, "province_registered") is None


def test_a_rule_not_yet_in_force_assesses_nothing() -> None:
    firm = enterprise()
    assert assess_enterprise(firm, get_scheme(HIGHER), {}, date(2017, 5, 2)) is None
    assert assess_enterprise(firm, get_scheme(HIGHER), {}, date(2017, 5, 3)) is not None


def test_facts_as_they_were_known() -> None:
    firm = enterprise()
    later = START + timedelta(days=10)
    report(firm, 2025, staff=80, until=later)
    report(firm, 2025, no=2, staff=81, at=later)
    right(firm, IpKind.DESIGN, at=later)
    declare(firm, {"own_brand": True}, actor=SYSTEM, at=later, on=ON)
    recognise(firm, result(HIGHER_THREE), source="test", actor=actor(), at=later)
    before = START + timedelta(days=9)
    names = ("staff", "class2_ip", "own_brand", "valid_hnte")
    assert [fact(firm, name, known_at=before) for name in names] == [80, None, None, False]
    assert [fact(firm, name, known_at=later) for name in names] == [81, 1, True, True]
    assert [fact(firm, name) for name in names] == [81, 1, True, True]
    assert fact(firm, "staff", known_at=START - timedelta(days=1)) is None


def test_as_many_statements_for_a_block_as_for_one_firm() -> None:
    firms = [enterprise() for _ in range(4)]
    for firm in firms[:3]:
        scenario(firm)
        declare(firm, {"own_brand": True}, actor=SYSTEM, at=START, on=ON)
    recognise(firms[0], result(HIGHER_THREE), source="test", actor=actor(), at=START)
    block = [firm.id for firm in firms] + list(range(10**6, 10**6 + MOST_FIRMS - 4))
    db.session.expunge_all()
    with counted() as one:
        alone = collect([firms[0].id], ON)
    db.session.expunge_all()
    with counted() as many:
        pools = collect(block, ON)
    assert len(one) == len(many) == 5
    assert pools[firms[0].id] == alone[firms[0].id]
    assert set(pools) == {firm.id for firm in firms}
    assert pools[firms[3].id].rights is None
    assert [pools[firm.id].held["valid_hnte"][0] for firm in firms] == [True, False, False, False]
    with pytest.raises(ValueError, match="500"):
        collect([*block, 10**7], ON)
    assert collect([], ON) == {}


def test_a_retired_report_is_nobodys() -> None:
    firm = enterprise()
    report(firm, 2025, staff=80, until=START + timedelta(days=1))
    assert fact(firm, "staff") is None
