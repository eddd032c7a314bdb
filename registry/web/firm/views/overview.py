"""The firm at a glance: which rungs it holds today, what waits for its people, where to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications.confirmations import find_confirmation
from registry.applications.models import Application, ApplicationState
from registry.applications.queries import of_enterprise
from registry.applications.workflow import OPEN_STATES, state_label
from registry.assessments.facts import report_used
from registry.assessments.ladder import Rung, rungs
from registry.core.reading import fetch
from registry.core.text import Text
from registry.enterprises.models import MembershipState
from registry.enterprises.queries import members_of
from registry.recognitions.models import Recognition
from registry.recognitions.queries import holds_on, recognitions_of, tiers_held
from registry.reference.models import Tier
from registry.reference.queries import schemes
from registry.reports.models import ReportState
from registry.reports.queries import find_report
from registry.web.firm import page
from registry.web.firm.application_line import Stop, line
from registry.web.firm.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.context import last_day
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.words import TIERS


@dataclass(frozen=True)
class Task:
    """Something that waits for the firm: what, why, where; `due_on` is the last day."""

    title: str
    note: str
    url: str
    due_on: date | None = None


@blueprint.get("/<uscc>/")
@requires(Permission.FIRM_READ)
def overview(uscc: str) -> tuple[str, int]:
    """The firm's first page."""
    found = [*_application_tasks(), *_report_tasks(), *_confirmation_tasks(), *_member_tasks()]
    tasks = sorted(found, key=lambda task: task.due_on or date.max)
    return page.show("overview/show.html", rungs=_rungs(), tasks=tasks, cases=_cases(), as_of=current.today())


def _rungs() -> list[dict[str, Any]]:
    firm, on = current.enterprise(), current.today()
    held = tiers_held([firm.id], on).get(firm.id, [])
    titles = [title for title in fetch(recognitions_of(firm.id)) if holds_on(title, on)]
    checked = rungs(firm, schemes(open_only=True), on, with_ways=False)
    return [
        _rung(
            tier,
            tier.value in held,
            [one for one in titles if one.scheme.tier is tier],
            next((one for one in checked if one.scheme.tier is tier), None),
        )
        for tier in Tier
    ]


def _rung(tier: Tier, held: bool, titles: list[Recognition], checked: Rung | None) -> dict[str, Any]:
    best = max(titles, key=_end, default=None)
    rung: dict[str, Any] = {"name": translate(TIERS[tier]), "held": held}
    if best is not None:
        rung.update(holds_until=last_day(_end(best)), number=best.certificate_number)
    if checked is not None:
        rung.update(url=f"{page.here('ladder')}#{checked.scheme.code}", action=_("看差距"))
        if checked.assessment is not None:
            rung["verdict"] = _("自查：%(verdict)s", verdict=translate(checked.headline))
    return rung


def _end(title: Recognition) -> date:
    return min(title.valid_to, title.revoked_on or date.max)


def _cases() -> list[tuple[Application, Text, list[Stop]]]:
    """Applications under way: each with its state in words and the line of its steps."""
    return [
        (one, state_label(one.state, one.scheme), line(one))
        for one in fetch(of_enterprise(current.enterprise().id))
        if one.state in OPEN_STATES
    ]


def _application_tasks() -> list[Task]:
    waiting = (ApplicationState.DRAFT, ApplicationState.RETURNED)
    return [
        Task(
            title=_("%(scheme)s申请", scheme=translate(one.scheme.label)),
            note=translate(state_label(one.state, one.scheme)),
            url=page.here("application", public_id=one.public_id),
            due_on=one.due_on,
        )
        for one in fetch(of_enterprise(current.enterprise().id))
        if one.state in waiting
    ]


def _report_tasks() -> list[Task]:
    year = current.today().year - 1
    found = find_report(current.enterprise().id, year)
    notes = {
        None: _("还没有填报"),
        ReportState.DRAFT: _("已有草稿，尚未报送"),
        ReportState.RETURNED: _("被退回，请修改后重新报送"),
    }
    state = found.state if found else None
    if state not in notes:
        return []
    return [Task(_("%(year)s 年度报告", year=year), notes[state], page.here("report", year=str(year)))]


def _confirmation_tasks() -> list[Task]:
    """Once a year, for a firm of which there is something to confirm."""
    firm, on = current.enterprise(), current.today()
    if not page.may(Permission.FIRM_SUBMIT) or report_used(firm, on) is None:
        return []
    if find_confirmation(firm.id, on.year) is not None:
        return []
    note = _("核对现有内容，没有变化的不需重填")
    return [Task(_("%(year)s 年度确认", year=on.year), note, page.here("confirmation"))]


def _member_tasks() -> list[Task]:
    if not page.may(Permission.FIRM_SUBMIT):
        return []
    claims = [one for one in fetch(members_of(current.enterprise().id)) if one.state is MembershipState.REQUESTED]
    if not claims:
        return []
    return [Task(_("经办人申请"), _("%(count)s 人等待您确认", count=len(claims)), page.here("members"))]
