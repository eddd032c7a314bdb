"""The year's report: fill in, keep, check, send, and read what was sent."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import Conflict, DomainError, NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.reports.figures import FIGURES, Check
from registry.reports.models import AnnualReport, ReportRevision
from registry.reports.queries import (
    figures_of,
    find_report,
    frozen_tables,
    latest_revision,
    reports_of,
    revisions_of,
    tables_of,
)
from registry.reports.services import FiguresRefused, open_report, save_draft, submit
from registry.reports.table_totals import totals
from registry.web.firm import page
from registry.web.firm import report_page as pages
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.reports import REASON, FiguresForm, SendForm
from registry.web.shared import acts, current, refusals
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.context import moment
from registry.web.shared.permissions import requires
from registry.web.shared.words import REPORT_STATES

Page = tuple[str, int] | Response

YEARS_SHOWN = 3
STALE = msg(
    "另一位经办人在您打开页面之后保存过这份报告。您填写的内容都在下面，请对照后再保存；再次保存将以本页内容为准。"
)


@blueprint.get("/<uscc>/reports")
@requires(Permission.FIRM_READ)
def reports(uscc: str) -> tuple[str, int]:
    """The last years, begun or not, latest first."""
    known = {report.year: report for report in fetch(reports_of(current.enterprise().id))}
    last = current.today().year - 1
    years = sorted({*known, *range(last, last - YEARS_SHOWN, -1)}, reverse=True)
    rows = [(year, known.get(year), latest_revision(current.enterprise().id, year)) for year in years]
    return page.show("reports/list.html", (_("年度报告"), None), rows=rows, states=REPORT_STATES)


@blueprint.route("/<uscc>/reports/<year>", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def report(uscc: str, year: str) -> Page:
    """The figures of a year: a form for those who fill in, a table for those who read."""
    number = pages.year_of(year)
    found = find_report(current.enterprise().id, number)
    if request.method == "GET":
        if not page.may(Permission.FIRM_FILL):
            return pages.reading_page(number, found)
        return pages.form_page(number, found, _form_of(number, found))
    page.require(Permission.FIRM_FILL)
    return _save(number, found)


@blueprint.post("/<uscc>/reports/<year>/live")
@requires(Permission.FIRM_FILL)
def report_live(uscc: str, year: str) -> str:
    """What is wrong or unusual about figures while they are typed; nothing is kept."""
    form = FiguresForm()
    form.validate()
    return render_template(
        "firm/reports/live.html", live=pages.live_checks(pages.checks_of(pages.year_of(year), form.values()))
    )


@blueprint.route("/<uscc>/reports/<year>/check", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def report_check(uscc: str, year: str) -> Page:
    """Everything once more on one page, then send."""
    number = pages.year_of(year)
    found = find_report(current.enterprise().id, number)
    if found is None or not pages.is_changed(found):
        return redirect(page.here("report", year=year), 303)
    typed = _form_of(number, found)
    form = SendForm(data={"version": found.version, "tables": pages.tables_version(found)})
    if not form.is_submitted():
        return pages.check_page(number, found, typed, form)
    page.require(Permission.FIRM_SUBMIT)
    if not form.validate():
        return pages.check_page(number, found, typed, form, 422)
    try:
        revision = _send(found, typed, form)
    except FiguresRefused as refused:
        for one in refused.checks:
            refusals.put(form, None, one.text)
        return pages.check_page(number, found, typed, form, refused.status)
    except DomainError as error:
        refusals.place(form, error)
        return pages.check_page(number, found, _form_of(number, found), form, error.status)
    return redirect(page.here("report_receipt", year=year, no=revision.no), 303)


@blueprint.get("/<uscc>/reports/<year>/revisions/<int:no>")
@requires(Permission.FIRM_READ)
def report_receipt(uscc: str, year: str, no: int) -> tuple[str, int]:
    """What was sent, when and by whom: the receipt, to be printed."""
    number = pages.year_of(year)
    found = find_report(current.enterprise().id, number)
    revisions = fetch(revisions_of(found.id)) if found else []
    revision = next((one for one in revisions if one.no == no), None)
    if found is None or revision is None:
        raise NotFound(msg("没有这一版年度报告。"))
    return pages.receipt_page(number, found, revision, revisions)


def _save(number: int, found: AnnualReport | None) -> Page:
    form = FiguresForm()
    is_valid = form.validate()
    if form.version.errors:
        return pages.form_page(number, found, form, 422)
    seen = form.version.data
    if found is None:
        found = open_report(current.enterprise(), number, actor=current.actor(), at=current.now(), on=current.today())
        seen = found.version
    leaves_to_tables = request.form.get("action") == "tables"
    left = totals(tables_of(found), number) if leaves_to_tables else {}
    typed = [(name, "" if name in left else value) for name, value in form.drafted()]
    try:
        save_draft(found, typed, seen, actor=current.actor(), at=current.now())
    except Conflict:
        return _stale_page(number, found, form)
    except DomainError as error:
        refusals.place(form, error)
        return pages.form_page(number, found, form, error.status)
    if leaves_to_tables:
        flash(_("有明细表的合计已改为由明细表算出。"), "success")
        return redirect(page.here("report", year=str(number)), 303)
    return _after_save(number, found, form, is_valid)


def _after_save(number: int, found: AnnualReport, form: FiguresForm, is_valid: bool) -> Page:
    """On to the check, back to the form, or the form at once where something cannot be right; kept in each case."""
    wants_check = request.form.get("action") == "check"
    checks = pages.checks_of(number, form.values())
    wrong = [one for one in checks if one.is_blocking and (wants_check or one.code != "missing")]
    if wants_check:
        wrong += [one for one in checks if not one.is_blocking and not form.reasons()[one.field].strip()]
    for one in wrong:
        _put(form, one)
    if is_valid and not wrong:
        flash(_("已保存 %(time)s", time=moment(current.now())[-5:]), "success")
        return redirect(page.here("report_check" if wants_check else "report", year=str(number)), 303)
    keep_despite_refusal()
    pages.show_version(form, found.version)
    return pages.form_page(number, found, form, 422)


def _put(form: FiguresForm, found: Check) -> None:
    """At the figure, or at its reason where a reason is what is missing; a figure says one thing at a time."""
    field = found.field if found.is_blocking else REASON + found.field
    if not form[field].errors:
        refusals.put(form, field, found.text)


def _stale_page(number: int, found: AnnualReport, form: FiguresForm) -> tuple[str, int]:
    """Both texts side by side: what the other stored, and in the form what this person typed."""
    theirs = _from_draft(found)
    differing = [
        (figure, theirs[figure.code]._value(), form[figure.code]._value())
        for figure in FIGURES
        if theirs[figure.code]._value() != form[figure.code]._value()
    ]
    refusals.put(form, None, STALE)
    pages.show_version(form, found.version)
    return pages.form_page(number, found, form, 409, differing=differing)


def _form_of(number: int, found: AnnualReport | None) -> FiguresForm:
    """The draft as typed; else the figures sent last; else nothing."""
    if found is not None and found.draft:
        form = _from_draft(found)
        form.validate()
        form.version.errors = []
        return form
    sent = latest_revision(current.enterprise().id, number)
    data: dict[str, Any] = {}
    if sent:
        said = totals(frozen_tables(sent), number)  # what the tables said they go on saying
        data = {code: None if said.get(code) == value else value for code, value in figures_of(sent).items()}
        data |= {REASON + code: text for code, text in sent.explanations.items()}
    return FiguresForm(formdata=None, data={**data, "version": found.version if found else 0})


def _from_draft(found: AnnualReport) -> FiguresForm:
    form = FiguresForm(formdata=MultiDict([(name, value) for name, value in found.draft]), meta={"csrf": False})
    pages.show_version(form, found.version)
    return form


def _send(found: AnnualReport, typed: FiguresForm, form: SendForm) -> ReportRevision:
    typed.validate()
    for figure in FIGURES:
        if typed[figure.code].errors:
            raise DomainError(msg("草稿里有不能识别的数字，请返回修改。"))
    return submit(
        found,
        typed.values(),
        typed.reasons(),
        form.version.data,
        seen_tables=form.tables.data or 0,
        source="firm",
        **acts.signed(),
    )
