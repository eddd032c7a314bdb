"""Official lists for tests, as the bytes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from registry.accounts.models import Role
from registry.core.actor import Actor
from registry.documents.storage import Storage
from registry.extensions import db
from registry.rosters.lines import Stated
from registry.rosters.models import BatchKind, RosterBatch, RosterRow
from registry.rosters.services import receive
from tests.conftest import START
from tests.factories.people import actor

HEADER = ("企业名称", "统一社会信用代码", "证书编号", "发证日期")
REGISTRATION_HEADER = ("企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "注册地址")


def csv_of(*rows: Sequence[str], header: Sequence[str] = HEADER) -> bytes:
    """A list as a text file."""
    return "\n".join(",".join(row) for row in [header, *rows]).encode()


def registrar() -> Actor:
    """Somebody who may import lists."""
    return actor(Role.REGISTRAR, name="登记丁")


def received(
    data: bytes,
    *,
    scheme: str | None = "national_hte",
    kind: BatchKind = BatchKind.RECOGNITIONS,
    filename: str = "名单.csv",
    by: Actor | None = None,
    at: datetime = START,
    on: date = date(2026, 3, 2),
    again: bool = False,
    folder: Path | None = None,
    stated: Stated | None = None,
) -> RosterBatch:
    """The list in preview."""
    batch = receive(
        data,
        filename,
        kind=kind,
        scheme_code=scheme,
        storage=Storage(folder) if folder else None,
        actor=by or registrar(),
        at=at,
        on=on,
        again=again,
        stated=stated,
    )
    db.session.flush()
    return batch


def registrations(*rows: Sequence[str], **more: object) -> RosterBatch:
    """A list of registrations in preview."""
    data = csv_of(*rows, header=REGISTRATION_HEADER)
    return received(data, scheme=None, kind=BatchKind.REGISTRATIONS, **more)


def results(batch: RosterBatch) -> list[tuple[int, str, str | None]]:
    """(row, status, reason) of every line, as they stand in the file."""
    return [(row.row, row.status.value, row.reason) for row in batch.rows]


def line(batch: RosterBatch, row: int) -> RosterRow:
    """The line of a physical row."""
    return next(one for one in batch.rows if one.row == row)
