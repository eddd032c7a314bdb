"""R&D accounts: what counts for 高企, what for tax, and why they differ; to the 分 on either side of each limit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules import rd_accounts
from registry.rules.rd_accounts import INTERNAL, LABELS, HnteShares, YearAccounts, hnte_shares, hnte_total
from registry.rules.rd_comparison import DeductionKind, deduction_rate, differences
from registry.rules.rd_tax import TaxProject, TaxTotal, tax_total
from registry.rules.value_files import load
from registry.rules.values import NotInForceError

amounts = st.integers(min_value=0, max_value=10**15)
books = st.builds(YearAccounts, **dict.fromkeys(LABELS, amounts))


def taxed(year: int = 2025, **booked: int) -> TaxTotal:
    return tax_total([TaxProject(name="甲", accounts=YearAccounts(**booked))], year)


def counted(lines: Any, item: str) -> Fraction:
    found: Fraction = next(line.counted for line in lines if line.item == item)
    return found


@pytest.mark.parametrize(("other", "total"), [(24, 124), (25, 125), (26, 125)])
def test_other_costs_count_up_to_a_fifth_of_the_total(other: int, total: int) -> None:
    found = hnte_total(YearAccounts(personnel=60, trial=40, other=other))
    assert found.total == total
    line = next(line for line in found.lines if line.item == "other")
    assert (line.why is None) == (other <= 25)


def test_the_limit_is_measured_by_outsourced_work_at_four_fifths() -> None:
    found = hnte_total(YearAccounts(personnel=100, outsourced_domestic=100, outsourced_foreign=50, other=1000))
    assert found.exact_total == Fraction((100 + 80 + 40) * 5, 4)
    assert found.exact_domestic == found.exact_total - 40


def test_totals_are_rounded_down_to_the_fen() -> None:
    found = hnte_total(YearAccounts(personnel=1, outsourced_domestic=1, outsourced_foreign=1, other=1))
    assert found.exact_total == Fraction(13, 4)
    assert (found.total, found.domestic) == (3, 2)


def test_nothing_booked_and_only_other_costs_count_nothing() -> None:
    assert hnte_total(YearAccounts()).total == 0
    assert hnte_total(YearAccounts(other=5_000_000)).total == 0


def test_other_shares_may_be_given() -> None:
    half = HnteShares(outsourced=Fraction(1, 2), other=Fraction(1, 2))
    assert hnte_total(YearAccounts(design=10, outsourced_domestic=10, other=20), half).total == 30


def test_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="design"):
        YearAccounts(design=-1)
    with pytest.raises(ValueError, match="take off"):
        TaxProject(name="甲", accounts=YearAccounts(), scrap_income=-1)
    with pytest.raises(ValueError, match="personnel"):
        TaxProject(name="甲", accounts=YearAccounts(personnel=1), not_for_tax=YearAccounts(personnel=2))


@given(books)
def test_the_lines_add_up_and_nothing_counts_for_more_than_was_booked(accounts: YearAccounts) -> None:
    found = hnte_total(accounts)
    assert sum(line.counted for line in found.lines) == found.exact_total
    assert all(0 <= line.counted <= line.booked for line in found.lines)
    assert [line.item for line in found.lines] == list(LABELS)
    assert all((line.why is None) == (line.counted == line.booked) for line in found.lines)
    assert counted(found.lines, "other") * 5 <= found.exact_total
    assert found.domestic <= found.total


@pytest.mark.parametrize(("other", "total"), [(9_999, 99_999), (10_000, 100_000), (10_001, 100_000)])
def test_for_tax_other_costs_count_up_to_a_tenth_of_the_sum(other: int, total: int) -> None:
    assert taxed(personnel=50_000, design=20_000, trial=20_000, other=other).total == total


def test_the_tenth_is_measured_without_outsourced_work() -> None:
    assert taxed(personnel=90, outsourced_domestic=100, other=50).total == 90 + 80 + 10


def test_other_costs_are_limited_project_by_project_before_2021_and_together_from_then_on() -> None:
    projects = [
        TaxProject(name="甲", accounts=YearAccounts(personnel=900, other=200)),
        TaxProject(name="乙", accounts=YearAccounts(personnel=900)),
    ]
    assert tax_total(projects, 2020).total == 1900
    assert tax_total(projects, 2021).total == 2000


@pytest.mark.parametrize(("paid", "total"), [(99, "179.2"), (100, "180"), (101, "180")])
def test_work_outsourced_abroad_counts_up_to_two_thirds_of_that_at_home(paid: int, total: str) -> None:
    # within China: 120; two thirds of it: 80, reached by 100 at 80 %; 20 of scrap income is taken off last
    project = TaxProject(name="甲", accounts=YearAccounts(personnel=120, outsourced_foreign=paid), scrap_income=20)
    found = tax_total([project], 2025)
    assert found.exact_total == Fraction(total)
    assert found.domestic == 120


def test_work_outsourced_abroad_counted_nothing_before_2018() -> None:
    assert taxed(2017, personnel=120, outsourced_foreign=50).total == 120
    assert taxed(2018, personnel=120, outsourced_foreign=50).total == 160
    line = next(line for line in taxed(2017, personnel=1, outsourced_foreign=5).lines if line.item.endswith("foreign"))
    assert "2017 年度" in str(line.why)


def test_without_work_at_home_none_abroad_counts() -> None:
    assert taxed(outsourced_foreign=1_000_000).total == 0


def test_what_is_taken_off_never_leaves_less_than_nothing_and_materials_go_over_to_later_years() -> None:
    project = TaxProject(name="甲", accounts=YearAccounts(personnel=100), scrap_income=70, sold_materials=50)
    found = tax_total([project], 2025)
    assert (found.total, found.carried_over) == (0, 20)
    assert [line.counted for line in found.lines[-2:]] == [-70, -30]
    assert "结转" in str(found.lines[-1].why)


def test_what_never_counts_for_tax_is_left_out_before_the_limits() -> None:
    accounts = YearAccounts(personnel=100, depreciation=10, other=20)
    project = TaxProject(name="甲", accounts=accounts, not_for_tax=YearAccounts(personnel=10, depreciation=10))
    found = tax_total([project], 2025)
    assert found.total == 90 + 10
    assert "管理" in str(found.lines[0].why)


def test_a_year_before_the_rules_is_refused_and_no_project_is_no_spending() -> None:
    with pytest.raises(NotInForceError):
        taxed(2015, personnel=1)
    assert tax_total([], 2025).total == 0


@given(books, st.integers(min_value=2016, max_value=2030))
def test_for_tax_the_lines_add_up_too(accounts: YearAccounts, year: int) -> None:
    found = tax_total([TaxProject(name="甲", accounts=accounts)], year)
    assert sum(line.counted for line in found.lines) == found.exact_total
    assert all((line.why is None) == (line.counted == line.booked) for line in found.lines)
    assert found.exact_total <= hnte_total(accounts).exact_total


def test_the_two_senses_are_compared_item_by_item_with_the_reasons() -> None:
    accounts = YearAccounts(personnel=90_000_000, other=30_000_000, outsourced_domestic=10_000_000)
    project = TaxProject(name="甲", accounts=accounts, scrap_income=1_000_000)
    found = {one.item: one for one in differences(hnte_total(accounts), tax_total([project], 2025))}
    assert set(found) == {"other", "scrap_income"}
    assert found["other"].hnte == 24_500_000
    assert found["other"].tax == 10_000_000
    assert "24.5 万元" in str(found["other"].text)
    assert "20 %" in str(found["other"].text)
    assert "10 %" in str(found["other"].text)
    assert found["scrap_income"].tax == -1_000_000


def test_where_nothing_differs_nothing_is_said() -> None:
    accounts = YearAccounts(personnel=90, other=10, outsourced_domestic=5)
    assert differences(hnte_total(accounts), tax_total([TaxProject(name="甲", accounts=accounts)], 2025)) == ()


@pytest.mark.parametrize(
    ("kind", "year", "percent"),
    [
        (DeductionKind.TECH_SME, 2016, 50),
        (DeductionKind.TECH_SME, 2017, 75),
        (DeductionKind.TECH_SME, 2021, 75),
        (DeductionKind.TECH_SME, 2022, 100),
        (DeductionKind.MANUFACTURING, 2020, 75),
        (DeductionKind.MANUFACTURING, 2021, 100),
        (DeductionKind.GENERAL, 2022, 75),
        (DeductionKind.GENERAL, 2023, 100),
        (DeductionKind.CHIP_OR_MACHINE_TOOL, 2022, 100),
        (DeductionKind.CHIP_OR_MACHINE_TOOL, 2023, 120),
        (DeductionKind.CHIP_OR_MACHINE_TOOL, 2027, 120),
        (DeductionKind.CHIP_OR_MACHINE_TOOL, 2028, 100),
    ],
)
def test_the_rate_of_the_extra_deduction_is_shown_with_its_doubt(kind: DeductionKind, year: int, percent: int) -> None:
    found = deduction_rate(kind, year)
    assert found.rate * 100 == percent
    assert not found.verified
    assert f"{percent} %" in str(found.text)
    assert "待核实" in str(found.text)


def test_the_items_that_count_in_full_are_those_of_the_code() -> None:
    values = load(rd_accounts.RD_ACCOUNTS)
    assert values.names("tax_items", values.last_checked_on) == INTERNAL


def test_the_shares_of_the_guidelines_are_those_of_the_rule_set() -> None:
    values = load(rd_accounts.HNTE)
    assert hnte_shares(values, values.since) == HnteShares(Fraction(4, 5), Fraction(1, 5))
