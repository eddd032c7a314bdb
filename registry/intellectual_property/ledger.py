"""A firm's rights as its ledger shows them: what each is worth today, when it ends, and what is to be paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from registry.core.text import Text
from registry.intellectual_property.models import IntellectualProperty
from registry.rules.identifiers.ip_numbers import IpKind, check, ip_class
from registry.rules.ip_classes import FeeDue, Right, last_day_of_term, next_fee

EXPIRING_WITHIN = 180
FEE_WITHIN = 60
"""Days."""


class Standing(StrEnum):
    """What a right is worth on the day."""

    IN_FORCE = "in_force"
    NOT_GRANTED = "not_granted"
    ENDED = "ended"


class Due(StrEnum):
    """What is near."""

    FEE = "fee"
    EXPIRY = "expiry"


@dataclass(frozen=True)
class Entry:
    """One right on a day. `last_day` is that of its term; `is_reckoned`: counted from filing, since none is recorded.

    `fee` is the next yearly fee of a patent, `near` what comes within `FEE_WITHIN` or `EXPIRING_WITHIN` days.
    `odd` says what is wrong with the number as it stands.
    """

    right: IntellectualProperty
    ip_class: Literal[1, 2] | None
    standing: Standing
    last_day: date | None
    is_reckoned: bool
    fee: FeeDue | None
    near: frozenset[Due]
    odd: Text | None


@dataclass(frozen=True)
class Narrowed:
    """What a ledger is narrowed to; None is everything."""

    kind: IpKind | None = None
    ip_class: int | None = None
    state: Standing | Due | None = None

    def holds(self, entry: Entry) -> bool:
        """Whether an entry belongs to it."""
        return (
            self.kind in (None, entry.right.kind)
            and self.ip_class in (None, entry.ip_class)
            and (self.state in (None, entry.standing) or self.state in entry.near)
        )


def entries(rights: Iterable[IntellectualProperty], in_force: Collection[int], on: date) -> list[Entry]:
    """The entries of `rights` on the day, in their order; `in_force` are the numbers of those that count."""
    return [_entry(right, right.id in in_force, on) for right in rights]


def rule_right(right: IntellectualProperty) -> Right:
    """The right as the rules read it."""
    return Right(
        kind=right.kind,
        number=right.number,
        filed_on=right.filed_on,
        granted_on=right.granted_on,
        expires_on=right.expires_on,
        lapsed_on=right.lapsed_on,
        used_in_hnte=None if right.hte_year is None else bool(right.hte_year),
    )


def odd_number(right: IntellectualProperty) -> Text | None:
    """What is wrong with the number (its check digit, its shape), or None."""
    return check(right.kind.value, right.number).text


def due_fee(right: IntellectualProperty, on: date) -> FeeDue | None:
    """The yearly fee that falls due within `FEE_WITHIN` days, or None."""
    fee = next_fee(rule_right(right), on)
    return fee if fee is not None and fee.days_left <= FEE_WITHIN else None


def last_day(right: IntellectualProperty) -> date | None:
    """The last day of its term as recorded, else as counted from filing."""
    if right.expires_on is not None or right.filed_on is None:
        return right.expires_on
    return last_day_of_term(right.kind, right.filed_on)


def is_expiring(right: IntellectualProperty, on: date) -> bool:
    """Whether its term ends within `EXPIRING_WITHIN` days."""
    end = last_day(right)
    return end is not None and 0 <= (end - on).days <= EXPIRING_WITHIN


def _entry(right: IntellectualProperty, counts: bool, on: date) -> Entry:
    fee = next_fee(rule_right(right), on) if counts else None
    near = {
        Due.FEE: fee is not None and fee.days_left <= FEE_WITHIN,
        Due.EXPIRY: counts and is_expiring(right, on),
    }
    end = last_day(right)
    return Entry(
        right=right,
        ip_class=ip_class(right.kind),
        standing=_standing(right, counts, on),
        last_day=end,
        is_reckoned=end is not None and right.expires_on is None,
        fee=fee,
        near=frozenset(due for due, is_near in near.items() if is_near),
        odd=odd_number(right),
    )


def _standing(right: IntellectualProperty, counts: bool, on: date) -> Standing:
    if counts:
        return Standing.IN_FORCE
    return Standing.NOT_GRANTED if right.granted_on is None or right.granted_on > on else Standing.ENDED
