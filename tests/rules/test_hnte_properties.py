"""What must hold for every firm before 国科发火〔2016〕32号 art. 11."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules import catalog, way_up
from registry.rules.case import Case
from registry.rules.facts import Fact, FactKind, parse_facts
from registry.rules.findings import Assessment, Outcome, Role, Verdict
from registry.rules.hnte import FIELDS, assess, levers
from registry.rules.hnte.facts import CATEGORIES
from registry.rules.hnte.growth import growth
from registry.rules.values import NotInForceError
from tests.rules.strategies import ON, facts_for

ID = "hnte_2016"
RULE_SET = catalog.get(ID)
WAN = 1_000_000
BASES = tomllib.loads((Path(__file__).parent / "cases" / ID / "bases.toml").read_text(encoding="utf-8"))
RANK = {Outcome.UNMET: 0, Outcome.NEEDS_DATA: 1, Outcome.NEEDS_REVIEW: 1, Outcome.MET: 2}
EXPERTS = [field.name for field in FIELDS if field.name.startswith("expert_")]
BOOKED = {f"{name}{suffix}" for name in CATEGORIES for suffix in ("", "_prior_1", "_prior_2")}
GIVEN = {f"rd_hnte{part}{suffix}" for part in ("", "_domestic") for suffix in ("", "_prior_1", "_prior_2")}
KINDS = {field.name: field.kind for field in FIELDS}
Firm = dict[str, Fact]

entered = st.integers(0, 40_000).map(lambda hundreds: hundreds * 10_000)  # 0 to 400 万元, as entered
few = st.integers(0, 7)


def _assess(firm: Firm, on: date = ON) -> Assessment:
    return assess(firm, {}, on=on, rule_set=RULE_SET)


def _base(name: str) -> Firm:
    return parse_facts(FIELDS, BASES[name])[0]


def _near(base: str) -> st.SearchStrategy[Firm]:
    """A sound firm with some of its counts and amounts replaced."""
    firm = _base(base)
    figures = {
        name: few if KINDS[name] is FactKind.COUNT else entered
        for name, value in firm.items()
        if value is not None and KINDS[name] in {FactKind.COUNT, FactKind.MONEY} and not name.startswith("expert_")
    }
    return st.fixed_dictionaries({}, optional=figures).map(lambda changed: {**firm, **changed})


def _score(assessment: Assessment) -> tuple[int, int]:
    assert assessment.score_low is not None
    assert assessment.score_high is not None
    return assessment.score_low, assessment.score_high


@given(_near("unscored"), st.sampled_from(["", "_prior_1", "_prior_2"]), entered, entered)
def test_more_research_never_lowers_the_outcome_at_fixed_sales(firm: Firm, year: str, one: int, other: int) -> None:
    less, more = sorted((one, other))
    firm |= {name: 0 for name in GIVEN if "domestic" in name}
    poorer, richer = (_assess({**firm, f"rd_hnte{year}": amount}) for amount in (less, more))
    assert RANK[poorer.finding("rd_ratio").outcome] <= RANK[richer.finding("rd_ratio").outcome]


@given(_near("booked"), st.sampled_from(sorted(BOOKED - {f"rd_outsourced_foreign{year}" for year in ("", "_prior_1")})))
def test_more_of_any_booked_item_never_lowers_the_outcome(firm: Firm, item: str) -> None:
    booked = firm[item]
    assert isinstance(booked, int)
    poorer, richer = _assess(firm), _assess({**firm, item: booked + 5 * WAN})
    assert RANK[poorer.finding("rd_ratio").outcome] <= RANK[richer.finding("rd_ratio").outcome]


@given(facts_for(FIELDS), st.sampled_from(["class1_ip", "class2_ip_unused"]), few, few)
def test_more_property_never_lowers_the_score(firm: Firm, kind: str, one: int, other: int) -> None:
    less, more = sorted((one, other))
    firm |= dict.fromkeys(EXPERTS)
    poorer, richer = (_score(_assess({**firm, kind: count})) for count in (less, more))
    assert poorer[0] <= richer[0]
    assert poorer[1] <= richer[1]


@given(facts_for(FIELDS), few, few)
def test_more_transformations_never_lower_the_score(firm: Firm, one: int, other: int) -> None:
    less, more = sorted((one, other))
    firm |= dict.fromkeys(EXPERTS)
    poorer, richer = (_score(_assess({**firm, "transformations": count})) for count in (less, more))
    assert poorer[0] <= richer[0]
    assert poorer[1] <= richer[1]


@given(facts_for(FIELDS))
def test_every_range_lies_between_nothing_and_its_cap(firm: Firm) -> None:
    assessment = _assess(firm)
    scored = [finding for finding in assessment.findings if finding.points_max is not None]
    assert sum(finding.points_max or 0 for finding in scored if finding.role is Role.SCORED) == 100
    for finding in scored:
        assert finding.points_low is not None
        assert finding.points_high is not None
        assert finding.points_max is not None
        assert 0 <= finding.points_low <= finding.points_high <= finding.points_max
    low, high = (
        sum(getattr(finding, edge) for finding in scored if finding.role is Role.SCORED)
        for edge in ("points_low", "points_high")
    )
    assert _score(assessment) == (low, high)


@given(facts_for(FIELDS))
def test_the_verdict_follows_from_the_required_findings(firm: Firm) -> None:
    assessment = _assess(firm)
    outcomes = [finding.outcome for finding in assessment.findings if finding.role is Role.REQUIRED]
    assert (assessment.verdict is Verdict.FAIL) == (Outcome.UNMET in outcomes)
    assert (assessment.verdict is Verdict.PASS) == (set(outcomes) == {Outcome.MET})
    if assessment.verdict is Verdict.PASS:
        assert _score(assessment)[0] > 70
    if _score(assessment)[1] > 70:
        assert assessment.finding("score_total").outcome is not Outcome.UNMET


@given(facts_for(FIELDS, known=True), st.sets(st.sampled_from([field.name for field in FIELDS])))
def test_the_range_contains_any_completion_and_a_decided_verdict_stays(firm: Firm, hidden: set[str]) -> None:
    # which years count hangs on the day of registration, and an expert's points on the figures that he saw
    firm |= dict.fromkeys([*EXPERTS, *BOOKED, "staff_months", "tech_staff_months"])
    unused, held = firm["class2_ip_unused"], firm["class2_ip"]
    assert isinstance(unused, int)
    assert isinstance(held, int)
    firm["class2_ip_unused"] = min(unused, held)
    partial, full = _assess({**firm, **dict.fromkeys(hidden - {"registered_on"})}), _assess(firm)
    assert _score(partial)[0] <= _score(full)[0]
    assert _score(partial)[1] >= _score(full)[1]
    if partial.verdict is not Verdict.UNDETERMINED:
        assert full.verdict is partial.verdict


@given(facts_for(FIELDS))
def test_every_assessment_survives_freezing_and_replays_alike(firm: Firm) -> None:
    assessment = _assess(firm)
    thawed = Assessment.from_json(json.loads(json.dumps(assessment.to_json(), ensure_ascii=False)))
    assert thawed == assessment
    assert catalog.replay(thawed) == assessment


@given(facts_for(FIELDS))
def test_every_sentence_can_be_read(firm: Firm) -> None:
    assessment = _assess(firm)
    texts = [assessment.reason, *(step.text for lever in levers(Case(firm, RULE_SET, ON)) for step in lever.steps)]
    for finding in assessment.findings:
        texts += [finding.label, finding.required, finding.actual]
        texts += [text for text in (finding.note, finding.next_step) if text is not None]
    for text in texts:
        assert str(text)
        assert "{" not in str(text)
        assert "None" not in str(text)
        assert "分 分" not in str(text)


@given(facts_for(FIELDS))
def test_what_is_not_known_is_never_met(firm: Firm) -> None:
    for finding in _assess(firm).findings:
        if finding.role is Role.REQUIRED and finding.missing:
            assert finding.outcome in {Outcome.NEEDS_DATA, Outcome.NEEDS_REVIEW}


@pytest.mark.parametrize(
    ("years", "rate"),
    [
        ((100_000, 115_000, 132_250), Fraction(15, 100)),
        ((0, 2, 3), Fraction(1, 2)),
        ((5, 0, 9), Fraction(0)),
        ((0, 0, 9), Fraction(0)),
        ((2, 3), Fraction(1, 2)),
        ((0, 3), Fraction(0)),
        ((7,), Fraction(0)),
        ((-10, -20, -40), Fraction(1)),
    ],
)
def test_growth_is_exact(years: tuple[int, ...], rate: Fraction) -> None:
    assert growth(years).rate == rate
    assert growth(years).negative == (min(years) < 0)


@given(st.lists(st.integers(1, 10**12), min_size=3, max_size=3))
def test_growth_agrees_with_the_mean_of_the_two_rates(years: list[int]) -> None:
    one, two, three = years
    assert growth(years).rate == (Fraction(two - one, one) + Fraction(three - two, two)) * Fraction(1, 2)


def test_the_experts_needed_are_exactly_enough() -> None:
    """“至少需 27/42 分” is true: with 27 of the experts' points the firm passes for certain, with 26 it does not."""
    firm = {**_base("unscored"), "class1_ip": 1, "transformations": 9}
    assert "至少需 27/42 分" in str(_assess(firm).finding("score_total").next_step)
    settled = {"expert_ip_count": 7, "expert_transformation": 25, "expert_growth_net_assets": 5}
    firm |= settled | {"expert_growth_revenue": 7, "expert_advancement": 8, "expert_core_support": 8}
    firm |= {"expert_rd_system": 6, "expert_rd_institution": 0, "expert_incentives": 4, "expert_talent": 0}
    assert _assess({**firm, "expert_acquisition": 1}).verdict is Verdict.PASS  # 8 + 8 + 1 + 6 + 4 = 27
    less = _assess({**firm, "expert_acquisition": 1, "expert_incentives": 3})
    assert (less.score_high, less.verdict) == (70, Verdict.FAIL)


