"""How the outcome of a trial is said: a firm's standing, its figures, how near it is to a bound; and all as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from registry.applications.replaying import OUTCOMES
from registry.assessments.bands import LABELS
from registry.assessments.models import Band
from registry.core.text import Text, msg
from registry.exports.tables import Cell, Column, Table
from registry.rule_lab.models import RuleDraftOutcome, RuleDraftRun, Standing
from registry.rule_lab.queries import Found
from registry.rule_lab.reasons import Reason, reasons
from registry.rule_lab.trial import Trial
from registry.rules import catalog
from registry.rules.drafting import moved
from registry.rules.findings import Finding
from registry.rules.value_words import value_words
from registry.rules.values import Kind
from registry.web.shared.i18n import translate, word
from registry.web.shared.names import region_names
from registry.web.shared.wording import known_words
from registry.web.shared.words import IP_KINDS

STANDINGS: dict[Standing, Text] = {
    Standing.MET: LABELS[Band.READY],
    Standing.OPEN: LABELS[Band.OPEN],
    Standing.UNMET: msg("未达条件"),
}
"""How a firm stands, the best first."""

GROUPS: dict[str, Text] = {"gains": msg("结论变好"), "losses": msg("结论变差"), "near": msg("临界")}
"""The lists of a run by their word in the address."""

IP_WORDS: dict[str, Text] = {kind.value: text for kind, text in IP_KINDS.items()}
_SINGLE = {Kind.COUNT, Kind.MONEY, Kind.SHARE}
_BY_ONE = {Kind.COUNT_BANDS, Kind.COUNT_RANGES}


def result_words(reason: Reason) -> tuple[Text, Text]:
    """How the criterion came out by the rule set and by the draft: in a word, or in points where only these differ."""
    before, after = reason.before, reason.after
    if before.outcome is after.outcome and after.points_low is not None:
        return _points(before), _points(after)
    return OUTCOMES[before.outcome], OUTCOMES[after.outcome]


def edge_words(outcome: RuleDraftOutcome, trial: Trial | None) -> str:
    """Which changed bound the firm is near to, and how near; "" where to none."""
    if outcome.edge_code is None or outcome.edge_percent is None or trial is None:
        return ""
    code, percent = outcome.edge_code, outcome.edge_percent
    parameter = trial.base.parameters[code]
    label = word(parameter.label)
    if parameter.kind in _SINGLE:
        (other,) = moved(trial.draft, code, trial.on, percent)
        (value,) = value_lines(value_words(parameter, other.parameters[code].at(trial.on)))
        return _("“%(label)s”若为 %(value)s，结论就会改变", label=label, value=value)
    by = f"1 {word(parameter.unit)}" if parameter.kind in _BY_ONE else f"{abs(percent)} %"
    if percent > 0:
        return _("“%(label)s”各档再调高 %(by)s，结论就会改变", label=label, by=by)
    return _("“%(label)s”各档再调低 %(by)s，结论就会改变", label=label, by=by)


def value_lines(texts: Iterable[Text]) -> list[str]:
    """A value in words (`registry.rules.value_words`), kinds of rights by their names."""
    return [translate(IP_WORDS.get(str(text.params.get("label")), text)) for text in texts]


def outcomes_table(run: RuleDraftRun, found: Sequence[Found], trial: Trial | None) -> Table:
    """The firms of a run as a file; without the trial, when the rule set has been rewritten, without their figures."""
    stamp = [
        (_("规则草案"), run.draft.name),
        (_("试算日期"), run.on.isoformat()),
    ]
    about = [
        *stamp,
        (_("规则"), word(catalog.get(run.draft.rule_set_id).title)),
        (_("家数"), str(len(found))),
        (_("口径"), _("只是试算：现行规则、企业档案和认定都没有变化。")),
        (_("企业数据"), known_words(run.started_at)),
    ]
    columns = [
        Column(_("序号"), 6),
        Column(_("企业名称"), 36),
        Column(_("统一社会信用代码"), 22),
        Column(_("街道"), 12),
        Column(_("现行规则"), 12),
        Column(_("草案"), 12),
        Column(_("当日持有称号"), 12),
        Column(_("依据"), 60),
        Column(_("临界"), 40),
    ]
    return Table(_("规则试算企业名单"), columns, _rows(run, found, trial), about, stamp, len(found))


def _rows(run: RuleDraftRun, found: Sequence[Found], trial: Trial | None) -> Iterator[list[Cell]]:
    names = region_names(run.on)
    for number, (outcome, firm, profile) in enumerate(found, start=1):
        why = reasons(outcome, trial) if trial else []
        yield [
            number,
            profile.name if profile else firm.uscc,
            firm.uscc,
            names.get(outcome.region_code, outcome.region_code),
            translate(STANDINGS[outcome.before]),
            translate(STANDINGS[outcome.after]),
            _("是") if outcome.holds else _("否"),
            "；".join(_said(one) for one in why),
            edge_words(outcome, trial),
        ]


def _said(reason: Reason) -> str:
    before, after = map(translate, result_words(reason))
    label, actual = translate(reason.after.label), translate(reason.after.actual)
    parts: dict[str, Any] = {"label": label, "actual": actual, "before": before, "after": after}
    if reason.short is None:
        return _("%(label)s：%(actual)s，%(before)s → %(after)s", **parts)
    return _("%(label)s：%(actual)s，%(before)s → %(after)s，%(short)s", short=translate(reason.short), **parts)


def _points(finding: Finding) -> Text:
    if finding.points_low == finding.points_high:
        return msg("{points} 分", points=finding.points_low)
    return msg("{low}–{high} 分", low=finding.points_low, high=finding.points_high)
