"""`backup` and `restore`: the database and the documents as one file that proves itself whole."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from registry.cli import archive
from registry.cli.shared import engine, finish, json_option, print_json, release
from registry.core import clock

_IN_MEMORY = frozenset({"", ":memory:"})


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@with_appcontext
def backup_command(file: Path, *, as_json: bool) -> None:
    """把数据库和材料写成一个 .tar（仅 SQLite）；运行中也可执行，读写都不受影响。"""
    database = _database(
        '本库在 PostgreSQL 上，请用它自己的工具备份：pg_dump --format=custom --file={file} "{address}"；'
        "材料文件夹 {documents} 请同时另存。",
        file,
    )
    if file.exists():
        raise click.UsageError(f"{file} 已经存在，不覆盖旧的备份，请换一个文件名。")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"没有文件夹 {file.absolute().parent}。")
    finish(keep=False)
    try:
        manifest, damaged = archive.write(file, database, _documents(), clock.now())
    except archive.BackupRefused as error:
        raise click.UsageError(f"没有备份：{error}") from None
    except OSError as error:
        raise click.UsageError(f"不能写出 {file}：{error.strerror or error}。") from None
    if as_json:
        print_json({"file": str(file), **manifest, "damaged_documents": damaged})
    else:
        click.echo(f"已备份到 {file}：{len(manifest['files']) - 1} 份材料，操作记录 {manifest['events']} 条。")
    if damaged:
        click.echo(f"以下材料缺失或内容已损坏，请核查：{'、'.join(damaged)}", err=True)
        sys.exit(1)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_appcontext
def restore_command(file: Path, *, as_json: bool) -> None:
    """用备份替换现有的全部数据（仅 SQLite）；先验证，备份有损坏时拒绝，现有数据不动。请先停止服务。"""
    database = _database(
        '本库在 PostgreSQL 上，请用它自己的工具恢复：pg_restore --clean --if-exists --dbname="{address}" {file}；'
        "材料文件夹 {documents} 请同时放回。",
        file,
    )
    release()
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=database.parent) as name:
            unpacked = archive.unpack(file, Path(name))
            archive.require_sound(unpacked)
            archive.replace(unpacked, database, _documents())
    except archive.BackupRefused as error:
        raise click.UsageError(f"{file} 没有恢复，现有数据未改动：{error}") from None
    except OSError as error:
        raise click.UsageError(f"{file} 没有恢复：{error.strerror or error}。") from None
    manifest = unpacked.manifest
    if as_json:
        print_json({"file": str(file), "restored": True, **manifest})
    else:
        click.echo(f"已恢复 {manifest['made_at']} 的备份：操作记录 {manifest['events']} 条，各表行数与备份时一致。")
        click.echo("程序比备份新时，请再执行 flask --app registry db upgrade。")


def _database(instead: str, file: Path) -> Path:
    """The database's file; a usage error saying what to do where it is no file."""
    url = engine().url
    if url.get_backend_name() != "sqlite":
        # without the password, which pg_dump asks for or finds in PGPASSFILE
        address = url._replace(drivername="postgresql", password=None).render_as_string()
        raise click.UsageError(instead.format(file=file, documents=_documents(), address=address))
    if (url.database or "") in _IN_MEMORY:
        raise click.UsageError("数据库在内存里，没有可备份的文件。")
    return Path(str(url.database)).absolute()


def _documents() -> Path:
    return Path(current_app.config["DOCUMENT_FOLDER"])
