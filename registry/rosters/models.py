"""Official lists as received, line by line."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Instant, Json, Key, PublicId, choice
from registry.documents.models import Document
from registry.enterprises.models import Enterprise
from registry.extensions import Base
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme


class BatchKind(StrEnum):
    """What the list is of."""

    RECOGNITIONS = "recognitions"
    REGISTRATIONS = "registrations"


class BatchState(StrEnum):
    """How far the list has come."""

    PREVIEW = "preview"
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"


class RowStatus(StrEnum):
    """What committing the list would do with a line."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REVIEW = "review"
    REJECTED = "rejected"


class RosterBatch(Base):
    """One official list as received."""

    __tablename__ = "roster_batch"
    __table_args__ = (Index("ix_roster_batch_sha256", "sha256"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[BatchKind] = mapped_column(choice(BatchKind, "kind"))
    scheme_code: Mapped[str | None] = mapped_column(ForeignKey("scheme.code"))
    state: Mapped[BatchState] = mapped_column(choice(BatchState, "state"))
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The file itself; none for a list read on the server's command line, where it lies with the operator."""
    sheets: Mapped[list[Any]] = mapped_column(Json)
    """Of each sheet: name, hidden, read, header_row, columns, unknown_columns, detail."""
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)
    document: Mapped[Document | None] = relationship()
    scheme: Mapped[Scheme | None] = relationship()
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    rows: Mapped[list[RosterRow]] = relationship(back_populates="batch", order_by="RosterRow.id")

    __mapper_args__ = {"version_id_col": version}


class RosterRow(Base):
    """One line of a list: its cells as read, what is wrong with it, and what it is matched to."""

    __tablename__ = "roster_row"
    __table_args__ = (
        Index("ix_roster_row_batch", "batch_id", "status", "id"),
        Index("ix_roster_row_recognition_id", "recognition_id"),
    )

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("roster_batch.id"))
    sheet: Mapped[str] = mapped_column(String(60))
    row: Mapped[int]
    """The physical row of the sheet, from 1."""
    cells: Mapped[dict[str, Any]] = mapped_column(Json)
    """As printed, by column key."""
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    """As understood: ISO dates, cleaned codes, 分."""
    faults: Mapped[list[Any]] = mapped_column(Json)
    """What the reader found wrong with the cells (`registry.rosters.lines.Doubt`)."""
    status: Mapped[RowStatus] = mapped_column(choice(RowStatus, "status"))
    reason: Mapped[str | None] = mapped_column(String(32))
    doubts: Mapped[list[Any]] = mapped_column(Json)
    """Everything that is to be said about the line, the weightiest first."""
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    proposals: Mapped[list[Any]] = mapped_column(Json)
    """Likely enterprises where the code does not settle it: uscc, name, likeness in percent, why."""
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who said that the line is right and whom it speaks of; the doubts are then settled."""
    recognition_id: Mapped[int | None] = mapped_column(ForeignKey("recognition.id"))
    """The recognition that the line made or corrected."""
    written: Mapped[dict[str, Any]] = mapped_column(Json)
    """What committing the line did, for undoing it."""
    batch: Mapped[RosterBatch] = relationship(back_populates="rows")
    enterprise: Mapped[Enterprise | None] = relationship()
    recognition: Mapped[Recognition | None] = relationship()
