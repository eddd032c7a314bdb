"""A firm's figures of a year, now or as they were known, and the reports that wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from registry.audit.models import AuditEvent
from registry.audit.tags import Tag
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import within
from registry.extensions import db
from registry.reports.figures import FIGURES
from registry.reports.models import AnnualReport, FrozenTables, ReportRevision, ReportState, ReportTables
from registry.reports.table_specs import Tables


def find_report(enterprise_id: int, year: int) -> AnnualReport | None:
    """The firm's report of a year, if it was opened."""
    return db.session.scalars(
        select(AnnualReport).where(AnnualReport.enterprise_id == enterprise_id, AnnualReport.year == year)
    ).one_or_none()


def reports_of(enterprise_id: int) -> Select[AnnualReport]:
    """The firm's reports, latest year first."""
    return (
        select(AnnualReport)
        .where(AnnualReport.enterprise_id == enterprise_id)
        .order_by(AnnualReport.year.desc(), AnnualReport.id.desc())
    )


def latest_revision(enterprise_id: int, year: int) -> ReportRevision | None:
    """The figures believed now of a year: those sent last, whether accepted yet or not."""
    return _one(enterprise_id, year, select(ReportRevision).where(ReportRevision.retired_at == FOREVER))


def revision_on(enterprise_id: int, year: int, known_at: datetime) -> ReportRevision | None:
    """The figures of a year as they were known at an instant; None where nothing had been sent by then."""
    return _one(enterprise_id, year, select(ReportRevision).where(_believed(known_at)))


def latest_revision_before(enterprise_id: int, year: int, known_at: datetime | None = None) -> ReportRevision | None:
    """The figures of the last year before `year` for which any are believed, now or at `known_at`."""
    return db.session.scalars(
        select(ReportRevision)
        .where(
            ReportRevision.enterprise_id == enterprise_id,
            ReportRevision.year < year,
            _believed(known_at),
        )
        .order_by(ReportRevision.year.desc(), ReportRevision.no.desc(), ReportRevision.id.desc())
    ).first()


def figures_before(
    enterprise_ids: Collection[int], year: int, *, years: int, known_at: datetime | None = None
) -> dict[int, list[Row[Any]]]:
    """The believed figures of each firm for the `years` years before `year`, in one statement, latest year first.

    A firm without any of them has those of the latest year there is; one without any report is missing. Rows have the
    columns of `ReportRevision`.
    """
    revision = ReportRevision.__table__.c
    earlier = ReportRevision.__table__.alias()
    last_year = (
        select(func.max(earlier.c.year))
        .where(
            earlier.c.enterprise_id == revision.enterprise_id,
            earlier.c.year < year,
            _believed(known_at, earlier.c.recorded_at, earlier.c.retired_at),
        )
        .scalar_subquery()
    )
    statement = (
        select(ReportRevision.__table__)
        .where(
            revision.enterprise_id.in_(enterprise_ids),
            revision.year < year,
            or_(revision.year >= year - years, revision.year == last_year),
            _believed(known_at),
        )
        .order_by(revision.enterprise_id, revision.year.desc(), revision.no.desc())
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.enterprise_id, []).append(row)
    return found


def revisions_of(report_id: int) -> Select[ReportRevision]:
    """Everything that was ever sent of a report, oldest first."""
    return select(ReportRevision).where(ReportRevision.report_id == report_id).order_by(ReportRevision.no)


def latest_no(report: AnnualReport) -> int:
    """The number of the revision sent last; 0 while nothing was."""
    statement = revisions_of(report.id).order_by(None).order_by(ReportRevision.no.desc())
    last = db.session.scalars(statement).first()
    return last.no if last else 0


def waiting_reports(regions: Collection[str], on: date) -> Select[AnnualReport, ReportRevision]:
    """Reports sent and not yet dealt with by the officers of `regions`, each with what was sent; oldest first."""
    return (
        select(AnnualReport, ReportRevision)
        .join(Enterprise, Enterprise.id == AnnualReport.enterprise_id)
        .join(ReportRevision, ReportRevision.report_id == AnnualReport.id)
        .where(AnnualReport.state == ReportState.SUBMITTED, ReportRevision.retired_at == FOREVER, within(regions, on))
        .order_by(ReportRevision.recorded_at, AnnualReport.id)
    )


def figures_of(revision: ReportRevision) -> dict[str, int | None]:
    """The figures of a revision by code; money in 分."""
    return {figure.code: getattr(revision, figure.code) for figure in FIGURES}


def saved_tables(report_id: int) -> ReportTables | None:
    """The tables of a report as last saved; None where nobody saved one."""
    return db.session.scalars(select(ReportTables).where(ReportTables.report_id == report_id)).one_or_none()


def tables_of(report: AnnualReport | None) -> Tables:
    """The rows as last saved, by table; none where nothing was."""
    saved = saved_tables(report.id) if report is not None else None
    return saved.rows if saved is not None else {}


def frozen_tables(revision: ReportRevision) -> Tables:
    """The rows that were sent with a revision, by table."""
    frozen = db.session.get(FrozenTables, revision.id)
    return frozen.rows if frozen is not None else {}


def return_reason(report: AnnualReport) -> str:
    """Why the report was last returned; "" where it is not returned now."""
    if report.state != ReportState.RETURNED:
        return ""
    event = db.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "report",
            AuditEvent.subject_id == report.public_id,
            AuditEvent.tag == Tag.REPORT_RETURNED.value,
        )
        .order_by(AuditEvent.id.desc())
    ).first()
    return str(event.data.get("reason", "")) if event else ""


def _believed(
    known_at: datetime | None,
    recorded_at: ColumnElement[Any] = ReportRevision.__table__.c.recorded_at,
    retired_at: ColumnElement[Any] = ReportRevision.__table__.c.retired_at,
) -> ColumnElement[bool]:
    if known_at is None:
        return retired_at == FOREVER
    return and_(recorded_at <= known_at, retired_at > known_at)


def _one(enterprise_id: int, year: int, statement: Select[ReportRevision]) -> ReportRevision | None:
    return db.session.scalars(
        statement.where(ReportRevision.enterprise_id == enterprise_id, ReportRevision.year == year).order_by(
            ReportRevision.no.desc(), ReportRevision.id.desc()
        )
    ).first()
