"""What waits for an officer, narrowed and in the order asked for, with who has each in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Date, Select, and_, func, literal, or_, select, true

from registry.accounts.models import User
from registry.applications.absences import absent_people, represented_by
from registry.applications.desk_models import Holding
from registry.applications.models import Application, ApplicationState
from registry.applications.queries import in_regions, queue
from registry.applications.workflow import stage_role_at
from registry.core.actor import Actor
from registry.core.paging import Cursor, instant_of
from registry.core.types import FAR
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.reference.queries import schemes

KEY_TYPES = (str, int)
HOLDERS = ("", "mine", "free", "others", "all")
"""Whose: what the actor may go on with (all but what a colleague who is there has), his own, nobody's, others', all."""

ORDERS = ("due", "age")
Row = tuple[Application, Holding | None]


@dataclass(frozen=True)
class Wanted:
    """How the list is narrowed; "" and () narrow nothing.

    `stage` is the role of a review stage, or `approved` or `forwarded`; `region` takes in all below it; `codes` are
    uscc; `late` leaves what is past its promised day. `order` is "due" (the earliest promised day
    first, no day last) or "age".
    """

    stage: str = ""
    scheme: str = ""
    region: str = ""
    late: bool = False
    holder: str = ""
    codes: tuple[str, ...] = ()
    order: str = "due"


def worklist(actor: Actor, wanted: Wanted, on: date, after: Cursor | None = None) -> Select[Application, Holding]:
    """The rows as (application, who has it in hand or None); `after` is the last key shown."""
    in_hand = and_(Holding.application_id == Application.id, Holding.taken_at >= Application.waiting_since)
    first = _first(wanted.order)
    statement = queue(actor).order_by(None).outerjoin(Holding, in_hand).add_columns(Holding)
    statement = statement.where(*_narrowed(actor, wanted, on))
    if (last := _position(after, wanted.order)) is not None:
        value, row_id = last
        statement = statement.where(or_(first > value, and_(first == value, Application.id > row_id)))
    return statement.order_by(first, Application.id)


def size(actor: Actor, wanted: Wanted, on: date) -> int:
    """How many rows the whole list has."""
    rows = worklist(actor, wanted, on).with_only_columns(Application.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def key(row: Row, order: str) -> Cursor:
    """The sort key of a row."""
    one = row[0]
    if order == "age":
        return (one.waiting_since.astimezone(UTC).isoformat(timespec="microseconds"), one.id)
    return ((one.due_on or FAR).isoformat(), one.id)


def next_case(actor: Actor, wanted: Wanted, on: date, seen: str = "") -> Application | None:
    """The first of the list, or the one after `seen` (a public identifier) while that is still in it."""
    place = None
    if seen:
        row = db.session.execute(worklist(actor, wanted, on).where(Application.public_id == seen)).first()
        place = None if row is None else key((row[0], row[1]), wanted.order)
    return db.session.scalars(worklist(actor, wanted, on, place).limit(1)).first()


def _narrowed(actor: Actor, wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    conditions = [_in_hands(actor, wanted.holder, on)]
    if wanted.stage:
        conditions.append(_at_stage(wanted.stage))
    if wanted.scheme:
        conditions.append(Application.scheme_code == wanted.scheme)
    if wanted.region:
        conditions.append(in_regions([wanted.region]))
    if wanted.late:
        conditions.append(Application.due_on < on)
    if wanted.codes:
        conditions.append(Application.enterprise.has(Enterprise.uscc.in_(wanted.codes)))
    return conditions


def _in_hands(actor: Actor, holder: str, on: date) -> ColumnElement[bool]:
    free = Holding.holder_id.is_(None)
    mine = or_(Holding.holder_id == actor.id, Holding.holder_id.in_(represented_by(actor.id or 0, on)))
    gone = or_(
        Holding.holder_id.in_(absent_people(on)),
        Holding.holder_id.in_(select(User.id).where(~User.is_active)),
    )
    return {
        "mine": mine,
        "free": free,
        "others": and_(~free, ~mine),
        "all": true(),
    }.get(holder, or_(free, mine, gone))


def _at_stage(stage: str) -> ColumnElement[bool]:
    if stage in (ApplicationState.APPROVED, ApplicationState.FORWARDED):
        return Application.state == stage
    places = [
        and_(Application.scheme_code == scheme.code, Application.stage == number)
        for scheme in schemes()
        for number in range(len(scheme.stages))
        if stage_role_at(scheme, number) == stage
    ]
    return and_(Application.state == ApplicationState.SUBMITTED, or_(*places)) if places else ~true()


def _first(order: str) -> ColumnElement[date] | ColumnElement[datetime]:
    if order == "age":
        return Application.waiting_since.expression
    return func.coalesce(Application.due_on, literal(FAR, Date))


def _position(after: Cursor | None, order: str) -> tuple[date | datetime, int] | None:
    """The key as typed values; None for none, or where somebody typed nonsense."""
    if after is None:
        return None
    word, row_id = str(after[0]), int(after[1])
    place = instant_of(word) if order == "age" else _day_of(word)
    return None if place is None else (place, row_id)


def _day_of(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def codes_found(codes: Sequence[str]) -> set[str]:
    """Which of the uscc are known to the registry."""
    return set(db.session.scalars(select(Enterprise.uscc).where(Enterprise.uscc.in_(codes))))
