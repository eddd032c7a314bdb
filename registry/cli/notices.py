"""`notices`: what follows the end of a public notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from registry.cli.shared import commit_option, finish, json_option, on_option, print_json
from registry.core import clock
from registry.notices.models import NoticeEntry
from registry.notices.services import Closing, close_due, effective_from

notices_group = AppGroup("notices", help="公示期满的处理。")


@notices_group.command("close")
@on_option
@commit_option
@json_option
@with_appcontext
def close_command(on: date, *, commit: bool, as_json: bool) -> None:
    """办结最后一天早于 --on 的公示：无异议的认定生效，有未答复异议的等待。可重复执行。"""
    if commit and on > clock.today():
        raise click.UsageError(f"{on} 还没有到；将来的日期只能演练，请去掉 --commit。")
    document = _document(close_due(on, clock.now()), on, commit=commit)
    finish(keep=commit)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _document(closing: Closing, on: date, *, commit: bool) -> dict[str, Any]:
    return {
        "on": on,
        "committed": commit,
        "closed": [
            {"notice": notice.public_id, "title": notice.title, "ended_on": notice.ends_on} for notice in closing.closed
        ],
        "taken_effect": [{**_entry(entry), "valid_from": effective_from(entry)} for entry in closing.taken_effect],
        "held": [_entry(entry) for entry in closing.held],
    }


def _entry(entry: NoticeEntry) -> dict[str, Any]:
    application = entry.application
    return {
        "uscc": application.enterprise.uscc,
        "application": application.public_id,
        "scheme": application.scheme_code,
        "notice": entry.notice.public_id,
    }


def _print(document: dict[str, Any]) -> None:
    for notice in document["closed"]:
        click.echo(f"公示期满（最后一天 {notice['ended_on']}）：{notice['title']}")
    for entry in document["taken_effect"]:
        click.echo(f"  认定生效  {entry['uscc']}  自 {entry['valid_from']}")
    for entry in document["held"]:
        click.echo(f"  等待答复异议  {entry['uscc']}  申请 {entry['application']}")
    if not document["closed"]:
        click.echo("没有到期未办结的公示。")
    if not document["committed"]:
        click.echo("以上为演练，没有存入；加 --commit 执行。")
