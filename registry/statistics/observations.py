"""Figures that other offices report: which are wanted, what was entered so far; entering, correcting, withdrawing one.

Every entry goes through `enter`; a second officer's check would stand between it and `record_observation`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.permissions import Permission, permissions_of
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.extensions import db
from registry.rules.identifiers.characters import half_width
from registry.statistics.models import Indicator, Observation, Plan
from registry.statistics.planspec import How, IndicatorSpec, PlanFile, TargetKind
from registry.statistics.services import record_observation

_PLACES = {"家": 0, "项": 0, "位": 0, "件/年": 0, "件": 2, "人年": 2, "%": 2, "万元/人": 2, "亿元": 4, "万人": 4}
"""Digits after the point by unit: things are counted whole, 亿元 go down to 万元, 万人 down to a person."""
_MOST_PLACES = 4
_MOST = Decimal(10_000_000)
NONE_THERE = msg("这一期没有填报记录，或者刚刚被更正到了另一期。")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True)
class Bounds:
    """What a figure of an indicator may be: digits after the point, and the range, both ends included."""

    places: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True)
class Entry:
    """A figure as its officer gives it; `period_end` is the last day of the period it speaks of."""

    period_end: date
    value: Decimal
    source: str
    document: str
    note: str


@dataclass(frozen=True)
class Wanted:
    """An indicator that is reported, with the figure of its latest period and how many periods have one."""

    spec: IndicatorSpec
    latest: Observation | None
    periods: int


@dataclass(frozen=True)
class Recorded:
    """One row of an indicator's history; `recorder` is "" where the system itself recorded it."""

    row: Observation
    recorder: str

    @property
    def is_believed(self) -> bool:
        """Whether the figure still counts."""
        return self.row.retired_at == FOREVER

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back, with nothing in its place."""
        return bool(self.row.withdrawal_reason)


def wanted(plan: PlanFile) -> list[Wanted]:
    """The plan's reported indicators in its order."""
    statement = (
        select(Indicator.code, Observation)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .join(Plan, Plan.id == Indicator.plan_id)
        .where(Plan.code == plan.id, Observation.retired_at == FOREVER)
        .order_by(Observation.period_end, Observation.id)
    )
    found: dict[str, list[Observation]] = {}
    for code, row in db.session.execute(statement):
        found.setdefault(code, []).append(row)
    specs = [spec for spec in plan.indicators if spec.how is not How.COMPUTED]
    return [Wanted(spec, found[spec.code][-1], len(found[spec.code])) if spec.code in found else Wanted(spec, None, 0)
            for spec in specs]  # fmt: skip


def reported_spec(plan: PlanFile, code: str) -> IndicatorSpec:
    """The plan's indicator of that code, which must be one that is reported; else NotFound."""
    spec = next((each for each in plan.indicators if each.code == code and each.how is not How.COMPUTED), None)
    if spec is None:
        raise NotFound(msg("没有这个需要填报的指标；按登记记录计算的指标不需要填报。"))
    return spec


def history(plan: PlanFile, spec: IndicatorSpec) -> Sequence[Recorded]:
    """All that was ever entered, the latest period first, within a period what counts before what it replaced."""
    statement = (
        select(Observation, User.name)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .join(Plan, Plan.id == Indicator.plan_id)
        .outerjoin(User, User.id == Observation.recorded_by_id)
        .where(Plan.code == plan.id, Indicator.code == spec.code)
        .order_by(Observation.period_end.desc(), Observation.recorded_at.desc(), Observation.id.desc())
    )
    return [Recorded(row, name or "") for row, name in db.session.execute(statement)]


def believed(plan: PlanFile, spec: IndicatorSpec, period_end: date) -> Observation:
    """The figure that counts for a period, or NotFound."""
    found = last_of(plan, spec, period_end)
    if found.is_believed:
        return found.row
    raise NotFound(NONE_THERE)


def last_of(plan: PlanFile, spec: IndicatorSpec, period_end: date) -> Recorded:
    """The figure entered last for a period, whether it still counts or not; or NotFound."""
    for each in history(plan, spec):
        if each.row.period_end == period_end:
            return each
    raise NotFound(NONE_THERE)


def bounds_of(spec: IndicatorSpec) -> Bounds:
    """What its unit allows: a share lies between 0 and 100, a growth may be negative, a rank begins with 1."""
    places = _PLACES.get(spec.unit, _MOST_PLACES)
    if spec.unit == "%":
        is_growth = spec.target is not None and spec.target.kind is TargetKind.YEARLY_GROWTH
        return Bounds(places, Decimal(-100), Decimal(10_000)) if is_growth else Bounds(places, Decimal(0), Decimal(100))
    return Bounds(places, Decimal(1 if spec.unit == "位" else 0), _MOST)


