"""What a firm says of itself, how far it is from each title, and who helps it there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Day, Instant, Json, Key, PublicId, Recorded, Retired, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base
from registry.reference.models import Tier
from registry.rules.findings import Verdict


class Declaration(Base):
    """One fact as stated over `[recorded_at, retired_at)`. Never edited: another answer retires it and adds a row."""

    __tablename__ = "declaration"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "fact", "retired_at"),
        CheckConstraint("recorded_at < retired_at", name="known"),
    )

    id: Mapped[Key]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    fact: Mapped[str] = mapped_column(String(60))
    """Its name in `registry.rules.vocabulary`."""
    value: Mapped[Any] = mapped_column(Json)
    """As in the facts object of the rules: money in 万元 as text, days as text, never null."""
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    source: Mapped[str] = mapped_column(String(120))
    """Through what it came: "firm", "officer", "application:<public id>"."""
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]
    enterprise: Mapped[Enterprise] = relationship()


class Band(StrEnum):
    """How far a firm is from a title, the nearest first; what is unknown is counted beside it, never as met."""

    READY = "ready"
    """Passes, or only experts or an officer have yet to speak."""
    OPEN = "open"
    """Nothing known speaks against it, but data are missing."""
    ONE_STEP = "one_step"
    """One condition unmet, or at most 10 points short."""
    NEAR = "near"
    """Two conditions, or at most 20 points, or one condition and at most 10 points."""
    FAR = "far"
    UNKNOWN = "unknown"
    """No annual report: nothing can be said."""
    HOLDS = "holds"
    """Holds a title of the rule set's schemes on that day."""


class Readiness(Base):
    """One firm of the district before one rule set on the day `assessed_on`: what `assess` says, without its words.

    Derived: rewritten whenever the firm's facts change, and for every firm by the batch. A firm that is not in the
    district on the day has no row.
    """

    __tablename__ = "readiness"
    __table_args__ = (
        Index("ix_readiness_list", "rule_set_id", "distance", "name_sort", "enterprise_id"),
        Index("ix_readiness_region", "rule_set_id", "region_code", "band"),
        Index("ix_readiness_industry", "rule_set_id", "industry_code", "band"),
    )

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    rule_set_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    rule_set_version: Mapped[int]
    tier: Mapped[Tier] = mapped_column(choice(Tier, "tier"))
    assessed_on: Mapped[date] = mapped_column(Day)
    assessed_at: Mapped[datetime] = mapped_column(Instant)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    score_low: Mapped[int | None]
    score_high: Mapped[int | None]
    unmet: Mapped[str] = mapped_column(String(300))
    """Codes of the required criteria that are not met, in the order of the findings, joined by commas."""
    open: Mapped[str] = mapped_column(String(600))
    """Codes of those that wait for data, for an expert or for an officer."""
    unmet_count: Mapped[int]
    open_count: Mapped[int]
    missing_count: Mapped[int]
    """How many of the open ones wait for data."""
    gap_points: Mapped[int | None]
    """Points short of passing, as the finding on the total score says; None where it says nothing."""
    band: Mapped[Band] = mapped_column(choice(Band, "band"))
    distance: Mapped[int]
    """Sorts from the nearest to the farthest; the bands follow each other (`registry.assessments.bands`)."""
    region_code: Mapped[str] = mapped_column(String(12))
    industry_code: Mapped[str] = mapped_column(String(16))
    name_sort: Mapped[str] = mapped_column(String(240))
    enterprise: Mapped[Enterprise] = relationship()


class CultivationEntry(Base):
    """A firm that the office helps towards a rung, over `[opened_at, closed_at)`; one open entry a rung."""

    __tablename__ = "cultivation_entry"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "tier", "closed_at"),
        CheckConstraint("opened_at < closed_at", name="period"),
        Index("ix_cultivation_entry_owner", "owner_id", "closed_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    tier: Mapped[Tier] = mapped_column(choice(Tier, "tier"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[Retired]
    """`FOREVER` while it is open."""
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closing_note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[Enterprise] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    notes: Mapped[list[CultivationNote]] = relationship(back_populates="entry", order_by="CultivationNote.id.desc()")

    __mapper_args__ = {"version_id_col": version}


class CultivationNote(Base):
    """What somebody wrote down about the work with the firm."""

    __tablename__ = "cultivation_note"
    __table_args__ = (Index("ix_cultivation_note_entry", "entry_id", "recorded_at"),)

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("cultivation_entry.id"))
    text: Mapped[str] = mapped_column(String(1000))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[Recorded]
    entry: Mapped[CultivationEntry] = relationship(back_populates="notes")
    written_by: Mapped[User | None] = relationship()
