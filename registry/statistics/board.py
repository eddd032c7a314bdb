"""The plan on a day: every promise with what is known of it, where it stands, and the path it should follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select

from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db
from registry.recognitions.models import ALL_SCHEMES
from registry.reference.models import Scheme
from registry.reference.queries import schemes
from registry.statistics.figures import Figure, Moment, compute
from registry.statistics.models import Indicator, Observation, Plan
from registry.statistics.planfile import PLANS_DIRECTORY, available_plans
from registry.statistics.planspec import Group, How, IndicatorSpec, PlanFile
from registry.statistics.population import Dimension, Population, breakdown, known, month_ends, series, size
from registry.statistics.services import plan_file
from registry.statistics.status import StatusResult, path_points, status

HORIZONS = (30, 90, 180)
"""Days ahead for which titles that run out are counted."""


class Basis(StrEnum):
    """Whose figure is held against the target."""

    COMPUTED = "computed"
    REPORTED = "reported"
    PART = "part"  # the registry's own part, as long as nobody has reported the official figure


@dataclass(frozen=True)
class Standing:
    """One promise on the day. `value` is what `result` judges, in the indicator's unit; `value_on` its day.

    `figure` is what the registry computes (in `spec.counts_unit` where that is not empty), `observations` what was
    reported by then, oldest first; either may be missing.
    """

    spec: IndicatorSpec
    figure: Figure | None
    observations: tuple[Observation, ...]
    basis: Basis | None
    value: Decimal | None
    value_on: date | None
    result: StatusResult
    path: tuple[tuple[date, Decimal], ...]

    @property
    def population(self) -> Population | None:
        """The firms behind the value, where it is a plain count of them."""
        return self.figure.population if self.figure and self.basis is Basis.COMPUTED else None

    @property
    def reported(self) -> Observation | None:
        """The newest reported figure."""
        return self.observations[-1] if self.observations else None


@dataclass(frozen=True)
class Calibre:
    """One way of counting a tier: a scheme's holders, or those of any scheme."""

    scheme: Scheme | None
    population: Population
    count: int


def plan_for(code: str, on: date) -> PlanFile:
    """The plan of that code; for "" the latest that had begun by the day, else the first. Raises NotFound."""
    if code:
        return plan_file(code)
    plans = sorted((plan_file(each) for each in available_plans(PLANS_DIRECTORY)), key=lambda one: one.period.starts_on)
    if not plans:
        raise NotFound(msg("还没有规划文件，无法显示规划进展。"))
    begun = [plan for plan in plans if plan.period.starts_on <= on]
    return begun[-1] if begun else plans[0]


def promised(moment: Moment) -> dict[str, tuple[IndicatorSpec, Population]]:
    """By tier, its indicator in the plan of the day and the firms that this counts. Raises NotFound as `plan_for`."""
    specs = [spec for spec in plan_for("", moment.on).indicators if spec.group is Group.HEADLINE]
    counted = [(spec, population_behind(spec, moment)) for spec in specs]
    return {behind.tier: (spec, behind) for spec, behind in counted if behind is not None and behind.tier}


def board(plan: PlanFile, moment: Moment) -> list[Standing]:
    """Every promise of the plan, in its order."""
    reported = _observations(plan, moment)
    return [_standing(spec, moment, reported.get(spec.code, [])) for spec in plan.indicators]


def standing(plan: PlanFile, code: str, moment: Moment) -> Standing:
    """One promise. Raises NotFound where the plan has none of that code."""
    spec = next((each for each in plan.indicators if each.code == code), None)
    if spec is None:
        raise NotFound(msg("规划中没有代码为 {code} 的指标。", code=code[:60]))
    return _standing(spec, moment, _observations(plan, moment, code).get(code, []))


def headlines(standings: Iterable[Standing]) -> list[Standing]:
    """The rungs of the ladder, which the plan page shows first."""
    return [each for each in standings if each.spec.group is Group.HEADLINE]


def population_behind(spec: IndicatorSpec, moment: Moment) -> Population | None:
    """The firms that a counted indicator counts, whether or not there are any yet; None for other figures."""
    kind, _, code = (spec.counts or "").partition(":")
    if kind == "tier":
        return Population(moment.on, code, known_at=moment.known_at)
    tiers = {scheme.code: scheme.tier.value for scheme in schemes()} if kind == "scheme" else {}
    return Population(moment.on, tiers[code], code, moment.known_at) if code in tiers else None


