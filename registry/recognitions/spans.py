"""From an enterprise's facts to the spans that are counted: one pure function.

Recognitions of one tier are merged whatever their scheme, cut short by revocation, kept only while the enterprise is
in the district, and split where its region, park or industry changes. Renewals and renames leave one span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from registry.core.types import FAR
from registry.enterprises.models import Presence
from registry.recognitions.models import ALL_SCHEMES, REGISTERED, SpanEnd, SpanStart


class Place(NamedTuple):
    """Where and as what an enterprise is counted."""

    region_code: str
    park: str
    industry_code: str


@dataclass(frozen=True)
class ProfilePeriod:
    """A profile's part in counting, over `[start, end)`."""

    start: date
    end: date
    presence: Presence
    place: Place


@dataclass(frozen=True)
class Held:
    """A recognition's part in counting: held over `[start, end)`, or to `revoked_on` where that is earlier."""

    tier: str
    scheme: str
    start: date
    end: date
    revoked_on: date | None = None


class Span(NamedTuple):
    """What one row of `MembershipSpan` says, but for the enterprise and the time of knowing."""

    tier: str
    scheme: str
    place: Place
    d0: date
    d1: date
    started_by: SpanStart
    ended_by: SpanEnd | None


class _Run(NamedTuple):
    """An unbroken time of holding; `ended_by` says what ended it, None where it has no end."""

    start: date
    end: date
    ended_by: SpanEnd | None


def derive_spans(profiles: Iterable[ProfilePeriod], recognitions: Iterable[Held]) -> set[Span]:
    """All spans of one enterprise. `profiles` are those believed at one instant: they do not overlap."""
    here = sorted(profiles, key=lambda period: period.start)
    spans: set[Span] = set()
    if here:
        registered = [_Run(here[0].start, here[-1].end, None)]
        spans.update(_place(REGISTERED, ALL_SCHEMES, registered, here))
    for (tier, scheme), held in _tracks(recognitions).items():
        spans.update(_place(tier, scheme, _merge(held), here))
    return spans


def _tracks(recognitions: Iterable[Held]) -> dict[tuple[str, str], list[Held]]:
    """Every recognition counts twice: for its tier as a whole and for its own scheme."""
    tracks: dict[tuple[str, str], list[Held]] = {}
    for held in recognitions:
        for scheme in (ALL_SCHEMES, held.scheme):
            tracks.setdefault((held.tier, scheme), []).append(held)
    return tracks


def _merge(recognitions: list[Held]) -> list[_Run]:
    """Unite overlapping and back-to-back recognitions; the one that lasts longest says how the run ends."""
    runs: list[_Run] = []
    for held in sorted(recognitions, key=lambda one: one.start):
        is_cut = held.revoked_on is not None and held.revoked_on < held.end
        end = held.revoked_on if is_cut and held.revoked_on else held.end
        if end <= held.start:
            continue
        piece = _Run(held.start, end, None if end == FAR else SpanEnd.REVOKED if is_cut else SpanEnd.EXPIRED)
        if runs and piece.start <= runs[-1].end:
            last = runs[-1]
            longer = piece if _reach(piece) > _reach(last) else last
            runs[-1] = _Run(last.start, longer.end, longer.ended_by)
        else:
            runs.append(piece)
    return runs


def _reach(run: _Run) -> tuple[date, bool]:
    """Order of two ends; where they fall on one day, running out counts rather than being revoked."""
    return run.end, run.ended_by is not SpanEnd.REVOKED


def _place(tier: str, scheme: str, runs: Sequence[_Run], profiles: Sequence[ProfilePeriod]) -> Iterator[Span]:
    """Cut the runs to the days of presence and to one place each."""
    is_first = True
    for run in runs:
        for piece in _pieces(run, profiles):
            yield Span(
                tier,
                scheme,
                piece.place,
                piece.start,
                piece.end,
                _start_cause(piece.start, run, is_first=is_first),
                _end_cause(piece.end, run, profiles),
            )
            is_first = False


def _pieces(run: _Run, profiles: Sequence[ProfilePeriod]) -> list[ProfilePeriod]:
    """The run's days of presence, those of one unchanged place joined."""
    pieces: list[ProfilePeriod] = []
    for profile in profiles:
        start, end = max(run.start, profile.start), min(run.end, profile.end)
        if profile.presence is not Presence.ACTIVE or start >= end:
            continue
        if pieces and pieces[-1].end == start and pieces[-1].place == profile.place:
            start = pieces.pop().start
        pieces.append(ProfilePeriod(start, end, profile.presence, profile.place))
    return pieces


def _start_cause(day: date, run: _Run, *, is_first: bool) -> SpanStart:
    if day > run.start:
        return SpanStart.MOVED_IN
    return SpanStart.RECOGNISED if is_first else SpanStart.REGAINED


def _end_cause(day: date, run: _Run, profiles: Sequence[ProfilePeriod]) -> SpanEnd | None:
    """Why the span ends on `day`; a title that runs out on the day of leaving has run out."""
    if day == run.end:
        return run.ended_by
    following = next((profile for profile in profiles if profile.start <= day < profile.end), None)
    if following is not None and following.presence is Presence.DEREGISTERED:
        return SpanEnd.DEREGISTERED
    return SpanEnd.MOVED_OUT
