"""Where facts are entered: every rule set of the catalogue is served without a line for it."""

from __future__ import annotations

from datetime import date

import pytest

from registry.assessments.origins import (
    REPORT_FIGURES,
    Origin,
    declared_fields,
    origin_of,
    read_fact,
    write_fact,
)
from registry.core.errors import NotFound
from registry.reports.figures import BY_CODE, Unit
from registry.rules import catalog, vocabulary
from registry.rules.facts import FactField, FactKind
from tests.assessments.rule_sets import ASSESSING


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("staff", Origin.REPORT),
        ("revenue_prior_2", Origin.REPORT),
        ("rd_hnte_domestic_prior_1", Origin.REPORT),
        ("class2_ip", Origin.RIGHTS),
        ("class2_ip_unused", Origin.DECLARED),
        ("valid_hnte", Origin.TITLES),
        ("sme_by_size", Origin.REGISTRATION),
        ("expert_talent", Origin.EXPERTS),
        ("rd_personnel_prior_1", Origin.ACCOUNTS),
        ("staff_months", Origin.ACCOUNTS),
        ("own_brand", Origin.DECLARED),
        ("market_rank_global", Origin.DECLARED),
    ],
)
def test_where_a_fact_is_entered(name: str, origin: Origin) -> None:
    assert vocabulary.find(name) is not None
    assert origin_of(name) is origin


def test_every_figure_of_a_report_is_a_fact_of_the_same_kind() -> None:
    for name, code in REPORT_FIGURES.items():
        field = vocabulary.find(name)
        assert field is not None, name
        money = field.kind in (FactKind.MONEY, FactKind.SIGNED_MONEY)
        assert money == (BY_CODE[code].unit is Unit.WAN), name
        assert BY_CODE[code].signed == (field.kind is FactKind.SIGNED_MONEY), name


@pytest.mark.parametrize("rule_set_id", ASSESSING)
def test_a_form_asks_what_a_person_can_answer(rule_set_id: str) -> None:
    asked = declared_fields(rule_set_id)
    assert asked
    assert {field.kind for field in asked} <= {FactKind.FLAG, FactKind.COUNT, FactKind.MONEY, FactKind.DAY}
    assert {field.name for field in asked} <= {field.name for field in catalog.fact_fields(rule_set_id)}


def test_an_unknown_rule_set_is_told() -> None:
    with pytest.raises(NotFound):
        declared_fields("no_such_rules")


@pytest.mark.parametrize(
    ("kind", "fact", "stored"),
    [
        (FactKind.FLAG, False, False),
        (FactKind.COUNT, 0, 0),
        (FactKind.MONEY, 12_500_000, "12.5"),
        (FactKind.SIGNED_MONEY, -1_000_000, "-1"),
        (FactKind.DAY, date(2026, 3, 2), "2026-03-02"),
        (FactKind.COUNT, None, None),
    ],
)
def test_a_fact_is_read_as_it_was_written(kind: FactKind, fact: object, stored: object) -> None:
    field = FactField("own_brand", kind, vocabulary.fields("own_brand")[0].label)
    assert write_fact(field, fact) == stored  # type: ignore[arg-type]
    assert read_fact(field, stored) == fact


@pytest.mark.parametrize("stored", ["yes", 1, "", [], {}, -1])
def test_what_is_no_answer_is_unknown(stored: object) -> None:
    assert read_fact(vocabulary.fields("own_brand")[0], stored) is None
