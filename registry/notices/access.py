"""The only loaders of notices and objections for the web."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.applications.models import Application
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db
from registry.notices.models import NoticeEntry, Objection, PublicNotice


def get_public_notice(public_id: str, on: date) -> PublicNotice:
    """The notice as anybody may read it: from its first day on, and for good; else NotFound."""
    notice = _find(public_id)
    if notice is None or notice.starts_on > on:
        raise NotFound(msg("没有这份公示。"))
    return notice


def get_notice_for(actor: Actor, public_id: str) -> PublicNotice:
    """The notice, also before its first day, for officers who may read one of its applications; else NotFound."""
    notice = _find(public_id)
    if notice is None or not any(
        may(actor, Permission.APPLICATIONS_READ, entry.application.region_code) for entry in notice.entries
    ):
        raise NotFound(msg("没有这份公示，或您无权查看。"))
    return notice


def get_entry(notice: PublicNotice, application_public_id: str) -> NoticeEntry:
    """The notice's entry of that application, or NotFound."""
    entry = db.session.scalars(
        select(NoticeEntry)
        .join(NoticeEntry.application)
        .where(NoticeEntry.notice_id == notice.id, Application.public_id == application_public_id)
    ).one_or_none()
    if entry is None:
        raise NotFound(msg("这家企业不在这份公示中。"))
    return entry


def get_objection_for(actor: Actor, public_id: str) -> Objection:
    """The objection and who made it, for officers who answer objections in the firm's region; else NotFound."""
    found = select(Objection).where(Objection.public_id == public_id)
    objection = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if objection is None or not may(actor, Permission.OBJECTIONS_ANSWER, objection.entry.application.region_code):
        raise NotFound(msg("没有这条异议，或您无权查看。"))
    return objection


def _find(public_id: str) -> PublicNotice | None:
    found = select(PublicNotice).where(PublicNotice.public_id == public_id)
    return db.session.scalars(found).one_or_none() if public_id.isalnum() else None
