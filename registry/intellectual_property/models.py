"""Intellectual property of an enterprise."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import Key, PublicId, Recorded, Retired, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base
from registry.rules.identifiers.ip_numbers import IpKind


class Acquisition(StrEnum):
    """How the firm came to own it."""

    OWN = "own"
    PURCHASE = "purchase"
    GIFT = "gift"
    MERGER = "merger"


class IntellectualProperty(Base):
    """One right of an enterprise, as believed over `[recorded_at, retired_at)`.

    It is in force from its grant to its expiry or lapse.
    """

    __tablename__ = "intellectual_property"
    __table_args__ = (
        Index("ix_intellectual_property_enterprise", "enterprise_id", "retired_at"),
        Index("ix_intellectual_property_number", "kind", "number", "retired_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[IpKind] = mapped_column(choice(IpKind, "kind"))
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200), default="")
    acquisition: Mapped[Acquisition | None] = mapped_column(choice(Acquisition, "acquisition"))
    filed_on: Mapped[date | None]
    granted_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    """The last day of its term."""
    lapsed_on: Mapped[date | None]
    """The first day it is no longer in force."""
    owners: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Who owns it by its certificate, several joined by "；"; "" is not known."""
    product: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The product or service of the firm that it serves; "" is not said."""
    hte_year: Mapped[int | None]
    """The year of the recognition as a high-tech enterprise that rested on it; 0 is none, None is not known."""
    source: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]
    enterprise: Mapped[Enterprise] = relationship()
