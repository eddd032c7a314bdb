"""What the pages of one application show: its answers, its findings, where it is, and what was done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.accounts.queries import find_user
from registry.applications.drafts import EVERYTHING, open_items
from registry.applications.facts import assess_application, frozen_assessment
from registry.applications.models import Act, Application, ApplicationState
from registry.applications.policy import available_acts
from registry.applications.timeline import TimelineEntry, timeline
from registry.applications.workflow import EDITABLE_STATES, act_label, stage_name, stage_role_at, state_label
from registry.assessments.facts import report_used
from registry.assessments.origins import NO_RIGHTS
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.documents.access import documents_of
from registry.intellectual_property.queries import counts_by_class, rights_of
from registry.reference.models import DecidedBy
from registry.reference.queries import DISTRICT
from registry.web.firm import answers as answers_of_firm
from registry.web.firm import page
from registry.web.firm.fillers import fillers
from registry.web.firm.forms.applications import AnswersForm, answers_form
from registry.web.firm.forms.documents import REQUIREMENTS
from registry.web.shared import current
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate
from registry.web.shared.items import DOCUMENTS, REPORT, RIGHTS, Item, answer_words, answered_items, item_label
from registry.web.shared.names import region_names

_State = ApplicationState

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


def items_of(application: Application) -> list[Item]:
    """The items of the form; that there is no right at all is asked only while none is registered."""
    items = list(answered_items(application.scheme, current.today()))
    if fetch(rights_of(application.enterprise_id), 1):
        items = [item for item in items if item.code != NO_RIGHTS]
    return items


def form_of(application: Application, **kwargs: Any) -> AnswersForm:
    """The form of the items that are open, with what was typed or what is kept."""
    items = items_of(application)
    kept = {item.code: item.read(application.draft.get(item.code)) for item in items if item.code in application.draft}
    data = {**application.draft, **kept, "version": application.version}
    form = answers_form(items, document_choices(application))(data=data, **kwargs)
    allowed = open_items(application)
    for item in items:
        if allowed is not None and item.code not in allowed and item.code in form:
            del form[item.code]
    return form


def document_choices(application: Application) -> list[tuple[str, str]]:
    """The firm's files as choices."""
    return [
        (row.public_id, f"{row.filename}（{_requirement(row.requirement)}，{moment(row.uploaded_at)}）")
        for row in fetch(documents_of(application.enterprise_id))
    ]


def overview(application: Application) -> dict[str, Any]:
    """What is read of the application, whatever state it is in."""
    on = current.today()
    latest = None if application.state in EDITABLE_STATES else application.latest
    answers = latest.answers if latest else application.draft
    assessment = frozen_assessment(latest) if latest else assess_application(application, on)
    return {
        "application": application,
        "state": state_label(application.state, application.scheme),
        "steps": steps(application),
        "holder": holder(application),
        "acts": acts(application),
        "rows": [(item, words(item, answers)) for item in items_of(application)],
        "files": [
            row for row in fetch(documents_of(application.enterprise_id)) if row.public_id in answers.get(DOCUMENTS, [])
        ],
        "assessment": assessment,
        "sent_at": latest.submitted_at if latest else None,
        "article_name": answers_of_firm.article_words(assessment.rule_set_id) if assessment else None,
        "figures": report_used(application.enterprise, on),
        "counts": counts_by_class(application.enterprise_id, on),
        "events": events(application),
        "remarks": remarks(application),
        "elsewhere": {REPORT: page.here("report", year=str(on.year - 1)), RIGHTS: page.here("rights")},
    }


def filling(application: Application, form: AnswersForm | None = None) -> dict[str, Any]:
    """The form where the asker may fill in and the application is the firm's to fill in."""
    is_fillable = application.state in EDITABLE_STATES and page.may(Permission.FIRM_FILL)
    if not is_fillable:
        return {"form": None}
    items = items_of(application)
    shown = form or form_of(application, formdata=None)
    noted: dict[str, str] = {}
    for item, _label, text in remarks(application):
        noted[item] = f"{noted[item]}；{text}" if item in noted else text
    return {
        "form": shown,
        "items": items,
        "noted": noted,
        "closed": [(item, words(item, application.draft)) for item in items if item.code not in shown],
    }


