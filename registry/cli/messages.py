"""`messages`: carrying mail out of the outbox, and telling people of days that come near."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from registry.cli.shared import UNREACHABLE, commit_option, finish, json_option, on_option, print_json
from registry.core import clock
from registry.drafts.services import forget
from registry.messages.letters import Sender
from registry.messages.queries import outbox_count
from registry.messages.transports import FileTransport, Security, SmtpTransport, Transport
from registry.messages.worker import Round, deliver_due
from registry.notifications.services import remind

PAUSE_SECONDS = 10

messages_group = AppGroup("messages", help="消息：发送邮件，到期提醒。")


@messages_group.command("deliver")
@click.option("--keep-running", is_flag=True, help="不结束：每 10 秒发送一次，每天计算一次到期提醒，清除过期的暂存。")
@json_option
@with_appcontext
def deliver_command(*, keep_running: bool, as_json: bool) -> None:
    """发送等待中的邮件；可以同时运行多个，同一封只发一次。"""
    transport = _transport(current_app.config)
    sender = Sender(current_app.config["MAIL_FROM"], current_app.config["PUBLIC_ADDRESS"])
    if keep_running:
        _keep_delivering(transport, sender)
        return
    done = _deliver(transport, sender)
    document = {"sent": done.sent, "again": done.again, "failed": done.failed, "trouble": done.trouble}
    if as_json:
        print_json(document)
    else:
        click.echo(_words(done))
    if done.trouble:
        raise click.exceptions.Exit(1)


@messages_group.command("remind")
@on_option
@commit_option
@json_option
@with_appcontext
def remind_command(on: date, *, commit: bool, as_json: bool) -> None:
    """计算到期提醒：认定有效期、年度报表、变更报告、补正期限。可重复执行，同一件事只提醒一次。"""
    if commit and on > clock.today():
        raise click.UsageError(f"{on} 还没有到；将来的日期只能演练，请去掉 --commit。")
    told = remind(on, clock.now())
    finish(keep=commit)
    if as_json:
        print_json({"on": on, "committed": commit, "reminders": told})
        return
    for kind, count in told.items():
        click.echo(f"{kind}\t{count}")
    if not told:
        click.echo("没有新的提醒。")
    if not commit:
        click.echo("以上为演练，没有存入；加 --commit 执行。")


@messages_group.command("status")
@json_option
@with_appcontext
def status_command(*, as_json: bool) -> None:
    """发件箱现状：等待、已发、放弃各多少封。"""
    count = outbox_count()
    document = {
        "queued": count.queued,
        "sent": count.sent,
        "failed": count.failed,
        "waiting_since": count.waiting_since,
    }
    if as_json:
        print_json(document)
    else:
        since = (
            f"（最早的 {count.waiting_since.astimezone(clock.OFFICE_ZONE):%Y-%m-%d %H:%M}）"
            if count.waiting_since
            else ""
        )
        click.echo(f"等待 {count.queued}{since}，已发 {count.sent}，放弃 {count.failed}")


def _transport(config: Mapping[str, Any]) -> Transport:
    """To the mail server, else into the folder; a plain refusal where neither is set."""
    if config["MAIL_SERVER"]:
        security = Security(config["MAIL_SECURITY"])
        return SmtpTransport(
            config["MAIL_SERVER"], config["MAIL_PORT"], security, config["MAIL_USER"], config["MAIL_PASSWORD"]
        )
    if config["MAIL_FOLDER"]:
        return FileTransport(Path(config["MAIL_FOLDER"]))
    raise click.UsageError(
        "没有设置邮件服务器：请设置 REGISTRY_MAIL_SERVER，或用 REGISTRY_MAIL_FOLDER 把邮件写成文件。"
    )


def _deliver(transport: Transport, sender: Sender, ending: Event | None = None) -> Round:
    return deliver_due(
        transport,
        sender,
        now=clock.now,
        keep=lambda: finish(keep=True),
        is_ending=ending.is_set if ending else lambda: False,
    )


def _keep_delivering(transport: Transport, sender: Sender) -> None:
    """Until told to end; the mail at hand is finished first. A database that is out of reach is waited for."""
    ending = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    done_on: date | None = None
    trouble = ""
    while not ending.is_set():
        try:
            done_on = _once_a_day(done_on)
            done = _deliver(transport, sender, ending)
        except UNREACHABLE as error:
            finish(keep=False)
            done = Round(trouble=str(error.orig))
        if done.sent or done.failed or done.trouble != trouble:
            click.echo(_words(done))
        trouble = done.trouble
        ending.wait(PAUSE_SECONDS)


def _once_a_day(done_on: date | None) -> date:
    """Tell of days that come near and drop what was typed and left; a restart on the same day finds nothing new."""
    today = clock.today()
    if done_on != today:
        remind(today, clock.now())
        forget(clock.now())
        finish(keep=True)
    return today


def _words(done: Round) -> str:
    counts = f"邮件：已发 {done.sent}，稍后再试 {done.again}，放弃 {done.failed}"
    return f"{counts}；中断：{done.trouble}" if done.trouble else counts
