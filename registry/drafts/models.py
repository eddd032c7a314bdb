"""Typed values, one for each field and person; and whole forms that came after the session had ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.types import Instant, Json, Key
from registry.extensions import Base

LONGEST_NAME = 160


class FieldDraft(Base):
    """One field as one person has typed it; saving the form removes it. No part of the audit trail."""

    __tablename__ = "field_draft"
    __table_args__ = (
        UniqueConstraint("form", "field", "user_id"),
        Index("ix_field_draft_user_id", "user_id"),
        Index("ix_field_draft_saved_at", "saved_at"),
    )

    id: Mapped[Key]
    form: Mapped[str] = mapped_column(String(LONGEST_NAME))
    """The task: who may open its form sees what others have typed there."""
    field: Mapped[str] = mapped_column(String(LONGEST_NAME))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    value: Mapped[list[str]] = mapped_column(Json)
    """What a browser would send under the name: empty for a box that is not ticked."""
    saved_at: Mapped[datetime] = mapped_column(Instant)


class HeldForm(Base):
    """A form sent after its session had ended, until its writer logs in again in the same browser; used once."""

    __tablename__ = "held_form"
    __table_args__ = (UniqueConstraint("user_id", "form"), Index("ix_held_form_held_at", "held_at"))

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    form: Mapped[str] = mapped_column(String(LONGEST_NAME))
    typed: Mapped[dict[str, list[str]]] = mapped_column(Json)
    held_at: Mapped[datetime] = mapped_column(Instant)
