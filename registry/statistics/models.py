"""The plan's promises and what was reported against them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import ExactDecimal, Instant, Key, Recorded, Retired
from registry.extensions import Base


class Plan(Base):
    """A plan as its file gave it; the period is half-open."""

    __tablename__ = "plan"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160))
    period_from: Mapped[date]
    period_to: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the plan file: a changed file is loaded anew."""
    loaded_at: Mapped[datetime] = mapped_column(Instant)
    indicators: Mapped[list[Indicator]] = relationship(back_populates="plan", order_by="Indicator.position")


class Indicator(Base):
    """One promise of the plan, so that figures can be recorded against it; what it means stands in the plan file."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    plan: Mapped[Plan] = relationship(back_populates="indicators")


class Observation(Base):
    """A figure that another office reported for a period, as believed over `[recorded_at, retired_at)`."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_indicator", "indicator_id", "retired_at", "period_end"),)

    id: Mapped[Key]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    period_end: Mapped[date]
    """The day for which, or to which, the figure speaks."""
    value: Mapped[Decimal] = mapped_column(ExactDecimal)
    is_censored: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The paper that says so: title, number, page; "" where none was named."""
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """For the office alone: of a correction, why."""
    withdrawal_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """Why it was withdrawn, retired without another in its place; "" where it was not."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]
    indicator: Mapped[Indicator] = relationship()
