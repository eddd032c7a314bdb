"""Filling, sending, accepting and returning a year's report. What was sent is frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from registry.accounts.permissions import Permission, may
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.facts import figures_changed
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.members import FILLERS, SUBMITTERS, require_part
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import membership_of, place_of
from registry.extensions import db
from registry.reports.figures import BY_CODE, Check, Values, changes, unexplained
from registry.reports.models import AnnualReport, FrozenTables, ReportRevision, ReportState
from registry.reports.queries import figures_of, find_report, frozen_tables, latest_revision
from registry.reports.table_checks import completed, examine
from registry.reports.table_specs import Tables
from registry.reports.table_totals import facts
from registry.reports.tables import locked_tables
from registry.reports.workflow import WORKFLOW, ReportAct

FIRST_YEAR = 2000
MOST_PAIRS = 2000
LONGEST_EXPLANATION = 1000


class FiguresRefused(DomainError):
    """The figures cannot be sent; `checks` are all problems to show, `text` and `field` those of the first."""

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(checks[0].text, checks[0].field)
        self.checks = checks


def open_report(enterprise: Enterprise, year: int, *, actor: Actor, at: datetime, on: date) -> AnnualReport:
    """The firm's report of `year`, begun where it was not. Raises DomainError at `year` before the year is over."""
    require_part(actor, enterprise.id, FILLERS)
    if not FIRST_YEAR <= year < on.year:
        text = msg("只能填报 {first} 至 {last} 年度的报告。", first=FIRST_YEAR, last=on.year - 1)
        raise DomainError(text, "year")
    existing = find_report(enterprise.id, year)
    if existing is not None:
        return existing
    report = AnnualReport(
        public_id=new_public_id(), enterprise=enterprise, year=year, state=ReportState.DRAFT, draft=[]
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError:  # a colleague opened it at the same moment
        return db.session.scalars(
            select(AnnualReport).where(AnnualReport.enterprise_id == enterprise.id, AnnualReport.year == year)
        ).one()
    _tell(Tag.REPORT_SAVED, report, actor, at, year=year, opened=True)
    return report


def save_draft(
    report: AnnualReport, pairs: Iterable[tuple[str, str]], seen_version: int, *, actor: Actor, at: datetime
) -> None:
    """Keep what was typed, raw, as the form's (name, value) pairs. What was sent before stays as it is.

    Raises Conflict where somebody else saved or sent after `seen_version`; `report.draft` then holds the other's text.
    """
    require_part(actor, report.enterprise_id, FILLERS)
    typed = [[_storable(name), _storable(value)] for name, value in pairs]
    if len(typed) > MOST_PAIRS:
        raise DomainError(msg("草稿内容过多，无法保存。"))
    lock_row(report)
    _require_version(report, seen_version)
    report.draft, report.draft_saved_at = typed, at
    _tell(Tag.REPORT_SAVED, report, actor, at, year=report.year)


def submit(
    report: AnnualReport,
    figures: Values,
    explanations: Mapping[str, str],
    seen_version: int,
    *,
    actor: Actor,
    at: datetime,
    source: str = "",
    seen_tables: int = 0,
) -> ReportRevision:
    """Send the figures (分, heads; by code) and the tables: the next revision, frozen, from now on the year's figures.

    A figure left empty is what the tables say, where they do. `explanations` are reasons by the code of the figure,
    `seen_tables` the version of the tables that was shown, 0 where there were none. Raises Conflict after another's
    save, FiguresRefused where figures or tables are wrong or what is unusual lacks a reason, DomainError where nothing
    differs from what was sent.
    """
    require_part(actor, report.enterprise_id, SUBMITTERS)
    lock_row(report)
    _require_version(report, seen_version)
    step = WORKFLOW.require(report.state, ReportAct.SUBMIT)
    tables = locked_tables(report, seen_tables)
    reasons = _checked_explanations(explanations)
    _require_fit(report, figures, tables, reasons)
    figures = completed(figures, tables, report.year)
    previous = latest_revision(report.enterprise_id, report.year)
    _require_difference(report, previous, figures, tables, reasons)
    revision = _freeze(report, previous, figures, reasons, source or "firm", actor, at)
    _freeze_tables(revision, tables)
    report.state, report.draft, report.draft_saved_at = ReportState(step.target), [], None
    flag_modified(report, "draft")  # sent again from the same state: older pages are out of date all the same
    before = figures_of(previous) if previous else {}
    differing = {one.figure.code: [one.before, one.after] for one in changes(before, figures)}
    _tell(Tag.REPORT_SUBMITTED, report, actor, at, year=report.year, no=revision.no, changes=differing)
    figures_changed([report.enterprise_id], at)
    return revision


def accept(report: AnnualReport, *, seen_revision: int, actor: Actor, at: datetime, on: date) -> None:
    """An officer of the firm's region takes the report. Raises Conflict where a newer revision came meanwhile."""
    _require_officer(report, actor, on)
    lock_row(report)
    step = WORKFLOW.require(report.state, ReportAct.ACCEPT)
    _require_seen(report, seen_revision)
    report.state = ReportState(step.target)
    _tell(Tag.REPORT_ACCEPTED, report, actor, at, year=report.year, no=seen_revision)


def return_(report: AnnualReport, *, reason: str, seen_revision: int, actor: Actor, at: datetime, on: date) -> None:
    """An officer sends the report back with a reason; its figures stay the year's until the firm sends others."""
    _require_officer(report, actor, on)
    if not reason.strip():
        raise DomainError(msg("请写明退回原因和需要修改的内容。"), "reason")
    lock_row(report)
    step = WORKFLOW.require(report.state, ReportAct.RETURN)
    _require_seen(report, seen_revision)
    report.state = ReportState(step.target)
    _tell(Tag.REPORT_RETURNED, report, actor, at, year=report.year, no=seen_revision, reason=reason.strip())


def _require_fit(report: AnnualReport, figures: Values, tables: Tables, reasons: Mapping[str, str]) -> None:
    last_year = latest_revision(report.enterprise_id, report.year - 1)
    checks = examine(figures, tables, report.year, figures_of(last_year) if last_year else None)
    wrong = [one for one in checks if one.is_blocking] + unexplained(checks, reasons)
    if wrong:
        raise FiguresRefused(wrong)


def _require_difference(
    report: AnnualReport,
    previous: ReportRevision | None,
    figures: Values,
    tables: Tables,
    reasons: Mapping[str, str],
) -> None:
    """A returned report may come back unchanged, with the firm's word for it; otherwise that would be a double."""
    if previous is None or report.state == ReportState.RETURNED:
        return
    same_figures = not changes(figures_of(previous), figures) and dict(reasons) == previous.explanations
    if same_figures and tables == frozen_tables(previous):
        raise DomainError(msg("内容与已报送的一致，没有需要更正的内容。"))


def _freeze(
    report: AnnualReport,
    previous: ReportRevision | None,
    figures: Values,
    reasons: Mapping[str, str],
    source: str,
    actor: Actor,
    at: datetime,
) -> ReportRevision:
    if previous is not None:
        previous.retired_at = at
    revision = ReportRevision(
        report=report,
        enterprise_id=report.enterprise_id,
        year=report.year,
        no=previous.no + 1 if previous else 1,
        explanations=dict(reasons),
        source=source,
        submitted_by_id=actor.id,
        recorded_at=at,
        retired_at=FOREVER,
        **{code: figures.get(code) for code in BY_CODE},
    )
    db.session.add(revision)
    return revision


def _freeze_tables(revision: ReportRevision, tables: Tables) -> None:
    if tables:
        revision.details = facts(tables)
        db.session.flush()
        db.session.add(FrozenTables(revision_id=revision.id, rows=tables))


def _checked_explanations(explanations: Mapping[str, str]) -> dict[str, str]:
    reasons = {}
    for code, reason in explanations.items():
        if code not in BY_CODE:
            raise ValueError(f"no such figure: {code}")
        plain = _storable(reason).strip()
        if len(plain) > LONGEST_EXPLANATION:
            raise DomainError(msg("说明最多 {count} 个字符。", count=LONGEST_EXPLANATION), code)
        if plain:
            reasons[code] = plain
    return reasons


def _require_officer(report: AnnualReport, actor: Actor, on: date) -> None:
    if actor == SYSTEM:
        return
    if not may(actor, Permission.REPORTS_DECIDE, place_of(report.enterprise_id, on)):
        raise NotAllowed(msg("没有处理这家企业年度报告的权限。"))
    if membership_of(actor.id, report.enterprise_id) is not None:
        raise NotAllowed(msg("您是这家企业的经办人，不能处理它的年度报告。"))


def _require_version(report: AnnualReport, seen_version: int) -> None:
    if report.version != seen_version:
        raise Conflict(msg("这份报告已被他人修改。您填写的内容还在本页，请对照最新内容后再保存。"))


def _require_seen(report: AnnualReport, seen_revision: int) -> None:
    latest = latest_revision(report.enterprise_id, report.year)
    if latest is None or latest.no != seen_revision:
        raise Conflict(msg("企业已报送新的修订版，请刷新页面查看后再处理。"))


def _storable(text: str) -> str:
    """Without what one of the databases cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _tell(tag: Tag, report: AnnualReport, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    record(tag, actor=actor, at=at, subject=("report", report.public_id), enterprise_id=report.enterprise_id, **data)
