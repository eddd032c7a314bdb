"""The annual report and its frozen revisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import Fen, Instant, Json, Key, PublicId, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base


class ReportState(StrEnum):
    """Where a year's report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class AnnualReport(Base):
    """A year's report of an enterprise; `draft` holds what was typed and not yet sent, as raw form pairs."""

    __tablename__ = "annual_report"
    __table_args__ = (UniqueConstraint("enterprise_id", "year"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    year: Mapped[int]
    state: Mapped[ReportState] = mapped_column(choice(ReportState, "state"))
    draft: Mapped[list[Any]] = mapped_column(Json)
    draft_saved_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[Enterprise] = relationship()
    revisions: Mapped[list[ReportRevision]] = relationship(back_populates="report", order_by="ReportRevision.no")

    __mapper_args__ = {"version_id_col": version}


class ReportRevision(Base):
    """What was sent, frozen. Money in 分, people as heads; None is unknown."""

    __tablename__ = "report_revision"
    __table_args__ = (
        UniqueConstraint("report_id", "no"),
        Index("ix_report_revision_enterprise_year", "enterprise_id", "year", "retired_at"),
    )

    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(ForeignKey("annual_report.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    year: Mapped[int]
    no: Mapped[int]
    revenue: Mapped[Fen]
    operating_cost: Mapped[Fen]
    """成本费用支出总额."""
    rd_spend: Mapped[Fen]
    rd_spend_domestic: Mapped[Fen]
    staff: Mapped[int | None]
    rd_staff: Mapped[int | None]
    """科技人员."""
    total_assets: Mapped[Fen]
    net_assets: Mapped[Fen]
    high_tech_revenue: Mapped[Fen]
    profit: Mapped[Fen]
    tax_paid: Mapped[Fen]
    main_business_revenue: Mapped[Fen]
    total_income: Mapped[Fen]
    """收入总额 in the sense of the enterprise income tax law."""
    non_taxed_income: Mapped[Fen]
    main_product_income: Mapped[Fen]
    core_product_income: Mapped[Fen]
    rd_hnte: Mapped[Fen]
    """R&D by 国科发火〔2016〕195号; `rd_spend` is the calibre of the super deduction."""
    rd_hnte_domestic: Mapped[Fen]
    transformations: Mapped[int | None]
    """科技成果转化 of the year, in items."""
    full_time_rd_staff: Mapped[int | None]
    explanations: Mapped[dict[str, Any]] = mapped_column(Json)
    """Reasons the firm gave for unusual values, by field."""
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    """What the frozen tables say to the rules beyond the figures, by the name of the fact (分, heads by month)."""
    source: Mapped[str] = mapped_column(String(120))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime] = mapped_column(Instant)
    """When a later revision replaced it as the year's figures."""
    report: Mapped[AnnualReport] = relationship(back_populates="revisions")


class ReportTables(Base):
    """The tables of a year's report as last saved; `version` is their own, so that figures and tables are saved apart.

    `rows` are lists of rows by the code of the table (`registry.reports.table_specs`).
    """

    __tablename__ = "report_tables"

    id: Mapped[Key]
    report_id: Mapped[int] = mapped_column(ForeignKey("annual_report.id"), unique=True)
    rows: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class FrozenTables(Base):
    """The tables as they were sent with a revision; kept beside it, since most readers of figures need none."""

    __tablename__ = "report_revision_tables"

    revision_id: Mapped[int] = mapped_column(ForeignKey("report_revision.id"), primary_key=True, autoincrement=False)
    rows: Mapped[dict[str, Any]] = mapped_column(Json)
