"""`rosters import`: an official list, read and judged; written only when told to."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from registry.accounts.models import Role
from registry.cli.shared import DAY, finish, json_option, on_option, print_json
from registry.core import clock
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.reference.queries import DISTRICT
from registry.rosters.lines import LONGEST_DOCUMENT, Judgement, Line, Stated
from registry.rosters.models import BatchKind, RowStatus
from registry.rosters.preview import Preview, read_list, scheme_for
from registry.rosters.queries import OPEN
from registry.rosters.services import commit, keep
from registry.rosters.sheets import Limits

OPERATOR = Actor(None, "命令行", "", frozenset({(Role.REGISTRAR.value, DISTRICT)}))
"""Whoever has the server's command line acts as a registrar of the whole district."""

_STATUS_WORDS = {"create": "新增", "update": "更新", "unchanged": "不变", "review": "待确认", "rejected": "不能入库"}

rosters_group = AppGroup("rosters", help="官方名单的核对与入库。")


@rosters_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--scheme", help="认定类别代码，例如 national_hte；登记名单不填。")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in BatchKind]),
    default=BatchKind.RECOGNITIONS.value,
    help="名单种类。",
)
@click.option("--issued-on", type=DAY, help="名单没有写日期时的发证（公布）日期，对所有没有日期的行有效。")
@click.option("--document", default="", help="名单没有写文号时的官方文件（文号），例如 甬科高〔2026〕1号。")
@on_option
@click.option("--commit", "is_commit", is_flag=True, help="入库；不加则只核对，不改变任何内容。")
@click.option("--leave-out", is_flag=True, help="入库时略过待确认和不能入库的行；不加则有这样的行就不入库。")
@json_option
@with_appcontext
def import_command(**options: Any) -> None:
    """核对一份官方名单；加 --commit 才入库，要么全部入库，要么什么都不存。"""
    path, on = options["file"], options["on"]
    kind = BatchKind(options["kind"])
    try:
        scheme = scheme_for(kind, options["scheme"])
    except DomainError as error:
        raise click.UsageError(str(error.text)) from error
    data = _read(path)
    stated = Stated(options["issued_on"], options["document"].strip()[:LONGEST_DOCUMENT])
    seen = read_list(data, path.name, kind, scheme, on, stated)
    (print_json if options["as_json"] else _print)(document_of(seen))
    if seen.parsed.status == "refused":
        finish(keep=False)
        sys.exit(2)
    if options["is_commit"]:
        _commit(seen, data, kind, options)
    else:
        finish(keep=False)


def document_of(seen: Preview) -> dict[str, Any]:
    """The document of `--json`."""
    parsed = seen.parsed
    counts = Counter(judgement.status for _line, judgement in seen.judged)
    return {
        "file": {
            "status": parsed.status,
            "reason": parsed.reason,
            "detail": str(parsed.detail) if parsed.detail else "",
            "sha256": parsed.sha256,
            "sheets": [
                {
                    "name": sheet.name,
                    "hidden": sheet.hidden,
                    "read": sheet.read,
                    "header_row": sheet.header_row,
                    "columns": sheet.columns,
                    "unknown_columns": list(sheet.unknown_columns),
                    "detail": str(sheet.detail) if sheet.detail else None,
                }
                for sheet in parsed.sheets
            ],
        },
        "summary": {status.value: counts[status.value] for status in RowStatus},
        "rows": [_row(line, judgement) for line, judgement in seen.judged],
    }


def _row(line: Line, judgement: Judgement) -> dict[str, Any]:
    first = judgement.doubts[0] if judgement.doubts else None
    issued = line.day("issued_on")
    return {
        "sheet": line.sheet,
        "row": line.row,
        "status": judgement.status,
        "reason": judgement.reason or None,
        "column": (first.column or None) if first else None,
        "value": (first.value or None) if first else None,
        "message": "；".join(str(doubt.text) for doubt in judgement.doubts) or None,
        "name": line.text("name") or None,
        "uscc": line.text("uscc") or None,
        "certificate_number": line.text("certificate_number") or None,
        "issued_on": issued.isoformat() if issued else None,
    }


def _commit(seen: Preview, data: bytes, kind: BatchKind, options: dict[str, Any]) -> None:
    """Write the list. What is said goes to the error stream: the document has the other one to itself."""
    if not any(judgement.status in (RowStatus.CREATE, RowStatus.UPDATE) for _line, judgement in seen.judged):
        finish(keep=False)
        click.echo("没有需要入库的内容。", err=True)
        return
    left = sum(judgement.status in OPEN for _line, judgement in seen.judged)
    if left and not options["leave_out"]:
        finish(keep=False)
        click.echo(f"有 {left} 行待确认或不能入库，整份名单没有入库；确认略过它们请加 --leave-out。", err=True)
        return
    at = clock.now()
    try:
        batch = keep(seen, data, kind=kind, scheme_code=options["scheme"], storage=None, actor=OPERATOR, at=at)
        commit(batch, leave_out=left, actor=OPERATOR, at=at, on=options["on"])
    except DomainError as error:
        finish(keep=False)
        raise click.ClickException(str(error.text)) from error
    public_id = batch.public_id
    finish(keep=True)
    click.echo(f"已入库，批次 {public_id}。", err=True)


def _read(path: Path) -> bytes:
    """The file, but not more of it than the reader needs to refuse it."""
    with path.open("rb") as file:
        return file.read(Limits().max_bytes + 1)


def _print(document: dict[str, Any]) -> None:
    file = document["file"]
    if file["status"] == "refused":
        click.echo(f"文件不能读取（{file['reason']}）：{file['detail']}")
        return
    for row in document["rows"]:
        if row["status"] in OPEN:
            place = f"{row['sheet']} 第 {row['row']} 行".strip()
            click.echo(f"{place}  {_STATUS_WORDS[row['status']]}  {row['name'] or ''}  {row['message']}")
    click.echo("  ".join(f"{_STATUS_WORDS[status]} {count}" for status, count in document["summary"].items()))
