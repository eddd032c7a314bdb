"""Working days of the mainland calendar: weekends, holidays and the weekends worked in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import chinese_calendar
from chinese_calendar.constants import holidays as _published

_SATURDAY = 5
_FIRST_YEAR = min(_published).year
_LAST_YEAR = max(_published).year


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    `overrides` are the bureau's own entries, day -> worked, and go before everything else. `confirmed_through` is the
    last day up to which the bureau has entered the published holidays; the library's own years need no entry.
    """

    overrides: Mapping[dt.date, bool] = field(default_factory=dict)
    confirmed_through: dt.date | None = None

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` is worked; where nothing was published, Monday to Friday (see `is_guess`)."""
        override = self.overrides.get(day)
        if override is not None:
            return override
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY

    def is_guess(self, day: dt.date) -> bool:
        """Whether nothing but the weekday speaks for `day`, so that a page must say the holidays are not known yet."""
        if day in self.overrides:
            return False
        return day.year < _FIRST_YEAR or day > self.known_through()

    def known_through(self) -> dt.date:
        """The last day whose holidays are known."""
        library = dt.date(_LAST_YEAR, 12, 31)
        return library if self.confirmed_through is None else max(library, self.confirmed_through)

    def add_working_days(self, start: dt.date, n: int, *, count_start: bool = False) -> dt.date:
        """The n-th working day after `start` (民法典 art. 201: the day of the event is not counted).

        With `count_start` a working `start` is itself the first. Raises ValueError for n < 1.
        """
        if n < 1:
            raise ValueError(f"the {n}-th working day does not exist")
        day = start if count_start else start + dt.timedelta(days=1)
        left = n
        while True:
            if self.is_working(day):
                left -= 1
            if not left:
                return day
            day += dt.timedelta(days=1)

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie in `[start, end)`; zero when `end` is not after `start`."""
        span = (end - start).days
        return sum(self.is_working(start + dt.timedelta(days=step)) for step in range(span))
