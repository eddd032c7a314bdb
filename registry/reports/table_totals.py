"""What the tables of a report add up to: its figures, R&D in both senses, and the facts that rules read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from registry.reports.table_cells import heads, money
from registry.reports.table_specs import ITEMS, Row, Tables
from registry.rules.rd_accounts import HNTE, HnteTotal, Line, YearAccounts, hnte_shares, hnte_total
from registry.rules.rd_comparison import Difference, differences
from registry.rules.rd_tax import TaxProject, TaxTotal, tax_total
from registry.rules.staffing import yearly_mean
from registry.rules.value_files import load

FIRST_RULED_YEAR = 2016
"""Before it neither of the two senses of R&D was in force."""

STEP = 10_000
"""分 in 0.01 万元, the least that a figure says."""


@dataclass(frozen=True)
class Calibres:
    """The year's R&D as 195号 counts it and as the extra deduction counts it; `lines` pair the two by item."""

    hnte: HnteTotal
    tax: TaxTotal

    @property
    def booked(self) -> int:
        """分 booked on all projects."""
        return sum(line.booked for line in self.hnte.lines)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The items that count differently, each with the reason."""
        return differences(self.hnte, self.tax)

    @property
    def lines(self) -> list[tuple[Line | None, Line | None]]:
        """Each item of either sense, in the order of the return."""
        ours = {line.item: line for line in self.hnte.lines}
        theirs = {line.item: line for line in self.tax.lines}
        return [(ours.get(item), theirs.get(item)) for item in dict.fromkeys([*ours, *theirs])]


def totals(tables: Tables, year: int) -> dict[str, int]:
    """The figures that the tables say, by code (分 in whole 0.01 万元 rounded down, heads); a table without rows says
    nothing.
    """
    found: dict[str, int] = {}
    if staff := tables.get("staff"):
        found |= {"staff": _mean(staff, "staff"), "rd_staff": _mean(staff, "rd")}
    both = calibres(tables, year)
    if both is not None:
        found |= {
            "rd_spend": _whole_steps(both.tax.total),
            "rd_spend_domestic": _whole_steps(both.tax.domestic),
            "rd_hnte": _whole_steps(both.hnte.total),
            "rd_hnte_domestic": _whole_steps(both.hnte.domestic),
        }
    if products := tables.get("products"):
        found["high_tech_revenue"] = sum(money(row, "income") for row in products)
        found["main_product_income"] = sum(money(row, "income") for row in products if row.get("is_main") is True)
    if results := tables.get("results"):
        found["transformations"] = len(results)
    return found


def calibres(tables: Tables, year: int) -> Calibres | None:
    """R&D of the year in both senses; None without a project, and for years before 2016."""
    projects = tables.get("projects")
    if not projects or year < FIRST_RULED_YEAR:
        return None
    shares = hnte_shares(load(HNTE), date(year, 12, 31))
    return Calibres(
        hnte_total(YearAccounts(**_booked(projects)), shares), tax_total([_tax_project(row) for row in projects], year)
    )


def spent(row: Row) -> int:
    """分 booked on a project in the year."""
    return sum(money(row, item) for item in ITEMS)


def facts(tables: Tables) -> dict[str, object]:
    """Details for the rules by the name of the fact, fit for JSON: 分 of each booked item, heads of each month."""
    found: dict[str, object] = {}
    if projects := tables.get("projects"):
        found |= {f"rd_{item}": amount for item, amount in _booked(projects).items()}
    if staff := tables.get("staff"):
        found["staff_months"] = months(staff, "staff")
        found["tech_staff_months"] = months(staff, "rd")
    return found


def months(staff: Sequence[Row], whose: str) -> list[tuple[int, int]]:
    """People at the start and the end of each month, January first; `whose` is "staff" or "rd"."""
    ordered = sorted(staff, key=lambda row: int(str(row["month"])))
    return [(heads(row, f"{whose}_start"), heads(row, f"{whose}_end")) for row in ordered]


def _mean(staff: Sequence[Row], whose: str) -> int:
    """The mean of the year in whole heads, half a head counted as one."""
    mean = yearly_mean(tuple(months(staff, whose)))
    return int(mean + Fraction(1, 2))


def _booked(projects: Sequence[Row]) -> dict[str, int]:
    return {item: sum(money(row, item) for row in projects) for item in ITEMS}


def _tax_project(row: Row) -> TaxProject:
    return TaxProject(
        name=str(row.get("name", "")),
        accounts=YearAccounts(**{item: money(row, item) for item in ITEMS}),
        not_for_tax=YearAccounts(personnel=money(row, "management"), depreciation=money(row, "buildings")),
        scrap_income=money(row, "scrap_income"),
        sold_materials=money(row, "sold_materials"),
    )


def _whole_steps(fen: int) -> int:
    return fen // STEP * STEP
