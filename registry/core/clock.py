"""The only place that asks what time it is; called from the edges (web, cli) and nowhere below."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The office's calendar day (Asia/Shanghai)."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The office's calendar day on which the instant `at` falls."""
    return at.astimezone(OFFICE_ZONE).date()


def start_of(day: date) -> datetime:
    """The first instant of the office's calendar day, in UTC."""
    return datetime.combine(day, time.min, OFFICE_ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last microsecond of the office's calendar day, in UTC: what was known by that evening."""
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
