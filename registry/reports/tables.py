"""Saving the tables of a year's report. Only rows without an error are kept; what was sent stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.enterprises.members import FILLERS, require_part
from registry.extensions import db
from registry.reports.models import AnnualReport, ReportTables
from registry.reports.queries import saved_tables
from registry.reports.table_cells import Cells, CellsRefused, read_table
from registry.reports.table_specs import TABLES, Tables


def save_tables(
    report: AnnualReport, typed: Mapping[str, Sequence[Cells]], seen: int, *, actor: Actor, at: datetime
) -> ReportTables:
    """Put the rows typed in the place of those of the same tables; tables that `typed` does not name stay.

    `seen` is the version of the tables that was shown, 0 where nothing was saved yet. Raises CellsRefused with every
    error, and then nothing is kept; Conflict where somebody else saved a table meanwhile; KeyError for no such table.
    """
    require_part(actor, report.enterprise_id, FILLERS)
    read = {code: read_table(TABLES[code], rows) for code, rows in typed.items()}
    errors = [error for _rows, wrong in read.values() for error in wrong]
    if errors:
        raise CellsRefused(errors)
    rows = {**locked_tables(report, seen), **{code: kept for code, (kept, _wrong) in read.items()}}
    rows = {code: rows[code] for code in TABLES if rows.get(code)}
    saved = saved_tables(report.id)
    if saved is None:
        saved = ReportTables(report_id=report.id, rows=rows, saved_at=at)
        db.session.add(saved)
    else:
        saved.rows, saved.saved_at = rows, at
    db.session.flush()
    counts = {code: len(rows.get(code, [])) for code in typed}
    subject = ("report", report.public_id)
    record(
        Tag.REPORT_SAVED,
        actor=actor,
        at=at,
        subject=subject,
        enterprise_id=report.enterprise_id,
        year=report.year,
        tables=counts,
    )
    return saved


def locked_tables(report: AnnualReport, seen: int) -> Tables:
    """The rows as saved, held until the transaction ends; Conflict where their version is not the one that was seen."""
    lock_row(report)
    saved = saved_tables(report.id)
    if saved is not None:
        lock_row(saved)
    if (saved.version if saved is not None else 0) != seen:
        raise Conflict(msg("另一位经办人在您打开页面之后保存过明细表。您填写的内容都在下面，请对照后再保存。"))
    return saved.rows if saved is not None else {}
