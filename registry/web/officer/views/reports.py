"""Annual reports that wait, and one report beside last year's."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, may, scope
from registry.core.errors import DomainError, NotAllowed
from registry.core.reading import fetch
from registry.enterprises.queries import place_of
from registry.reports.access import get_report_for
from registry.reports.figures import changes as figure_changes
from registry.reports.figures import check, show
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.reports.queries import figures_of, return_reason, revisions_of, waiting_reports
from registry.reports.services import accept, return_
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.dossier import Difference, FigureTable, figure_table
from registry.web.officer.forms.reports import AcceptForm, ReturnReportForm
from registry.web.shared import current, refusals
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.words import REPORT_STATES

MOST = 200


@blueprint.get("/reports")
@requires(Permission.REPORTS_DECIDE)
def reports() -> str:
    """Reports that were sent and not dealt with, oldest first."""
    on = current.today()
    found = fetch(waiting_reports(scope(current.actor(), Permission.REPORTS_DECIDE), on), MOST + 1)
    return render_template(
        "officer/reports/list.html",
        reports=[(report, revision, firm_name(report.enterprise_id, on)) for report, revision in found[:MOST]],
        is_cut=len(found) > MOST,
        most=MOST,
        breadcrumbs=[(_("年度报告"), None)],
    )


@blueprint.get("/reports/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def report(public_id: str) -> tuple[str, int]:
    """The figures sent last beside those of the year before, with the firm's reasons."""
    return _show(_report(public_id), ReturnReportForm())


@blueprint.post("/reports/<public_id>/accept")
@requires(Permission.REPORTS_DECIDE)
def report_accept(public_id: str) -> Any:
    """Take it."""
    one, form = _report(public_id), AcceptForm()
    try:
        accept(one, seen_revision=form.revision, actor=current.actor(), at=current.now(), on=current.today())
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _show(one, form, refusals.status(error))
    flash(_("已接收 %(year)s 年度报告。", year=one.year), "success")
    return redirect(url_for("officer.report", public_id=public_id), 303)


@blueprint.post("/reports/<public_id>/return")
@requires(Permission.REPORTS_DECIDE)
def report_return(public_id: str) -> Any:
    """Send it back with a reason."""
    one, form = _report(public_id), ReturnReportForm()
    if not form.validate():
        return _show(one, form, 422)
    try:
        return_(
            one,
            reason=form.reason.data,
            seen_revision=form.revision,
            actor=current.actor(),
            at=current.now(),
            on=current.today(),
        )
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _show(one, form, refusals.status(error))
    flash(_("已退回 %(year)s 年度报告。", year=one.year), "success")
    return redirect(url_for("officer.report", public_id=public_id), 303)


def _report(public_id: str) -> AnnualReport:
    return get_report_for(current.actor(), public_id, on=current.today())


def _show(one: AnnualReport, form: Any, status: int = 200) -> tuple[str, int]:
    on, actor = current.today(), current.actor()
    revisions: list[ReportRevision] = fetch(revisions_of(one.id))
    latest = revisions[-1] if revisions else None
    name = firm_name(one.enterprise_id, on)
    is_mine = one.state is ReportState.SUBMITTED and may(
        actor, Permission.REPORTS_DECIDE, place_of(one.enterprise_id, on)
    )
    page = render_template(
        "officer/reports/show.html",
        report=one,
        name=name,
        state=REPORT_STATES[one.state],
        figures=figure_table(latest) if latest else None,
        unusual=_unusual(latest) if latest else [],
        revisions=revisions,
        differences=_differences(revisions),
        form=form,
        returning=form if isinstance(form, ReturnReportForm) else ReturnReportForm(formdata=None),
        is_mine=is_mine,
        reason=return_reason(one),
        breadcrumbs=_crumbs(actor, one, name),
    )
    return page, status


def _crumbs(actor: Any, one: AnnualReport, name: str) -> list[tuple[str, str | None]]:
    first = (_("年度报告"), url_for("officer.reports")) if scope(actor, Permission.REPORTS_DECIDE) else None
    firm = (name or one.enterprise.uscc, url_for("officer.enterprise", uscc=one.enterprise.uscc))
    return [*([first] if first else []), firm, (str(one.year), None)]


def _unusual(latest: ReportRevision) -> list[str]:
    """What stands out, in the words in which the firm was asked to explain it."""
    table: FigureTable = figure_table(latest)
    before = table.before
    last_year = figures_of(before) if before is not None and before.year == latest.year - 1 else None
    return [translate(one.text) for one in check(figures_of(latest), last_year) if not one.is_blocking]


def _differences(revisions: list[ReportRevision]) -> list[Difference]:
    if len(revisions) < 2:
        return []
    before, after = figures_of(revisions[-2]), figures_of(revisions[-1])
    return [
        Difference(translate(one.figure.label), show(one.figure, one.before), show(one.figure, one.after))
        for one in figure_changes(before, after)
    ]
