"""The audit trail and the proof that it is whole, for auditors."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.models import Role
from registry.accounts.permissions import Permission
from registry.accounts.trail import TrailRow, trail
from registry.audit.queries import verify
from registry.audit.tags import SENTENCES, Tag
from registry.web.admin.blueprint import blueprint
from registry.web.shared import current, lists
from registry.web.shared.context import role_label
from registry.web.shared.permissions import requires


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def audit() -> str:
    """What was done, newest first; one kind of act or all."""
    tag = lists.one_of("tag", [one.value for one in Tag])
    page = trail(tag=Tag(tag) if tag else None, cursor=request.args.get("after"))
    return render_template(
        "admin/audit/list.html",
        rows=page.rows,
        tag=tag,
        tags=[(one.value, SENTENCES[one]) for one in Tag],
        kinds=_kinds(),
        details=_details,
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
    )


@blueprint.get("/audit/verify")
@requires(Permission.AUDIT_READ)
def audit_verify() -> str:
    """Recompute the chain from its first event and say whether it is whole."""
    crumbs = [(_("首页"), url_for("public.home")), (_("审计"), url_for("admin.audit")), (_("完整性核验"), None)]
    return render_template(
        "admin/audit/verify.html", verification=verify(), checked_at=current.now(), breadcrumbs=crumbs
    )


def _details(row: TrailRow) -> list[tuple[str, str]]:
    """What an event says beyond its sentence, in words where the key is known."""
    labels = _labels()
    told = ((key, value) for key, value in sorted(row.data.items()) if value not in (None, ""))
    return [(labels.get(key, key), _plain(key, value)) for key, value in told]


def _plain(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if key == "role" and value in set(Role):
        return role_label(value)
    if key == "change":
        return _changes().get(value, value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _changes() -> dict[str, str]:
    return {"name": _("姓名"), "password": _("密码"), "deactivated": _("停用"), "reactivated": _("恢复")}


def _labels() -> dict[str, str]:
    return {
        "account": _("账号指纹"),
        "after": _("变更后"),
        "application": _("申请"),
        "before": _("变更前"),
        "change": _("变更"),
        "changed": _("变更项"),
        "document": _("文件"),
        "ends_on": _("最后一日"),
        "entries": _("份数"),
        "no": _("版次"),
        "reason": _("原因"),
        "region": _("区域"),
        "role": _("角色"),
        "scheme": _("认定类别"),
        "source": _("来源"),
        "stage": _("环节"),
        "upheld": _("异议成立"),
        "valid_from": _("生效日"),
        "year": _("年度"),
    }


def _kinds() -> dict[str, str]:
    return {
        "application": _("申请"),
        "document": _("材料"),
        "enterprise": _("企业"),
        "folder": _("数据文件夹"),
        "indicator": _("指标"),
        "member": _("经办人"),
        "notice": _("公示"),
        "objection": _("异议"),
        "recognition": _("认定"),
        "report": _("年度报告"),
        "roster": _("官方名单"),
        "user": _("账号"),
    }
