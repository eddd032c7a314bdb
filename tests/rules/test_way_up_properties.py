"""The way up over a thousand made-up firms of every rule set: what is offered is true, least, and all there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest

from registry.rules import catalog, way_up
from registry.rules.case import Case
from registry.rules.facts import Fact, FactField, FactKind
from registry.rules.findings import Outcome, Role
from registry.rules.way_up import Lever, WayUp

FIRMS = 1000
SEARCHED = 40
CLOSED_YEARS = ("_prior_1", "_prior_2")
CONDUCT = {
    "excluded_industry", "negative_list_industry", "accident_or_dishonesty", "accident_last_year",
    "dishonest_last_year", "violation_3y", "on_abnormal_list", "resident_enterprise", "province_registered",
}  # fmt: skip


def day_of(rule_set_id: str) -> date:
    """The last day of the rule set, or one well inside it."""
    until = catalog.get(rule_set_id).until
    return date(2026, 3, 1) if until is None else until - timedelta(days=1)


def made_up(field: FactField, on: date, chance: random.Random) -> Fact:
    """A figure that leans towards the edges; now and then an unknown one."""
    if chance.random() < 0.03:
        return None
    match field.kind:
        case FactKind.COUNT:
            return chance.choice([0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 50, 99, 100, chance.randint(0, 500)])
        case FactKind.FLAG:
            return chance.random() < 0.5
        case FactKind.DAY:
            return on - timedelta(days=chance.choice([364, 365, 1200, 4000]))
        case FactKind.MONTHS:
            return None
    return chance.choice([0, 300, 3_000, 6_000, 20_000, 60_000, chance.randint(0, 60_000)]) * 1_000_000


def unmet(facts: dict[str, Fact], rule_set_id: str) -> int:
    """How many findings speak against the firm."""
    found = catalog.assess_case(Case(facts, catalog.get(rule_set_id), day_of(rule_set_id))).findings
    return sum(finding.outcome in {Outcome.UNMET, Outcome.NEEDS_DATA} for finding in found)


def good_answers(rule_set_id: str) -> dict[str, Fact]:
    """For each yes or no the answer that speaks for a firm: without it hardly any made-up firm would have a way up."""
    fields = catalog.fact_fields(rule_set_id)
    blank: dict[str, Fact] = {field.name: None for field in fields}
    return {
        field.name: unmet({**blank, field.name: True}, rule_set_id) <= unmet({**blank, field.name: False}, rule_set_id)
        for field in fields
        if field.kind is FactKind.FLAG
    }


def short_cuts(rule_set_id: str) -> set[str]:
    """The answers that spare a firm everything else; most firms have none of them."""
    blank = Case(
        {field.name: None for field in catalog.fact_fields(rule_set_id)}, catalog.get(rule_set_id), day_of(rule_set_id)
    )
    found = catalog.assess_case(blank).findings
    return {name for finding in found if finding.role is Role.ALTERNATIVE for name in finding.missing}


def firms(rule_set_id: str) -> Iterator[Case]:
    """A thousand firms, the same ones every time."""
    chance = random.Random(rule_set_id)
    rule_set, on, good = catalog.get(rule_set_id), day_of(rule_set_id), good_answers(rule_set_id)
    spared = short_cuts(rule_set_id)
    for _ in range(FIRMS):
        facts = {field.name: made_up(field, on, chance) for field in catalog.fact_fields(rule_set_id)}
        facts.update({name: answer for name, answer in good.items() if chance.random() < 0.97})
        facts.update({name: False for name in sorted(spared & set(good)) if chance.random() < 0.95})
        tidy(facts)
        yield Case(facts, rule_set, on)


def tidy(facts: dict[str, Fact]) -> None:
    """A part is not larger than its whole, so that few firms are thrown out for contradicting themselves."""
    for part, whole in (
        ("tech_staff", "staff"),
        ("rd_spend", "cost_expense_total"),
        ("high_tech_income", "total_income"),
        ("core_product_income", "revenue"),
        ("rd_hnte_domestic", "rd_hnte"),
    ):
        less, more = facts.get(part), facts.get(whole)
        if isinstance(less, int) and isinstance(more, int):
            facts[part], facts[whole] = sorted((less, more))


def is_ready(case: Case) -> bool:
    return way_up.ready(catalog.assess_case(case))


def after(case: Case, way: WayUp) -> Case:
    for step in way.steps:
        case = case.with_facts(step.facts)
    return case


def check_true(case: Case, way: WayUp) -> None:
    """Applied to the firm, it comes to what it says."""
    reached = catalog.assess_case(after(case, way))
    assert reached == way.assessment
    assert way_up.ready(reached)
    assert way.score_before == catalog.assess_case(case).score_low
    for step in way.steps:
        assert "{" not in str(step.text)
        assert "None" not in str(step.text)


def check_least(case: Case, way: WayUp, levers: dict[str, Lever]) -> None:
    """Neither half alone, nor a smaller step of the first, nor of the second after the first."""
    first = levers[way.levers[0]].steps
    position = next(index for index, step in enumerate(first) if step.facts == way.steps[0].facts)
    if len(way.steps) == 1:
        assert not any(is_ready(case.with_facts(step.facts)) for step in first[:position])
        return
    assert len(way.steps) == 2
    second = way.steps[1]
    assert not is_ready(case.with_facts(way.steps[0].facts))
    assert not is_ready(case.with_facts(second.facts))
    if position > 0:
        assert not is_ready(case.with_facts(first[position - 1].facts).with_facts(second.facts))
    started = case.with_facts(way.steps[0].facts)
    ladder = next(lever.steps for lever in catalog.levers(started) if lever.code == way.levers[1])
    rung = next(index for index, step in enumerate(ladder) if step.facts == second.facts)
    assert not any(is_ready(started.with_facts(step.facts)) for step in ladder[:rung])


def check_allowed(case: Case, levers: dict[str, Lever]) -> None:
    """Known figures alone, no closed year, no answer about conduct."""
    for lever in levers.values():
        assert lever.steps
        for step in lever.steps:
            assert step.facts
            for name, value in step.facts.items():
                assert case.facts[name] is not None
                assert value != case.facts[name]
                assert name not in CONDUCT
                assert not name.endswith(CLOSED_YEARS)


def check_rising(case: Case, levers: dict[str, Lever]) -> None:
    """No step is worth less than the one before, and what has become ready stays so."""
    for lever in levers.values():
        reached = [catalog.assess_case(case.with_facts(step.facts)) for step in lever.steps]
        worth = [(one.score_low or 0, way_up.ready(one)) for one in reached]
        assert worth == sorted(worth)


def all_ways(case: Case) -> Iterator[Case]:
    """Everything that one or two levers can come to."""
    offered = catalog.levers(case)
    for lever in offered:
        yield from (case.with_facts(step.facts) for step in lever.steps)
    for one, other in combinations(offered, 2):
        for step in one.steps:
            started = case.with_facts(step.facts)
            for lever in catalog.levers(started):
                if lever.code == other.code:
                    yield from (started.with_facts(then.facts) for then in lever.steps)


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_every_way_offered_is_true_and_the_least(rule_set_id: str) -> None:
    counted = {"ready": 0, "ways": 0, "blocked": 0, "waiting": 0, "more": 0}
    for case in firms(rule_set_id):
        found = catalog.ways_up(case)
        levers = {lever.code: lever for lever in catalog.levers(case)}
        check_allowed(case, levers)
        if found.ways:
            check_rising(case, levers)
        assert len(found.ways) <= 6
        assert len({way.levers + tuple(str(step.facts) for step in way.steps) for way in found.ways}) == len(found.ways)
        for way in found.ways:
            check_true(case, way)
            check_least(case, way, levers)
        kinds: dict[str, Any] = {
            "ready": found.ready,
            "ways": found.ways,
            "blocked": found.blocked,
            "waiting": found.waiting,
            "more": found.needs_more,
        }
        said = [kind for kind, given in kinds.items() if given]
        assert len(said) == 1
        counted[said[0]] += 1
    assert counted["ways"] > 0
    assert counted["blocked"] > 0


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_where_no_way_is_offered_none_exists(rule_set_id: str) -> None:
    searched = 0
    for case in firms(rule_set_id):
        found = catalog.ways_up(case)
        if found.ready or found.ways or not catalog.levers(case):
            continue
        assert not any(is_ready(one) for one in all_ways(case))
        searched += 1
        if searched == SEARCHED:
            break
    assert searched > 0
