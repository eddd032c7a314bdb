"""Claims to act for a firm that wait for the office."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.core.errors import DomainError, NotAllowed
from registry.core.reading import fetch
from registry.enterprises.access import get_member_for
from registry.enterprises.members import confirm_member, refuse_member
from registry.enterprises.models import Member
from registry.enterprises.queries import pending_members
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.members import ConfirmForm, RefuseMemberForm
from registry.web.shared import current, refusals
from registry.web.shared.permissions import requires
from registry.web.shared.words import MEMBER_ROLES

MOST = 200


@blueprint.get("/members")
@requires(Permission.MEMBERS_DECIDE)
def members() -> str:
    """Claims in the officer's scope, oldest first."""
    return _list()


@blueprint.post("/members/<public_id>/confirm")
@requires(Permission.MEMBERS_DECIDE)
def member_confirm(public_id: str) -> Any:
    """The claim is right."""
    member = get_member_for(current.actor(), public_id, on=current.today())
    try:
        confirm_member(member, actor=current.actor(), at=current.now(), on=current.today())
    except NotAllowed:
        raise
    except DomainError as error:
        form = ConfirmForm()
        refusals.place(form, error)
        return _list(form), refusals.status(error)
    name = firm_name(member.enterprise_id, current.today())
    flash(_("已确认 %(person)s 为 %(firm)s 的经办人。", person=member.user.name, firm=name), "success")
    return redirect(url_for("officer.members"), 303)


@blueprint.route("/members/<public_id>/refuse", methods=["GET", "POST"])
@requires(Permission.MEMBERS_DECIDE)
def member_refuse(public_id: str) -> Any:
    """The claim is not accepted, with the reason."""
    member = get_member_for(current.actor(), public_id, on=current.today())
    form = RefuseMemberForm()
    if not form.is_submitted():
        return _refusing(member, form)
    if not form.validate():
        return _refusing(member, form, 422)
    try:
        refuse_member(member, reason=form.reason.data, actor=current.actor(), at=current.now(), on=current.today())
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _refusing(member, form, refusals.status(error))
    flash(_("已不同意 %(person)s 的经办人申请。", person=member.user.name), "success")
    return redirect(url_for("officer.members"), 303)


def _list(form: ConfirmForm | None = None) -> str:
    on = current.today()
    found = fetch(pending_members(scope(current.actor(), Permission.MEMBERS_DECIDE), on), MOST + 1)
    return render_template(
        "officer/members/list.html",
        form=form,
        members=[(one, firm_name(one.enterprise_id, on), MEMBER_ROLES[one.role]) for one in found[:MOST]],
        is_cut=len(found) > MOST,
        most=MOST,
        breadcrumbs=[(_("经办人"), None)],
    )


def _refusing(member: Member, form: RefuseMemberForm, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "officer/members/refuse.html",
        member=member,
        name=firm_name(member.enterprise_id, current.today()),
        role=MEMBER_ROLES[member.role],
        form=form,
        breadcrumbs=[(_("经办人"), url_for("officer.members")), (_("不同意"), None)],
    )
    return page, status
