"""R&D spending against income: in each of three years, or over the three years together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import ShareAtLeast, Unit, outcome_of, ratio_words
from registry.rules.findings import Finding, Role
from registry.rules.judging import Check, Get, State, cross
from registry.rules.scale import ShareLimit
from registry.rules.three_valued import all_of
from registry.rules.values import RuleSet
from registry.rules.vocabulary import yearly
from registry.rules.wording import percent, share, wan_up

RD = msg("最近一年研发费用")
_FULL_YEARS = 3
_MAIN = msg("主营业务收入")


def each_year(case: Case, base: str, parameter: str, article: str) -> Finding:
    """R&D ÷ `base` in each of the three years before `on`; the gap (万元) is that of the worst year."""
    limit = case.rule_set.share(parameter, case.on)
    names = [*zip(yearly("rd_hnte"), yearly(base), strict=True)]
    ratios = [(case.whole(spend), case.whole(whole)) for spend, whole in names]
    holds = [_reached(limit, spend, whole) for spend, whole in ratios]
    reached = all_of(holds)
    gap = _worst_gap(limit, ratios) if reached is False else None
    flat = [name for pair in names for name in pair]
    return Finding(
        criterion="rd_each_year",
        label=msg("近三年每年研发投入"),
        article=article,
        role=Role.REQUIRED,
        outcome=outcome_of(reached),
        required=msg("近三年每年研发费用占主营业务收入的比例均不低于 {share} %", share=share(limit.value)),
        actual=_each_year_words(case, ratios),
        gap=gap,
        unit=Unit.WAN.value,
        note=case.doubt(parameter),
        next_step=_each_year_step(case, holds, gap) if reached is False else None,
        missing=case.missing(*flat) if reached is None else (),
        sources=case.sources(*flat),
        verified=case.verified(parameter),
    )


def judge_each_year(rule_set: RuleSet, on: date, base: str, parameter: str) -> Check:
    """`each_year` without words."""
    names = [*zip(yearly("rd_hnte"), yearly(base), strict=True)]
    factor, portion, rest = cross(rule_set.share(parameter, on))

    def state(get: Get) -> State:
        found = State.MET
        for part_name, whole_name in names:
            part, whole = get(part_name), get(whole_name)
            if part is None or whole is None:
                found = State.MISSING
            elif whole <= 0 or part * factor < portion * whole + rest:
                return State.UNMET
        return found

    return state


def yearly_parts(case: Case, base: str, parameter: str, article: str) -> list[Finding]:
    """The ratio of each year with its figures, the last year first; the closed years have no next step."""
    years = zip(reversed(yearly("rd_hnte")), reversed(yearly(base)), reversed(_years(case)), strict=True)
    last, *closed = (_part(case, spend, whole, parameter, article, year) for spend, whole, year in years)
    return [last, *(replace(finding, next_step=None) for finding in closed)]


def _part(case: Case, spend: str, whole: str, parameter: str, article: str, year: int) -> Finding:
    return ShareAtLeast(
        criterion=f"{spend}_share",
        part=spend,
        whole=whole,
        parameter=parameter,
        article=article,
        label=msg("{year} 年研发投入占比", year=year),
        part_label=msg("研发费用"),
        whole_label=_MAIN,
        unit=Unit.WAN,
        role=Role.PART,
    ).finding(case)


def pooled(case: Case) -> tuple[int | None, int | None]:
    """R&D and sales of the three years together in 分; None where a year is unknown."""
    return _sum(case, yearly("rd_hnte")), _sum(case, yearly("revenue"))


def over_three_years(case: Case, parameter: str, article: str) -> Finding:
    """Three years' R&D ÷ three years' sales; the last year's sales alone decide which share is asked."""
    steps = case.rule_set.size_shares(parameter, case.on)
    size, (spend, sales) = case.whole("revenue"), pooled(case)
    asked = None if size is None else ShareLimit(steps.share(size), inclusive=True)
    reached = None if asked is None else _reached(asked, spend, sales)
    missing = case.missing(*yearly("rd_hnte"), *yearly("revenue"))
    gap = None
    if asked is not None and spend is not None and sales and reached is False:
        gap = wan_up(asked.least(sales) - spend)
    return Finding(
        criterion="rd_three_years",
        label=msg("近三年研发投入"),
        article=article,
        role=Role.REQUIRED,
        outcome=outcome_of(reached),
        required=_asked_words(asked, steps.lowest),
        actual=UNKNOWN if spend is None or sales is None else _ratio(spend, sales),
        gap=gap,
        unit=Unit.WAN.value,
        note=case.doubt(parameter),
        next_step=None if gap is None else msg("最近一年研发费用还差 {gap} 万元（其他数据不变）", gap=gap),
        missing=missing,
        sources=case.sources(*yearly("rd_hnte"), *yearly("revenue")),
        verified=case.verified(parameter),
    )


