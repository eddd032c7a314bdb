"""The tables of a year's report: rows one by one, pasted out of a spreadsheet, or as a workbook down and up."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import NotFound
from registry.core.text import Text, msg
from registry.exports.report_workbook import LIMITS, read_report_workbook, write_report_workbook
from registry.reports.queries import tables_of
from registry.reports.services import open_report
from registry.reports.table_cells import Cells, CellsRefused, read_table, show_row
from registry.reports.table_paste import Pasted, read_pasted
from registry.reports.table_specs import STAFF, TABLES
from registry.reports.tables import save_tables
from registry.web.firm import page
from registry.web.firm import table_page as pages
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.report_tables import (
    APPEND,
    ROW_FORMS,
    MonthsForm,
    PasteForm,
    RemoveRowForm,
    RowForm,
    WorkbookForm,
    box,
    months_data,
    row_data,
)
from registry.web.firm.table_page import Place, WrongCell
from registry.web.shared import acts, current, refusals
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/<uscc>/reports/<year>/tables", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def report_tables(uscc: str, year: str) -> Answer:
    """All tables of the report; a workbook sent here replaces those it fills, or none where a cell is wrong."""
    place, form = pages.place_of(year), WorkbookForm()
    if form.is_submitted():
        page.require(Permission.FIRM_FILL)

    def do() -> Answer:
        read = read_report_workbook(form.file.data.stream.read(LIMITS.max_bytes + 1))
        if read.errors:
            refusals.put(
                form, "file", msg("{count} 个单元格需要修改（见列表），没有保存任何内容。", count=len(read.errors))
            )
            wrong = [WrongCell(one.where, one.typed, one.text) for one in read.errors]
            return pages.overview_page(place, form, 422, wrong=wrong)
        if not read.rows:
            refusals.put(form, "file", msg("文件里的各张工作表都没有填写内容。"))
            return pages.overview_page(place, form, 422)
        _save(place, read.rows, form)
        counts = [
            _("“%(table)s” %(count)s 行", table=translate(TABLES[code].label), count=len(rows))
            for code, rows in read.rows.items()
        ]
        return acts.done(_("已保存：%(tables)s。", tables=_("、").join(counts)), page.here("report_tables", year=year))

    return acts.serve(form, partial(pages.overview_page, place, form), do)


@blueprint.get("/<uscc>/reports/<year>/tables.xlsx")
@requires(Permission.FIRM_READ)
def report_workbook(uscc: str, year: str) -> Response:
    """The tables with what is filled in so far, to be filled in and sent back."""
    place, file = pages.place_of(year), io.BytesIO()
    title = _("%(name)s %(year)s 年度报告明细表", name=page.firm_name(), year=place.year)
    write_report_workbook(tables_of(place.report), file, title=title)
    file.seek(0)
    name = _("%(uscc)s-%(year)s-明细表.xlsx", uscc=current.enterprise().uscc, year=place.year)
    return send_file(file, mimetype=WORKBOOK, as_attachment=True, download_name=name)


@blueprint.get("/<uscc>/reports/<year>/calibres")
@requires(Permission.FIRM_READ)
def report_calibres(uscc: str, year: str) -> tuple[str, int]:
    """R&D of the year in both senses, item by item."""
    return pages.calibres_page(pages.place_of(year))


@blueprint.route("/<uscc>/reports/<year>/tables/<table>", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def report_table(uscc: str, year: str, table: str) -> Answer:
    """The rows of one table; the months of the staff are typed here."""
    place = pages.place_of(year, table)
    if place.spec is not STAFF or (request.method == "GET" and not page.may(Permission.FIRM_FILL)):
        if request.method != "GET":
            raise NotFound(msg("没有这张表。"))
        return pages.table_page(place)
    form = MonthsForm(data={"version": place.version, **months_data(place.rows)})
    if form.is_submitted():
        page.require(Permission.FIRM_FILL)

    def do() -> Answer:
        rows = form.rows()
        try:
            _save(place, {STAFF.code: rows}, form)
        except CellsRefused as refused:
            for one in refused.errors:
                column = STAFF.column(one.column or "staff_start")
                refusals.put(form, box(column, rows[one.row]["month"]), one.text)
            return pages.table_page(place, form, 422)
        return acts.done(_("已保存。"), page.here("report_tables", year=year))

    return acts.serve(form, partial(pages.table_page, place, form), do)


@blueprint.route("/<uscc>/reports/<year>/tables/<table>/rows/<number>", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def report_row(uscc: str, year: str, table: str, number: str) -> Answer:
    """One row, or with "new" another one."""
    place = pages.place_of(year, table)
    key = None if number == "new" else _key(place, number)
    spot = len(place.rows) if key is None else _spot(place, key)
    made = ROW_FORMS[table]
    if key is None:
        form = made(data={"version": place.version, **_next(place)})
    else:
        form = made(data={"version": place.version, **row_data(place.spec, place.rows[spot])})

    def do() -> Answer:
        rows: list[Cells] = [show_row(place.spec, row) for row in place.rows]
        rows[spot : spot + 1] = [form.cells()]
        return _save_row(place, key, form, rows)

    return acts.serve(form, partial(pages.row_page, place, key, form), do)


@blueprint.post("/<uscc>/reports/<year>/tables/<table>/rows/<number>/remove")
@requires(Permission.FIRM_FILL)
def report_row_remove(uscc: str, year: str, table: str, number: str) -> Answer:
    """Take a row out."""
    place, form = pages.place_of(year, table), RemoveRowForm()
    key = _key(place, number)
    spot = _spot(place, key)
    as_it_is = ROW_FORMS[table](
        formdata=None, data={"version": place.version, **row_data(place.spec, place.rows[spot])}
    )

    def do() -> Answer:
        rows: list[Cells] = [show_row(place.spec, row) for row in place.rows]
        del rows[spot]
        _save(place, {table: rows}, form)
        return acts.done(_("已删除 %(number)s。", number=key), page.here("report_table", year=year, table=table))

    def show(status: int) -> Answer:
        for field in form:
            for sentence in field.errors:
                as_it_is.form_errors = [*as_it_is.form_errors, sentence]
        as_it_is.form_errors = [*as_it_is.form_errors, *form.form_errors]
        return pages.row_page(place, key, as_it_is, status)

    return acts.serve(form, show, do)


@blueprint.route("/<uscc>/reports/<year>/tables/<table>/paste", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def report_paste(uscc: str, year: str, table: str) -> Answer:
    """Rows copied out of a spreadsheet: looked at first, then kept."""
    place = pages.place_of(year, table)
    form = PasteForm(data={"version": place.version})

    def do() -> Answer:
        pasted = read_pasted(place.spec, form.text.data)
        kept: list[Cells] = [show_row(place.spec, row) for row in place.rows] if form.mode.data == APPEND else []
        rows, errors = read_table(place.spec, [*kept, *pasted.rows])
        if errors or pasted.problems or not pasted.rows:
            wrong = _wrong(place, pasted, errors, len(kept))
            count = len(wrong)
            refusals.put(
                form,
                "text",
                msg("{count} 个单元格需要修改（见列表），没有保存任何内容。", count=count)
                if count
                else msg("没有可以识别的行。"),
            )
            return pages.paste_page(place, form, 422, wrong=wrong)
        if request.form.get("action") != "save":
            return pages.paste_page(place, form, preview=rows[len(kept) :])
        _save(place, {table: [*kept, *pasted.rows]}, form)
        said = _("已保存 %(count)s 行。", count=len(pasted.rows))
        return acts.done(said, page.here("report_table", year=year, table=table))

    return acts.serve(form, partial(pages.paste_page, place, form), do)


def _save(place: Place, typed: Mapping[str, Sequence[Cells]], form: Any) -> None:
    report = place.report or open_report(current.enterprise(), place.year, **acts.dated())
    save_tables(report, typed, form.version.data, **acts.signed())


def _save_row(place: Place, key: str | None, form: RowForm, rows: list[Cells]) -> Answer:
    try:
        _save(place, {place.spec.code: rows}, form)
    except CellsRefused as refused:
        for one in refused.errors:
            refusals.put(form, one.column or None, one.text)
        return pages.row_page(place, key, form, 422)
    here = page.here("report_table", year=str(place.year), table=place.spec.code)
    return acts.done(_("已保存 %(number)s。", number=form.cells()[place.spec.key.code].strip().upper()), here)


def _listed(count: int) -> Text:
    return msg("{count} 个单元格需要修改（见列表），没有保存任何内容。", count=count)


def _wrong(place: Place, pasted: Pasted, errors: Sequence[Any], before: int) -> list[WrongCell]:
    """What is wrong, by the line of the text; what concerns no line stands for all of it."""
    found = [WrongCell(_("全部"), "", text) for text in pasted.problems]
    for one in errors:
        place_in_text = one.row - before
        if not one.column or place_in_text < 0:
            found.append(WrongCell(_("全部"), "", one.text))
            continue
        label = translate(place.spec.column(one.column).label)
        where = _("第 %(line)s 行 %(label)s", line=pasted.lines[place_in_text], label=label)
        found.append(WrongCell(where, pasted.rows[place_in_text].get(one.column, ""), one.text))
    return found


def _key(place: Place, number: str) -> str:
    if place.spec is STAFF or all(row[place.spec.key.code] != number for row in place.rows):
        raise NotFound(msg("表中没有这一行，可能已被删除或改了编号。"))
    return number


def _spot(place: Place, key: str) -> int:
    return next(spot for spot, row in enumerate(place.rows) if row[place.spec.key.code] == key)


def _next(place: Place) -> dict[str, str]:
    """The number a new row gets unless another is typed."""
    prefix = place.spec.key.prefix
    taken = [int(str(row[place.spec.key.code]).removeprefix(prefix)) for row in place.rows]
    return {place.spec.key.code: f"{prefix}{max(taken, default=0) + 1:02d}"}
