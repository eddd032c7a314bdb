"""国科发政〔2017〕115号 arts 6 to 8 without words: verdict, points, and which conditions stand in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from registry.rules.findings import Verdict
from registry.rules.judging import SCORE, Facts, Get, Judge, Judgement, State, bind, least, scorer, sort
from registry.rules.tech_sme.conditions import direct_routes, required
from registry.rules.tech_sme.rd import RATIOS
from registry.rules.values import RuleSet

Points: TypeAlias = tuple[int, int]
"""Those certain, and those possible once the unknown figures are known."""
Indicator: TypeAlias = Callable[[Get], Points]

_NOTHING = (0, 0)
_MET, _UNMET, _MISSING = State.MET, State.UNMET, State.MISSING


def judge(rule_set: RuleSet, on: date) -> Judge:
    """The judge for the values in force on `on`. Raises NotInForceError where the rule set does not cover the day."""
    rule_set.require_in_force(on)
    gates, routes = bind(required(rule_set, on), rule_set, on), bind(direct_routes(rule_set, on), rule_set, on)
    staff, research, rights = _staff(rule_set, on), _research(rule_set, on), _rights(rule_set, on)
    passing, nonzero = least(rule_set.limit("pass_total", on)), rule_set.flag("staff_nonzero", on)

    def decide(facts: Facts) -> Judgement:
        get = facts.get
        people, money, held = staff(get), research(get), rights(get)
        low, high = people[0] + money[0] + held[0], people[1] + money[1] + held[1]
        unmet, waiting, missing = sort(gates, get)
        refused, short = bool(unmet), None
        direct = [route(get) for _code, route in routes]
        if _MET not in direct:
            short = passing - low if low < passing else None
            scored = [(SCORE, _state(low - passing, high - passing))]
            if nonzero:
                scored.append(("staff_nonzero", _state(people[0] - 1, people[1] - 1)))
            lacking = [code for code, state in scored if state is _UNMET]
            refused = refused or bool(lacking) and _MISSING not in direct
            unmet += lacking
            unclear = [code for code, state in scored if state is _MISSING]
            waiting += unclear
            missing += len(unclear)
        verdict = Verdict.FAIL if refused else Verdict.UNDETERMINED if unmet or waiting else Verdict.PASS
        return Judgement(verdict, low, high, short, tuple(unmet), tuple(waiting), missing)

    return decide


def _state(low: int, high: int) -> State:
    """What certain and possible points, less those asked, come to."""
    if low >= 0:
        return _MET
    return _MISSING if high >= 0 else _UNMET


def _staff(rule_set: RuleSet, on: date) -> Indicator:
    """`indicators.staff_points`."""
    scale = rule_set.scale("staff_bands", on)
    worth, unknown = scorer(scale), (0, scale.top)

    def points(get: Get) -> Points:
        tech, staff = get("tech_staff"), get("staff")
        if staff == 0 or tech == 0:
            return _NOTHING
        if staff is None or tech is None or tech > staff:
            return unknown
        exact = worth(tech, staff)
        return exact, exact

    return points


def _research(rule_set: RuleSet, on: date) -> Indicator:
    """`rd.rd_points`: the better of the two ratios."""
    first, second = (ratio.base for ratio in RATIOS)
    scales = [rule_set.scale(ratio.parameters[0], on) for ratio in RATIOS]
    (first_worth, first_top), (second_worth, second_top) = ((scorer(scale), scale.top) for scale in scales)

    def points(get: Get) -> Points:
        spend = get("rd_spend")
        if spend == 0:
            return _NOTHING
        one = _ratio(spend, get(first), first_worth, first_top)
        return _better(one, _ratio(spend, get(second), second_worth, second_top))

    return points


def _ratio(spend: int | None, base: int | None, worth: Callable[[int, int], int], top: int) -> Points:
    if base == 0:
        return _NOTHING
    if spend is None or base is None:
        return 0, top
    exact = worth(spend, base)
    return exact, exact


def _rights(rule_set: RuleSet, on: date) -> Indicator:
    """`indicators.ip_points`: the better of the two classes."""
    scales = [rule_set.scale(code, on) for code in ("ip_class1_bands", "ip_class2_bands")]
    (first_worth, first_top), (second_worth, second_top) = ((scorer(scale), scale.top) for scale in scales)

    def points(get: Get) -> Points:
        one = _count(get("class1_ip"), first_worth, first_top)
        return _better(one, _count(get("class2_ip"), second_worth, second_top))

    return points


def _count(items: int | None, worth: Callable[[int, int], int], top: int) -> Points:
    if items is None:
        return 0, top
    exact = worth(items, 1)
    return exact, exact


def _better(one: Points, other: Points) -> Points:
    return max(one[0], other[0]), max(one[1], other[1])