def quarter_ends(first: date, last: date) -> list[date]:
    """The last days of the quarters from `first` on, and `last`; `last` alone where `first` is not earlier."""
    ends = [day for day in month_ends(first, last) if day.month % 3 == 0]
    return sorted({*(day for day in ends if first <= day <= last), last})


def counted_series(spec: IndicatorSpec, population: Population) -> list[tuple[date, Decimal]]:
    """The count at the end of every quarter since the baseline, and on the day.

    Where the figures were counted otherwise before the plan began, the first point is the printed baseline.
    """
    days = quarter_ends(spec.period.baseline_day, population.on)
    counts = series(population, days).get(population.tier or "", [0] * len(days))
    points = [(day, Decimal(count)) for day, count in zip(days, counts, strict=True)]
    starts_anew = any(spec.period.baseline_day < cut.on <= spec.period.starts_on for cut in spec.breaks)
    if starts_anew and spec.baseline is not None and days[0] == spec.period.baseline_day:
        points[0] = (days[0], spec.baseline.value)
    return points


def calibres(population: Population) -> list[Calibre]:
    """The tier counted by each of its schemes, and by any: holders of two schemes are in both, once in any."""
    of_tier = [scheme for scheme in schemes() if scheme.tier.value == population.tier]
    ways: list[tuple[Scheme | None, Population]] = [
        (scheme, replace(population, scheme=scheme.code)) for scheme in of_tier
    ]
    ways.append((None, replace(population, scheme=ALL_SCHEMES)))
    return [Calibre(scheme, part, size(part)) for scheme, part in ways]


def renewals(population: Population) -> list[tuple[int, Population, int]]:
    """For each horizon in days: the firms whose title runs out by then without a successor on record, and how many."""
    found = []
    for days in HORIZONS:
        part = replace(population, expiring_by=population.on + timedelta(days=days))
        found.append((days, part, size(part)))
    return found


def parts(populations: Sequence[Population], by: Dimension) -> dict[str, list[int]]:
    """For each value of the dimension that occurs, the count in each of the populations."""
    table: dict[str, list[int]] = defaultdict(lambda: [0] * len(populations))
    for position, population in enumerate(populations):
        for value, count in breakdown(population, by).items():
            table[value][position] = count
    return dict(sorted(table.items()))


def _standing(spec: IndicatorSpec, moment: Moment, reported: Sequence[Observation]) -> Standing:
    figure = compute(spec.counts, moment) if spec.counts else None
    basis, value, value_on = _choose(spec, figure, reported[-1] if reported else None)
    result = status(spec, value, moment.on, value_on=value_on, value_at_end=_value_at_end(spec, moment, reported))
    return Standing(spec, figure, tuple(reported), basis, value, value_on, result, tuple(path_points(spec)))


def _choose(
    spec: IndicatorSpec, figure: Figure | None, reported: Observation | None
) -> tuple[Basis | None, Decimal | None, date | None]:
    """The official figure where one is wanted and there is one; else the registry's, if it is of the same kind."""
    if spec.how is not How.COMPUTED and reported is not None:
        return Basis.REPORTED, reported.value, reported.period_end
    if figure is None or spec.counts_unit:
        return None, None, None
    basis = Basis.COMPUTED if spec.how is How.COMPUTED else Basis.PART
    return basis, figure.value, figure.value_on


def _value_at_end(spec: IndicatorSpec, moment: Moment, reported: Sequence[Observation]) -> Decimal | None:
    """What is judged after the period: the figure of its very last day, older ones do not stand in for it."""
    last_day = spec.period.last_day
    if moment.on <= last_day:
        return None
    official = next((each for each in reported if each.period_end == last_day), None)
    figure = compute(spec.counts, replace(moment, on=last_day)) if spec.counts else None
    _basis, value, value_on = _choose(spec, figure, official)
    return value if value_on == last_day else None


def _observations(plan: PlanFile, moment: Moment, code: str | None = None) -> dict[str, list[Observation]]:
    """What was reported by then of periods that are over on the day, by indicator, oldest period first."""
    fact = Observation
    statement = (
        select(Indicator.code, Observation)
        .join(Indicator, Indicator.id == fact.indicator_id)
        .join(Plan, Plan.id == Indicator.plan_id)
        .where(Plan.code == plan.id, fact.period_end <= moment.on, *known(fact, moment.known_at))
        .order_by(fact.period_end, fact.id)
    )
    if code is not None:
        statement = statement.where(Indicator.code == code)
    found: dict[str, list[Observation]] = defaultdict(list)
    for of_code, row in db.session.execute(statement):
        found[of_code].append(row)
    return found
