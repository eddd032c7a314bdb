"""The published JSON Schema and the reader of facts accept and refuse the same objects."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.errors import DomainError
from registry.rules import catalog
from registry.rules.facts import FactField, FactKind, parse_facts, read_json

IDS = sorted(catalog.assessing())
WHOLE = st.integers(-3, 3) | st.sampled_from([500, 10_000_000, 10_000_001, 10**40])
AMOUNT = st.sampled_from(["0", "1.25", "1.250", "1.255", "-1.5", " 20 ", "1e3", "", "10000000000", "10000000001"])
NUMBER = st.sampled_from([0, 1, 1.5, 1.25, -2, -2.5, 10_000_000_000, 10_000_000_001])
"""Not a third decimal: a schema cannot count the decimals of a binary number, the reader alone does."""
DAY = st.sampled_from(["2026-03-01", "2024-02-29", "2023-02-29", "2026-3-1", "20260301", "x"])
PAIR = st.lists(WHOLE, max_size=3)
ANYTHING = st.none() | st.booleans() | st.text(max_size=2) | WHOLE | AMOUNT | NUMBER | DAY | st.lists(PAIR, max_size=13)


@st.composite
def objects(draw: st.DrawFn, fields: tuple[FactField, ...]) -> dict[str, Any]:
    """Facts of which most are of a plausible kind."""
    plausible = {
        FactKind.COUNT: WHOLE,
        FactKind.MONEY: AMOUNT | NUMBER,
        FactKind.SIGNED_MONEY: AMOUNT | NUMBER,
        FactKind.FLAG: st.booleans(),
        FactKind.DAY: DAY,
        FactKind.MONTHS: st.lists(PAIR, max_size=13),
    }
    chosen = draw(st.lists(st.sampled_from(fields), max_size=3, unique_by=lambda field: field.name))
    return {field.name: draw(plausible[field.kind] | ANYTHING) for field in chosen}


def is_read(fields: tuple[FactField, ...], data: dict[str, Any]) -> bool:
    try:
        parse_facts(fields, read_json(json.dumps(data)))
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("rule_set_id", IDS)
@given(data=st.data())
def test_both_agree(rule_set_id: str, data: st.DataObject) -> None:
    fields = catalog.fact_fields(rule_set_id)
    facts = data.draw(objects(fields))
    validator = jsonschema_rs.Draft202012Validator(catalog.facts_schema(rule_set_id), validate_formats=True)
    assert validator.is_valid(facts) is is_read(fields, facts)


@pytest.mark.parametrize("rule_set_id", IDS)
def test_an_unknown_key_is_refused_by_name(rule_set_id: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(catalog.facts_schema(rule_set_id))
    assert not validator.is_valid({"headcount": 1})
    with pytest.raises(DomainError) as refused:
        catalog.assess_json(rule_set_id, {"headcount": Decimal(1)}, date(2026, 3, 1))
    assert refused.value.field == "headcount"
