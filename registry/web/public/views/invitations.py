"""Taking up an invitation to act for a firm."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.enterprises.invitations import accept_invitation, find_invitation
from registry.enterprises.models import Invitation
from registry.enterprises.queries import current_profile
from registry.web.public.blueprint import blueprint
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.forms import BaseForm
from registry.web.shared.permissions import requires
from registry.web.shared.words import MEMBER_ROLE_NOTES


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def invitation(token: str) -> Answer:
    """The page of the link in the mail: who invites to what; whoever is logged in with that address accepts."""
    found, form = find_invitation(token, at=current.now()), BaseForm()
    one = current.identity()
    if one is None and form.is_submitted():
        return redirect(url_for("public.login", next=url_for("public.invitation", token=token)), 303)

    def do() -> Answer:
        uscc = found.enterprise.uscc
        accept_invitation(token, current.user(), **acts.signed())
        return acts.done(_("已接受邀请，现在就可以办理。"), url_for("firm.overview", uscc=uscc))

    return acts.serve(form, partial(_page, form, found, token), do)


def _page(form: BaseForm, found: Invitation, token: str, status: int) -> Answer:
    profile, one = current_profile(found.enterprise_id, current.today()), current.identity()
    page = render_template(
        "public/invitations/show.html",
        form=form,
        invitation=found,
        name=profile.name if profile else found.enterprise.uscc,
        role=MEMBER_ROLE_NOTES[found.role],
        user=one.user if one else None,
        here=url_for("public.invitation", token=token),
    )
    return page, status, {"Cache-Control": "no-store"}
