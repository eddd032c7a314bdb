"""Taking a committed list back: every earlier count is as it was, as long as nothing was built on what it brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.applications.models import Application
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.facts import derived_at_the_end, facts_changed
from registry.core.text import Text, msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member
from registry.enterprises.services import believed_profiles, correct_profile
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.recognitions.bulk import withdraw_all
from registry.recognitions.models import Recognition
from registry.recognitions.services import correct
from registry.reports.models import AnnualReport
from registry.rosters.access import require_importer
from registry.rosters.lines import read_values
from registry.rosters.models import BatchState, RosterBatch, RosterRow
from registry.rosters.storing import lock, tell
from registry.rosters.writing import WRITES, source_of

SHOWN = 20
BLOCK = 500
"""Firms asked about at once: bounds the length of an IN list."""


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
    written = _written(batch)
    standing = _Standing(written)
    obstacles = [text for row in written if (text := standing.obstacle(row)) is not None]
    if obstacles:
        raise Obstructed(obstacles)
    why = f"撤销名单“{batch.filename}”：{reason.strip()}"
    # the last line first, so that what was written over is uncovered in turn
    with derived_at_the_end(at):
        new = [row.recognition for row in reversed(written) if row.written["act"] == "recognised" and row.recognition]
        if new:
            withdraw_all(new, reason=why, actor=actor, at=at)
        for row in reversed(written):
            if row.written["act"] != "recognised":
                _REVERSALS[row.written["act"]](row, why, actor, at)
    batch.state, batch.decided_at, batch.decided_by_id = BatchState.UNDONE, at, actor.id
    db.session.flush()
    tell(Tag.ROSTER_UNDONE, batch, actor, at, reason=reason.strip(), lines=len(written))
    return batch


class _Standing:
    """What the registry holds now of the firms that a list wrote about; asked in blocks, not line by line."""

    def __init__(self, rows: Sequence[RosterRow]) -> None:
        firms = sorted({row.enterprise_id for row in rows if row.enterprise_id is not None})
        self.profiles: dict[int, list[EnterpriseProfile]] = defaultdict(list)
        self.answered: set[int] = set()
        self.built: dict[int, Text] = {}
        for start in range(0, len(firms), BLOCK):
            self._read(firms[start : start + BLOCK])

    def _read(self, block: list[int]) -> None:
        profile = EnterpriseProfile
        believed = profile.enterprise_id.in_(block), profile.retired_at == FOREVER
        for one in db.session.scalars(select(profile).where(*believed).order_by(profile.id)):
            self.profiles[one.enterprise_id].append(one)
        application = Application
        answered = select(application.recognition_id).where(application.enterprise_id.in_(block))
        self.answered.update(one for one in db.session.scalars(answered) if one is not None)
        title = Recognition
        held = select(title.enterprise_id).where(title.enterprise_id.in_(block), title.retired_at == FOREVER)
        for name, statement in (
            (msg("认定记录"), held),
            (msg("申请"), select(application.enterprise_id).where(application.enterprise_id.in_(block))),
            (msg("年度报告"), select(AnnualReport.enterprise_id).where(AnnualReport.enterprise_id.in_(block))),
            (
                msg("知识产权"),
                select(IntellectualProperty.enterprise_id).where(IntellectualProperty.enterprise_id.in_(block)),
            ),
            (msg("经办人"), select(Member.enterprise_id).where(Member.enterprise_id.in_(block))),
        ):
            for firm in db.session.scalars(statement.distinct()):
                self.built.setdefault(firm, name)

    def obstacle(self, row: RosterRow) -> Text | None:
        """What stands in the way of undoing the line, or None."""
        act = row.written["act"]
        if act == "answered":
            return msg("第 {row} 行：已据此办结申请 {application}", row=row.row, application=row.written["application"])
        if act in ("recognised", "corrected"):
            return self._of_recognition(row)
        return self._of_profile(row, whole=act == "opened")

    def _of_recognition(self, row: RosterRow) -> Text | None:
        recognition = row.recognition
        if recognition is None or recognition.retired_at != FOREVER:
            return msg("第 {row} 行：这条认定后来被更正、撤销或撤下", row=row.row)
        if recognition.id in self.answered:
            return msg("第 {row} 行：有申请以这条认定办结", row=row.row)
        return None

    def _of_profile(self, row: RosterRow, *, whole: bool) -> Text | None:
        firm = row.enterprise_id or 0
        own = [profile.source == source_of(row.batch, row) for profile in self.profiles[firm]]
        if not any(own) or (whole and not all(own)):
            return msg("第 {row} 行：企业信息后来有变更", row=row.row)
        if whole and firm in self.built:
            return msg("第 {row} 行：企业建档后已有{what}", row=row.row, what=self.built[firm])
        return None


def _restore(row: RosterRow, why: str, actor: Actor, at: datetime) -> None:
    if row.recognition is not None:
        correct(row.recognition, read_values(row.written["before"]), reason=why, actor=actor, at=at)


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
    "corrected": _restore,
    "completed": _empty,
    "opened": _close,
}


def _written(batch: RosterBatch) -> list[RosterRow]:
    """The lines that wrote something, with what they wrote."""
    statement = (
        select(RosterRow)
        .where(RosterRow.batch_id == batch.id, RosterRow.status.in_(WRITES))
        .options(selectinload(RosterRow.recognition).selectinload(Recognition.enterprise))
        .order_by(RosterRow.id)
    )
    return [row for row in db.session.scalars(statement) if row.written]


def _profile_of(row: RosterRow) -> EnterpriseProfile | None:
    """The believed profile that the line filled in."""
    own = source_of(row.batch, row)
    return next((one for one in believed_profiles(row.enterprise_id or 0) if one.source == own), None)
