"""国科发政〔2017〕115号 art. 7(1) and (3): staff (20 points) and intellectual property (30 points)."""

from __future__ import annotations

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.scale import Points, Scale
from registry.rules.scoring import Step, outcome_of, required_share
from registry.rules.wording import percent


def staff_indicator(case: Case) -> Finding:
    """Art. 7(1): tech staff ÷ total staff."""
    scale = case.rule_set.scale("staff_bands", case.on)
    points = staff_points(case)
    step = _staff_step(case, scale, points)
    contradictory = _contradictory(case)
    return Finding(
        criterion="staff_ratio",
        label=msg("科技人员占比"),
        article="7(1)",
        role=Role.SCORED,
        outcome=Outcome.NEEDS_REVIEW if contradictory else outcome_of(points),
        required=required_share(scale),
        actual=_staff_actual(case),
        gap=step.gap if step else None,
        unit="人",
        points_low=points.low,
        points_high=points.high,
        points_max=scale.top,
        note=msg("科技人员数大于职工总数，请核对") if contradictory else _zero_staff_note(case, points),
        next_step=step.text if step else None,
        missing=() if points.known else case.missing("tech_staff", "staff"),
        sources=case.sources("tech_staff", "staff"),
        verified=case.verified("staff_bands"),
    )


def staff_points(case: Case) -> Points:
    """Points of art. 7(1); open where a figure is missing or the two contradict each other; 0 where nobody works."""
    scale = case.rule_set.scale("staff_bands", case.on)
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    if staff == 0 or tech == 0:
        return Points.exactly(0)
    if staff is None or tech is None or _contradictory(case):
        return Points(0, scale.top)
    return Points.exactly(scale.points(tech, staff))


def _contradictory(case: Case) -> bool:
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    return staff is not None and tech is not None and tech > staff > 0


def _staff_actual(case: Case) -> Text:
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    if tech is None and staff is None:
        return UNKNOWN
    if tech is None:
        return msg("职工总数 {staff} 人，科技人员数未填写", staff=staff)
    if staff is None:
        return msg("科技人员 {tech} 人，职工总数未填写", tech=tech)
    if staff == 0:
        return msg("科技人员 {tech} 人，职工总数 0 人", tech=tech)
    return msg("{tech} 人 ÷ {staff} 人 = {share} %", tech=tech, staff=staff, share=percent(tech, staff))


def _zero_staff_note(case: Case, points: Points) -> Text | None:
    if case.whole("staff") == 0:
        return msg("职工总数为 0，无法计算占比，人员指标得分为 0")
    return msg("人员指标得分为 0") if points.high == 0 else None


def _staff_step(case: Case, scale: Scale, points: Points) -> Step | None:
    tech, staff = case.whole("tech_staff"), case.whole("staff")
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
    points = ip_points(case)
    step = _ip_step(case, first, second, points)
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
        actual=_ip_actual(case),
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


def ip_points(case: Case) -> Points:
    """Points of art. 7(3): the better of the two classes, open where an unknown count could still give more."""
    first = _count_points(case, "class1_ip", "ip_class1_bands")
    return first.better_of(_count_points(case, "class2_ip", "ip_class2_bands"))


def _count_points(case: Case, fact: str, parameter: str) -> Points:
    count, scale = case.whole(fact), case.rule_set.scale(parameter, case.on)
    return Points(0, scale.top) if count is None else Points.exactly(scale.points(count))


def _ip_actual(case: Case) -> Text:
    first, second = case.whole("class1_ip"), case.whole("class2_ip")
    if first is None and second is None:
        return UNKNOWN
    if first is None:
        return msg("Ⅱ类 {second} 项，Ⅰ类未填写", second=second)
    if second is None:
        return msg("Ⅰ类 {first} 项，Ⅱ类未填写", first=first)
    return msg("Ⅰ类 {first} 项，Ⅱ类 {second} 项", first=first, second=second)


def _ip_step(case: Case, first: Scale, second: Scale, points: Points) -> Step | None:
    """One more item where possible: of class II while that gives more, otherwise of class I."""
    held_first, held_second = case.whole("class1_ip"), case.whole("class2_ip")
    higher = second.above(points.low)
    if held_second is not None and higher:
        more = second.least(higher[0]) - held_second
        text = msg(
            "还差 {count} 项Ⅱ类知识产权，得 {points} 分；有 {first} 项Ⅰ类知识产权即得满分 {top} 分",
            count=more,
            points=higher[0].points,
            first=first.least(first.highest),
            top=first.top,
        )
        return Step(more, text)
    if held_first is None or not first.above(points.low):
        return None
    more = first.least(first.highest) - held_first
    return Step(more, msg("还差 {count} 项Ⅰ类知识产权，得满分 {top} 分", count=more, top=first.top))
