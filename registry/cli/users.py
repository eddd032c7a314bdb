"""`users`: the account that all others come from."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from registry.accounts.directory import has_administrator, open_administrator
from registry.accounts.passwords import PasswordPolicy
from registry.cli.shared import finish, refusals_as_usage
from registry.core import clock
from registry.reference.queries import DISTRICT, region_names

users_group = AppGroup("users", help="账号。")


@users_group.command("create-administrator")
@click.argument("email")
@click.option("--name", required=True, help="姓名。")
@click.option("--region", default=DISTRICT, show_default=True, help="管理哪个区域（区划代码）及其下级的角色。")
@click.option("--one-time", is_flag=True, help="不询问密码，打印一个一次性密码，本人首次登录时须改掉。")
@click.option("--another", is_flag=True, help="已有系统管理员时仍再建一个。")
@with_appcontext
def create_administrator_command(email: str, name: str, region: str, *, one_time: bool, another: bool) -> None:
    """开通第一个系统管理员的账号；其余账号由管理员在“账号”页面开通。"""
    if region not in region_names(clock.today()):
        raise click.UsageError(
            f"没有代码为 {region} 的区域；如果基础数据还没有装载，请先执行 flask --app registry init。"
        )
    # asked only where it will be used
    password = None if one_time or (has_administrator() and not another) else _ask()
    with refusals_as_usage():
        user, made = open_administrator(
            email,
            name,
            password,
            region,
            is_another=another,
            policy=PasswordPolicy.from_config(current_app.config),
            at=clock.now(),
        )
    finish(keep=True)
    click.echo(f"已开通系统管理员 {user.name}，登录邮箱 {user.email}。")
    if made is not None:
        click.echo(f"一次性密码：{made}")
        click.echo("它只显示这一次；首次登录时必须设置自己的密码。")


def _ask() -> str:
    """The password, typed twice and never shown. The database is not held meanwhile."""
    finish(keep=False)
    password: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    return password
