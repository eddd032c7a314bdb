"""The smallest changes of a firm's figures that would satisfy 国科发政〔2017〕115号 art. 6(5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from registry.core.money import wan_to_fen
from registry.core.text import Text, msg
from registry.rules.scale import Limit, Scale
from registry.rules.tech_sme_facts import SmeFacts
from registry.rules.tech_sme_indicators import staff_points
from registry.rules.values import RuleSet
from registry.rules.wording import wan, wan_up


@dataclass(frozen=True, slots=True)
class Change:
    """One figure raised to `value` (分 for money)."""

    fact: str
    value: int
    text: Text


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together suffice, none of which could be smaller; `total` is the score they lead to."""

    changes: tuple[Change, ...]
    total: int

    def apply(self, facts: SmeFacts) -> SmeFacts:
        """The facts as they would be."""
        figures: dict[str, Any] = {change.fact: change.value for change in self.changes}
        return replace(facts, **figures)


@dataclass(frozen=True, slots=True)
class _Scales:
    staff: Scale
    by_revenue: Scale
    by_cost: Scale
    first: Scale
    second: Scale
    total: Limit
    nonzero: bool


_Rung = tuple[int, Change | None]
"""Points, and what leads to them."""


def remedies(facts: SmeFacts, *, on: date, rule_set: RuleSet, limit: int = 6) -> tuple[Remedy, ...]:
    """At most `limit` remedies, the ones with the fewest changes first; none where art. 6(5) is already satisfied.

    Only figures that are known are changed, an unknown one counts nothing, and all others stay as they are. They speak
    of the score alone: a firm that is too large, or barred by arts 6(1)-(4), is not helped by them.
    """
    scales = _scales(rule_set, on)
    ladders = [_staff_rungs(facts, scales), _rd_rungs(facts, scales), *_ip_rungs(facts, scales)]
    places = product(*(range(len(ladder)) for ladder in ladders))
    found = [_remedy(ladders, place) for place in places if _minimal(ladders, place, scales)]
    found.sort(key=lambda remedy: (len(remedy.changes), remedy.total, [change.fact for change in remedy.changes]))
    return tuple(remedy for remedy in found if remedy.changes)[:limit]


def _scales(rule_set: RuleSet, on: date) -> _Scales:
    rule_set.require_in_force(on)
    return _Scales(
        staff=rule_set.scale("staff_bands", on),
        by_revenue=rule_set.scale("rd_revenue_bands", on),
        by_cost=rule_set.scale("rd_cost_bands", on),
        first=rule_set.scale("ip_class1_bands", on),
        second=rule_set.scale("ip_class2_bands", on),
        total=rule_set.limit("pass_total", on),
        nonzero=rule_set.flag("staff_nonzero", on),
    )


def _total(ladders: list[list[_Rung]], place: tuple[int, ...]) -> tuple[int, int]:
    """The score and its staff part."""
    staff, rd, first, second = (ladder[index][0] for ladder, index in zip(ladders, place, strict=True))
    return staff + rd + max(first, second), staff


def _passes(ladders: list[list[_Rung]], place: tuple[int, ...], scales: _Scales) -> bool:
    total, staff = _total(ladders, place)
    return scales.total.reached_by(total) and (staff > 0 or not scales.nonzero)


def _minimal(ladders: list[list[_Rung]], place: tuple[int, ...], scales: _Scales) -> bool:
    """True where this passes and one rung less of anything would not; points only rise with the rungs."""
    return _passes(ladders, place, scales) and not any(_passes(ladders, lower, scales) for lower in _lowered(place))


def _lowered(place: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for position, index in enumerate(place):
        if index > 0:
            yield (*place[:position], index - 1, *place[position + 1 :])


def _remedy(ladders: list[list[_Rung]], place: tuple[int, ...]) -> Remedy:
    changes = (ladder[index][1] for ladder, index in zip(ladders, place, strict=True))
    return Remedy(tuple(change for change in changes if change is not None), _total(ladders, place)[0])


def _staff_rungs(facts: SmeFacts, scales: _Scales) -> list[_Rung]:
    points = staff_points(facts, scales.staff)
    rungs: list[_Rung] = [(points.low, None)]
    if facts.tech_staff is None or not facts.staff or not points.known:
        return rungs
    for band in scales.staff.above(points.low):
        needed = scales.staff.least(band, facts.staff)
        text = msg(
            "科技人员由 {old} 人增至 {new} 人（职工总数 {staff} 人不变）",
            old=facts.tech_staff,
            new=needed,
            staff=facts.staff,
        )
        _climb(rungs, scales.staff.points(needed, facts.staff), Change("tech_staff", needed, text))
    return rungs


def _rd_rungs(facts: SmeFacts, scales: _Scales) -> list[_Rung]:
    spend = facts.rd_spend
    bases = ((scales.by_revenue, facts.revenue), (scales.by_cost, facts.cost_expense_total))
    usable = [(scale, base) for scale, base in bases if base]
    if spend is None or not usable:
        return [(0, None)]
    rungs: list[_Rung] = [(max(scale.points(spend, base) for scale, base in usable), None)]
    edges = {scale.least(band, base) for scale, base in usable for band in scale.bands}
    for edge in sorted(edge for edge in edges if edge > spend):
        needed = spend + wan_to_fen(wan_up(edge - spend))
        text = msg("研发费用由 {old} 万元增至 {new} 万元（其他数据不变）", old=wan(spend), new=wan(needed))
        points = max(scale.points(needed, base) for scale, base in usable)
        _climb(rungs, points, Change("rd_spend", needed, text))
    return rungs


def _ip_rungs(facts: SmeFacts, scales: _Scales) -> tuple[list[_Rung], list[_Rung]]:
    """Class I and class II apart: they are two ways, not one ladder."""
    first = _count_rungs("class1_ip", facts.class1_ip, scales.first)
    second = _count_rungs("class2_ip", facts.class2_ip, scales.second)
    return first, second


_IP_TEXTS = {
    "class1_ip": msg("Ⅰ类知识产权由 {old} 项增至 {new} 项"),
    "class2_ip": msg("Ⅱ类知识产权由 {old} 项增至 {new} 项"),
}


def _count_rungs(fact: str, count: int | None, scale: Scale) -> list[_Rung]:
    if count is None:
        return [(0, None)]
    rungs: list[_Rung] = [(scale.points(count), None)]
    for band in scale.above(rungs[0][0]):
        needed = scale.least(band)
        text = Text(_IP_TEXTS[fact].msgid, {"old": count, "new": needed})
        _climb(rungs, band.points, Change(fact, needed, text))
    return rungs


def _climb(rungs: list[_Rung], points: int, change: Change) -> None:
    """Add a rung unless the one below already gives as much."""
    if points > rungs[-1][0]:
        rungs.append((points, change))
