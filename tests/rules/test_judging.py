"""Judging without words comes to the same as the full assessment, whatever the facts and the day."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.rules import catalog, vocabulary
from registry.rules.case import Case
from registry.rules.facts import Fact, FactField, FactKind, parse_facts
from registry.rules.findings import Verdict
from registry.rules.judging import Judgement, State, is_ready, summary
from registry.rules.values import NotInForceError
from registry.rules.way_up import ready
from tests.rules.strategies import values

CASES = Path(__file__).parent / "cases"
DAYS = {
    "hnte_2016": (date(2019, 3, 1), date(2026, 3, 1)),
    "tech_sme_2017": (date(2018, 3, 1), date(2026, 3, 1)),
    "zj_leader_2016": (date(2016, 1, 1), date(2022, 9, 28)),
    "zj_tech_leader_2023": (date(2022, 9, 29), date(2026, 3, 1)),
    "zj_tech_sme_2016": (date(2016, 6, 1), date(2026, 3, 1)),
}
_BOOKED = tuple(name for name in (field.name for field in catalog.fact_fields("hnte_2016")) if name.startswith("rd_"))
_SMALL = st.integers(0, 20)
_EDGES = {
    FactKind.COUNT: st.one_of(_SMALL, st.sampled_from([25, 50, 99, 100, 101, 200, 499, 500, 501, 1000])),
    FactKind.MONEY: st.one_of(
        _SMALL,
        st.integers(0, 60).map(lambda ten: ten * 10_000_000),
        st.sampled_from([5, 50, 200, 500, 2000]).map(lambda ten: ten * 100_000_000),
    ),
}


def figures(field: FactField) -> st.SearchStrategy[Fact]:
    """Anything of the kind, often a round figure: thresholds are met exactly only by those."""
    anything = values[field.kind]
    return anything | _EDGES[field.kind] if field.kind in _EDGES else anything


def firms(rule_set_id: str) -> st.SearchStrategy[dict[str, Fact]]:
    """Facts of which each may be absent, or None, or all be known."""
    fields = catalog.fact_fields(rule_set_id)
    loose = st.fixed_dictionaries({}, optional={field.name: st.none() | figures(field) for field in fields})
    full = st.fixed_dictionaries({field.name: figures(field) for field in fields})
    plain = full.map(lambda facts: {name: fact for name, fact in facts.items() if not _is_detail(name)})
    good = st.sampled_from(edges(rule_set_id)) if edges(rule_set_id) else plain
    return loose | plain | full | st.builds(lambda one, other: {**one, **other}, good, loose)


def edges(rule_set_id: str) -> list[dict[str, Fact]]:
    """The firms of the cases: most properties live near them."""
    file = CASES / rule_set_id / "bases.toml"
    if not file.exists():
        return []
    fields = catalog.fact_fields(rule_set_id)
    return [parse_facts(fields, base)[0] for base in tomllib.loads(file.read_text(encoding="utf-8")).values()]


def _is_detail(name: str) -> bool:
    """Booked items and months, which change how other figures are read."""
    base = vocabulary.base_of(name)[0]
    return name.endswith("_months") or (base in _BOOKED and base not in {"rd_hnte", "rd_hnte_domestic", "rd_spend"})


def both(rule_set_id: str, facts: dict[str, Fact], on: date) -> tuple[Judgement, Judgement]:
    """What the judge says, and what the assessment comes to."""
    assessment = catalog.assess_case(Case(facts, catalog.get(rule_set_id), on))
    judged = catalog.judge(rule_set_id, on)(facts)
    assert is_ready(judged) is ready(assessment)
    return judged, summary(assessment)


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_the_judge_says_what_the_assessment_comes_to(rule_set_id: str) -> None:
    @settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
    @given(firms(rule_set_id), st.sampled_from(DAYS[rule_set_id]))
    def agrees(facts: dict[str, Fact], on: date) -> None:
        judged, summed = both(rule_set_id, facts, on)
        assert judged == summed

    agrees()


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_every_firm_of_the_cases_is_judged_alike(rule_set_id: str) -> None:
    found = edges(rule_set_id)
    for facts in found:
        for on in DAYS[rule_set_id]:
            judged, summed = both(rule_set_id, facts, on)
            assert judged == summed


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_a_firm_of_which_nothing_is_known_is_open_everywhere(rule_set_id: str) -> None:
    on = DAYS[rule_set_id][-1]
    judged, summed = both(rule_set_id, {}, on)
    assert judged == summed
    assert judged.verdict is Verdict.UNDETERMINED
    assert judged.unmet == ()
    assert judged.missing > 0


def test_a_day_before_the_rules_is_refused() -> None:
    with pytest.raises(NotInForceError):
        catalog.judge("zj_tech_leader_2023", date(2022, 9, 28))
    with pytest.raises(NotInForceError):
        catalog.judge("zj_leader_2016", date(2022, 9, 29))


@pytest.mark.parametrize(
    ("facts", "verdict", "short"),
    [
        ({"tech_staff": 30, "staff": 100}, Verdict.PASS, None),
        ({"tech_staff": 12, "staff": 100}, Verdict.PASS, None),
        ({"tech_staff": 9, "staff": 100}, Verdict.UNDETERMINED, None),
    ],
)
def test_the_score_counts(facts: dict[str, Any], verdict: Verdict, short: int | None) -> None:
    """Sixty points pass; a staff score of 0 does not, whatever the total, unless a direct route is open."""
    firm: dict[str, Fact] = {
        "resident_enterprise": True,
        "revenue": 100_000_000,
        "rd_spend": 6_000_000,
        "cost_expense_total": 90_000_000,
        "total_assets": 50_000_000,
        "class1_ip": 1,
        "class2_ip": 0,
        "excluded_industry": False,
        "accident_or_dishonesty": False,
        "on_abnormal_list": False,
        **facts,
    }
    judged, summed = both("tech_sme_2017", firm, date(2026, 3, 1))
    assert judged == summed
    assert (judged.verdict, judged.short) == (verdict, short)
    assert State.MET == 0
