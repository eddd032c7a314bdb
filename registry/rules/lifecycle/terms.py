"""How long a title holds, from the `validity` of its scheme; and the two ways of counting years and months."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TermKind(StrEnum):
    """The kinds of terms a scheme may have."""

    YEARS = "years"
    ENTRY_YEAR_GRACE = "entry_year_grace"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Term:
    """`years` for YEARS; for ENTRY_YEAR_GRACE the last day (month, day) of the grace in the year after entry."""

    kind: TermKind
    years: int = 0
    grace_to: tuple[int, int] = (12, 31)


def read_term(validity: str) -> Term:
    """The term written as "years:3", "entry_year_grace:03-31"; any other word has no fixed end.

    Raises ValueError where the number or the day cannot be read.
    """
    kind, _, value = validity.partition(":")
    if kind == TermKind.YEARS:
        return Term(TermKind.YEARS, years=int(value))
    if kind == TermKind.ENTRY_YEAR_GRACE:
        month, day = (int(part) for part in value.split("-"))
        return Term(TermKind.ENTRY_YEAR_GRACE, grace_to=(month, day))
    return Term(TermKind.STANDING)


def first_day_after(validity: str, valid_from: date) -> date | None:
    """The first day a title recognised on `valid_from` no longer holds; None where it has no fixed end."""
    term = read_term(validity)
    if term.kind is TermKind.YEARS:
        return anniversary(valid_from, term.years)
    if term.kind is TermKind.ENTRY_YEAR_GRACE:
        return date(valid_from.year + 1, *term.grace_to) + timedelta(days=1)
    return None


def anniversary(day: date, years: int) -> date:
    """The same day `years` later; for 29 February in a common year the first day after it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_later(day: date, months: int) -> date:
    """The last day of `months` counted from `day`: the same day of the month, or the month's last (民法典 art. 202)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
