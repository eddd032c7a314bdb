"""Public notices: reading them, and objecting while they run."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.accounts.throttle import note, require_room
from registry.core.errors import DomainError
from registry.documents.sniff import ACCEPTED
from registry.notices.access import get_entry, get_public_notice
from registry.notices.listing import NoticeLine, lines_of, past_notices, running_notices
from registry.notices.models import EntryState, PublicNotice
from registry.notices.objectors import mail_address
from registry.notices.services import LARGEST_EVIDENCE, Evidence, runs_on
from registry.notices.services import object_ as take_objection
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.notices import ObjectionForm
from registry.web.shared import current, lists, refusals
from registry.web.shared.context import moment
from registry.web.shared.files import storage
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires
from registry.web.shared.throttle import objection as throttled_objection
from registry.web.shared.throttle import retry_headers

Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]
Crumbs = list[tuple[str, str | None]]
RECEIPT = "objection_receipt"
"""Kept in the visitor's own cookie: the receipt is for whoever objected and for nobody else."""


@blueprint.get("/notices")
@requires(Permission.PUBLIC)
def notices() -> str:
    """Notices that run today, then those that ended."""
    today = current.today()
    past = past_notices(today, request.args.get("after"))
    return render_template(
        "public/notices/list.html",
        running=running_notices(today),
        past=past.rows,
        next_url=lists.next_url(past),
        first_url=lists.first_url(),
    )


@blueprint.get("/notices/<public_id>")
@requires(Permission.PUBLIC)
def notice(public_id: str) -> str:
    """One notice: its text, its days, its firms, how to object."""
    today = current.today()
    found = get_public_notice(public_id, today)
    return render_template(
        "public/notices/show.html",
        notice=found,
        lines=lines_of(found),
        regions=region_names(found.starts_on),
        is_running=runs_on(found, today),
        days_left=(found.ends_on - today).days,
        breadcrumbs=_crumbs((found.title, None)),
    )


@blueprint.route("/notices/<public_id>/objections", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def object_(public_id: str) -> Answer:
    """Object to one firm of a notice that runs."""
    today = current.today()
    found = get_public_notice(public_id, today)
    lines = [line for line in lines_of(found) if line.state in (EntryState.OPEN, EntryState.HELD)]
    form = ObjectionForm(firm=request.args.get("firm", ""))
    form.firm.choices = [(line.application_id, f"{line.name}（{line.uscc}）") for line in lines]
    if not form.is_submitted() and not runs_on(found, today):
        flash(_("这份公示的异议期已于 %(day)s 结束，不再受理异议。", day=found.ends_on.isoformat()), "warning")
        return redirect(url_for("public.notice", public_id=public_id), 303)
    if not form.validate_on_submit():
        return _objection_page(found, form, 422 if form.is_submitted() else 200)
    uses = throttled_objection(form.contact.data)
    try:
        require_room(uses, at=current.now())
        objection = take_objection(
            get_entry(found, form.firm.data),
            name=form.name.data,
            contact=form.contact.data,
            matter=form.matter.data,
            evidence=_evidence(form),
            actor=current.actor(),
            at=current.now(),
            on=today,
        )
    except DomainError as error:
        refusals.place(form, error)
        return _objection_page(found, form, error.status, retry_headers(error))
    note(uses, at=current.now())
    session[RECEIPT] = {
        "notice": public_id,
        "number": objection.number,
        "received_at": moment(current.now()),
        "firm": _name_of(lines, form.firm.data),
        "has_file": form.file.data is not None,
        "is_mailed": current_app.config["HAS_MAIL"] and mail_address(objection) is not None,
    }
    return redirect(url_for("public.objection_done", public_id=public_id), 303)


@blueprint.get("/notices/<public_id>/objections/done")
@requires(Permission.PUBLIC)
def objection_done(public_id: str) -> Answer:
    """The receipt, shown in the browser from which the objection came."""
    found = get_public_notice(public_id, current.today())
    receipt = session.get(RECEIPT)
    if not isinstance(receipt, dict) or receipt.get("notice") != public_id:
        return redirect(url_for("public.notice", public_id=public_id), 303)
    crumbs = _crumbs((found.title, url_for("public.notice", public_id=public_id)), (_("异议回执"), None))
    return render_template("public/notices/done.html", notice=found, receipt=receipt, breadcrumbs=crumbs)


def _evidence(form: ObjectionForm) -> Evidence | None:
    sent = form.file.data
    return Evidence(sent.stream, sent.filename or "", storage()) if sent is not None else None


def _name_of(lines: list[NoticeLine], application_id: str) -> str:
    return next(line.name for line in lines if line.application_id == application_id)


def _objection_page(
    found: PublicNotice, form: ObjectionForm, status: int, headers: dict[str, str] | None = None
) -> Answer:
    crumbs = _crumbs((found.title, url_for("public.notice", public_id=found.public_id)), (_("提出异议"), None))
    page = render_template(
        "public/notices/object.html",
        notice=found,
        form=form,
        accepted=ACCEPTED,
        has_mail=current_app.config["HAS_MAIL"],
        largest=LARGEST_EVIDENCE // (1024 * 1024),
        breadcrumbs=crumbs,
    )
    return page, status, headers or {}


def _crumbs(*rest: tuple[str, str | None]) -> Crumbs:
    return [(_("首页"), url_for("public.home")), (_("公示"), url_for("public.notices")), *rest]
