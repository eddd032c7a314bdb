"""Drafts of rule sets, their runs over all firms, and the firms for which a run came out otherwise."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import Day, Instant, Json, Key, PublicId, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base


class Standing(StrEnum):
    """What a judgement comes to for a reader of numbers, from the worst to the best; unknown is never met."""

    UNMET = "unmet"
    """Some condition is not met."""
    OPEN = "open"
    """Nothing known speaks against the firm, but data are missing."""
    MET = "met"
    """Passes, or only experts or an officer have yet to speak."""


class RuleDraft(Base):
    """Other values for some parameters of a rule set, to be tried out; never in force."""

    __tablename__ = "rule_draft"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(120))
    rule_set_id: Mapped[str] = mapped_column(String(40))
    base_version: Mapped[int]
    """The version of the rule set that the changes were written against."""
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    """New values by parameter (`registry.rules.drafting.Changes`)."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    runs: Mapped[list[RuleDraftRun]] = relationship(back_populates="draft", order_by="RuleDraftRun.id.desc()")

    __mapper_args__ = {"version_id_col": version}


class RuleDraftRun(Base):
    """All firms of the day `on` judged by the rule set and by the draft as it was then; done in blocks of firms."""

    __tablename__ = "rule_draft_run"
    __table_args__ = (Index("ix_rule_draft_run_draft", "draft_id", "id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    draft_id: Mapped[int] = mapped_column(ForeignKey("rule_draft.id"))
    base_version: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    on: Mapped[date] = mapped_column("on_day", Day)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    """None while blocks are left."""
    last_id: Mapped[int] = mapped_column(default=0)
    """The firm, by row number, up to which the run has come."""
    looked_at: Mapped[int] = mapped_column(default=0)
    """Firms of the register seen so far, in the district on the day or not."""
    register_size: Mapped[int]
    """Firms of the register when it began."""
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    """Firms by region code and by "standing before>standing after"."""
    alone: Mapped[dict[str, Any]] = mapped_column(Json)
    """By changed parameter: how many firms would gain and how many lose by this change alone."""
    draft: Mapped[RuleDraft] = relationship(back_populates="runs")
    started_by: Mapped[User | None] = relationship()


class RuleDraftOutcome(Base):
    """A firm that stands otherwise under the draft, or would with its bounds a little moved; the facts as judged."""

    __tablename__ = "rule_draft_outcome"
    __table_args__ = (
        CheckConstraint("(edge_code IS NULL) = (edge_percent IS NULL)", name="edge"),
        Index("ix_rule_draft_outcome_list", "run_id", "name_sort", "enterprise_id"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("rule_draft_run.id"), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    before: Mapped[Standing] = mapped_column("standing_before", choice(Standing, "standing_before"))
    after: Mapped[Standing] = mapped_column("standing_after", choice(Standing, "standing_after"))
    change: Mapped[int]
    """1 gains, -1 loses, 0 stands as before and is near a changed bound."""
    holds: Mapped[bool]
    """Has a title of the rule set's schemes on the day."""
    edge_code: Mapped[str | None] = mapped_column(String(60))
    """The changed parameter whose bound the firm is near to."""
    edge_percent: Mapped[int | None]
    """The least move of that bound, in percent, after which the firm stands otherwise."""
    region_code: Mapped[str] = mapped_column(String(12))
    name_sort: Mapped[str] = mapped_column(String(240))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    """What the rule set read, as it freezes facts: money in 万元 as text."""
    enterprise: Mapped[Enterprise] = relationship()
    run: Mapped[RuleDraftRun] = relationship()
