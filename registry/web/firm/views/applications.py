"""The firm's applications: begin one, fill it in, send it, follow it, give it up, ask for another look."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.applications import drafts, services
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import Act, Application
from registry.applications.policy import available_acts
from registry.applications.queries import of_enterprise
from registry.applications.workflow import state_label
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.reference.queries import get_scheme, schemes
from registry.web.firm import answers, page
from registry.web.firm import application_page as parts
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.applications import (
    OpenForm,
    ReconsiderForm,
    SubmitForm,
    WithdrawForm,
)
from registry.web.shared import acts, current, refusals
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
def application_open(uscc: str) -> acts.Answer:
    """Begin a draft, with the answers of a self-check where it came from one."""
    form, firm = _open_form(), current.enterprise()

    def do() -> acts.Answer:
        scheme = get_scheme(form.scheme.data)
        opened = drafts.open_application(firm, scheme, **acts.dated())
        if declared := answers.from_query(request.form, answers.declared_items(firm.id, scheme)):
            drafts.save_draft(opened, declared, seen_version=opened.version, **acts.signed())
        return acts.done(_("已开始填写，随时可以保存草稿。"), page.here("application", public_id=opened.public_id))

    return acts.serve(form, partial(_list_page, form), do)


@blueprint.get("/<uscc>/applications/<public_id>")
@requires(Permission.FIRM_READ)
def application(uscc: str, public_id: str) -> tuple[str, int]:
    """Where the application stands; while it is the firm's to fill in, its task list."""
    one = parts.load(public_id)
    return page.show("applications/show.html", *parts.crumbs(one), **parts.overview(one))


@blueprint.route("/<uscc>/applications/<public_id>/submit", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def application_submit(uscc: str, public_id: str) -> Page:
    """Everything on one page, then send."""
    one = parts.load(public_id)
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
        return _check_page(one, form, error.status)
    return redirect(page.here("application_receipt", public_id=public_id), 303)


@blueprint.get("/<uscc>/applications/<public_id>/letter")
@requires(Permission.FIRM_READ)
def application_letter(uscc: str, public_id: str) -> tuple[str, int]:
    """The letter of the last return, to be printed."""
    one = parts.load(public_id)
    found = parts.letter(one)
    if found["letter"] is None:
        raise NotFound(msg("这份申请没有被退回过。"))
    return page.show("applications/letter.html", *parts.crumbs(one, _("补正通知")), application=one, **found)


@blueprint.route("/<uscc>/applications/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def application_withdraw(uscc: str, public_id: str) -> Page:
    """Give it up."""
    return _ask(parts.load(public_id), Act.WITHDRAW, WithdrawForm(), services.withdraw, _("申请已撤回。"))


@blueprint.route("/<uscc>/applications/<public_id>/reconsider", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def application_reconsider(uscc: str, public_id: str) -> Page:
    """复议: by officers who did not act before."""
    done = _("复议申请已提交，由未参加过原审查的人员办理。")
    return _ask(parts.load(public_id), Act.RECONSIDER, ReconsiderForm(), services.reconsider, done)


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


def _check_page(one: Application, form: SubmitForm, status: int = 200) -> tuple[str, int]:
    parts.require_editable(one)
    return page.show(
        "applications/confirm.html",
        *parts.crumbs(one, _("核对")),
        status=status,
        form=form,
        commitment=services.COMMITMENT,
        **parts.checking(one),
    )
