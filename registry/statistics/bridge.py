"""Why a number moved between two days: opening + entries − exits ± corrections = closing, each term a list of firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.extensions import db
from registry.recognitions.models import MembershipSpan, SpanEnd, SpanStart
from registry.statistics.population import Population, known, members, touching

BLOCK = 5000
"""Firms per statement: a database takes only so many values in an IN list."""


class Term(StrEnum):
    """One term of the bridge."""

    NEWLY_RECOGNISED = "newly_recognised"
    MOVED_IN = "moved_in"
    REGAINED = "regained"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MOVED_OUT = "moved_out"
    DEREGISTERED = "deregistered"
    CORRECTED_IN = "corrected_in"
    CORRECTED_OUT = "corrected_out"


SIGNS = {
    Term.NEWLY_RECOGNISED: 1,
    Term.MOVED_IN: 1,
    Term.REGAINED: 1,
    Term.EXPIRED: -1,
    Term.REVOKED: -1,
    Term.MOVED_OUT: -1,
    Term.DEREGISTERED: -1,
    Term.CORRECTED_IN: 1,
    Term.CORRECTED_OUT: -1,
}

LABELS = {
    Term.NEWLY_RECOGNISED: msg("新认定"),
    Term.MOVED_IN: msg("迁入（持有称号转入统计范围）"),
    Term.REGAINED: msg("重新认定"),
    Term.EXPIRED: msg("到期未续"),
    Term.REVOKED: msg("撤销"),
    Term.MOVED_OUT: msg("迁出（转出统计范围）"),
    Term.DEREGISTERED: msg("注销"),
    Term.CORRECTED_IN: msg("更正增加"),
    Term.CORRECTED_OUT: msg("更正减少"),
}

_ENTRIES = {
    SpanStart.RECOGNISED: Term.NEWLY_RECOGNISED,
    SpanStart.MOVED_IN: Term.MOVED_IN,
    SpanStart.REGAINED: Term.REGAINED,
}
_EXITS = {
    SpanEnd.EXPIRED: Term.EXPIRED,
    SpanEnd.REVOKED: Term.REVOKED,
    SpanEnd.MOVED_OUT: Term.MOVED_OUT,
    SpanEnd.DEREGISTERED: Term.DEREGISTERED,
}


class Change(NamedTuple):
    """A firm in a term, and the day from which it counts or no longer counts (None for corrections)."""

    enterprise_id: int
    day: date | None


@dataclass(frozen=True)
class Bridge:
    """`opening` and `closing` as counted; `terms` holds every term, empty ones too."""

    first: date
    last: date
    opening: int
    closing: int
    terms: dict[Term, list[Change]]

    @property
    def balances(self) -> bool:
        """Whether the terms explain the difference: they always do, or the registry is at fault."""
        return self.opening + sum(SIGNS[term] * len(firms) for term, firms in self.terms.items()) == self.closing


def bridge(population: Population, first: date, *, opening_known_at: datetime | None = None) -> Bridge:
    """The bridge from the end of `first` to `population.on`, as known at `population.known_at`.

    `opening_known_at` takes the opening number as it was known then; what was learnt since appears as corrections.
    `population.tier` must be one tier. Raises DomainError where `first` lies after `population.on`, or where the
    opening is to be known later than the closing.
    """
    if first > population.on:
        raise DomainError(msg("起始日期不能晚于截止日期。"), field="from")
    if opening_known_at and population.known_at and opening_known_at > population.known_at:
        raise DomainError(msg("期初数的已知时点不能晚于期末数的已知时点。"), field="known_from")
    opening = population.on_day(first)
    opening_now = _ids(opening)
    known_then = replace(opening, known_at=opening_known_at) if opening_known_at else opening
    opening_then = _ids(known_then) if opening_known_at else opening_now
    closing = _ids(population)
    terms: dict[Term, list[Change]] = {term: [] for term in Term}
    terms[Term.CORRECTED_IN] = [Change(one, None) for one in sorted(opening_now - opening_then)]
    terms[Term.CORRECTED_OUT] = [Change(one, None) for one in sorted(opening_then - opening_now)]
    pieces = _pieces(population, first)
    for one in sorted(closing - opening_now):
        start = _unbroken_start(pieces[one], population.on)
        terms[_ENTRIES[start.started_by]].append(Change(one, start.d0))
    for one in sorted(opening_now - closing):
        last = max((piece for piece in pieces[one] if piece.d1 <= population.on), key=lambda piece: piece.d1)
        terms[_EXITS[last.ended_by]].append(Change(one, last.d1))
    return Bridge(first, population.on, len(opening_then), len(closing), terms)


def changed_firms(changes: Iterable[Change], population: Population) -> list[dict[str, Any]]:
    """Code, name and day of every firm of a term, by day and name; the name is the one on the bridge's last day."""
    days = {change.enterprise_id: change.day for change in changes}
    ids = sorted(days)
    rows: list[Any] = []
    for start in range(0, len(ids), BLOCK):
        rows += db.session.execute(_named(ids[start : start + BLOCK], population))
    rows.sort(key=lambda row: (days[row.id] or date.min, row.name_sort, row.id))
    return [{"id": row.id, "uscc": row.uscc, "name": row.name, "day": days[row.id]} for row in rows]


def _named(ids: Sequence[int], population: Population) -> Select[*tuple[Any, ...]]:
    profile = EnterpriseProfile
    return (
        select(Enterprise.id, Enterprise.uscc, profile.name, profile.name_sort)
        .join(profile, profile.enterprise_id == Enterprise.id)
        .where(Enterprise.id.in_(ids), *known(profile, population.known_at))
        .where(profile.valid_from <= population.on, profile.valid_to > population.on)
    )


def _ids(population: Population) -> set[int]:
    return set(db.session.scalars(members(population).with_only_columns(MembershipSpan.enterprise_id)))


def _pieces(population: Population, first: date) -> dict[int, list[Any]]:
    """By firm, the spans within the filter that touch the days after `first` up to the closing day."""
    span = MembershipSpan
    rows = db.session.execute(
        touching(population, first).with_only_columns(
            span.enterprise_id, span.d0, span.d1, span.started_by, span.ended_by
        )
    )
    pieces: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        pieces[row.enterprise_id].append(row)
    return pieces


def _unbroken_start(pieces: list[Any], on: date) -> Any:
    """Walk back from the span that covers `on` over spans that touch, to where the unbroken holding began."""
    by_end = {piece.d1: piece for piece in pieces}
    piece = next(piece for piece in pieces if piece.d0 <= on < piece.d1)
    while piece.d0 in by_end:
        piece = by_end[piece.d0]
    return piece
