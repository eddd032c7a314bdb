"""What an officer's page of an application shows beside the application itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from registry.applications.facts import DECLARED, NO_RIGHTS, report_used
from registry.applications.models import Application, ApplicationRevision
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.core.errors import NotFound
from registry.documents.access import get_document_for
from registry.documents.models import Document
from registry.enterprises.access import reaches
from registry.notices.queries import full_timeline
from registry.reports.figures import FIGURES, Figure, show
from registry.reports.models import ReportRevision
from registry.reports.queries import figures_of, latest_revision, latest_revision_before, revision_on
from registry.web.officer.words import item_label, shown
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate

GENERAL_ITEMS = ("documents", "annual_report", "intellectual_property", "*")
"""What a remark can be about besides an answer."""


@dataclass(frozen=True)
class FigureRow:
    """A figure of this year's report beside the year before's; `reason` is the firm's for an unusual value."""

    label: str
    unit: str
    now: str
    before: str
    reason: str


@dataclass(frozen=True)
class FigureTable:
    """The figures as they were known when the application was sent. `later` is the number of a newer revision, or 0."""

    report: ReportRevision
    before: ReportRevision | None
    rows: list[FigureRow]
    later: int


@dataclass(frozen=True)
class Difference:
    """One thing that the newer revision says otherwise."""

    label: str
    before: str
    after: str


def figures_seen(revision: ApplicationRevision) -> FigureTable | None:
    """The figures behind the revision: those known when it was sent; None where the firm had sent no report."""
    enterprise = revision.application.enterprise
    used = report_used(enterprise, day_of(revision.submitted_at))
    if used is None:
        return None
    then = revision_on(enterprise.id, used.year, revision.submitted_at)
    return figure_table(then or used)


def figure_table(report: ReportRevision) -> FigureTable:
    """A report's figures beside those of the last year before it that has any."""
    before = latest_revision_before(report.enterprise_id, report.year)
    now, then = figures_of(report), figures_of(before) if before else {}
    latest = latest_revision(report.enterprise_id, report.year)
    rows = [_figure_row(figure, now, then, report.explanations) for figure in FIGURES]
    later = latest.no if latest is not None and latest.no > report.no else 0
    return FigureTable(report, before, rows, later)


def answers(revision: ApplicationRevision) -> list[tuple[str, str]]:
    """What the firm declared, by name."""
    return [(item_label(name), shown(value)) for name, value in revision.answers.items()]


def differences(application: Application) -> list[Difference]:
    """What the latest revision says otherwise than the one before: answers, facts and documents."""
    if len(application.revisions) < 2:
        return []
    before, after = application.revisions[-2:]
    return [
        *_differing(before.answers, after.answers),
        *_differing(_figures(before.facts), _figures(after.facts), skip=set(after.answers) | set(before.answers)),
        *_documents_changed(before, after),
    ]


def documents(revision: ApplicationRevision, actor: Actor, on: date) -> list[Document]:
    """The files sent with the revision that still exist, in their order."""
    found = []
    for public_id in revision.document_ids:
        try:
            found.append(get_document_for(actor, public_id, reaches=reach(actor, on)))
        except NotFound:
            continue
    return found


def reach(actor: Actor, on: date) -> Callable[[int], bool]:
    """Whether the officer sees what belongs to a firm."""
    return lambda enterprise_id: reaches(actor, enterprise_id, on=on)


def items_to_mend(application: Application) -> list[str]:
    """What a return can ask to be mended: the answers given, those the rules ask for, and the rest by its name."""
    latest = application.latest
    named = list(latest.answers) if latest else []
    if application.scheme.rule_sets:
        named += [*DECLARED, NO_RIGHTS]
    return list(dict.fromkeys([*named, *GENERAL_ITEMS]))


def events(application: Application, on: date) -> list[dict[str, Any]]:
    """The whole course of the application for the timeline."""
    return [
        {
            "at": moment(entry.at),
            "iso": entry.at.isoformat(),
            "actor": " ".join(part for part in (entry.unit, translate(entry.role), entry.name) if part),
            "sentence": entry.sentence,
            "note": _note(entry.note, entry.remarks),
        }
        for entry in full_timeline(application, on, for_firm=False)
    ]


def _figure_row(
    figure: Figure, now: Mapping[str, int | None], then: Mapping[str, int | None], reasons: Mapping[str, Any]
) -> FigureRow:
    return FigureRow(
        label=translate(figure.label),
        unit=figure.unit.value,
        now=show(figure, now.get(figure.code)),
        before=show(figure, then.get(figure.code)),
        reason=str(reasons.get(figure.code, "")),
    )


def _figures(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without where they came from."""
    return {name: value for name, value in facts.items() if not isinstance(value, dict)}


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], skip: set[str] | None = None) -> list[Difference]:
    names = [name for name in dict.fromkeys([*before, *after]) if name not in (skip or ())]
    return [
        Difference(item_label(name), shown(before.get(name)), shown(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _documents_changed(before: ApplicationRevision, after: ApplicationRevision) -> list[Difference]:
    gone = [one for one in before.document_ids if one not in after.document_ids]
    new = [one for one in after.document_ids if one not in before.document_ids]
    if not gone and not new:
        return []
    return [
        Difference(
            item_label("documents"),
            _("%(count)s 份", count=len(before.document_ids)),
            _("%(count)s 份（新增 %(new)s，去掉 %(gone)s）", count=len(after.document_ids), new=len(new), gone=len(gone)),
        )
    ]


def _note(reason: str, remarks: tuple[tuple[str, str], ...]) -> str:
    parts = [reason, *(f"{item_label(item)}：{text}" for item, text in remarks)]
    return "；".join(part.rstrip("；。") for part in parts if part)
