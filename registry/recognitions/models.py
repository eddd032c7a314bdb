"""Recognitions, and the spans derived from them: the one table that is counted."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import Day, Key, PublicId, Recorded, Retired, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base
from registry.reference.models import Scheme

ALL_SCHEMES = "*"
"""`scheme` of the spans that merge every scheme of a tier."""

REGISTERED = "registered"
"""`tier` of the spans that say an enterprise is in the district, whatever titles it holds."""


class Recognition(Base):
    """An enterprise holds a scheme's title over `[valid_from, valid_to)`, cut short by `revoked_on`."""

    __tablename__ = "recognition"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="period"),
        Index("ix_recognition_enterprise", "enterprise_id", "retired_at"),
        Index("ix_recognition_number", "scheme_code", "certificate_number", "retired_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    certificate_number: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(Day)
    valid_from: Mapped[date] = mapped_column(Day)
    valid_to: Mapped[date] = mapped_column(Day)
    """The first day it no longer holds."""
    revoked_on: Mapped[date | None] = mapped_column(Day)
    """The first day it no longer holds because it was taken away."""
    revocation_ground: Mapped[str] = mapped_column(String(200), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    """The official paper that says so."""
    source: Mapped[str] = mapped_column(String(120))
    """How the registry learnt of it: "load:…", "roster:<batch>:<row>", "application:<id>"."""
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]
    enterprise: Mapped[Enterprise] = relationship()
    scheme: Mapped[Scheme] = relationship(lazy="joined")


def month_number(day: date) -> int:
    """Months as whole numbers that run on over the years: 12 · year + month."""
    return 12 * day.year + day.month


class SpanStart(StrEnum):
    """Why an enterprise is counted from this day."""

    RECOGNISED = "recognised"
    REGAINED = "regained"
    MOVED_IN = "moved_in"


class SpanEnd(StrEnum):
    """Why it is no longer counted (here) from that day."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    MOVED_OUT = "moved_out"
    DEREGISTERED = "deregistered"


class MembershipSpan(Base):
    """An enterprise counts under a tier (or one scheme of it) in one place over `[d0, d1)`.

    Derived from profiles and recognitions by `registry.recognitions.spans`. Among rows believed at one instant,
    those of one (enterprise, tier, scheme) never overlap, so COUNT(*) counts firms.
    """

    __tablename__ = "membership_span"
    __table_args__ = (
        CheckConstraint("d0 < d1", name="period"),
        CheckConstraint("recorded_at < retired_at", name="known"),
        Index("ix_membership_span_count", "scheme", "tier", "retired_at", "d0", "d1", "recorded_at"),
        Index("ix_membership_span_months", "scheme", "tier", "retired_at", "m0", "m1"),
        Index("ix_membership_span_enterprise", "enterprise_id", "retired_at"),
    )

    id: Mapped[Key]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    tier: Mapped[str] = mapped_column(String(16))
    scheme: Mapped[str] = mapped_column(String(32))
    region_code: Mapped[str] = mapped_column(String(12))
    park: Mapped[str] = mapped_column(String(60))
    industry_code: Mapped[str] = mapped_column(String(16))
    d0: Mapped[date] = mapped_column(Day)
    d1: Mapped[date] = mapped_column(Day)
    m0: Mapped[int]
    """The month of `d0` (`month_number`): a series over months sums by it instead of by day."""
    m1: Mapped[int]
    """The month of `d1`."""
    started_by: Mapped[SpanStart] = mapped_column(choice(SpanStart, "started_by"))
    ended_by: Mapped[SpanEnd | None] = mapped_column(choice(SpanEnd, "ended_by"))
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]


class MonthChange(Base):
    """By how much the number of firms changes in a month: begun minus ended, of the spans believed now.

    Kept with the spans, for series over months. Every change stands twice: in its place, and once with `is_total` and
    empty places, so that a whole district needs few rows.
    """

    __tablename__ = "month_change"

    is_total: Mapped[bool] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(String(32), primary_key=True)
    tier: Mapped[str] = mapped_column(String(16), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    park: Mapped[str] = mapped_column(String(60), primary_key=True)
    industry_code: Mapped[str] = mapped_column(String(16), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """`month_number`."""
    change: Mapped[int]
