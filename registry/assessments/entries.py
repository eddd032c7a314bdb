"""Cultivation entries as they are listed, and the only way in which the web comes by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.accounts.models import User
from registry.accounts.permissions import Permission, may
from registry.assessments.models import CultivationEntry, CultivationNote, Readiness
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.paging import Page, decode_cursor, instant_of, page_of
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import place_of, within
from registry.enterprises.search import matching
from registry.extensions import db
from registry.reference.models import Tier

_Statement = TypeVar("_Statement", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class EntryFilter:
    """What the list is narrowed by; None is any. Without `is_closed` only open entries are meant, else only closed."""

    owner_id: int | None = None
    tier: Tier | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class EntryRow:
    """A line of the list. `last_at` is the instant of the last note, of the opening where there is none."""

    entry: CultivationEntry
    enterprise: Enterprise
    profile: EnterpriseProfile
    owner: str
    last_at: datetime
    notes: int


def entries(
    wanted: EntryFilter, *, regions: Collection[str], on: date, cursor: str | None = None, size: int = 50
) -> Page[EntryRow]:
    """One page of the entries of firms of `regions`, those first of which nothing was noted for longest."""
    last = _last_at()
    statement = select(CultivationEntry, Enterprise, User.name, last, _notes()).join(
        User, User.id == CultivationEntry.owner_id
    )
    after = _position(cursor)
    if after is not None:
        at, number = after
        statement = statement.where(or_(last > at, and_(last == at, CultivationEntry.id > number)))
    statement = _narrowed(statement, wanted, regions, on).order_by(last, CultivationEntry.id).limit(size + 1)
    found = list(db.session.execute(statement))
    profiles = _profiles([enterprise.id for _entry, enterprise, *_rest in found], regions, on)
    rows = [
        EntryRow(entry, enterprise, profiles[enterprise.id], owner, last_at, number)
        for entry, enterprise, owner, last_at, number in found
    ]
    return page_of(rows, size, lambda row: (row.last_at.astimezone(UTC).isoformat(), row.entry.id))


def count_entries(wanted: EntryFilter, *, regions: Collection[str], on: date) -> int:
    """How many entries `entries` pages through."""
    statement = _narrowed(select(func.count(CultivationEntry.id)), wanted, regions, on)
    return db.session.scalar(statement) or 0


def owners(*, regions: Collection[str], on: date) -> list[tuple[str, str]]:
    """Who keeps open entries of firms of `regions`: (public identifier, name), by name."""
    open_ones = _narrowed(select(CultivationEntry.owner_id), EntryFilter(), regions, on)
    statement = select(User.public_id, User.name).where(User.id.in_(open_ones)).order_by(User.name, User.id)
    return [(public_id, name) for public_id, name in db.session.execute(statement)]


def standings(rows: Sequence[EntryRow]) -> dict[int, list[Readiness]]:
    """How far the firm of each entry is from its rung today, one by rule set of the rung; by the entry's number."""
    firms = {row.entry.enterprise_id for row in rows}
    statement = select(Readiness).where(Readiness.enterprise_id.in_(firms)).order_by(Readiness.rule_set_id)
    found = list(db.session.scalars(statement))
    return {
        row.entry.id: [
            one for one in found if (one.enterprise_id, one.tier) == (row.entry.enterprise_id, row.entry.tier)
        ]
        for row in rows
    }


def entries_of(enterprise_id: int) -> list[CultivationEntry]:
    """All entries of the firm with their notes, the open ones first, then the one closed last."""
    statement = (
        select(CultivationEntry)
        .where(CultivationEntry.enterprise_id == enterprise_id)
        .options(
            joinedload(CultivationEntry.owner).lazyload(User.grants),
            selectinload(CultivationEntry.notes).joinedload(CultivationNote.written_by).lazyload(User.grants),
        )
        .order_by(CultivationEntry.closed_at.desc(), CultivationEntry.tier, CultivationEntry.id.desc())
    )
    return list(db.session.scalars(statement))


def get_cultivation_for(
    actor: Actor, public_id: str, *, on: date, permission: Permission = Permission.PIPELINE_READ
) -> CultivationEntry:
    """The entry where the officer has `permission` for the place of its firm; or NotFound."""
    found = select(CultivationEntry).where(CultivationEntry.public_id == public_id)
    entry = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if entry is None or not may(actor, permission, place_of(entry.enterprise_id, on)):
        raise NotFound(msg("没有这项培育记录，或它不在您的辖区。"))
    return entry


def _narrowed(statement: _Statement, wanted: EntryFilter, regions: Collection[str], on: date) -> _Statement:
    """The statement about entries, which begins with them, held to those that are wanted."""
    entry = CultivationEntry
    statement = statement.join(Enterprise, Enterprise.id == entry.enterprise_id).where(
        within(regions, on), (entry.closed_at != FOREVER) if wanted.is_closed else (entry.closed_at == FOREVER)
    )
    if wanted.owner_id is not None:
        statement = statement.where(entry.owner_id == wanted.owner_id)
    if wanted.tier is not None:
        statement = statement.where(entry.tier == wanted.tier)
    return statement


def _profiles(enterprise_ids: Collection[int], regions: Collection[str], on: date) -> dict[int, EnterpriseProfile]:
    found = matching("", regions=regions, on=on).where(Enterprise.id.in_(enterprise_ids))
    return {enterprise.id: profile for enterprise, profile in db.session.execute(found)}


def _last_at() -> ColumnElement[datetime]:
    note = CultivationNote
    last = select(func.max(note.recorded_at)).where(note.entry_id == CultivationEntry.id).scalar_subquery()
    return func.coalesce(last, CultivationEntry.opened_at)


def _notes() -> ColumnElement[int]:
    note = CultivationNote
    return select(func.count(note.id)).where(note.entry_id == CultivationEntry.id).scalar_subquery()


def _position(cursor: str | None) -> tuple[datetime, int] | None:
    """The key as typed values; None for none, or where somebody typed nonsense."""
    after = decode_cursor(cursor, (str, int))
    if after is None:
        return None
    at = instant_of(after[0])
    return (at, int(after[1])) if at is not None else None
