"""A rule set and its draft before one firm: how it stands under both, by each change alone, and how near to an edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.assessments import streams
from registry.assessments.pool import compares_years
from registry.assessments.streams import Firm, Kinds
from registry.rule_lab.models import Standing
from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.drafting import Changes, differences, moved, with_changes
from registry.rules.facts import EXACT_PLACES, Fact, facts_to_json, parse_facts
from registry.rules.judging import Judge, Judgement, is_ready
from registry.rules.values import RuleSet

STEPS = (1, 2, 3, 4, 5)
"""Percent by which a changed bound is moved to find the firms near to it, the widest last."""

_RANK = {standing: place for place, standing in enumerate(Standing)}


@dataclass(frozen=True)
class Verdicts:
    """How a firm stands. `alone` says it by changed parameter, `edge` names the bound it is near to, and its move."""

    before: Standing
    after: Standing
    alone: Mapping[str, int]
    edge: tuple[str, int] | None

    @property
    def change(self) -> int:
        """1 gains, -1 loses, 0 neither."""
        return difference(self.before, self.after)


@dataclass(frozen=True)
class _Side:
    """One set of values with everything bound; `kinds` is the place of its pair of kinds of rights."""

    judge: Judge
    kinds: int


class Trial:
    """`base` and its draft with `changes`, bound for the day `on`.

    Raises DomainError for changes that the rule set does not take, NotInForceError for a day it does not cover.
    """

    def __init__(self, base: RuleSet, changes: Changes, on: date) -> None:
        self.base, self.on = base, on
        self.draft = with_changes(base, changes, on)
        self.differences = differences(base, self.draft, on)
        self.fields = catalog.fact_fields(base.id)
        self._reads_years = compares_years(self.fields)
        self._kinds: list[Kinds] = [streams.CLASSES]
        self._before, self._after = self._side(base), self._side(self.draft)
        self._alone = {code: self._side(with_changes(base, {code: changes[code]}, on)) for code in changes}
        near = [one.code for one in self.differences if one.has_margin]
        self._moved = {
            (code, sign * step): [self._side(one) for one in moved(self.draft, code, on, sign * step)]
            for code in near
            for step in STEPS
            for sign in (1, -1)
        }
        self._near = near

    @property
    def kinds(self) -> Sequence[Kinds]:
        """The pairs of kinds of rights to count beside the usual one."""
        return self._kinds[1:]

    @property
    def judges(self) -> int:
        """How many judgements a firm takes, about: what a block of firms costs."""
        return 2 + len(self._alone) + 2 * len(self._near)

    def freeze(self, firm: Firm) -> dict[str, Any]:
        """What was read of the firm, as JSON: `before`, and under `after` what the draft counts otherwise."""
        before, after = (self._facts(firm, side) for side in (self._before, self._after))
        kept = facts_to_json(self.fields, {one.name: before.get(one.name) for one in self.fields}, {})
        other = [one for one in self.fields if after.get(one.name) != before.get(one.name)]
        return {"before": kept, "after": facts_to_json(other, after, {})}

    def cases(self, frozen: Mapping[str, Any]) -> tuple[Case, Case]:
        """The firm before the rule set and before its draft, from what `freeze` kept."""
        before, after = (
            parse_facts(self.fields, facts, places=EXACT_PLACES)[0]
            for facts in (frozen["before"], {**frozen["before"], **frozen["after"]})
        )
        return Case(before, self.base, self.on), Case(after, self.draft, self.on)

    def verdicts(self, firm: Firm) -> Verdicts:
        """How the firm stands."""
        before = self._standing(firm, self._before)
        if not self.differences:
            return Verdicts(before, before, {}, None)
        after = self._standing(firm, self._after)
        alone = {code: difference(before, self._standing(firm, side)) for code, side in self._alone.items()}
        return Verdicts(before, after, alone, self._edge(firm, after))

    def _edge(self, firm: Firm, after: Standing) -> tuple[str, int] | None:
        """The changed bound whose least move changes how the firm stands."""
        found: tuple[str, int] | None = None
        for code in self._near:
            for sign in (1, -1):
                if not self._turns(firm, after, code, sign * STEPS[-1]):
                    continue
                least = next(step for step in STEPS if self._turns(firm, after, code, sign * step))
                if found is None or least < abs(found[1]):
                    found = code, sign * least
        return found

    def _turns(self, firm: Firm, after: Standing, code: str, percent: int) -> bool:
        return any(self._standing(firm, side) is not after for side in self._moved[code, percent])

    def _side(self, rule_set: RuleSet) -> _Side:
        pair = streams.kinds_of(rule_set, self.on)
        if pair not in self._kinds:
            self._kinds.append(pair)
        return _Side(catalog.judge_by(rule_set, self.on), self._kinds.index(pair))

    def _facts(self, firm: Firm, side: _Side) -> Mapping[str, Fact]:
        return firm.facts(side.kinds, reads_years=self._reads_years)

    def _standing(self, firm: Firm, side: _Side) -> Standing:
        return standing(side.judge(self._facts(firm, side)))


def standing(judgement: Judgement) -> Standing:
    """What the judgement comes to."""
    if is_ready(judgement):
        return Standing.MET
    return Standing.UNMET if judgement.unmet else Standing.OPEN


def difference(before: Standing, after: Standing) -> int:
    """1 where a firm gains from `before` to `after`, -1 where it loses, 0 where it stands as before."""
    ranks = _RANK[before], _RANK[after]
    return (ranks[0] < ranks[1]) - (ranks[0] > ranks[1])
