"""The file of an application as a task list, and the page of each task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from flask_babel import gettext as _

from registry.applications.drafts import EVERYTHING, open_items
from registry.applications.facts import assess_application
from registry.applications.models import Application, ApplicationState, Remark
from registry.applications.standing import papers_asked, papers_missing, standings
from registry.applications.tasks import (
    STATUS_LABELS,
    TASK_LABELS,
    TASK_OF_USE,
    Status,
    Task,
    open_tasks,
    status,
    task_of,
    tasks_of_item,
)
from registry.assessments.origins import NO_RIGHTS, Origin, origin_of
from registry.assessments.queries import declarations_of
from registry.core.clock import day_of
from registry.core.reading import fetch
from registry.core.text import Text
from registry.documents.access import documents_of
from registry.intellectual_property.queries import rights_of
from registry.reference.papers import Paper
from registry.web.firm import page
from registry.web.firm.forms.applications import AnswersForm, answers_form
from registry.web.firm.forms.documents import REQUIREMENTS
from registry.web.shared import current
from registry.web.shared.context import moment
from registry.web.shared.file_sheet import draft_content, fact_rows, identity_rows
from registry.web.shared.i18n import translate
from registry.web.shared.items import Item, answer_words, answered_items, item_label

KINDS = {
    Status.NOT_STARTED: "none",
    Status.IN_PROGRESS: "wait",
    Status.WRONG: "bad",
    Status.EVIDENCE_MISSING: "warn",
    Status.DONE: "ok",
    Status.TO_MEND: "warn",
    Status.NOT_NEEDED: "none",
}
"""The kind of tag of each status."""

MARKS = 999_999_937
"""Marks of kept answers are below this, as far as the hidden field of a form reaches."""


@dataclass(frozen=True)
class Line:
    """One line of the task list; no address where the task is not to be changed."""

    task: Task
    label: Text
    status: Status
    url: str = ""

    @property
    def kind(self) -> str:
        """The kind of tag of the status."""
        return KINDS[self.status]

    @property
    def words(self) -> Text:
        """The status as it is read."""
        return STATUS_LABELS[self.status]

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in (Status.DONE, Status.NOT_NEEDED)


def task_list(application: Application) -> list[Line]:
    """The nine tasks; after a return only those that were sent back are open."""
    on = current.today()
    found = standings(application, assess_application(application, on), on)
    opened = open_tasks(open_items(application))
    return [_line(application, task, status(found[task]), is_open=task in opened) for task in Task]


def done_words(lines: Iterable[Line]) -> str:
    """How far the file is, in one sentence."""
    wanted = [line for line in lines if line.status is not Status.NOT_NEEDED]
    done = sum(line.is_finished for line in wanted)
    return _("%(count)s 项中已完成 %(done)s 项。", count=len(wanted), done=done)


def items_of(application: Application, task: Task) -> list[Item]:
    """The questions of a task; that there is no right at all is asked only while none is registered."""
    items = [item for item in answered_items(application.scheme, current.today()) if task_of(item.code) is task]
    if any(item.code == NO_RIGHTS for item in items) and fetch(rights_of(application.enterprise_id), 1):
        items = [item for item in items if item.code != NO_RIGHTS]
    return items


def form_of(application: Application, task: Task, **kwargs: Any) -> AnswersForm:
    """The form of a task's open items, with what was typed or what is kept."""
    allowed = open_items(application)
    items = [item for item in items_of(application, task) if allowed is None or item.code in allowed]
    kept = {item.code: item.read(application.draft.get(item.code)) for item in items if item.code in application.draft}
    data = {**application.draft, **kept, "version": seen(application, items)}
    return answers_form(items, _document_choices(application))(data=data, **kwargs)


def seen(application: Application, items: Iterable[Item]) -> int:
    """A number that changes with the kept answers to the items: colleagues at two tasks do not hinder each other."""
    kept = {item.code: application.draft.get(item.code) for item in items}
    return crc32(json.dumps(kept, sort_keys=True, default=str).encode()) % MARKS


def seen_version(application: Application, task: Task, form: AnswersForm) -> int:
    """What `save_draft` is to compare: the version of now where the task is as the form was drawn, else none."""
    items = [item for item in items_of(application, task) if item.code in form]
    return application.version if form.version.data == seen(application, items) else 0


def following(application: Application, task: Task) -> Task | None:
    """The next task that can be filled in; None where the check comes next."""
    later = list(Task)[list(Task).index(task) + 1 :]
    opened = open_tasks(open_items(application))
    lines = {line.task: line for line in task_list(application)}
    found = (one for one in later if one in opened and lines[one].status is not Status.NOT_NEEDED)
    return next((one for one in found if one is not Task.COMMITMENT), None)


