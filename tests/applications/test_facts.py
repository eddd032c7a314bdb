"""The assessment of an application: by its draft, frozen when sent, and repeated."""

from __future__ import annotations

from datetime import date

import pytest

from registry.applications import services
from registry.applications.drafts import open_application
from registry.applications.facts import assess_application, frozen_assessment, frozen_facts, replay
from registry.assessments.queries import declared_answers
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, NotFound
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.reference.queries import get_scheme
from tests.factories.applications import DISTRICT, HIGHER, firm_person, procedure
from tests.factories.enterprises import enterprise
from tests.factories.records import report, right, scenario
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)

CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}


def test_no_rule_set_no_assessment() -> None:
    case = procedure(DISTRICT)
    case.application.scheme.rule_sets = []
    assert assess_application(case.application, ON) is None
    assert frozen_facts(None) == {}
    case.submit()
    latest = case.application.latest
    assert latest is not None
    assert frozen_assessment(latest) is None
    with pytest.raises(NotFound):
        replay(latest)


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


def test_a_draft_begins_with_what_the_firm_declared() -> None:
    firm = enterprise()
    stated = {"on_abnormal_list": False, "own_brand": True}
    declare(firm, stated, actor=SYSTEM, at=START, on=ON)
    person = firm_person(firm)
    begun = open_application(firm, get_scheme(HIGHER), actor=person, at=START, on=ON)
    assert begun.draft == {"on_abnormal_list": False}  # only what these rules ask


def test_the_draft_alone_says_what_the_firm_answers() -> None:
    case = procedure(HIGHER)
    declare(case.application.enterprise, {"on_abnormal_list": False}, actor=SYSTEM, at=START, on=ON)
    case.application.draft = {}
    assessment = assess_application(case.application, ON)
    assert assessment is not None
    assert "on_abnormal_list" in assessment.missing
    case.application.draft = {"on_abnormal_list": False}
    assessment = assess_application(case.application, ON)
    assert assessment is not None
    assert "on_abnormal_list" not in assessment.missing


def test_what_was_sent_is_declared_and_asked_no_more() -> None:
    case = procedure(HIGHER)
    case.application.draft = {**CLEAN, "statement": "说明"}
    case.submit()
    assert declared_answers(case.application.enterprise_id, "tech_sme_2017") == CLEAN
