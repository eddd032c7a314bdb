"""What every page of one firm carries: its name, the tabs, and what the asker may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import NotAllowed, NotFound
from registry.core.text import msg
from registry.enterprises.queries import current_profile
from registry.web.shared import current
from registry.web.shared.permissions import FIRM_ROLES

Crumb = tuple[str, str | None]


@dataclass(frozen=True)
class Tab:
    """One part of the firm's pages."""

    label: str
    url: str
    active: bool


def show(template: str, *crumbs: Crumb, status: int = 200, **context: Any) -> tuple[str, int]:
    """A page of the firm at hand: `templates/firm/<template>`, below the firm in the breadcrumbs."""
    name = firm_name()
    home = url_for("firm.overview", uscc=current.enterprise().uscc)
    breadcrumbs = [(_("我的企业"), url_for("firm.home")), (name, home), *crumbs]
    page = render_template(
        f"firm/{template}",
        firm=current.enterprise(),
        firm_name=name,
        membership=current.membership(),
        may_fill=may(Permission.FIRM_FILL),
        may_submit=may(Permission.FIRM_SUBMIT),
        tabs=tabs(),
        breadcrumbs=breadcrumbs,
        **context,
    )
    return page, status


def firm_name() -> str:
    """The name of the day."""
    profile = current_profile(current.enterprise().id, current.today())
    return profile.name if profile else current.enterprise().uscc


def may(permission: Permission) -> bool:
    """Whether the asker's part in the firm gives the permission."""
    return current.membership().role in FIRM_ROLES[permission]


def here(endpoint: str, **values: Any) -> str:
    """The address of another page of the same firm."""
    return url_for(f"firm.{endpoint}", uscc=current.enterprise().uscc, **values)


def require_own(enterprise_id: int) -> None:
    """What belongs to another firm does not exist below this one's address."""
    if enterprise_id != current.enterprise().id:
        raise NotFound(msg("没有这项内容，或它不属于这家企业。"))


def tabs() -> list[Tab]:
    """The parts of the firm's pages, the one shown marked."""
    entries = [
        ("overview", _("等您处理"), ("overview", "confirmation")),
        ("ladder", _("梯队"), ("ladder", "self_check", "declarations", "rehearsal")),
        ("reports", _("年度报告"), ("report", "shape")),
        ("rights", _("知识产权"), ("right",)),
        ("documents", _("材料"), ("document",)),
        ("applications", _("申请"), ("application",)),
        ("profile", _("企业信息"), ("profile", "change")),
        ("members", _("经办人"), ("member",)),
    ]
    shown = (request.endpoint or "").removeprefix("firm.")
    return [Tab(label, here(name), shown.startswith(stems)) for name, label, stems in entries]


def require(permission: Permission) -> None:
    """For a page whose reading asks less than its writing; raises NotAllowed."""
    if not may(permission):
        raise NotAllowed(msg("您在本企业的角色不能进行这项操作，请由提交人办理。"))
