"""The file of an application as it is read: by the firm before it sends, by an officer, on the receipt and in print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from registry.applications.facts import frozen_assessment
from registry.applications.models import Application, ApplicationRevision
from registry.applications.tasks import TASK_LABELS, Task, task_of
from registry.assessments.origins import NO_RIGHTS, Origin, origin_of, read_fact
from registry.core.clock import day_of
from registry.core.reading import fetch
from registry.documents.models import Document
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import profile_on
from registry.reports.queries import reports_of
from registry.rules import catalog, vocabulary
from registry.rules.facts import FactField, FactKind
from registry.rules.findings import Assessment
from registry.rules.wording import wan
from registry.web.shared.i18n import translate, word
from registry.web.shared.items import DOCUMENTS, STATEMENT
from registry.web.shared.names import region_names
from registry.web.shared.words import yes_no

FileUrl = Callable[[Document], str]


@dataclass(frozen=True)
class Row:
    """One line: what, its value in words ("" where it is not known), and where the value comes from."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class Section:
    """One task of the file; `files` are (name, address), for the task of the papers alone."""

    task: Task
    label: str
    rows: tuple[Row, ...]
    files: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class Content:
    """What a file says: answers by item, the assessment with its facts, attached files; as known on `on` at `at`."""

    enterprise: Enterprise
    answers: Mapping[str, Any]
    assessment: Assessment | None
    files: Sequence[Document]
    on: date
    at: datetime | None = None
    commitment: str = ""


def draft_content(
    application: Application, assessment: Assessment | None, files: Sequence[Document], on: date
) -> Content:
    """The draft as it would be sent on `on`."""
    chosen = application.draft.get(DOCUMENTS) or ()
    attached = [file for file in files if file.public_id in chosen]
    return Content(application.enterprise, application.draft, assessment, attached, on)


def sent_content(revision: ApplicationRevision, files: Sequence[Document]) -> Content:
    """A revision as it was frozen; `files` are the firm's, of which those sent with it are shown."""
    attached = [file for file in files if file.public_id in revision.document_ids]
    return Content(
        enterprise=revision.application.enterprise,
        answers=revision.answers,
        assessment=frozen_assessment(revision),
        files=attached,
        on=day_of(revision.submitted_at),
        at=revision.submitted_at,
        commitment=revision.commitment,
    )


def sections(content: Content, file_url: FileUrl) -> list[Section]:
    """The tasks that say anything, in their order."""
    shown = []
    for task in Task:
        rows = tuple(_rows(task, content))
        files = tuple((one.filename, file_url(one)) for one in content.files) if task is Task.DOCUMENTS else None
        if rows or files is not None:
            shown.append(Section(task, translate(TASK_LABELS[task]), rows, files))
    return shown


def fact_rows(content: Content, task: Task, *, with_answers: bool = True) -> Iterator[Row]:
    """The facts of the rules in the task: what is known, and where from; without answers only what is held already."""
    if content.assessment is None:
        return
    facts, sent_on = content.assessment.facts, _sent_on(content.enterprise.id)
    sources = facts.get("sources")
    for field in catalog.fact_fields(content.assessment.rule_set_id):
        if task_of(field.name) is not task or not _is_shown(field, facts):
            continue
        if not with_answers and origin_of(field.name) is Origin.DECLARED:
            continue
        source = sources.get(field.name) if isinstance(sources, dict) else None
        said = _source_words(source, sent_on) if isinstance(source, dict) else ""
        yield Row(translate(field.label), value_words(field, facts.get(field.name)), said)


def value_words(field: FactField, stored: object) -> str:
    """A stored fact as it is read; "" for none."""
    value = read_fact(field, stored)
    if value is None:
        return ""
    if field.kind is FactKind.FLAG:
        return translate(yes_no(value is True))
    if field.kind in (FactKind.MONEY, FactKind.SIGNED_MONEY) and isinstance(value, int):
        return wan(value)
    return str(value)


def _rows(task: Task, content: Content) -> Iterator[Row]:
    if task is Task.SUBJECT:
        yield from identity_rows(content.enterprise, content.on, content.at)
    yield from fact_rows(content, task)
    yield from _unassessed(content, task)
    if task is Task.RIGHTS and content.answers.get(NO_RIGHTS) is True:
        yield Row(_("本企业没有任何知识产权"), _("是"))
    if task is Task.DOCUMENTS and content.answers.get(STATEMENT):
        yield Row(_("申请说明"), str(content.answers[STATEMENT]))
    if task is Task.COMMITMENT and content.commitment:
        yield Row(_("科研诚信承诺"), word(content.commitment))


def _unassessed(content: Content, task: Task) -> Iterator[Row]:
    """Answers that no rule was applied to."""
    found = content.assessment
    assessed = {field.name for field in catalog.fact_fields(found.rule_set_id)} if found is not None else set()
    for name, value in content.answers.items():
        field = vocabulary.find(name)
        if field is not None and name not in assessed and task_of(name) is task:
            yield Row(translate(field.label), value_words(field, value))


def identity_rows(enterprise: Enterprise, on: date, known_at: datetime | None = None) -> Iterator[Row]:
    """Who the firm is, as the registry held it."""
    profile = profile_on(enterprise.id, on, known_at)
    source = _("企业登记信息，自 %(day)s 起", day=profile.valid_from) if profile else ""
    yield Row(_("企业名称"), profile.name if profile else "", source)
    yield Row(_("统一社会信用代码"), enterprise.uscc)
    if profile is not None:
        yield Row(_("所在街道"), region_names(on).get(profile.region_code, profile.region_code), source)


def _is_shown(field: FactField, facts: Mapping[str, Any]) -> bool:
    """Details of the books only where they are given; experts' scores never."""
    origin = origin_of(field.name)
    if field.kind is FactKind.MONTHS or origin is Origin.EXPERTS:
        return False
    return origin is not Origin.ACCOUNTS or facts.get(field.name) is not None


def _sent_on(enterprise_id: int) -> dict[tuple[int, int], str]:
    """The day of each revision of the firm's reports, by year and number."""
    reports = fetch(reports_of(enterprise_id))
    return {(one.year, one.no): day_of(one.recorded_at).isoformat() for report in reports for one in report.revisions}


def _source_words(source: Mapping[str, Any], sent_on: Mapping[tuple[int, int], str]) -> str:
    label, reference = word(str(source.get("label", ""))), str(source.get("reference") or "")
    year, no = source.get("year"), source.get("revision")
    if isinstance(year, int) and isinstance(no, int):
        label = _("%(year)s 年度报告第 %(no)s 版", year=year, no=no)
        reference = sent_on.get((year, no), "")
    return _("%(label)s（%(reference)s）", label=label, reference=reference) if reference else label
