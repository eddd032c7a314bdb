"""Gaps solved backwards: the smallest changes of a firm's figures after which a rule set lets it pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from registry.core.text import Text
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Finding, Outcome, Role, Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of which facts (several where one figure is part of another), and the same in words."""

    facts: Mapping[str, Fact]
    text: Text


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that a firm can do, in steps each of which is more than the one before.

    A further step never makes another condition worse. Levers come in the order in which they would be pulled: the
    steps of a later one are asked for again once an earlier one has changed the figures.
    """

    code: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WayUp:
    """Steps that together suffice, none of which can be left out or be smaller; `effort` counts the rungs climbed.

    `assessment` is what the changed figures really come to; `score_before` and `score_after` are points, None where
    the rule set gives none.
    """

    levers: tuple[str, ...]
    steps: tuple[Step, ...]
    effort: int
    score_before: int | None
    assessment: Assessment

    @property
    def score_after(self) -> int | None:
        """The points that are certain after the change."""
        return self.assessment.score_low


@dataclass(frozen=True, slots=True)
class WaysUp:
    """All that can be said about the way of one firm.

    `ready`: nothing needs to be done. `blocked`: conditions that are not met and that no lever can change; then no way
    is offered. `waiting`: conditions to be cleared first, because no way leads up over the known figures alone. With
    none of these the firm needs more than two changes at once.
    """

    ready: bool
    ways: tuple[WayUp, ...] = ()
    blocked: tuple[Finding, ...] = ()
    waiting: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts to be given first, each once."""
        return tuple(dict.fromkeys(name for finding in self.waiting for name in finding.missing))

    @property
    def needs_more(self) -> bool:
        """True where only three or more changes together would do."""
        return not (self.ready or self.ways or self.blocked or self.waiting)


Assess: TypeAlias = Callable[[Case], Assessment]
Levers: TypeAlias = Callable[[Case], tuple[Lever, ...]]
_EXPERT = frozenset({Outcome.NEEDS_REVIEW, Outcome.CONDITIONAL})


def ready(assessment: Assessment) -> bool:
    """True where it passes, or where only experts or the officer have yet to speak.

    A rule set in which one of several alternatives must hold says so by a required finding of its own.
    """
    if assessment.verdict is not Verdict.UNDETERMINED:
        return assessment.verdict is Verdict.PASS
    outcomes = {finding.outcome for finding in assessment.findings if finding.role is Role.REQUIRED}
    return bool(outcomes & _EXPERT) and not outcomes & {Outcome.UNMET, Outcome.NEEDS_DATA}


def ways_up(case: Case, assess: Assess, levers: Levers, *, limit: int = 6) -> WaysUp:
    """At most `limit` ways: first the single steps that suffice, then pairs of which neither step would suffice alone.

    Among each the least effort comes first.

    Every way was assessed with the changed figures. Raises NotInForceError as `assess` does.
    """
    before = assess(case)
    if ready(before):
        return WaysUp(ready=True)
    offered = levers(case)
    best = assess(_all_pulled(case, offered, levers))
    if best.verdict is Verdict.FAIL:
        return WaysUp(ready=False, blocked=_blocked(before, best))
    if not ready(best):
        return WaysUp(ready=False, waiting=_waiting(best))
    search = _Search(case, assess, levers, before.score_low)
    singles = search.singles(offered)
    pairs = search.pairs(offered, singles) if len(singles) < limit else []
    ways = (*sorted(singles, key=_effort), *sorted(pairs, key=_effort))
    return WaysUp(ready=False, ways=ways[:limit])


def _effort(way: WayUp) -> tuple[int, int]:
    return way.effort, way.score_after or 0


