"""Judging without words: what an assessment comes to, for whole registers. Thresholds are bound once, all integers.

A rule set's `judge(rule_set, on)` answers what `summary` takes from its full assessment, for every firm the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import IntEnum
from functools import singledispatch
from typing import Any, NamedTuple, TypeAlias

from registry.rules.criteria import AtLeast, AtMost, RegisteredFor, ShareAtLeast, YesNo
from registry.rules.findings import Assessment, Outcome, Role, Verdict
from registry.rules.scale import Limit, Scale, ShareLimit
from registry.rules.values import RuleSet

SCORE = "score_total"
"""The criterion under which a rule set with a score says how many points are missing."""


class State(IntEnum):
    """How one required criterion came out; the first is the only one that is no news."""

    MET = 0
    UNMET = 1
    MISSING = 2  # waits for data
    LEFT = 3  # waits for an expert or for the officer


class Judgement(NamedTuple):
    """What counts of an assessment.

    `short` are the points missing, as the finding on the total score says. `unmet` and `open` are codes of required
    criteria in the order of the findings; `missing` says how many of the open ones wait for data.
    """

    verdict: Verdict
    score_low: int | None
    score_high: int | None
    short: int | None
    unmet: tuple[str, ...]
    open: tuple[str, ...]
    missing: int


Facts: TypeAlias = Mapping[str, Any]
"""Facts by name (money in 分); what is unknown is None or absent."""
Get: TypeAlias = Callable[[str], Any]
"""`.get` of such a mapping."""
Check: TypeAlias = Callable[[Get], State]
Judge: TypeAlias = Callable[[Facts], Judgement]

_MET, _UNMET, _MISSING, _LEFT = State.MET, State.UNMET, State.MISSING, State.LEFT
_STATES = {
    Outcome.MET: _MET,
    Outcome.NOT_APPLICABLE: _MET,
    Outcome.UNMET: _UNMET,
    Outcome.NEEDS_DATA: _MISSING,
    Outcome.NEEDS_REVIEW: _LEFT,
    Outcome.CONDITIONAL: _LEFT,
}


def summary(assessment: Assessment) -> Judgement:
    """The same of an assessment with all its words."""
    unmet, waiting, missing, short = [], [], 0, None
    for finding in assessment.findings:
        if finding.role is not Role.REQUIRED:
            continue
        state = state_of(finding.outcome)
        if state is _UNMET:
            unmet.append(finding.criterion)
        elif state:
            waiting.append(finding.criterion)
            missing += state is _MISSING
        if finding.criterion == SCORE and isinstance(finding.gap, int):
            short = finding.gap
    low, high = assessment.score_low, assessment.score_high
    return Judgement(assessment.verdict, low, high, short, tuple(unmet), tuple(waiting), missing)


def is_ready(judgement: Judgement) -> bool:
    """`way_up.ready` of the assessment: it passes, or only experts or the officer have yet to speak."""
    if judgement.verdict is not Verdict.UNDETERMINED:
        return judgement.verdict is Verdict.PASS
    return bool(judgement.open) and not judgement.unmet and not judgement.missing


def all_met(checks: Iterable[tuple[str, Check]]) -> Judge:
    """The judge of a rule set that gives no score: every criterion, by code, must hold."""
    bound = tuple(checks)

    def judge(facts: Facts) -> Judgement:
        unmet, waiting, missing = sort(bound, facts.get)
        verdict = Verdict.FAIL if unmet else Verdict.UNDETERMINED if waiting else Verdict.PASS
        return Judgement(verdict, None, None, None, tuple(unmet), tuple(waiting), missing)

    return judge


def sort(checks: Sequence[tuple[str, Check]], get: Get) -> tuple[list[str], list[str], int]:
    """The codes not met, the codes open, and how many of these wait for data."""
    unmet, waiting, missing = [], [], 0
    for code, check in checks:
        state = check(get)
        if state:
            if state is _UNMET:
                unmet.append(code)
            else:
                waiting.append(code)
                if state is _MISSING:
                    missing += 1
    return unmet, waiting, missing


def bind(conditions: Iterable[Any], rule_set: RuleSet, on: date) -> tuple[tuple[str, Check], ...]:
    """Each condition's code with its check."""
    return tuple(
        (one.fact if isinstance(one, YesNo) else one.criterion, check(one, rule_set, on)) for one in conditions
    )


