"""The firm's applications: begin one, fill it in, send it, follow it, give it up, ask for another look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.applications import drafts, services
from registry.applications.access import get_application_for_firm
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import Act, Application
from registry.applications.policy import available_acts
from registry.applications.queries import of_enterprise
from registry.applications.workflow import EDITABLE_STATES, state_label
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.reference.queries import get_scheme, schemes
from registry.web.firm import answers, page
from registry.web.firm import application_page as parts
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.applications import (
    AnswersForm,
    OpenForm,
    ReconsiderForm,
    SubmitForm,
    WithdrawForm,
)
from registry.web.shared import current, refusals
from registry.web.shared.items import answered_items
from registry.web.shared.names import scheme_names
from registry.web.shared.permissions import requires

Page = tuple[str, int] | Response


@blueprint.get("/<uscc>/applications")
@requires(Permission.FIRM_READ)
def applications(uscc: str) -> tuple[str, int]:
    """All of the firm's applications, newest first, and the place to begin one."""
    return _list_page(_open_form(formdata=None))


@blueprint.post("/<uscc>/applications/open")
@requires(Permission.FIRM_FILL)
def application_open(uscc: str) -> Page:
    """Begin a draft, with the answers of a self-check where it came from one."""
    form = _open_form()
    if not form.validate():
        return _list_page(form, 422)
    context: dict[str, Any] = {"actor": current.actor(), "at": current.now()}
    firm = current.enterprise()
    try:
        scheme = get_scheme(form.scheme.data)
        opened = drafts.open_application(firm, scheme, on=current.today(), **context)
        if declared := answers.from_query(request.form, answers.declared_items(firm.id, scheme)):
            drafts.save_draft(opened, declared, seen_version=opened.version, **context)
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _list_page(form, refusals.status(error))
    flash(_("已开始填写，随时可以保存草稿。"), "success")
    return redirect(page.here("application", public_id=opened.public_id), 303)


@blueprint.get("/<uscc>/applications/<public_id>")
@requires(Permission.FIRM_READ)
def application(uscc: str, public_id: str) -> tuple[str, int]:
    """Where the application stands; while it is the firm's to fill in, its form."""
    return _show(_load(public_id))


@blueprint.post("/<uscc>/applications/<public_id>/save")
@requires(Permission.FIRM_FILL)
def application_save(uscc: str, public_id: str) -> Page:
    """Keep the answers; with the other button go on to check them."""
    one = _load(public_id)
    if one.state not in EDITABLE_STATES:
        raise Conflict(msg("申请已提交，退回补正之前不能修改。"))
    form = parts.form_of(one)
    if not form.validate():
        return _show(one, form, status=422)
    given = form.answers(parts.items_of(one), one.draft)
    try:
        drafts.save_draft(one, given, seen_version=form.version.data, actor=current.actor(), at=current.now())
    except drafts.StaleDraft as stale:
        return _stale_page(one, form, stale)
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _show(one, form, status=refusals.status(error))
    if request.form.get("action") == "check":
        return redirect(page.here("application_submit", public_id=public_id), 303)
    flash(_("草稿已保存。"), "success")
    return redirect(page.here("application", public_id=public_id), 303)


