"""Messages to people, their way by mail, and what each person wants by mail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Instant, Json, Key, PublicId, choice
from registry.extensions import Base


class Kind(StrEnum):
    """What a message is about; a person chooses by kind what comes by mail."""

    APPLICATION_RETURNED = "application_returned"
    APPLICATION_MOVED = "application_moved"
    APPLICATION_DECIDED = "application_decided"
    OBJECTION = "objection"
    REPORT = "report"
    TITLE = "title"
    MEMBER = "member"
    CHANGE = "change"
    TITLE_EXPIRY = "title_expiry"
    REPORT_DUE = "report_due"
    UNFINISHED = "unfinished"
    RIGHTS_DUE = "rights_due"
    OFFICE = "office"
    ACCOUNT = "account"


class DeliveryState(StrEnum):
    """How far a message has come on its way by mail."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One message to one person; `subject` and `body` are kept as sentences, shown in the reader's language."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_user", "user_id", "read_at", "id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None for a person without an account, who has only `address`."""
    address: Mapped[str | None] = mapped_column(String(254))
    kind: Mapped[str] = mapped_column(String(32))
    """A `Kind`; the list is kept here, so that it can grow."""
    subject: Mapped[dict[str, Any]] = mapped_column(Json)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    link: Mapped[str] = mapped_column(String(300), default="")
    """The path of the page where something can be done about it, or ""."""
    uscc: Mapped[str] = mapped_column(String(18), default="")
    """The firm it is about, or ""."""
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """What is told: the same thing is told to the same person once."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    delivery: Mapped[Delivery | None] = relationship(back_populates="message")


class Delivery(Base):
    """A message's way by mail. A row that is being sent has `next_try_at` in the near future: nobody else takes it."""

    __tablename__ = "message_delivery"
    __table_args__ = (Index("ix_message_delivery_due", "state", "next_try_at", "id"),)

    id: Mapped[Key]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState, "state"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    """After this it is not worth sending."""
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    is_secret: Mapped[bool] = mapped_column(default=False)
    """The words let in whoever has them: they are removed as soon as the mail is sent or given up."""
    message: Mapped[Message] = relationship(back_populates="delivery")


class MailPreference(Base):
    """What a person wants by mail, and in which language; without a row: everything, in Chinese."""

    __tablename__ = "mail_preference"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(2), default="zh")
    without: Mapped[list[str]] = mapped_column(Json)
    """The kinds that stay in the inbox."""
    user: Mapped[User] = relationship()
