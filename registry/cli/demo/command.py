"""`demo`: a district to try the registry on."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import users
from registry.cli.demo.build import EARLIEST, build
from registry.cli.demo.people import logins
from registry.cli.shared import finds_any, finish
from registry.core import clock
from registry.enterprises.search import matching
from registry.reference.services import load_reference_data
from registry.statistics.services import load_plans

MOST_FIRMS = 20_000
"""A larger district is generated as an exchange folder and taken in with `data load`."""

_SAFE = ("development", "testing")
_EVERYWHERE = ("",)


@click.command("demo")
@click.option("--firms", type=click.IntRange(1, MOST_FIRMS), default=3400, show_default=True, help="企业数。")
@click.option("--seed", type=int, default=1, show_default=True, help="同样的数得到同样的区。")
@click.option("--if-empty", is_flag=True, help="已有数据时什么也不做。")
@click.option("--print-logins", is_flag=True, help="只列出演示账号和密码。")
@with_appcontext
def demo_command(firms: int, seed: int, *, if_empty: bool, print_logins: bool) -> None:
    """在空的系统里建一个演示区：企业、历年认定、各角色人员和各状态的申请。"""
    environment = os.environ.get("REGISTRY_ENV") or _SAFE[0]
    if environment not in _SAFE:
        raise click.UsageError(f"演示账号的密码是公开的，不能用于 REGISTRY_ENV={environment} 的系统。")
    if print_logins:
        _print_logins()
        return
    if _has_data(clock.today()):
        if not if_empty:
            raise click.UsageError("系统里已有企业或账号，演示区只能建在空的系统里；可用 REGISTRY_INSTANCE 另指一处。")
        click.echo("已有数据，没有改变任何内容。")
        return
    if clock.today() < EARLIEST:
        raise click.UsageError(f"系统日期 {clock.today()} 早于 {EARLIEST}，请先校正时钟。")
    _build(firms, seed)
    _print_logins()


def _build(firms: int, seed: int) -> None:
    started = time.monotonic()

    def progress(words: str) -> None:
        click.echo(f"  {words}  {time.monotonic() - started:.1f} 秒", err=True)

    now = clock.now()
    load_reference_data()
    load_plans(at=now)
    made = build(
        firms=firms,
        seed=seed,
        now=now,
        policy=PasswordPolicy.from_config(current_app.config),
        documents=Path(current_app.config["DOCUMENT_FOLDER"]),
        progress=progress,
    )
    finish(keep=True)
    click.echo(
        f"演示区已建好：企业 {made['enterprises']} 家，更正 {made['corrections']} 处，"
        f"申请 {made['applications']} 件，手工报送的年度报告 {made['reports']} 份，账号 {made['people']} 个。"
    )


def _has_data(today: date) -> bool:
    return finds_any(users()) or finds_any(matching("", regions=_EVERYWHERE, on=today))


def _print_logins() -> None:
    for line in logins() or ["这里没有演示账号。"]:
        click.echo(line)
