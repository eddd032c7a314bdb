"""The cases of tests/rules/cases/tech_sme_2017, one test each."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.rules import catalog
from registry.rules.findings import Assessment

FOLDER = Path(__file__).parent / "cases" / "tech_sme_2017"
CASE_KEYS = {"article", "name", "on", "base", "facts", "without", "expect"}
BASES = tomllib.loads((FOLDER / "bases.toml").read_text(encoding="utf-8"))


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        found += [
            pytest.param(case, id=f"{path.stem}-{case['article']}-{case['name']}") for case in table.get("case", [])
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


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= CASE_KEYS
    assert case["expect"]
    facts = {**BASES[case["base"]], **case.get("facts", {})}
    for name in case.get("without", []):
        del facts[name]
    assessment = catalog.assess_json("tech_sme_2017", facts, case["on"])
    for key, expected in case["expect"].items():
        _check(assessment, key, expected)


def test_there_are_enough_cases_and_none_twice() -> None:
    names = [case.id for case in _cases()]
    assert len(names) >= 70
    assert len(set(names)) == len(names)
