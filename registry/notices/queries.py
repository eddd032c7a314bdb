"""Notices as the public reads them, objections that wait, and an application's whole timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, or_, select

from registry.accounts.permissions import Permission, scope
from registry.applications.models import Act, Application, ApplicationStep
from registry.applications.queries import impartial, in_regions
from registry.applications.timeline import TimelineEntry, timeline
from registry.core.actor import Actor
from registry.core.paging import Cursor
from registry.core.text import msg
from registry.extensions import db
from registry.notices.models import EntryState, NoticeEntry, Objection, PublicNotice

KEY_TYPES = (str, int)
"""What `paging.decode_cursor` is to expect of the cursors of `published`."""


@dataclass(frozen=True)
class ObjectionView:
    """An objection as the firm may read it: the matter and the answer, never the person."""

    public_id: str
    matter: str
    received_at: datetime
    is_upheld: bool | None
    answer: str
    answered_at: datetime | None


def key(notice: PublicNotice) -> Cursor:
    """The sort key of a row of `published`."""
    return (notice.starts_on.isoformat(), notice.id)


def published(on: date, *, running: bool | None = None, after: Cursor | None = None) -> Select[PublicNotice]:
    """Notices that have begun on `on`, newest first; with `running` only those that (do not) run on that day."""
    statement = select(PublicNotice).where(PublicNotice.starts_on <= on)
    if running is not None:
        statement = statement.where(PublicNotice.ends_on >= on if running else PublicNotice.ends_on < on)
    if (last := _position(after)) is not None:
        starts_on, row_id = last
        same_day = and_(PublicNotice.starts_on == starts_on, PublicNotice.id < row_id)
        statement = statement.where(or_(PublicNotice.starts_on < starts_on, same_day))
    return statement.order_by(PublicNotice.starts_on.desc(), PublicNotice.id.desc())


def objections_for(actor: Actor) -> Select[Objection]:
    """Open objections that the actor may answer, oldest first; none on applications he acted on."""
    acted = exists().where(
        ApplicationStep.application_id == Application.id,
        ApplicationStep.actor_id == (actor.id or 0),
        ApplicationStep.act != Act.UPHOLD_OBJECTION,
    )
    return (
        select(Objection)
        .join(Objection.entry)
        .join(NoticeEntry.application)
        .where(
            Objection.answered_at.is_(None),
            in_regions(scope(actor, Permission.OBJECTIONS_ANSWER)),
            ~acted,
            *impartial(actor.id or 0),
        )
        .order_by(Objection.received_at, Objection.id)
    )


def open_objections(notice: PublicNotice) -> int:
    """How many objections to the notice's entries wait for an answer."""
    return sum(one.answered_at is None for entry in notice.entries for one in entry.objections)


def objections_to(application: Application) -> list[ObjectionView]:
    """What was held against the application, oldest first, for the firm."""
    return [
        ObjectionView(row.public_id, row.matter, row.received_at, row.is_upheld, row.answer, row.answered_at)
        for row in _objections(application)
    ]


def full_timeline(application: Application, on: date, *, for_firm: bool) -> list[TimelineEntry]:
    """The application's timeline with the objections to it, oldest first; nobody reads here who objected."""
    entries = timeline(application, on, for_firm=for_firm)
    for row in _objections(application):
        entries.append(
            TimelineEntry(at=row.received_at, sentence=msg("收到异议"), role=msg("公众"), note=row.matter, act="object")
        )
        if row.answered_at is not None:
            upheld = msg("答复异议：异议成立") if row.is_upheld else msg("答复异议：异议不成立")
            entries.append(
                TimelineEntry(
                    at=row.answered_at, sentence=upheld, role=msg("异议处理人"), note=row.answer, act="answer"
                )
            )
    return sorted(entries, key=lambda entry: entry.at)


def entries_under_notice(application_ids: Sequence[int]) -> dict[int, NoticeEntry]:
    """The entry that is open or held, by application."""
    rows = db.session.scalars(
        select(NoticeEntry).where(
            NoticeEntry.application_id.in_(application_ids),
            NoticeEntry.state.in_((EntryState.OPEN, EntryState.HELD)),
        )
    )
    return {row.application_id: row for row in rows}


def _objections(application: Application) -> Sequence[Objection]:
    return db.session.scalars(
        select(Objection)
        .join(Objection.entry)
        .where(NoticeEntry.application_id == application.id)
        .order_by(Objection.received_at, Objection.id)
    ).all()


def _position(after: Cursor | None) -> tuple[date, int] | None:
    if after is None:
        return None
    try:
        return (date.fromisoformat(str(after[0])), int(after[1]))
    except ValueError:
        return None
