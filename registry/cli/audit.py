"""`audit`: proving the trail whole."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup, with_appcontext

from registry.audit.queries import verify
from registry.cli.shared import finish, json_option, print_json

audit_group = AppGroup("audit", help="操作记录的校验。")


@audit_group.command("verify")
@json_option
@with_appcontext
def verify_command(*, as_json: bool) -> None:
    """重算整条操作记录链并与链尾核对；断裂时指出第一处，以 1 结束。"""
    found = verify()
    finish(keep=False)
    is_whole = found.broken_at is None
    if as_json:
        print_json({"whole": is_whole, "events": found.events, "broken_at": found.broken_at})
    elif is_whole:
        click.echo(f"操作记录完整，共 {found.events} 条。")
    else:
        click.echo(
            f"操作记录在第 {found.broken_at} 条断裂：它缺失、被改动或不在原来的位置；此前 {found.events} 条完整。"
        )
    if not is_whole:
        sys.exit(1)
