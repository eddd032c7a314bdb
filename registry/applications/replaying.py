"""Assessing a revision's frozen facts again, and saying what came out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from registry.applications.facts import frozen_assessment, replay
from registry.applications.models import ApplicationRevision
from registry.core.errors import DomainError, NotFound
from registry.core.text import Text, msg
from registry.rules.findings import Assessment, Finding, Outcome, Verdict

OUTCOMES = {
    Outcome.MET: msg("符合"),
    Outcome.UNMET: msg("不符合"),
    Outcome.CONDITIONAL: msg("附条件"),
    Outcome.NEEDS_DATA: msg("缺数据"),
    Outcome.NEEDS_REVIEW: msg("待人工判断"),
    Outcome.NOT_APPLICABLE: msg("不适用"),
}
"""How a criterion came out, in a word."""
_VERDICTS = {
    Verdict.PASS: msg("符合条件"),
    Verdict.FAIL: msg("不符合条件"),
    Verdict.UNDETERMINED: msg("尚不能判断"),
}
_ASPECTS = {
    "label": msg("名称"),
    "outcome": msg("结论"),
    "required": msg("要求"),
    "actual": msg("实际"),
    "gap": msg("差距"),
    "points_low": msg("最低得分"),
    "points_high": msg("最高得分"),
    "points_max": msg("满分"),
    "next_step": msg("下一步"),
    "note": msg("说明"),
}
"""Parts of a finding that a reader sees; all others are told apart as one."""

_WHOLE = msg("整体评价")
_REST = msg("依据和来源")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that the second assessment says otherwise; None: it does not say it at all."""

    label: Text
    aspect: Text
    frozen: Text | str | None
    again: Text | str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """`frozen` is what was sent. `again` is None where it cannot be repeated, and `refusal` says why."""

    frozen: Assessment
    again: Assessment | None
    refusal: Text | None
    deviations: tuple[Deviation, ...]

    @property
    def is_same(self) -> bool:
        """Whether the second assessment equals the first to the last word."""
        return self.again is not None and not self.deviations


def compare_replay(revision: ApplicationRevision) -> Replay:
    """Assess the frozen facts again and compare; nothing is stored. Raises NotFound where nothing was assessed."""
    frozen = frozen_assessment(revision)
    if frozen is None:
        raise NotFound(msg("这一修订版没有按规则评价。"))
    try:
        again = replay(revision)
    except DomainError as error:
        return Replay(frozen, None, error.text, ())
    return Replay(frozen, again, None, tuple(_deviations(frozen, again)))


def _deviations(frozen: Assessment, again: Assessment) -> Iterator[Deviation]:
    if frozen.to_json() == again.to_json():
        return
    if frozen.verdict is not again.verdict:
        yield Deviation(_WHOLE, _ASPECTS["outcome"], _VERDICTS[frozen.verdict], _VERDICTS[again.verdict])
    if frozen.reason != again.reason:
        yield Deviation(_WHOLE, _ASPECTS["note"], frozen.reason, again.reason)
    for name in ("score_low", "score_high"):
        before, after = getattr(frozen, name), getattr(again, name)
        if before != after:
            yield Deviation(_WHOLE, _ASPECTS[name.replace("score", "points")], _said(before), _said(after))
    if dict(frozen.facts) != dict(again.facts):
        yield Deviation(_WHOLE, _REST, None, None)
    yield from _findings(frozen, again)


def _findings(frozen: Assessment, again: Assessment) -> Iterator[Deviation]:
    before, after = ({one.criterion: one for one in each.findings} for each in (frozen, again))
    for criterion in dict.fromkeys([*before, *after]):
        old, new = before.get(criterion), after.get(criterion)
        if old is not None and new is not None:
            yield from _finding(old, new)
        elif old is not None:
            yield Deviation(old.label, _ASPECTS["outcome"], OUTCOMES[old.outcome], None)
        elif new is not None:
            yield Deviation(new.label, _ASPECTS["outcome"], None, OUTCOMES[new.outcome])


def _finding(old: Finding, new: Finding) -> Iterator[Deviation]:
    changed = [one.name for one in fields(Finding) if getattr(old, one.name) != getattr(new, one.name)]
    for name in changed:
        if name in _ASPECTS:
            yield Deviation(old.label, _ASPECTS[name], _said(getattr(old, name)), _said(getattr(new, name)))
    if any(name not in _ASPECTS for name in changed):
        yield Deviation(old.label, _REST, None, None)


def _said(value: object) -> Text | str | None:
    if isinstance(value, Outcome):
        return OUTCOMES[value]
    return value if value is None or isinstance(value, Text) else str(value)
