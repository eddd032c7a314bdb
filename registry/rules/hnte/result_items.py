"""195号 三（七）2 to 4: transformation of results (30), management of R&D (20), growth (20)."""

from __future__ import annotations

from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.hnte.facts import yearly_names
from registry.rules.hnte.growth import Growth, growth, is_settled
from registry.rules.hnte.items import Item, judged, least_in, next_band, points_words
from registry.rules.hnte.property_items import expert_item
from registry.rules.hnte.ratios import plain
from registry.rules.scale import Points, RangeScale

TRANSFORMATION = "195号 三（七）2"
MANAGEMENT = "195号 三（七）3"
GROWTH = "195号 三（七）4"

_MANAGEMENT = (
    ("rd_system", msg("研究开发的组织管理制度")),
    ("rd_institution", msg("研发机构、科研条件与产学研合作")),
    ("incentives", msg("成果转化激励与开放式创新平台")),
    ("talent", msg("科技人员培养与绩效奖励")),
)
MANAGEMENT_CODES = tuple(code for code, _label in _MANAGEMENT)
"""The items that only experts score."""


def transformation_item(case: Case) -> Item:
    """Results turned to use, by the yearly mean over the years that count."""
    scale = case.rule_set.ranges("transformation_bands", case.on)
    names = yearly_names(case, "transformations")
    known = [count for name in names if (count := case.whole(name)) is not None]
    missing, mean = case.missing(*names), Fraction(sum(known), len(names))
    points = Points(scale.points(mean).low, scale.top) if missing else scale.points(mean)
    silent = not missing and _is_silent(case, scale, mean)
    gap, step = (None, None) if missing else _transformation_step(scale, sum(known), len(names))
    item = Item(
        criterion="score_transformation",
        label=msg("科技成果转化能力"),
        article=TRANSFORMATION,
        expert="expert_transformation",
        points=points,
        allowed=Points(0, scale.bands[-1].high) if silent else points,
        top=scale.top,
        required=msg("按近三年年平均转化项数分档，满分 {top} 分", top=scale.top),
        actual=UNKNOWN if missing else _mean_words(sum(known), len(names)),
        facts=names,
        missing=missing,
        parameters=("transformation_bands", "transformation_below_one") if silent else ("transformation_bands",),
        next_step=step,
        gap=gap,
        unit="项",
        review=silent,
    )
    return judged(case, item)


def _is_silent(case: Case, scale: RangeScale, mean: Fraction) -> bool:
    """Some results, but fewer than the lowest band begins with: the table has no line for that."""
    return 0 < mean < scale.bands[-1].edge and case.rule_set.flag("transformation_below_one", case.on)


def _mean_words(total: int, years: int) -> Text:
    return msg(
        "{total} 项 ÷ {years} 年 = 年平均 {mean} 项", total=total, years=years, mean=plain(Fraction(total, years))
    )


def _transformation_step(scale: RangeScale, total: int, years: int) -> tuple[int | None, Text | None]:
    band = next_band(scale, Fraction(total, years))
    if band is None:
        return None, None
    more = least_in(band, years) - total
    words = points_words(Points(band.low, band.high))
    return more, msg(
        "再转化 {count} 项成果，年平均达到 {edge} 项，得 {points}", count=more, edge=band.edge, points=words
    )


def management_items(case: Case) -> list[Item]:
    """How R&D is organised: the experts' alone."""
    return [
        judged(case, expert_item(case, code, f"expert_{code}", f"{code}_max", label, MANAGEMENT))
        for code, label in _MANAGEMENT
    ]


def growth_items(case: Case) -> list[Item]:
    """Growth of net assets and of sales, each up to half of the section."""
    return [
        judged(case, _growth_item(case, "net_assets", msg("净资产增长率"))),
        judged(case, _growth_item(case, "revenue", msg("销售收入增长率"))),
    ]


def _growth_item(case: Case, figure: str, label: Text) -> Item:
    scale, names = case.rule_set.ranges("growth_bands", case.on), yearly_names(case, figure)
    figures = [case.whole(name) for name in names]
    missing, found = case.missing(*names), None
    if is_settled(figures):
        missing, found = (), growth([amount or 0 for amount in figures])
    points = Points(0, scale.top) if found is None else scale.points(found.rate)
    silent = found is not None and _is_doubtful(case, found)
    if silent:
        points = Points(0, scale.top)
    return Item(
        criterion=f"growth_{figure}",
        label=label,
        article=GROWTH,
        expert=f"expert_growth_{figure}",
        points=points,
        allowed=points,
        top=scale.top,
        required=msg("按增长率分档，满分 {top} 分，不大于 0 的得 0 分", top=scale.top),
        actual=UNKNOWN if found is None else found.words,
        facts=names,
        missing=missing,
        parameters=_growth_parameters(found, len(names), silent=silent),
        review=silent,
    )


def _is_doubtful(case: Case, found: Growth) -> bool:
    return found.negative and found.rate > 0 and case.rule_set.flag("growth_negative", case.on)


def _growth_parameters(found: Growth | None, years: int, *, silent: bool) -> tuple[str, ...]:
    """The parameters whose doubts touch this very result."""
    if found is None:
        return ()
    if silent or found.negative:
        return ("growth_negative",)
    if years < 3:
        return ("growth_short_history",)
    return ("growth_bands",) if found.rate == 0 else ()
