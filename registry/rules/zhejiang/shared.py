"""What the three provincial rule sets have in common: how findings become a verdict, and checks they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.facts import Fact, FactField, facts_to_json
from registry.rules.findings import Assessment, Finding, Outcome, Role, Source, Verdict
from registry.rules.three_valued import all_of
from registry.rules.values import RuleSet


def open_case(
    fields: Iterable[FactField],
    values: Mapping[str, Fact],
    sources: Mapping[str, Source],
    *,
    on: date,
    rule_set: RuleSet,
) -> Case:
    """The firm before the rule set on `on`. Raises NotInForceError where the rule set does not cover that day."""
    rule_set.require_in_force(on)
    return Case({field.name: values.get(field.name) for field in fields}, rule_set, on, sources)


def conclude(case: Case, fields: Iterable[FactField], findings: Iterable[Finding]) -> Assessment:
    """The findings with the verdict they lead to; these rule sets give no score."""
    findings = tuple(findings)
    required = [finding for finding in findings if finding.role is Role.REQUIRED]
    holds = all_of(finding.holds for finding in required)
    verdict = {True: Verdict.PASS, False: Verdict.FAIL, None: Verdict.UNDETERMINED}[holds]
    return Assessment(
        rule_set_id=case.rule_set.id,
        rule_set_version=case.rule_set.version,
        on=case.on,
        verdict=verdict,
        reason=_reason(verdict, required),
        findings=findings,
        score_low=None,
        score_high=None,
        facts=facts_to_json(fields, case.facts, case.known_sources),
    )


def _reason(verdict: Verdict, required: list[Finding]) -> Text:
    if verdict is Verdict.PASS:
        return _pass_reason([finding for finding in required if not finding.verified])
    if verdict is Verdict.FAIL:
        refused = [finding for finding in required if finding.holds is False]
        if len(refused) == 1:
            return msg("不符合条件：{criterion}", criterion=refused[0].label)
        return msg("有 {count} 项条件不符合，第一项是：{criterion}", count=len(refused), criterion=refused[0].label)
    waiting = [finding for finding in required if finding.outcome is Outcome.NEEDS_DATA]
    if waiting:
        return msg("还缺 {count} 项条件的数据，第一项是：{criterion}", count=len(waiting), criterion=waiting[0].label)
    judged = [finding for finding in required if finding.holds is None]
    return msg(
        "数据已齐，没有不符合的条件；有 {count} 项须由审核人认定，第一项是：{criterion}",
        count=len(judged),
        criterion=judged[0].label,
    )


def _pass_reason(unverified: list[Finding]) -> Text:
    if unverified:
        return msg("各项条件均符合，其中 {count} 项的依据待核实", count=len(unverified))
    return msg("各项条件均符合")


def part_within(finding: Finding, part: int | None, whole: int | None, note: Text) -> Finding:
    """The finding, or, where the part is larger than its whole, that somebody must look at the two figures."""
    if part is None or whole is None or part <= whole:
        return finding
    return replace(finding, outcome=Outcome.NEEDS_REVIEW, gap=None, next_step=None, note=note)


def softly(finding: Finding, note: Text) -> Finding:
    """A finding left to the officer says why he may still agree."""
    return replace(finding, note=note) if finding.outcome is Outcome.CONDITIONAL else finding


def reminder(case: Case, parameter: str, label: Text, required: Text) -> Finding:
    """A sentence that everybody who reads the assessment should see; it decides nothing."""
    return Finding(
        criterion=parameter,
        label=label,
        article=case.rule_set.parameters[parameter].article,
        role=Role.REMINDER,
        outcome=Outcome.NOT_APPLICABLE,
        required=required,
        actual=msg("仅作提醒，不影响结论"),
        note=case.doubt(parameter),
        verified=case.verified(parameter),
    )
