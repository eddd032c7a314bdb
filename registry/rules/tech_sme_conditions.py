"""国科发政〔2017〕115号 arts 6(1)-(4) and 8: what must hold, what replaces the score, and what is only a reminder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from registry.core.text import Text, msg
from registry.rules.findings import Figure, Finding, Outcome, Role
from registry.rules.tech_sme_facts import UNKNOWN, Case
from registry.rules.wording import wan, wan_up


@dataclass(frozen=True, slots=True)
class _YesNo:
    """A condition answered by yes or no; `wanted` is the answer that satisfies it."""

    fact: str
    article: str
    label: Text
    required: Text
    wanted: bool
    yes: Text
    no: Text


_RESIDENT = _YesNo(
    "resident_enterprise",
    "6(1)",
    msg("居民企业"),
    msg("在中国境内（不含港澳台）注册的居民企业"),
    True,
    msg("是境内注册的居民企业"),
    msg("不是境内注册的居民企业"),
)
_CONDUCT = (
    _YesNo(
        "excluded_industry",
        "6(3)",
        msg("产品和服务"),
        msg("不属于国家规定的禁止、限制和淘汰类"),
        False,
        msg("属于禁止、限制或淘汰类"),
        msg("不属于禁止、限制和淘汰类"),
    ),
    _YesNo(
        "accident_or_dishonesty",
        "6(4)",
        msg("事故、环境违法和科研失信"),
        msg("上年和当年未发生重大安全、重大质量事故，严重环境违法，科研严重失信行为"),
        False,
        msg("有此类情况"),
        msg("没有此类情况"),
    ),
    _YesNo(
        "on_abnormal_list",
        "6(4)",
        msg("经营异常和严重违法失信名单"),
        msg("未列入经营异常名录和严重违法失信企业名单"),
        False,
        msg("已列入名单"),
        msg("未列入名单"),
    ),
)


def conditions(case: Case) -> list[Finding]:
    """Arts 6(1) to 6(4), all of which must hold on either route."""
    return [
        _yes_no(case, _RESIDENT, Role.REQUIRED),
        *(_at_most(case, size) for size in _SIZES),
        *(_yes_no(case, condition, Role.REQUIRED) for condition in _CONDUCT),
        *_overlay_conditions(case),
    ]


def alternatives(case: Case) -> list[Finding]:
    """Art. 8: with arts 6(1)-(4), any one of these replaces art. 6(5)."""
    return [_yes_no(case, condition, Role.ALTERNATIVE) for condition in _direct_routes(case)]


def reminders(case: Case) -> list[Finding]:
    """The 2022 overlay while it is switched off: shown, never deciding."""
    if case.rule_set.flag("overlay_2022", case.on):
        return []
    accounts, industry = (_yes_no(case, condition, Role.REMINDER) for condition in _OVERLAY)
    return [
        replace(accounts, outcome=Outcome.CONDITIONAL, missing=()),
        replace(industry, outcome=Outcome.NOT_APPLICABLE, missing=()),
    ]


_OVERLAY = (
    _YesNo(
        "accounts_sound",
        "overlay",
        msg("财务核算（2022 年补充要求）"),
        msg("会计核算健全，实行查账征收并缴纳企业所得税，能够准确归集研发费用"),
        True,
        msg("符合"),
        msg("不符合"),
    ),
    _YesNo(
        "negative_list_industry",
        "overlay",
        msg("行业范围（2022 年补充要求）"),
        msg("主营业务不属于不适用研发费用加计扣除的行业"),
        False,
        msg("属于不适用的行业"),
        msg("不属于不适用的行业"),
    ),
)


def _overlay_conditions(case: Case) -> list[Finding]:
    if not case.rule_set.flag("overlay_2022", case.on):
        return []
    return [_yes_no(case, condition, Role.REQUIRED) for condition in _OVERLAY]


def _direct_routes(case: Case) -> tuple[_YesNo, ...]:
    def number(code: str) -> int:
        return case.rule_set.limit(code, case.on).value

    return (
        _YesNo(
            "valid_hnte",
            "8(1)",
            msg("高新技术企业证书"),
            msg("拥有有效期内的高新技术企业资格证书"),
            True,
            msg("持有有效证书"),
            msg("没有有效证书"),
        ),
        _YesNo(
            "national_award_top3_5y",
            "8(2)",
            msg("国家级科技奖励"),
            msg(
                "近 {years} 年内获得国家级科技奖励，并在获奖单位中排名前 {rank} 名",
                years=number("award_years"),
                rank=number("award_rank_max"),
            ),
            True,
            msg("符合"),
            msg("没有"),
        ),
        _YesNo(
            "provincial_rd_institution",
            "8(3)",
            msg("省部级以上研发机构"),
            msg("拥有经认定的省部级以上研发机构"),
            True,
            msg("有经认定的机构"),
            msg("没有经认定的机构"),
        ),
        _YesNo(
            "led_standard_5y",
            "8(4)",
            msg("主持制定标准"),
            msg(
                "近 {years} 年内主持制定过国际标准、国家标准或行业标准（起草单位排名前 {rank} 名）",
                years=number("standard_years"),
                rank=number("standard_rank_max"),
            ),
            True,
            msg("主持制定过"),
            msg("没有主持制定过"),
        ),
    )


_PARAMETERS = {
    "national_award_top3_5y": ("award_years", "award_rank_max"),
    "provincial_rd_institution": ("institution_kinds",),
    "led_standard_5y": ("standard_years", "standard_rank_max"),
    "accounts_sound": ("overlay_2022",),
    "negative_list_industry": ("overlay_2022",),
}


def _yes_no(case: Case, condition: _YesNo, role: Role) -> Finding:
    answer: bool | None = getattr(case.facts, condition.fact)
    if answer is None:
        outcome, actual = Outcome.NEEDS_DATA, UNKNOWN
    else:
        outcome = Outcome.MET if answer is condition.wanted else Outcome.UNMET
        actual = condition.yes if answer else condition.no
    codes = _PARAMETERS.get(condition.fact, ())
    doubts = [doubt for doubt in map(case.doubt, codes) if doubt is not None]
    return Finding(
        criterion=condition.fact,
        label=condition.label,
        article=condition.article,
        role=role,
        outcome=outcome,
        required=condition.required,
        actual=actual,
        note=doubts[0] if doubts else None,
        missing=case.missing(condition.fact),
        sources=case.sources(condition.fact),
        verified=case.verified(*codes),
    )


@dataclass(frozen=True, slots=True)
class _Size:
    """A figure of art. 6(2) with its upper limit."""

    fact: str
    parameter: str
    label: Text
    unit: str
    show: Callable[[int], str]
    gap: Callable[[int], Figure]


_SIZES = (
    _Size("staff", "staff_max", msg("职工总数"), "人", str, int),
    _Size("revenue", "revenue_max", msg("年销售收入"), "万元", wan, wan_up),
    _Size("total_assets", "assets_max", msg("资产总额"), "万元", wan, wan_up),
)


def _at_most(case: Case, size: _Size) -> Finding:
    limit = case.rule_set.limit(size.parameter, case.on)
    figure: int | None = getattr(case.facts, size.fact)
    limits = {"limit": size.show(limit.value), "unit": size.unit}
    outcome, actual, gap = Outcome.NEEDS_DATA, UNKNOWN, None
    if figure is not None:
        allowed = limit.allows_up_to(figure)
        outcome = Outcome.MET if allowed else Outcome.UNMET
        actual = msg("{figure} {unit}", figure=size.show(figure), unit=size.unit)
        gap = None if allowed else size.gap(figure - limit.value)
    return Finding(
        criterion=f"size_{size.fact}",
        label=size.label,
        article="6(2)",
        role=Role.REQUIRED,
        outcome=outcome,
        required=msg("不超过 {limit} {unit}", **limits) if limit.inclusive else msg("少于 {limit} {unit}", **limits),
        actual=actual,
        gap=gap,
        unit=size.unit,
        note=None if gap is None else msg("超出 {gap} {unit}", gap=gap, unit=size.unit),
        missing=case.missing(size.fact),
        sources=case.sources(size.fact),
        verified=case.verified(size.parameter),
    )
