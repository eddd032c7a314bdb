"""Why a firm stands otherwise: the criteria that come out differently, with the firm's own figures. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.text import Text, msg
from registry.rule_lab.models import RuleDraftOutcome
from registry.rule_lab.trial import Trial
from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.drafting import moved
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.judging import SCORE


@dataclass(frozen=True)
class Reason:
    """One criterion, as it comes out before and after; `before` equals `after` where only the rule sets differ."""

    before: Finding
    after: Finding

    @property
    def short(self) -> Text | None:
        """By how much the firm misses it, on the side where it does."""
        for one in (self.after, self.before):
            if one.gap is not None and one.outcome is Outcome.UNMET:
                return (
                    one.note
                    if one.next_step is None and one.note
                    else msg("差 {gap} {unit}", gap=one.gap, unit=one.unit)
                )
        return None


def reasons(outcome: RuleDraftOutcome, trial: Trial) -> list[Reason]:
    """What the draft judges otherwise; for a firm that stands as before, what its nearest bound would change."""
    before, after = trial.cases(outcome.facts)
    if outcome.change or outcome.edge_code is None or outcome.edge_percent is None:
        return _compared(before, after)
    return [
        one
        for other in moved(trial.draft, outcome.edge_code, trial.on, outcome.edge_percent)
        for one in _compared(after, Case(after.facts, other, trial.on))
    ]


def _compared(before: Case, after: Case) -> list[Reason]:
    old = {one.criterion: one for one in catalog.assess_case(before).findings}
    new = {one.criterion: one for one in catalog.assess_case(after).findings}
    return [
        Reason(old.get(code, one), one)
        for code, one in new.items()
        if one.role is not Role.REMINDER and (code not in old or _result(old[code]) != _result(one))
    ]


def _result(finding: Finding) -> tuple[object, ...]:
    """What counts of a finding: a condition that points decide is told by them only where they are its subject."""
    if finding.role is Role.REQUIRED and finding.criterion != SCORE:
        return (finding.outcome,)
    return finding.outcome, finding.points_low, finding.points_high
