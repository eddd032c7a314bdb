"""Which firms get no subsidies: manufacturers without research (规划纲要 chapter 10)."""

from __future__ import annotations

from sqlalchemy import select

from registry.enterprises.models import EnterpriseProfile
from registry.extensions import db
from registry.reports.models import AnnualReport, ReportRevision, ReportState

MANUFACTURING = "C"
"""How the codes of manufacturing industries begin."""


def last_accepted(enterprise_id: int) -> ReportRevision | None:
    """What was sent last of the latest year's report that was accepted; None where none was."""
    statement = (
        select(ReportRevision)
        .join(AnnualReport, AnnualReport.id == ReportRevision.report_id)
        .where(AnnualReport.enterprise_id == enterprise_id, AnnualReport.state == ReportState.ACCEPTED)
        .order_by(AnnualReport.year.desc(), ReportRevision.no.desc())
    )
    return db.session.scalars(statement).first()


def is_without_research(profile: EnterpriseProfile, report: ReportRevision | None) -> bool | None:
    """Whether the firm is a manufacturer whose last accepted report has no R&D; None where that is not known."""
    if not profile.industry_code:
        return None
    if not profile.industry_code.startswith(MANUFACTURING):
        return False
    return None if report is None or report.rd_spend is None else report.rd_spend == 0
