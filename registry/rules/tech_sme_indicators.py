"""国科发政〔2017〕115号 art. 7(1) and (3): staff (20 points) and intellectual property (30 points)."""

from __future__ import annotations

from registry.core.text import Text, msg
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.scale import Points, Scale
from registry.rules.scoring import Step, outcome_of, required_share
from registry.rules.tech_sme_facts import UNKNOWN, Case, SmeFacts
from registry.rules.wording import percent


def staff_indicator(case: Case) -> Finding:
    """Art. 7(1): tech staff ÷ total staff."""
    scale = case.rule_set.scale("staff_bands", case.on)
    points = staff_points(case.facts, scale)
    step = _staff_step(case.facts, scale, points)
    contradictory = _contradictory(case.facts)
    return Finding(
        criterion="staff_ratio",
        label=msg("科技人员占比"),
        article="7(1)",
        role=Role.SCORED,
        outcome=Outcome.NEEDS_REVIEW if contradictory else outcome_of(points),
        required=required_share(scale),
        actual=_staff_actual(case.facts),
        gap=step.gap if step else None,
        unit="人",
        points_low=points.low,
        points_high=points.high,
        points_max=scale.top,
        note=msg("科技人员数大于职工总数，请核对") if contradictory else _zero_staff_note(case.facts, points),
        next_step=step.text if step else None,
        missing=() if points.known else case.missing("tech_staff", "staff"),
        sources=case.sources("tech_staff", "staff"),
        verified=case.verified("staff_bands"),
    )


def staff_points(facts: SmeFacts, scale: Scale) -> Points:
    """Points of art. 7(1); open where a figure is missing or the two contradict each other; 0 where nobody works."""
    if facts.staff == 0 or facts.tech_staff == 0:
        return Points.exactly(0)
    if facts.staff is None or facts.tech_staff is None or _contradictory(facts):
        return Points(0, scale.top)
    return Points.exactly(scale.points(facts.tech_staff, facts.staff))


def _contradictory(facts: SmeFacts) -> bool:
    return facts.staff is not None and facts.tech_staff is not None and facts.tech_staff > facts.staff > 0


def _staff_actual(facts: SmeFacts) -> Text:
    tech, staff = facts.tech_staff, facts.staff
    if tech is None and staff is None:
        return UNKNOWN
    if tech is None:
        return msg("职工总数 {staff} 人，科技人员数未填写", staff=staff)
    if staff is None:
        return msg("科技人员 {tech} 人，职工总数未填写", tech=tech)
    if staff == 0:
        return msg("科技人员 {tech} 人，职工总数 0 人", tech=tech)
    return msg("{tech} 人 ÷ {staff} 人 = {share} %", tech=tech, staff=staff, share=percent(tech, staff))


def _zero_staff_note(facts: SmeFacts, points: Points) -> Text | None:
    if facts.staff == 0:
        return msg("职工总数为 0，无法计算占比，人员指标得分为 0")
    return msg("人员指标得分为 0") if points.high == 0 else None


def _staff_step(facts: SmeFacts, scale: Scale, points: Points) -> Step | None:
    tech, staff = facts.tech_staff, facts.staff
    higher = scale.above(points.high)
    if tech is None or not staff or not higher:
        return None
    needed = scale.least(higher[0], staff)
    text = msg(
        "科技人员再增加 {count} 人（职工总数不变），占比达到 {share} %，得 {points} 分",
        count=needed - tech,
        share=percent(needed, staff),
        points=scale.points(needed, staff),
    )
    return Step(needed - tech, text)


def ip_indicator(case: Case) -> Finding:
    """Art. 7(3): one class I item gives everything, class II items count by number."""
    first = case.rule_set.scale("ip_class1_bands", case.on)
    second = case.rule_set.scale("ip_class2_bands", case.on)
    points = ip_points(case.facts, first, second)
    step = _ip_step(case.facts, first, second, points)
    return Finding(
        criterion="ip",
        label=msg("知识产权"),
        article="7(3)",
        role=Role.SCORED,
        outcome=outcome_of(points),
        required=msg(
            "Ⅱ类 {least} 项以上（得 {low} 分），Ⅰ类 {first} 项以上得满分 {top} 分",
            least=second.least(second.lowest),
            low=second.lowest.points,
            first=first.least(first.highest),
            top=first.top,
        ),
        actual=_ip_actual(case.facts),
        gap=step.gap if step else None,
        unit="项",
        points_low=points.low,
        points_high=points.high,
        points_max=max(first.top, second.top),
        next_step=step.text if step else None,
        missing=() if points.known else case.missing("class1_ip", "class2_ip"),
        sources=case.sources("class1_ip", "class2_ip"),
        verified=case.verified("ip_class1_bands", "ip_class2_bands"),
    )


def ip_points(facts: SmeFacts, first: Scale, second: Scale) -> Points:
    """Points of art. 7(3): the better of the two classes, open where an unknown count could still give more."""
    return _count_points(facts.class1_ip, first).better_of(_count_points(facts.class2_ip, second))


def _count_points(count: int | None, scale: Scale) -> Points:
    return Points(0, scale.top) if count is None else Points.exactly(scale.points(count))


def _ip_actual(facts: SmeFacts) -> Text:
    first, second = facts.class1_ip, facts.class2_ip
    if first is None and second is None:
        return UNKNOWN
    if first is None:
        return msg("Ⅱ类 {second} 项，Ⅰ类未填写", second=second)
    if second is None:
        return msg("Ⅰ类 {first} 项，Ⅱ类未填写", first=first)
    return msg("Ⅰ类 {first} 项，Ⅱ类 {second} 项", first=first, second=second)


def _ip_step(facts: SmeFacts, first: Scale, second: Scale, points: Points) -> Step | None:
    """One more item where possible: of class II while that gives more, otherwise of class I."""
    higher = second.above(points.low)
    if facts.class2_ip is not None and higher:
        more = second.least(higher[0]) - facts.class2_ip
        text = msg(
            "还差 {count} 项Ⅱ类知识产权，得 {points} 分；有 {first} 项Ⅰ类知识产权即得满分 {top} 分",
            count=more,
            points=higher[0].points,
            first=first.least(first.highest),
            top=first.top,
        )
        return Step(more, text)
    if facts.class1_ip is None or not first.above(points.low):
        return None
    more = first.least(first.highest) - facts.class1_ip
    return Step(more, msg("还差 {count} 项Ⅰ类知识产权，得满分 {top} 分", count=more, top=first.top))
