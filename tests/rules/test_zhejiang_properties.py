"""What must hold for every firm before the provincial rule sets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.core.text import Text
from registry.rules import catalog
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Outcome, Role, Verdict
from registry.rules.values import NotInForceError
from tests.rules.zhejiang_firms import ALL, LEADER, SME, TECH_LEADER, Rules

RANK = {Verdict.FAIL: 0, Verdict.UNDETERMINED: 1, Verdict.PASS: 2}
BETTER = [
    (SME, "rd_spend", None),
    (SME, "tech_staff", "staff"),
    (SME, "class1_ip", None),
    (SME, "class2_ip", None),
    (LEADER, "rd_hnte", None),
    (LEADER, "rd_hnte_prior_1", None),
    (LEADER, "rd_hnte_prior_2", None),
    (LEADER, "full_time_rd_staff", None),
    (LEADER, "core_product_income", "revenue"),
    (LEADER, "class1_ip", None),
    (LEADER, "class2_ip", None),
    (TECH_LEADER, "rd_hnte", None),
    (TECH_LEADER, "rd_hnte_prior_2", None),
    (TECH_LEADER, "tech_staff", "staff"),
    (TECH_LEADER, "class1_ip", None),
    (TECH_LEADER, "high_tech_income", "revenue"),
]
rule_sets = pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.id)


@pytest.mark.parametrize(("rules", "fact", "bound"), BETTER, ids=lambda value: getattr(value, "id", value))
@settings(max_examples=40)
@given(data=st.data())
def test_more_of_a_good_thing_never_makes_it_worse(
    rules: Rules, fact: str, bound: str | None, data: st.DataObject
) -> None:
    firm = data.draw(rules.firms())
    edge = rules.edge[fact]
    assert isinstance(edge, int)
    figures = st.integers(max(0, edge - 3), edge + 3) | st.integers(0, 3 * edge + 12)
    less, more = sorted((data.draw(figures), data.draw(figures)))
    whole = firm[bound] if bound else None
    assume(whole is None or (isinstance(whole, int) and more <= whole))
    poorer, richer = rules.assess({**firm, fact: less}), rules.assess({**firm, fact: more})
    assert RANK[poorer.verdict] <= RANK[richer.verdict]


@rule_sets
@given(data=st.data())
def test_every_assessment_survives_freezing_and_replays_alike(rules: Rules, data: st.DataObject) -> None:
    assessment = rules.assess(data.draw(rules.firms()))
    thawed = Assessment.from_json(json.loads(json.dumps(assessment.to_json(), ensure_ascii=False)))
    assert thawed == assessment
    assert catalog.replay(thawed) == assessment


@rule_sets
@given(data=st.data())
def test_a_decided_verdict_does_not_change_once_the_rest_is_known(rules: Rules, data: st.DataObject) -> None:
    full = data.draw(rules.firms(known=True))
    hidden = data.draw(st.sets(st.sampled_from(sorted(full))))
    partial = rules.assess({**full, **dict.fromkeys(hidden)})
    if partial.verdict is not Verdict.UNDETERMINED:
        rest: dict[str, Fact] = full
        assert rules.assess(rest).verdict in {partial.verdict, _contradicted(rules, rest)}


def _contradicted(rules: Rules, facts: dict[str, Fact]) -> Verdict | None:
    """Undetermined where the figures that came in contradict others, so that somebody must look."""
    outcomes = [finding.outcome for finding in rules.assess(facts).findings]
    return Verdict.UNDETERMINED if Outcome.NEEDS_REVIEW in outcomes else None


@rule_sets
@given(data=st.data())
def test_an_unknown_answer_is_never_met(rules: Rules, data: st.DataObject) -> None:
    assessment = rules.assess(data.draw(rules.firms()))
    required = [finding for finding in assessment.findings if finding.role is Role.REQUIRED]
    for finding in required:
        assert bool(finding.missing) is (finding.outcome is Outcome.NEEDS_DATA)
    if assessment.verdict is Verdict.PASS:
        assert all(finding.outcome is Outcome.MET for finding in required)
    if assessment.verdict is Verdict.FAIL:
        assert any(finding.outcome is Outcome.UNMET for finding in required)


@rule_sets
@given(data=st.data())
def test_every_sentence_can_be_read(rules: Rules, data: st.DataObject) -> None:
    assessment = rules.assess(data.draw(rules.firms()))
    texts: list[Text | None] = [assessment.reason]
    for finding in assessment.findings:
        texts += [finding.label, finding.required, finding.actual, finding.note, finding.next_step]
        if finding.role is Role.REQUIRED and not finding.verified:
            assert finding.note is not None
    for text in texts:
        assert text is None or (str(text) and "{" not in str(text) and "None" not in str(text))


@pytest.mark.parametrize(
    ("rules", "criteria"),
    [
        (SME, {"technology_basis", "sme_by_size", "excluded_industry", "accident_last_year", "dishonest_last_year"}),
        (LEADER, {"rd_institution", "provincial_standard"}),
        (TECH_LEADER, {finding.criterion for finding in TECH_LEADER.assess(TECH_LEADER.edge).findings}),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_what_rests_on_a_text_not_seen_says_so(rules: Rules, criteria: set[str]) -> None:
    findings = rules.assess(rules.edge).findings
    assert {finding.criterion for finding in findings if not finding.verified} == criteria
    assert all("待核实" in str(finding.note) for finding in findings if not finding.verified)


@rule_sets
def test_the_day_before_it_began_is_refused(rules: Rules) -> None:
    rule_set = catalog.get(rules.id)
    with pytest.raises(NotInForceError, match=rule_set.since.isoformat()):
        rules.module.assess(rules.edge, {}, on=rule_set.since - timedelta(days=1), rule_set=rule_set)
    assert rules.module.assess(rules.edge, {}, on=rule_set.since, rule_set=rule_set).on == rule_set.since


def test_the_old_rule_for_leading_firms_ends_where_the_new_one_begins() -> None:
    old, new = catalog.get("zj_leader_2016"), catalog.get("zj_tech_leader_2023")
    assert old.until is not None
    assert old.until == new.since
    ids = [new.id, old.id]
    assert catalog.in_force(ids, old.until - timedelta(days=1)) is old
    assert catalog.in_force(ids, old.until) is new
    with pytest.raises(NotInForceError, match="2022-09-29"):
        LEADER.module.assess(LEADER.edge, {}, on=old.until, rule_set=old)