def read_value(spec: IndicatorSpec, text: str) -> Decimal:
    """The figure that was typed, exactly, in the indicator's unit; DomainError at `value` where it cannot be one."""
    plain = half_width(text).strip().replace(",", "").removesuffix(spec.unit).strip()
    bounds = bounds_of(spec)
    if not _NUMBER.fullmatch(plain):
        raise DomainError(msg("数值应是以“{unit}”为单位的数字，例如 12.5，不写其他文字。", unit=spec.unit), "value")
    value = Decimal(plain)
    whole, _, digits = plain.partition(".")
    if len(digits.rstrip("0")) > bounds.places:
        if bounds.places == 0:
            raise DomainError(msg("以“{unit}”为单位的数值应是整数。", unit=spec.unit), "value")
        raise DomainError(
            msg("以“{unit}”为单位的数值最多 {places} 位小数。", unit=spec.unit, places=bounds.places), "value"
        )
    if not bounds.least <= value <= bounds.most:
        raise DomainError(
            msg("数值应在 {least} 至 {most} {unit}之间。", least=bounds.least, most=bounds.most, unit=spec.unit),
            "value",
        )
    return value


def enter(
    plan: PlanFile, spec: IndicatorSpec, entry: Entry, *, seen: int, actor: Actor, at: datetime, on: date
) -> Observation:
    """Record the figure, or correct the one of number `seen` (0: the page showed none for the period).

    A correction may name another period. Raises NotAllowed; DomainError at the field for a period outside the plan's
    time or to come, a correction without a reason or without a change; Conflict where the period has a figure that
    the page did not show, or the one it showed was corrected meanwhile.
    """
    _require_recorder(actor)
    _require_period(plan, entry.period_end, on)
    indicator = _held_indicator(plan, spec)
    rows = _believed_rows(indicator)
    replaced = _shown(rows, seen) if seen else None
    _require_free(rows, entry, replaced, spec)
    if replaced is not None:
        _require_change(replaced, entry)
    return record_observation(
        indicator,
        period_end=entry.period_end,
        value=entry.value,
        source=entry.source,
        document=entry.document,
        note=entry.note,
        replaced=replaced,
        actor=actor,
        at=at,
    )


def withdraw(plan: PlanFile, spec: IndicatorSpec, *, seen: int, reason: str, actor: Actor, at: datetime) -> Observation:
    """Take back the figure of number `seen`: from now on its period has none; what was known before can be asked.

    For a figure that should never have been entered; one that is wrong is corrected. Raises NotAllowed; DomainError
    at `reason` without one; Conflict where the figure was corrected or withdrawn meanwhile.
    """
    _require_recorder(actor)
    indicator = _held_indicator(plan, spec)
    row = _shown(_believed_rows(indicator), seen)
    if not reason.strip():
        raise DomainError(msg("请写明撤回原因。"), "reason")
    row.retired_at, row.withdrawal_reason = at, reason.strip()
    record(
        Tag.OBSERVATION_WITHDRAWN,
        actor=actor,
        at=at,
        subject=("indicator", indicator.code[:40]),
        period_end=row.period_end.isoformat(),
        before=f"{row.period_end.isoformat()}: {row.value:f}",
        reason=row.withdrawal_reason,
    )
    return row


def _require_recorder(actor: Actor) -> None:
    if Permission.OBSERVATIONS_RECORD not in permissions_of(actor):
        raise NotAllowed(msg("您的角色不能填报指标数据，请由登记管理人员办理。"))


def _held_indicator(plan: PlanFile, spec: IndicatorSpec) -> Indicator:
    """The stored indicator, held until the transaction ends: two officers enter one after the other."""
    statement = select(Indicator).join(Plan).where(Plan.code == plan.id, Indicator.code == spec.code)
    indicator = db.session.scalars(statement).one_or_none()
    if indicator is None:
        raise NotFound(msg("这个规划还没有装载，请管理员先执行 flask --app registry init。"))
    lock_row(indicator)
    return indicator


def _believed_rows(indicator: Indicator) -> Sequence[Observation]:
    statement = select(Observation).where(Observation.indicator_id == indicator.id, Observation.retired_at == FOREVER)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _shown(rows: Sequence[Observation], seen: int) -> Observation:
    """The row that the page showed, which must still count."""
    row = next((each for each in rows if each.id == seen), None)
    if row is None:
        raise Conflict(msg("在您打开页面之后，别人更正或撤回了这一条数据。您填写的内容没有保存，请打开该指标核对。"))
    return row


def _require_period(plan: PlanFile, period_end: date, on: date) -> None:
    if period_end > on:
        raise DomainError(msg("期末日期不能晚于今天（{day}）。", day=on.isoformat()), "period_end")
    first = plan.period.baseline_day
    if period_end < first:
        raise DomainError(msg("期末日期不能早于规划的基期（{day}）。", day=first.isoformat()), "period_end")


def _require_free(rows: Sequence[Observation], entry: Entry, replaced: Observation | None, spec: IndicatorSpec) -> None:
    there = next((each for each in rows if each.period_end == entry.period_end and each is not replaced), None)
    if there is not None:
        raise Conflict(
            msg(
                "这一期已有数据：{value} {unit}（来源：{source}）。如有出入，请打开该指标，在这一条上更正。",
                value=f"{there.value:f}",
                unit=spec.unit,
                source=there.source,
            ),
            "period_end",
        )


def _require_change(replaced: Observation, entry: Entry) -> None:
    before = (replaced.period_end, replaced.value, replaced.source, replaced.document)
    if before == (entry.period_end, entry.value, entry.source, entry.document):
        raise DomainError(msg("内容与已登记的一致，没有需要登记的变化。"))
    if not entry.note.strip():
        raise DomainError(msg("请写明更正原因。"), "note")
