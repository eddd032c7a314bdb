"""Loading plans and recording what other offices report against them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError, NotFound
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.extensions import db
from registry.statistics.models import Indicator, Observation, Plan
from registry.statistics.planfile import PLANS_DIRECTORY, available_plans, load_plan
from registry.statistics.planspec import PlanFile


def load_plans(*, at: datetime, folder: Path = PLANS_DIRECTORY) -> int:
    """Bring the stored plans in line with the plan files; how many were added or changed. Repeatable."""
    return sum(_load(code, path, at) for code, path in sorted(available_plans(folder).items()))


@lru_cache(maxsize=8)
def plan_file(code: str) -> PlanFile:
    """The plan of that code as its file has it. Raises NotFound."""
    path = available_plans(PLANS_DIRECTORY).get(code)
    if path is None:
        raise NotFound(msg("没有代码为 {code} 的规划。", code=code))
    return load_plan(path)


def record_observation(
    indicator: Indicator,
    *,
    period_end: date,
    value: Decimal,
    source: str,
    actor: Actor,
    at: datetime,
    document: str = "",
    note: str = "",
    replaced: Observation | None = None,
) -> Observation:
    """A figure another office reported for the period that ends on `period_end`; an earlier one for it is retired.

    `replaced` is the figure it corrects where that was taken for another period. Raises DomainError without a source.
    """
    if not source.strip():
        raise DomainError(msg("请写明数据来源。"), field="source")
    before = replaced or _believed(indicator, period_end)
    if before is not None:
        before.retired_at = at
    row = Observation(
        indicator=indicator,
        period_end=period_end,
        value=value,
        source=source,
        document=document,
        note=note,
        recorded_by_id=actor.id,
        recorded_at=at,
        retired_at=FOREVER,
    )
    db.session.add(row)
    record(
        Tag.OBSERVATION_RECORDED,
        actor=actor,
        at=at,
        subject=("indicator", indicator.code[:40]),
        period_end=period_end.isoformat(),
        before=_told(before),
        after=_told(row),
        source=source,
        document=document,
        note=note,
    )
    return row


def _believed(indicator: Indicator, period_end: date) -> Observation | None:
    statement = select(Observation).where(
        Observation.indicator_id == indicator.id,
        Observation.period_end == period_end,
        Observation.retired_at == FOREVER,
    )
    return db.session.scalars(statement).one_or_none()


def _told(row: Observation | None) -> str | None:
    return f"{row.period_end.isoformat()}: {row.value:f}" if row else None


def _load(code: str, path: Path, at: datetime) -> bool:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    plan = db.session.scalars(select(Plan).where(Plan.code == code)).one_or_none()
    if plan is not None and plan.digest == digest:
        return False
    spec = load_plan(path)
    plan = plan or Plan(code=code, loaded_at=at)
    plan.name, plan.name_en, plan.digest = spec.name, spec.name_en, digest
    plan.period_from, plan.period_to = spec.period.starts_on, spec.period.ends_on
    known = {indicator.code: indicator for indicator in plan.indicators}
    for position, promise in enumerate(spec.indicators):
        indicator = known.get(promise.code) or Indicator(code=promise.code, plan=plan)
        indicator.position, indicator.name = position, promise.name
    db.session.add(plan)
    return True
