"""The year's report: fill in, keep, check, send, and read what was sent."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.accounts.queries import find_user
from registry.core.errors import Conflict, DomainError, NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.reports.figures import BY_CODE, FIGURES, Check, Values, check, show
from registry.reports.models import AnnualReport, ReportRevision
from registry.reports.queries import (
    figures_of,
    find_report,
    latest_revision,
    reports_of,
    return_reason,
    revisions_of,
)
from registry.reports.services import FIRST_YEAR, FiguresRefused, open_report, save_draft, submit
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.reports import REASON, FiguresForm, SendForm
from registry.web.shared import current, refusals
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.words import REPORT_STATES

Page = tuple[str, int] | Response

YEARS_SHOWN = 3
STALE = msg("另一位经办人在您打开页面之后保存过这份报告。您填写的内容都在下面，请对照后再保存；再次保存将以本页内容为准。")


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
            return _reading_page(number, found)
        return _form_page(number, found, _form_of(number, found))
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
        return _check_page(number, found, typed, form)
    page.require(Permission.FIRM_SUBMIT)
    if not form.validate():
        return _check_page(number, found, typed, form, 422)
    try:
        revision = _send(found, typed, form.version.data)
    except FiguresRefused as refused:
        for one in refused.checks:
            refusals.put(form, None, one.text)
        return _check_page(number, found, typed, form, refusals.status(refused))
    except DomainError as error:
        refusals.place(form, error)
        return _check_page(number, found, _from_draft(found), form, refusals.status(error))
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
    return page.show(
        "reports/receipt.html",
        (_("年度报告"), page.here("reports")),
        (str(number), page.here("report", year=year)),
        (_("第 %(no)s 版", no=no), None),
        report=found,
        revision=revision,
        receipt=f"{number}-{current.enterprise().uscc}-{no:02d}",
        sender=_name(revision.submitted_by_id),
        rows=_rows(figures_of(revision), _last_year(number)[0], revision.explanations),
        revisions=[(one, _name(one.submitted_by_id)) for one in revisions],
        states=REPORT_STATES,
        year=number,
    )


def _year(word: str) -> int:
    """The year of an address; a year that nobody can report on has no page."""
    year = int(word) if len(word) == 4 and word.isascii() and word.isdigit() else 0
    if not FIRST_YEAR <= year < current.today().year:
        raise NotFound(
            msg("只能填报 {first} 至 {last} 年度的报告。", first=FIRST_YEAR, last=current.today().year - 1)
        )
    return year


def _save(number: int, found: AnnualReport | None) -> Page:
    form = FiguresForm()
    is_valid = form.validate()
    if form.version.errors:
        return _form_page(number, found, form, 422)
    seen = form.version.data
    if found is None:
        found = open_report(
            current.enterprise(), number, actor=current.actor(), at=current.now(), on=current.today()
        )
        seen = found.version
    try:
        save_draft(found, form.drafted(), seen, actor=current.actor(), at=current.now())
    except Conflict:
        return _stale_page(number, found, form)
    except DomainError as error:
        refusals.place(form, error)
        return _form_page(number, found, form, refusals.status(error))
    return _after_save(number, found, form, is_valid)


def _after_save(number: int, found: AnnualReport, form: FiguresForm, is_valid: bool) -> Page:
    """On to the check, back to the form, or the form at once where something cannot be right; kept in each case."""
    wants_check = request.form.get("action") == "check"
    checks = _checks(number, form.values())
    wrong = [one for one in checks if one.is_blocking and (wants_check or one.code != "missing")]
    if wants_check:
        wrong += [one for one in checks if not one.is_blocking and not form.reasons()[one.field].strip()]
    for one in wrong:
        _put(form, one)
    if is_valid and not wrong:
        flash(_("已保存 %(time)s", time=moment(current.now())[-5:]), "success")
        return redirect(page.here("report_check" if wants_check else "report", year=str(number)), 303)
    keep_despite_refusal()
    _show_version(form, found.version)
    return _form_page(number, found, form, 422)


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
    _show_version(form, found.version)
    return _form_page(number, found, form, 409, differing=differing)


def _show_version(form: Any, version: int) -> None:
    """The next press counts as made on the page as it is now."""
    form.version.raw_data, form.version.data = None, version


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
    _show_version(form, found.version)
    return form


def _send(found: AnnualReport, typed: FiguresForm, seen_version: int) -> ReportRevision:
    typed.validate()
    for figure in FIGURES:
        if typed[figure.code].errors:
            raise DomainError(msg("草稿里有不能识别的数字，请返回修改。"))
    return submit(
        found, typed.values(), typed.reasons(), seen_version, actor=current.actor(), at=current.now(), source="firm"
    )


def _last_year(number: int) -> tuple[Values | None, ReportRevision | None]:
    revision = latest_revision(current.enterprise().id, number - 1)
    return (figures_of(revision) if revision else None), revision


def _checks(number: int, values: Values) -> list[Check]:
    return check(values, _last_year(number)[0])


def _rows(values: Values, last_year: Values | None, reasons: Any) -> list[tuple[Any, str, str, str]]:
    """Figure, this year, last year, reason, as they are read."""
    before = last_year or {}
    return [
        (figure, show(figure, values.get(figure.code)), show(figure, before.get(figure.code)), reasons.get(figure.code, ""))
        for figure in FIGURES
    ]


def _form_page(
    number: int, found: AnnualReport | None, form: FiguresForm, status: int = 200, **context: Any
) -> tuple[str, int]:
    values, revision = _last_year(number)
    warnings = {one.field: one.text for one in _checks(number, form.values()) if not one.is_blocking}
    return page.show(
        "reports/edit.html",
        (_("年度报告"), page.here("reports")),
        (str(number), None),
        status=status,
        form=form,
        report=found,
        year=number,
        figures=FIGURES,
        last_year={code: show(BY_CODE[code], value) for code, value in (values or {}).items()},
        last_revision=revision,
        warnings=warnings,
        reason=REASON,
        returned=return_reason(found) if found else "",
        states=REPORT_STATES,
        **context,
    )


def _reading_page(number: int, found: AnnualReport | None) -> tuple[str, int]:
    sent = latest_revision(current.enterprise().id, number)
    rows = _rows(figures_of(sent), _last_year(number)[0], sent.explanations) if sent else []
    return page.show(
        "reports/show.html",
        (_("年度报告"), page.here("reports")),
        (str(number), None),
        report=found,
        revision=sent,
        rows=rows,
        year=number,
        states=REPORT_STATES,
    )


def _check_page(
    number: int, found: AnnualReport, typed: FiguresForm, form: SendForm, status: int = 200
) -> tuple[str, int]:
    typed.validate()
    unreadable = [translate(figure.label) for figure in FIGURES if typed[figure.code].errors]
    checks = _checks(number, typed.values())
    if status == 409:
        _show_version(form, found.version)
    return page.show(
        "reports/confirm.html",
        (_("年度报告"), page.here("reports")),
        (str(number), page.here("report", year=str(number))),
        (_("核对"), None),
        status=status,
        form=form,
        year=number,
        rows=_rows(typed.values(), _last_year(number)[0], typed.reasons()),
        blocking=[one for one in checks if one.is_blocking],
        unusual={one.field: one.text for one in checks if not one.is_blocking},
        unreadable=unreadable,
        saved_at=found.draft_saved_at,
    )


def _name(user_id: int | None) -> str:
    user = find_user(user_id) if user_id is not None else None
    return user.name if user else _("系统")
