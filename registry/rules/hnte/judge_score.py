"""195号 三（七） without words: the points certain and possible, and what the total comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias

from registry.rules.hnte.growth import is_settled, rate_of
from registry.rules.hnte.result_items import MANAGEMENT_CODES
from registry.rules.judging import Facts, Get, State, least
from registry.rules.scale import RangeScale
from registry.rules.values import RuleSet

Years: TypeAlias = tuple[str, ...]
"""Suffixes of the yearly facts that count, oldest first."""
Worth: TypeAlias = tuple[int, int, int, int, bool]
"""Points certain and possible, the fewest and the most that an expert may give, whether data are missing."""
Item: TypeAlias = Callable[[Get, Years], Worth]
Banded: TypeAlias = Callable[[int, int], tuple[int, int]]
Total: TypeAlias = tuple[int, int, State, int | None]

_UNKNOWN_SECOND = ("class1_ip", "class2_ip_unused")


def score(rule_set: RuleSet, on: date) -> Callable[[Facts, Years], Total]:
    """Points certain and possible, the state of art. 11(7), and how many points are missing even at the best."""
    rights = {
        "expert_ip_count": _count(rule_set, on),
        "expert_acquisition": _acquisition(rule_set, on),
        "expert_standards": _standards(rule_set, on),
        **{f"expert_{code}": _free(rule_set, on, code) for code in ("advancement", "core_support")},
    }
    others = {
        "expert_transformation": _transformation(rule_set, on),
        **{f"expert_growth_{figure}": _growth(rule_set, on, figure) for figure in ("net_assets", "revenue")},
        **{f"expert_{code}": _free(rule_set, on, code) for code in MANAGEMENT_CODES},
    }
    experts = frozenset((*rights, *others))
    cap, passing = rule_set.limit("ip_section_max", on).value, least(rule_set.limit("score_pass", on))

    def total(facts: Facts, years: Years) -> Total:
        get = facts.get
        first = [item(get, years) for item in rights.values()]
        second = [item(get, years) for item in others.values()]
        if not experts.isdisjoint(facts):
            first = [_heard(found, get(expert)) for expert, found in zip(rights, first, strict=True)]
            second = [_heard(found, get(expert)) for expert, found in zip(others, second, strict=True)]
        low = min(cap, sum([one[0] for one in first])) + sum([one[0] for one in second])
        high = min(cap, sum([one[1] for one in first])) + sum([one[1] for one in second])
        return low, high, *_state(low, high, passing, first + second)

    return total


def _state(low: int, high: int, passing: int, items: Sequence[Worth]) -> tuple[State, int | None]:
    if low >= passing:
        return State.MET, None
    if high >= passing:
        return State.MISSING if any(one[4] for one in items) else State.LEFT, None
    withheld = sum([one[3] - one[1] for one in items])
    return (State.LEFT, None) if high + withheld >= passing else (State.UNMET, passing - high)


def _heard(found: Worth, given: int | None) -> Worth:
    """`items.judged`: the expert's points where they were given and may be given."""
    if given is None or not found[2] <= given <= found[3]:
        return found
    return given, given, given, given, False


def _free(rule_set: RuleSet, on: date, code: str) -> Item:
    """An item that only experts score."""
    top = rule_set.limit(f"{code}_max", on).value
    worth = (0, top, 0, top, False)
    return lambda _get, _years: worth


def _count(rule_set: RuleSet, on: date) -> Item:
    first, second = (rule_set.ranges(f"ip_count_class{number}", on) for number in (1, 2))
    first_worth, second_worth, first_top, second_top = _banded(first), _banded(second), first.top, second.top

    def worth(get: Get, years: Years) -> Worth:
        held, class_two, unused = get("class1_ip"), get("class2_ip"), get("class2_ip_unused")
        low, high = (0, first_top) if held is None else first_worth(held, 1)
        if unused is None:
            other = (0, second_top if class_two is None else second_worth(class_two, 1)[1])
        else:
            other = second_worth(unused, 1)
            if class_two is not None and unused > class_two:
                other = (second_worth(class_two, 1)[0], other[1])
        low, high = max(low, other[0]), max(high, other[1])
        return low, high, low, high, not held and (held is None or unused is None)

    return worth


def _acquisition(rule_set: RuleSet, on: date) -> Item:
    own, other = (_banded(rule_set.ranges(code, on))(1, 1) for code in ("acquisition_own", "acquisition_other"))
    either = min(own[0], other[0]), max(own[1], other[1])

    def worth(get: Get, years: Years) -> Worth:
        counts, answer = [get(name) for name in _UNKNOWN_SECOND], get("own_research_ip")
        if not any(counts) and None not in counts:
            return 0, 0, 0, 0, False
        low, high = either if answer is None else own if answer else other
        if not any(counts):
            return 0, high, 0, high, True
        return low, high, low, high, answer is None

    return worth


def _standards(rule_set: RuleSet, on: date) -> Item:
    scale = rule_set.ranges("standards_bonus", on)
    banded, top = _banded(scale), scale.top
    unknown = (0, top, 0, top, True)
    answers = {answer: (*banded(int(answer), 1) * 2, False) for answer in (True, False)}

    def worth(get: Get, years: Years) -> Worth:
        answer = get("standard_participation")
        return unknown if answer is None else answers[answer]

    return worth


def _transformation(rule_set: RuleSet, on: date) -> Item:
    scale = rule_set.ranges("transformation_bands", on)
    banded, top, lowest = _banded(scale), scale.top, scale.bands[-1]
    silent = rule_set.flag("transformation_below_one", on)

    def worth(get: Get, years: Years) -> Worth:
        counts = [get("transformations" + year) for year in years]
        done, over = sum([count for count in counts if count]), len(years)
        low, high = banded(done, over)
        if None in counts:
            return low, top, low, top, True
        if silent and done > 0 and done * lowest.edge.denominator < lowest.edge.numerator * over:
            return low, high, 0, lowest.high, False
        return low, high, low, high, False

    return worth


def _growth(rule_set: RuleSet, on: date, figure: str) -> Item:
    scale = rule_set.ranges("growth_bands", on)
    banded, top, silent = _banded(scale), scale.top, rule_set.flag("growth_negative", on)
    unknown, by_expert = (0, top, 0, top, True), (0, top, 0, top, False)

    def worth(get: Get, years: Years) -> Worth:
        figures = [get(figure + year) for year in years]
        if None in figures:
            if not is_settled(figures):
                return unknown
            figures = [amount or 0 for amount in figures]
        above, below = rate_of(figures)
        if above > 0 and silent and min(figures) < 0:
            return by_expert
        low, high = banded(above, below)
        return low, high, low, high, False

    return worth


def _banded(scale: RangeScale) -> Banded:
    """`scale.points` for numerator ÷ denominator (above 0), the bands bound."""
    bands = tuple(_bound(scale))

    def points(numerator: int, denominator: int) -> tuple[int, int]:
        for factor, portion, rest, worth in bands:
            if numerator * factor >= portion * denominator + rest:
                return worth
        return 0, 0

    return points


def _bound(scale: RangeScale) -> Iterable[tuple[int, int, int, tuple[int, int]]]:
    for band in scale.bands:
        yield band.edge.denominator, band.edge.numerator, 0 if band.inclusive else 1, (band.low, band.high)
