"""The conditions that every regulation is made of: yes or no, at most, at least, at least a share, long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.wording import percent, share, wan, wan_up


class Unit(StrEnum):
    """What a figure is counted in."""

    WAN = "万元"
    PEOPLE = "人"
    ITEMS = "项"
    DAYS = "天"

    def show(self, figure: int) -> str:
        """A figure as a person reads it (money comes in 分)."""
        return wan(figure) if self is Unit.WAN else str(figure)

    def gap(self, figure: int) -> int | Decimal:
        """What is missing, money in 万元 rounded up to the second decimal."""
        return wan_up(figure) if self is Unit.WAN else figure


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """A condition answered by yes or no; `wanted` is the answer that satisfies it.

    `otherwise` is what the unwanted answer comes to: unmet, or conditional where the text leaves it to the officer.
    """

    fact: str
    article: str
    label: Text
    required: Text
    yes: Text
    no: Text
    wanted: bool = True
    role: Role = Role.REQUIRED
    otherwise: Outcome = Outcome.UNMET
    parameters: tuple[str, ...] = ()

    def finding(self, case: Case) -> Finding:
        """How the answer came out; without one it waits for data."""
        answer = case.answer(self.fact)
        if answer is None:
            outcome, actual = Outcome.NEEDS_DATA, UNKNOWN
        else:
            outcome = Outcome.MET if answer is self.wanted else self.otherwise
            actual = self.yes if answer else self.no
        return Finding(
            criterion=self.fact,
            label=self.label,
            article=self.article,
            role=self.role,
            outcome=outcome,
            required=self.required,
            actual=actual,
            note=case.doubt(*self.parameters),
            missing=case.missing(self.fact),
            sources=case.sources(self.fact),
            verified=case.verified(*self.parameters),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounded:
    """A figure with a limit of the rule set; the gap is in its unit."""

    criterion: str
    fact: str
    parameter: str
    article: str
    label: Text
    unit: Unit
    role: Role = Role.REQUIRED
    otherwise: Outcome = Outcome.UNMET

    def _finding(
        self, case: Case, holds: bool | None, required: Text, gap: int | None, *, over: bool = False
    ) -> Finding:
        """`gap` is how far the figure is off, in 分, persons or items; `over`: above the limit, not below it."""
        shown = None if gap is None else self.unit.gap(gap)
        words = {"gap": shown, "unit": self.unit.value}
        too_much = msg("超出 {gap} {unit}", **words) if over and gap is not None else None
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=self.role,
            outcome=outcome_of(holds, self.otherwise),
            required=required,
            actual=figure_words(case.whole(self.fact), self.unit),
            gap=shown,
            unit=self.unit.value,
            note=too_much or case.doubt(self.parameter),
            next_step=None if over or gap is None else msg("还差 {gap} {unit}", **words),
            missing=case.missing(self.fact),
            sources=case.sources(self.fact),
            verified=case.verified(self.parameter),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost(_Bounded):
    """A figure with its upper limit."""

    def finding(self, case: Case) -> Finding:
        """Whether the figure stays within its limit; the gap says by how much it does not."""
        limit, figure = case.rule_set.limit(self.parameter, case.on), case.whole(self.fact)
        allowed = None if figure is None else limit.allows_up_to(figure)
        words = {"limit": self.unit.show(limit.value), "unit": self.unit.value}
        required = msg("不超过 {limit} {unit}", **words) if limit.inclusive else msg("少于 {limit} {unit}", **words)
        gap = figure - limit.value if figure is not None and allowed is False else None
        return self._finding(case, allowed, required, gap, over=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast(_Bounded):
    """A figure with its lower limit."""

    def finding(self, case: Case) -> Finding:
        """Whether the figure reaches its limit; the gap says how much is missing."""
        limit, figure = case.rule_set.limit(self.parameter, case.on), case.whole(self.fact)
        reached = None if figure is None else limit.reached_by(figure)
        words = {"limit": self.unit.show(limit.value), "unit": self.unit.value}
        required = msg("不少于 {limit} {unit}", **words) if limit.inclusive else msg("多于 {limit} {unit}", **words)
        least = limit.value if limit.inclusive else limit.value + 1
        return self._finding(case, reached, required, least - figure if figure is not None and not reached else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAtLeast:
    """One figure over another with its least share; both in the same unit, the gap is in the part."""

    criterion: str
    part: str
    whole: str
    parameter: str
    article: str
    label: Text
    part_label: Text
    whole_label: Text
    unit: Unit
    role: Role = Role.REQUIRED
    otherwise: Outcome = Outcome.UNMET

    def finding(self, case: Case) -> Finding:
        """Whether the share is reached; over a whole of 0 there is no share and it is not."""
        limit = case.rule_set.share(self.parameter, case.on)
        part, whole = case.whole(self.part), case.whole(self.whole)
        gap, reached = None, None
        if part is not None and whole is not None:
            reached = whole > 0 and limit.reached_by(part, whole)
            gap = self.unit.gap(limit.least(whole) - part) if whole > 0 and not reached else None
        words = {"share": share(limit.value)}
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=self.role,
            outcome=outcome_of(reached, self.otherwise),
            required=msg("≥ {share} %", **words) if limit.inclusive else msg("> {share} %", **words),
            actual=self._actual(part, whole),
            gap=gap,
            unit=self.unit.value,
            note=case.doubt(self.parameter),
            next_step=None if gap is None else self._next(gap),
            missing=case.missing(self.part, self.whole),
            sources=case.sources(self.part, self.whole),
            verified=case.verified(self.parameter),
        )

    def _actual(self, part: int | None, whole: int | None) -> Text:
        if part is None or whole is None:
            return UNKNOWN
        return ratio_words(self.part_label, part, self.whole_label, whole, self.unit)

    def _next(self, gap: int | Decimal) -> Text:
        return msg(
            "{part}还差 {gap} {unit}（{whole}不变）",
            part=self.part_label,
            gap=gap,
            unit=self.unit.value,
            whole=self.whole_label,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredFor:
    """A least number of days from the registration to the day of assessment, as the difference of the two dates.

    Who was registered only after that day does not meet it either.
    """

    criterion: str
    parameter: str
    article: str
    label: Text
    fact: str = "registered_on"

    def finding(self, case: Case) -> Finding:
        """Whether the days are full, and from which day on they will be; the gap is in days."""
        limit, begun = case.rule_set.limit(self.parameter, case.on), case.day(self.fact)
        least = limit.value if limit.inclusive else limit.value + 1
        days = None if begun is None else (case.on - begun).days
        reached, step = None, None
        if begun is not None and days is not None:
            reached = days >= least
            step = None if reached else msg("自 {day} 起满 {days} 天", day=begun + timedelta(days=least), days=least)
        return Finding(
            criterion=self.criterion,
            label=self.label,
            article=self.article,
            role=Role.REQUIRED,
            outcome=outcome_of(reached),
            required=msg("注册满 {days} 天", days=least),
            actual=self._actual(case, begun, days),
            gap=least - days if days is not None and not reached else None,
            unit=Unit.DAYS.value,
            note=case.doubt(self.parameter),
            next_step=step,
            missing=case.missing(self.fact),
            sources=case.sources(self.fact),
            verified=case.verified(self.parameter),
        )

    def _actual(self, case: Case, begun: date | None, days: int | None) -> Text:
        if begun is None or days is None:
            return UNKNOWN
        if days < 0:
            return msg("{day} 注册成立，晚于评价日期", day=begun)
        return msg("{day} 注册成立，至 {on} 为 {days} 天", day=begun, on=case.on, days=days)


def outcome_of(holds: bool | None, otherwise: Outcome = Outcome.UNMET) -> Outcome:
    """A yes is met, a no comes to `otherwise`, an unknown waits for data."""
    if holds is None:
        return Outcome.NEEDS_DATA
    return Outcome.MET if holds else otherwise


def figure_words(figure: int | None, unit: Unit) -> Text:
    """A figure with its unit, or that it was not given."""
    return UNKNOWN if figure is None else msg("{figure} {unit}", figure=unit.show(figure), unit=unit.value)


def ratio_words(part_label: Text, part: int, whole_label: Text, whole: int, unit: Unit) -> Text:
    """A ratio with its two figures; without its value where the whole is not above 0."""
    words = {
        "part": part_label,
        "amount": unit.show(part),
        "unit": unit.value,
        "whole": whole_label,
        "base": unit.show(whole),
    }
    if whole <= 0:
        return msg("{part} {amount} {unit}，{whole} {base} {unit}，不能计算占比", **words)
    return msg("{part} {amount} {unit} ÷ {whole} {base} {unit} = {share} %", **words, share=percent(part, whole))
