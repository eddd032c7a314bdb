"""公示 of what the district is about to decide, and what comes against it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.applications.models import Application
from registry.core.clock import day_of
from registry.core.types import Instant, Key, PublicId, choice
from registry.extensions import Base
from registry.reference.models import Scheme


class EntryState(StrEnum):
    """What became of one application under notice."""

    OPEN = "open"
    HELD = "held"
    """An objection waits for its answer."""
    TAKEN_EFFECT = "taken_effect"
    STRUCK = "struck"
    """An objection was upheld."""


class PublicNotice(Base):
    """A notice that runs over `[starts_on, ends_on]`, both days included; whether it runs is a question of the date."""

    __tablename__ = "public_notice"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    working_days: Mapped[int]
    ends_on: Mapped[date]
    """The last day on which objections are taken."""
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the registry drew the consequences of its end; it ended by the date all the same."""
    scheme: Mapped[Scheme] = relationship(lazy="joined")
    entries: Mapped[list[NoticeEntry]] = relationship(back_populates="notice", order_by="NoticeEntry.id")


class NoticeEntry(Base):
    """One application under a notice."""

    __tablename__ = "notice_entry"
    __table_args__ = (UniqueConstraint("notice_id", "application_id"),)

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notice.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    state: Mapped[EntryState] = mapped_column(choice(EntryState, "state"))
    notice: Mapped[PublicNotice] = relationship(back_populates="entries")
    application: Mapped[Application] = relationship()
    objections: Mapped[list[Objection]] = relationship(back_populates="entry", order_by="Objection.id")


class Objection(Base):
    """What somebody holds against an entry; name and contact are for the officer, never for the firm."""

    __tablename__ = "objection"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    entry_id: Mapped[int] = mapped_column(ForeignKey("notice_entry.id"), index=True)
    objector_name: Mapped[str] = mapped_column(String(60))
    objector_contact: Mapped[str] = mapped_column(String(120))
    matter: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Instant)
    is_upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    entry: Mapped[NoticeEntry] = relationship(back_populates="objections")

    @property
    def number(self) -> str:
        """The case number as people say it: the day of receipt and a few letters of the identifier."""
        return f"YY{day_of(self.received_at):%Y%m%d}-{self.public_id[:5].upper()}"
