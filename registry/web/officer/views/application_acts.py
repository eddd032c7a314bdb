"""What an officer does to an application, each act on its own page, always on the revision that was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications import policy, services
from registry.applications.access import get_application_for
from registry.applications.acting import require_seen, review_due
from registry.applications.models import Act, Application
from registry.applications.workflow import CORRECTION_WORKING_DAYS, WORKFLOW, act_label, is_last_stage, stage_name
from registry.core.errors import Conflict, DomainError
from registry.recognitions.services import RecognitionFacts
from registry.reference.queries import calendar
from registry.web.officer import return_letter
from registry.web.officer.blueprint import blueprint
from registry.web.officer.case_notes import asked_codes, notes_of
from registry.web.officer.cases import act_of, case_of
from registry.web.officer.forms.applications import (
    CommentForm,
    RefuseForm,
    ResultForm,
    ReturnForm,
    SeenForm,
    comment_form,
    return_form,
)
from registry.web.officer.forms.recognitions import check_number, end_of_title, validity_hint
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import translate, word
from registry.web.shared.items import remark_items
from registry.web.shared.permissions import requires


@blueprint.route("/applications/<public_id>/pass", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_pass(public_id: str) -> Answer:
    """Pass the stage: on to the next, or 推荐 / 拟认定 after the last."""
    one = get_application_for(current.actor(), public_id)
    act = Act.APPROVE if is_last_stage(one) else Act.PASS
    form = comment_form(asked_codes(one), data=shown_state(one))

    def do() -> None:
        services.pass_or_approve(
            one,
            seen_revision=form.revision,
            seen_stage=form.stage,
            comment=form.comment.data,
            reasons=form.reasons(),
            **acts.dated(),
        )

    return _serve(one, act, form, do)


@blueprint.route("/applications/<public_id>/return", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_return(public_id: str) -> Answer:
    """Send it back with a reason, and remarks on the items to be mended."""
    one = get_application_for(current.actor(), public_id)
    form = return_form(remark_items(one.scheme, current.today()))
    if not form.is_submitted():
        due_on = calendar().add_working_days(current.today(), CORRECTION_WORKING_DAYS)
        wanted = return_letter.proposed(one, form) if "proposed" in request.args else {}
        form.process(data={**shown_state(one), "due_on": due_on, **wanted})
    elif request.form.get("action") == "preview" and form.validate():
        policy.require(one, Act.RETURN, current.actor())
        return _page(one, Act.RETURN, form, 200)

    def do() -> None:
        services.return_(
            one,
            seen_revision=form.revision,
            seen_stage=form.stage,
            reason=form.reason.data,
            remarks=form.remarks(),
            due_on=form.due_on.data,
            **acts.dated(),
        )

    return _serve(one, Act.RETURN, form, do)


@blueprint.route("/applications/<public_id>/reject", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_reject(public_id: str) -> Answer:
    """Refuse it with a reason that the firm reads."""
    one = get_application_for(current.actor(), public_id)
    form = RefuseForm(data=shown_state(one))

    def do() -> None:
        services.reject(
            one, seen_revision=form.revision, seen_stage=form.stage, reason=form.reason.data, **acts.dated()
        )

    return _serve(one, Act.REJECT, form, do)


@blueprint.route("/applications/<public_id>/forward", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_DECIDE)
def application_forward(public_id: str) -> Answer:
    """Send the recommendation to the authority that decides."""
    one = get_application_for(current.actor(), public_id)
    form = comment_form(asked_codes(one), data=shown_state(one))

    def do() -> None:
        services.forward(
            one, seen_revision=form.revision, comment=form.comment.data, reasons=form.reasons(), **acts.dated()
        )

    return _serve(one, Act.FORWARD, form, do)


@blueprint.route("/applications/<public_id>/result", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def application_record(public_id: str) -> Answer:
    """Record that the higher authority recognised: from here on the firm counts."""
    one = get_application_for(current.actor(), public_id)
    form = ResultForm(data=shown_state(one))
    form.certificate_number.label.text = word(one.scheme.number_label)

    def do() -> None:
        services.record_result(
            one,
            recognition=_result(one, form),
            seen_revision=form.revision,
            comment=form.comment.data,
            **acts.dated(),
        )

    return _serve(one, Act.RECORD_RECOGNISED, form, do)


@blueprint.route("/applications/<public_id>/not-recognised", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def application_refuse(public_id: str) -> Answer:
    """Record that the higher authority did not recognise, and why."""
    one = get_application_for(current.actor(), public_id)
    form = RefuseForm(data=shown_state(one))

    def do() -> None:
        services.record_refusal(one, seen_revision=form.revision, reason=form.reason.data, **acts.dated())

    return _serve(one, Act.RECORD_NOT_RECOGNISED, form, do)


def shown_state(one: Application) -> dict[str, str]:
    """What the case's page showed, as its links carry it; the present state for an address typed by hand."""
    latest = one.latest
    return {
        "seen_revision": request.args.get("seen_revision", str(latest.no if latest else 0)),
        "seen_stage": request.args.get("seen_stage", str(one.stage)),
    }


def _serve(one: Application, act: Act, form: SeenForm, service: Callable[[], None]) -> Answer:
    """The act's page, refused at once where it is not this person's to do; done, back to the case."""
    if not form.is_submitted():
        policy.require(one, act, current.actor())
    label = _label(one, act)

    def do() -> Answer:
        try:
            service()
        except DomainError as error:
            raise _outdated(one, form) or error from None
        return acts.done(
            _("%(name)s：%(act)s，已办理。", name=case_of(one, current.today()).name, act=label),
            url_for("officer.application", public_id=one.public_id),
            # an odd number is recorded all the same, and the person is asked to compare it with the certificate
            check_number(one.scheme, form.certificate_number.data).text if isinstance(form, ResultForm) else None,
        )

    return acts.serve(form, lambda status: _page(one, act, form, status), do)


def _page(one: Application, act: Act, form: SeenForm, status: int) -> Answer:
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
        notes=notes_of(one, current.actor(), on) if isinstance(form, CommentForm) else [],
        next_stage=_next_stage(one, act),
        next_due=None if act is not Act.PASS else review_due(one, one.stage + 1, on),
        validity=validity_hint(one.scheme),
        **(return_letter.shown(one, form, case.name) if isinstance(form, ReturnForm) else {}),
        breadcrumbs=[
            (_("申请"), url_for("officer.applications")),
            (case.name, url_for("officer.application", public_id=one.public_id)),
            (_label(one, act), None),
        ],
    )
    return page, status


def _outdated(one: Application, form: SeenForm) -> Conflict | None:
    """That the page is out of date, which is why its act is another's now: what was typed there is not lost."""
    try:
        require_seen(one, form.revision, form.stage)
    except Conflict as conflict:
        return conflict
    return None


def _result(one: Application, form: ResultForm) -> RecognitionFacts:
    starts: date = form.valid_from.data
    return RecognitionFacts(
        scheme_code=one.scheme_code,
        certificate_number=check_number(one.scheme, form.certificate_number.data).number,
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
    return translate(stage_name(one.scheme, one.stage + 1)) if act is Act.PASS else ""
