"""The firms a person acts for or asked to act for."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.reading import fetch
from registry.enterprises.members import masked_name
from registry.enterprises.models import Member, MembershipState
from registry.enterprises.queries import current_profile, memberships_of_user
from registry.web.firm.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.permissions import requires
from registry.web.shared.words import MEMBER_ROLES


@blueprint.get("/")
@requires(Permission.LOGGED_IN)
def home() -> str | Response:
    """All of the person's firms; with exactly one and nothing pending, that one's page."""
    members = fetch(memberships_of_user(current.user().id))
    if len(members) == 1 and members[0].state is MembershipState.ACTIVE:
        return redirect(url_for("firm.overview", uscc=members[0].enterprise.uscc), 303)
    rows = [(member, _name(member)) for member in members]
    return render_template(
        "firm/home/list.html", rows=rows, roles=MEMBER_ROLES, breadcrumbs=[(_("我的企业"), None)], active="active"
    )


def _name(member: Member) -> str:
    """The firm's name; masked as long as nobody has confirmed that the person belongs to it."""
    profile = current_profile(member.enterprise_id, current.today())
    name = profile.name if profile else member.enterprise.uscc
    return name if member.state is MembershipState.ACTIVE else masked_name(name)
