"""Names of the values that tables hold, as people read them: the labels of pages and the choices of forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core.text import Text, msg
from registry.enterprises.models import MemberRole, MembershipState, Presence, SizeClass
from registry.intellectual_property.models import Acquisition
from registry.messages.models import Kind
from registry.reference.models import DecidedBy, Tier
from registry.reports.models import ReportState
from registry.rules.identifiers.ip_numbers import IpKind, ip_class

MEMBER_ROLES: dict[MemberRole, Text] = {
    MemberRole.SUBMITTER: msg("提交人"),
    MemberRole.PREPARER: msg("填报人"),
    MemberRole.AGENT: msg("代理机构"),
    MemberRole.VIEWER: msg("查看人"),
}
MEMBER_ROLE_NOTES: dict[MemberRole, Text] = {
    MemberRole.SUBMITTER: msg("提交人（填写并提交，管理经办人）"),
    MemberRole.PREPARER: msg("填报人（只填写，不提交）"),
    MemberRole.AGENT: msg("代理机构（只填写，不提交，姓名写在回执上）"),
    MemberRole.VIEWER: msg("查看人（只查看）"),
}
PAPERS: dict[str, Text] = {
    "licence": msg("营业执照"),
    "authorisation": msg("授权委托书"),
    "consent": msg("法定代表人确认书"),
}
"""What a claim to act for a firm is supported by."""

MEMBERSHIP_STATES: dict[MembershipState, tuple[str, Text]] = {
    MembershipState.REQUESTED: ("wait", msg("待确认")),
    MembershipState.ACTIVE: ("ok", msg("有效")),
    MembershipState.REFUSED: ("bad", msg("未同意")),
    MembershipState.ENDED: ("none", msg("已终止")),
}
"""The kind of tag, and its word."""

REPORT_STATES: dict[ReportState, tuple[str, Text]] = {
    ReportState.DRAFT: ("none", msg("填写中")),
    ReportState.SUBMITTED: ("wait", msg("已报送，待接收")),
    ReportState.RETURNED: ("warn", msg("退回修改")),
    ReportState.ACCEPTED: ("ok", msg("已接收")),
}
PRESENCES: dict[Presence, Text] = {
    Presence.ACTIVE: msg("在本区"),
    Presence.MOVED_OUT: msg("已迁出"),
    Presence.DEREGISTERED: msg("已注销"),
}
SIZE_CLASSES: dict[SizeClass, Text] = {
    SizeClass.MICRO: msg("微型"),
    SizeClass.SMALL: msg("小型"),
    SizeClass.MEDIUM: msg("中型"),
    SizeClass.LARGE: msg("大型"),
}
TIERS: dict[Tier, Text] = {
    Tier.SME: msg("科技型中小企业"),
    Tier.HTE: msg("高新技术企业"),
    Tier.LEADING: msg("创新型领军企业"),
}
MESSAGE_KINDS: dict[Kind, Text] = {
    Kind.APPLICATION_RETURNED: msg("申请退回补正"),
    Kind.APPLICATION_MOVED: msg("申请进度"),
    Kind.APPLICATION_DECIDED: msg("申请结果"),
    Kind.OBJECTION: msg("公示异议"),
    Kind.REPORT: msg("年度报告的接收和退回"),
    Kind.TITLE: msg("认定的登记和撤销"),
    Kind.MEMBER: msg("经办人变化"),
    Kind.CHANGE: msg("企业信息变更"),
    Kind.TITLE_EXPIRY: msg("认定到期提醒"),
    Kind.REPORT_DUE: msg("年度报表到期提醒"),
    Kind.UNFINISHED: msg("补正到期提醒"),
    Kind.RIGHTS_DUE: msg("专利年费和知识产权届满提醒"),
    Kind.OFFICE: msg("待办"),
    Kind.ACCOUNT: msg("账号安全"),
}
DECIDED_BY: dict[DecidedBy, Text] = {
    DecidedBy.DISTRICT: msg("由本区认定"),
    DecidedBy.HIGHER: msg("由上级认定，本区推荐"),
}
IP_KINDS: dict[IpKind, Text] = {
    IpKind.INVENTION_PATENT: msg("发明专利"),
    IpKind.UTILITY_MODEL: msg("实用新型专利"),
    IpKind.DESIGN: msg("外观设计专利"),
    IpKind.SOFTWARE_COPYRIGHT: msg("软件著作权"),
    IpKind.PCT: msg("PCT 国际申请"),
    IpKind.PLANT_VARIETY: msg("植物新品种"),
    IpKind.CROP_VARIETY: msg("国家级农作物品种"),
    IpKind.NEW_DRUG: msg("国家新药"),
    IpKind.TCM_PROTECTED: msg("国家一级中药保护品种"),
    IpKind.IC_LAYOUT: msg("集成电路布图设计专有权"),
}
ACQUISITIONS: dict[Acquisition, Text] = {
    Acquisition.OWN: msg("自主研发"),
    Acquisition.PURCHASE: msg("受让"),
    Acquisition.GIFT: msg("受赠"),
    Acquisition.MERGER: msg("并购"),
}
_CLASSES = {1: msg("Ⅰ类"), 2: msg("Ⅱ类"), None: msg("不计分")}


def choices(words: Mapping[Any, Text]) -> list[tuple[str, Text]]:
    """The values with their words, as a form offers them."""
    return [(value.value, word) for value, word in words.items()]


def class_word(kind: IpKind) -> Text:
    """Ⅰ类, Ⅱ类, or that the kind gives no points (国科发政〔2017〕115号 art. 9)."""
    return _CLASSES[ip_class(kind)]


def yes_no(value: bool | None) -> Text:
    """An answer in a word."""
    if value is None:
        return msg("未填写")
    return msg("是") if value else msg("否")
