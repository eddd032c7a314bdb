"""The annual confirmation: everything the registry holds of the firm, by task, and what the firm says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from registry.accounts.queries import find_user
from registry.applications.confirmations import COMMITMENT, Answer, Line, Shown, answer_to, shown_in
from registry.applications.models import AnnualConfirmation
from registry.applications.tasks import TASK_LABELS, Task, task_of
from registry.assessments.facts import report_used
from registry.assessments.origins import REPORT_FIGURES, Origin, origin_of
from registry.assessments.queries import declarations_of
from registry.core.clock import day_of
from registry.core.reading import fetch
from registry.documents.access import documents_of
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import profile_on
from registry.intellectual_property.queries import counts_by_class
from registry.reports.figures import FIGURES, show
from registry.reports.queries import figures_of
from registry.rules import vocabulary
from registry.web.firm import page
from registry.web.firm.forms.confirmation import ConfirmationForm
from registry.web.shared import current
from registry.web.shared.context import moment
from registry.web.shared.file_sheet import identity_rows, value_words
from registry.web.shared.i18n import translate, word
from registry.web.shared.names import industry_names
from registry.web.shared.words import SIZE_CLASSES

_FACT_OF = {figure: fact for fact, figure in REPORT_FIGURES.items()}
_OTHER_FIGURES = {"rd_spend_domestic": Task.RESEARCH}


def shown_now() -> list[Shown]:
    """What the registry holds today, by task; tasks of which it holds nothing are left out."""
    lines: dict[Task, list[Line]] = {task: [] for task in Task}
    firm = current.enterprise()
    lines[Task.SUBJECT] += _profile_lines(firm)
    for task, line in (*_figure_lines(firm), *_declared_lines(firm)):
        lines[task].append(line)
    lines[Task.RIGHTS] += _right_lines(firm)
    lines[Task.DOCUMENTS] += _document_lines(firm)
    return [Shown(task, tuple(found)) for task, found in lines.items() if found]


def edit_page(shown: list[Shown], form: ConfirmationForm, status: int = 200) -> tuple[str, int]:
    """Everything on one page, each task with its three answers."""
    on = current.today()
    return page.show(
        "confirmation/edit.html",
        (_("%(year)s 年度确认", year=on.year), None),
        status=status,
        year=on.year,
        form=form,
        tasks=[(one, translate(TASK_LABELS[one.task]), elsewhere(one.task)) for one in shown],
        commitment=COMMITMENT,
    )


def receipt(found: AnnualConfirmation) -> dict[str, Any]:
    """What stands on the receipt, the same on the page and in the file."""
    sender = find_user(found.confirmed_by_id)
    then = profile_on(found.enterprise_id, day_of(found.confirmed_at), found.confirmed_at)
    tasks = [(one, translate(TASK_LABELS[one.task]), answer_to(found, one.task)) for one in shown_in(found)]
    return {
        "confirmation": found,
        "receipt": f"QR-{found.year}-{found.enterprise.uscc}",
        "sender": sender.name if sender else "",
        "firm_then": then.name if then else found.enterprise.uscc,
        "time": moment(found.confirmed_at),
        "tasks": tasks,
        "commitment": word(found.commitment),
        "changed": [(label, *elsewhere(one.task)) for one, label, answer in tasks if answer is Answer.CHANGED],
        "unsure": [label for _one, label, answer in tasks if answer is Answer.UNSURE],
    }


def elsewhere(task: Task) -> tuple[str, str]:
    """Where the firm changes what the task holds: the address and its words."""
    if task is Task.SUBJECT:
        return page.here("profile"), _("更改企业信息")
    if task is Task.RIGHTS:
        return page.here("rights"), _("更改知识产权登记")
    if task is Task.DOCUMENTS:
        return page.here("documents"), _("更新材料")
    if task is Task.MANAGEMENT:
        return page.here("ladder"), _("更改申报事项")
    year = current.today().year - 1
    return page.here("report", year=str(year)), _("填写或更正 %(year)s 年度报告", year=year)


def _profile_lines(firm: Enterprise) -> Iterator[Line]:
    on = current.today()
    yield from (Line(row.label, row.value, row.source) for row in identity_rows(firm, on))
    profile = profile_on(firm.id, on)
    if profile is None:
        return
    source = _("企业登记信息，自 %(day)s 起", day=profile.valid_from)
    held = {
        _("地址"): profile.address,
        _("园区"): word(profile.park),
        _("行业"): industry_names().get(profile.industry_code, profile.industry_code),
        _("企业规模"): translate(SIZE_CLASSES[profile.size_class]) if profile.size_class else "",
    }
    yield from (Line(label, value, source) for label, value in held.items() if value)


def _figure_lines(firm: Enterprise) -> Iterator[tuple[Task, Line]]:
    """The figures of the last report there is."""
    report = report_used(firm, current.today())
    if report is None:
        return
    label = _("%(year)s 年度报告第 %(no)s 版", year=report.year, no=report.no)
    source = _("%(label)s（%(reference)s）", label=label, reference=day_of(report.recorded_at).isoformat())
    values = figures_of(report)
    for figure in FIGURES:
        if (value := values[figure.code]) is not None:
            fact = _FACT_OF.get(figure.code)
            task = task_of(fact) if fact else _OTHER_FIGURES.get(figure.code, Task.INCOME)
            words = f"{show(figure, value)} {word(figure.unit.value)}"
            yield task, Line(translate(figure.label), words, source)


def _declared_lines(firm: Enterprise) -> Iterator[tuple[Task, Line]]:
    for one in fetch(declarations_of(firm.id)):
        field = vocabulary.find(one.fact)
        if field is None or origin_of(one.fact) is not Origin.DECLARED:
            continue
        source = _("企业申报（%(day)s）", day=day_of(one.recorded_at))
        yield task_of(one.fact), Line(translate(field.label), value_words(field, one.value), source)


def _right_lines(firm: Enterprise) -> Iterator[Line]:
    counts = counts_by_class(firm.id, current.today())
    source = _("知识产权登记（%(day)s）", day=current.today())
    if counts.class_one or counts.class_two:
        yield Line(_("有效的Ⅰ类知识产权"), _("%(count)s 项", count=counts.class_one), source)
        yield Line(_("有效的Ⅱ类知识产权"), _("%(count)s 项", count=counts.class_two), source)


def _document_lines(firm: Enterprise) -> Iterator[Line]:
    files = fetch(documents_of(firm.id))
    if files:
        last = max(day_of(file.uploaded_at) for file in files)
        yield Line(_("已上传的材料"), _("%(count)s 份", count=len(files)), _("最近一份上传于 %(day)s", day=last))
