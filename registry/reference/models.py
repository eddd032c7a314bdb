"""Regions with dated names, schemes, industries, and exceptions to the calendar."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String, true
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.text import Name
from registry.core.types import Json, Key, choice
from registry.extensions import Base


class Tier(StrEnum):
    """A rung of the ladder. Titles are not exclusive: each rung is counted by itself."""

    SME = "sme"
    HTE = "hte"
    LEADING = "leading"


class DecidedBy(StrEnum):
    """Who recognises: the district itself, or a higher authority to which it only recommends."""

    DISTRICT = "district"
    HIGHER = "higher"


class _Named:
    """What has its name in two languages."""

    name: Mapped[str]
    name_en: Mapped[str]

    @property
    def label(self) -> Name:
        """The name as it is shown: pages choose the language."""
        return Name(self.name, self.name_en)


class Region(_Named, Base):
    """A region's name over `[valid_from, valid_to)`; codes are hierarchical by prefix and may be used again."""

    __tablename__ = "region"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_from < valid_to", name="period"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(12))


class Industry(_Named, Base):
    """A code of the district's industry list with its name."""

    __tablename__ = "industry"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")


class Scheme(_Named, Base):
    """A programme that recognises a tier: who decides, how long it holds, which checks it asks. Data, not code."""

    __tablename__ = "scheme"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    tier: Mapped[Tier] = mapped_column(choice(Tier, "tier"))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120))
    decided_by: Mapped[DecidedBy] = mapped_column(choice(DecidedBy, "decided_by"))
    number_label: Mapped[str] = mapped_column(String(40))
    number_pattern: Mapped[str] = mapped_column(String(80), default="")
    own_number: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether every firm has a number of its own; else one 文号 stands for all firms of its paper, or there is none."""
    validity: Mapped[str] = mapped_column(String(40))
    """How long a title holds: "years:3", "entry_year_grace:03-31", or "standing"."""
    notice_working_days: Mapped[int] = mapped_column(default=0)
    stages: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """Review stages in order: name, name_en, role."""
    rule_sets: Mapped[list[str]] = mapped_column(Json)
    """Rule sets that explain the scheme's conditions; the one in force on the day is used."""
    open_for_application: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int]


class WorkdayOverride(Base):
    """A day on which the office's calendar departs from the published one."""

    __tablename__ = "workday_override"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(String(120))
