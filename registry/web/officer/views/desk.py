"""等您处理: everything that waits for this officer, what has waited longest first."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of, scope
from registry.applications import queries
from registry.changes.queries import ChangeFilter, count_office_list, office_list
from registry.core.reading import fetch, fetch_page
from registry.enterprises.queries import pending_members
from registry.notices.desk import ready
from registry.notices.queries import objections_for
from registry.reports.queries import waiting_reports
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import cases, firm_name
from registry.web.officer.firm_changes import change_rows
from registry.web.shared import current, lists
from registry.web.shared.permissions import requires

PAGE = 30
SHOWN = 10
MOST = 1000
"""Beyond this many the desk says "more than"; the lists themselves go on."""


@blueprint.get("/")
@requires(Permission.APPLICATIONS_READ)
def desk() -> str:
    """What this officer is to deal with, by kind; a kind that is not his is not shown."""
    actor, on = current.actor(), current.today()
    allowed = permissions_of(actor)
    page = fetch_page(queries.queue(actor, lists.cursor(queries.KEY_TYPES)), PAGE, queries.key)
    waiting = queries.queue_length(actor)
    members = fetch(pending_members(scope(actor, Permission.MEMBERS_DECIDE), on), MOST)
    reports = fetch(waiting_reports(scope(actor, Permission.REPORTS_DECIDE), on), MOST)
    objections = fetch(objections_for(actor), MOST)
    moving = ChangeFilter(), scope(actor, Permission.ENTERPRISES_CHANGE), on
    publishable = fetch(ready(scope(actor, Permission.NOTICES_PUBLISH)), MOST)
    return render_template(
        "officer/desk/show.html",
        cases=cases(page.rows),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        waiting=waiting,
        headlines=_headlines(
            allowed, waiting, members, reports, objections, publishable, changed=count_office_list(*moving)
        ),
        changes=change_rows(fetch(office_list(*moving), SHOWN)),
        members=[(member, firm_name(member.enterprise_id, on)) for member in members[:SHOWN]],
        reports=[(report, revision, firm_name(report.enterprise_id, on)) for report, revision in reports[:SHOWN]],
        objections=[(one, firm_name(one.entry.application.enterprise_id, on)) for one in objections[:SHOWN]],
    )


def _headlines(
    allowed: frozenset[Permission], waiting: int, *kinds: list[Any], changed: int
) -> list[tuple[str, int, str]]:
    """(label, count, address of the list) of the kinds this officer deals with."""
    members, reports, objections, publishable = kinds
    from_list = [
        (Permission.MEMBERS_DECIDE, _("待确认的经办人"), len(members), url_for("officer.members")),
        (Permission.REPORTS_DECIDE, _("待接收的年度报告"), len(reports), url_for("officer.reports")),
        (Permission.ENTERPRISES_CHANGE, _("待登记的企业变更"), changed, url_for("officer.changes")),
        (Permission.OBJECTIONS_ANSWER, _("待答复的异议"), len(objections), "#objections"),
        (Permission.NOTICES_PUBLISH, _("待公示的申请"), len(publishable), url_for("officer.notices")),
    ]
    return [(_("待办理的申请"), waiting, "#queue")] + [
        (label, count, url) for permission, label, count, url in from_list if permission in allowed
    ]
