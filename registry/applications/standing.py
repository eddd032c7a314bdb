"""What is known of each task of an application that the firm fills in, from its draft, the registry and the remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.applications.drafts import EVERYTHING
from registry.applications.models import Application, ApplicationState
from registry.applications.tasks import OF_REPORT, TASK_OF_USE, Standing, Task, task_of, tasks_of_item
from registry.assessments.origins import REPORT_FIGURES, Origin, origin_of, read_fact
from registry.core.reading import fetch
from registry.documents.access import documents_of
from registry.documents.models import Document
from registry.intellectual_property.queries import rights_of
from registry.reference.models import Scheme
from registry.reference.papers import Paper, papers_for
from registry.reports.models import ReportState
from registry.reports.queries import find_report, latest_revision
from registry.rules import catalog
from registry.rules.facts import FactField
from registry.rules.findings import Assessment, Outcome

_Names = dict[Task, set[str]]

DOCUMENTS = "documents"
ONLY_WHERE_CLAIMED = ("direct_route", "other")
"""Uses of papers that are asked for only where what they prove is met by the firm's word."""


def standings(application: Application, assessment: Assessment | None, on: date) -> dict[Task, Standing]:
    """Where each task of a draft or returned application stands on `on`; `assessment` is that of the draft."""
    files = fetch(documents_of(application.enterprise_id))
    held, asked, known, wrong = (_by_task() for _each in range(4))
    for field in fields_of(application.scheme, on):
        _place(field, application.draft, assessment, held=held, asked=asked, known=known, wrong=wrong)
    _place_documents(application.draft, files, asked=asked, known=known, wrong=wrong)
    for task in OF_REPORT if _is_report_returned(application.enterprise_id, on) else ():
        wrong[task] |= asked[task] & set(REPORT_FIGURES)
    papers = _by_task()
    for paper in papers_missing(application, assessment, files):
        papers[TASK_OF_USE.get(paper.requirement, Task.DOCUMENTS)].add(paper.code)
        papers[Task.DOCUMENTS].add(paper.code)
    mend = _to_mend(application, on)
    asked[Task.COMMITMENT].add("integrity_commitment")
    return {
        task: Standing(
            held=held[task],
            asked=asked[task],
            known=known[task],
            wrong=wrong[task],
            papers_missing=papers[task],
            to_mend=mend[task],
        )
        for task in Task
    }


def fields_of(scheme: Scheme, on: date) -> tuple[FactField, ...]:
    """The facts that a file for the scheme shows: those of its rules, without experts' scores and details of books."""
    rule_set = catalog.in_force(scheme.rule_sets, on)
    if rule_set is None:
        return ()
    hidden = (Origin.EXPERTS, Origin.ACCOUNTS)
    return tuple(field for field in catalog.fact_fields(rule_set.id) if origin_of(field.name) not in hidden)


def papers_missing(
    application: Application, assessment: Assessment | None, files: Sequence[Document]
) -> tuple[Paper, ...]:
    """Papers usually asked for of which no attached file has the use."""
    attached = set(application.draft.get(DOCUMENTS) or ())
    uses = {file.requirement for file in files if file.public_id in attached}
    return tuple(one for one in papers_asked(application.scheme, assessment) if one.requirement not in uses)


def papers_asked(scheme: Scheme, assessment: Assessment | None) -> tuple[Paper, ...]:
    """The papers for what is judged; those of an award or another claim only where the firm has made it."""
    if assessment is None:
        return papers_for(scheme.code)
    met = {finding.criterion for finding in assessment.findings if finding.outcome is Outcome.MET}
    judged = {finding.criterion for finding in assessment.findings}
    return tuple(
        paper
        for paper in papers_for(scheme.code, judged)
        if paper.requirement not in ONLY_WHERE_CLAIMED or met & set(paper.proves)
    )


def mended(application: Application, item: str, on: date) -> bool:
    """Whether something was done about a remark on the item since the application came back."""
    latest = application.latest
    if latest is None:
        return False
    if item in ("annual_report", EVERYTHING):
        report = latest_revision(application.enterprise_id, on.year - 1)
        is_newer = report is not None and report.recorded_at > application.waiting_since
        return is_newer or (item == EVERYTHING and application.draft != latest.answers)
    if item == "intellectual_property":
        rights = fetch(rights_of(application.enterprise_id))
        return any(right.recorded_at > application.waiting_since for right in rights)
    return bool(application.draft.get(item) != latest.answers.get(item))


def _place(
    field: FactField,
    draft: Mapping[str, Any],
    assessment: Assessment | None,
    *,
    held: _Names,
    asked: _Names,
    known: _Names,
    wrong: _Names,
) -> None:
    name, task = field.name, task_of(field.name)
    match origin_of(name):
        case Origin.DECLARED:
            asked[task].add(name)
            if read_fact(field, draft.get(name)) is not None:
                known[task].add(name)
            elif draft.get(name) is not None:
                wrong[task].add(name)
        case Origin.REPORT | Origin.RIGHTS:
            asked[task].add(name)
            if assessment is None or name not in assessment.missing:
                known[task].add(name)
        case _:
            held[task].add(name)


def _place_documents(
    draft: Mapping[str, Any], files: Sequence[Document], *, asked: _Names, known: _Names, wrong: _Names
) -> None:
    chosen = set(draft.get(DOCUMENTS) or ())
    asked[Task.DOCUMENTS].add(DOCUMENTS)
    if chosen:
        known[Task.DOCUMENTS].add(DOCUMENTS)
    if chosen - {file.public_id for file in files}:
        wrong[Task.DOCUMENTS].add(DOCUMENTS)


def _to_mend(application: Application, on: date) -> _Names:
    found = _by_task()
    if application.state is not ApplicationState.RETURNED or application.latest is None:
        return found
    for item in {remark.item for remark in application.latest.remarks}:
        if not mended(application, item, on):
            for task in _sent_back(application, item, on):
                found[task].add(item)
    return found


def _sent_back(application: Application, item: str, on: date) -> tuple[Task, ...]:
    """The tasks of a remark that have something to mend in them for this scheme."""
    if item == EVERYTHING:
        return tuple(task for task in Task if task is not Task.COMMITMENT)
    used = {task_of(field.name) for field in fields_of(application.scheme, on)}
    return tuple(task for task in tasks_of_item(item) if len(tasks_of_item(item)) == 1 or task in used)


def _is_report_returned(enterprise_id: int, on: date) -> bool:
    report = find_report(enterprise_id, on.year - 1)
    return report is not None and report.state is ReportState.RETURNED


def _by_task() -> _Names:
    return {task: set() for task in Task}
