"""国科发火〔2016〕32号 art. 11: does this firm meet the eight conditions, why, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.facts import Fact, facts_to_json
from registry.rules.findings import Assessment, Finding, Outcome, Role, Source, Verdict
from registry.rules.hnte.conditions import AGE, conduct_finding, core_ip_finding, field_finding
from registry.rules.hnte.facts import FIELDS
from registry.rules.hnte.figures import income_findings, staff_finding
from registry.rules.hnte.items import points_words
from registry.rules.hnte.research import research_findings
from registry.rules.hnte.score import score_finding, score_total, sections
from registry.rules.scale import Points
from registry.rules.three_valued import all_of
from registry.rules.values import RuleSet


def assess(values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet) -> Assessment:
    """Assess one firm on the day `on`; facts by name, money in 分, None or absent where unknown.

    Most of the score is the experts': until they gave it the score is a range, and the verdict waits unless the range
    or another condition decides it. Raises NotInForceError where the rule set does not cover `on`.
    """
    rule_set.require_in_force(on)
    facts = {field.name: values.get(field.name) for field in FIELDS}
    case = Case(facts, rule_set, on, sources)
    parts = sections(case)
    total = score_total(parts)
    findings = (
        AGE.finding(case),
        core_ip_finding(case),
        field_finding(case),
        staff_finding(case),
        *research_findings(case),
        *income_findings(case),
        score_finding(case, parts),
        *(finding for part in parts for finding in part.findings(case)),
        conduct_finding(case),
    )
    verdict = _verdict(findings)
    return Assessment(
        rule_set_id=rule_set.id,
        rule_set_version=rule_set.version,
        on=on,
        verdict=verdict,
        reason=_reason(verdict, findings, total),
        findings=findings,
        score_low=total.low,
        score_high=total.high,
        facts=facts_to_json(FIELDS, facts, sources),
    )


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    holds = all_of(finding.holds for finding in findings if finding.role is Role.REQUIRED)
    if holds is None:
        return Verdict.UNDETERMINED
    return Verdict.PASS if holds else Verdict.FAIL


def _reason(verdict: Verdict, findings: tuple[Finding, ...], total: Points) -> Text:
    required = [finding for finding in findings if finding.role is Role.REQUIRED]
    if verdict is Verdict.PASS:
        return msg("八项认定条件均符合，创新能力评价 {total}", total=points_words(total))
    if verdict is Verdict.FAIL:
        refused = [finding for finding in required if finding.outcome is Outcome.UNMET]
        return _refusal(refused)
    waiting = [finding for finding in required if finding.holds is None]
    return msg(
        "还有 {count} 项未定，第一项是：{criterion}（{total}）",
        count=len(waiting),
        criterion=waiting[0].label,
        total=msg("创新能力评价 {total}", total=points_words(total)),
    )


def _refusal(refused: list[Finding]) -> Text:
    first = refused[0].label
    if len(refused) == 1:
        return msg("不符合必备条件：{criterion}", criterion=first)
    return msg("有 {count} 项必备条件不符合，第一项是：{criterion}", count=len(refused), criterion=first)
