"""The office's pages of applications: the list, one case, and what is done to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.applications import policy, queries, services
from registry.applications.access import get_application_for
from registry.applications.acting import review_due
from registry.applications.facts import frozen_assessment
from registry.applications.models import Act, Application, ApplicationState
from registry.applications.workflow import (
    CORRECTION_WORKING_DAYS,
    WORKFLOW,
    act_label,
    is_last_stage,
    stage_name,
    state_label,
)
from registry.core.errors import DomainError, NotAllowed
from registry.core.reading import fetch_page
from registry.documents.access import get_document_for
from registry.documents.services import open_document
from registry.documents.storage import Storage
from registry.enterprises.queries import profile_on
from registry.notices.queries import entries_under_notice
from registry.recognitions.services import RecognitionFacts
from registry.reference.queries import calendar, region_names, regions_in_force, schemes
from registry.rules.wording import article_name
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import act_of, case_of, cases
from registry.web.officer.dossier import answers, differences, documents, events, figures_seen, items_to_mend, reach
from registry.web.officer.forms.applications import CommentForm, RefuseForm, ResultForm, SeenForm, return_form
from registry.web.officer.forms.recognitions import end_of_title, validity_hint
from registry.web.officer.words import item_label
from registry.web.shared import current, lists, refusals
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires

PAGE = 30
ENDPOINTS = {
    Act.PASS: "officer.application_pass",
    Act.APPROVE: "officer.application_pass",
    Act.RETURN: "officer.application_return",
    Act.REJECT: "officer.application_reject",
    Act.FORWARD: "officer.application_forward",
    Act.RECORD_RECOGNISED: "officer.application_record",
    Act.RECORD_NOT_RECOGNISED: "officer.application_refuse",
}
"""Where an act is done; acts that are not here are done through notices."""


@blueprint.get("/applications")
@requires(Permission.APPLICATIONS_READ)
def applications() -> str:
    """Everything once sent within the officer's scope, filtered."""
    regions = scope(current.actor(), Permission.APPLICATIONS_READ)
    streets = {region.code: region.name for region in regions_in_force(current.today()) if region.code.startswith(regions)}
    state = lists.one_of("state", [one.value for one in ApplicationState])
    scheme = lists.one_of("scheme", [one.code for one in schemes()])
    region = lists.one_of("region", streets)
    found = queries.search(
        regions,
        state=ApplicationState(state) if state else None,
        scheme=scheme or None,
        region=region or None,
        after=lists.cursor(queries.KEY_TYPES),
    )
    page = fetch_page(found, PAGE, queries.key)
    narrowed = [region] if region else regions
    counts = queries.counts_by_state(narrowed, scheme=scheme or None)
    return render_template(
        "officer/applications/list.html",
        cases=cases(page.rows),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        total=counts.get(ApplicationState(state), 0) if state else sum(counts.values()),
        states=[(one.value, translate(state_label(one)), count) for one, count in counts.items()],
        schemes=[(one.code, one.name) for one in schemes()],
        streets=sorted(streets.items()),
        chosen={"state": state, "scheme": scheme, "region": region},
        breadcrumbs=[(_("申请"), None)],
    )


@blueprint.get("/forwarded")
@requires(Permission.RECOGNITIONS_RECORD)
def forwarded() -> str:
    """Cases that wait for the official result."""
    regions = scope(current.actor(), Permission.RECOGNITIONS_RECORD)
    found = queries.search(regions, state=ApplicationState.FORWARDED, after=lists.cursor(queries.KEY_TYPES))
    page = fetch_page(found, PAGE, queries.key)
    return render_template(
        "officer/applications/forwarded.html",
        cases=cases(page.rows),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        total=queries.counts_by_state(regions)[ApplicationState.FORWARDED],
        breadcrumbs=[(_("官方结果"), None)],
    )


@blueprint.get("/applications/<public_id>")
@requires(Permission.APPLICATIONS_READ)
def application(public_id: str) -> str:
    """One case: what was sent, what speaks for and against it, and what may be done now."""
    return _show(get_application_for(current.actor(), public_id))


