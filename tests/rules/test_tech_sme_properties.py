"""What must hold for every firm, not only for the cases somebody thought of."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Outcome, Role, Verdict
from registry.rules.tech_sme import FIELDS, assess
from registry.rules.values import NotInForceError
from tests.rules.strategies import ON, amounts, firms

Firm: TypeAlias = dict[str, Fact]

RULE_SET = catalog.get("tech_sme_2017")


def _assess(firm: Firm) -> Assessment:
    return assess(firm, {}, on=ON, rule_set=RULE_SET)


def _whole(firm: Firm, name: str) -> int:
    figure = firm[name]
    assert isinstance(figure, int)
    return figure


def _score(assessment: Assessment) -> tuple[int, int]:
    assert assessment.score_low is not None
    assert assessment.score_high is not None
    return assessment.score_low, assessment.score_high


@given(firms(), amounts, amounts)
def test_more_research_never_lowers_the_score(firm: Firm, one: int, other: int) -> None:
    less, more = sorted((one, other))
    poorer, richer = _score(_assess({**firm, "rd_spend": less})), _score(_assess({**firm, "rd_spend": more}))
    assert poorer[0] <= richer[0]
    assert poorer[1] <= richer[1]


@given(firms(), st.sampled_from(["class1_ip", "class2_ip"]), st.integers(0, 6), st.integers(0, 6))
def test_more_property_never_lowers_the_score(firm: Firm, kind: str, one: int, other: int) -> None:
    less, more = sorted((one, other))
    poorer, richer = _score(_assess({**firm, kind: less})), _score(_assess({**firm, kind: more}))
    assert poorer[0] <= richer[0]
    assert poorer[1] <= richer[1]


@given(firms(known=True), st.sets(st.sampled_from([field.name for field in FIELDS])))
def test_the_range_contains_any_completion_and_a_decided_verdict_stays(firm: Firm, hidden: set[str]) -> None:
    partial, full = _assess({**firm, **dict.fromkeys(hidden)}), _assess(firm)
    assert _score(partial)[0] <= _score(full)[0]
    assert _score(partial)[1] >= _score(full)[1]
    if partial.verdict is not Verdict.UNDETERMINED:
        assert full.verdict is partial.verdict


@given(firms())
def test_an_unknown_answer_is_never_met(firm: Firm) -> None:
    assessment = _assess(firm)
    for finding in assessment.findings:
        if finding.role in {Role.REQUIRED, Role.ALTERNATIVE} and finding.missing:
            assert finding.outcome is Outcome.NEEDS_DATA
    if assessment.verdict is Verdict.PASS:
        gates = [item for item in assessment.findings if item.role is Role.REQUIRED and item.article != "6(5)"]
        assert all(gate.outcome is Outcome.MET for gate in gates)


@given(firms(known=True))
def test_a_firm_without_gaps_or_contradictions_is_always_decided(firm: Firm) -> None:
    assessment = _assess({**firm, "tech_staff": min(_whole(firm, "tech_staff"), _whole(firm, "staff"))})
    assert assessment.verdict is not Verdict.UNDETERMINED
    assert _score(assessment)[0] == _score(assessment)[1]
    assert not assessment.missing


@given(firms(known=True))
def test_the_points_agree_with_plain_fractions(firm: Firm) -> None:
    """An independent reading of art. 7(2), by division instead of cross-multiplication."""
    expected = 0
    for name, first in (("revenue", 2), ("cost_expense_total", 10)):
        if base := _whole(firm, name):
            share, step = Fraction(_whole(firm, "rd_spend") * 100, base), 1 if first == 2 else 5
            reached = [10 * (rung + 1) for rung in range(5) if share >= first + step * rung]
            expected = max([expected, *reached])
    finding = _assess(firm).finding("rd")
    assert (finding.points_low, finding.points_high) == (expected, expected)


@given(firms())
def test_every_assessment_survives_freezing_and_replays_alike(firm: Firm) -> None:
    assessment = _assess(firm)
    thawed = Assessment.from_json(json.loads(json.dumps(assessment.to_json(), ensure_ascii=False)))
    assert thawed == assessment
    assert catalog.replay(thawed) == assessment


@given(firms())
def test_every_sentence_can_be_read(firm: Firm) -> None:
    assessment = _assess(firm)
    texts = [assessment.reason]
    for finding in assessment.findings:
        texts += [finding.label, finding.required, finding.actual]
        texts += [text for text in (finding.note, finding.next_step) if text is not None]
    for text in texts:
        assert str(text)
        assert "{" not in str(text)
        assert "None" not in str(text)


@given(firms())
def test_each_step_of_a_lever_gives_what_it_says_and_is_the_least_that_does(firm: Firm) -> None:
    case = Case(firm, RULE_SET, ON)
    before = _score(_assess(firm))[0]
    for lever in catalog.levers(case):
        unit = 10_000 if lever.code == "rd_spend" else 1
        for step in lever.steps:
            after = _score(catalog.assess_case(case.with_facts(step.facts)))[0]
            assert f"+{after - before} 分" in str(step.text)
            less: dict[str, Fact] = {name: to - unit for name, to in step.facts.items() if isinstance(to, int)}
            assert _score(catalog.assess_case(case.with_facts(less)))[0] < after


@given(firms())
def test_the_next_step_in_staff_gives_the_points_it_promises(firm: Firm) -> None:
    finding = _assess(firm).finding("staff_ratio")
    assert (finding.gap is None) == (finding.next_step is None)
    if finding.gap is not None:
        points = _points({**firm, "tech_staff": _whole(firm, "tech_staff") + int(finding.gap)}, "staff_ratio")
        assert points > _points(firm, "staff_ratio")
        assert f"得 {points} 分" in str(finding.next_step)


@given(firms())
def test_the_next_step_in_research_is_the_least_and_the_first_of_the_way_up(firm: Firm) -> None:
    """What is spent more is a cost too: the finding promises what comes of both figures."""
    finding = _assess(firm).finding("rd")
    assert (finding.gap is None) == (finding.next_step is None)
    case = Case(firm, RULE_SET, ON)
    steps = [step for lever in catalog.levers(case) if lever.code == "rd_spend" for step in lever.steps]
    assert (finding.gap is None) == (not steps)
    if finding.gap is not None:
        more, reached = int(finding.gap * 1_000_000), {**firm, **steps[0].facts}
        assert reached["rd_spend"] == _whole(firm, "rd_spend") + more
        assert reached["cost_expense_total"] == (
            firm["cost_expense_total"] and _whole(firm, "cost_expense_total") + more
        )
        assert f"得 {_points(reached, 'rd')} 分" in str(finding.next_step)
        less = {name: _whole(reached, name) - 10_000 for name in steps[0].facts}
        assert _points({**firm, **less}, "rd") <= _points(firm, "rd") < _points(reached, "rd")


def _points(firm: Firm, criterion: str) -> int:
    """The points that are certain."""
    points = _assess(firm).finding(criterion).points_low
    assert points is not None
    return points


def test_the_day_before_the_rule_began_is_refused() -> None:
    with pytest.raises(NotInForceError, match="2017-05-03"):
        assess({}, {}, on=date(2017, 5, 2), rule_set=RULE_SET)
