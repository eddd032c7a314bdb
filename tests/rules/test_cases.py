"""The cases of tests/rules/cases, one test each; a folder is named by the rule set that its cases are for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.rules import catalog
from registry.rules.findings import Assessment
from registry.rules.wording import UNITS

CASES = Path(__file__).parent / "cases"
OTHER_RUNNERS = {"lifecycle"}
CASE_KEYS = {"article", "name", "on", "base", "facts", "without", "expect"}
AT_LEAST = {
    "tech_sme_2017": 100,
    "hnte_2016": 120,
    "zj_tech_sme_2016": 25,
    "zj_leader_2016": 30,
    "zj_tech_leader_2023": 40,
}
NAMED_UNITS = {"", *(text.msgid for text in UNITS)}
FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir() and path.name not in OTHER_RUNNERS)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _cases() -> list[Any]:
    found = []
    for folder in FOLDERS:
        bases = _read(folder / "bases.toml")
        for path in sorted(folder.glob("*.toml")):
            found += [
                pytest.param(folder.name, bases, case, id=f"{folder.name}-{path.stem}-{case['article']}-{case['name']}")
                for case in _read(path).get("case", [])
            ]
    return found


def _points(assessment: Assessment, name: str) -> list[int | None]:
    finding = assessment.finding(name)
    return [finding.points_low, finding.points_high]


def _gap(assessment: Assessment, name: str) -> str:
    gap = assessment.finding(name).gap
    return "" if gap is None else str(gap)


BY_CRITERION: dict[str, Callable[[Assessment, str], object]] = {
    "outcomes": lambda assessment, name: assessment.finding(name).outcome.value,
    "points": _points,
    "gaps": _gap,
    "missing": lambda assessment, name: list(assessment.finding(name).missing),
    "verified": lambda assessment, name: assessment.finding(name).verified,
}


def _check(assessment: Assessment, key: str, expected: Any) -> None:
    if key == "verdict":
        assert assessment.verdict.value == expected
    elif key == "score":
        assert [assessment.score_low, assessment.score_high] == expected
    elif key == "reason":
        assert expected in str(assessment.reason)
    elif key == "texts":
        for criterion, attributes in expected.items():
            for attribute, words in attributes.items():
                assert words in str(getattr(assessment.finding(criterion), attribute))
    else:
        actual = {name: BY_CRITERION[key](assessment, name) for name in expected}
        assert actual == expected


@pytest.mark.parametrize(("rule_set_id", "bases", "case"), _cases())
def test_case(rule_set_id: str, bases: dict[str, Any], case: dict[str, Any]) -> None:
    assert set(case) <= CASE_KEYS
    assert case["expect"]
    facts = {**bases[case["base"]], **case.get("facts", {})}
    for name in case.get("without", []):
        del facts[name]
    assessment = catalog.assess_json(rule_set_id, facts, case["on"])
    for key, expected in case["expect"].items():
        _check(assessment, key, expected)
    assert {finding.unit for finding in assessment.findings} <= NAMED_UNITS, "a unit that no page can translate"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_is_a_rule_set_with_enough_cases_and_none_twice(folder: Path) -> None:
    assert folder.name in catalog.assessing()
    names = [case.id for case in _cases() if case.values[0] == folder.name]
    assert len(names) >= AT_LEAST[folder.name]
    assert len(set(names)) == len(names)


def test_no_rule_set_that_judges_is_without_cases() -> None:
    assert set(catalog.assessing()) == {folder.name for folder in FOLDERS}
