"""What the pages of one application show: its answers, its findings, where it is, and what was done with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications.access import get_application_for_firm
from registry.applications.drafts import EVERYTHING
from registry.applications.facts import assess_application, frozen_assessment
from registry.applications.letters import letter_of_return
from registry.applications.models import Act, Application, ApplicationState
from registry.applications.policy import available_acts
from registry.applications.tasks import Task, task_of
from registry.applications.timeline import TimelineEntry, timeline
from registry.applications.workflow import EDITABLE_STATES, act_label, reconsider_until, state_label
from registry.core.errors import Conflict, NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.documents.access import documents_of
from registry.documents.models import Document
from registry.integrity.queries import records_of
from registry.integrity.words import EFFECTS, KINDS
from registry.notices.queries import full_timeline
from registry.web.firm import application_tasks as tasks
from registry.web.firm import page
from registry.web.firm.application_line import holder, line
from registry.web.shared import current
from registry.web.shared.check_words import article_words
from registry.web.shared.context import moment
from registry.web.shared.file_sheet import draft_content, sections, sent_content
from registry.web.shared.i18n import translate
from registry.web.shared.items import REPORT, RIGHTS, item_label

_FIRM_ACTS = {
    Act.SUBMIT: "application_submit",
    Act.WITHDRAW: "application_withdraw",
    Act.RECONSIDER: "application_reconsider",
}


def crumbs(application: Application, *below: str) -> list[page.Crumb]:
    """The way to the application, and below it where named."""
    own = page.here("application", public_id=application.public_id) if below else None
    return [
        (_("申请"), page.here("applications")),
        (translate(application.scheme.label), own),
        *((label, None) for label in below),
    ]


def load(public_id: str) -> Application:
    """The firm's application of that identifier, or NotFound."""
    found = get_application_for_firm(current.actor(), public_id)[0] if public_id.isalnum() else None
    if found is None:
        raise NotFound(msg("没有这份申请，或您无权查看。"))
    page.require_own(found.enterprise_id)
    return found


def require_editable(application: Application) -> None:
    """Raises Conflict where it is not the firm's to change."""
    if application.state not in EDITABLE_STATES:
        raise Conflict(msg("申请已提交，退回补正之前不能修改。"))


def overview(application: Application) -> dict[str, Any]:
    """What is read of the application, whatever state it is in."""
    on = current.today()
    latest = None if application.state in EDITABLE_STATES else application.latest
    assessment = frozen_assessment(latest) if latest else assess_application(application, on)
    files = fetch(documents_of(application.enterprise_id))
    content = sent_content(latest, files) if latest else draft_content(application, assessment, files, on)
    is_fillable = application.state in EDITABLE_STATES and page.may(Permission.FIRM_FILL)
    return {
        "application": application,
        "state": state_label(application.state, application.scheme),
        "line": line(application),
        "reconsider_until": _reconsider_until(application),
        "holder": holder(application),
        "acts": acts(application),
        "lines": tasks.task_list(application) if is_fillable else [],
        "done_words": tasks.done_words,
        "sections": sections(content, file_url),
        "assessment": assessment,
        "sent_at": latest.submitted_at if latest else None,
        "article_name": article_words(assessment.rule_set_id) if assessment else None,
        "events": events(application),
        "records": [
            (row, KINDS[row.kind], EFFECTS[row.effect][1])
            for row in records_of(application.enterprise_id, in_force_on=on)
        ],
        **letter(application),
        "elsewhere": _elsewhere(application),
    }


def checking(application: Application) -> dict[str, Any]:
    """Everything that would be sent, with the way to change each part that is open."""
    shown = overview(application)
    urls = {line.task: f"{line.url}?from=check" for line in shown["lines"] if line.url}
    left = [line for line in shown["lines"] if not line.is_finished and line.task is not Task.COMMITMENT]
    return {**shown, "change": lambda task: urls.get(task, ""), "unfinished": left}


def file_url(file: Document) -> str:
    """Where one of the firm's files is read."""
    return page.here("document", public_id=file.public_id)


def letter(application: Application) -> dict[str, Any]:
    """The letter of the last return and who sent it; None where it never was returned."""
    scheme, on = application.scheme, current.today()
    sent = letter_of_return(application, page.firm_name(), lambda item: item_label(item, scheme, on))
    if sent is None:
        return {"letter": None}
    acts = timeline(application, on, for_firm=True)
    last = next(entry for entry in reversed(acts) if entry.act == Act.RETURN.value)
    return {"letter": sent, "sender": _who(last), "no": last.revision_no}


def acts(application: Application) -> list[tuple[str, str, str]]:
    """The firm's buttons: (words, address, kind), exactly what the services accept of this person."""
    kinds = {Act.SUBMIT: "btn-primary", Act.RECONSIDER: "btn-primary", Act.WITHDRAW: "btn-quiet"}
    return [
        (
            translate(act_label(step, application.scheme)),
            page.here(_FIRM_ACTS[Act(step.act)], public_id=application.public_id),
            kinds[Act(step.act)],
        )
        for step in available_acts(application, current.actor(), current.membership())
        if step.act in _FIRM_ACTS and (step.act is not Act.RECONSIDER or _reconsider_until(application))
    ]


def events(application: Application) -> list[dict[str, Any]]:
    """The timeline, and at its end what is waited for."""
    shown = [_event(application, entry) for entry in full_timeline(application, current.today(), for_firm=True)]
    waiting = holder(application)
    if waiting is not None:
        due = application.due_on.isoformat() if application.due_on else ""
        shown.append({"sentence": waiting, "due": due, "open": True})
    return shown


def _elsewhere(application: Application) -> dict[str, str]:
    """Where each point of the letter is mended."""
    found = {REPORT: page.here("report", year=str(current.today().year - 1)), RIGHTS: page.here("rights")}
    for remark in tasks.remarks_to_answer(application) if page.may(Permission.FIRM_FILL) else ():
        if remark.item not in (*found, EVERYTHING):
            task = task_of(remark.item).value
            found[remark.item] = page.here("application_task", public_id=application.public_id, task=task)
    return found


def _reconsider_until(application: Application) -> date | None:
    """The last day on which the firm may still ask for another look; None where it may not."""
    until = reconsider_until(application)
    is_open = application.state is ApplicationState.REJECTED and application.round == 0
    return until if is_open and until is not None and current.today() <= until else None


def _event(application: Application, entry: TimelineEntry) -> dict[str, Any]:
    scheme, on = application.scheme, current.today()
    noted = [
        _("%(label)s：%(text)s", label=translate(item_label(item, scheme, on)), text=text)
        for item, text in entry.remarks
    ]
    return {
        "at": moment(entry.at),
        "iso": entry.at.isoformat(),
        "actor": _who(entry),
        "sentence": entry.sentence,
        "note": _("；").join(part.rstrip("；。") for part in (entry.note, *noted) if part),
    }


def _who(entry: TimelineEntry) -> str:
    return " ".join(part for part in (translate(entry.unit), translate(entry.role), entry.name) if part)
