"""Rows of a report's tables: one row with all its cells, the months of a year at once, pasted text, a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from registry.core.text import msg
from registry.reports.table_specs import MONTHS, STAFF, TABLES, CellKind, Column, Row, TableSpec, Value
from registry.web.shared import forms
from registry.web.shared.i18n import translate

LONGEST_PASTE = 400_000
REPLACE, APPEND = "replace", "append"


class RowForm(forms.BaseForm):
    """One row; `ROW_FORMS` give it a field for each column of a table."""

    version = forms.VersionField()

    def cells(self) -> dict[str, str]:
        """What was typed, by the code of the column."""
        return {field.name: str((field.raw_data or [""])[0]) for field in self if hasattr(field, "raw_data")}


class RemoveRowForm(forms.BaseForm):
    """Taking a row out."""

    version = forms.VersionField()


class MonthsForm(forms.BaseForm):
    """The staff of twelve months: a box for each column and month, named `staff_end_3`."""

    version = forms.VersionField()

    def rows(self) -> list[dict[str, str]]:
        """The months in which anything was typed."""
        found = []
        for month in MONTHS:
            cells = {column.code: self[box(column, month)].data or "" for column in STAFF.columns[1:]}
            if any(cells.values()):
                found.append({"month": month, **cells})
        return found


class PasteForm(forms.BaseForm):
    """Cells out of a spreadsheet, and what becomes of the rows there are."""

    version = forms.VersionField()
    text = forms.LongTextField(_("从 Excel 复制的内容"), max=LONGEST_PASTE)
    mode = forms.RadioChoiceField(
        _("保存方式"),
        choices=[(REPLACE, msg("替换表中原有的行")), (APPEND, msg("添加到原有的行之后"))],
        default=REPLACE,
    )


class WorkbookForm(forms.BaseForm):
    """The workbook, filled in."""

    version = forms.VersionField()
    file = forms.FileUpload(_("填写后的 Excel 文件"))


def box(column: Column, month: str) -> str:
    """The name of a box of MonthsForm."""
    return f"{column.code}_{month}"


def row_data(spec: TableSpec, row: Row) -> dict[str, Any]:
    """A row as the fields of its form keep it."""
    return {column.code: _datum(column, row[column.code]) for column in spec.columns if column.code in row}


def months_data(rows: list[Row]) -> Mapping[str, str]:
    """The rows of the staff table as the boxes of MonthsForm."""
    return {box(column, str(row["month"])): str(row[column.code]) for row in rows for column in STAFF.columns[1:]}


def _field(column: Column) -> Any:
    label, required = LazyString(translate, column.label), column.required
    if column.kind is CellKind.WAN:
        return forms.WanField(label, required=required)
    if column.kind is CellKind.DAY:
        return forms.DayField(label, required=required)
    if column.kind is CellKind.YES:
        return forms.ChoiceField(label, choices=[("yes", msg("是")), ("no", msg("否"))], required=required)
    if column.kind is CellKind.CHOICE:
        return forms.ChoiceField(label, choices=[(str(one), one) for one in column.choices], required=required)
    if column.kind in (CellKind.LONG, CellKind.CODES):
        return forms.LongTextField(label, max=column.longest, required=required)
    return forms.TextField(label, max=column.longest, required=required)


def _datum(column: Column, value: Value) -> Any:
    if column.kind is CellKind.DAY:
        return date.fromisoformat(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "；".join(value) if isinstance(value, list) else value


for _month in MONTHS:
    for _column in STAFF.columns[1:]:
        setattr(MonthsForm, box(_column, _month), forms.TextField(_("人数"), max=12, required=False))

ROW_FORMS: dict[str, type[RowForm]] = {
    spec.code: type("TableRowForm", (RowForm,), {column.code: _field(column) for column in spec.columns})
    for spec in TABLES.values()
}
"""The form of one row by the code of its table."""
