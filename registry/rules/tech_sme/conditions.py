"""国科发政〔2017〕115号 arts 6(1)-(4) and 8: what must hold, what replaces the score, and what is only a reminder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from registry.core.text import msg
from registry.rules.case import Case
from registry.rules.criteria import AtMost, Unit, YesNo
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.values import RuleSet

_REQUIRED: tuple[YesNo | AtMost, ...] = (
    YesNo(
        fact="resident_enterprise",
        article="6(1)",
        label=msg("居民企业"),
        required=msg("在中国境内（不含港澳台）注册的居民企业"),
        yes=msg("是境内注册的居民企业"),
        no=msg("不是境内注册的居民企业"),
    ),
    AtMost(
        criterion="size_staff",
        fact="staff",
        parameter="staff_max",
        article="6(2)",
        label=msg("职工总数"),
        unit=Unit.PEOPLE,
    ),
    AtMost(
        criterion="size_revenue",
        fact="revenue",
        parameter="revenue_max",
        article="6(2)",
        label=msg("年销售收入"),
        unit=Unit.WAN,
    ),
    AtMost(
        criterion="size_total_assets",
        fact="total_assets",
        parameter="assets_max",
        article="6(2)",
        label=msg("资产总额"),
        unit=Unit.WAN,
    ),
    YesNo(
        fact="excluded_industry",
        article="6(3)",
        label=msg("产品和服务"),
        required=msg("不属于国家规定的禁止、限制和淘汰类"),
        yes=msg("属于禁止、限制或淘汰类"),
        no=msg("不属于禁止、限制和淘汰类"),
        wanted=False,
    ),
    YesNo(
        fact="accident_or_dishonesty",
        article="6(4)",
        label=msg("事故、环境违法和科研失信"),
        required=msg("上年和当年未发生重大安全、重大质量事故，严重环境违法，科研严重失信行为"),
        yes=msg("有此类情况"),
        no=msg("没有此类情况"),
        wanted=False,
    ),
    YesNo(
        fact="on_abnormal_list",
        article="6(4)",
        label=msg("经营异常和严重违法失信名单"),
        required=msg("未列入经营异常名录和严重违法失信企业名单"),
        yes=msg("已列入名单"),
        no=msg("未列入名单"),
        wanted=False,
    ),
)
_OVERLAY = (
    YesNo(
        fact="accounts_sound",
        article="overlay",
        label=msg("财务核算（2022 年补充要求）"),
        required=msg("会计核算健全，实行查账征收并缴纳企业所得税，能够准确归集研发费用"),
        yes=msg("符合"),
        no=msg("不符合"),
        parameters=("overlay_2022",),
    ),
    YesNo(
        fact="negative_list_industry",
        article="overlay",
        label=msg("行业范围（2022 年补充要求）"),
        required=msg("主营业务不属于不适用研发费用加计扣除的行业"),
        yes=msg("属于不适用的行业"),
        no=msg("不属于不适用的行业"),
        wanted=False,
        parameters=("overlay_2022",),
    ),
)
_CERTIFICATE = YesNo(
    fact="valid_hnte",
    article="8(1)",
    label=msg("高新技术企业证书"),
    required=msg("拥有有效期内的高新技术企业资格证书"),
    yes=msg("持有有效证书"),
    no=msg("没有有效证书"),
    role=Role.ALTERNATIVE,
)
_INSTITUTION = YesNo(
    fact="provincial_rd_institution",
    article="8(3)",
    label=msg("省部级以上研发机构"),
    required=msg("拥有经认定的省部级以上研发机构"),
    yes=msg("有经认定的机构"),
    no=msg("没有经认定的机构"),
    role=Role.ALTERNATIVE,
    parameters=("institution_kinds",),
)


def conditions(case: Case) -> list[Finding]:
    """Arts 6(1) to 6(4), all of which must hold on either route."""
    return [condition.finding(case) for condition in required(case.rule_set, case.on)]


def required(rule_set: RuleSet, on: date) -> tuple[YesNo | AtMost, ...]:
    """The conditions of arts 6(1) to 6(4) in force on the day, in their order."""
    return (*_REQUIRED, *(_OVERLAY if rule_set.flag("overlay_2022", on) else ()))


def alternatives(case: Case) -> list[Finding]:
    """Art. 8: with arts 6(1)-(4), any one of these replaces art. 6(5)."""
    return [route.finding(case) for route in direct_routes(case.rule_set, case.on)]


def reminders(case: Case) -> list[Finding]:
    """The 2022 overlay while it is switched off: shown, never deciding."""
    if case.rule_set.flag("overlay_2022", case.on):
        return []
    accounts, industry = (replace(one.finding(case), role=Role.REMINDER, missing=()) for one in _OVERLAY)
    return [
        replace(accounts, outcome=Outcome.CONDITIONAL),
        replace(industry, outcome=Outcome.NOT_APPLICABLE),
    ]


def direct_routes(rule_set: RuleSet, on: date) -> tuple[YesNo, ...]:
    """The conditions of art. 8 with the figures in force on the day."""

    def number(code: str) -> int:
        return rule_set.limit(code, on).value

    return (
        _CERTIFICATE,
        YesNo(
            fact="national_award_top3_5y",
            article="8(2)",
            label=msg("国家级科技奖励"),
            required=msg(
                "近 {years} 年内获得国家级科技奖励，并在获奖单位中排名前 {rank} 名",
                years=number("award_years"),
                rank=number("award_rank_max"),
            ),
            yes=msg("符合"),
            no=msg("没有"),
            role=Role.ALTERNATIVE,
            parameters=("award_years", "award_rank_max"),
        ),
        _INSTITUTION,
        YesNo(
            fact="led_standard_5y",
            article="8(4)",
            label=msg("主持制定标准"),
            required=msg(
                "近 {years} 年内主持制定过国际标准、国家标准或行业标准（起草单位排名前 {rank} 名）",
                years=number("standard_years"),
                rank=number("standard_rank_max"),
            ),
            yes=msg("主持制定过"),
            no=msg("没有主持制定过"),
            role=Role.ALTERNATIVE,
            parameters=("standard_years", "standard_rank_max"),
        ),
    )
