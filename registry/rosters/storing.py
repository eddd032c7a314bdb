"""Between the lines of a list as they are judged and the rows that are kept of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.documents.models import Document
from registry.documents.storage import Storage
from registry.extensions import db
from registry.rosters.lines import Judgement, Line, Proposal, read_doubt, read_values, stored_doubt, stored_values
from registry.rosters.models import BatchKind, BatchState, RosterBatch, RosterRow, RowStatus
from registry.rosters.parser import ParsedSheet
from registry.rosters.preview import Decisions, judge_lines
from registry.rosters.sheets import Limits
from registry.rules.identifiers.characters import visible


def recheck(batch: RosterBatch, *, on: date) -> list[tuple[RosterRow, Judgement]]:
    """Judge every line anew by the registry of now and what people said."""
    lines = [line_of_row(row) for row in batch.rows]
    confirmed = {(row.sheet, row.row): row.enterprise_id for row in batch.rows if row.decided_at is not None}
    found = {(row.sheet, row.row): _likely(row.proposals) for row in batch.rows}
    judgements = judge_lines(lines, batch.kind, batch.scheme, on, Decisions(confirmed, found))
    for row, judgement in zip(batch.rows, judgements, strict=True):
        values = judged_columns(judgement)
        if row.decided_at is not None and batch.kind is BatchKind.RECOGNITIONS:
            # the firm is the one that was named, and what was proposed stays, should the decision be taken back
            del values["proposals"], values["enterprise_id"]
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    db.session.flush()
    return list(zip(batch.rows, judgements, strict=True))


def lock(batch: RosterBatch, state: BatchState, seen_version: int | None = None) -> None:
    """Hold the list until the transaction ends; raises Conflict where it is no longer what the page showed."""
    lock_row(batch)
    if batch.state is not state or (seen_version is not None and seen_version != batch.version):
        raise Conflict(msg("这份名单已由他人处理，请刷新页面查看最新状态。"))


def keep_document(data: bytes, name: str, storage: Storage, actor: Actor, at: datetime) -> Document:
    """The file itself. What it is, the reader has judged: it takes formats that evidence never has."""
    with storage.receive(io.BytesIO(data), limit=Limits().max_bytes) as received:
        storage.keep(received)
        document = Document(
            public_id=new_public_id(),
            enterprise_id=None,
            sha256=received.sha256,
            filename=name,
            media_type="application/octet-stream",
            size=received.size,
            requirement="roster",
            uploaded_by_id=actor.id,
            uploaded_at=at,
            claimed=True,
        )
    db.session.add(document)
    return document


def sheet_values(sheet: ParsedSheet) -> dict[str, Any]:
    """What a batch keeps of a sheet."""
    about = asdict(sheet)
    about["detail"] = str(sheet.detail) if sheet.detail else None
    return about


def read_columns(line: Line) -> dict[str, Any]:
    """Columns of a row that hold what was read."""
    faults = [stored_doubt(fault) for fault in line.faults]
    values = stored_values(line.values)
    return {
        "sheet": visible(line.sheet)[:60],
        "row": line.row,
        "cells": dict(line.cells),
        "values": values,
        "faults": faults,
    }


def judged_columns(judgement: Judgement) -> dict[str, Any]:
    """Columns of a row that hold what committing it would do."""
    return {
        "status": RowStatus(judgement.status),
        "reason": judgement.reason or None,
        "doubts": [stored_doubt(doubt) for doubt in judgement.doubts],
        "enterprise_id": judgement.enterprise_id,
        "proposals": [asdict(proposal) for proposal in judgement.proposals],
    }


def line_of_row(row: RosterRow) -> Line:
    """The line again."""
    faults = tuple(read_doubt(stored) for stored in row.faults)
    return Line(row.sheet, row.row, row.cells, read_values(row.values), faults)


def _likely(stored: Sequence[Mapping[str, Any]]) -> list[Proposal]:
    return [Proposal(**one) for one in stored if one["why"] == "likeness"]


def tell(tag: Tag, batch: RosterBatch, actor: Actor, at: datetime, **data: Any) -> None:
    """Record an act on a list."""
    record(tag, actor=actor, at=at, subject=("roster", batch.public_id), **data)