def _raised(firm: Firm, code: str) -> list[Firm]:
    found = [lever for lever in levers(Case(firm, RULE_SET, ON)) if lever.code == code]
    return [{**firm, **step.facts} for lever in found for step in lever.steps]


def _a_little_less(firm: Firm, raised: Firm) -> Firm:
    """The firm one entry step short of what was offered."""
    changed = {name: value for name, value in raised.items() if value != firm[name]}
    unit = {name: 10_000 if KINDS[name] is FactKind.MONEY else 1 for name in changed}
    return {**firm, **{name: value - unit[name] for name, value in changed.items() if isinstance(value, int)}}


@given(_near("unscored"))
def test_research_is_raised_to_the_least_that_reaches_a_condition(firm: Firm) -> None:
    conditions: dict[str, Callable[[Firm], bool]] = {
        name: lambda one, name=name: _assess(one).finding(name).outcome is Outcome.MET  # type: ignore[misc]
        for name in ("rd_ratio", "rd_domestic")
    }
    for raised in _raised(firm, "rd"):
        less = _a_little_less(firm, raised)
        assert any(met(raised) and not met(less) for met in conditions.values())


@given(_near("booked"))
def test_booked_research_is_raised_as_personnel_to_the_least_as_well(firm: Firm) -> None:
    for raised in _raised(firm, "rd"):
        assert {name for name in raised if raised[name] != firm[name]} == {"rd_personnel"}
        less = _a_little_less(firm, raised)
        assert any(
            _assess(raised).finding(name).outcome is Outcome.MET
            and _assess(less).finding(name).outcome is Outcome.UNMET
            for name in ("rd_ratio", "rd_domestic")
        )


