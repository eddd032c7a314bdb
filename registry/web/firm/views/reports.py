"""The year's report: fill in, keep, check, send, and read what was sent."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
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
    latest_revision,
    reports_of,
    revisions_of,
)
from registry.reports.services import FIRST_YEAR, FiguresRefused, open_report, save_draft, submit
from registry.web.firm import page
from registry.web.firm import report_page as pages
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.reports import REASON, FiguresForm, SendForm
from registry.web.shared import current, refusals
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
    number = _year(year)
    found = find_report(current.enterprise().id, number)
    if request.method == "GET":
        if not page.may(Permission.FIRM_FILL):
            return pages.reading_page(number, found)
        return pages.form_page(number, found, _form_of(number, found))
    page.require(Permission.FIRM_FILL)
    return _save(number, found)


@blueprint.route("/<uscc>/reports/<year>/check", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def report_check(uscc: str, year: str) -> Page:
    """Everything once more on one page, then send."""
    number = _year(year)
    found = find_report(current.enterprise().id, number)
    if found is None or not found.draft:
        return redirect(page.here("report", year=year), 303)
    typed = _from_draft(found)
    form = SendForm(data={"version": found.version})
    if not form.is_submitted():
        return pages.check_page(number, found, typed, form)
    page.require(Permission.FIRM_SUBMIT)
    if not form.validate():
        return pages.check_page(number, found, typed, form, 422)
    try:
        revision = _send(found, typed, form.version.data)
    except FiguresRefused as refused:
        for one in refused.checks:
            refusals.put(form, None, one.text)
        return pages.check_page(number, found, typed, form, refusals.status(refused))
    except DomainError as error:
        refusals.place(form, error)
        return pages.check_page(number, found, _from_draft(found), form, refusals.status(error))
    return redirect(page.here("report_receipt", year=year, no=revision.no), 303)


@blueprint.get("/<uscc>/reports/<year>/revisions/<int:no>")
@requires(Permission.FIRM_READ)
def report_receipt(uscc: str, year: str, no: int) -> tuple[str, int]:
    """What was sent, when and by whom: the receipt, to be printed."""
    number = _year(year)
    found = find_report(current.enterprise().id, number)
    revisions = fetch(revisions_of(found.id)) if found else []
    revision = next((one for one in revisions if one.no == no), None)
    if found is None or revision is None:
        raise NotFound(msg("没有这一版年度报告。"))
    return pages.receipt_page(number, found, revision, revisions)


def _year(word: str) -> int:
    """The year of an address; a year that nobody can report on has no page."""
    year = int(word) if len(word) == 4 and word.isascii() and word.isdigit() else 0
    if not FIRST_YEAR <= year < current.today().year:
        raise NotFound(msg("只能填报 {first} 至 {last} 年度的报告。", first=FIRST_YEAR, last=current.today().year - 1))
    return year


def _save(number: int, found: AnnualReport | None) -> Page:
    form = FiguresForm()
    is_valid = form.validate()
    if form.version.errors:
        return pages.form_page(number, found, form, 422)
    seen = form.version.data
    if found is None:
        found = open_report(current.enterprise(), number, actor=current.actor(), at=current.now(), on=current.today())
        seen = found.version
    try:
        save_draft(found, form.drafted(), seen, actor=current.actor(), at=current.now())
    except Conflict:
        return _stale_page(number, found, form)
    except DomainError as error:
        refusals.place(form, error)
        return pages.form_page(number, found, form, refusals.status(error))
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
    data: dict[str, Any] = dict(figures_of(sent)) if sent else {}
    if sent:
        data |= {REASON + code: text for code, text in sent.explanations.items()}
    return FiguresForm(formdata=None, data={**data, "version": found.version if found else 0})


def _from_draft(found: AnnualReport) -> FiguresForm:
    form = FiguresForm(formdata=MultiDict([(name, value) for name, value in found.draft]), meta={"csrf": False})
    pages.show_version(form, found.version)
    return form


def _send(found: AnnualReport, typed: FiguresForm, seen_version: int) -> ReportRevision:
    typed.validate()
    for figure in FIGURES:
        if typed[figure.code].errors:
            raise DomainError(msg("草稿里有不能识别的数字，请返回修改。"))
    return submit(
        found, typed.values(), typed.reasons(), seen_version, actor=current.actor(), at=current.now(), source="firm"
    )
