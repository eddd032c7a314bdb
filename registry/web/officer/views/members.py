"""Claims to act for a firm that wait for the office."""

from __future__ import annotations

from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.core.reading import fetch
from registry.enterprises.access import get_member_for
from registry.enterprises.members import confirm_member, papers_of, refuse_member
from registry.enterprises.models import Member
from registry.enterprises.queries import pending_members, submitters_of
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.members import ConfirmForm, RefuseMemberForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.permissions import requires
from registry.web.shared.words import MEMBER_ROLES, PAPERS

MOST = 200


@blueprint.get("/members")
@requires(Permission.MEMBERS_DECIDE)
def members() -> Answer:
    """Claims in the officer's scope, oldest first."""
    return _list(ConfirmForm())


@blueprint.post("/members/<public_id>/confirm")
@requires(Permission.MEMBERS_DECIDE)
def member_confirm(public_id: str) -> Answer:
    """The claim is right."""
    member = get_member_for(current.actor(), public_id, on=current.today())
    form = ConfirmForm()

    def do() -> Answer:
        confirm_member(member, **acts.dated())
        name = firm_name(member.enterprise_id, current.today())
        said = _("已确认 %(person)s 为 %(firm)s 的经办人。", person=member.user.name, firm=name)
        return acts.done(said, url_for("officer.members"))

    return acts.serve(form, partial(_list, form), do)


@blueprint.route("/members/<public_id>/refuse", methods=["GET", "POST"])
@requires(Permission.MEMBERS_DECIDE)
def member_refuse(public_id: str) -> Answer:
    """The claim is not accepted, with the reason."""
    member = get_member_for(current.actor(), public_id, on=current.today())
    form = RefuseMemberForm()

    def do() -> Answer:
        refuse_member(member, reason=form.reason.data, **acts.dated())
        return acts.done(_("已不同意 %(person)s 的经办人申请。", person=member.user.name), url_for("officer.members"))

    return acts.serve(form, partial(_refusing, member, form), do)


def _list(form: ConfirmForm, status: int = 200) -> Answer:
    on = current.today()
    found = fetch(pending_members(scope(current.actor(), Permission.MEMBERS_DECIDE), on), MOST + 1)
    page = render_template(
        "officer/members/list.html",
        form=form,
        members=[(one, firm_name(one.enterprise_id, on), MEMBER_ROLES[one.role]) for one in found[:MOST]],
        papers_of=papers_of,
        paper_names=PAPERS,
        submitters_of=submitters_of,
        is_cut=len(found) > MOST,
        most=MOST,
        breadcrumbs=[(_("经办人"), None)],
    )
    return page, status


def _refusing(member: Member, form: RefuseMemberForm, status: int) -> Answer:
    page = render_template(
        "officer/members/refuse.html",
        member=member,
        name=firm_name(member.enterprise_id, current.today()),
        role=MEMBER_ROLES[member.role],
        form=form,
        breadcrumbs=[(_("经办人"), url_for("officer.members")), (_("不同意"), None)],
    )
    return page, status
