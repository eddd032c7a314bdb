"""Facts for the rules, each from its source, and assessments that can be repeated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from registry.applications import services
from registry.applications.facts import (
    NO_RIGHTS,
    assess_application,
    assess_enterprise,
    frozen_assessment,
    frozen_facts,
    replay,
    sme_facts,
)
from registry.core.errors import Conflict, NotFound
from registry.core.ids import new_public_id
from registry.core.money import FEN_PER_WAN
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty, IpKind
from registry.recognitions.services import recognise, revoke
from registry.reference.queries import get_scheme
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.rules import catalog
from registry.rules.findings import Verdict
from registry.rules.tech_sme import SmeFacts
from tests.factories.applications import DISTRICT, HIGHER, HIGHER_THREE, procedure, result
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)

CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}


def report(firm: Enterprise, year: int, *, no: int = 1, retired: bool = False, **figures: Any) -> ReportRevision:
    kept = db.session.query(AnnualReport).filter_by(enterprise_id=firm.id, year=year).one_or_none()
    if kept is None:
        kept = AnnualReport(public_id=new_public_id(), enterprise=firm, year=year, state=ReportState.ACCEPTED, draft=[])
    row = ReportRevision(
        report=kept,
        enterprise_id=firm.id,
        year=year,
        no=no,
        explanations={},
        source="test",
        recorded_at=START,
        retired_at=START if retired else FOREVER,
        **figures,
    )
    db.session.add_all([kept, row])
    db.session.flush()
    return row


def right(firm: Enterprise, kind: IpKind, **dates: date | None) -> None:
    row = IntellectualProperty(
        public_id=new_public_id(),
        enterprise=firm,
        kind=kind,
        number=new_public_id(),
        source="test",
        recorded_at=START,
        retired_at=FOREVER,
        **{"granted_on": date(2024, 1, 1), **dates},
    )
    db.session.add(row)
    db.session.flush()


def facts(firm: Enterprise, answers: dict[str, Any] | None = None, on: date = ON) -> SmeFacts:
    return sme_facts(firm, answers or {}, on, catalog.get("tech_sme_2017"))


def scenario(firm: Enterprise) -> None:
    """职工 80, 科技人员 20, 销售收入 6000 万, 研发费用 300 万, three utility models: 16 + 40 + 18 = 74."""
    report(
        firm,
        2025,
        staff=80,
        rd_staff=20,
        revenue=6000 * FEN_PER_WAN,
        rd_spend=300 * FEN_PER_WAN,
        total_assets=5000 * FEN_PER_WAN,
    )
    for _ in range(3):
        right(firm, IpKind.UTILITY_MODEL)


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
    assert facts(enterprise(), {"excluded_industry": value}).excluded_industry is None


def test_figures_are_those_of_the_year_before_as_believed_now() -> None:
    firm = enterprise()
    report(firm, 2024, staff=70)
    report(firm, 2026, staff=99)
    assert facts(firm).staff == 70
    report(firm, 2025, no=1, staff=80, retired=True)
    report(firm, 2025, no=2, staff=81)
    got = facts(firm)
    assert got.staff == 81
    assert (got.sources["staff"].year, got.sources["staff"].revision) == (2025, 2)
    assert "revenue" not in got.sources
    assert got.revenue is None
    assert facts(firm, on=date(2025, 12, 31)).staff == 70
    assert facts(firm, on=date(2026, 1, 1)).staff == 81


def test_no_report_is_no_figure() -> None:
    firm = enterprise()
    assert facts(firm).staff is None


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
    got = facts(firm)
    assert (got.class1_ip, got.class2_ip) == (number, 0)


def test_rights_are_counted_by_class() -> None:
    firm = enterprise()
    for kind in (IpKind.IC_LAYOUT, IpKind.DESIGN, IpKind.SOFTWARE_COPYRIGHT, IpKind.PCT):
        right(firm, kind)
    got = facts(firm)
    assert (got.class1_ip, got.class2_ip) == (1, 2)


def test_no_right_known_is_unknown_until_declared() -> None:
    firm = enterprise()
    assert facts(firm).class1_ip is None
    declared = facts(firm, {NO_RIGHTS: True})
    assert (declared.class1_ip, declared.class2_ip) == (0, 0)


def test_a_high_tech_title_counts_while_it_holds() -> None:
    firm = enterprise()
    who = actor()
    assert facts(firm).valid_hnte is False
    row = recognise(firm, result(HIGHER_THREE, issued_on=ON), source="test", actor=who, at=START)
    assert facts(firm).valid_hnte is True
    assert facts(firm, on=ON - timedelta(days=1)).valid_hnte is False
    assert facts(firm, on=date(2029, 3, 1)).valid_hnte is True
    assert facts(firm, on=date(2029, 3, 2)).valid_hnte is False
    revoke(row, revoked_on=date(2027, 1, 1), ground="违法", document="", actor=who, at=START + timedelta(hours=1))
    assert facts(firm, on=date(2026, 12, 31)).valid_hnte is True
    assert facts(firm, on=date(2027, 1, 1)).valid_hnte is False


def test_only_an_enterprise_code_says_resident_enterprise() -> None:
    assert facts(enterprise()).resident_enterprise is True
    assert facts(enterprise(uscc="52330205MT0000019X")).resident_enterprise is None


def test_no_rule_set_no_assessment() -> None:
    case = procedure(DISTRICT)
    assert assess_application(case.application, ON) is None
    assert frozen_facts(None) == {}
    case.submit()
    latest = case.application.latest
    assert latest is not None
    assert frozen_assessment(latest) is None
    with pytest.raises(NotFound):
        replay(latest)


def test_a_rule_not_yet_in_force_assesses_nothing() -> None:
    firm = enterprise()
    assert assess_enterprise(firm, get_scheme(HIGHER), {}, date(2017, 5, 2)) is None
    assert assess_enterprise(firm, get_scheme(HIGHER), {}, date(2017, 5, 3)) is not None


def test_a_frozen_assessment_is_replayed_to_the_same_result() -> None:
    case = procedure(HIGHER)
    firm = case.application.enterprise
    scenario(firm)
    case.application.draft = dict(CLEAN)
    assessment = assess_application(case.application, ON)
    services.submit(
        case.application,
        facts=frozen_facts(assessment),
        assessment=assessment,
        documents=[],
        integrity_commitment=True,
        actor=case.submitter,
        at=START,
        on=ON,
    )
    report(firm, 2025, no=2, staff=400)  # what is learnt later changes nothing of what was frozen
    right(firm, IpKind.INVENTION_PATENT)
    db.session.flush()
    db.session.expire_all()
    latest = case.application.latest
    assert latest is not None
    assert replay(latest) == frozen_assessment(latest) == assessment
    assert latest.facts["staff"] == 80
    later = assess_application(case.application, ON)
    assert later is not None
    assert later.score_low != 74


def test_another_version_of_the_rules_is_told() -> None:
    case = procedure(HIGHER)
    assessment = assess_application(case.application, ON)
    assert assessment is not None
    case.submit()
    latest = case.application.latest
    assert latest is not None
    latest.assessment = {**assessment.to_json(), "rule_set_version": 0}
    with pytest.raises(Conflict, match="版本"):
        replay(latest)
