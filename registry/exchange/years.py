"""Writing the annual reports and the intellectual property of an exchange folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from registry.core.ids import new_public_id
from registry.core.types import FOREVER
from registry.exchange.reader import Record, Sheet
from registry.exchange.titles import resolve
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.reports import figures
from registry.reports.models import AnnualReport, ReportRevision, ReportState

if TYPE_CHECKING:
    from registry.exchange.loader import Loading, Tally

FIGURES = tuple(figure.code for figure in figures.FIGURES)
EXTRAS = tuple(figure.code for figure in figures.FIGURES if figure.extra)
"""Figures that have a file of their own beside annual_reports.csv."""

Extras = dict[tuple[str, int], dict[str, Any]]


def extras_by_year(sheet: Sheet) -> Extras:
    """The rows of report_figures.csv by firm and year; a column that the file lacks is absent."""
    return {
        (record.values["uscc"], record.values["year"]): {
            name: record.values[name] for name in EXTRAS if name in record.values
        }
        for record in sheet.records()
    }


RIGHT_DATES = ("filed_on", "granted_on", "expires_on", "lapsed_on")
_RIGHT_EMPTY = {
    **dict.fromkeys(RIGHT_DATES),
    "title": "",
    "acquisition": None,
    "owners": "",
    "product": "",
    "hte_year": None,
}
"""What the file may say of a right beside its number, and what an empty cell says."""


def write_reports(block: list[Record], extras: Extras, loading: Loading, tally: Tally) -> None:
    """Add the years that are new as accepted reports; figures that differ become a further revision.

    `extras` are the figures of the file beside this one; what it says nothing of stays as it is.
    """
    resolve(block, loading)
    ids = {loading.ids[record.values["uscc"]] for record in block}
    reports = {
        (report.enterprise_id, report.year): report
        for report in db.session.scalars(select(AnnualReport).where(AnnualReport.enterprise_id.in_(ids)))
    }
    believed = {
        (revision.enterprise_id, revision.year): revision
        for revision in db.session.scalars(
            select(ReportRevision).where(ReportRevision.enterprise_id.in_(ids), ReportRevision.retired_at == FOREVER)
        )
    }
    pending: list[tuple[dict[str, Any], ReportRevision | None]] = []
    for record in block:
        values = {**record.values, **extras.get((record.values["uscc"], record.values["year"]), {})}
        wanted = {name: values[name] for name in FIGURES if name in values}
        key = (loading.ids[record.values["uscc"]], record.values["year"])
        before = believed.get(key)
        if before is not None and all(getattr(before, name) == value for name, value in wanted.items()):
            tally.unchanged += 1
            continue
        tally.added += before is None
        tally.changed += before is not None
        loading.changed_figures.add(key[0])
        pending.append(({**wanted, "enterprise_id": key[0], "year": key[1]}, before))
    _add_reports([values for values, _before in pending if (values["enterprise_id"], values["year"]) not in reports])
    _add_revisions(pending, loading)


def _add_reports(new: list[dict[str, Any]]) -> None:
    if new:
        rows = [
            {
                "public_id": new_public_id(),
                "enterprise_id": values["enterprise_id"],
                "year": values["year"],
                "state": ReportState.ACCEPTED,
                "draft": [],
                "version": 1,
            }
            for values in new
        ]
        db.session.execute(insert(AnnualReport), rows)


def _add_revisions(pending: list[tuple[dict[str, Any], ReportRevision | None]], loading: Loading) -> None:
    if not pending:
        return
    superseded = [before.id for _values, before in pending if before is not None]
    if superseded:
        statement = update(ReportRevision).where(ReportRevision.id.in_(superseded))
        db.session.execute(statement.values(retired_at=loading.at))
    report_ids = {
        (enterprise_id, year): report_id
        for report_id, enterprise_id, year in db.session.execute(
            select(AnnualReport.id, AnnualReport.enterprise_id, AnnualReport.year).where(
                AnnualReport.enterprise_id.in_({values["enterprise_id"] for values, _before in pending})
            )
        )
    }
    rows = [
        {
            **({name: getattr(before, name) for name in FIGURES} if before else dict.fromkeys(FIGURES)),
            **values,
            "report_id": report_ids[values["enterprise_id"], values["year"]],
            "no": before.no + 1 if before else 1,
            "explanations": {},
            "source": loading.source,
            "recorded_at": loading.at,
            "retired_at": FOREVER,
        }
        for values, before in pending
    ]
    db.session.execute(insert(ReportRevision), rows)


def write_rights(block: list[Record], loading: Loading, tally: Tally) -> None:
    """Add the rights that are new; what differs retires the row and adds another."""
    resolve(block, loading)
    ids = {loading.ids[record.values["uscc"]] for record in block}
    believed = {
        (right.enterprise_id, right.kind, right.number): right
        for right in db.session.scalars(
            select(IntellectualProperty).where(
                IntellectualProperty.enterprise_id.in_(ids), IntellectualProperty.retired_at == FOREVER
            )
        )
    }
    retired: list[int] = []
    rows: list[dict[str, Any]] = []
    for record in block:
        values = record.values
        key = (loading.ids[values["uscc"]], values["kind"], values["number"])
        before = believed.get(key)
        wanted = {
            name: empty if values[name] is None else values[name]
            for name, empty in _RIGHT_EMPTY.items()
            if name in values
        }
        if before is not None and all(getattr(before, name) == value for name, value in wanted.items()):
            tally.unchanged += 1
            continue
        tally.added += before is None
        tally.changed += before is not None
        loading.changed_figures.add(key[0])
        if before is not None:
            retired.append(before.id)
        rows.append(_right(key, wanted, before, loading))
    if retired:
        statement = update(IntellectualProperty).where(IntellectualProperty.id.in_(retired))
        db.session.execute(statement.values(retired_at=loading.at))
    if rows:
        db.session.execute(insert(IntellectualProperty), rows)


def _right(
    key: tuple[int, Any, str], wanted: dict[str, Any], before: IntellectualProperty | None, loading: Loading
) -> dict[str, Any]:
    return {
        **{name: getattr(before, name) if before else empty for name, empty in _RIGHT_EMPTY.items()},
        **wanted,
        "public_id": new_public_id(),
        "enterprise_id": key[0],
        "kind": key[1],
        "number": key[2],
        "source": loading.source,
        "recorded_at": loading.at,
        "retired_at": FOREVER,
    }
