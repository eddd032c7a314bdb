"""科技型中小企业, 国科发政〔2017〕115号 arts 6 to 9: is this firm one, why, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.facts import Fact, facts_to_json
from registry.rules.findings import Assessment, Finding, Outcome, Role, Source, Verdict
from registry.rules.scale import Limit, Points
from registry.rules.tech_sme.conditions import alternatives, conditions, reminders
from registry.rules.tech_sme.facts import FIELDS
from registry.rules.tech_sme.indicators import ip_indicator, staff_indicator
from registry.rules.tech_sme.rd import rd_indicator, rd_parts
from registry.rules.three_valued import all_of, any_of
from registry.rules.values import RuleSet


def assess(values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet) -> Assessment:
    """Assess one firm on the day `on`; facts by name, money in 分, None or absent where unknown.

    A missing figure never helps: it opens the score range and leaves the verdict undetermined unless the figures given
    decide it alone. Raises NotInForceError where the rule set does not cover `on`.
    """
    rule_set.require_in_force(on)
    case = Case({field.name: values.get(field.name) for field in FIELDS}, rule_set, on, sources)
    staff, rd, ip = staff_indicator(case), rd_indicator(case), ip_indicator(case)
    total = _points(staff) + _points(rd) + _points(ip)
    required, direct = conditions(case), alternatives(case)
    score = _score_findings(case, total, _points(staff))
    replaced = any_of(finding.holds for finding in direct)
    route = any_of([all_of(finding.holds for finding in score), replaced])
    verdict = _verdict(all_of([*(finding.holds for finding in required), route]))
    if replaced:
        score = [_spared(finding) for finding in score]
    findings = (*required, staff, rd, *rd_parts(case), ip, *score, *direct, *reminders(case))
    return Assessment(
        rule_set_id=rule_set.id,
        rule_set_version=rule_set.version,
        on=on,
        verdict=verdict,
        reason=_reason(verdict, findings, total),
        findings=findings,
        score_low=total.low,
        score_high=total.high,
        facts=facts_to_json(FIELDS, case.facts, sources),
    )


def _points(finding: Finding) -> Points:
    assert finding.points_low is not None
    assert finding.points_high is not None
    return Points(finding.points_low, finding.points_high)


def _verdict(holds: bool | None) -> Verdict:
    if holds is None:
        return Verdict.UNDETERMINED
    return Verdict.PASS if holds else Verdict.FAIL


def _score_findings(case: Case, total: Points, staff: Points) -> list[Finding]:
    """Art. 6(5) in its two halves: the total, and a staff score that is not 0."""
    findings = [_total_finding(case, total)]
    if case.rule_set.flag("staff_nonzero", case.on):
        findings.append(_nonzero_finding(case, staff))
    return findings


def _total_finding(case: Case, total: Points) -> Finding:
    limit = case.rule_set.limit("pass_total", case.on)
    short = _least(limit) - total.low
    return Finding(
        criterion="score_total",
        label=msg("综合评价得分"),
        article="6(5)",
        role=Role.REQUIRED,
        outcome=_range_outcome(limit.reached_by(total.low), limit.reached_by(total.high)),
        required=msg("总分不低于 {limit} 分", limit=_least(limit)),
        actual=_range_text(total),
        gap=short if short > 0 else None,
        unit="分",
        points_low=total.low,
        points_high=total.high,
        verified=case.verified("pass_total"),
    )


def _nonzero_finding(case: Case, staff: Points) -> Finding:
    zero = staff.high == 0
    return Finding(
        criterion="staff_nonzero",
        label=msg("人员指标不为 0 分"),
        article="6(5)",
        role=Role.REQUIRED,
        outcome=_range_outcome(staff.low > 0, staff.high > 0),
        required=msg("科技人员指标得分不为 0"),
        actual=msg("人员指标得分为 0") if zero else _range_text(staff),
        points_low=staff.low,
        points_high=staff.high,
        note=msg("总分再高，人员指标得分为 0 也不能通过") if zero else None,
        verified=case.verified("staff_nonzero"),
    )


def _least(limit: Limit) -> int:
    """The lowest whole score that passes."""
    return limit.value if limit.inclusive else limit.value + 1


def _range_outcome(low_passes: bool, high_passes: bool) -> Outcome:
    if low_passes:
        return Outcome.MET
    return Outcome.NEEDS_DATA if high_passes else Outcome.UNMET


def _range_text(points: Points) -> Text:
    if points.known:
        return msg("{points} 分", points=points.low)
    return msg("按已填数据 {low} 分，补全后最高 {high} 分", low=points.low, high=points.high)


def _spared(finding: Finding) -> Finding:
    """Art. 8 stands in for art. 6(5): what the score lacks no longer matters."""
    if finding.outcome is Outcome.MET:
        return finding
    note = msg("已符合第八条直接确认条件，不再要求本项")
    return replace(finding, outcome=Outcome.NOT_APPLICABLE, gap=None, note=note)


def _reason(verdict: Verdict, findings: tuple[Finding, ...], total: Points) -> Text:
    if verdict is Verdict.PASS:
        return _pass_reason(findings, total)
    refused = _of(findings, Role.REQUIRED, Outcome.UNMET)
    if verdict is Verdict.FAIL:
        return _refusal(refused, total)
    return _open_reason(findings, refused, total)


def _pass_reason(findings: tuple[Finding, ...], total: Points) -> Text:
    direct = _of(findings, Role.ALTERNATIVE, Outcome.MET)
    if direct:
        return msg("各项必备条件均符合，且符合直接确认条件：{criterion}", criterion=direct[0].label)
    if total.known:
        return msg("总分 {points} 分，人员指标得分不为 0，各项必备条件均符合", points=total.low)
    return msg(
        "按已填数据总分 {low} 分（补全后最高 {high} 分），人员指标得分不为 0，各项必备条件均符合",
        low=total.low,
        high=total.high,
    )


def _refusal(refused: list[Finding], total: Points) -> Text:
    gates = [finding for finding in refused if finding.article != "6(5)"]
    if len(gates) == 1:
        return msg("不符合必备条件：{criterion}", criterion=gates[0].label)
    if gates:
        return msg("有 {count} 项必备条件不符合，第一项是：{criterion}", count=len(gates), criterion=gates[0].label)
    return _score_refusal({finding.criterion for finding in refused}, total)


def _score_refusal(refused: set[str], total: Points) -> Text:
    if refused == {"staff_nonzero"}:
        return msg("人员指标得分为 0，不能通过（总分：{total}）", total=_range_text(total))
    if refused == {"score_total"}:
        return msg("总分未达到合格分（{total}）", total=_range_text(total))
    return msg("人员指标得分为 0，总分也未达到合格分（{total}）", total=_range_text(total))


def _open_reason(findings: tuple[Finding, ...], refused: list[Finding], total: Points) -> Text:
    waiting = _blocking(findings)
    first = waiting[0].label
    if refused:
        return msg(
            "{refusal}；是否符合必备条件和直接确认条件尚有 {count} 项未定，第一项是：{criterion}",
            refusal=_score_refusal({finding.criterion for finding in refused}, total),
            count=len(waiting),
            criterion=first,
        )
    return msg(
        "还有 {count} 项未定，第一项是：{criterion}（{total}）",
        count=len(waiting),
        criterion=first,
        total=_range_text(total),
    )


def _blocking(findings: tuple[Finding, ...]) -> list[Finding]:
    """The open findings on which the verdict still waits."""
    score = [finding.holds for finding in findings if finding.article == "6(5)"]
    routes = {Role.SCORED, Role.ALTERNATIVE} if all_of(score) is None else {Role.ALTERNATIVE}
    roles = {Role.REQUIRED} if all_of(score) else {Role.REQUIRED, *routes}
    return [
        finding for finding in findings if finding.role in roles and finding.article != "6(5)" and _is_open(finding)
    ]


def _is_open(finding: Finding) -> bool:
    if finding.role is Role.SCORED:
        return finding.points_low != finding.points_high
    return finding.holds is None


def _of(findings: tuple[Finding, ...], role: Role, outcome: Outcome) -> list[Finding]:
    return [finding for finding in findings if finding.role is role and finding.outcome is outcome]
