"""What an officer's page of an application shows beside the application itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _

from registry.applications.models import Application, ApplicationRevision
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.core.errors import NotFound
from registry.documents.access import get_document_for
from registry.documents.models import Document
from registry.enterprises.access import reaches
from registry.notices.queries import full_timeline
from registry.reports.figures import Figure, show, shown_figures
from registry.reports.models import ReportRevision
from registry.reports.queries import figures_of, latest_revision, latest_revision_before
from registry.web.officer.words import fact_label, shown
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate, word
from registry.web.shared.items import DOCUMENTS, Item, ItemKind, answer_words, answered_items, item_label


@dataclass(frozen=True)
class FigureRow:
    """A figure of this year's report beside the year before's; `reason` is the firm's for an unusual value."""

    label: str
    unit: str
    now: str
    before: str
    change: str
    """From the year before in percent, with its sign; "" where there is nothing to compare with."""
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
    known_at = revision.submitted_at
    used = latest_revision_before(enterprise.id, day_of(known_at).year, known_at)
    return None if used is None else figure_table(used, known_at)


def figure_table(report: ReportRevision, known_at: datetime | None = None) -> FigureTable:
    """A report's figures beside those of the last year before it that has any, known now or at `known_at`."""
    before = latest_revision_before(report.enterprise_id, report.year, known_at)
    now, then = figures_of(report), figures_of(before) if before else {}
    latest = latest_revision(report.enterprise_id, report.year)
    rows = [_figure_row(figure, now, then, report.explanations) for figure in shown_figures(now, then)]
    later = latest.no if latest is not None and latest.no > report.no else 0
    return FigureTable(report, before, rows, later)


def differences(application: Application) -> list[Difference]:
    """What the latest revision says otherwise than the one before: answers, facts and documents."""
    if len(application.revisions) < 2:
        return []
    before, after = application.revisions[-2:]
    return [*_answers_changed(before, after), *_facts_changed(before, after), *_documents_changed(before, after)]


def documents(revision: ApplicationRevision, actor: Actor, on: date) -> list[Document]:
    """The files sent with the revision that still exist, in their order."""
    found = []
    for public_id in revision.document_ids:
        try:
            found.append(get_document_for(actor, public_id, reaches=reach(actor, on)))
        except NotFound:
            continue
    return found


def remark_rows(application: Application, remarks: Iterable[tuple[str, str]], on: date) -> list[tuple[str, str]]:
    """Remarks with the names of their items."""
    return [(translate(item_label(item, application.scheme, on)), text) for item, text in remarks]


def reach(actor: Actor, on: date) -> Callable[[int], bool]:
    """Whether the officer sees what belongs to a firm."""
    return lambda enterprise_id: reaches(actor, enterprise_id, on=on)


def events(application: Application, on: date) -> list[dict[str, Any]]:
    """The whole course of the application for the timeline."""
    return [
        {
            "at": moment(entry.at),
            "iso": entry.at.isoformat(),
            "actor": " ".join(part for part in (translate(entry.unit), translate(entry.role), entry.name) if part),
            "sentence": entry.sentence,
            "note": _note(entry.note, remark_rows(application, entry.remarks, on)),
        }
        for entry in full_timeline(application, on, for_firm=False)
    ]


def _figure_row(
    figure: Figure, now: Mapping[str, int | None], then: Mapping[str, int | None], reasons: Mapping[str, Any]
) -> FigureRow:
    return FigureRow(
        label=translate(figure.label),
        unit=word(figure.unit.value),
        now=show(figure, now.get(figure.code)),
        before=show(figure, then.get(figure.code)),
        change=change_in_percent(now.get(figure.code), then.get(figure.code)),
        reason=str(reasons.get(figure.code, "")),
    )


def change_in_percent(now: int | None, before: int | None) -> str:
    """ "+12.3 %" of the year before, rounded half up to one decimal; "" from nothing, from a loss, from the unknown."""
    if now is None or before is None or before <= 0:
        return ""
    change = (Decimal(now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{change:+,} %".replace("-", "−") if change else "0 %"


def _items(revision: ApplicationRevision) -> tuple[Item, ...]:
    return answered_items(revision.application.scheme, day_of(revision.submitted_at))


def _answers_changed(before: ApplicationRevision, after: ApplicationRevision) -> list[Difference]:
    return [
        Difference(
            translate(item.label),
            translate(answer_words(item, before.answers)),
            translate(answer_words(item, after.answers)),
        )
        for item in _items(after)
        if item.kind is not ItemKind.DOCUMENTS and before.answers.get(item.code) != after.answers.get(item.code)
    ]


def _facts_changed(before: ApplicationRevision, after: ApplicationRevision) -> list[Difference]:
    """Figures and counts that were assessed; the answers among them are told as answers."""
    if not after.assessment:
        return []
    rule_set = str(after.assessment["rule_set_id"])
    told = {item.code for item in _items(after)} | {"sources"}
    names = [name for name in dict.fromkeys([*before.facts, *after.facts]) if name not in told]
    return [
        Difference(fact_label(name, rule_set), shown(before.facts.get(name)), shown(after.facts.get(name)))
        for name in names
        if before.facts.get(name) != after.facts.get(name)
    ]


def _documents_changed(before: ApplicationRevision, after: ApplicationRevision) -> list[Difference]:
    gone = [one for one in before.document_ids if one not in after.document_ids]
    new = [one for one in after.document_ids if one not in before.document_ids]
    if not gone and not new:
        return []
    return [
        Difference(
            translate(item_label(DOCUMENTS, after.application.scheme, day_of(after.submitted_at))),
            _("%(count)s 份", count=len(before.document_ids)),
            _(
                "%(count)s 份（新增 %(new)s，去掉 %(gone)s）",
                count=len(after.document_ids),
                new=len(new),
                gone=len(gone),
            ),
        )
    ]


def _note(reason: str, remarks: list[tuple[str, str]]) -> str:
    parts = [reason, *(_("%(label)s：%(text)s", label=label, text=text) for label, text in remarks)]
    return _("；").join(part.rstrip("；。") for part in parts if part)
