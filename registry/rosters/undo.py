"""Taking a committed list back: every earlier count is as it was, as long as nothing was built on what it brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Select, select

from registry.applications.models import Application
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.facts import facts_changed
from registry.core.text import Text, msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member
from registry.enterprises.services import believed_profiles, correct_profile
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.recognitions.models import Recognition
from registry.recognitions.services import correct, withdraw
from registry.reports.models import AnnualReport
from registry.rosters.access import require_importer
from registry.rosters.models import BatchState, RosterBatch, RosterRow
from registry.rosters.storing import lock, tell
from registry.rosters.writing import source_of

SHOWN = 20


class Obstructed(DomainError):
    """Something was built on the list; `obstacles` are sentences, the first `SHOWN` of them."""

    def __init__(self, obstacles: list[Text]) -> None:
        text = msg("有 {count} 行不能撤销，整份名单没有撤销。请先处理列出的事项。", count=len(obstacles))
        super().__init__(text)
        self.obstacles = obstacles[:SHOWN]


def undo(
    batch: RosterBatch, *, reason: str, seen_version: int | None = None, actor: Actor, at: datetime
) -> RosterBatch:
    """Withdraw what the list added and believe again what it replaced. Raises Obstructed; then nothing is changed."""
    require_importer(actor)
    lock(batch, BatchState.COMMITTED, seen_version)
    if not reason.strip():
        raise DomainError(msg("请写明撤销原因。"), "reason")
    written = [row for row in batch.rows if row.written]
    obstacles = [text for row in written if (text := obstacle(row)) is not None]
    if obstacles:
        raise Obstructed(obstacles)
    why = f"撤销名单“{batch.filename}”：{reason.strip()}"
    # the last line first, so that what was written over is uncovered in turn
    for row in reversed(written):
        _REVERSALS[row.written["act"]](row, why, actor, at)
    batch.state, batch.decided_at, batch.decided_by_id = BatchState.UNDONE, at, actor.id
    db.session.flush()
    tell(Tag.ROSTER_UNDONE, batch, actor, at, reason=reason.strip(), lines=len(written))
    return batch


def obstacle(row: RosterRow) -> Text | None:
    """What stands in the way of undoing the line, or None."""
    act = row.written["act"]
    if act == "answered":
        return msg("第 {row} 行：已据此办结申请 {application}", row=row.row, application=row.written["application"])
    if act in ("recognised", "corrected"):
        return _obstacle_of_recognition(row)
    return _obstacle_of_profile(row) if act == "completed" else _obstacle_of_enterprise(row)


def _obstacle_of_recognition(row: RosterRow) -> Text | None:
    recognition = row.recognition
    if recognition is None or recognition.retired_at != FOREVER:
        return msg("第 {row} 行：这条认定后来被更正、撤销或撤下", row=row.row)
    if _any(select(Application.id).where(Application.recognition_id == recognition.id)):
        return msg("第 {row} 行：有申请以这条认定办结", row=row.row)
    return None


def _obstacle_of_profile(row: RosterRow) -> Text | None:
    return None if _profile_of(row) else msg("第 {row} 行：企业信息后来又有更正", row=row.row)


def _obstacle_of_enterprise(row: RosterRow) -> Text | None:
    own = source_of(row.batch, row)
    firm = row.enterprise_id
    if any(profile.source != own for profile in believed_profiles(firm or 0)) or not believed_profiles(firm or 0):
        return msg("第 {row} 行：企业信息后来有变更", row=row.row)
    built: list[tuple[Text, Select[int]]] = [
        (
            msg("认定记录"),
            select(Recognition.id).where(Recognition.enterprise_id == firm, Recognition.retired_at == FOREVER),
        ),
        (msg("申请"), select(Application.id).where(Application.enterprise_id == firm)),
        (msg("年度报告"), select(AnnualReport.id).where(AnnualReport.enterprise_id == firm)),
        (msg("知识产权"), select(IntellectualProperty.id).where(IntellectualProperty.enterprise_id == firm)),
        (msg("经办人"), select(Member.id).where(Member.enterprise_id == firm)),
    ]
    found = next((name for name, statement in built if _any(statement)), None)
    return msg("第 {row} 行：企业建档后已有{what}", row=row.row, what=found) if found else None


def _withdraw(row: RosterRow, why: str, actor: Actor, at: datetime) -> None:
    if row.recognition is not None:
        withdraw(row.recognition, reason=why, actor=actor, at=at)


def _restore(row: RosterRow, why: str, actor: Actor, at: datetime) -> None:
    if row.recognition is not None:
        before = {name: date.fromisoformat(value) for name, value in row.written["before"].items()}
        correct(row.recognition, before, reason=why, actor=actor, at=at)


def _empty(row: RosterRow, why: str, actor: Actor, at: datetime) -> None:
    profile = _profile_of(row)
    if profile is not None:
        correct_profile(profile, row.written["before"], reason=why, source="roster:undone", actor=actor, at=at)


def _close(row: RosterRow, why: str, actor: Actor, at: datetime) -> None:
    """The enterprise keeps its code and its history, but nothing is believed of it any more."""
    enterprise = db.session.get(Enterprise, row.enterprise_id)
    if enterprise is None:
        return
    for profile in believed_profiles(enterprise.id):
        profile.retired_at = at
    db.session.flush()
    subject = ("enterprise", enterprise.uscc)
    record(Tag.PROFILE_CORRECTED, actor=actor, at=at, subject=subject, enterprise_id=enterprise.id, reason=why)
    facts_changed([enterprise.id], at)


_REVERSALS: dict[str, Callable[[RosterRow, str, Actor, datetime], None]] = {
    "recognised": _withdraw,
    "corrected": _restore,
    "completed": _empty,
    "opened": _close,
}


def _profile_of(row: RosterRow) -> EnterpriseProfile | None:
    """The believed profile that the line filled in."""
    own = source_of(row.batch, row)
    return next((one for one in believed_profiles(row.enterprise_id or 0) if one.source == own), None)


def _any(statement: Select[int]) -> bool:
    return db.session.execute(statement.limit(1)).first() is not None
