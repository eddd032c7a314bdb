"""The only way in which the web comes by a report."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.access import get_membership_for, reaches
from registry.extensions import db
from registry.reports.models import AnnualReport
from registry.reports.queries import find_report


def get_report_for(actor: Actor, public_id: str, *, on: date) -> AnnualReport:
    """The report, for the firm's people and for officers who read enterprises where it is; or NotFound."""
    found = select(AnnualReport).where(AnnualReport.public_id == public_id)
    report = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if report is None or not reaches(actor, report.enterprise_id, on=on):
        raise NotFound(msg("没有这份年度报告。"))
    return report


def get_report_of_year_for(user_id: int, uscc: str, year: int) -> AnnualReport:
    """The report of a year of a firm for which the person acts; NotFound where there is none yet."""
    member = get_membership_for(user_id, uscc)
    report = find_report(member.enterprise_id, year) if 0 < year < 10_000 else None
    if report is None:
        raise NotFound(msg("没有这份年度报告。"))
    return report
