"""What the public page of the plan and the leader's page have in common: the same figures, charts and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from registry.statistics.board import (
    Basis,
    Calibre,
    Standing,
    board,
    calibres,
    counted_series,
    headlines,
    parts,
    plan_for,
    population_behind,
    renewals,
)
from registry.statistics.figures import Moment
from registry.statistics.planspec import IndicatorSpec, PlanFile
from registry.statistics.population import Dimension, Population
from registry.statistics.status import GOALS
from registry.web.shared import current
from registry.web.shared.charts import Break, Chart, Point, Series, line_chart
from registry.web.shared.i18n import translate
from registry.web.shared.names import industry_names, region_names
from registry.web.shared.population_args import Query, known_word, query_of
from registry.web.shared.wording import known_words, said

FEWEST = 10
"""Below this number of firms a part is shown as a number, without a percentage."""


@dataclass(frozen=True)
class Asked:
    """The plan, the day and the time of knowing that the address asks for."""

    plan: PlanFile
    moment: Moment
    query: Query

    def args(self, **more: str) -> dict[str, Any]:
        """The same question for the address of another page of the plan."""
        pairs = {"on": self.moment.on.isoformat(), "known_at": known_word(self.moment.known_at)}
        if self.query.word("plan"):
            pairs["plan"] = self.plan.id
        return {**{name: value for name, value in pairs.items() if value is not None}, **more}


@dataclass(frozen=True)
class Rung:
    """A headline indicator with all that the page shows of it."""

    standing: Standing
    population: Population | None
    url: str | None
    chart: Chart | None
    calibres: list[Calibre]
    renewals: list[tuple[int, Population, int]]


@dataclass(frozen=True)
class Cell:
    """A number of a breakdown: `share` in percent of the column, None where too few firms stand behind it."""

    count: int
    url: str
    share: str | None


@dataclass(frozen=True)
class Breakdown:
    """Parts of the headline numbers; the cells of a column add up to its total."""

    rows: list[tuple[str, list[Cell]]]
    totals: list[Cell]


def asked() -> Asked:
    """The question of this request; raises NotFound for a plan that does not exist."""
    query = Query(request.args)
    on = query.day("on", None) or current.today()
    known_at = query.instant("known_at", current.now())
    return Asked(plan_for(query.word("plan"), on), Moment(on, known_at), query)


def firms_url(population: Population, **more: Any) -> str:
    """The list of exactly these firms."""
    return url_for("public.firms", **query_of(population), **more)


def page_values(question: Asked) -> dict[str, Any]:
    """Everything both pages show, computed once."""
    standings = board(question.plan, question.moment)
    rungs = [_rung(each, question.moment) for each in headlines(standings)]
    counted = [rung.population for rung in rungs if rung.population is not None]
    return {
        **common_values(question),
        "rungs": rungs,
        "counted_rungs": [rung for rung in rungs if rung.population is not None],
        "table_two": sorted(
            (each for each in standings if each.spec.table_no is not None), key=lambda one: one.spec.table_no or 0
        ),
        "chapters": [each for each in standings if each.spec.table_no is None],
        "disputed": [each for each in standings if each.spec.conflicts],
        "streets": breakdown_of(counted, Dimension.REGION, region_names(question.moment.on)),
        "industries": breakdown_of(counted, Dimension.INDUSTRY, industry_names()),
        "is_over": question.moment.on >= question.plan.period.ends_on,
    }


def common_values(question: Asked) -> dict[str, Any]:
    """What every page of the plan says about its question, and the words its templates use."""
    return {
        "plan": question.plan,
        "on": question.moment.on,
        "as_of": question.moment.on,
        "known": known_words(question.moment.known_at),
        "is_ahead": question.moment.on > current.today(),
        "problems": question.query.problems,
        "asked": question,
        "said": said,
        "firms_url": firms_url,
        "goal": goal,
        "basis_words": basis_words,
    }


def breakdown_of(populations: Sequence[Population], by: Dimension, names: dict[str, str]) -> Breakdown:
    """The populations taken apart by a dimension, every number with the address of its list."""
    table = parts(populations, by)
    sums = [sum(counts[position] for counts in table.values()) for position in range(len(populations))]
    rows = [
        (
            names.get(value, value) or _("未填"),
            [
                Cell(count, firms_url(population.narrowed(by, value)), _share(count, total))
                for count, population, total in zip(counts, populations, sums, strict=True)
            ],
        )
        for value, counts in table.items()
    ]
    totals = [Cell(total, firms_url(one), None) for total, one in zip(sums, populations, strict=True)]
    return Breakdown(rows, totals)


def chart_of(standing: Standing, population: Population | None, on: date) -> Chart | None:
    """The figures over time against the path; a count by quarters, a reported figure by its periods."""
    spec = standing.spec
    if population is not None:
        points = counted_series(spec, population)
        name = _("当日有效家数")
    else:
        points = _reported_points(standing)
        name = _("填报数")
    line = Series(name, [Point(_label(day), day, value) for day, value in points])
    breaks = [Break(cut.on, said(cut, "text")) for cut in spec.breaks if points and points[0][0] < cut.on <= on]
    title, unit = said(spec, "name"), said(spec, "unit")
    return line_chart([line] if points else [], standing.path, as_of=on, title=title, unit=unit, breaks=breaks)


def goal(spec: IndicatorSpec) -> str:
    """The target with its comparator, "" where the plan sets none."""
    if spec.target is None:
        return ""
    return f"{translate(GOALS[spec.target.comparator])} {spec.target.value:,f}"


def basis_words(standing: Standing) -> str:
    """Whose figure it is."""
    words: dict[Basis, Callable[[], str]] = {
        Basis.COMPUTED: lambda: _("按登记记录计算"),
        Basis.PART: lambda: _("按登记记录计算（仅登记企业部分，官方数未填报）"),
        Basis.REPORTED: lambda: _("填报：%(source)s", source=standing.reported.source if standing.reported else ""),
    }
    return words[standing.basis]() if standing.basis else ""


def _rung(standing: Standing, moment: Moment) -> Rung:
    population = population_behind(standing.spec, moment)
    chart = chart_of(standing, population, moment.on)
    if population is None:
        return Rung(standing, None, None, chart, [], [])
    return Rung(standing, population, firms_url(population), chart, calibres(population), renewals(population))


def _reported_points(standing: Standing) -> list[tuple[date, Decimal]]:
    spec = standing.spec
    points = {each.period_end: each.value for each in standing.observations}
    if spec.baseline is not None and points:
        points.setdefault(spec.period.baseline_day, spec.baseline.value)
    return sorted(points.items())


def _label(day: date) -> str:
    """A year by its last day, a quarter by its last month, any other day in full."""
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    is_quarter_end = day.month % 3 == 0 and (day + timedelta(days=1)).day == 1
    return f"{day.year}-{day.month:02}" if is_quarter_end else day.isoformat()


def _share(count: int, total: int) -> str | None:
    if count < FEWEST or not total:
        return None
    return str((Decimal(count) * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP))
