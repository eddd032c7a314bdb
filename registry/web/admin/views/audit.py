"""The audit trail and the proof that it is whole, for auditors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.models import Role
from registry.accounts.permissions import Permission
from registry.accounts.trail import TrailRow, trail
from registry.applications.models import ApplicationState
from registry.applications.workflow import state_label
from registry.assessments.cross_checks import TITLES
from registry.audit.keys import KEYS, SUBJECTS
from registry.audit.queries import verify
from registry.audit.tags import SENTENCES, Tag
from registry.core.text import Text, msg
from registry.rules.findings import Verdict
from registry.web.admin.blueprint import blueprint
from registry.web.shared import current, lists
from registry.web.shared.context import role_label
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.words import TIERS


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
        kinds={kind: translate(label) for kind, label in SUBJECTS.items()},
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
    """What an event says beyond its sentence, in words."""
    told = ((key, value) for key, value in sorted(row.data.items()) if value not in (None, "", []))
    return [(translate(KEYS[key]) if key in KEYS else key, _plain(key, value)) for key, value in told]


def _plain(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return str(_("、")).join(_plain(key, one) for one in value)
    if isinstance(value, str):
        return _word(key, value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _word(key: str, value: str) -> str:
    """A code of the registry in words; what people wrote as it is."""
    if key == "role" and value in set(Role):
        return role_label(value)
    words = _WORDS.get(key, {})
    return translate(words[value]) if value in words else value


_CHANGES: dict[str, Text] = {
    "name": msg("姓名"),
    "password": msg("密码"),
    "deactivated": msg("停用"),
    "reactivated": msg("恢复"),
}
_VERDICTS = {
    Verdict.PASS.value: msg("符合条件"),
    Verdict.FAIL.value: msg("不符合条件"),
    Verdict.UNDETERMINED.value: msg("尚不能判断"),
}
_STATES = {state.value: state_label(state) for state in ApplicationState}
_WORDS: dict[str, Mapping[str, Text]] = {
    "after": _STATES,
    "before": _STATES,
    "change": _CHANGES,
    "cross_checks": TITLES,
    "note": TITLES,
    "verdict": _VERDICTS,
    "tier": {tier.value: label for tier, label in TIERS.items()},
}
"""Codes in words, by the key under which they stand."""