@dataclass(frozen=True, slots=True)
class _Search:
    case: Case
    assess: Assess
    levers: Levers
    score_before: int | None

    def singles(self, offered: Iterable[Lever]) -> list[WayUp]:
        """Of each lever the smallest step that suffices alone."""
        found = []
        for lever in offered:
            for position, step in enumerate(lever.steps):
                reached = self._reached(step)
                if reached is not None:
                    found.append(self._way((lever.code,), (step,), position + 1, reached))
                    break
        return found

    def pairs(self, offered: tuple[Lever, ...], singles: Iterable[WayUp]) -> list[WayUp]:
        """Steps of two levers, both below the step that suffices alone."""
        enough = {way.levers[0]: way.effort - 1 for way in singles}
        short = [Lever(lever.code, lever.steps[: enough.get(lever.code)]) for lever in offered]
        needed = {lever.code for lever in offered if not self._enough(other for other in offered if other != lever)}
        return [
            way
            for first, second in combinations(short, 2)
            if needed <= {first.code, second.code}
            for way in self._pair(first, second)
        ]

    def _pair(self, first: Lever, second: Lever) -> Iterator[WayUp]:
        """Down the second lever as far as it goes for each step up the first."""
        ladder = second.steps
        bound = len(ladder)  # from here on it suffices for the steps of the first seen so far
        for position, step in enumerate(first.steps):
            now = self._steps(second, step)
            if [one.facts for one in now] != [one.facts for one in ladder]:
                bound = len(now)
            ladder = now
            found: tuple[int, Assessment] | None = None
            while bound > 0 and (reached := self._reached(step, ladder[bound - 1])) is not None:
                bound -= 1
                found = bound, reached
            if found is not None and not self._less_will_do(first, position, ladder[found[0]]):
                codes, effort = (first.code, second.code), position + found[0] + 2
                yield self._way(codes, (step, ladder[found[0]]), effort, found[1])

    def _less_will_do(self, first: Lever, position: int, second: Step) -> bool:
        """True where `second` suffices with one step less of the first, or alone."""
        return self._reached(*first.steps[position - 1 : position], second) is not None

    def _steps(self, lever: Lever, after: Step) -> tuple[Step, ...]:
        """The lever's steps once `after` is done; no more of the same ones than the lever has left."""
        steps = _steps_of(lever.code, self.levers(self.case.with_facts(after.facts)))
        left = steps[: len(lever.steps)]
        return left if [one.facts for one in left] == [one.facts for one in lever.steps] else steps

    def _enough(self, offered: Iterable[Lever]) -> bool:
        return ready(self.assess(_all_pulled(self.case, offered, self.levers)))

    def _reached(self, *steps: Step) -> Assessment | None:
        case = self.case
        for step in steps:
            case = case.with_facts(step.facts)
        assessment = self.assess(case)
        return assessment if ready(assessment) else None

    def _way(self, codes: tuple[str, ...], steps: tuple[Step, ...], effort: int, reached: Assessment) -> WayUp:
        return WayUp(codes, steps, effort, self.score_before, reached)


def _all_pulled(case: Case, offered: Iterable[Lever], levers: Levers) -> Case:
    """The firm after everything it could do, one lever after the other."""
    for lever in offered:
        steps = _steps_of(lever.code, levers(case))
        case = case.with_facts(steps[-1].facts) if steps else case
    return case


def _steps_of(code: str, offered: Iterable[Lever]) -> tuple[Step, ...]:
    return next((lever.steps for lever in offered if lever.code == code), ())


def _blocked(before: Assessment, best: Assessment) -> tuple[Finding, ...]:
    """What is unmet today and stays so whatever is done; the alternatives only where nothing required fails."""
    unmet = {finding.criterion for finding in best.findings if finding.outcome is Outcome.UNMET}
    lasting = [one for one in before.findings if one.outcome is Outcome.UNMET and one.criterion in unmet]
    required = tuple(finding for finding in lasting if finding.role is Role.REQUIRED)
    return required or tuple(finding for finding in lasting if finding.role is Role.ALTERNATIVE)


def _waiting(best: Assessment) -> tuple[Finding, ...]:
    """What is open after all that could be done: required findings, and in place of a total the scored ones behind it.

    Where something required is unmet, only an alternative that is still open can stand in for it.
    """
    required = [finding for finding in best.findings if finding.role is Role.REQUIRED]
    totals = [one for one in required if one.outcome is Outcome.NEEDS_DATA and not one.missing]
    waiting = [one for one in required if one.outcome is Outcome.NEEDS_DATA and one.missing]
    if totals:
        waiting += [one for one in best.findings if one.role is Role.SCORED and _is_unclear(one)] or totals
    if not waiting or any(finding.outcome is Outcome.UNMET for finding in required):
        waiting += [one for one in best.findings if one.role is Role.ALTERNATIVE and one.holds is None]
    return tuple(waiting)


def _is_unclear(finding: Finding) -> bool:
    return bool(finding.missing) or finding.outcome is Outcome.NEEDS_REVIEW
