"""Who acts for the firm: claims to decide on, and parts to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.enterprises.access import get_member_for
from registry.enterprises.members import confirm_member, end_membership, refuse_member
from registry.enterprises.models import Member, MembershipState
from registry.enterprises.queries import members_of
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.members import EndForm, RefuseForm
from registry.web.shared import current, refusals
from registry.web.shared.permissions import requires
from registry.web.shared.words import MEMBER_ROLES, MEMBERSHIP_STATES

Page = tuple[str, int] | Response


@blueprint.get("/<uscc>/members")
@requires(Permission.FIRM_READ)
def members(uscc: str) -> tuple[str, int]:
    """Everybody who acts, acted or asked to act for the firm."""
    return page.show(
        "members/list.html",
        (_("经办人"), None),
        rows=fetch(members_of(current.enterprise().id)),
        roles=MEMBER_ROLES,
        states=MEMBERSHIP_STATES,
    )


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
        return _page(row, form, refusals.status(error))
    flash(done, "success")
    return redirect(page.here("members"), 303)


def _page(row: Member, form: Any = None, status: int = 200) -> tuple[str, int]:
    is_open = row.state in (MembershipState.ACTIVE, MembershipState.REQUESTED)
    is_own = row.user_id == current.user().id
    decides = page.may(Permission.FIRM_SUBMIT) and not is_own
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
        roles=MEMBER_ROLES,
        states=MEMBERSHIP_STATES,
    )
