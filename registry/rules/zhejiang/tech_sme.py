"""浙江省科技型中小企业, 浙科发高〔2016〕88号: conditions only, no score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import AtLeast, RegisteredFor, ShareAtLeast, Unit, YesNo
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Finding, Outcome, Role, Source
from registry.rules.judging import Get, Judge, State, all_met, bind, within
from registry.rules.values import RuleSet
from registry.rules.vocabulary import fields
from registry.rules.way_up import Lever
from registry.rules.zhejiang.changes import achieved, raised
from registry.rules.zhejiang.shared import conclude, open_case, part_within, softly

FIELDS = fields(
    "province_registered",
    "registered_on",
    "independent_legal_entity",
    "technology_basis",
    "class1_ip",
    "class2_ip",
    "staff",
    "tech_staff",
    "rd_spend",
    "sme_by_size",
    "excluded_industry",
    "accident_last_year",
    "dishonest_last_year",
)

_LAW = "measures"
_RD = msg("研发费用")
_PLACE = YesNo(
    fact="province_registered",
    article=_LAW,
    label=msg("注册地"),
    required=msg("在浙江省内注册"),
    yes=msg("在浙江省内注册"),
    no=msg("不在浙江省内注册"),
)
_AGE = RegisteredFor(criterion="registered_days", parameter="registered_days_min", article=_LAW, label=msg("注册时间"))
_ENTITY = YesNo(
    fact="independent_legal_entity",
    article=_LAW,
    label=msg("独立核算"),
    required=msg("产权清晰、独立核算的企业法人（不含分支机构、个人独资企业等）"),
    yes=msg("产权清晰、独立核算"),
    no=msg("不是独立核算的企业法人"),
)
_STAFF = ShareAtLeast(
    criterion="tech_staff_share",
    part="tech_staff",
    whole="staff",
    parameter="tech_staff_share_min",
    article=_LAW,
    label=msg("科技人员占比"),
    part_label=msg("科技人员"),
    whole_label=msg("职工总数"),
    unit=Unit.PEOPLE,
    otherwise=Outcome.CONDITIONAL,
)
_SPEND = AtLeast(
    criterion="rd_some", fact="rd_spend", parameter="rd_min", article=_LAW, label=msg("研发投入"), unit=Unit.WAN
)
_SIZE = YesNo(
    fact="sme_by_size",
    article=_LAW,
    label=msg("中小企业划型"),
    required=msg("符合中小企业划型标准"),
    yes=msg("符合划型标准"),
    no=msg("不符合划型标准"),
    parameters=("size_standard",),
)
_INDUSTRY = YesNo(
    fact="excluded_industry",
    article="notices",
    label=msg("产业类别"),
    required=msg("不属于国家和省禁止、限制、淘汰类产业"),
    yes=msg("属于禁止、限制或淘汰类"),
    no=msg("不属于禁止、限制和淘汰类"),
    wanted=False,
    parameters=("industry_excluded",),
)
_CONDUCT = tuple(
    YesNo(
        fact=fact,
        article="notices",
        label=label,
        required=required,
        yes=msg("有此类情况"),
        no=msg("没有此类情况"),
        wanted=False,
        parameters=("conduct_required",),
    )
    for fact, label, required in (
        ("accident_last_year", msg("安全、质量和环境"), msg("近一年内未发生重大安全、重大质量事故和严重环境违法")),
        ("dishonest_last_year", msg("诚信"), msg("近一年内没有严重失信行为")),
    )
)


def assess(values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet) -> Assessment:
    """Facts by name (money in 分) by the values in force on `on`. Raises NotInForceError before the rule began."""
    case = open_case(FIELDS, values, sources, on=on, rule_set=rule_set)
    findings = (
        _PLACE.finding(case),
        _AGE.finding(case),
        _ENTITY.finding(case),
        _technology(case),
        _staff(case),
        _spend(case),
        _SIZE.finding(case),
        *(condition.finding(case) for condition in _later(rule_set, on)),
    )
    return conclude(case, FIELDS, findings)


def judge(rule_set: RuleSet, on: date) -> Judge:
    """The same without words, the values in force on `on` bound. Raises NotInForceError as `assess` does."""
    rule_set.require_in_force(on)
    place, age, entity, staff, spend, *others = bind(
        (_PLACE, _AGE, _ENTITY, _STAFF, _SPEND, _SIZE, *_later(rule_set, on)), rule_set, on
    )
    return all_met(
        (
            place,
            age,
            entity,
            ("technology_basis", _judge_technology),
            (staff[0], within(staff[1], "tech_staff", "staff")),
            spend,
            *others,
        )
    )


def levers(case: Case) -> tuple[Lever, ...]:
    """What the firm itself could change: a technology of its own, and any R&D at all."""
    basis = achieved(case, "technology_basis", msg("形成自主知识产权或专有技术，并据此形成产品或服务"))
    least = case.rule_set.limit("rd_min", case.on).value + 1
    return (*basis, *raised(case, "rd_spend", _RD, Unit.WAN, least))


def _technology(case: Case) -> Finding:
    """The answer decides; without one, registered rights speak for the firm but somebody must look at its products."""
    outcome, actual = _technology_outcome(case)
    return Finding(
        criterion="technology_basis",
        label=msg("技术基础"),
        article=_LAW,
        role=Role.REQUIRED,
        outcome=outcome,
        required=msg(
            "拥有自主知识产权、专有技术或先进知识（{kinds}等），并据此形成产品或服务",
            kinds="、".join(case.rule_set.names("technology_kinds", case.on)),
        ),
        actual=actual,
        note=case.doubt("technology_kinds"),
        next_step=_technology_step(outcome),
        missing=case.missing("technology_basis") if outcome is Outcome.NEEDS_DATA else (),
        sources=case.sources(*_TECHNOLOGY),
        verified=case.verified("technology_kinds"),
    )


def _technology_outcome(case: Case) -> tuple[Outcome, Text]:
    answer = case.answer("technology_basis")
    if answer is not None:
        if answer:
            return Outcome.MET, msg("有技术基础并形成产品或服务")
        return Outcome.UNMET, msg("没有技术基础，或未据此形成产品或服务")
    rights = (case.whole("class1_ip") or 0) + (case.whole("class2_ip") or 0)
    if rights > 0:
        return Outcome.NEEDS_REVIEW, msg("登记有 {count} 项知识产权，是否据此形成产品或服务未填写", count=rights)
    return Outcome.NEEDS_DATA, UNKNOWN


def _judge_technology(get: Get) -> State:
    answer = get("technology_basis")
    if answer is not None:
        return State.MET if answer else State.UNMET
    return State.LEFT if get("class1_ip") or get("class2_ip") else State.MISSING


_TECHNOLOGY = ("technology_basis", "class1_ip", "class2_ip")


def _technology_step(outcome: Outcome) -> Text | None:
    if outcome is Outcome.NEEDS_REVIEW:
        return msg("请填写是否据此形成产品或服务，并由审核人认定")
    return msg("形成一项专利（申请即可）、标准或专有技术，并用于产品或服务") if outcome is Outcome.UNMET else None


def _staff(case: Case) -> Finding:
    finding = softly(_STAFF.finding(case), msg("比例为“原则上”要求，由审核人把握"))
    note = msg("科技人员数大于职工总数，请核对")
    return part_within(finding, case.whole("tech_staff"), case.whole("staff"), note)


def _spend(case: Case) -> Finding:
    finding = _SPEND.finding(case)
    step = None if finding.gap is None else msg("发生并归集研发费用即可，未规定数额")
    return replace(finding, required=msg("有研发投入，并持续开展创新"), next_step=step)


def _later(rule_set: RuleSet, on: date) -> list[YesNo]:
    """Conditions of the later notices, from their day on."""
    later = ((_INDUSTRY, "industry_excluded"), *((condition, "conduct_required") for condition in _CONDUCT))
    return [condition for condition, flag in later if rule_set.flag(flag, on)]
