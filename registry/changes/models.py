"""A change that a firm reports, and what its titles then ask of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Instant, Json, Key, PublicId, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base

_OPEN = text("state IN ('submitted', 'returned')")


class ChangeKind(StrEnum):
    """What happens to the firm."""

    RENAME = "rename"
    MOVE = "move"
    MOVE_OUT = "move_out"
    MERGER = "merger"
    DEREGISTRATION = "deregistration"


class ChangeState(StrEnum):
    """How far the change has come."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangeRequest(Base):
    """A change from `effective_on` on. Accepted, it is recorded as a profile of the firm from that day."""

    __tablename__ = "change_request"
    __table_args__ = (
        Index("ix_change_request_enterprise", "enterprise_id", "id"),
        Index("ix_change_request_queue", "state", "submitted_at", "id"),
        Index(
            "ix_change_request_open", "enterprise_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind, "kind"))
    state: Mapped[ChangeState] = mapped_column(choice(ChangeState, "state"))
    effective_on: Mapped[date]
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    """What is new, by the names of `registry.changes.kinds`."""
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    """What the registry held of the same facts on that day, when this was sent or accepted last."""
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    """The firm that goes on after a merger, where the registry has it."""
    statement: Mapped[str] = mapped_column(String(500), default="")
    documents: Mapped[list[str]] = mapped_column(Json)
    """Public identifiers of the papers that prove it."""
    by_office: Mapped[bool] = mapped_column(default=False)
    """An officer filed it for the firm."""
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it was returned, refused or withdrawn."""
    version: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[Enterprise] = relationship(foreign_keys=[enterprise_id])
    successor: Mapped[Enterprise | None] = relationship(foreign_keys=[successor_id])
    filed_by: Mapped[User] = relationship(foreign_keys=[filed_by_id])

    __mapper_args__ = {"version_id_col": version}


class ChangeStep(Base):
    """The firm did what the title of a scheme asks after a change, on a day."""

    __tablename__ = "change_step"
    __table_args__ = (UniqueConstraint("change_id", "scheme_code"),)

    id: Mapped[Key]
    change_id: Mapped[int] = mapped_column(ForeignKey("change_request.id"))
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    done_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
