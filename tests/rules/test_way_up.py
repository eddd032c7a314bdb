"""The search for the smallest change, over a rule set of three numbers: every score in it can be added by hand."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.text import msg
from registry.rules import catalog, way_up
from registry.rules.case import Case
from registry.rules.findings import Assessment, Finding, Outcome, Role, Verdict
from registry.rules.way_up import Lever, Step, WaysUp

ON = date(2026, 3, 1)
RULE_SET = catalog.get("tech_sme_2017")
TEXT = msg("数")
NEEDED = 10


def finding(criterion: str, outcome: Outcome, role: Role = Role.REQUIRED, missing: tuple[str, ...] = ()) -> Finding:
    return Finding(
        criterion=criterion,
        label=TEXT,
        article="1",
        role=role,
        outcome=outcome,
        required=TEXT,
        actual=TEXT,
        missing=missing,
    )


def assessment(verdict: Verdict, *findings: Finding, score: int | None = None) -> Assessment:
    return Assessment(
        rule_set_id="sample",
        rule_set_version=1,
        on=ON,
        verdict=verdict,
        reason=TEXT,
        findings=findings,
        score_low=score,
        score_high=score,
        facts={},
    )


def judged(case: Case) -> Assessment:
    """Passes where a + b + c reaches ten, nobody barred the firm, and the expert, where asked, says yes."""
    total = sum(case.whole(name) or 0 for name in "abc")
    enough = Outcome.MET if total >= NEEDED else Outcome.UNMET
    barred = {True: Outcome.UNMET, False: Outcome.MET, None: Outcome.NEEDS_DATA}[case.answer("barred")]
    expert = Outcome.NEEDS_REVIEW if case.answer("expert") else Outcome.MET
    findings = (
        finding("total", enough),
        finding("barred", barred, missing=case.missing("barred")),
        finding("expert", expert),
    )
    outcomes = {one.outcome for one in findings}
    verdict = Verdict.PASS if outcomes == {Outcome.MET} else Verdict.UNDETERMINED
    return assessment(Verdict.FAIL if Outcome.UNMET in outcomes else verdict, *findings, score=total)


def offered(case: Case) -> tuple[Lever, ...]:
    """Each number can rise to six by ones; one that is not known cannot."""
    found = []
    for name in "abc":
        number = case.whole(name)
        if number is not None:
            steps = tuple(Step({name: to}, msg("到 {to}", to=to)) for to in range(number + 1, 7))
            found.append(Lever(name, steps))
    return tuple(lever for lever in found if lever.steps)


def ways(a: int | None = 0, b: int | None = 0, c: int | None = 0, limit: int = 6, **answers: bool | None) -> WaysUp:
    case = Case({"a": a, "b": b, "c": c, "barred": False, "expert": False, **answers}, RULE_SET, ON)
    return way_up.ways_up(case, judged, offered, limit=limit)


def changes(found: WaysUp) -> list[dict[str, object]]:
    return [{name: to for step in way.steps for name, to in step.facts.items()} for way in found.ways]


def test_a_firm_that_passes_needs_nothing() -> None:
    assert ways(5, 5, 0) == WaysUp(ready=True)


def test_one_step_short() -> None:
    found = ways(5, 4, 0)
    assert changes(found) == [{"a": 6}, {"b": 5}, {"c": 1}]
    assert [(way.effort, way.score_before, way.score_after) for way in found.ways] == [(1, 9, 10)] * 3


def test_singles_come_first_and_no_pair_contains_what_suffices_alone() -> None:
    found = ways(5, 1, 0, limit=20)
    assert changes(found) == [
        {"b": 5},
        {"c": 4},
        {"a": 6, "b": 4},
        {"a": 6, "c": 3},
        {"b": 2, "c": 3},
        {"b": 3, "c": 2},
        {"b": 4, "c": 1},
    ]
    assert [way.score_after for way in found.ways] == [10] * 7


def test_the_least_effort_first_and_no_more_than_asked_for() -> None:
    found = ways(5, 1, 0, limit=3)
    assert [way.effort for way in found.ways] == [4, 4, 4]
    assert changes(found) == [{"b": 5}, {"c": 4}, {"a": 6, "b": 4}]


def test_pairs_where_no_single_step_suffices() -> None:
    found = ways(0, 0, 0, limit=20)
    assert {len(way.steps) for way in found.ways} == {2}
    assert {frozenset(one.items()) for one in changes(found)} == {
        frozenset({(first, low), (second, 10 - low)})
        for first, second in (("a", "b"), ("a", "c"), ("b", "c"))
        for low in range(4, 7)
    }


def test_a_lever_without_which_nothing_works_is_in_every_pair() -> None:
    found = ways(0, 3, None, limit=20)
    assert {way.levers for way in found.ways} == {("a", "b")}


def test_more_than_two_changes_are_not_offered() -> None:
    def low_steps(case: Case) -> tuple[Lever, ...]:
        return tuple(Lever(lever.code, lever.steps[: 4 - (case.whole(lever.code) or 0)]) for lever in offered(case))

    case = Case({"a": 0, "b": 0, "c": 0, "barred": False, "expert": False}, RULE_SET, ON)
    found = way_up.ways_up(case, judged, low_steps)
    assert found.ways == ()
    assert found.needs_more


def test_what_no_lever_changes_blocks_and_nothing_is_offered() -> None:
    found = ways(5, 4, 0, barred=True)
    assert found.ways == ()
    assert [one.criterion for one in found.blocked] == ["barred"]
    assert not found.needs_more


def test_a_total_out_of_reach_blocks_too() -> None:
    found = ways(0, None, None)
    assert [one.criterion for one in found.blocked] == ["total"]


def test_what_is_not_known_is_to_be_given_first() -> None:
    found = ways(5, 4, 0, barred=None)
    assert found.ways == ()
    assert found.missing == ("barred",)
    assert not found.needs_more


def test_an_expert_who_has_yet_to_speak_does_not_stand_in_the_way() -> None:
    assert ways(5, 5, 0, expert=True).ready
    found = ways(5, 4, 0, expert=True)
    assert changes(found) == [{"a": 6}, {"b": 5}, {"c": 1}]
    assert {way.assessment.verdict for way in found.ways} == {Verdict.UNDETERMINED}


def test_a_later_lever_starts_from_what_an_earlier_one_left() -> None:
    """Raising a raises b with it; the step of b after that begins where a left it."""

    def linked(case: Case) -> tuple[Lever, ...]:
        a, b = case.whole("a") or 0, case.whole("b") or 0
        both = tuple(Step({"a": a + more, "b": b + more}, TEXT) for more in range(1, 4 - a))
        alone = tuple(Step({"b": to}, TEXT) for to in range(b + 1, 8))
        return tuple(lever for lever in (Lever("both", both), Lever("b", alone)) if lever.steps)

    case = Case({"a": 0, "b": 0, "c": 0, "barred": False, "expert": False}, RULE_SET, ON)
    found = way_up.ways_up(case, judged, linked)
    assert [[dict(step.facts) for step in way.steps] for way in found.ways] == [[{"a": 3, "b": 3}, {"b": 7}]]


@pytest.mark.parametrize(
    ("verdict", "outcomes", "expected"),
    [
        (Verdict.PASS, [Outcome.MET], True),
        (Verdict.FAIL, [Outcome.NEEDS_REVIEW], False),
        (Verdict.UNDETERMINED, [Outcome.MET, Outcome.NEEDS_REVIEW], True),
        (Verdict.UNDETERMINED, [Outcome.MET, Outcome.CONDITIONAL], True),
        (Verdict.UNDETERMINED, [Outcome.NEEDS_REVIEW, Outcome.NEEDS_DATA], False),
        (Verdict.UNDETERMINED, [Outcome.CONDITIONAL, Outcome.UNMET], False),
        (Verdict.UNDETERMINED, [Outcome.MET], False),
    ],
)
def test_ready(verdict: Verdict, outcomes: list[Outcome], expected: bool) -> None:
    findings = [finding(str(number), outcome) for number, outcome in enumerate(outcomes)]
    assert way_up.ready(assessment(verdict, *findings)) is expected


def test_only_required_findings_make_a_firm_wait() -> None:
    reminder = finding("reminder", Outcome.NEEDS_DATA, Role.REMINDER)
    part = finding("part", Outcome.UNMET, Role.PART)
    assert way_up.ready(assessment(Verdict.UNDETERMINED, finding("one", Outcome.NEEDS_REVIEW), reminder, part))
    assert not way_up.ready(assessment(Verdict.UNDETERMINED, finding("two", Outcome.NEEDS_REVIEW, Role.SCORED)))


def test_behind_an_open_total_stand_the_scored_findings() -> None:
    found = way_up.ways_up(
        Case({}, RULE_SET, ON),
        lambda case: assessment(
            Verdict.UNDETERMINED,
            finding("sum", Outcome.NEEDS_DATA),
            finding("known", Outcome.MET, Role.SCORED),
            finding("open", Outcome.NEEDS_DATA, Role.SCORED, missing=("x", "y")),
            finding("odd", Outcome.NEEDS_REVIEW, Role.SCORED),
            finding("route", Outcome.NEEDS_DATA, Role.ALTERNATIVE, missing=("z",)),
        ),
        lambda case: (),
    )
    assert [one.criterion for one in found.waiting] == ["open", "odd"]
    assert found.missing == ("x", "y")


def test_an_open_alternative_is_waited_for_where_the_score_is_out_of_reach() -> None:
    found = way_up.ways_up(
        Case({}, RULE_SET, ON),
        lambda case: assessment(
            Verdict.UNDETERMINED,
            finding("sum", Outcome.UNMET),
            finding("route", Outcome.NEEDS_DATA, Role.ALTERNATIVE, missing=("z",)),
            finding("closed", Outcome.UNMET, Role.ALTERNATIVE),
        ),
        lambda case: (),
    )
    assert [one.criterion for one in found.waiting] == ["route"]
    assert found.blocked == ()
