"""Lists and their lines as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, case, func, select

from registry.core.paging import Page, decode_cursor, page_of
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.rosters.lines import Doubt, read_doubt
from registry.rosters.models import BatchKind, BatchState, RosterBatch, RosterRow, RowStatus

OPEN = (RowStatus.REVIEW, RowStatus.REJECTED)
"""What stays out unless a person decides."""

_RANK = {
    RowStatus.REJECTED: 0,
    RowStatus.REVIEW: 1,
    RowStatus.UPDATE: 2,
    RowStatus.CREATE: 3,
    RowStatus.UNCHANGED: 4,
}


@dataclass(frozen=True)
class BatchRow:
    """A list with the number of its lines by status."""

    batch: RosterBatch
    counts: dict[RowStatus, int]


def batches(*, cursor: str | None = None, size: int = 20) -> Page[BatchRow]:
    """One page of the lists received, newest first."""
    statement = select(RosterBatch).order_by(RosterBatch.id.desc()).limit(size + 1)
    after = decode_cursor(cursor, (int,))
    if after is not None:
        statement = statement.where(RosterBatch.id < after[0])
    found = list(db.session.scalars(statement))
    counts = _counts([one.id for one in found])
    return page_of([BatchRow(one, counts[one.id]) for one in found], size, lambda row: (row.batch.id,))


def counts_of(batch: RosterBatch) -> dict[RowStatus, int]:
    """The number of lines by status; every status is there."""
    return _counts([batch.id])[batch.id]


def rows(
    batch: RosterBatch,
    *,
    status: RowStatus | None = None,
    line: int | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Page[RosterRow]:
    """One page of the lines, those that stay out first, then as they stand in the file; or the one of id `line`."""
    rank = case(_RANK, value=RosterRow.status)
    statement = select(RosterRow).where(RosterRow.batch_id == batch.id).order_by(rank, RosterRow.id).limit(size + 1)
    if status is not None:
        statement = statement.where(RosterRow.status == status)
    if line is not None:
        statement = statement.where(RosterRow.id == line)
    after = decode_cursor(cursor, (int, int))
    if after is not None:
        last_rank, last_id = after
        statement = statement.where((rank > last_rank) | ((rank == last_rank) & (RosterRow.id > last_id)))
    found = list(db.session.scalars(statement))
    return page_of(found, size, lambda row: (_RANK[row.status], row.id))


def doubts_of(row: RosterRow) -> list[Doubt]:
    """What is to be said about the line, the weightiest first."""
    return [read_doubt(stored) for stored in row.doubts]


def earlier_batch(sha256: str, kind: BatchKind, scheme_code: str | None) -> RosterBatch | None:
    """The list of the same file for the same purpose that is in preview or committed, the newest first."""
    return db.session.scalars(
        select(RosterBatch)
        .where(
            RosterBatch.sha256 == sha256,
            RosterBatch.kind == kind,
            RosterBatch.scheme_code == scheme_code,
            RosterBatch.state.in_((BatchState.PREVIEW, BatchState.COMMITTED)),
        )
        .order_by(RosterBatch.id.desc())
    ).first()


def source_rows(recognition: Recognition) -> list[RosterRow]:
    """The lines of lists that made this recognition or corrected it, oldest first."""
    return list(db.session.scalars(lines_of(recognition.id)))


def lines_of(recognition_id: int) -> Select[RosterRow]:
    """The same by the recognition's id."""
    return select(RosterRow).where(RosterRow.recognition_id == recognition_id).order_by(RosterRow.id)


def _counts(batch_ids: list[int]) -> dict[int, dict[RowStatus, int]]:
    counts = {one: dict.fromkeys(RowStatus, 0) for one in batch_ids}
    found = db.session.execute(
        select(RosterRow.batch_id, RosterRow.status, func.count())
        .where(RosterRow.batch_id.in_(batch_ids))
        .group_by(RosterRow.batch_id, RosterRow.status)
    )
    for batch_id, status, count in found:
        counts[batch_id][status] = count
    return counts
