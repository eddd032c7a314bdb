"""What a title is on a day: in force, expiring, in the grace of the yearly update, expired, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.lifecycle.terms import TermKind, read_term
from registry.rules.value_files import load

EXPIRING_DAYS = 90

_BASES = {
    "national_sme": ("lifecycle_sme", "valid_until"),
    "national_hte": ("lifecycle_hnte", "valid_years"),
    "zhejiang_leading": ("lifecycle_leading", "valid_years"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A scheme's title as recognised. `valid_to` and `revoked_on` are first days it no longer holds.

    `valid_to` is date.max where there is no fixed end; `validity` is the scheme's term, "years:3" and the like.
    """

    scheme_code: str
    validity: str
    valid_from: date
    valid_to: date
    revoked_on: date | None = None

    @property
    def ends_on(self) -> date:
        """The first day it no longer holds, for whichever reason comes first."""
        return self.valid_to if self.revoked_on is None else min(self.valid_to, self.revoked_on)

    @property
    def last_day(self) -> date | None:
        """The last day of its term, revocation aside; None where there is no fixed end."""
        return None if self.valid_to == date.max else self.valid_to - timedelta(days=1)

    def held_on(self, on: date) -> bool:
        """True where it holds on `on`, the grace included: what the registry counts."""
        return self.valid_from <= on < self.ends_on


class State(StrEnum):
    """The states of a title on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    GRACE = "grace"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class TitleState:
    """The state, the last day of what it is now, and how many days come after `on` up to that day (0: it is today)."""

    state: State
    last_day: date | None
    days_left: int | None
    text: Text
    basis: Basis | None

    @property
    def verified(self) -> bool:
        """False where the term rests on a text that was not seen."""
        return self.basis is not None and self.basis.verified


def state_on(title: Title, on: date, *, warn_days: int = EXPIRING_DAYS) -> TitleState:
    """The state of `title` on `on`; EXPIRING from `warn_days` days before its last day on, that day included."""
    source = _BASES.get(title.scheme_code)
    state, last_day, text = _judged(title, on, warn_days)
    is_held = state in {State.IN_FORCE, State.EXPIRING, State.GRACE}
    left = (last_day - on).days if last_day is not None and is_held else None
    return TitleState(state, last_day, left, text, basis(*source) if source else None)


def _judged(title: Title, on: date, warn_days: int) -> tuple[State, date | None, Text]:
    if on < title.valid_from:
        return State.NOT_YET, title.last_day, msg("自 {day} 起有效", day=title.valid_from)
    if title.revoked_on is not None and on >= title.revoked_on:
        return State.REVOKED, title.revoked_on - timedelta(days=1), msg("已于 {day} 取消资格", day=title.revoked_on)
    last_day = title.last_day
    if last_day is None:
        return State.IN_FORCE, None, msg("长期有效")
    if on > last_day:
        return State.EXPIRED, last_day, msg("有效期至 {day}，已届满", day=last_day)
    year_end = _year_end(title)
    if year_end is not None and on > year_end:
        return State.GRACE, last_day, _grace_text(last_day, (last_day - on).days)
    until = last_day if year_end is None else min(last_day, year_end)
    left = (until - on).days
    if left > warn_days:
        return State.IN_FORCE, until, msg("有效期至 {day}", day=until)
    return State.EXPIRING, until, _expiring_text(until, left)


def _year_end(title: Title) -> date | None:
    """The last day before the grace begins, for titles that are renewed every year."""
    if read_term(title.validity).kind is not TermKind.ENTRY_YEAR_GRACE:
        return None
    values = load("lifecycle_sme")
    month, day = values.month_day("valid_until", max(title.valid_from, values.since))
    return date(title.valid_from.year, month, day)


def _grace_text(last_day: date, left: int) -> Text:
    if left == 0:
        return msg("待更新：今天是更新信息并重新自评的最后一天")
    return msg("待更新：应在 {day} 前（含当日）更新信息并重新自评，还有 {days} 天", day=last_day, days=left)


def _expiring_text(last_day: date, left: int) -> Text:
    if left == 0:
        return msg("今天是有效期的最后一天")
    return msg("有效期至 {day}，还有 {days} 天", day=last_day, days=left)
