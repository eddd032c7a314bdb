"""国科发火〔2016〕32号 art. 11 without words: verdict, points, and which conditions stand in the way.

Months of staff and booked R&D are rare in a whole register: for them the formulas of the full assessment are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from registry.rules.case import Case
from registry.rules.findings import Verdict
from registry.rules.hnte.conditions import ACCIDENT, AGE, field_condition
from registry.rules.hnte.facts import CATEGORIES, suffixes
from registry.rules.hnte.figures import staff_finding
from registry.rules.hnte.judge_score import score
from registry.rules.hnte.research import research_findings
from registry.rules.judging import (
    SCORE,
    Check,
    Facts,
    Get,
    Judge,
    Judgement,
    State,
    check,
    cross,
    state_of,
)
from registry.rules.scale import ShareLimit
from registry.rules.values import RuleSet

Research: TypeAlias = Callable[[Facts, tuple[str, ...]], tuple[State, State]]

_MET, _UNMET, _MISSING, _LEFT = State.MET, State.UNMET, State.MISSING, State.LEFT
_CODES = (
    "registered_on",
    "core_ip_owned",
    "high_tech_field",
    "staff_ratio",
    "rd_ratio",
    "rd_domestic",
    "high_tech_income",
    "main_product_income",
    SCORE,
    "accident_last_year",
)


def judge(rule_set: RuleSet, on: date) -> Judge:
    """The judge for the values in force on `on`. Raises NotInForceError where the rule set does not cover the day."""
    rule_set.require_in_force(on)
    years, age = suffixes(rule_set, on), check(AGE, rule_set, on)
    field, conduct = check(field_condition(rule_set, on), rule_set, on), check(ACCIDENT, rule_set, on)
    staff, research, points = _staff(rule_set, on), _research(rule_set, on), score(rule_set, on)
    high_tech = _high_tech(rule_set.share("high_tech_income_min", on))
    main_product = _main_product(rule_set.share("main_product_share_min", on))

    def decide(facts: Facts) -> Judgement:
        get = facts.get
        covered = years(get("registered_on"))
        spent, domestic = research(facts, covered)
        low, high, scored, short = points(facts, covered)
        states = (
            age(get),
            _core_ip(get),
            field(get),
            staff(facts),
            spent,
            domestic,
            high_tech(get),
            main_product(get),
            scored,
            conduct(get),
        )
        unmet = tuple([code for code, state in zip(_CODES, states, strict=True) if state is _UNMET])
        waiting = tuple([code for code, state in zip(_CODES, states, strict=True) if state > _UNMET])
        verdict = Verdict.FAIL if unmet else Verdict.UNDETERMINED if waiting else Verdict.PASS
        return Judgement(verdict, low, high, short, unmet, waiting, states.count(_MISSING))

    return decide


def _core_ip(get: Get) -> State:
    """Art. 11(2)."""
    first, second, answer = get("class1_ip"), get("class2_ip"), get("core_ip_owned")
    holds = True if first or second or get("class2_ip_unused") else None if first is None or second is None else False
    if holds is False or answer is False:
        return _UNMET
    if holds is None:
        return _MISSING
    return _MET if answer else _LEFT


def _staff(rule_set: RuleSet, on: date) -> Callable[[Facts], State]:
    """Art. 11(4)."""
    factor, portion, rest = cross(rule_set.share("staff_share_min", on))

    def state(facts: Facts) -> State:
        get = facts.get
        if get("staff_months") is not None or get("tech_staff_months") is not None:
            return state_of(staff_finding(Case(facts, rule_set, on)).outcome)
        tech, staff = get("tech_staff"), get("staff")
        if tech is None or staff is None:
            return _MISSING
        if tech > staff:
            return _LEFT
        return _MET if staff > 0 and tech * factor >= portion * staff + rest else _UNMET

    return state


def _research(rule_set: RuleSet, on: date) -> Research:
    """Art. 11(5), both conditions."""
    steps = rule_set.size_shares("rd_share_min", on)
    home = cross(rule_set.share("domestic_share_min", on))
    bounds = [(step.up_to, step.inclusive, cross(ShareLimit(step.share, inclusive=True))) for step in steps.steps]
    booked = CATEGORIES[0]

    def states(facts: Facts, years: tuple[str, ...]) -> tuple[State, State]:
        get = facts.get
        if any(get(booked + year) is not None for year in years):
            pooled, domestic, *_years = research_findings(Case(facts, rule_set, on))
            return state_of(pooled.outcome), state_of(domestic.outcome)
        spent: list[Any] = [get("rd_hnte" + year) for year in years]
        inland: list[Any] = [get("rd_hnte_domestic" + year) for year in years]
        sales: list[Any] = [get("revenue" + year) for year in years]
        problem = any(
            part is not None and whole is not None and part > whole for part, whole in zip(inland, spent, strict=True)
        )
        total = None if None in spent else sum(spent)
        asked = _asked(bounds, sales[-1])
        return (
            _pooled(total, None if None in sales else sum(sales), asked, problem=problem),
            _pooled(None if None in inland else sum(inland), total, home, problem=problem),
        )

    return states


def _asked(bounds: list[tuple[int | None, bool, tuple[int, int, int]]], sales: int | None) -> tuple[int, int, int]:
    """The share for the last year's sales; where they are not known nothing is compared with it."""
    for up_to, inclusive, limit in bounds:
        if sales is None or up_to is None or sales < up_to or (inclusive and sales == up_to):
            return limit
    raise ValueError(sales)  # the reader of parameter files ends every list with an open step


def _pooled(part: int | None, whole: int | None, limit: tuple[int, int, int], *, problem: bool) -> State:
    if part is None or whole is None:
        return _MISSING
    if problem:
        return _LEFT
    factor, portion, rest = limit
    return _MET if whole > 0 and part * factor >= portion * whole + rest else _UNMET


def _high_tech(limit: ShareLimit) -> Check:
    """Art. 11(6)."""
    bound = cross(limit)

    def state(get: Get) -> State:
        income, total, free = get("high_tech_income"), get("total_income"), get("non_taxed_income")
        base = None if total is None or free is None else total - free
        problem = base is not None and (base < 0 or (income is not None and income > base))
        return _pooled(income, base, bound, problem=problem)

    return state


def _main_product(limit: ShareLimit) -> Check:
    """195号 三（三）."""
    bound = cross(limit)

    def state(get: Get) -> State:
        main, income = get("main_product_income"), get("high_tech_income")
        return _pooled(main, income, bound, problem=main is not None and income is not None and main > income)

    return state
