"""Annual reports that wait, and one report beside last year's."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, may, scope
from registry.core.reading import fetch
from registry.enterprises.queries import place_of
from registry.reports.access import get_report_for
from registry.reports.figures import changes as figure_changes
from registry.reports.figures import show
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.reports.queries import figures_of, frozen_tables, return_reason, revisions_of, waiting_reports
from registry.reports.services import accept, return_
from registry.reports.table_checks import examine
from registry.reports.table_specs import TABLES
from registry.reports.table_totals import calibres
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.dossier import Difference, FigureTable, figure_table
from registry.web.officer.forms.reports import AcceptForm, ReturnReportForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.report_words import listed_tables, rights_off_record
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
def report(public_id: str) -> Answer:
    """The figures sent last beside those of the year before, with the firm's reasons."""
    return _show(_report(public_id), ReturnReportForm())


@blueprint.get("/reports/<public_id>/tables")
@requires(Permission.ENTERPRISES_READ)
def report_tables(public_id: str) -> str:
    """The tables sent last, and R&D in both senses."""
    one = _report(public_id)
    revisions: list[ReportRevision] = fetch(revisions_of(one.id))
    tables = frozen_tables(revisions[-1]) if revisions else {}
    name = firm_name(one.enterprise_id, current.today())
    crumbs = [*_crumbs(current.actor(), one, name)[:-1], (str(one.year), _url(one)), (_("明细表"), None)]
    return render_template(
        "officer/reports/tables.html",
        report=one,
        revision=revisions[-1] if revisions else None,
        name=name,
        tables=listed_tables(tables),
        both=calibres(tables, one.year),
        off_record=rights_off_record(tables, one.enterprise_id),
        breadcrumbs=crumbs,
    )


@blueprint.post("/reports/<public_id>/accept")
@requires(Permission.REPORTS_DECIDE)
def report_accept(public_id: str) -> Answer:
    """Take it."""
    one, form = _report(public_id), AcceptForm()

    def do() -> Answer:
        accept(one, seen_revision=form.revision, **acts.dated())
        return acts.done(_("已接收 %(year)s 年度报告。", year=one.year), _url(one))

    return acts.serve(form, partial(_show, one, form), do)


@blueprint.post("/reports/<public_id>/return")
@requires(Permission.REPORTS_DECIDE)
def report_return(public_id: str) -> Answer:
    """Send it back with a reason."""
    one, form = _report(public_id), ReturnReportForm()

    def do() -> Answer:
        return_(one, reason=form.reason.data, seen_revision=form.revision, **acts.dated())
        return acts.done(_("已退回 %(year)s 年度报告。", year=one.year), _url(one))

    return acts.serve(form, partial(_show, one, form), do)


def _report(public_id: str) -> AnnualReport:
    return get_report_for(current.actor(), public_id, on=current.today())


def _url(one: AnnualReport) -> str:
    return url_for("officer.report", public_id=one.public_id)


def _show(one: AnnualReport, form: AcceptForm | ReturnReportForm, status: int = 200) -> Answer:
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
        tables=listed_tables(frozen_tables(latest)) if latest else [],
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
    found = examine(figures_of(latest), frozen_tables(latest), latest.year, last_year)
    return [translate(one.text) for one in found if not one.is_blocking]


def _differences(revisions: list[ReportRevision]) -> list[Difference]:
    if len(revisions) < 2:
        return []
    before, after = figures_of(revisions[-2]), figures_of(revisions[-1])
    figures = [
        Difference(translate(one.figure.label), show(one.figure, one.before), show(one.figure, one.after))
        for one in figure_changes(before, after)
    ]
    return figures + _rows_changed(revisions[-2], revisions[-1])


def _rows_changed(before: ReportRevision, after: ReportRevision) -> list[Difference]:
    """Tables that say otherwise: how many rows there were and are, of them new or different."""
    then, now = frozen_tables(before), frozen_tables(after)
    found = []
    for code, spec in TABLES.items():
        old, new = then.get(code, []), now.get(code, [])
        if old != new:
            fresh = sum(row not in old for row in new)
            words = _("%(count)s 行，其中新增或修改 %(fresh)s 行", count=len(new), fresh=fresh)
            found.append(Difference(translate(spec.label), _("%(count)s 行", count=len(old)), words))
    return found
