"""Who acts for the firm: claims to decide on, and parts to end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.accounts.throttle import note, require_room
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.enterprises.access import get_member_for
from registry.enterprises.invitations import get_invitation, invitations_of, invite, withdraw_invitation
from registry.enterprises.members import confirm_member, end_membership, papers_of, refuse_member
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.enterprises.queries import members_of
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.members import EndForm, InviteForm, RefuseForm
from registry.web.shared import acts, current, refusals
from registry.web.shared.permissions import requires
from registry.web.shared.throttle import invitation
from registry.web.shared.words import MEMBER_ROLES, MEMBERSHIP_STATES, PAPERS

Page = tuple[str, int] | Response
ENOUGH = 2
"""So many people keep a firm able to act when one of them leaves."""


@blueprint.get("/<uscc>/members")
@requires(Permission.FIRM_READ)
def members(uscc: str) -> tuple[str, int]:
    """Everybody who acts, acted, was invited or asked to act for the firm."""
    return _list(InviteForm(formdata=None))


@blueprint.post("/<uscc>/members/invite")
@requires(Permission.FIRM_SUBMIT)
def member_invite(uscc: str) -> acts.Answer:
    """Have somebody asked by mail to act for the firm."""
    form = InviteForm()

    def do() -> acts.Answer:
        require_room(invitation(uscc), at=current.now())
        role = MemberRole(form.role.data)
        sent = invite(current.enterprise(), form.email.data, role, role_name=MEMBER_ROLES[role], **acts.signed())
        note(invitation(uscc), at=current.now())
        return acts.done(_("邀请已发到 %(email)s，7 天内有效。", email=sent.email), page.here("members"))

    return acts.serve(form, partial(_list, form), do)


@blueprint.post("/<uscc>/members/invitations/<public_id>/withdraw")
@requires(Permission.FIRM_SUBMIT)
def member_uninvite(uscc: str, public_id: str) -> acts.Answer:
    """The link in the mail opens nothing any more."""
    found = get_invitation(current.enterprise().id, public_id)
    withdraw_invitation(found, **acts.signed())
    return acts.done(_("发给 %(email)s 的邀请已撤回。", email=found.email), page.here("members"))


@blueprint.get("/<uscc>/members/<public_id>")
@requires(Permission.FIRM_READ)
def member(uscc: str, public_id: str) -> tuple[str, int]:
    """One person: what was claimed, and the acts that are open to the asker."""
    return _page(_load(public_id))


@blueprint.post("/<uscc>/members/<public_id>/confirm")
@requires(Permission.FIRM_SUBMIT)
def member_confirm(uscc: str, public_id: str) -> Page:
    """The claim is right."""
    return _decide(_load(public_id), None, confirm_member, _("已确认，对方现在可以办理。"))


@blueprint.post("/<uscc>/members/<public_id>/refuse")
@requires(Permission.FIRM_SUBMIT)
def member_refuse(uscc: str, public_id: str) -> Page:
    """The claim is not accepted."""
    return _decide(_load(public_id), RefuseForm(), refuse_member, _("已记录不同意及原因。"))


@blueprint.post("/<uscc>/members/<public_id>/end")
@requires(Permission.FIRM_READ)
def member_end(uscc: str, public_id: str) -> Page:
    """The person no longer acts for the firm; the submitter ends anybody's part, everybody the own."""
    row = _load(public_id)
    answer = _decide(row, EndForm(), end_membership, _("已终止。"))
    if row.user_id == current.user().id and not isinstance(answer, tuple):
        return redirect(url_for("firm.home"), 303)
    return answer


def _list(form: InviteForm, status: int = 200) -> tuple[str, int]:
    rows = fetch(members_of(current.enterprise().id))
    return page.show(
        "members/list.html",
        (_("经办人"), None),
        status=status,
        rows=rows,
        form=form,
        roles=MEMBER_ROLES,
        states=MEMBERSHIP_STATES,
        is_alone=sum(row.state is MembershipState.ACTIVE for row in rows) < ENOUGH,
        invitations=fetch(invitations_of(current.enterprise().id, at=current.now())),
        has_mail=current_app.config["HAS_MAIL"],
    )


def _load(public_id: str) -> Member:
    row = get_member_for(current.actor(), public_id, on=current.today())
    page.require_own(row.enterprise_id)
    return row


def _decide(row: Member, form: Any, act: Callable[..., None], done: str) -> Page:
    if form is not None and not form.validate():
        return _page(row, form, 422)
    reason = {} if form is None else {"reason": form.reason.data}
    try:
        act(row, actor=current.actor(), at=current.now(), on=current.today(), **reason)
    except DomainError as error:
        if form is None or error.status == 403:
            raise
        refusals.place(form, error)
        return _page(row, form, error.status)
    flash(done, "success")
    return redirect(page.here("members"), 303)


def _page(row: Member, form: Any = None, status: int = 200) -> tuple[str, int]:
    is_open = row.state in (MembershipState.ACTIVE, MembershipState.REQUESTED)
    is_own = row.user_id == current.user().id
    is_for_office = row.takes_over and row.state is MembershipState.REQUESTED
    decides = page.may(Permission.FIRM_SUBMIT) and not is_own and not is_for_office
    return page.show(
        "members/show.html",
        (_("经办人"), page.here("members")),
        (row.user.name, None),
        status=status,
        member=row,
        form=form,
        refuse_form=form if isinstance(form, RefuseForm) else RefuseForm(formdata=None),
        end_form=form if isinstance(form, EndForm) else EndForm(formdata=None, prefix=""),
        may_decide=decides and row.state is MembershipState.REQUESTED,
        may_end=is_own and is_open or (decides and row.state is MembershipState.ACTIVE),
        is_own=is_own,
        is_for_office=is_for_office,
        papers=papers_of(row),
        paper_names=PAPERS,
        roles=MEMBER_ROLES,
        states=MEMBERSHIP_STATES,
    )