def judge_three_years(rule_set: RuleSet, on: date, parameter: str) -> Check:
    """`over_three_years` without words."""
    steps = rule_set.size_shares(parameter, on)
    bounds = {step.share: cross(ShareLimit(step.share, inclusive=True)) for step in steps.steps}
    spend_names, sales_names = yearly("rd_hnte"), yearly("revenue")

    def state(get: Get) -> State:
        spends, sales = [get(name) for name in spend_names], [get(name) for name in sales_names]
        if None in spends or None in sales:
            return State.MISSING
        whole = sum(sales)
        factor, portion, rest = bounds[steps.share(sales[-1])]
        return State.MET if whole > 0 and sum(spends) * factor >= portion * whole + rest else State.UNMET

    return state


def last_year_needed(case: Case, parameter: str) -> int | None:
    """The last year's R&D (分) with which the three years together reach their share; None where one is unknown."""
    size, (spend, sales), last = case.whole("revenue"), pooled(case), case.whole("rd_hnte")
    if size is None or spend is None or not sales or last is None:
        return None
    asked = ShareLimit(case.rule_set.size_shares(parameter, case.on).share(size), inclusive=True)
    return last + asked.least(sales) - spend


def _reached(limit: ShareLimit, spend: int | None, whole: int | None) -> bool | None:
    if spend is None or whole is None:
        return None
    return whole > 0 and limit.reached_by(spend, whole)


def _sum(case: Case, names: Iterable[str]) -> int | None:
    figures = [case.whole(name) for name in names]
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _years(case: Case) -> list[int]:
    """The three full years before `on`, as the figures of `yearly` lie."""
    return [case.on.year - back for back in range(_FULL_YEARS, 0, -1)]


def _worst_gap(limit: ShareLimit, ratios: list[tuple[int | None, int | None]]) -> Decimal | None:
    """What the year with the lowest share lacks; None where it had no income to measure by."""
    known = [(Fraction(spend, whole), spend, whole) for spend, whole in ratios if spend is not None and whole]
    lowest = min(known, default=None)
    if lowest is None or limit.reached_by(lowest[1], lowest[2]):
        return None
    return wan_up(limit.least(lowest[2]) - lowest[1])


def _each_year_words(case: Case, ratios: list[tuple[int | None, int | None]]) -> Text:
    first, second, third = (_year_words(spend, whole) for spend, whole in ratios)
    one, two, three = _years(case)
    return msg(
        "{one} 年 {first}，{two} 年 {second}，{three} 年 {third}{lowest}",
        one=one, first=first, two=two, second=second, three=three, third=third, lowest=_lowest_words(case, ratios),
    )  # fmt: skip


def _year_words(spend: int | None, whole: int | None) -> Text:
    if spend is None or whole is None:
        return UNKNOWN
    if whole <= 0:
        return msg("没有主营业务收入，不能计算占比")
    return msg("{share} %", share=percent(spend, whole))


def _lowest_words(case: Case, ratios: list[tuple[int | None, int | None]]) -> Text | str:
    known = [
        (Fraction(spend, whole), year)
        for (spend, whole), year in zip(ratios, _years(case), strict=True)
        if spend is not None and whole
    ]
    if len(known) < _FULL_YEARS or len({ratio for ratio, _year in known}) == 1:
        return ""
    return msg("（{year} 年最低）", year=min(known)[1])


def _each_year_step(case: Case, holds: list[bool | None], gap: Decimal | None) -> Text | None:
    """What to do about the years that fall short: only the last one can still be worked on."""
    closed = [year for year, held in zip(_years(case)[:-1], holds[:-1], strict=True) if held is False]
    if closed:
        return msg("{year} 年已结账，自 {free} 年起不再计入近三年", year=closed[-1], free=closed[-1] + _FULL_YEARS + 1)
    return None if gap is None else msg("最近一年研发费用还差 {gap} 万元（其他数据不变）", gap=gap)


def _asked_words(asked: ShareLimit | None, lowest: Fraction) -> Text:
    if asked is None:
        return msg("按最近一年销售收入分档，至少 {share} %", share=share(lowest))
    return msg("近三年研发费用总额占销售收入总额的比例不低于 {share} %", share=share(asked.value))


def _ratio(spend: int, sales: int) -> Text:
    return ratio_words(msg("近三年研发费用"), spend, msg("近三年销售收入"), sales, Unit.WAN)
