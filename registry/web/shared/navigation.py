"""Where a person can go: computed from what the routes ask for, so that no link leads to a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of
from registry.web.shared import current
from registry.web.shared.first_password import is_due
from registry.web.shared.second_factor import is_missing


@dataclass(frozen=True)
class Item:
    """One entry of the main navigation."""

    label: str
    url: str
    active: bool
    badge: int = 0


def is_current(endpoint: str) -> bool:
    """Whether the page shown belongs to the entry: its own, or one of its feature (applications, application_…).

    All pages of a firm belong to the list of one's firms.
    """
    here = request.endpoint or ""
    if endpoint == "firm.home":
        return here.startswith("firm.")
    return here == endpoint or here.startswith(endpoint.rstrip("s") + "_") or here == endpoint.rstrip("s")


def navigation() -> list[Item]:
    """The entries for whoever asks, in their order; none for who has something to do before anything else."""
    if is_due() or is_missing():
        return []
    held = permissions_of(current.actor())
    allowed = held | {Permission.PUBLIC}
    if current.identity() is not None:
        allowed |= {Permission.LOGGED_IN}
    return [
        Item(label, url_for(endpoint), is_current(endpoint))
        for permission, endpoint, label in (_office() if held else _firm())
        if permission in allowed and endpoint in current_app.view_functions
    ]


def _office() -> list[tuple[Permission, str, str]]:
    return [
        (Permission.APPLICATIONS_READ, "officer.desk", _("等您处理")),
        (Permission.APPLICATIONS_READ, "officer.applications", _("申请")),
        (Permission.REPORTS_DECIDE, "officer.reports", _("年度报告")),
        (Permission.ENTERPRISES_READ, "officer.enterprises", _("企业")),
        (Permission.ENTERPRISES_CHANGE, "officer.changes", _("变更")),
        (Permission.MEMBERS_DECIDE, "officer.members", _("经办人")),
        (Permission.RECOGNITIONS_RECORD, "officer.forwarded", _("官方结果")),
        (Permission.ROSTERS_IMPORT, "officer.rosters", _("官方名单")),
        (Permission.NOTICES_PUBLISH, "officer.notices", _("公示管理")),
        (Permission.OBSERVATIONS_RECORD, "officer.observations", _("填报指标")),
        (Permission.STATISTICS_READ, "officer.plan", _("规划进展")),
        (Permission.AUDIT_READ, "admin.audit", _("审计")),
        (Permission.PIPELINE_READ, "officer.pipeline", _("苗子库")),
        (Permission.RULE_LAB_READ, "officer.rule_lab", _("规则试算")),
        (Permission.ACCOUNTS_MANAGE, "admin.users", _("账号")),
    ]


def _firm() -> list[tuple[Permission, str, str]]:
    return [
        (Permission.LOGGED_IN, "firm.home", _("我的企业")),
        (Permission.PUBLIC, "public.plan", _("规划进展")),
        (Permission.PUBLIC, "public.notices", _("公示")),
        (Permission.PUBLIC, "public.verify_titles", _("验证认定")),
    ]
