"""What a person says about doubtful lines: that they are right, and whom they speak of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select

from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.text import msg
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.rosters.access import require_importer
from registry.rosters.models import BatchKind, BatchState, RosterBatch, RosterRow, RowStatus
from registry.rosters.storing import lock, recheck, tell

DECIDABLE = frozenset({"unknown_firm", "other_district"})
"""Reasons for which a rejected line may still be given a firm by its code."""


def is_decidable(row: RosterRow) -> bool:
    """Whether a person can say that the line is right."""
    return row.status is RowStatus.REVIEW or (row.status is RowStatus.REJECTED and row.reason in DECIDABLE)


def confirm(batch: RosterBatch, choices: Mapping[int, str], *, actor: Actor, at: datetime, on: date) -> int:
    """A person says that lines are right, and whom each speaks of.

    `choices` is line id -> code, "" for a registration that is right as it stands. Returns how many lines were decided.
    Raises DomainError at `code` where a code is unknown to the registry, Conflict where a line cannot be decided on.
    """
    require_importer(actor)
    lock(batch, BatchState.PREVIEW)
    if not choices:
        raise DomainError(msg("请先勾选要确认的行。"), "rows")
    chosen = _lines(batch, choices)
    for row in chosen:
        if not is_decidable(row):
            raise Conflict(msg("第 {row} 行不需要或不能确认，请刷新页面查看。", row=row.row), "rows")
    firms = _firms(choices.values())
    for row in chosen:
        _require_firm(batch, row, choices[row.id], firms)
    for row in chosen:
        row.enterprise_id, row.decided_at, row.decided_by_id = firms.get(choices[row.id]), at, actor.id
    recheck(batch, on=on)
    decided = [{"row": row.row, "sheet": row.sheet, "uscc": choices[row.id]} for row in chosen]
    tell(Tag.ROSTER_MATCHED, batch, actor, at, lines=decided)
    return len(chosen)


def exact_matches(batch: RosterBatch) -> dict[int, str]:
    """Lines without a code whose name only one firm has or had, with its code: still for a person to confirm."""
    statement = select(RosterRow.id, RosterRow.proposals).where(
        RosterRow.batch_id == batch.id, RosterRow.status == RowStatus.REVIEW, RosterRow.reason == "missing_field"
    )
    found = db.session.execute(statement.order_by(RosterRow.id))
    return {row.id: row.proposals[0]["uscc"] for row in found if len(row.proposals) == 1}


def reconsider(batch: RosterBatch, row_ids: Collection[int], *, actor: Actor, at: datetime, on: date) -> int:
    """Take confirmations back: the lines are judged as if nobody had said anything. How many there were."""
    require_importer(actor)
    lock(batch, BatchState.PREVIEW)
    chosen = [row for row in _lines(batch, row_ids) if row.decided_at is not None]
    if not chosen:
        raise DomainError(msg("所选的行没有确认过，不需要撤回。"), "rows")
    for row in chosen:
        row.enterprise_id = row.decided_at = row.decided_by_id = None
    recheck(batch, on=on)
    tell(Tag.ROSTER_MATCHED, batch, actor, at, lines=[{"row": row.row, "sheet": row.sheet} for row in chosen])
    return len(chosen)


def _require_firm(batch: RosterBatch, row: RosterRow, code: str, firms: Mapping[str, int]) -> None:
    if batch.kind is BatchKind.REGISTRATIONS:
        return
    if not code:
        raise DomainError(msg("第 {row} 行：请选择企业，或填写它的代码。", row=row.row), "code")
    if code not in firms:
        text = msg("第 {row} 行：登记系统中没有代码为 {uscc} 的企业，请先建档。", row=row.row, uscc=code)
        raise DomainError(text, "code")


def _lines(batch: RosterBatch, row_ids: Collection[int]) -> list[RosterRow]:
    wanted = set(row_ids)
    found = [row for row in batch.rows if row.id in wanted]
    if len(found) != len(wanted):
        raise DomainError(msg("所选的行不在这份名单中，请刷新页面后重新选择。"), "rows")
    return found


def _firms(codes: Collection[str]) -> dict[str, int]:
    wanted = {code for code in codes if code}
    rows = db.session.execute(select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(wanted)))
    return {row.uscc: row.id for row in rows}
