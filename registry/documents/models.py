"""Evidence files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Instant, Key, PublicId
from registry.extensions import Base


class Document(Base):
    """A file as uploaded for one use, stored under its hash; `claimed` once something refers to it.

    A file that proves several things has a row for each, and is stored once.
    """

    __tablename__ = "document"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int | None] = mapped_column(index=True)
    """Whose evidence it is; None for the office's own files (official lists)."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    requirement: Mapped[str] = mapped_column(String(40), default="")
    """What it proves, as the form named it."""
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    claimed: Mapped[bool] = mapped_column(default=False)
    uploaded_by: Mapped[User] = relationship()


class Enclosure(Base):
    """A file that somebody without an account sent with something: with an objection, say."""

    __tablename__ = "enclosure"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    owner: Mapped[str] = mapped_column(String(60), index=True)
    """The kind and the identifier of what it came with: "objection:<id>"."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Instant)
