"""国科发火〔2016〕32号 art. 11(7): the innovation score, a range as long as experts or figures leave it open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.hnte.items import Item, points_words, range_outcome, total_of
from registry.rules.hnte.property_items import ARTICLE as PROPERTY
from registry.rules.hnte.property_items import property_items
from registry.rules.hnte.result_items import GROWTH, MANAGEMENT, growth_items, management_items, transformation_item
from registry.rules.scale import Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the score: its items, and the most that counts of them together."""

    criterion: str
    label: Text
    article: str
    items: tuple[Item, ...]
    cap: int

    @property
    def points(self) -> Points:
        """What the items come to, capped."""
        return total_of(self.items, self.cap)

    @property
    def alone(self) -> bool:
        """True where the section is its only item."""
        return len(self.items) == 1

    def findings(self, case: Case) -> list[Finding]:
        """The section, and the items it is made of."""
        if self.alone:
            return [self.items[0].finding(case, Role.SCORED)]
        return [self._finding(case), *(item.finding(case, Role.PART) for item in self.items)]

    def _finding(self, case: Case) -> Finding:
        missing = _missing(self.items)
        review = any(item.review for item in self.items)
        parts = "＋".join(str(item.points.low) for item in self.items)
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=Role.SCORED,
            outcome=Outcome.NEEDS_REVIEW if review else range_outcome(self.points, missing=bool(missing)),
            required=msg("满分 {top} 分", top=self.cap),
            actual=msg("各项最低 {parts}，合计 {points}", parts=parts, points=points_words(self.points)),
            points_low=self.points.low,
            points_high=self.points.high,
            points_max=self.cap,
            missing=missing,
            sources=case.sources(*(name for item in self.items for name in (*item.facts, item.expert))),
        )


def sections(case: Case) -> tuple[Section, ...]:
    """The four parts of the score."""
    transformation = transformation_item(case)
    management, growth = tuple(management_items(case)), tuple(growth_items(case))
    return (
        Section(
            criterion="score_ip",
            label=msg("知识产权"),
            article=PROPERTY,
            items=tuple(property_items(case)),
            cap=case.rule_set.limit("ip_section_max", case.on).value,
        ),
        Section(
            criterion=transformation.criterion,
            label=transformation.label,
            article=transformation.article,
            items=(transformation,),
            cap=transformation.top,
        ),
        Section(
            criterion="score_management",
            label=msg("研究开发组织管理水平"),
            article=MANAGEMENT,
            items=management,
            cap=sum(item.top for item in management),
        ),
        Section(
            criterion="score_growth",
            label=msg("企业成长性"),
            article=GROWTH,
            items=growth,
            cap=sum(item.top for item in growth),
        ),
    )


def score_total(parts: tuple[Section, ...]) -> Points:
    """The sum of the sections."""
    return Points(sum(part.points.low for part in parts), sum(part.points.high for part in parts))


def score_finding(case: Case, parts: tuple[Section, ...]) -> Finding:
    """Art. 11(7): more than 70 points; says how many of the experts' points that takes."""
    limit = case.rule_set.limit("score_pass", case.on)
    least, total = limit.value if limit.inclusive else limit.value + 1, score_total(parts)
    outcome = _outcome(parts, total, least)
    items = [item for part in parts for item in part.items]
    return Finding(
        criterion="score_total",
        label=msg("创新能力评价得分"),
        article="11(7)",
        role=Role.REQUIRED,
        outcome=outcome,
        required=msg("总分达到 {least} 分（满分 {top} 分）", least=least, top=sum(part.cap for part in parts)),
        actual=_words(parts, total),
        gap=least - total.high if outcome is Outcome.UNMET else None,
        unit="分",
        points_low=total.low,
        points_high=total.high,
        points_max=sum(part.cap for part in parts),
        note=_withheld_note(outcome, total, least),
        next_step=_experts_needed(parts, least) if total.low < least <= total.high else None,
        missing=() if outcome in {Outcome.MET, Outcome.UNMET} else _missing(items),
        verified=case.verified("score_pass"),
    )


def _withheld_note(outcome: Outcome, total: Points, least: int) -> Text | None:
    if outcome is Outcome.NEEDS_REVIEW and total.high < least:
        return msg("有评分项没有明文规定，由专家核定后可能达到合格分")
    return None


def _outcome(parts: tuple[Section, ...], total: Points, least: int) -> Outcome:
    items = [item for part in parts for item in part.items]
    if total.low >= least:
        return Outcome.MET
    if total.high >= least:
        return Outcome.NEEDS_DATA if _missing(items) else Outcome.NEEDS_REVIEW
    withheld = sum(item.allowed.high - item.points.high for item in items)
    return Outcome.NEEDS_REVIEW if total.high + withheld >= least else Outcome.UNMET


def _words(parts: tuple[Section, ...], total: Points) -> Text:
    words = {part.criterion.removeprefix("score_"): points_words(part.points) for part in parts}
    return msg(
        "知识产权 {ip}，成果转化 {transformation}，组织管理 {management}，成长性 {growth}，合计 {total}",
        **words,
        total=points_words(total),
    )


def _experts_needed(parts: tuple[Section, ...], least: int) -> Text | None:
    """The points that the experts' items must reach: with the other items at their lowest, else at their highest."""
    if _missing(item for part in parts for item in part.items):
        return None
    settled, room = _settled(parts, high=False)
    if least - settled <= room:
        return msg(
            "其余各项按最低 {settled} 分计，专家评分部分至少需 {needed}/{room} 分",
            settled=settled,
            needed=least - settled,
            room=room,
        )
    settled, room = _settled(parts, high=True)
    if 0 < least - settled <= room:
        return msg(
            "其余各项取最高 {settled} 分时，专家评分部分至少需 {needed}/{room} 分",
            settled=settled,
            needed=least - settled,
            room=room,
        )
    return None


def _settled(parts: tuple[Section, ...], *, high: bool) -> tuple[int, int]:
    """Points of the items that are not the experts' free choice, and how many the experts can still add."""
    settled, room = 0, 0
    for part in parts:
        own = [item for item in part.items if not item.by_expert]
        free = [item for item in part.items if item.by_expert]
        points = total_of(own, part.cap)
        base = points.high if high else points.low
        settled += base
        room += min(total_of(free).high, part.cap - base)
    return settled, room


def _missing(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in items for name in item.missing))
