"""Many rights at once, pasted from a spreadsheet or from a file: looked at first, recorded after that."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.text import Text, msg
from registry.exports.tables import Column, Table
from registry.intellectual_property.queries import numbers_of
from registry.intellectual_property.services import record_rights
from registry.web.firm import page, rights_sheet
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.rights import SeveralForm
from registry.web.firm.rights_sheet import COLUMNS, SheetRow
from registry.web.shared import acts, current, pasted
from registry.web.shared.acts import Answer
from registry.web.shared.downloads import attachment
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.refusals import put

RECORD = "record"


@blueprint.route("/<uscc>/intellectual-property/several", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def rights_several(uscc: str) -> Answer:
    """Read a table and show what it says; recorded whole with a second press, and only without mistakes."""
    form = SeveralForm()
    return acts.serve(form, partial(_page, form), partial(_read, form))


@blueprint.get("/<uscc>/intellectual-property/several.xlsx")
@requires(Permission.FIRM_FILL)
def rights_template(uscc: str) -> ResponseReturnValue:
    """An empty table with the columns that are read."""
    columns = [Column(translate(column.title), 18) for column in COLUMNS]
    about = [(translate(column.title), _("必填") if column.needed else _("选填")) for column in COLUMNS]
    title = _("知识产权批量登记表")
    return attachment(Table(title, columns, [], about, size=0, sheets=(_("说明"), _("知识产权"))), "xlsx", title)


def _read(form: SeveralForm) -> Answer:
    """The preview, or the rows recorded."""
    if form.file.data is not None:
        text = pasted.read_file(form.file.data.stream, form.file.data.filename or "", COLUMNS, "file")
        form.rows.data, form.rows.raw_data = text, [text]
    if not form.rows.data:
        put(form, "rows", msg("请粘贴表格，或者选择文件。"))
        return _page(form, 422)
    table = pasted.read_text(form.rows.data, COLUMNS, "rows")
    rows = rights_sheet.judged_rows(table.rows, numbers_of(current.enterprise().id), current.today())
    wrong = [row for row in rows if row.problems]
    fresh = [row.facts for row in rows if row.facts is not None and not row.is_recorded]
    if wrong:
        put(form, "rows", msg("{count} 行有错误，改好以后再登记。现在没有登记任何一行。", count=len(wrong)))
    elif fresh and RECORD in request.form and form.file.data is None:
        record_rights(current.enterprise(), fresh, source="firm", **acts.dated())
        return acts.done(_("已登记 %(count)s 项知识产权。", count=len(fresh)), page.here("rights"), *_odd(rows))
    return _page(form, 422 if wrong else 200, rows=rows, wrong=wrong, fresh=len(fresh), table=table)


def _odd(rows: list[SheetRow]) -> list[Text]:
    """How many numbers are worth a look."""
    count = sum(bool(row.warnings) for row in rows if not row.is_recorded)
    return [msg("{count} 项的编号需要与证书核对，列表中已标出。", count=count)] if count else []


def _page(form: SeveralForm, status: int, **found: Any) -> Answer:
    crumbs = [(_("知识产权"), page.here("rights")), (_("批量登记"), None)]
    return page.show(
        "rights/several.html",
        *crumbs,
        status=status,
        form=form,
        columns=COLUMNS,
        most=pasted.MOST_ROWS,
        largest=pasted.LARGEST // 2**20,
        record=RECORD,
        **{"rows": [], "wrong": [], "fresh": 0, "table": None, **found},
    )
