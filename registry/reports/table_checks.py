"""What the tables of a report say against each other, against its year and against its figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.core.money import format_wan
from registry.core.text import Text, msg
from registry.reports.figures import BY_CODE, FIGURES, UNUSUAL_TIMES, Check, Severity, Values, check, show
from registry.reports.table_cells import money, named
from registry.reports.table_specs import TABLES, Row, Tables
from registry.reports.table_totals import months, spent, totals

MOST_PER_HEAD = 100 * 1_000_000
"""分 of personnel costs for one person in R&D beyond which a reason is asked."""

_FIGURE = {"staff": "staff", "projects": "rd_spend", "products": "high_tech_revenue", "results": "transformations"}
"""The figure at which a table's problems are told."""


def completed(figures: Values, tables: Tables, year: int) -> dict[str, int | None]:
    """The figures, and where one was left empty what the tables say."""
    said = totals(tables, year)
    return {
        code: said.get(code) if value is None else value for code, value in {**dict.fromkeys(said), **figures}.items()
    }


def examine(figures: Values, tables: Tables, year: int, last_year: Values | None) -> list[Check]:
    """Everything wrong or unusual about a report: its figures (as typed), its tables, and both together.

    Blocking ones first, each in the order of the form. `last_year` as for `check`.
    """
    order = {figure.code: place for place, figure in enumerate(FIGURES)}
    found = [*check(completed(figures, tables, year), last_year), *check_tables(tables, figures, year)]
    return sorted(found, key=lambda one: (not one.is_blocking, order[one.field]))


def check_tables(tables: Tables, figures: Values, year: int) -> list[Check]:
    """What forbids sending (a total typed otherwise, a number that no table has) and what is unusual about the rows.

    `figures` are as typed, None where left to the tables. Reasons for what is unusual are given at the figure.
    """
    return [*_totals_typed_otherwise(figures, totals(tables, year)), *_blocking(tables, year), *_unusual(tables, year)]


def _totals_typed_otherwise(figures: Values, said: dict[str, int]) -> Iterator[Check]:
    for code, total in said.items():
        typed = figures.get(code)
        if typed is not None and typed != total:
            figure = BY_CODE[code]
            text = msg(
                "{label}填写的是 {typed} {unit}，明细表汇总为 {total} {unit}，请改为一致，或清空此项由明细表汇总。",
                label=figure.label,
                typed=show(figure, typed),
                total=show(figure, total),
                unit=figure.unit.value,
            )
            yield Check("differs_from_tables", code, Severity.BLOCKING, text)


def _blocking(tables: Tables, year: int) -> Iterator[Check]:
    for code, text in [*_dangling(tables), *_gap_in_months(tables), *_other_years(tables, year)]:
        yield Check("tables", _FIGURE[code], Severity.BLOCKING, text)


def _dangling(tables: Tables) -> Iterator[tuple[str, Text]]:
    """Numbers of rows that another table does not have."""
    for code, spec in TABLES.items():
        for column in spec.columns:
            if not column.refers_to:
                continue
            there = {row.get("no") for row in tables.get(column.refers_to, [])}
            for row in tables.get(code, []):
                for number in named(row, column.code):
                    if number not in there:
                        text = msg(
                            "“{table}”表 {no} 的“{label}”写了 {number}，“{other}”表中没有这个编号。",
                            table=spec.label,
                            no=row["no"],
                            label=column.label,
                            number=number,
                            other=TABLES[column.refers_to].label,
                        )
                        yield code, text


def _gap_in_months(tables: Tables) -> Iterator[tuple[str, Text]]:
    given = sorted(int(str(row["month"])) for row in tables.get("staff", []))
    missing = [month for month in range(given[0], given[-1]) if month not in given] if given else []
    if missing:
        yield "staff", msg("“人员”表缺 {months} 月，经营期内各月都要填写。", months="、".join(map(str, missing)))


def _other_years(tables: Tables, year: int) -> Iterator[tuple[str, Text]]:
    for row in tables.get("results", []):
        if not str(row["done_on"]).startswith(f"{year}-"):
            yield (
                "results",
                msg(
                    "“成果转化”表 {no} 的转化日期 {day} 不在 {year} 年内。", no=row["no"], day=row["done_on"], year=year
                ),
            )


def _unusual(tables: Tables, year: int) -> Iterator[Check]:
    found = [*_jump_of_staff(tables.get("staff", [])), *_costly_people(tables), *_odd_projects(tables, year)]
    for code, field, text in found:
        yield Check(code, field, Severity.UNUSUAL, text)


def _jump_of_staff(staff: Sequence[Row]) -> Iterator[tuple[str, str, Text]]:
    if not staff:
        return
    people = [number for pair in months(staff, "staff") for number in pair]
    if min(people) * UNUSUAL_TIMES <= max(people) and max(people) > 0:
        text = msg(
            "年内职工人数最多 {most} 人、最少 {least} 人，相差较大，请说明。", most=max(people), least=min(people)
        )
        yield "staff_jumps", "staff", text


def _costly_people(tables: Tables) -> Iterator[tuple[str, str, Text]]:
    """Personnel costs of R&D without people in R&D, or more for each than is usual."""
    personnel = sum(money(row, "personnel") for row in tables.get("projects", []))
    if not tables.get("staff") or not personnel:
        return
    people = totals({"staff": tables["staff"]}, 0)["rd_staff"]
    if personnel > people * MOST_PER_HEAD:
        text = msg(
            "研发项目的人员人工费用合计 {amount} 万元，科技人员 {people} 人，人均超过 {limit} 万元，请说明。",
            amount=format_wan(personnel),
            people=people,
            limit=MOST_PER_HEAD // 1_000_000,
        )
        yield "costly_people", "rd_staff", text


def _odd_projects(tables: Tables, year: int) -> Iterator[tuple[str, str, Text]]:
    outside, beyond = [], []
    for row in tables.get("projects", []):
        if spent(row) and not str(row["started_on"])[:4] <= str(year) <= str(row["ended_on"])[:4]:
            outside.append(str(row["no"]))
        if "budget" in row and spent(row) > money(row, "budget"):
            beyond.append(str(row["no"]))
    if outside:
        text = msg(
            "研发项目 {numbers} 的起止日期不在 {year} 年内，却有本年费用，请说明。",
            numbers="、".join(outside),
            year=year,
        )
        yield "outside_the_year", "rd_spend", text
    if beyond:
        yield (
            "beyond_budget",
            "rd_spend",
            msg("研发项目 {numbers} 的本年费用超过项目预算，请说明。", numbers="、".join(beyond)),
        )
