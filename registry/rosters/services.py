"""Receiving, committing and discarding an official list.

Deciding on doubtful lines is `registry.rosters.decisions`, undoing a list `registry.rosters.undo`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert

from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.core.errors import Conflict, DomainError
from registry.core.facts import derived_at_the_end
from registry.core.ids import new_public_id
from registry.core.text import Text, msg
from registry.documents.sniff import clean_filename
from registry.documents.storage import Storage
from registry.extensions import db
from registry.rosters.access import require_importer
from registry.rosters.lines import Stated
from registry.rosters.models import BatchKind, BatchState, RosterBatch, RosterRow, RowStatus
from registry.rosters.preview import Preview, read_list, scheme_for
from registry.rosters.queries import OPEN, earlier_batch
from registry.rosters.storing import (
    judged_columns,
    keep_document,
    lock,
    read_columns,
    recheck,
    sheet_values,
    tell,
)
from registry.rosters.writing import Writer


class AlreadyReceived(Conflict):
    """The same file was received before for the same purpose: `batch` is the public identifier of that list."""

    def __init__(self, text: Text, batch: str) -> None:
        super().__init__(text, "file")
        self.batch = batch


class Outdated(Conflict):
    """The registry changed since the preview. The lines were judged anew, which is worth keeping; nothing else was."""


def receive(
    data: bytes,
    filename: str,
    *,
    kind: BatchKind,
    scheme_code: str | None,
    storage: Storage | None,
    actor: Actor,
    at: datetime,
    on: date,
    again: bool = False,
    stated: Stated | None = None,
) -> RosterBatch:
    """Keep a list with every line judged, to be looked at. Nothing of it counts before `commit`.

    Without `storage` only the file's name and hash are kept; `stated` is what the lines themselves do not say. Raises
    DomainError at `file` where it cannot be read and at `issued_on` for a day to come, AlreadyReceived where the same
    file is in preview or committed and not `again`.
    """
    require_importer(actor)
    scheme = scheme_for(kind, scheme_code)
    if stated is not None and stated.issued_on is not None and stated.issued_on > on:
        raise DomainError(msg("发证日期不能晚于今天。"), "issued_on")
    seen = read_list(data, filename, kind, scheme, on, stated)
    if seen.parsed.detail is not None:
        raise DomainError(seen.parsed.detail, "file")
    earlier = earlier_batch(seen.parsed.sha256, kind, scheme.code if scheme else None)
    if earlier is not None and not again:
        raise _already(earlier)
    return keep(seen, data, kind=kind, scheme_code=scheme.code if scheme else None, storage=storage, actor=actor, at=at)


def keep(
    seen: Preview,
    data: bytes,
    *,
    kind: BatchKind,
    scheme_code: str | None,
    storage: Storage | None,
    actor: Actor,
    at: datetime,
) -> RosterBatch:
    """Store a list that was read and judged."""
    name = clean_filename(seen.parsed.filename)
    batch = RosterBatch(
        public_id=new_public_id(),
        kind=kind,
        scheme_code=scheme_code,
        state=BatchState.PREVIEW,
        filename=name,
        sha256=seen.parsed.sha256,
        document=keep_document(data, name, storage, actor, at) if storage else None,
        sheets=[sheet_values(sheet) for sheet in seen.parsed.sheets],
        received_at=at,
        received_by_id=actor.id,
    )
    db.session.add(batch)
    db.session.flush()
    if seen.judged:
        rows = [
            {"batch_id": batch.id, **read_columns(line), **judged_columns(one), "written": {}}
            for line, one in seen.judged
        ]
        db.session.execute(insert(RosterRow).execution_options(render_nulls=True), rows)
    counts = {status.value: sum(one.status == status for _line, one in seen.judged) for status in RowStatus}
    tell(Tag.ROSTER_RECEIVED, batch, actor, at, filename=name, sha256=batch.sha256, kind=kind.value, lines=counts)
    return batch


def commit(
    batch: RosterBatch, *, leave_out: int, seen_version: int | None = None, actor: Actor, at: datetime, on: date
) -> RosterBatch:
    """Write all that the list brings, or nothing. `leave_out` is the number of undecided lines that may stay out.

    Raises Outdated where the lines, judged anew, are not what was seen; DomainError at `leave_out` where lines would
    stay out that nobody agreed to leave.
    """
    require_importer(actor)
    lock(batch, BatchState.PREVIEW, seen_version)
    before = {row.id: row.status for row in batch.rows}
    judged = recheck(batch, on=on)
    if any(row.status in OPEN and before[row.id] not in OPEN for row in batch.rows):
        raise Outdated(msg("登记系统在预览之后有变化，名单已重新核对。没有入库任何内容，请查看后再提交。"))
    left = sum(row.status in OPEN for row in batch.rows)
    if left != leave_out:
        raise DomainError(
            msg("还有 {count} 行没有确认或不能入库；如要略过它们，请勾选后再提交。", count=left), "leave_out"
        )
    with derived_at_the_end(at):
        Writer(batch, actor, at, on).write(judged)
    batch.state, batch.decided_at, batch.decided_by_id = BatchState.COMMITTED, at, actor.id
    db.session.flush()
    counts = {status.value: sum(row.status is status for row in batch.rows) for status in RowStatus}
    tell(Tag.ROSTER_COMMITTED, batch, actor, at, lines=counts)
    return batch


def discard(batch: RosterBatch, *, actor: Actor, at: datetime) -> None:
    """Put a list in preview aside; it stays readable, and the same file may come again."""
    require_importer(actor)
    lock(batch, BatchState.PREVIEW)
    batch.state, batch.decided_at, batch.decided_by_id = BatchState.DISCARDED, at, actor.id
    tell(Tag.ROSTER_DISCARDED, batch, actor, at)


def _already(earlier: RosterBatch) -> AlreadyReceived:
    day = day_of(earlier.received_at)
    if earlier.state is BatchState.COMMITTED:
        text = msg("这份文件已于 {day} 导入过（{name}），没有再次接收。", day=day, name=earlier.filename)
    else:
        text = msg("这份文件已于 {day} 上传，正在预览（{name}），没有再次接收。", day=day, name=earlier.filename)
    return AlreadyReceived(text, earlier.public_id)