def remarks(application: Application) -> list[tuple[str, Text | str, str]]:
    """What the officer asked to have mended, while it waits for the firm: (item, its name, text)."""
    if application.state is not _State.RETURNED or application.latest is None:
        return []
    scheme, on = application.scheme, current.today()
    found = [(remark.item, item_label(remark.item, scheme, on), remark.text) for remark in application.latest.remarks]
    reason = application.steps[-1].reason if application.steps else ""
    return [(EVERYTHING, _("退回理由"), reason), *found] if reason else found


def words(item: Item, answers: Mapping[str, Any]) -> Text | str:
    """An answer as it is read."""
    return answer_words(item, answers)


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
        if step.act in _FIRM_ACTS
    ]


def steps(application: Application) -> list[tuple[str, Text | str]]:
    """The whole way as (kind of tag, words): what is done, where it is now, what is to come."""
    scheme = application.scheme
    last = (msg("公示"), msg("认定")) if scheme.decided_by is DecidedBy.DISTRICT else (msg("推荐上报"), msg("官方结果"))
    stages = [stage_name(scheme, number) for number in range(len(scheme.stages))]
    names: list[Text | str] = [msg("企业填报"), *stages, *last]
    at, kind = _position(application)
    return [("ok" if i < at else kind if i == at else "none", name) for i, name in enumerate(names)]


def holder(application: Application) -> Text | None:
    """Who is to act now; None where nobody is."""
    scheme = application.scheme
    if application.state in EDITABLE_STATES:
        return msg("现由本企业办理")
    if application.state is _State.SUBMITTED:
        in_street = stage_role_at(scheme, application.stage) == "street_officer"
        code = application.region_code if in_street else DISTRICT
        unit = region_names(current.today()).get(code, code)
        return msg("现由{unit}办理：{stage}", unit=unit, stage=stage_name(scheme, application.stage))
    waiting = {
        _State.APPROVED: msg("现由区主管部门办理"),
        _State.IN_NOTICE: msg("公示中，公示期满无异议后生效"),
        _State.FORWARDED: msg("已推荐上报，等待上级公布结果"),
    }
    return waiting.get(application.state)


def events(application: Application) -> list[dict[str, Any]]:
    """The timeline, and at its end what is waited for."""
    shown = [_event(application, entry) for entry in timeline(application, current.today(), for_firm=True)]
    waiting = holder(application)
    if waiting is not None:
        due = application.due_on.isoformat() if application.due_on else ""
        shown.append({"sentence": waiting, "due": due, "open": True})
    return shown


def receipt(application: Application) -> dict[str, Any]:
    """What stands on the receipt of the revision sent last."""
    latest = application.latest
    assert latest is not None
    sender = find_user(latest.submitted_by_id)
    return {
        "application": application,
        "revision": latest,
        "receipt": f"{application.public_id}-{latest.no:02d}",
        "sender": sender.name if sender else "",
        "fillers": fillers("application", application.public_id, latest.submitted_at),
        "holder": holder(application),
        "state": state_label(application.state, application.scheme),
    }


def _event(application: Application, entry: TimelineEntry) -> dict[str, Any]:
    who = " ".join(part for part in (translate(entry.unit), translate(entry.role), entry.name) if part)
    scheme, on = application.scheme, current.today()
    noted = [
        _("%(label)s：%(text)s", label=translate(item_label(item, scheme, on)), text=text)
        for item, text in entry.remarks
    ]
    return {
        "at": moment(entry.at),
        "iso": entry.at.isoformat(),
        "actor": who,
        "sentence": entry.sentence,
        "note": _("；").join([part for part in (entry.note, *noted) if part]),
    }


def _position(application: Application) -> tuple[int, str]:
    """How many steps are done, and the kind of tag of the next one."""
    stages = len(application.scheme.stages)
    return {
        _State.DRAFT: (0, "wait"),
        _State.RETURNED: (0, "warn"),
        _State.WITHDRAWN: (0, "none"),
        _State.SUBMITTED: (1 + application.stage, "wait"),
        _State.REJECTED: (1 + application.stage, "bad"),
        _State.APPROVED: (1 + stages, "wait"),
        _State.IN_NOTICE: (1 + stages, "wait"),
        _State.FORWARDED: (2 + stages, "wait"),
        _State.NOT_RECOGNISED: (2 + stages, "bad"),
        _State.RECOGNISED: (3 + stages, "ok"),
    }[application.state]


def _requirement(code: str) -> str:
    return translate(REQUIREMENTS[code]) if code in REQUIREMENTS else _("未写用途")
