"""浙江省创新型领军企业, 浙科发高〔2016〕206号: the provincial standard for cultivation, until September 2022."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from registry.core.text import msg
from registry.rules.case import Case
from registry.rules.criteria import AtLeast, ShareAtLeast, Unit, YesNo
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Finding, Outcome, Source
from registry.rules.judging import Check, Get, Judge, State, all_met, bind, within
from registry.rules.values import RuleSet
from registry.rules.vocabulary import fields, yearly
from registry.rules.way_up import Lever
from registry.rules.zhejiang.changes import achieved, raised
from registry.rules.zhejiang.research import RD, each_year, judge_each_year, yearly_parts
from registry.rules.zhejiang.shared import conclude, open_case, part_within, reminder, softly

FIELDS = fields(
    "valid_hnte",
    "rd_institution",
    *reversed(yearly("rd_hnte")),
    *reversed(yearly("main_business_revenue")),
    "full_time_rd_staff",
    "revenue",
    "core_product_income",
    "core_ip_owned",
    "class1_ip",
    "class2_ip",
    "fast_growing",
    "regional_leader",
    "cooperation",
    "violation_3y",
)

_LAW = "scheme"
_CORE = msg("核心产品收入")
_FULL_TIME = msg("专职研发人员")
_TITLE = YesNo(
    fact="valid_hnte",
    article=_LAW,
    label=msg("高新技术企业证书"),
    required=msg("持有有效期内的高新技术企业证书"),
    yes=msg("持有有效证书"),
    no=msg("没有有效证书"),
)
_INSTITUTION = YesNo(
    fact="rd_institution",
    article=_LAW,
    label=msg("研发机构"),
    required=msg("建有一定规模的研发机构"),
    yes=msg("设有研发机构"),
    no=msg("未设研发机构"),
    parameters=("rd_institution_size",),
)
_STAFF = AtLeast(
    criterion="full_time_rd_staff",
    fact="full_time_rd_staff",
    parameter="rd_staff_min",
    article=_LAW,
    label=_FULL_TIME,
    unit=Unit.PEOPLE,
)
_PRODUCT = ShareAtLeast(
    criterion="core_product_share",
    part="core_product_income",
    whole="revenue",
    parameter="core_product_share_min",
    article=_LAW,
    label=msg("核心产品收入占比"),
    part_label=_CORE,
    whole_label=msg("销售收入"),
    unit=Unit.WAN,
)
_RIGHTS = YesNo(
    fact="core_ip_owned",
    article=_LAW,
    label=msg("核心自主知识产权"),
    required=msg("拥有行业核心自主知识产权"),
    yes=msg("拥有"),
    no=msg("没有"),
)
_REVENUE = AtLeast(
    criterion="revenue",
    fact="revenue",
    parameter="revenue_min",
    article=_LAW,
    label=msg("年销售收入"),
    unit=Unit.WAN,
    otherwise=Outcome.CONDITIONAL,
)
_STANDING = (
    YesNo(
        fact="regional_leader",
        article=_LAW,
        label=msg("龙头骨干"),
        required=msg("所在县（市、区）重点扶持的龙头骨干企业"),
        yes=msg("是"),
        no=msg("不是"),
    ),
    YesNo(
        fact="cooperation",
        article=_LAW,
        label=msg("产学研和国际合作"),
        required=msg("开展产学研合作与国际科技合作"),
        yes=msg("已开展"),
        no=msg("未开展"),
    ),
)


def assess(values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet) -> Assessment:
    """Facts by name (money in 分) by the values in force on `on`.

    Raises NotInForceError outside the days that the rule covers (until 2022-09-28).
    """
    case = open_case(FIELDS, values, sources, on=on, rule_set=rule_set)
    findings = (
        _TITLE.finding(case),
        _INSTITUTION.finding(case),
        each_year(case, "main_business_revenue", "rd_share_min", _LAW),
        *yearly_parts(case, "main_business_revenue", "rd_share_min", _LAW),
        _STAFF.finding(case),
        _product(case),
        _rights(case),
        _revenue(case),
        *(condition.finding(case) for condition in _STANDING),
        _conduct(case),
        reminder(
            case,
            "provincial_standard",
            msg("口径"),
            msg("省级培育标准（浙科发高〔2016〕206号公开口径），非区级认定标准"),
        ),
    )
    return conclude(case, FIELDS, findings)


def judge(rule_set: RuleSet, on: date) -> Judge:
    """The same without words, the values in force on `on` bound. Raises NotInForceError as `assess` does."""
    rule_set.require_in_force(on)
    conditions = (_TITLE, _INSTITUTION, _STAFF, _PRODUCT, _RIGHTS, _REVENUE, *_STANDING, _lawful(rule_set, on))
    title, institution, staff, product, rights, *others = bind(conditions, rule_set, on)
    return all_met(
        (
            title,
            institution,
            ("rd_each_year", judge_each_year(rule_set, on, "main_business_revenue", "rd_share_min")),
            staff,
            (product[0], within(product[1], "core_product_income", "revenue")),
            (rights[0], _judge_rights(rights[1])),
            *others,
        )
    )


def levers(case: Case) -> tuple[Lever, ...]:
    """The last year's figures and what a firm can set up; closed years, sales and past conduct stay as they are."""
    rules, on = case.rule_set, case.on
    base, revenue = case.whole("main_business_revenue"), case.whole("revenue")
    share, core = rules.share("rd_share_min", on), rules.share("core_product_share_min", on)
    staff = rules.limit("rd_staff_min", on).value
    no_rights = case.whole("class1_ip") == 0 and case.whole("class2_ip") == 0
    first: dict[str, Fact] = {"class1_ip": 1} if no_rights else {}
    return (
        *achieved(case, "valid_hnte", msg("先取得高新技术企业证书")),
        *achieved(case, "rd_institution", msg("设立有一定规模的研发机构")),
        *raised(case, "rd_hnte", RD, Unit.WAN, share.least(base) if base else None),
        *raised(case, "full_time_rd_staff", _FULL_TIME, Unit.PEOPLE, staff),
        *raised(case, "core_product_income", _CORE, Unit.WAN, core.least(revenue) if revenue else None, within=revenue),
        *achieved(case, "core_ip_owned", msg("取得对主要产品起核心支持作用的自主知识产权"), first),
        *achieved(case, "cooperation", msg("开展产学研合作与国际科技合作")),
    )


