"""Who has a case in hand, and which officers are away with whom in their place."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Day, Instant, Key, PublicId
from registry.extensions import Base


class Holding(Base):
    """An application that an officer took, or was handed, at `taken_at`; it lapses when the application moves on.

    A word among colleagues and no lock: whoever may act on the application still may.
    """

    __tablename__ = "holding"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[User] = relationship(lazy="joined")


class Absence(Base):
    """The days `[valid_from, valid_to)` on which an officer is away, up to `ended_on` where he came back sooner."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="period"),
        Index("ix_absence_person", "person_id", "valid_from"),
        Index("ix_absence_deputy", "deputy_id", "valid_from"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    valid_from: Mapped[date] = mapped_column(Day)
    valid_to: Mapped[date] = mapped_column(Day)
    ended_on: Mapped[date | None] = mapped_column(Day)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[User] = relationship(foreign_keys=[person_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])
