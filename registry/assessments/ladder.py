"""A firm before every rung of the ladder at once: what it holds, what it lacks and by how much, what leads up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.assessments.facts import collect
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.enterprises.models import Enterprise
from registry.recognitions.models import Recognition
from registry.recognitions.queries import holds_on, recognitions_of
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.rules.findings import Assessment, Finding, Outcome, Role, Verdict
from registry.rules.values import RuleSet
from registry.rules.way_up import WaysUp, ready


@dataclass(frozen=True, slots=True)
class Rung:
    """One scheme for one firm on one day.

    `title` is held on the day (of several the one that ends last). Without a rule set in force there is no assessment
    and the registry does not judge. `twin` is an earlier rung judged by the same rules, so that its conditions need
    not be read twice. `ways` is None where they were not asked for.
    """

    scheme: Scheme
    title: Recognition | None
    rule_set: RuleSet | None = None
    assessment: Assessment | None = None
    ways: WaysUp | None = None
    twin: Scheme | None = None

    @property
    def lacking(self) -> tuple[Finding, ...]:
        """Required conditions that are not met."""
        return lacking(self.assessment) if self.assessment else ()

    @property
    def headline(self) -> Text:
        """The answer in one sentence."""
        return headline(self.assessment)

    @property
    def held_until(self) -> date | None:
        """The day from which the title no longer holds; None where none is held."""
        if self.title is None:
            return None
        return min(self.title.valid_to, self.title.revoked_on or date.max)


def rungs(enterprise: Enterprise, schemes: Sequence[Scheme], on: date, *, with_ways: bool = True) -> list[Rung]:
    """The firm before each of `schemes` on `on`, in their order, by what registers, reports and declarations say."""
    pool = collect([enterprise.id], on)[enterprise.id]
    titles = fetch(recognitions_of(enterprise.id))
    found: list[Rung] = []
    for scheme in schemes:
        title = _held(titles, scheme, on)
        rule_set = catalog.in_force(scheme.rule_sets, on)
        twin = next((one for one in found if rule_set is not None and one.rule_set is rule_set), None)
        if rule_set is None:
            found.append(Rung(scheme, title))
        elif twin is not None:
            found.append(Rung(scheme, title, rule_set, twin.assessment, twin.ways, twin.twin or twin.scheme))
        else:
            case = pool.case(rule_set, on)
            ways = catalog.ways_up(case) if with_ways else None
            found.append(Rung(scheme, title, rule_set, catalog.assess_case(case), ways))
    return found


def lacking(assessment: Assessment) -> tuple[Finding, ...]:
    """Required conditions that are not met, in the order of the law."""
    return _required(assessment, Outcome.UNMET)


def unknown(assessment: Assessment) -> tuple[Finding, ...]:
    """Required conditions that wait for data."""
    return _required(assessment, Outcome.NEEDS_DATA)


def judged(assessment: Assessment) -> tuple[Finding, ...]:
    """Required conditions that a person has to decide: an expert, or the officer."""
    return _required(assessment, Outcome.NEEDS_REVIEW, Outcome.CONDITIONAL)


def improvable(assessment: Assessment) -> tuple[Finding, ...]:
    """What the points of a total that is not reached come from, where it says the next step; else nothing."""
    if not any(finding.unit == "分" for finding in lacking(assessment)):
        return ()
    return tuple(one for one in assessment.findings if one.role is Role.SCORED and one.next_step is not None)


def headline(assessment: Assessment | None) -> Text:
    """Whether it passes, else how many conditions are not met and how many wait for data."""
    if assessment is None:
        return msg("系统中没有这一类认定的自动核对规则")
    short, open_ = len(lacking(assessment)), len(unknown(assessment))
    if assessment.verdict is Verdict.PASS:
        return msg("符合全部条件")
    if short and open_:
        return msg("还差 {count} 项，另有 {open} 项条件缺数据", count=short, open=open_)
    if short:
        return msg("还差 {count} 项", count=short)
    if ready(assessment):
        count = len(judged(assessment))
        return msg("没有发现不符合的条件，其中 {count} 项由专家或审核人员评定", count=count)
    return msg("没有发现不符合的条件，但有 {count} 项条件缺数据", count=open_)


def shortfall(finding: Finding) -> Text:
    """What a condition lacks in short: the figure, what is asked, and by how much it falls short."""
    words: dict[str, object] = {"label": finding.label, "actual": _figure(finding), "required": finding.required}
    gap = gap_words(finding)
    if gap is None:
        return msg("{label}：{actual}（要求：{required}）", **words)
    return msg("{label}：{actual}（要求：{required}），{gap}", **words, gap=gap)


def gap_words(finding: Finding) -> Text | None:
    """By how much, with its unit; None where no figure says it."""
    if finding.gap is None or not finding.unit:
        return None
    if finding.note is not None and "gap" in finding.note.params:
        return finding.note  # too much of something
    gap = f"{finding.gap:f}" if not isinstance(finding.gap, int) else str(finding.gap)
    plain = gap.rstrip("0").rstrip(".") if "." in gap else gap
    return msg("还差 {gap} {unit}", gap=plain, unit=finding.unit)


def _figure(finding: Finding) -> Text:
    """Of a ratio the result alone."""
    ratio = finding.actual.params.get("share")
    return finding.actual if ratio is None else msg("{share} %", share=ratio)


def _required(assessment: Assessment, *outcomes: Outcome) -> tuple[Finding, ...]:
    return tuple(one for one in assessment.findings if one.role is Role.REQUIRED and one.outcome in outcomes)


def _held(titles: Sequence[Recognition], scheme: Scheme, on: date) -> Recognition | None:
    held = [one for one in titles if one.scheme_code == scheme.code and holds_on(one, on)]
    return max(held, key=lambda one: min(one.valid_to, one.revoked_on or date.max), default=None)
