"""The catalogue: which rule sets there are, what they take, and that an old assessment can be had again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.core.errors import Conflict, DomainError, NotFound
from registry.rules import catalog
from registry.rules.facts import Fact
from registry.rules.findings import Source, Verdict
from registry.rules.identifiers.ip_numbers import IpKind
from registry.rules.parameter_file import read_rule_set
from registry.rules.tech_sme import assess
from registry.rules.values import NotInForceError

ON = date(2026, 3, 1)
ID = "tech_sme_2017"
FACTS: dict[str, Any] = {"staff": 80, "tech_staff": 20, "revenue": "6000", "rd_spend": 300, "class2_ip": 3}


def test_every_parameter_file_has_its_engine() -> None:
    files = {path.stem for path in catalog.PARAMETERS.glob("*.toml")}
    assert {rule_set.id for rule_set in catalog.rule_sets()} == files


def test_an_unknown_rule_set_is_not_found_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFound, match=ID):
        catalog.get("tech_sme_2071")


def test_the_rule_set_of_a_scheme_on_a_day() -> None:
    assert catalog.in_force([ID], date(2017, 5, 2)) is None
    assert catalog.in_force([ID], date(2017, 5, 3)) is catalog.get(ID)
    assert catalog.in_force([], ON) is None


def test_the_schema_and_the_facts_object_name_the_same_keys() -> None:
    schema = catalog.facts_schema(ID)
    names = [field.name for field in catalog.fact_fields(ID)]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(schema["properties"]) == [*names, "sources"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["staff"]["type"] == ["integer", "null"]
    assert schema["properties"]["revenue"]["type"] == ["string", "number", "null"]


def test_the_worked_example() -> None:
    assessment = catalog.assess_json(ID, FACTS, ON)
    assert assessment.score_low == 74
    assert assessment.verdict is Verdict.UNDETERMINED
    assert "resident_enterprise" in assessment.missing


def test_wrong_facts_are_refused_at_their_key() -> None:
    with pytest.raises(DomainError, match="tech_stuff") as caught:
        catalog.assess_json(ID, {**FACTS, "tech_stuff": 20}, ON)
    assert caught.value.field == "tech_stuff"
    with pytest.raises(DomainError) as caught:
        catalog.assess_json(ID, {**FACTS, "revenue": "6000.001"}, ON)
    assert caught.value.field == "revenue"


def test_a_day_before_the_rules_is_refused() -> None:
    with pytest.raises(NotInForceError):
        catalog.assess_json(ID, FACTS, date(2017, 5, 2))


def test_sources_reach_the_findings_that_use_the_figure() -> None:
    source = {"kind": "annual_report", "year": 2025, "revision": 1}
    assessment = catalog.assess_json(ID, {**FACTS, "sources": {"staff": source}}, ON)
    expected = (Source("annual_report", year=2025, revision=1),)
    assert assessment.finding("staff_ratio").sources == expected
    assert assessment.finding("size_staff").sources == expected
    assert assessment.finding("ip").sources == ()


@pytest.mark.parametrize("step", [-1, 1])
def test_an_assessment_is_not_replayed_under_another_version(step: int) -> None:
    assessment = catalog.assess_json(ID, FACTS, ON)
    assert catalog.replay(assessment) == assessment
    with pytest.raises(Conflict):
        catalog.replay(replace(assessment, rule_set_version=assessment.rule_set_version + step))


def test_the_description_prints_the_law_in_its_own_units() -> None:
    described = catalog.describe(ID)
    parameters: Any = described["parameters"]
    by_code = {item["code"]: item for item in parameters}
    assert by_code["revenue_max"]["values"][0]["value"] == "20000"
    assert by_code["revenue_max"]["article"] == "第六条（二）"
    assert by_code["staff_bands"]["values"][0]["value"][0] == {"at_least": "30", "points": 20}
    assert by_code["overlay_2022"]["doubt"]


def test_the_kinds_of_property_are_those_of_the_register() -> None:
    rule_set = catalog.get(ID)
    first, second = rule_set.names("ip_class1_kinds", ON), rule_set.names("ip_class2_kinds", ON)
    assert {IpKind(name) for name in (*first, *second)} == set(IpKind) - {IpKind.PCT}
    assert not set(first) & set(second)


def _with_overlay() -> Any:
    text = (catalog.PARAMETERS / f"{ID}.toml").read_text(encoding="utf-8")
    off = "values = [{ since = 2017-05-03, value = false, inclusive = true }]"
    assert text.count(off) == 1
    return read_rule_set(text.replace(off, off.replace("false", "true")))


@pytest.mark.parametrize(
    ("sound", "negative", "verdict"),
    [
        (True, False, Verdict.PASS),
        (False, False, Verdict.FAIL),
        (True, True, Verdict.FAIL),
        (None, False, Verdict.UNDETERMINED),
        (True, None, Verdict.UNDETERMINED),
    ],
)
def test_the_overlay_decides_once_it_is_switched_on(
    sound: bool | None, negative: bool | None, verdict: Verdict
) -> None:
    firm: dict[str, Fact] = {
        "resident_enterprise": True, "staff": 100, "tech_staff": 30, "revenue": 5000, "rd_spend": 300,
        "total_assets": 1, "class1_ip": 1, "excluded_industry": False, "accident_or_dishonesty": False,
        "on_abnormal_list": False, "accounts_sound": sound, "negative_list_industry": negative,
    }  # fmt: skip
    assert assess(firm, {}, on=ON, rule_set=catalog.get(ID)).verdict is Verdict.PASS
    assert assess(firm, {}, on=ON, rule_set=_with_overlay()).verdict is verdict
