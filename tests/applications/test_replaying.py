"""Assessing frozen facts again: the same, told to the word where not, refused where the rules changed."""

from __future__ import annotations

from typing import Any

import pytest

from registry.applications import services
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import ApplicationRevision
from registry.applications.replaying import compare_replay
from registry.core.errors import NotFound
from registry.extensions import db
from tests.factories.applications import HIGHER, Procedure, procedure
from tests.factories.records import report, scenario

pytestmark = pytest.mark.usefixtures("session")

CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}


def assessed() -> Procedure:
    """A sent case with its assessment."""
    case = procedure(HIGHER)
    scenario(case.application.enterprise)
    case.application.draft = dict(CLEAN)
    assessment = assess_application(case.application, case.on)
    services.submit(
        case.application,
        facts=frozen_facts(assessment),
        assessment=assessment,
        documents=[],
        integrity_commitment=True,
        actor=case.submitter,
        at=case.at,
        on=case.on,
    )
    return case


def sent(case: Procedure) -> ApplicationRevision:
    """What was sent."""
    found = case.application.latest
    assert found is not None
    return found


def forged(case: Procedure, **changes: Any) -> ApplicationRevision:
    """The revision with parts of its frozen assessment changed behind everybody's back."""
    revision = sent(case)
    revision.assessment = {**(revision.assessment or {}), **changes}
    db.session.flush()
    return revision


def test_the_same_whatever_was_learnt_since() -> None:
    case = assessed()
    report(case.application.enterprise, 2025, no=2, staff=400)
    found = compare_replay(sent(case))
    assert found.is_same
    assert (found.refusal, found.deviations, found.again) == (None, (), found.frozen)


def test_another_verdict_and_score_are_told() -> None:
    found = compare_replay(forged(assessed(), verdict="fail", score_low=10))
    assert not found.is_same
    told = [(str(one.label), str(one.aspect), str(one.frozen), str(one.again)) for one in found.deviations]
    assert told == [("整体评价", "结论", "不符合条件", "符合条件"), ("整体评价", "最低得分", "10", "74")]


def test_a_finding_that_differs_is_told_with_both_words() -> None:
    case = assessed()
    findings = [dict(one) for one in (sent(case).assessment or {})["findings"]]
    findings[0] = {**findings[0], "outcome": "unmet", "verified": not findings[0]["verified"]}
    found = compare_replay(forged(case, findings=findings))
    outcome, rest = found.deviations
    assert (str(outcome.aspect), str(outcome.frozen)) == ("结论", "不符合")
    assert str(outcome.again) in {"符合", "待人工判断"}
    assert (rest.frozen, rest.again) == (None, None)


def test_a_finding_too_few_and_one_too_many_are_told() -> None:
    case = assessed()
    findings = list((sent(case).assessment or {})["findings"])
    invented = {**findings[0], "criterion": "invented"}
    found = compare_replay(forged(case, findings=[*findings[1:], invented]))
    assert [(one.frozen is None, one.again is None) for one in found.deviations] == [(False, True), (True, False)]


def test_another_version_of_the_rules_is_told_and_nothing_is_made_up() -> None:
    found = compare_replay(forged(assessed(), rule_set_version=0))
    assert (found.again, found.deviations, found.is_same) == (None, (), False)
    assert "规则版本已由 0 变为" in str(found.refusal)


def test_a_rule_set_that_is_gone_is_told() -> None:
    found = compare_replay(forged(assessed(), rule_set_id="gone_1999"))
    assert found.again is None
    assert "gone_1999" in str(found.refusal)


def test_nothing_assessed_nothing_to_repeat() -> None:
    with pytest.raises(NotFound):
        compare_replay(sent(procedure(HIGHER).submit()))
