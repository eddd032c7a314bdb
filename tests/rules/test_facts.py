"""Facts from outside: what is taken, what is refused, and that the refusal names the key."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rules import catalog
from registry.rules.facts import COUNT_MAX, EXACT_PLACES, FactField, FactKind, facts_to_json, parse_facts, read_json
from registry.rules.findings import Source

HUGE = pytest.param(10**5000, id="an integer of 5000 digits")
FIELDS = (
    FactField("staff", FactKind.COUNT, msg("职工总数")),
    FactField("revenue", FactKind.MONEY, msg("销售收入")),
    FactField("listed", FactKind.FLAG, msg("是否上市")),
)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (6000, 6_000_000_000), ("6000", 6_000_000_000), ("6000.5", 6_000_500_000), (" 0.01 ", 10_000), (0, 0),
        (Decimal("0.29"), 290_000), (0.29, 290_000), (1e3, 1_000_000_000), (Decimal("1E+3"), 1_000_000_000),
        ("1.230000", 1_230_000), (10_000_000_000, 10**16), (None, None),
    ],
)  # fmt: skip
def test_money_is_read_exactly(written: object, fen: int | None) -> None:
    assert parse_facts(FIELDS, {"revenue": written})[0]["revenue"] == fen


@pytest.mark.parametrize(
    "written",
    [
        "1.001", 0.001, Decimal("1.005"), -1, "-1", "", "abc", "1,000", "1e3", "６０", "1.", ".5", True, [], {}, "inf",
        float("nan"), float("inf"), Decimal("NaN"), Decimal("1E+99999"), Decimal("1E-99999"), 10_000_000_001, HUGE,
        "99999999999999999999", "1\n2",
    ],
)  # fmt: skip
def test_other_money_is_refused_at_its_key(written: object) -> None:
    with pytest.raises(DomainError) as caught:
        parse_facts(FIELDS, {"revenue": written})
    assert caught.value.field == "revenue"
    assert "销售收入" in str(caught.value)


@pytest.mark.parametrize(("written", "count"), [(0, 0), (80, 80), (80.0, 80), (Decimal("80.0"), 80), (None, None)])
def test_counts_are_whole(written: object, count: int | None) -> None:
    assert parse_facts(FIELDS, {"staff": written})[0]["staff"] == count


@pytest.mark.parametrize(
    "written", ["80", 80.5, -1, True, False, [80], float("nan"), Decimal("0.1"), COUNT_MAX + 1, HUGE]
)
def test_other_counts_are_refused_at_their_key(written: object) -> None:
    with pytest.raises(DomainError) as caught:
        parse_facts(FIELDS, {"staff": written})
    assert caught.value.field == "staff"


@pytest.mark.parametrize("written", [0, 1, "true", "", []])
def test_a_flag_is_true_or_false(written: object) -> None:
    with pytest.raises(DomainError) as caught:
        parse_facts(FIELDS, {"listed": written})
    assert caught.value.field == "listed"


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(DomainError, match="stuff") as caught:
        parse_facts(FIELDS, {"staff": 1, "stuff": 2})
    assert caught.value.field == "stuff"


@pytest.mark.parametrize(
    ("sources", "field"),
    [
        ([], "sources"),
        ({"stuff": {"kind": "self"}}, "sources.stuff"),
        ({"staff": "report"}, "sources.staff"),
        ({"staff": {"year": 2025}}, "sources.staff"),
        ({"staff": {"kind": "annual_report", "yaer": 2025}}, "sources.staff.yaer"),
        ({"staff": {"kind": "annual_report", "year": "2025"}}, "sources.staff.year"),
        ({"staff": {"kind": "annual_report", "year": True}}, "sources.staff.year"),
    ],
)
def test_a_wrong_source_is_named(sources: Any, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_facts(FIELDS, {"staff": 1, "sources": sources})
    assert caught.value.field == field


def test_facts_and_sources_come_back_to_the_last_fen() -> None:
    source = Source("annual_report", "2025 年度报告", year=2025, revision=2)
    facts = {"staff": 0, "revenue": 123_456_789, "listed": None}
    written = facts_to_json(FIELDS, facts, {"revenue": source})
    assert written["revenue"] == "123.456789"
    assert "listed" not in written
    assert parse_facts(FIELDS, written, places=EXACT_PLACES) == (facts, {"revenue": source})


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "80", "null", '{"staff": NaN}', '{"staff": 1' + "0" * 5000 + "}", "[" * 100_000]
)
def test_text_that_is_no_facts_object_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        read_json(text)


def test_a_key_that_stands_twice_is_named() -> None:
    with pytest.raises(DomainError, match="staff") as caught:
        read_json('{"staff": 80, "staff": 8}')
    assert caught.value.field == "staff"


def test_numbers_keep_their_digits() -> None:
    assert read_json('{"revenue": 0.1}') == {"revenue": Decimal("0.1")}


@pytest.mark.parametrize("name", ["staff", "tech_staff", "revenue", "class2_ip"])
def test_a_negative_figure_is_refused_at_its_field(name: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_facts(catalog.fact_fields("tech_sme_2017"), {name: -1})
    assert caught.value.field == name