def test_a_booked_total_that_was_given_too_stays_consistent() -> None:
    """Of 100 万元 other costs only 60 counted; every further cost lets more of them count."""
    firm = {**_base("booked"), "rd_other": 100 * WAN, "rd_personnel": 150 * WAN}
    firm |= {"rd_hnte": 237_500_000, "rd_hnte_domestic": 237_500_000}
    (raised,) = _raised(firm, "rd")
    assert (raised["rd_personnel"], raised["rd_hnte"]) == (200 * WAN, 300 * WAN)
    assert _assess(raised).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("code", "change", "raised"),
    [
        ("tech_staff", {"tech_staff": 9}, {"tech_staff": 10}),
        ("class1_ip", {"expert_advancement": 6}, {"class1_ip": 1}),
        ("class2_ip", {"class2_ip_unused": 1}, {"class2_ip_unused": 3, "class2_ip": 7}),
        ("transformations", {"transformations": 1}, {"transformations": 3}),
        ("high_tech_income", {"high_tech_income": 2900 * WAN}, {"high_tech_income": 3000 * WAN}),
        ("main_product_income", {"main_product_income": 1500 * WAN}, {"main_product_income": 1_500_010_000}),
    ],
)
def test_each_lever_begins_with_the_least_step(code: str, change: Firm, raised: Firm) -> None:
    firm = {**_base("edge"), "expert_transformation": None, **change}
    assert _raised(firm, code)[0] == {**firm, **raised}


def test_high_tech_income_takes_the_main_products_along() -> None:
    firm = {**_base("edge"), "high_tech_income": 2000 * WAN, "main_product_income": 1200 * WAN}
    (raised,) = _raised(firm, "high_tech_income")
    assert (raised["high_tech_income"], raised["main_product_income"]) == (3000 * WAN, 1_500_010_000)
    assert _assess(raised).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("tech_staff", {"tech_staff": 10}),
        ("tech_staff", {"tech_staff": 0, "staff": 0}),
        ("tech_staff", {"tech_staff": 9, "tech_staff_months": ((9, 9),), "staff_months": ((100, 100),)}),
        ("rd", {"rd_hnte": None}),
        ("rd", {"rd_hnte_domestic_prior_1": None}),
        ("class1_ip", {"class1_ip": 1}),
        ("class2_ip", {"class1_ip": 1, "class2_ip_unused": 0}),
        ("class2_ip", {"class2_ip_unused": 5}),
        ("transformations", {"transformations_prior_1": None}),
        ("high_tech_income", {"total_income": None}),
        ("main_product_income", {"high_tech_income": 0, "main_product_income": 0}),
    ],
)
def test_no_lever_where_it_does_not_help_or_the_figures_are_not_known(code: str, change: Firm) -> None:
    assert _raised({**_base("unscored"), **change}, code) == []


def test_the_way_up_of_a_firm_that_is_too_young_is_blocked_by_the_day() -> None:
    firm = {**_base("unscored"), "registered_on": date(2025, 3, 2)}
    found = catalog.ways_up(Case(firm, RULE_SET, ON))
    assert [finding.criterion for finding in found.blocked] == ["registered_on"]
    assert not way_up.ready(_assess(firm))
    assert _assess(firm, date(2026, 3, 2)).finding("registered_on").outcome is Outcome.MET


def test_the_day_before_the_rule_began_is_refused() -> None:
    with pytest.raises(NotInForceError, match="2016-01-01"):
        _assess({}, date(2015, 12, 31))
