"""Integrity records with their periods, notes of visits, and spot checks with the firms drawn."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Day, Instant, Key, PublicId, Recorded, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base


class RecordKind(StrEnum):
    """What is recorded against a firm."""

    DISHONESTY = "dishonesty"
    RESEARCH = "research"
    PENALTY = "penalty"
    ACCIDENT = "accident"
    IP_BLACKLIST = "ip_blacklist"


class Effect(StrEnum):
    """What it does while it is in force."""

    BLOCKS = "blocks"
    """No application may be sent."""
    WARNS = "warns"
    """Whoever reviews an application is shown it."""


class IntegrityRecord(Base):
    """Something against a firm over `[valid_from, valid_to)`, cut short by `lifted_on`."""

    __tablename__ = "integrity_record"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="period"),
        Index("ix_integrity_record_enterprise", "enterprise_id", "valid_from"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[RecordKind] = mapped_column(choice(RecordKind, "kind"))
    effect: Mapped[Effect] = mapped_column(choice(Effect, "effect"))
    valid_from: Mapped[date] = mapped_column(Day)
    valid_to: Mapped[date] = mapped_column(Day)
    """The first day it no longer holds."""
    matter: Mapped[str] = mapped_column(String(500))
    document: Mapped[str] = mapped_column(String(120))
    """The official paper that says so."""
    lifted_on: Mapped[date | None] = mapped_column(Day)
    """The first day it no longer holds because it was lifted; its first day where it never should have been there."""
    lifted_reason: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[Recorded]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    enterprise: Mapped[Enterprise] = relationship()


class Visit(Base):
    """An officer visited a firm (走访) and wrote down what was seen and what is to follow."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_enterprise", "enterprise_id", "visited_on"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    visited_on: Mapped[date] = mapped_column(Day)
    people: Mapped[str] = mapped_column(String(200))
    """Who went, and whom they met."""
    notes: Mapped[str] = mapped_column(Text)
    follow_up: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[Recorded]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    enterprise: Mapped[Enterprise] = relationship()
    recorded_by: Mapped[User | None] = relationship()


class SpotCheck(Base):
    """Firms drawn at random from those that hold a scheme's title on a day, in a way that anybody can repeat."""

    __tablename__ = "spot_check"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    title: Mapped[str] = mapped_column(String(200))
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    on: Mapped[date] = mapped_column("drawn_from_on", Day)
    """The day whose holders were drawn from."""
    seed: Mapped[str] = mapped_column(String(80))
    seed_source: Mapped[str] = mapped_column(String(200))
    """Where the seed comes from, so that nobody could have chosen it to fit."""
    population: Mapped[int]
    population_sha256: Mapped[str] = mapped_column(String(64))
    """The fingerprint of the sorted codes drawn from: the same list gives the same draw."""
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    firms: Mapped[list[CheckedFirm]] = relationship(back_populates="check", order_by="CheckedFirm.position")


class CheckedFirm(Base):
    """A firm that was drawn, and what the check found; `is_good` is None while it was not looked at."""

    __tablename__ = "checked_firm"
    __table_args__ = (UniqueConstraint("check_id", "enterprise_id"),)

    id: Mapped[Key]
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_check.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    position: Mapped[int]
    is_good: Mapped[bool | None]
    finding: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None] = mapped_column(Day)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    check: Mapped[SpotCheck] = relationship(back_populates="firms")
    enterprise: Mapped[Enterprise] = relationship()
