"""What the pages of a report's tables show: all tables, one table, one row, pasted text, R&D in both senses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from registry.core.errors import NotFound
from registry.core.text import Text, msg
from registry.reports.figures import BY_CODE, show
from registry.reports.models import AnnualReport
from registry.reports.queries import find_report, tables_of
from registry.reports.table_checks import check_tables
from registry.reports.table_specs import MONTHS, STAFF, TABLES, CellKind, Column, Row, TableSpec
from registry.reports.table_totals import calibres, totals
from registry.web.firm import page
from registry.web.firm import report_page as pages
from registry.web.firm.forms.report_tables import MonthsForm, PasteForm, RowForm, WorkbookForm, box
from registry.web.shared import current
from registry.web.shared.i18n import translate
from registry.web.shared.report_words import rights_off_record, shown_cell, shown_table

MOST_ERRORS = 100
"""Wrong cells listed at once."""


@dataclass(frozen=True)
class Place:
    """One year's report of the firm at hand, and the table that the address names with its rows as saved."""

    year: int
    report: AnnualReport | None
    spec: TableSpec
    rows: list[Row] = field(default_factory=list)

    @property
    def version(self) -> int:
        """The version of the tables as saved."""
        return pages.tables_version(self.report)


@dataclass(frozen=True)
class WrongCell:
    """Where it is, what was typed, what is wrong."""

    where: str
    typed: str
    text: Text


def place_of(year: str, table: str = STAFF.code) -> Place:
    """The report and the table of an address. Raises NotFound for a year or a table that has no page."""
    number = pages.year_of(year)
    if table not in TABLES:
        raise NotFound(msg("没有这张表。"))
    found = find_report(current.enterprise().id, number)
    return Place(number, found, TABLES[table], tables_of(found).get(table, []))


def overview_page(
    place: Place, form: WorkbookForm, status: int = 200, *, wrong: Sequence[WrongCell] = ()
) -> tuple[str, int]:
    """All tables: how many rows, what they add up to, what does not fit; the workbook down and up."""
    tables = tables_of(place.report)
    checks = check_tables(tables, {}, place.year)
    _renew(form, place)
    return _show(
        "report_tables/overview.html",
        place,
        status=status,
        form=form,
        specs=[(spec, len(tables.get(spec.code, []))) for spec in TABLES.values()],
        totals=[(BY_CODE[code], show(BY_CODE[code], value)) for code, value in totals(tables, place.year).items()],
        off_record=rights_off_record(tables, current.enterprise().id),
        blocking=[one.text for one in checks if one.is_blocking],
        unusual=[one.text for one in checks if not one.is_blocking],
        wrong=wrong[:MOST_ERRORS],
        wrong_count=len(wrong),
    )


def table_page(place: Place, form: MonthsForm | None = None, status: int = 200) -> tuple[str, int]:
    """The rows of a table; the staff of twelve months with boxes, for those who fill in."""
    if form is not None:
        _renew(form, place)
    return _show(
        "report_tables/table.html",
        place,
        (translate(place.spec.label), None),
        status=status,
        form=form,
        shown=shown_table(place.spec, place.rows, (place.spec.key.code, *place.spec.briefly)),
        keys=[row[place.spec.key.code] for row in place.rows],
        months=MONTHS,
        columns=STAFF.columns[1:],
        box=box,
    )


def row_page(place: Place, key: str | None, form: RowForm, status: int = 200) -> tuple[str, int]:
    """One row with all its cells; `key` None for a new one. Where a colleague saved meanwhile, both texts."""
    if status == 409:
        _renew(form, place)
    saved = next((row for row in place.rows if row[place.spec.key.code] == key), None)
    return _show(
        "report_tables/row.html",
        place,
        _table_crumb(place),
        (key or _("添加"), None),
        status=status,
        form=form,
        key=key,
        groups=_groups(place.spec),
        differing=_differing(place.spec, saved, form) if status == 409 and saved else [],
    )


def paste_page(
    place: Place,
    form: PasteForm,
    status: int = 200,
    *,
    preview: Sequence[Row] = (),
    wrong: Sequence[WrongCell] = (),
) -> tuple[str, int]:
    """The place to paste; what was read of it, or every cell that is wrong."""
    _renew(form, place)
    return _show(
        "report_tables/paste.html",
        place,
        _table_crumb(place),
        (_("从 Excel 粘贴"), None),
        status=status,
        form=form,
        shown=shown_table(place.spec, list(preview)) if preview else None,
        wrong=wrong[:MOST_ERRORS],
        wrong_count=len(wrong),
    )


def calibres_page(place: Place) -> tuple[str, int]:
    """R&D of the year by item, as 195号 counts it and as the extra deduction does, and why they differ."""
    both = calibres(tables_of(place.report), place.year)
    return _show("report_tables/calibres.html", place, (_("两种口径对照"), None), both=both)


def _show(template: str, place: Place, *crumbs: page.Crumb, status: int = 200, **context: Any) -> tuple[str, int]:
    year = str(place.year)
    return page.show(
        template,
        (_("年度报告"), page.here("reports")),
        (year, page.here("report", year=year)),
        (_("明细表"), page.here("report_tables", year=year) if crumbs else None),
        *crumbs,
        status=status,
        year=place.year,
        spec=place.spec,
        report=place.report,
        **context,
    )


def _table_crumb(place: Place) -> page.Crumb:
    return translate(place.spec.label), page.here("report_table", year=str(place.year), table=place.spec.code)


def _groups(spec: TableSpec) -> list[list[Column]]:
    """Columns that stand beside each other on a wide screen: amounts that follow amounts, days that follow days."""
    return [
        column_group
        for kind, columns in groupby(spec.columns, key=lambda column: column.kind)
        for column_group in ([list(columns)] if kind in (CellKind.WAN, CellKind.DAY) else [[one] for one in columns])
    ]


def _renew(form: Any, place: Place) -> None:
    """The next press counts as made on the tables as they are now; a page that lost its version stays lost."""
    if not form.version.errors:
        pages.show_version(form, place.version)


def _differing(spec: TableSpec, saved: Row, form: RowForm) -> list[tuple[Text, str, str]]:
    """Label, what is saved now, what this person typed."""
    typed = form.cells()
    pairs = [(column, shown_cell(column, saved).words, typed.get(column.code, "")) for column in spec.columns]
    return [(column.label, theirs, mine) for column, theirs, mine in pairs if theirs != mine]
