"""Which firm went on in which other: the link that a merger leaves on both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, select

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence, Succession
from registry.extensions import db


def record_succession(
    absorbed: Enterprise, successor: Enterprise, *, effective_on: date, source: str, actor: Actor, at: datetime
) -> Succession:
    """From `effective_on` on `absorbed`, which is recorded as deregistered, goes on in `successor`."""
    row = Succession(absorbed=absorbed, successor=successor, effective_on=effective_on, source=source, recorded_at=at)
    db.session.add(row)
    db.session.flush()
    subject = ("enterprise", successor.uscc)
    day = effective_on.isoformat()
    record(
        Tag.SUCCESSION_RECORDED,
        actor=actor,
        at=at,
        subject=subject,
        enterprise_id=successor.id,
        absorbed=absorbed.uscc,
        effective_on=day,
    )
    return row


def successor_of(enterprise_ids: Collection[int]) -> dict[int, Succession]:
    """By the number of an absorbed firm, what says in which it goes on."""
    rows = db.session.scalars(_holding().where(Succession.absorbed_id.in_(enterprise_ids)).order_by(Succession.id))
    return {row.absorbed_id: row for row in rows}


def absorbed_by(enterprise_id: int) -> list[Succession]:
    """The firms that went on in this one, the latest first."""
    found = _holding().where(Succession.successor_id == enterprise_id)
    return list(db.session.scalars(found.order_by(Succession.effective_on.desc(), Succession.id.desc())))


def successors_of(absorbed: Select[int]) -> Select[int]:
    """SQL: the numbers of the firms in which those of `absorbed` go on."""
    return select(Succession.successor_id).where(Succession.absorbed_id.in_(absorbed), _holds())


def _holding() -> Select[Succession]:
    return select(Succession).where(_holds())


def _holds() -> ColumnElement[bool]:
    """A merger recorded by mistake is undone by correcting the profile: the link goes with it."""
    profile = EnterpriseProfile
    return exists().where(
        profile.enterprise_id == Succession.absorbed_id,
        profile.retired_at == FOREVER,
        profile.valid_from <= Succession.effective_on,
        profile.valid_to > Succession.effective_on,
        profile.presence == Presence.DEREGISTERED,
    )
