"""`init` and `data`: the registry's ground and its bulk."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.cli.shared import finish, json_option, print_json
from registry.core import clock
from registry.core.actor import SYSTEM
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import LoadReport, load_folder
from registry.reference.services import load_reference_data
from registry.statistics.services import load_plans

data_group = AppGroup("data", help="批量交换文件夹的装载与导出。")


@click.command("init")
@json_option
@with_appcontext
def init_command(*, as_json: bool) -> None:
    """装载区划、行业、认定类别与规划；可重复执行，第二次不改变任何内容。"""
    at = clock.now()
    changed = {**load_reference_data(), "plans": load_plans(at=at)}
    if any(changed.values()):
        record(Tag.REGISTRY_INITIALISED, actor=SYSTEM, at=at, subject=("registry", "reference"), **changed)
    finish(keep=True)
    if as_json:
        print_json(changed)
    else:
        click.echo("，".join(f"{kind} {count}" for kind, count in changed.items()))


@data_group.command("load")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@with_appcontext
def load_command(folder: Path, *, as_json: bool) -> None:
    """装载一个交换文件夹：要么全部入库，要么什么都不存。"""
    started = time.monotonic()

    def progress(name: str) -> None:
        click.echo(f"  {name}  {time.monotonic() - started:.1f} 秒", err=True)

    report = load_folder(folder, actor=SYSTEM, at=clock.now(), progress=progress)
    finish(keep=not report.is_refused)
    if as_json:
        print_json(_document(report))
    else:
        _print(report)
    if report.is_refused:
        sys.exit(2)


@data_group.command("dump")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def dump_command(folder: Path) -> None:
    """按同一格式导出全部事实。"""
    for name, count in dump_folder(folder, on=clock.today()).items():
        click.echo(f"{name}  {count}")


def _document(report: LoadReport) -> dict[str, object]:
    return {
        "status": "refused" if report.is_refused else "loaded",
        "files": {name: vars(tally) for name, tally in report.files.items()},
        "ignored_columns": report.problems.ignored_columns,
        "refused": report.problems.count,
        "problems": [
            {**{key: getattr(one, key) for key in ("file", "line", "column", "value")}, "reason": str(one.reason)}
            for one in report.problems.listed
        ],
    }


def _print(report: LoadReport) -> None:
    for name, columns in report.problems.ignored_columns.items():
        click.echo(f"{name}：不认识的列已忽略：{'、'.join(columns)}")
    for one in report.problems.listed:
        click.echo(f"{one.file} 第 {one.line} 行 {one.column} {one.value!r}：{one.reason}")
    if report.is_refused:
        click.echo(f"共 {report.problems.count} 处问题，没有存入任何内容。请改正后重新装载。")
        return
    for name, tally in report.files.items():
        click.echo(f"{name}  新增 {tally.added}  更新 {tally.changed}  未变 {tally.unchanged}")
