"""195号 三（七）1: intellectual property, at most 30 points, most of them the experts'."""

from __future__ import annotations

from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.hnte.items import Item, judged, least_in, next_band, points_words
from registry.rules.scale import Points, RangeScale
from registry.rules.three_valued import any_of

ARTICLE = "195号 三（七）1"
COUNTS = ("class1_ip", "class2_ip_unused")
_ONE = Fraction(1)


def property_items(case: Case) -> list[Item]:
    """The five items of the section, the experts' points in place of the ranges where given."""
    found = (
        _advancement(case),
        _core_support(case),
        _count(case),
        _acquisition(case),
        _standards(case),
    )
    return [judged(case, item) for item in found]


def _advancement(case: Case) -> Item:
    return expert_item(case, "ip_advancement", "expert_advancement", "advancement_max", msg("技术的先进程度"), ARTICLE)


def _core_support(case: Case) -> Item:
    return expert_item(
        case,
        "ip_core_support",
        "expert_core_support",
        "core_support_max",
        msg("对主要产品（服务）的核心支持作用"),
        ARTICLE,
    )


def expert_item(case: Case, criterion: str, expert: str, parameter: str, label: Text, article: str) -> Item:
    """An item that only experts score, from 0 to the value of `parameter`."""
    top = case.rule_set.limit(parameter, case.on).value
    return Item(
        criterion=criterion,
        label=label,
        article=article,
        expert=expert,
        points=Points(0, top),
        allowed=Points(0, top),
        top=top,
        required=msg("专家评分，0～{top} 分", top=top),
        actual=msg("待专家评分"),
        parameters=(parameter,),
        by_expert=True,
    )


def _count(case: Case) -> Item:
    first, second = (case.rule_set.ranges(f"ip_count_class{number}", case.on) for number in (1, 2))
    points = _class_points(case.whole("class1_ip"), first).better_of(_second_class(case, second))
    decided = bool(case.whole("class1_ip"))
    contradictory = not decided and _contradictory(case)
    gap, step = (None, None) if decided else _count_step(case, first, second)
    return Item(
        criterion="ip_count",
        label=msg("知识产权数量"),
        article=ARTICLE,
        expert="expert_ip_count",
        points=points,
        allowed=points,
        top=max(first.top, second.top),
        required=msg(
            "Ⅰ类 1 项以上得 {first}；Ⅱ类按项数分档，最高 {second} 分；Ⅱ类只能使用一次",
            first=points_words(first.points(_ONE)),
            second=second.top,
        ),
        actual=_count_words(case),
        facts=(*COUNTS, "class2_ip"),
        missing=() if decided else case.missing(*COUNTS),
        parameters=("ip_count_class1", "ip_count_class2"),
        note=msg("未使用过的Ⅱ类项数大于有效的Ⅱ类项数，请核对") if contradictory else None,
        next_step=step,
        gap=gap,
        unit="项",
        review=contradictory,
    )


def _class_points(count: int | None, scale: RangeScale) -> Points:
    return Points(0, scale.top) if count is None else scale.points(Fraction(count))


def _second_class(case: Case, scale: RangeScale) -> Points:
    """Class II counts once: only the rights not used before; there can be no more of them than there are rights."""
    unused, held = case.whole("class2_ip_unused"), case.whole("class2_ip")
    if unused is None:
        return Points(0, _class_points(held, scale).high)
    if held is None or not _contradictory(case):
        return _class_points(unused, scale)
    return Points(_class_points(held, scale).low, _class_points(unused, scale).high)


def _contradictory(case: Case) -> bool:
    unused, held = case.whole("class2_ip_unused"), case.whole("class2_ip")
    return unused is not None and held is not None and unused > held


def _count_words(case: Case) -> Text:
    shown = {name: case.whole(name) for name in COUNTS}
    first, second = (UNKNOWN if count is None else count for count in shown.values())
    return msg("Ⅰ类：{first}；未使用过的Ⅱ类：{second}", first=first, second=second)


def _count_step(case: Case, first: RangeScale, second: RangeScale) -> tuple[int | None, Text | None]:
    unused = case.whole("class2_ip_unused")
    if case.whole("class1_ip") is None or unused is None:
        return None, None
    top = points_words(first.points(_ONE))
    band = next_band(second, Fraction(unused))
    if band is None:
        return 1, msg("取得 1 项Ⅰ类知识产权，得 {points}", points=top)
    more = least_in(band) - unused
    text = msg(
        "再有 {count} 项未使用过的Ⅱ类知识产权，得 {points}；有 1 项Ⅰ类知识产权，得 {top}",
        count=more,
        points=points_words(Points(band.low, band.high)),
        top=top,
    )
    return more, text


def _acquisition(case: Case) -> Item:
    own, other = (case.rule_set.ranges(code, case.on) for code in ("acquisition_own", "acquisition_other"))
    usable, answer = _usable(case), case.answer("own_research_ip")
    points = _acquired(own, other, answer) if usable is not False else Points.exactly(0)
    if usable is None:
        points = Points(0, points.high)
    missing = () if usable is False else case.missing("own_research_ip", *(COUNTS if usable is None else ()))
    return Item(
        criterion="ip_acquisition",
        label=msg("知识产权获得方式"),
        article=ARTICLE,
        expert="expert_acquisition",
        points=points,
        allowed=points,
        top=max(own.top, other.top),
        required=msg(
            "有自主研发的得 {own}，仅有受让、受赠和并购等的得 {other}",
            own=points_words(own.points(_ONE)),
            other=points_words(other.points(_ONE)),
        ),
        actual=_acquisition_words(usable, answer),
        facts=("own_research_ip", *COUNTS),
        missing=missing,
        parameters=("acquisition_own", "acquisition_other"),
        by_expert=usable is not False,
    )


def _usable(case: Case) -> bool | None:
    counts = [case.whole(name) for name in COUNTS]
    return any_of(None if count is None else count > 0 for count in counts)


def _acquired(own: RangeScale, other: RangeScale, answer: bool | None) -> Points:
    if answer is not None:
        return (own if answer else other).points(_ONE)
    one, two = own.points(_ONE), other.points(_ONE)
    return Points(min(one.low, two.low), max(one.high, two.high))


def _acquisition_words(usable: bool | None, answer: bool | None) -> Text:
    if usable is False:
        return msg("没有可用于评价的知识产权")
    if answer is None:
        return UNKNOWN
    return msg("有自主研发取得的知识产权") if answer else msg("没有自主研发取得的知识产权")


def _standards(case: Case) -> Item:
    scale, answer = case.rule_set.ranges("standards_bonus", case.on), case.answer("standard_participation")
    points = scale.points(Fraction(int(answer))) if answer is not None else Points(0, scale.top)
    given = UNKNOWN if answer is None else msg("参与过") if answer else msg("没有参与")
    return Item(
        criterion="ip_standards",
        label=msg("参与编制标准（加分项）"),
        article=ARTICLE,
        expert="expert_standards",
        points=points,
        allowed=points,
        top=scale.top,
        required=msg(
            "参与编制国家标准、行业标准、检测方法、技术规范的加 {points}", points=points_words(scale.points(_ONE))
        ),
        actual=given,
        facts=("standard_participation",),
        missing=case.missing("standard_participation"),
        parameters=("standards_bonus",),
        by_expert=answer is not False,
    )