@blueprint.route("/<uscc>/applications/<public_id>/submit", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def application_submit(uscc: str, public_id: str) -> Page:
    """Everything on one page, then send."""
    one = _load(public_id)
    form = SubmitForm(data={"version": one.version})
    if not form.is_submitted():
        return _check_page(one, form)
    page.require(Permission.FIRM_SUBMIT)
    if not form.validate():
        return _check_page(one, form, 422)
    try:
        _submit(one, form)
    except drafts.StaleDraft as stale:
        refusals.place(form, stale)
        form.version.raw_data, form.version.data = None, one.version
        return _check_page(one, form, 409)
    except (Conflict, NotAllowed):
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _check_page(one, form, refusals.status(error))
    return redirect(page.here("application_receipt", public_id=public_id), 303)


@blueprint.get("/<uscc>/applications/<public_id>/receipt")
@requires(Permission.FIRM_READ)
def application_receipt(uscc: str, public_id: str) -> tuple[str, int]:
    """The receipt of the revision sent last."""
    one = _load(public_id)
    if one.latest is None:
        raise NotFound(msg("这份申请还没有提交。"))
    crumbs = parts.crumbs(one, _("回执"))
    return page.show("applications/done.html", *crumbs, **parts.receipt(one))


@blueprint.route("/<uscc>/applications/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def application_withdraw(uscc: str, public_id: str) -> Page:
    """Give it up."""
    return _ask(_load(public_id), Act.WITHDRAW, WithdrawForm(), services.withdraw, _("申请已撤回。"))


@blueprint.route("/<uscc>/applications/<public_id>/reconsider", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def application_reconsider(uscc: str, public_id: str) -> Page:
    """复议: by officers who did not act before."""
    done = _("复议申请已提交，由未参加过原审查的人员办理。")
    return _ask(_load(public_id), Act.RECONSIDER, ReconsiderForm(), services.reconsider, done)


def _load(public_id: str) -> Application:
    found = get_application_for_firm(current.actor(), public_id)[0] if public_id.isalnum() else None
    if found is None:
        raise NotFound(msg("没有这份申请，或您无权查看。"))
    page.require_own(found.enterprise_id)
    return found


def _submit(one: Application, form: SubmitForm) -> None:
    assessment = assess_application(one, current.today())
    services.submit(
        one,
        facts=frozen_facts(assessment),
        assessment=assessment,
        documents=one.draft.get("documents", []),
        integrity_commitment=form.integrity_commitment.data,
        seen_version=form.version.data,
        actor=current.actor(),
        at=current.now(),
        on=current.today(),
    )


def _ask(one: Application, act: Act, form: Any, carry_out: Callable[..., Any], done: str) -> Page:
    """A page of its own for an act that is not to be done by a slip."""
    offered = {step.act for step in available_acts(one, current.actor(), current.membership())}
    if not form.is_submitted() and act not in offered:
        return redirect(page.here("application", public_id=one.public_id), 303)
    if form.is_submitted() and form.validate():
        try:
            carry_out(one, reason=form.reason.data, actor=current.actor(), at=current.now(), on=current.today())
        except (Conflict, NotAllowed):
            raise
        except DomainError as error:
            refusals.place(form, error)
        else:
            flash(done, "success")
            return redirect(page.here("application", public_id=one.public_id), 303)
    status = 422 if form.is_submitted() else 200
    title = _("撤回申请") if act is Act.WITHDRAW else _("申请复议")
    return page.show(
        "applications/ask.html", *parts.crumbs(one, title), status=status, form=form, application=one, title=title
    )


def _open_form(**kwargs: Any) -> OpenForm:
    form = OpenForm(**kwargs)
    form.scheme.choices = scheme_names(open_only=True)
    return form


def _list_page(form: OpenForm, status: int = 200) -> tuple[str, int]:
    return page.show(
        "applications/list.html",
        (_("申请"), None),
        status=status,
        form=form,
        rows=fetch(of_enterprise(current.enterprise().id)),
        schemes=schemes(open_only=True),
        state_label=state_label,
    )


def _stale_page(one: Application, form: AnswersForm, stale: drafts.StaleDraft) -> tuple[str, int]:
    """Both sets of answers side by side; the form keeps what this person typed."""
    refusals.place(form, stale)
    form.version.raw_data, form.version.data = None, stale.version
    items = [item for item in answered_items(one.scheme, current.today()) if item.code in stale.differing]
    differing = [(item.label, parts.words(item, stale.stored), parts.words(item, stale.offered)) for item in items]
    return _show(one, form, status=409, differing=differing)


def _show(one: Application, form: AnswersForm | None = None, status: int = 200, **context: Any) -> tuple[str, int]:
    return page.show(
        "applications/show.html",
        *parts.crumbs(one),
        status=status,
        **parts.overview(one),
        **parts.filling(one, form),
        **context,
    )


def _check_page(one: Application, form: SubmitForm, status: int = 200) -> tuple[str, int]:
    if one.state not in EDITABLE_STATES:
        raise Conflict(msg("申请已提交，退回补正之前不能修改。"))
    return page.show(
        "applications/confirm.html",
        *parts.crumbs(one, _("核对")),
        status=status,
        form=form,
        commitment=services.COMMITMENT,
        **parts.overview(one),
    )
