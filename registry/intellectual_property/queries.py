"""The rights of an enterprise: all that are believed, those in force on a day, and how many of each class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select

from registry.core.types import FOREVER
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.rules.identifiers.ip_numbers import IpKind, ip_class


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
    right = IntellectualProperty
    return rights_of(enterprise_id, known_at).where(
        right.granted_on <= on,
        or_(right.expires_on.is_(None), right.expires_on >= on),
        or_(right.lapsed_on.is_(None), right.lapsed_on > on),
    )


def counts_by_class(enterprise_id: int, on: date, known_at: datetime | None = None) -> ClassCounts:
    """How many rights of class Ⅰ and Ⅱ are in force on the day."""
    classes = [ip_class(right.kind) for right in db.session.scalars(rights_in_force(enterprise_id, on, known_at))]
    return ClassCounts(classes.count(1), classes.count(2))


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


def _believed(known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_at is None:
        return (IntellectualProperty.retired_at == FOREVER,)
    return (IntellectualProperty.recorded_at <= known_at, IntellectualProperty.retired_at > known_at)
