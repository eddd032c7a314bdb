"""Which recognition is which: by a number of its own, else by the firm with the paper, or the firm with the day.

Some schemes give every firm a number of its own. Other lists have one 文号 for all their firms, or none.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from registry.core.types import FOREVER
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.reference.models import DecidedBy, Scheme
from registry.rules.identifiers.characters import squeeze

Value = TypeVar("Value")

BLOCK = 500
"""Recognitions asked about at once: bounds the length of an IN list."""

_YEAR = re.compile(r"[(\[{【〔〖](\d{4})[)\]}】〕〗]")


class Claim(NamedTuple):
    """What a recognition is known by. `number` may be "", or a 文号 that it shares with other firms."""

    enterprise_id: int
    number: str
    valid_from: date


class Taken(NamedTuple):
    """The first claim, by its position, that another recognition answers to, and who holds that one.

    `by_day` where only the day is the same, not the number.
    """

    position: int
    holder_id: int
    by_day: bool


def is_own_number(scheme: Scheme, number: str) -> bool:
    """Whether no second recognition of the scheme may have the number.

    So it is where the scheme numbers its firms, and for the numbers of digits alone that the district gives out
    itself; a 文号 stands for every firm of its paper.
    """
    return scheme.own_number or (scheme.decided_by is DecidedBy.DISTRICT and number.isdecimal())


def paper(number: str) -> str:
    """The one spelling of a 文号: 甬科高[2026]1号 and 甬科高（2026） 1 号 are 甬科高〔2026〕1号."""
    return _YEAR.sub(r"〔\1〕", squeeze(number).upper())


def first_taken(scheme: Scheme, claims: Sequence[Claim]) -> Taken | None:
    """The first of `claims` that a believed recognition of the scheme, or a claim before it, answers to."""
    holders = _holders(scheme, claims)
    for position, claim in enumerate(claims):
        for key in _claimed(scheme, claim):
            if key in holders:
                return Taken(position, holders[key], key[0] == "day")
        for key in _answering(claim):
            holders.setdefault(key, claim.enterprise_id)
    return None


def _claimed(scheme: Scheme, claim: Claim) -> list[tuple[Hashable, ...]]:
    """What must be free for the claim."""
    if is_own_number(scheme, claim.number):
        return [("number", claim.number)]
    day = ("day", claim.enterprise_id, claim.valid_from)
    return [("paper", claim.enterprise_id, paper(claim.number)), day] if claim.number else [day]


def _answering(claim: Claim) -> list[tuple[Hashable, ...]]:
    """All that a recognition answers to."""
    return [
        ("number", claim.number),
        ("paper", claim.enterprise_id, paper(claim.number)),
        ("day", claim.enterprise_id, claim.valid_from),
    ]


def _holders(scheme: Scheme, claims: Sequence[Claim]) -> dict[tuple[Hashable, ...], int]:
    """Enterprise ids by what their believed recognitions answer to, as far as the claims ask for it."""
    title = Recognition
    wanted = select(title.enterprise_id, title.certificate_number, title.valid_from).where(
        title.scheme_code == scheme.code, title.retired_at == FOREVER
    )
    numbers = sorted({claim.number for claim in claims if is_own_number(scheme, claim.number)})
    firms = sorted({claim.enterprise_id for claim in claims if not is_own_number(scheme, claim.number)})
    statements = [wanted.where(title.certificate_number.in_(block)) for block in _blocks(numbers)]
    statements += [wanted.where(title.enterprise_id.in_(block)) for block in _blocks(firms)]
    holders: dict[tuple[Hashable, ...], int] = {}
    for statement in statements:
        for enterprise_id, number, valid_from in db.session.execute(statement.order_by(title.id)):
            for key in _answering(Claim(enterprise_id, number, valid_from)):
                holders.setdefault(key, enterprise_id)
    return holders


def _blocks(values: Sequence[Value]) -> list[Sequence[Value]]:
    return [values[start : start + BLOCK] for start in range(0, len(values), BLOCK)]
