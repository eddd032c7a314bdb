"""What a firm can do about its score under 国科发政〔2017〕115号 art. 7: staff, R&D spending, rights of each class."""

from __future__ import annotations

from collections.abc import Iterator

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.tech_sme.indicators import ip_points, staff_points
from registry.rules.tech_sme.rd import BY_REVENUE, RdRatio, rd_leader, rd_points, rises
from registry.rules.way_up import Lever, Step
from registry.rules.wording import percent, wan


def levers(case: Case) -> tuple[Lever, ...]:
    """What raises the score, each with the least figure for each higher band; only of figures that are known.

    Technical staff rise within the staff there are. R&D spending is part of the cost total and raises it by as much.
    """
    found = (
        Lever("tech_staff", tuple(_staff_steps(case))),
        Lever("rd_spend", tuple(_rd_steps(case))),
        Lever("class1_ip", tuple(_right_steps(case, "class1_ip", "ip_class1_bands"))),
        Lever("class2_ip", tuple(_right_steps(case, "class2_ip", "ip_class2_bands"))),
    )
    return tuple(lever for lever in found if lever.steps)


def _staff_steps(case: Case) -> Iterator[Step]:
    scale, points = case.rule_set.scale("staff_bands", case.on), staff_points(case)
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    if tech is None or not staff or not points.known:
        return
    reached = points.low
    for band in scale.above(points.low):
        needed = scale.least(band, staff)
        gained = scale.points(needed, staff)
        if needed > staff or gained <= reached:
            continue
        reached = gained
        text = msg(
            "科技人员由 {old} 人增至 {new} 人（职工总数 {staff} 人不变，占比 {before} % → {after} %，+{points} 分）",
            old=tech,
            new=needed,
            staff=staff,
            before=percent(tech, staff),
            after=percent(needed, staff),
            points=gained - points.low,
        )
        yield Step({"tech_staff": needed}, text)


def _rd_steps(case: Case) -> Iterator[Step]:
    points = rd_points(case).low
    for rise in rises(case):
        facts = {name: value for name, value in rise.after.facts.items() if case.facts.get(name) != value}
        yield Step(facts, _rd_text(case, rise.after, rise.more, rise.points - points))


def _rd_text(case: Case, after: Case, more: int, points: int) -> Text:
    ratio = rd_leader(after)
    figures = {
        "old": wan(case.whole("rd_spend") or 0),
        "new": wan(after.whole("rd_spend") or 0),
        "more": wan(more),
        "before": _share(ratio, case),
        "after": _share(ratio, after),
        "points": points,
    }
    if ratio is BY_REVENUE:
        return msg(
            "研发费用由 {old} 万元增至 {new} 万元（再增 {more} 万元，占销售收入 {before} % → {after} %，+{points} 分）",
            **figures,
        )
    return msg(
        "研发费用由 {old} 万元增至 {new} 万元"
        "（再增 {more} 万元并计入成本费用，占成本费用支出总额 {before} % → {after} %，+{points} 分）",
        **figures,
    )


def _share(ratio: RdRatio, case: Case) -> str:
    spend, base = case.whole("rd_spend"), ratio.base_of(case)
    assert spend is not None
    assert base
    return percent(spend, base)


_RIGHT_TEXTS = {
    "class1_ip": msg("再有 {more} 项Ⅰ类知识产权（由 {old} 项增至 {new} 项，+{points} 分）"),
    "class2_ip": msg("再有 {more} 项Ⅱ类知识产权（由 {old} 项增至 {new} 项，+{points} 分）"),
}


def _right_steps(case: Case, fact: str, parameter: str) -> Iterator[Step]:
    held, scale, points = case.whole(fact), case.rule_set.scale(parameter, case.on), ip_points(case)
    if held is None:
        return
    for band in scale.above(points.low):
        needed = scale.least(band)
        figures: dict[str, object] = {
            "more": needed - held,
            "old": held,
            "new": needed,
            "points": band.points - points.low,
        }
        yield Step({fact: needed}, Text(_RIGHT_TEXTS[fact].msgid, figures))
