"""The demo's time: office hours on working days, and stories that are told side by side in the order of time."""

from __future__ import annotations

import heapq
import random
from collections.abc import Generator, Iterable
from datetime import date, datetime, timedelta

from registry.core.clock import day_of, start_of
from registry.rules.workdays import Calendar

Story = Generator[datetime, datetime, None]
"""Yields the instant of its next act and is given it back when every earlier act of the others is done."""

_OPENS, _CLOSES = 9 * 60, 17 * 60


class Timeline:
    """Instants before `now`, the moment the demo is made."""

    def __init__(self, now: datetime, calendar: Calendar) -> None:
        self.now = now
        self.today = day_of(now)
        self._calendar = calendar
        self._before: list[date] = []

    def ago(self, working_days: int) -> date:
        """The n-th working day before today, n ≥ 1."""
        day = self._before[-1] if self._before else self.today
        while len(self._before) < working_days:
            day -= timedelta(days=1)
            if self._calendar.is_working(day):
                self._before.append(day)
        return self._before[working_days - 1]

    def moment(self, working_days: int, source: random.Random) -> datetime:
        """Some minute in office hours of the n-th working day before today."""
        return self.on(self.ago(working_days), source)

    def on(self, day: date, source: random.Random) -> datetime:
        """Some minute in office hours of `day`."""
        return start_of(day) + timedelta(minutes=source.randrange(_OPENS, _CLOSES), seconds=source.randrange(60))

    def working_day_from(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        while not self._calendar.is_working(day):
            day += timedelta(days=1)
        return day


def tell(stories: Iterable[Story]) -> None:
    """Run all stories to their ends, their acts in the order of time; at one instant in the order given."""
    waiting: list[tuple[datetime, int, Story]] = []
    for place, story in enumerate(stories):
        _wait(waiting, place, story, None)
    while waiting:
        at, place, story = heapq.heappop(waiting)
        _wait(waiting, place, story, at)


def _wait(waiting: list[tuple[datetime, int, Story]], place: int, story: Story, at: datetime | None) -> None:
    try:
        following = next(story) if at is None else story.send(at)
    except StopIteration:
        return
    if at is not None and following < at:
        raise ValueError(f"story {place} goes back from {at} to {following}")
    heapq.heappush(waiting, (following, place, story))
