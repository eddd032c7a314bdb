"""What every command shares: days and instants as options, JSON as output, one commit at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from registry.core.clock import OFFICE_ZONE, end_of, today
from registry.extensions import db


class DayType(click.ParamType):
    """A day written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a message that says what is wrong."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是日期，应写成 2025-12-31。", param, ctx)


class InstantType(click.ParamType):
    """A day (its end in the office's zone), or an ISO instant (in the office's zone unless it names another)."""

    name = "YYYY-MM-DD[THH:MM:SS]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant, aware."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2025-12-31"):
                return end_of(date.fromisoformat(value))
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是时间，应写成 2025-12-31 或 2025-12-31T18:00:00。", param, ctx)
        return instant if instant.tzinfo else instant.replace(tzinfo=OFFICE_ZONE)


DAY = DayType()
INSTANT = InstantType()

on_option: Callable[..., Any] = click.option("--on", type=DAY, default=today, help="截至哪一天（默认今天）。")
known_option: Callable[..., Any] = click.option("--known-at", type=INSTANT, help="按当时已登记的信息（默认现在）。")
json_option: Callable[..., Any] = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")


def finish(*, keep: bool) -> None:
    """End a command's work: keep all of it or none."""
    if keep:
        db.session.commit()
    else:
        db.session.rollback()


def print_json(document: Any) -> None:
    """One JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))
