"""What a leading firm must be beside its research: its place in the market, its sales, its growth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import AtLeast, Unit, outcome_of
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.judging import Check, Get, State, greatest, least
from registry.rules.three_valued import any_of
from registry.rules.values import RuleSet
from registry.rules.zhejiang.shared import part_within, softly

_RANKS = (("market_rank_national", "rank_national_max"), ("market_rank_global", "rank_global_max"))
_SALES = msg("年销售收入")


def market_rank(case: Case, article: str) -> Finding:
    """In the country or in the world, either suffices; places count from 1, so that a 0 is no place."""
    ranks = [case.whole(fact) for fact, _code in _RANKS]
    limits = [case.rule_set.limit(code, case.on) for _fact, code in _RANKS]
    near = [limit.allows_up_to(rank) if rank else None for rank, limit in zip(ranks, limits, strict=True)]
    reached = any_of(near)
    no_place = reached is None and 0 in ranks
    facts, codes = zip(*_RANKS, strict=True)
    return Finding(
        criterion="market_rank",
        label=msg("市场占有率排名"),
        article=article,
        role=Role.REQUIRED,
        outcome=Outcome.NEEDS_REVIEW if no_place else outcome_of(reached),
        required=msg(
            "主导产品市场占有率国内前 {national} 或全球前 {world}", national=limits[0].value, world=limits[1].value
        ),
        actual=msg("国内：{national}；全球：{world}", national=_place(ranks[0]), world=_place(ranks[1])),
        note=msg("名次从 1 起，填 0 的请核对") if no_place else case.doubt(*codes),
        missing=case.missing(*facts) if reached is None and not no_place else (),
        sources=case.sources(*facts),
        verified=case.verified(*codes),
    )


def judge_market_rank(rule_set: RuleSet, on: date) -> Check:
    """`market_rank` without words."""
    bounds = [(fact, greatest(rule_set.limit(code, on))) for fact, code in _RANKS]

    def state(get: Get) -> State:
        ranks = [get(fact) for fact, _most in bounds]
        if any(rank and rank <= most for rank, (_fact, most) in zip(ranks, bounds, strict=True)):
            return State.MET
        if 0 in ranks:
            return State.LEFT
        return State.MISSING if None in ranks else State.UNMET

    return state


def sales(case: Case, article: str) -> Finding:
    """Sales of a size, less of them in the industries of the future; below it the officer decides."""
    usual, future = (_sales_condition(code, article) for code in ("revenue_min", "revenue_future_min"))
    answer = case.answer("future_industry")
    finding = (future if answer else usual).finding(case)
    undecided = finding.outcome is Outcome.CONDITIONAL and future.finding(case).outcome is Outcome.MET
    if answer is None and undecided:
        return replace(
            finding,
            outcome=Outcome.NEEDS_DATA,
            gap=None,
            next_step=msg("请填写是否属于未来产业"),
            missing=case.missing("future_industry"),
        )
    return softly(finding, msg("销售收入为“原则上”要求，由审核人把握"))


def judge_sales(rule_set: RuleSet, on: date) -> Check:
    """`sales` without words."""
    usual, future = (least(rule_set.limit(code, on)) for code in ("revenue_min", "revenue_future_min"))

    def state(get: Get) -> State:
        revenue, answer = get("revenue"), get("future_industry")
        if revenue is None:
            return State.MISSING
        if revenue >= (future if answer else usual):
            return State.MET
        return State.MISSING if answer is None and revenue >= future else State.LEFT

    return state


def growth(case: Case, article: str) -> Finding:
    """How many of the five figures grew faster than the province's GDP; more than all of them cannot be."""
    condition = AtLeast(
        criterion="growth_items",
        fact="growth_items",
        parameter="growth_items_min",
        article=article,
        label=msg("增速高于全省 GDP 的指标"),
        unit=Unit.ITEMS,
    )
    all_items = case.rule_set.limit("growth_items_all", case.on).value
    finding = replace(condition.finding(case), required=_growth_words(case, all_items))
    note = msg("指标一共 {count} 项，填报数大于总数，请核对", count=all_items)
    return part_within(finding, case.whole("growth_items"), all_items, note)


def judge_growth(rule_set: RuleSet, on: date) -> Check:
    """`growth` without words."""
    most = rule_set.limit("growth_items_all", on).value
    enough = least(rule_set.limit("growth_items_min", on))

    def state(get: Get) -> State:
        items = get("growth_items")
        if items is None:
            return State.MISSING
        return State.LEFT if items > most else State.MET if items >= enough else State.UNMET

    return state


def _growth_words(case: Case, all_items: int) -> Text:
    return msg(
        "研发费用、销售收入、纳税额、净利润、高新技术投资 {all} 项中，不少于 {least} 项近三年平均增速高于全省 GDP 增速",
        all=all_items,
        least=case.rule_set.limit("growth_items_min", case.on).value,
    )


def _sales_condition(parameter: str, article: str) -> AtLeast:
    return AtLeast(
        criterion="revenue",
        fact="revenue",
        parameter=parameter,
        article=article,
        label=_SALES,
        unit=Unit.WAN,
        otherwise=Outcome.CONDITIONAL,
    )


def _place(rank: int | None) -> Text:
    return msg("第 {rank} 名", rank=rank) if rank else UNKNOWN
