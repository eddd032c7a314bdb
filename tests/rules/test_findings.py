"""Findings and assessments in their frozen form: exact, and refused when it is not one."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from registry.core.text import msg
from registry.rules import catalog
from registry.rules.findings import Assessment, Finding, Outcome, Role, Source
from registry.rules.freezing import freeze, thaw

FINDING = Finding(
    criterion="sample",
    label=msg("样例"),
    article="6(2)",
    role=Role.REQUIRED,
    outcome=Outcome.UNMET,
    required=msg("不超过 {limit} 万元", limit=Decimal("20000.00")),
    actual=msg("{share}", share=Fraction(1, 3)),
    gap=Decimal("60.00"),
    unit="万元",
    missing=("staff", "revenue"),
    sources=(Source("annual_report", year=2025, revision=2), Source("officer", "核查记录", reference="A-7")),
    verified=False,
)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -7, "甲", Decimal("60.00"), Decimal("1E+3"), Fraction(-1, 3), date(2026, 3, 1), ("a", 1), (),
        msg("{a} 与 {b}", a=Decimal("0.10"), b=msg("{c}", c=Fraction(2, 3))),
    ],
)  # fmt: skip
def test_a_value_comes_back_with_its_type_and_every_digit(value: object) -> None:
    back = thaw(json.loads(json.dumps(freeze(value))))
    assert type(back) is type(value)
    assert repr(back) == repr(value)


@pytest.mark.parametrize("value", [0.5, {"a": 1}, object(), msg("{a}", a=0.5)])
def test_what_could_not_come_back_exactly_is_not_frozen(value: object) -> None:
    with pytest.raises(TypeError):
        freeze(value)


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        thaw({"colour": "red"})


def test_a_finding_comes_back_equal() -> None:
    back = Finding.from_json(json.loads(json.dumps(FINDING.to_json())))
    assert back == FINDING
    assert repr(back) == repr(FINDING)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", "perhaps"),
        ("on", "tomorrow"),
        ("facts", []),
        ("findings", {}),
        ("findings", [1]),
        ("findings", [{"criterion": "sample"}]),
    ],
)
def test_a_spoilt_assessment_is_refused(key: str, value: Any) -> None:
    good = catalog.assess_json("tech_sme_2017", {"staff": 80}, date(2026, 3, 1)).to_json()
    assert Assessment.from_json(good).finding("size_staff").outcome is Outcome.MET
    with pytest.raises((KeyError, TypeError, ValueError)):
        Assessment.from_json({**good, key: value})


def test_a_criterion_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalog.assess_json("tech_sme_2017", {}, date(2026, 3, 1)).finding("sample")
