"""What a run found: numbers by street, and the firms behind each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from registry.core.paging import Cursor
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import believed
from registry.extensions import db
from registry.rule_lab.models import RuleDraft, RuleDraftOutcome, RuleDraftRun, Standing
from registry.rule_lab.trial import difference

KEY_TYPES = (str, int)
"""The types of the sort key of `outcomes`."""

Found: TypeAlias = tuple[RuleDraftOutcome, Enterprise, EnterpriseProfile | None]


@dataclass(frozen=True)
class OutcomeFilter:
    """Which firms of a run: `change` 1, -1 or None for any; `is_near` those near to a changed bound; "" is any."""

    change: int | None = None
    is_near: bool = False
    before: Standing | None = None
    after: Standing | None = None
    holds: bool | None = None
    region: str = ""


@dataclass(frozen=True)
class Totals:
    """Firms by how they stand before and after; the firms of the day, and those who gain and lose."""

    ways: Counter[tuple[Standing, Standing]]

    @property
    def firms(self) -> int:
        """All firms judged."""
        return self.ways.total()

    @property
    def gains(self) -> int:
        """Firms that stand better under the draft."""
        return sum(number for way, number in self.ways.items() if difference(*way) > 0)

    @property
    def losses(self) -> int:
        """Firms that stand worse under the draft."""
        return sum(number for way, number in self.ways.items() if difference(*way) < 0)

    def standing(self, standing: Standing, *, after: bool) -> int:
        """Firms that stand so by the rule set, or (`after`) by the draft."""
        return sum(number for way, number in self.ways.items() if way[after] is standing)


def drafts() -> Select[RuleDraft]:
    """All drafts, the one changed last first."""
    return select(RuleDraft).order_by(RuleDraft.changed_at.desc(), RuleDraft.id.desc())


def totals(run: RuleDraftRun, regions: Collection[str]) -> Totals:
    """The run's numbers over `regions` (codes that cover all below)."""
    found = Totals(Counter())
    for one in totals_by_region(run, regions).values():
        found.ways.update(one.ways)
    return found


def totals_by_region(run: RuleDraftRun, regions: Collection[str]) -> dict[str, Totals]:
    """The same by region code."""
    return {
        code: Totals(Counter({_way(word): number for word, number in ways.items()}))
        for code, ways in sorted(run.counts.items())
        if code.startswith(tuple(regions))
    }


def outcomes(
    run: RuleDraftRun, wanted: OutcomeFilter, *, regions: Collection[str], after: Cursor | None = None
) -> Select[RuleDraftOutcome, Enterprise, EnterpriseProfile]:
    """The firms of `regions` with their profile of the day, by name, after the row that the cursor names."""
    row, profile = RuleDraftOutcome, EnterpriseProfile
    on_the_day = and_(
        profile.enterprise_id == row.enterprise_id, profile.valid_from <= run.on, profile.valid_to > run.on, *believed()
    )
    statement = (
        select(row, Enterprise, profile)
        .join(Enterprise, Enterprise.id == row.enterprise_id)
        .outerjoin(profile, on_the_day)
        .where(*_narrowed(run, wanted, regions))
        .order_by(row.name_sort, row.enterprise_id)
    )
    if after is not None and str(after[0]).isprintable():
        statement = statement.where(tuple_(row.name_sort, row.enterprise_id) > tuple_(*after))
    return statement


def count_outcomes(run: RuleDraftRun, wanted: OutcomeFilter, *, regions: Collection[str]) -> int:
    """How many firms `outcomes` lists."""
    row = RuleDraftOutcome
    return db.session.scalar(select(func.count()).select_from(row).where(*_narrowed(run, wanted, regions))) or 0


def key(found: Any) -> Cursor:
    """The sort key of a row of `outcomes`."""
    return found[0].name_sort, found[0].enterprise_id


def _narrowed(run: RuleDraftRun, wanted: OutcomeFilter, regions: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    row = RuleDraftOutcome
    exact = {row.change: wanted.change, row.before: wanted.before, row.after: wanted.after, row.holds: wanted.holds}
    conditions = [row.run_id == run.id, _within(regions)]
    conditions += [column == value for column, value in exact.items() if value is not None]
    if wanted.is_near:
        conditions.append(row.edge_code.is_not(None))
    if wanted.region:
        conditions.append(row.region_code.startswith(wanted.region, autoescape=True))
    return tuple(conditions)


def _within(regions: Collection[str]) -> ColumnElement[bool]:
    codes = sorted(regions)
    return or_(false(), *(RuleDraftOutcome.region_code.startswith(code, autoescape=True) for code in codes))


def _way(word: str) -> tuple[Standing, Standing]:
    before, _, after = word.partition(">")
    return Standing(before), Standing(after)
