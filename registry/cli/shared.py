"""What every command shares: days and instants as options, JSON as output, one commit at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask

from registry.core.clock import OFFICE_ZONE, end_of, today
from registry.core.errors import DomainError
from registry.extensions import db

if TYPE_CHECKING:
    from sqlalchemy import Engine, Select


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
commit_option: Callable[..., Any] = click.option("--commit", is_flag=True, help="真正存入；不给则只演练。")
json_option: Callable[..., Any] = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")


UNREACHABLE = (db.exc.OperationalError, db.exc.ProgrammingError)
"""The database does not answer, or has no schema yet."""


def told_plainly(callback: Callable[..., Any]) -> Callable[..., Any]:
    """The command, with a sentence instead of a traceback where the database is out of reach or has no schema."""

    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return callback(*arguments, **options)
        except UNREACHABLE as error:
            text = "数据库不能使用：{reason}。如果结构还没有建立或不是最新的，请执行 flask --app registry db upgrade。"
            raise click.ClickException(text.format(reason=error.orig)) from None

    return run


def finish(*, keep: bool) -> None:
    """End a command's work: keep all of it or none."""
    if keep:
        db.session.commit()
    else:
        db.session.rollback()


def print_json(document: Any) -> None:
    """One JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))


def engine() -> Engine:
    """The database of this application: which engine it is, and where."""
    return db.engine


@contextmanager
def other_database(file: Path) -> Iterator[None]:
    """Have everything inside ask the SQLite database in `file` instead of the application's own."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file.as_posix()}"
    db.init_app(app)
    with app.app_context():
        try:
            yield
        finally:
            release()


def release() -> None:
    """Give every connection back and close them all, so that nothing of this process stands in the way of another."""
    db.session.remove()
    db.engine.dispose()


def finds_any(statement: Select[*tuple[Any, ...]]) -> bool:
    """Whether a query finds at least one row."""
    return db.session.execute(statement.limit(1)).first() is not None


@contextmanager
def refusals_as_usage() -> Iterator[None]:
    """A refusal is told as a wrong use of the command: its sentence, and exit code 2."""
    try:
        yield
    except DomainError as error:
        raise click.UsageError(str(error.text)) from None