def _product(case: Case) -> Finding:
    note = msg("核心产品收入大于销售收入，请核对")
    return part_within(_PRODUCT.finding(case), case.whole("core_product_income"), case.whole("revenue"), note)


def _rights(case: Case) -> Finding:
    """The answer decides unless the register, known to be empty, contradicts it."""
    finding = _RIGHTS.finding(case)
    none = case.whole("class1_ip") == 0 and case.whole("class2_ip") == 0
    if finding.outcome is Outcome.MET and none:
        note = msg("申报拥有核心自主知识产权，但没有有效的Ⅰ类或Ⅱ类知识产权，请核对")
        return replace(finding, outcome=Outcome.NEEDS_REVIEW, note=note)
    return finding


def _judge_rights(inner: Check) -> Check:
    def state(get: Get) -> State:
        found = inner(get)
        return State.LEFT if found is State.MET and get("class1_ip") == 0 and get("class2_ip") == 0 else found

    return state


def _revenue(case: Case) -> Finding:
    growing = case.answer("fast_growing")
    finding = _REVENUE.finding(case)
    if growing:
        return softly(finding, msg("企业填报成长速度快或估值高，未达到的仍可由审核人推荐"))
    if growing is None:
        return softly(finding, msg("成长速度快或估值高的仍可推荐，请填写是否属于此类"))
    return softly(finding, msg("成长速度快或估值高的仍可推荐；企业填报不属于此类，由审核人把握"))


def _conduct(case: Case) -> Finding:
    return _lawful(case.rule_set, case.on).finding(case)


def _lawful(rule_set: RuleSet, on: date) -> YesNo:
    years = rule_set.limit("violation_years", on).value
    return YesNo(
        fact="violation_3y",
        article=_LAW,
        label=msg("守法情况"),
        required=msg("近 {years} 年没有环境、安全、知识产权、税收等违法行为", years=years),
        yes=msg("有违法行为"),
        no=msg("没有违法行为"),
        wanted=False,
        parameters=("violation_years",),
    )