def state_of(outcome: Outcome) -> State:
    """A finding's outcome as a state."""
    return _STATES[outcome]


@singledispatch
def check(condition: Any, rule_set: RuleSet, on: date) -> Check:
    """How a condition comes out, its threshold in force on `on` bound."""
    raise TypeError(condition)


@check.register
def _yes_no(condition: YesNo, rule_set: RuleSet, on: date) -> Check:
    fact, wanted, otherwise = condition.fact, condition.wanted, state_of(condition.otherwise)

    def state(get: Get) -> State:
        answer = get(fact)
        if answer is wanted:
            return _MET
        return _MISSING if answer is None else otherwise

    return state


@check.register
def _at_most(condition: AtMost, rule_set: RuleSet, on: date) -> Check:
    fact, most = condition.fact, greatest(rule_set.limit(condition.parameter, on))
    otherwise = state_of(condition.otherwise)

    def state(get: Get) -> State:
        figure = get(fact)
        if figure is None:
            return _MISSING
        return _MET if figure <= most else otherwise

    return state


@check.register
def _at_least(condition: AtLeast, rule_set: RuleSet, on: date) -> Check:
    fact, limit = condition.fact, least(rule_set.limit(condition.parameter, on))
    otherwise = state_of(condition.otherwise)

    def state(get: Get) -> State:
        figure = get(fact)
        if figure is None:
            return _MISSING
        return _MET if figure >= limit else otherwise

    return state


@check.register
def _share_at_least(condition: ShareAtLeast, rule_set: RuleSet, on: date) -> Check:
    part_name, whole_name, otherwise = condition.part, condition.whole, state_of(condition.otherwise)
    factor, portion, rest = cross(rule_set.share(condition.parameter, on))

    def state(get: Get) -> State:
        part, whole = get(part_name), get(whole_name)
        if part is None or whole is None:
            return _MISSING
        return _MET if whole > 0 and part * factor >= portion * whole + rest else otherwise

    return state


@check.register
def _registered_for(condition: RegisteredFor, rule_set: RuleSet, on: date) -> Check:
    fact, days = condition.fact, least(rule_set.limit(condition.parameter, on))
    latest = on - timedelta(days=days)

    def state(get: Get) -> State:
        begun = get(fact)
        if begun is None:
            return _MISSING
        return _MET if begun <= latest else _UNMET

    return state


def within(inner: Check, part_name: str, whole_name: str) -> Check:
    """The check, or left to somebody who looks, where the part is larger than its whole."""

    def state(get: Get) -> State:
        part, whole = get(part_name), get(whole_name)
        if part is not None and whole is not None and part > whole:
            return _LEFT
        return inner(get)

    return state


def least(limit: Limit) -> int:
    """The least whole figure that reaches the bound."""
    return limit.value if limit.inclusive else limit.value + 1


def greatest(limit: Limit) -> int:
    """The greatest whole figure that the bound allows."""
    return limit.value if limit.inclusive else limit.value - 1


def cross(limit: ShareLimit) -> tuple[int, int, int]:
    """f, p and r for whole figures: the share is reached where part · f ≥ p · whole + r."""
    return limit.value.denominator, limit.value.numerator, 0 if limit.inclusive else 1


def scorer(scale: Scale) -> Callable[[int, int], int]:
    """`scale.points` with its bands bound."""
    rest = 0 if scale.inclusive else 1
    bands = tuple((band.at_least.denominator, band.at_least.numerator, band.points) for band in scale.bands)

    def points(numerator: int, denominator: int) -> int:
        for factor, portion, worth in bands:
            if numerator * factor >= portion * denominator + rest:
                return worth
        return 0

    return points
