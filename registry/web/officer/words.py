"""Words of the office's pages for what the data keep as codes."""

from __future__ import annotations

from flask_babel import gettext as _

from registry.applications.facts import NO_RIGHTS
from registry.core.text import Text, msg
from registry.enterprises.models import MemberRole, MembershipState, Presence, SizeClass
from registry.reference.models import Tier
from registry.reports.models import ReportState
from registry.rules.tech_sme_facts import FIELDS
from registry.web.shared.i18n import translate

TIERS = {
    Tier.SME: msg("科技型中小企业"),
    Tier.HTE: msg("高新技术企业"),
    Tier.LEADING: msg("创新型领军企业"),
}
PRESENCES = {
    Presence.ACTIVE: msg("在本区"),
    Presence.MOVED_OUT: msg("已迁出"),
    Presence.DEREGISTERED: msg("已注销"),
}
SIZES = {
    SizeClass.MICRO: msg("微型"),
    SizeClass.SMALL: msg("小型"),
    SizeClass.MEDIUM: msg("中型"),
    SizeClass.LARGE: msg("大型"),
}
MEMBER_ROLES = {
    MemberRole.SUBMITTER: msg("提交人"),
    MemberRole.PREPARER: msg("填报人"),
    MemberRole.AGENT: msg("代办人"),
    MemberRole.VIEWER: msg("查看人"),
}
MEMBERSHIP_STATES = {
    MembershipState.REQUESTED: msg("待确认"),
    MembershipState.ACTIVE: msg("有效"),
    MembershipState.REFUSED: msg("未同意"),
    MembershipState.ENDED: msg("已终止"),
}
REPORT_STATES = {
    ReportState.DRAFT: msg("填写中"),
    ReportState.SUBMITTED: msg("已报送，待接收"),
    ReportState.RETURNED: msg("已退回"),
    ReportState.ACCEPTED: msg("已接收"),
}
REPORT_TAGS = {
    ReportState.DRAFT: "none",
    ReportState.SUBMITTED: "wait",
    ReportState.RETURNED: "warn",
    ReportState.ACCEPTED: "ok",
}
_SOURCES = {
    "load": msg("批量装载"),
    "roster": msg("官方名单"),
    "application": msg("申请办理"),
    "manual": msg("手工登记"),
    "firm": msg("企业填报"),
}
_ITEMS: dict[str, Text] = {
    NO_RIGHTS: msg("是否没有任何知识产权"),
    "documents": msg("所附材料"),
    "annual_report": msg("年度报告"),
    "intellectual_property": msg("知识产权登记"),
    "integrity_commitment": msg("科研诚信承诺"),
    "*": msg("整份申请"),
}
_FACTS = {field.name: field.label for field in FIELDS}


def item_label(item: str) -> str:
    """The name of an answer, a fact or another thing that a remark can be about."""
    return translate(_ITEMS.get(item) or _FACTS.get(item) or item)


def yes_no(value: bool | None) -> str:
    """是, 否, or "" where it is not known."""
    return "" if value is None else _("是") if value else _("否")


def shown(value: object) -> str:
    """An answer as a person reads it; "" where there is none."""
    if isinstance(value, bool) or value is None:
        return yes_no(value)
    if isinstance(value, list | tuple):
        return "、".join(shown(one) for one in value)
    return str(value)


def source_words(source: str) -> str:
    """How the registry learnt of something: the kind in words, with what follows it."""
    kind, _colon, rest = source.partition(":")
    label = _SOURCES.get(kind)
    if label is None:
        return source
    return translate(label) if kind in ("application", "manual", "firm") or not rest else f"{translate(label)} {rest}"
