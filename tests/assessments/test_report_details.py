"""What the tables of reports say to the rules: R&D by item, heads by month, each of its own year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.assessments import streams
from registry.assessments.facts import collect
from registry.assessments.origins import detail_facts
from registry.assessments.pool import Pool
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.enterprises.models import Enterprise
from registry.reports.table_totals import facts
from registry.rules import catalog
from registry.rules.hnte.research import year_spends
from tests.factories.enterprises import enterprise
from tests.factories.records import report
from tests.factories.time import START
from tests.reports.table_rows import project, read, staff

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
WAN = 1_000_000
DETAILS = facts(read(staff=staff(), projects=[project(outsourced_foreign="50")]))


def pool_of(firm: Enterprise, on: date = ON) -> Pool:
    return collect([firm.id], on)[firm.id]


def value(pool: Pool, name: str) -> Any:
    known = pool.held.get(name)
    return known[0] if known else None


def test_each_year_has_its_own() -> None:
    firm = enterprise()
    for year in (2022, 2023, 2024, 2025):
        report(firm, year, details={**DETAILS, "rd_design": year * WAN})
    pool = pool_of(firm)
    assert [value(pool, f"rd_design{suffix}") for suffix in ("", "_prior_1", "_prior_2")] == [
        2025 * WAN, 2024 * WAN, 2023 * WAN,
    ]  # fmt: skip
    assert value(pool, "staff_months") == ((80, 80),) * 12
    assert value(pool, "tech_staff_months") == ((20, 20),) * 12
    source = pool.held["rd_personnel_prior_1"][1]
    assert (source.kind, source.year, source.revision) == ("annual_report", 2024, 1)


def test_months_of_an_earlier_year_are_no_fact_of_the_last() -> None:
    firm = enterprise()
    report(firm, 2024, details=DETAILS)
    pool = pool_of(firm)
    assert value(pool, "staff_months") is None
    assert value(pool, "rd_personnel") is None
    assert value(pool, "rd_personnel_prior_1") == 100 * WAN
    assert detail_facts({"no_such_fact": 1, "rd_other": 2}, 0) == {"rd_other": 2}


def test_a_report_goes_before_what_was_stated_without_a_year() -> None:
    firm = enterprise()
    declare(firm, {"rd_personnel": "7", "rd_personnel_prior_1": "8"}, actor=SYSTEM, at=START, on=ON)
    assert pool_of(firm).declared["rd_personnel"][0] == 7 * WAN
    report(firm, 2025, details=DETAILS)
    pool = pool_of(firm)
    assert "rd_personnel" not in pool.declared
    assert (value(pool, "rd_personnel"), pool.declared["rd_personnel_prior_1"][0]) == (100 * WAN, 8 * WAN)


@pytest.mark.parametrize("on", [ON, date(2025, 12, 31), date(2027, 1, 1), date(2029, 1, 1)])
def test_one_firm_and_a_crowd_know_the_same(on: date) -> None:
    firm, other = enterprise(), enterprise()
    declare(firm, {"rd_personnel": "7", "rd_trial_prior_1": "8"}, actor=SYSTEM, at=START, on=ON)
    report(firm, 2024, details=DETAILS, revenue=5 * WAN)
    report(firm, 2025, details=DETAILS, revenue=6 * WAN)
    report(other, 2025, revenue=6 * WAN)
    pools = collect([firm.id, other.id], on)
    for one in streams.firms(streams.of_ids([firm.id, other.id]), on, ()):
        pool = pools[one.id]
        known = {name: fact for name, (fact, _source) in {**pool.held, **pool.declared}.items()}
        assert {name: fact for name, fact in one.known.items() if fact is not None} == known


def test_the_rules_count_research_by_its_items() -> None:
    firm = enterprise()
    report(firm, 2025, details=DETAILS, rd_hnte=140 * WAN, rd_hnte_domestic=100 * WAN, revenue=5000 * WAN)
    case = pool_of(firm).case(catalog.get("hnte_2016"), ON)
    last = year_spends(case)[-1]
    assert (last.total, last.domestic, last.problem) == (140 * WAN, 100 * WAN, None)
    assert last.counted is not None