def task_page(application: Application, task: Task, form: AnswersForm, status: int = 200) -> tuple[str, int]:
    """The page of one task; with 409 a colleague's answers beside those of this person."""
    on, items = current.today(), items_of(application, task)
    assessment = assess_application(application, on)
    files = fetch(documents_of(application.enterprise_id))
    content = draft_content(application, assessment, files, on)
    held = [*(identity_rows(application.enterprise, on) if task is Task.SUBJECT else ())]
    held += fact_rows(content, task, with_answers=False)
    missing = {paper.code for paper in papers_missing(application, assessment, files)}
    papers = [paper for paper in papers_asked(application.scheme, assessment) if _proves(paper, task)]
    return page.show(
        "applications/task.html",
        (_("申请"), page.here("applications")),
        (translate(application.scheme.label), page.here("application", public_id=application.public_id)),
        (translate(TASK_LABELS[task]), None),
        status=status,
        application=application,
        task=task,
        label=TASK_LABELS[task],
        form=form,
        items=[item for item in items if item.code in form],
        closed=[(item.label, answer_words(item, application.draft)) for item in items if item.code not in form],
        held=held,
        elsewhere=_elsewhere(task),
        notes=_notes(application, task),
        hints=_hints(application, items),
        papers=[(paper.name, paper.code in missing) for paper in papers],
        differing=_differing(application, items, form) if status == 409 else [],
        following=following(application, task),
    )


def remarks_to_answer(application: Application) -> Sequence[Remark]:
    """What the officer asked to have mended, while it waits for the firm."""
    latest = application.latest
    return latest.remarks if latest is not None and application.state is ApplicationState.RETURNED else ()


def _line(application: Application, task: Task, found: Status, *, is_open: bool) -> Line:
    if task is Task.COMMITMENT:
        url = page.here("application_submit", public_id=application.public_id)
    else:
        url = page.here("application_task", public_id=application.public_id, task=task.value)
    is_link = is_open and found is not Status.NOT_NEEDED
    if not is_open and found is not Status.NOT_NEEDED:
        found = Status.DONE  # sent once, and nothing more is asked of it
    return Line(task, TASK_LABELS[task], found, url if is_link else "")


def _document_choices(application: Application) -> list[tuple[str, str]]:
    """The firm's files as choices."""
    return [
        (row.public_id, f"{row.filename}（{_use(row.requirement)}，{moment(row.uploaded_at)}）")
        for row in fetch(documents_of(application.enterprise_id))
    ]


def _use(code: str) -> str:
    return translate(REQUIREMENTS[code]) if code in REQUIREMENTS else _("未写用途")


def _proves(paper: Paper, task: Task) -> bool:
    return task is Task.DOCUMENTS or TASK_OF_USE.get(paper.requirement) is task


def _elsewhere(task: Task) -> tuple[str, str] | None:
    """Where what the registry holds of the task is changed: the address and its words."""
    year = current.today().year - 1
    if task in (Task.PEOPLE, Task.RESEARCH, Task.INCOME, Task.TRANSFORMATION):
        return page.here("report", year=str(year)), _("更改 %(year)s 年度报告", year=year)
    if task is Task.RIGHTS:
        return page.here("rights"), _("更改知识产权登记")
    return (page.here("profile"), _("更改企业信息")) if task is Task.SUBJECT else None


def _notes(application: Application, task: Task) -> dict[str, list[str]]:
    """What the officer asked for in this task, by item; under "" what no field of the page stands for."""
    codes = {item.code for item in items_of(application, task)}
    found: dict[str, list[str]] = {}
    for remark in remarks_to_answer(application):
        if remark.item == EVERYTHING or task in tasks_of_item(remark.item):
            label = translate(item_label(remark.item, application.scheme, current.today()))
            is_here = remark.item in codes
            words = remark.text if is_here else _("%(label)s：%(text)s", label=label, text=remark.text)
            found.setdefault(remark.item if is_here else "", []).append(words)
    return found


def _hints(application: Application, items: Iterable[Item]) -> dict[str, str]:
    """Where an answer comes from that was given before the application was begun."""
    said = {one.fact: one for one in fetch(declarations_of(application.enterprise_id))}
    return {
        item.code: _("沿用 %(day)s 申报的内容，如有变化请更改。", day=day_of(said[item.code].recorded_at))
        for item in items
        if item.code in said
        and origin_of(item.code) is Origin.DECLARED
        and application.draft.get(item.code) == said[item.code].value
    }


def _differing(
    application: Application, items: Iterable[Item], form: AnswersForm
) -> list[tuple[Text, Text | str, Text | str]]:
    """(item, what is kept now, what this person typed) where the two differ; the next press counts as made on this."""
    mine: Mapping[str, Any] = form.answers(items, application.draft)
    kept = application.draft
    form.version.raw_data, form.version.data = None, seen(application, [item for item in items if item.code in form])
    return [
        (item.label, answer_words(item, kept), answer_words(item, mine))
        for item in items
        if kept.get(item.code) != mine.get(item.code)
    ]
