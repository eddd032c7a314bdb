"""Terms, files of values and whole lives of titles: what single cases do not show."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import registry.reference
from registry.core.errors import NotFound
from registry.core.types import FAR
from registry.rules import catalog
from registry.rules.lifecycle.basis import basis
from registry.rules.lifecycle.moves import crosses_authorities
from registry.rules.lifecycle.reports import report_duty
from registry.rules.lifecycle.states import State, Title, state_on
from registry.rules.lifecycle.tax_years import TaxStanding, tax_years
from registry.rules.lifecycle.terms import TermKind, anniversary, first_day_after, months_later, read_term
from registry.rules.value_files import VALUES_ONLY, load

days = st.dates(min_value=date(2016, 1, 1), max_value=date(2060, 12, 31))
ON = date(2026, 3, 1)


def hnte(valid_from: date) -> Title:
    return Title(
        scheme_code="national_hte", validity="years:3", valid_from=valid_from, valid_to=anniversary(valid_from, 3)
    )


@pytest.mark.parametrize(
    ("validity", "start", "end"),
    [
        ("years:3", date(2023, 12, 8), date(2026, 12, 8)),
        ("years:3", date(2024, 2, 29), date(2027, 3, 1)),
        ("years:4", date(2024, 2, 29), date(2028, 2, 29)),
        ("entry_year_grace:03-31", date(2025, 12, 31), date(2026, 4, 1)),
        ("entry_year_grace:12-31", date(2025, 1, 1), date(2027, 1, 1)),
        ("standing", date(2025, 1, 1), None),
    ],
)
def test_the_first_day_after_a_term(validity: str, start: date, end: date | None) -> None:
    assert first_day_after(validity, start) == end


@pytest.mark.parametrize("validity", ["years:three", "entry_year_grace:0331", "entry_year_grace:x-y"])
def test_a_term_that_cannot_be_read_is_refused(validity: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_term(validity)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2025, 9, 1), 3, date(2025, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert months_later(start, months) == end


@given(days, st.integers(min_value=0, max_value=40))
def test_months_never_run_into_the_month_after(start: date, months: int) -> None:
    end = months_later(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day


def test_the_schemes_hold_as_long_as_the_files_say() -> None:
    path = Path(registry.reference.__file__).parent / "data" / "schemes.toml"
    schemes: dict[str, Any] = {one["code"]: one for one in tomllib.loads(path.read_text(encoding="utf-8"))["schemes"]}
    for code, values in (("national_hte", "lifecycle_hnte"), ("zhejiang_leading", "lifecycle_leading")):
        assert read_term(schemes[code]["validity"]).years == load(values).limit("valid_years", ON).value
    entry = read_term(schemes["national_sme"]["validity"])
    assert entry.kind is TermKind.ENTRY_YEAR_GRACE
    assert entry.grace_to == load("lifecycle_sme").month_day("renewal_due", ON)


def test_a_title_without_an_end_is_what_the_registry_stores() -> None:
    assert date.max == FAR


@given(days, st.integers(min_value=-400, max_value=1600))
def test_a_title_is_held_exactly_on_the_days_its_state_says_so(start: date, step: int) -> None:
    title, on = hnte(start), start + timedelta(days=step)
    found = state_on(title, on)
    assert (found.state in {State.IN_FORCE, State.EXPIRING, State.GRACE}) == title.held_on(on)
    assert (found.days_left is not None) == title.held_on(on)
    assert found.days_left is None or on + timedelta(days=found.days_left) == found.last_day


@given(days)
def test_a_certificate_owes_three_reports_and_brings_three_whole_years(start: date) -> None:
    title = hnte(start)
    duty = report_duty(title, {}, date(2070, 1, 1))
    assert len(duty.reports) == 3
    assert [one.due.year for one in duty.reports] == sorted({one.due.year for one in duty.reports})
    years = tax_years(title, start, title.valid_to)
    assert [one.standing for one in years].count(TaxStanding.REDUCED) == 3
    assert years[0].year == start.year


def test_every_rule_names_its_article_and_document() -> None:
    source = basis("lifecycle_hnte", "missed_reports")
    assert (source.article, source.document, source.verified) == ("19(3)", "国科发火〔2016〕32号", True)
    assert basis("lifecycle_sme", "valid_until").doubt
    with pytest.raises(KeyError):
        basis("lifecycle_sme", "nothing")


def test_ningbo_is_its_own_authority() -> None:
    assert crosses_authorities("330205", "3301", ON)
    assert not crosses_authorities("330205103", "3302", ON)
    assert not crosses_authorities("330106", "330302", ON)
    assert crosses_authorities("330106", "320106", ON)


@pytest.mark.parametrize("name", VALUES_ONLY)
def test_files_of_values_are_listed_and_shown_and_assess_nothing(name: str) -> None:
    assert catalog.get(name) in catalog.rule_sets()
    described: Any = catalog.describe(name)
    assert described["id"] == name
    assert all(parameter["article"] for parameter in described["parameters"])
    with pytest.raises(NotFound, match=name):
        catalog.fact_fields(name)
    with pytest.raises(NotFound, match=name):
        catalog.assess_json(name, {}, ON)
