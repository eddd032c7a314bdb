"""The rights of an enterprise: all that are believed, those in force on a day, and how many of each class."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from registry.core.types import FOREVER
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.rules.identifiers.ip_numbers import IpKind, ip_class, normalise


@dataclass(frozen=True)
class ClassCounts:
    """Rights in force by class (国科发政〔2017〕115号 art. 9); a PCT application is no right and in neither."""

    class_one: int
    class_two: int


def rights_of(enterprise_id: int, known_at: datetime | None = None) -> Select[IntellectualProperty]:
    """Every right believed of the firm, now or at `known_at`, in force or not; by kind and number."""
    return (
        select(IntellectualProperty)
        .where(IntellectualProperty.enterprise_id == enterprise_id, *_believed(known_at))
        .order_by(IntellectualProperty.kind, IntellectualProperty.number, IntellectualProperty.id)
    )


def rights_in_force(enterprise_id: int, on: date, known_at: datetime | None = None) -> Select[IntellectualProperty]:
    """Those granted by the day, whose term (its last day included) is not over or not known, and which did not lapse.

    A right whose day of grant is unknown is not in force.
    """
    return rights_of(enterprise_id, known_at).where(in_force_on(on))


def counts_by_class(enterprise_id: int, on: date, known_at: datetime | None = None) -> ClassCounts:
    """How many rights of class Ⅰ and Ⅱ are in force on the day."""
    classes = [ip_class(right.kind) for right in db.session.scalars(rights_in_force(enterprise_id, on, known_at))]
    return ClassCounts(classes.count(1), classes.count(2))


@dataclass(frozen=True)
class KindCount:
    """A firm's rights of one kind: how many are believed at all, how many of them in force on the day.

    `used` are those of them on which a recognition as a high-tech enterprise rested; `earliest` is the first day of
    grant among those of which that is not known, None where it is known of all.
    """

    enterprise_id: int
    kind: IpKind
    recorded: int
    in_force: int
    used: int
    earliest: date | None


def counts_by_kind(enterprise_ids: Collection[int], on: date, known_at: datetime | None = None) -> list[KindCount]:
    """The rights of many firms in one statement, by firm and kind; a firm without any right is missing."""
    right, holds = IntellectualProperty, in_force_on(on)
    statement = (
        select(
            right.enterprise_id,
            right.kind,
            func.count(),
            func.count(case((holds, right.id))),
            func.count(case((and_(holds, right.hte_year > 0), right.id))),
            func.min(case((and_(holds, right.hte_year.is_(None)), right.granted_on))),
        )
        .where(right.enterprise_id.in_(enterprise_ids), *_believed(known_at))
        .group_by(right.enterprise_id, right.kind)
        .order_by(right.enterprise_id, right.kind)
    )
    return [KindCount(*row) for row in db.session.execute(statement)]


def holders(kind: IpKind, number: str) -> Select[IntellectualProperty]:
    """The believed records of one canonical number, whichever firm's; the oldest first."""
    return (
        select(IntellectualProperty)
        .where(
            IntellectualProperty.kind == kind,
            IntellectualProperty.number == number,
            IntellectualProperty.retired_at == FOREVER,
        )
        .order_by(IntellectualProperty.id)
    )


def numbers_of(enterprise_id: int) -> set[tuple[IpKind, str]]:
    """The numbers believed of the firm in their canonical spelling, each with its kind."""
    right = IntellectualProperty
    rows = select(right.kind, right.number).where(right.enterprise_id == enterprise_id, *_believed(None))
    return {(kind, normalise(kind.value, number)) for kind, number in db.session.execute(rows)}


def held_elsewhere(enterprise_id: int, on: date) -> Select[IntellectualProperty]:
    """Other firms' rights in force on the day under a kind and number that this firm has in force too."""
    right = IntellectualProperty
    counted = (right.retired_at == FOREVER, in_force_on(on))
    own = select(right.kind, right.number).where(right.enterprise_id == enterprise_id, *counted).subquery()
    return (
        select(right)
        .join(own, and_(own.c.kind == right.kind, own.c.number == right.number))
        .where(right.enterprise_id != enterprise_id, *counted)
        .order_by(right.number, right.id)
    )


def in_force_on(on: date) -> ColumnElement[bool]:
    """SQL: `registry.rules.ip_classes.in_force` of the dates recorded."""
    right = IntellectualProperty
    return and_(
        right.granted_on <= on,
        or_(right.expires_on.is_(None), right.expires_on >= on),
        or_(right.lapsed_on.is_(None), right.lapsed_on > on),
    )


def _believed(known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_at is None:
        return (IntellectualProperty.retired_at == FOREVER,)
    return (IntellectualProperty.recorded_at <= known_at, IntellectualProperty.retired_at > known_at)
