"""Notices as the public list shows them, and the firms of one by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.applications.models import Application
from registry.core.paging import Page, decode_cursor, page_of
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import current_profiles
from registry.extensions import db
from registry.notices.models import EntryState, NoticeEntry, PublicNotice
from registry.notices.queries import KEY_TYPES, key, published

PAGE_SIZE = 20


@dataclass(frozen=True)
class NoticeLine:
    """A firm under notice, named as it was on the notice's first day; `application_id` is the public identifier."""

    application_id: str
    uscc: str
    name: str
    region_code: str
    state: EntryState


def running_notices(on: date) -> Sequence[PublicNotice]:
    """The notices against which objections are taken on the day, newest first."""
    return db.session.scalars(published(on, running=True)).all()


def past_notices(on: date, cursor: str | None = None) -> Page[PublicNotice]:
    """One page of the notices that ended before the day, newest first."""
    statement = published(on, running=False, after=decode_cursor(cursor, KEY_TYPES))
    return page_of(db.session.scalars(statement.limit(PAGE_SIZE + 1)).all(), PAGE_SIZE, key)


def lines_of(notice: PublicNotice) -> list[NoticeLine]:
    """The firms of a notice, by the pinyin of their names."""
    entries = db.session.execute(
        select(Application.public_id, Enterprise.id, Enterprise.uscc, Application.region_code, NoticeEntry.state)
        .join(Application, Application.id == NoticeEntry.application_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .where(NoticeEntry.notice_id == notice.id)
        .order_by(NoticeEntry.id)
    ).all()
    profiles = current_profiles({row[1] for row in entries}, notice.starts_on)
    named = sorted(entries, key=lambda row: (profiles[row[1]].name_sort, row[2]))
    return [NoticeLine(row[0], row[2], profiles[row[1]].name, row[3], row[4]) for row in named]
