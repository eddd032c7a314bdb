"""国科发火〔2016〕32号 art. 11(1) to (3) and (8): age, own IP, field of technology, conduct."""

from __future__ import annotations

from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import RegisteredFor, YesNo
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.values import RuleSet

AGE = RegisteredFor(
    criterion="registered_on", parameter="registered_days_min", article="11(1)", label=msg("注册成立时间")
)
ACCIDENT = YesNo(
    fact="accident_last_year",
    article="11(8)",
    label=msg("事故和环境违法"),
    required=msg("申请认定前一年内未发生重大安全、重大质量事故或严重环境违法行为"),
    yes=msg("有此类情况"),
    no=msg("没有此类情况"),
    wanted=False,
)


def core_ip_finding(case: Case) -> Finding:
    """Art. 11(2): rights to what supports the main products; that they do so is for an expert to say."""
    holds, answer = holds_ip(case), case.answer("core_ip_owned")
    if holds is False or answer is False:
        outcome = Outcome.UNMET
    elif holds is None:
        outcome = Outcome.NEEDS_DATA
    else:
        outcome = Outcome.MET if answer else Outcome.NEEDS_REVIEW
    counts = case.missing("class1_ip", "class2_ip") if holds is None else ()
    asked = (*counts, *case.missing("core_ip_owned")) if outcome is not Outcome.UNMET else ()
    return Finding(
        criterion="core_ip_owned",
        label=msg("核心知识产权所有权"),
        article="11(2)",
        role=Role.REQUIRED,
        outcome=outcome,
        required=msg("通过自主研发、受让、受赠、并购等方式，获得对主要产品（服务）在技术上发挥核心支持作用的知识产权"),
        actual=_ip_words(case),
        note=_ip_note(outcome, holds),
        next_step=msg("先取得 1 项与主要产品（服务）相关的知识产权") if holds is False else None,
        missing=asked,
        sources=case.sources("class1_ip", "class2_ip", "class2_ip_unused", "core_ip_owned"),
    )


def holds_ip(case: Case) -> bool | None:
    """Whether the firm has any right of class I or II, used before or not."""
    first, second = case.whole("class1_ip"), case.whole("class2_ip")
    if first or second or case.whole("class2_ip_unused"):
        return True
    return None if first is None or second is None else False


def _ip_words(case: Case) -> Text:
    first, second = case.whole("class1_ip"), case.whole("class2_ip")
    if second is None:
        second = case.whole("class2_ip_unused")
    answer = case.answer("core_ip_owned")
    given = UNKNOWN if answer is None else msg("是") if answer else msg("否")
    words = {"first": UNKNOWN if first is None else first, "second": UNKNOWN if second is None else second}
    return msg("Ⅰ类：{first}；Ⅱ类：{second}；是否对主要产品起核心支持作用：{answer}", **words, answer=given)


def _ip_note(outcome: Outcome, holds: bool | None) -> Text | None:
    if holds is False:
        return msg("没有知识产权")
    if outcome is Outcome.NEEDS_REVIEW:
        return msg("知识产权是否对主要产品（服务）起核心支持作用，由专家认定")
    return None


def field_finding(case: Case) -> Finding:
    """Art. 11(3): the core technology lies in one of the state's fields, as experts say."""
    return field_condition(case.rule_set, case.on).finding(case)


def field_condition(rule_set: RuleSet, on: date) -> YesNo:
    """Art. 11(3) with the fields in force on the day."""
    names = "、".join(rule_set.names("high_tech_fields", on))
    return YesNo(
        fact="high_tech_field",
        article="11(3)",
        label=msg("技术领域"),
        required=msg("主要产品（服务）的核心技术属于国家重点支持的高新技术领域：{names}", names=names),
        yes=msg("属于"),
        no=msg("不属于"),
        parameters=("high_tech_fields",),
    )


def conduct_finding(case: Case) -> Finding:
    """Art. 11(8): no accident or violation in the 365 days before the day."""
    return ACCIDENT.finding(case)
