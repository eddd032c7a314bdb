"""What a firm could raise to meet 国科发火〔2016〕32号 art. 11, each figure to the least that reaches a threshold."""

from __future__ import annotations

from fractions import Fraction

from registry.core.text import msg
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.hnte.facts import yearly_names
from registry.rules.hnte.figures import high_tech_ratio, main_product_ratio, staff_ratio
from registry.rules.hnte.items import least_in
from registry.rules.hnte.ratios import enterable, percent_of, plain
from registry.rules.hnte.research_lever import research_steps
from registry.rules.way_up import Lever, Step
from registry.rules.wording import wan


def levers(case: Case) -> tuple[Lever, ...]:
    """The figures that the firm could raise, each only while it helps a condition that it does not meet yet.

    Days since registration, past years, growth, and answers about conduct or fields are not among them.
    """
    found = (
        Lever("tech_staff", _tech_staff(case)),
        Lever("rd", research_steps(case)),
        Lever("class1_ip", _class1(case)),
        Lever("class2_ip", _class2(case)),
        Lever("transformations", _transformations(case)),
        Lever("high_tech_income", _high_tech_income(case)),
        Lever("main_product_income", _main_product_income(case)),
    )
    return tuple(lever for lever in found if lever.steps)


def _tech_staff(case: Case) -> tuple[Step, ...]:
    """Staff given other work; where months were given the year is over and its means stand."""
    ratio, limit = staff_ratio(case), case.rule_set.share("staff_share_min", case.on)
    old, staff = case.whole("tech_staff"), case.whole("staff")
    if ratio.facts != ("tech_staff", "staff") or ratio.problem or ratio.reaches(limit) is not False:
        return ()
    if old is None or not staff:
        return ()
    new = limit.least(staff)
    text = msg(
        "科技人员由 {old} 人增至 {new} 人（职工总数 {staff} 人不变，占比 {before} % → {after} %）",
        old=old,
        new=new,
        staff=staff,
        before=percent_of(old, staff),
        after=percent_of(new, staff),
    )
    return (Step({"tech_staff": new}, text),) if new <= staff else ()


def _class1(case: Case) -> tuple[Step, ...]:
    if case.whole("class1_ip") != 0:
        return ()
    return (Step({"class1_ip": 1}, msg("再有 1 项Ⅰ类知识产权（如发明专利）")),)


def _class2(case: Case) -> tuple[Step, ...]:
    """New rights of class II to each higher band; of no use beside one of class I."""
    unused, held = case.whole("class2_ip_unused"), case.whole("class2_ip")
    if case.whole("class1_ip") != 0 or unused is None or (held is not None and unused > held):
        return ()
    steps = []
    for band in reversed(case.rule_set.ranges("ip_count_class2", case.on).bands):
        more = least_in(band) - unused
        if more > 0:
            facts: dict[str, Fact] = {"class2_ip_unused": unused + more}
            if held is not None:
                facts["class2_ip"] = held + more
            steps.append(Step(facts, msg("再有 {count} 项未使用过的Ⅱ类知识产权", count=more)))
    return tuple(steps)


def _transformations(case: Case) -> tuple[Step, ...]:
    """More results of the last year, to each higher band of the mean."""
    names = yearly_names(case, "transformations")
    counts = [count for name in names if (count := case.whole(name)) is not None]
    if len(counts) < len(names) or case.whole("expert_transformation") is not None:
        return ()
    steps = []
    for band in reversed(case.rule_set.ranges("transformation_bands", case.on).bands):
        more = least_in(band, len(names)) - sum(counts)
        if more > 0:
            text = msg(
                "最近一年再转化 {count} 项成果（年平均 {before} 项 → {after} 项）",
                count=more,
                before=plain(Fraction(sum(counts), len(names))),
                after=plain(Fraction(sum(counts) + more, len(names))),
            )
            steps.append(Step({"transformations": counts[-1] + more}, text))
    return tuple(steps)


def _high_tech_income(case: Case) -> tuple[Step, ...]:
    """High-tech income in place of other income; main products grow with it as far as their own share needs."""
    ratio, limit = high_tech_ratio(case), case.rule_set.share("high_tech_income_min", case.on)
    if ratio.problem or ratio.reaches(limit) is not False or ratio.part is None or not ratio.whole:
        return ()
    new = enterable(limit.least(ratio.whole))
    if new > ratio.whole:
        return ()
    facts: dict[str, Fact] = {"high_tech_income": new}
    words = {"old": wan(int(ratio.part)), "new": wan(new), "share": percent_of(new, ratio.whole)}
    text = msg("高新技术产品（服务）收入由 {old} 万元增至 {new} 万元（总收入不变，占比达到 {share} %）", **words)
    main, product_limit = case.whole("main_product_income"), case.rule_set.share("main_product_share_min", case.on)
    if main is not None and not product_limit.reached_by(main, new):
        facts["main_product_income"] = enterable(product_limit.least(new))
        text = msg(
            "{change}，其中主要产品（服务）收入增至 {main} 万元",
            change=text,
            main=wan(enterable(product_limit.least(new))),
        )
    return (Step(facts, text),)


def _main_product_income(case: Case) -> tuple[Step, ...]:
    ratio, limit = main_product_ratio(case), case.rule_set.share("main_product_share_min", case.on)
    if ratio.problem or ratio.reaches(limit) is not False or ratio.part is None or not ratio.whole:
        return ()
    new = enterable(limit.least(ratio.whole))
    if new > ratio.whole:
        return ()
    text = msg(
        "主要产品（服务）收入由 {old} 万元增至 {new} 万元（高新技术产品收入不变，占比达到 {share} %）",
        old=wan(int(ratio.part)),
        new=wan(new),
        share=percent_of(new, ratio.whole),
    )
    return (Step({"main_product_income": new}, text),)
