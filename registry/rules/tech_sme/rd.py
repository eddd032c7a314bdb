"""国科发政〔2017〕115号 art. 7(2): R&D spending (50 points), by the better of two ratios, and what more of it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from registry.core.money import wan_to_fen
from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.scale import Band, Points, Scale
from registry.rules.scoring import Step, outcome_of, required_share
from registry.rules.wording import percent, wan, wan_up

_RD = "研发费用"
"""How the names of the cost items say that R&D is among them."""


@dataclass(frozen=True, slots=True)
class RdRatio:
    """R&D over one of the two bases that art. 7(2) offers."""

    criterion: str
    article: str
    base: str
    label: Text
    base_label: Text
    parameters: tuple[str, ...]

    def scale(self, case: Case) -> Scale:
        """The bands in force."""
        return case.rule_set.scale(self.parameters[0], case.on)

    def base_of(self, case: Case) -> int | None:
        """The denominator in 分."""
        return case.whole(self.base)

    def points(self, case: Case) -> Points:
        """Points of this ratio alone; a base of 0 allows no ratio and so gives none, however much was spent."""
        spend, base = case.whole("rd_spend"), self.base_of(case)
        if spend == 0 or base == 0:
            return Points.exactly(0)
        if spend is None or base is None:
            return Points(0, self.scale(case).top)
        return Points.exactly(self.scale(case).points(spend, base))

    def actual(self, case: Case) -> Text:
        """The ratio with its two figures, or which of them is not known."""
        spend, base = case.whole("rd_spend"), self.base_of(case)
        if spend is None:
            return msg("研发费用未填写")
        if base is None:
            return msg("研发费用 {spend} 万元，{base}未填写", spend=wan(spend), base=self.base_label)
        if base == 0:
            return msg("研发费用 {spend} 万元，{base}为 0", spend=wan(spend), base=self.base_label)
        return msg(
            "研发费用 {spend} 万元 ÷ {base} {amount} 万元 = {share} %",
            spend=wan(spend),
            base=self.base_label,
            amount=wan(base),
            share=percent(spend, base),
        )

    def finding(self, case: Case) -> Finding:
        """This ratio as a part of the R&D finding."""
        points, zero = self.points(case), self.base_of(case) == 0
        unusable = msg("{base}为 0，不能按这一口径计分", base=self.base_label)
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=Role.PART,
            outcome=Outcome.NOT_APPLICABLE if zero else outcome_of(points),
            required=required_share(self.scale(case)),
            actual=self.actual(case),
            points_low=points.low,
            points_high=points.high,
            points_max=self.scale(case).top,
            note=unusable if zero else case.doubt(*self.parameters),
            missing=() if points.known else case.missing("rd_spend", self.base),
            sources=case.sources("rd_spend", self.base),
            verified=case.verified(*self.parameters),
        )


BY_REVENUE = RdRatio(
    "rd_by_revenue", "7(2)(1)", "revenue", msg("研发费用占销售收入"), msg("销售收入"), ("rd_revenue_bands",)
)
BY_COST = RdRatio(
    "rd_by_cost",
    "7(2)(2)",
    "cost_expense_total",
    msg("研发费用占成本费用"),
    msg("成本费用支出总额"),
    ("rd_cost_bands", "cost_expense_items"),
)
RATIOS = (BY_REVENUE, BY_COST)


def rd_indicator(case: Case) -> Finding:
    """Art. 7(2): R&D spending, scored by whichever of the two ratios gives more."""
    points, leader = rd_points(case), rd_leader(case)
    step = _rd_step(case)
    return Finding(
        criterion="rd",
        label=msg("研发投入"),
        article="7(2)",
        role=Role.SCORED,
        outcome=outcome_of(points),
        required=msg("按占销售收入或占成本费用支出总额的比例计分，取较高的一项"),
        actual=leader.actual(case),
        gap=step.gap if step else None,
        unit="万元",
        points_low=points.low,
        points_high=points.high,
        points_max=max(ratio.scale(case).top for ratio in RATIOS),
        note=_rd_note(case, points),
        next_step=step.text if step else None,
        missing=() if points.known else case.missing("rd_spend", "revenue", "cost_expense_total"),
        sources=case.sources("rd_spend", leader.base),
        verified=case.verified(*leader.parameters),
    )


def rd_points(case: Case) -> Points:
    """Points of art. 7(2): the better of the two ratios."""
    return BY_REVENUE.points(case).better_of(BY_COST.points(case))


def rd_leader(case: Case) -> RdRatio:
    """The ratio that gives more; where they give the same, the one over sales."""
    return BY_COST if BY_COST.points(case).low > BY_REVENUE.points(case).low else BY_REVENUE


def rd_parts(case: Case) -> list[Finding]:
    """The two ratios of art. 7(2), each with the points it would give alone."""
    return [ratio.finding(case) for ratio in RATIOS]


def _rd_note(case: Case, points: Points) -> Text | None:
    spend, cost = case.whole("rd_spend"), case.whole("cost_expense_total")
    if case.whole("revenue") == 0 and cost == 0:
        return msg("销售收入和成本费用支出总额均为 0，两种口径都不能计分")
    if spend is not None and points.low < points.high:
        return msg("补全另一口径的数据后最高可得 {points} 分", points=points.high)
    if spend is not None and cost and spend > cost:
        return msg("研发费用大于成本费用支出总额，请核对")
    return None


def _rd_step(case: Case) -> Step | None:
    """The least extra R&D that gives more points by either ratio."""
    rise = next(rises(case), None)
    if rise is None:
        return None
    words = {"amount": wan_up(rise.more), "points": rise.points}
    if rise.after.whole("cost_expense_total") == case.whole("cost_expense_total"):
        return Step(wan_up(rise.more), msg("研发费用再增加 {amount} 万元（其他数据不变），得 {points} 分", **words))
    text = msg("研发费用再增加 {amount} 万元（同时计入成本费用支出总额，其他数据不变），得 {points} 分", **words)
    return Step(wan_up(rise.more), text)


@dataclass(frozen=True, slots=True)
class Rise:
    """`more` 分 of R&D (whole 0.01 万元), the firm after it, and the points of art. 7(2) it then has for certain."""

    more: int
    after: Case
    points: int


def rises(case: Case) -> Iterator[Rise]:
    """The least rises of R&D that give more points by either ratio, the smallest first; none of unknown spending.

    What is spent more is a cost too: it raises the total that it is measured against.
    """
    reached = rd_points(case).low
    for more in sorted(set(_increases(case, reached))):
        after = case.with_facts(_spending_more(case, more))
        points = rd_points(after).low
        if points > reached:
            reached = points
            yield Rise(more, after, points)


def _increases(case: Case, points: int) -> Iterator[int]:
    """分 to be spent more for each band of either ratio that gives more than `points`, in whole 0.01 万元."""
    spend = case.whole("rd_spend")
    if spend is None:
        return
    for ratio in RATIOS:
        base, scale = ratio.base_of(case), ratio.scale(case)
        grows = ratio is BY_COST and _cost_contains_rd(case)
        for band in scale.above(points) if base else ():
            assert base is not None
            least = _least_growth(band, spend, base, inclusive=scale.inclusive) if grows else None
            more = scale.least(band, base) - spend if not grows else least
            if more is not None and more > 0:
                yield wan_to_fen(wan_up(more))


def _least_growth(band: Band, part: int, whole: int, *, inclusive: bool) -> int | None:
    """The least x for which (part + x) ÷ (whole + x) reaches the band; None where no x does."""
    rest = 1 - band.at_least
    if rest <= 0:
        return None
    needed: Fraction = (band.at_least * whole - part) * Fraction(1, rest)
    floor = needed.numerator // needed.denominator
    return floor if inclusive and needed == floor else floor + 1


def _cost_contains_rd(case: Case) -> bool:
    return any(_RD in item for item in case.rule_set.names("cost_expense_items", case.on))


def _spending_more(case: Case, more: int) -> dict[str, int]:
    """The figures after `more` 分 of R&D; a cost total of 0 is no base and stays."""
    spend, cost = case.whole("rd_spend"), case.whole("cost_expense_total")
    assert spend is not None
    facts = {"rd_spend": spend + more}
    if cost and _cost_contains_rd(case):
        facts["cost_expense_total"] = cost + more
    return facts