@blueprint.route("/applications/<public_id>/pass", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_pass(public_id: str) -> Any:
    """Pass the stage: on to the next, or 推荐 / 拟认定 after the last."""
    one = get_application_for(current.actor(), public_id)
    act = Act.APPROVE if is_last_stage(one) else Act.PASS
    form = CommentForm(data=_seen(one))
    if not form.is_submitted():
        return _ask(one, act, form)
    return _carry_out(
        one,
        act,
        form,
        lambda: services.pass_or_approve(
            one, seen_revision=form.revision, seen_stage=form.stage, comment=form.comment.data, **_context()
        ),
    )


@blueprint.route("/applications/<public_id>/return", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_return(public_id: str) -> Any:
    """Send it back with a reason, and remarks on the items to be mended."""
    one = get_application_for(current.actor(), public_id)
    form = return_form(one, items_to_mend(one))
    if not form.is_submitted():
        form.process(data={**_seen(one), "due_on": calendar().add_working_days(current.today(), CORRECTION_WORKING_DAYS)})
        return _ask(one, Act.RETURN, form)
    return _carry_out(
        one,
        Act.RETURN,
        form,
        lambda: services.return_(
            one,
            seen_revision=form.revision,
            seen_stage=form.stage,
            reason=form.reason.data,
            remarks=form.remarks(),
            due_on=form.due_on.data,
            **_context(),
        ),
    )


@blueprint.route("/applications/<public_id>/reject", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_reject(public_id: str) -> Any:
    """Refuse it with a reason that the firm reads."""
    one = get_application_for(current.actor(), public_id)
    form = RefuseForm(data=_seen(one))
    if not form.is_submitted():
        return _ask(one, Act.REJECT, form)
    return _carry_out(
        one,
        Act.REJECT,
        form,
        lambda: services.reject(
            one, seen_revision=form.revision, seen_stage=form.stage, reason=form.reason.data, **_context()
        ),
    )


@blueprint.route("/applications/<public_id>/forward", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_forward(public_id: str) -> Any:
    """Send the recommendation to the authority that decides."""
    one = get_application_for(current.actor(), public_id)
    form = CommentForm(data=_seen(one))
    if not form.is_submitted():
        return _ask(one, Act.FORWARD, form)
    return _carry_out(
        one,
        Act.FORWARD,
        form,
        lambda: services.forward(one, seen_revision=form.revision, comment=form.comment.data, **_context()),
    )


@blueprint.route("/applications/<public_id>/result", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def application_record(public_id: str) -> Any:
    """Record that the higher authority recognised: from here on the firm counts."""
    one = get_application_for(current.actor(), public_id)
    form = ResultForm(data=_seen(one))
    form.certificate_number.label.text = one.scheme.number_label
    if not form.is_submitted():
        return _ask(one, Act.RECORD_RECOGNISED, form)
    return _carry_out(
        one,
        Act.RECORD_RECOGNISED,
        form,
        lambda: services.record_result(
            one,
            recognition=_result(one, form),
            seen_revision=form.revision,
            comment=form.comment.data,
            **_context(),
        ),
    )


@blueprint.route("/applications/<public_id>/not-recognised", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def application_refuse(public_id: str) -> Any:
    """Record that the higher authority did not recognise, and why."""
    one = get_application_for(current.actor(), public_id)
    form = RefuseForm(data=_seen(one))
    if not form.is_submitted():
        return _ask(one, Act.RECORD_NOT_RECOGNISED, form)
    return _carry_out(
        one,
        Act.RECORD_NOT_RECOGNISED,
        form,
        lambda: services.record_refusal(one, seen_revision=form.revision, reason=form.reason.data, **_context()),
    )


@blueprint.get("/documents/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def document(public_id: str) -> Response:
    """A file as it was uploaded, to be saved: never opened inside the page."""
    found = get_document_for(current.actor(), public_id, reaches=reach(current.actor(), current.today()))
    stream = open_document(found, Storage(Path(current_app.config["DOCUMENT_FOLDER"])))
    return send_file(stream, mimetype=found.media_type, as_attachment=True, download_name=found.filename)


def _show(one: Application) -> str:
    on, latest = current.today(), one.latest
    assert latest is not None  # an officer's reach begins with the first revision
    acts = [step for step in _acts(one) if step.act in ENDPOINTS]
    return render_template(
        "officer/applications/show.html",
        application=one,
        case=case_of(one, on),
        profile=profile_on(one.enterprise_id, on),
        region=region_names(on).get(one.region_code, one.region_code),
        latest=latest,
        assessment=frozen_assessment(latest),
        article_name=article_name,
        figures=figures_seen(latest),
        answers=answers(latest),
        documents=documents(latest, current.actor(), on),
        differences=differences(one),
        remarks=[(item_label(remark.item), remark.text) for remark in latest.remarks],
        events=events(one, on),
        acts=[(step.act, translate(act_label(step, one.scheme)), _act_url(one, step.act)) for step in acts],
        may_publish=any(step.act is Act.PUBLISH for step in _acts(one)),
        entry=entries_under_notice([one.id]).get(one.id),
        stages=[stage_name(one.scheme, number) for number in range(len(one.scheme.stages))],
        breadcrumbs=[(_("申请"), url_for("officer.applications")), (case_of(one, on).name, None)],
    )


def _acts(one: Application) -> list[Any]:
    actor = current.actor()
    return policy.available_acts(one, actor, policy.membership_in(actor, one.enterprise_id))


def _act_url(one: Application, act: Act) -> str:
    return url_for(ENDPOINTS[act], public_id=one.public_id, **_seen(one))


def _seen(one: Application) -> dict[str, str]:
    """What the case's page showed, as its links carry it; the present state for an address typed by hand."""
    latest = one.latest
    return {
        "seen_revision": request.args.get("seen_revision", str(latest.no if latest else 0)),
        "seen_stage": request.args.get("seen_stage", str(one.stage)),
    }


def _context() -> dict[str, Any]:
    return {"actor": current.actor(), "at": current.now(), "on": current.today()}


def _ask(one: Application, act: Act, form: SeenForm, status: int = 200) -> Any:
    """The page on which the act is done; refused at once where it is not this person's to do."""
    if status == 200:
        policy.require(one, act, current.actor())
    on = current.today()
    case = case_of(one, on)
    page = render_template(
        f"officer/applications/{_template(act)}.html",
        application=one,
        case=case,
        form=form,
        act=act,
        kind=_kind(one, act),
        label=_label(one, act),
        next_stage=_next_stage(one, act),
        next_due=None if act is not Act.PASS else review_due(one, one.stage + 1, on),
        validity=validity_hint(one.scheme),
        breadcrumbs=[
            (_("申请"), url_for("officer.applications")),
            (case.name, url_for("officer.application", public_id=one.public_id)),
            (_label(one, act), None),
        ],
    )
    return page, status


def _carry_out(one: Application, act: Act, form: SeenForm, do: Any) -> Any:
    """Do it and go back to the case; a refusal keeps what was typed, one of the person gets its own page."""
    if not form.validate():
        return _ask(one, act, form, 422)
    name = case_of(one, current.today()).name
    label = _label(one, act)
    try:
        do()
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _ask(one, act, form, refusals.status(error))
    flash(_("%(name)s：%(act)s，已办理。", name=name, act=label), "success")
    return redirect(url_for("officer.application", public_id=one.public_id), 303)


def _result(one: Application, form: ResultForm) -> RecognitionFacts:
    starts: date = form.valid_from.data
    return RecognitionFacts(
        scheme_code=one.scheme_code,
        certificate_number=form.certificate_number.data,
        issued_on=form.issued_on.data,
        valid_from=starts,
        valid_to=end_of_title(one.scheme, starts, form.valid_to.data),
        document=form.document.data,
    )


def _template(act: Act) -> str:
    return {Act.RETURN: "return", Act.RECORD_RECOGNISED: "record"}.get(act, "act")


def _label(one: Application, act: Act) -> str:
    step = next((step for step in WORKFLOW if step.act is act), None)
    assert step is not None
    return translate(act_label(step, one.scheme))


def _kind(one: Application, act: Act) -> str:
    """The look of the button: the two different words have two different colours."""
    if act in (Act.REJECT, Act.RECORD_NOT_RECOGNISED):
        return "danger"
    if act in (Act.APPROVE, Act.FORWARD):
        return act_of(one)
    return "recognise" if act is Act.RECORD_RECOGNISED else "primary"


def _next_stage(one: Application, act: Act) -> str:
    return stage_name(one.scheme, one.stage + 1) if act is Act.PASS else ""
