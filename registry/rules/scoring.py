"""How a scored criterion is told: its outcome, its bands in words, and the nearest step up."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.text import Text, msg
from registry.rules.findings import Figure, Outcome
from registry.rules.scale import Points, Scale
from registry.rules.wording import share


@dataclass(frozen=True, slots=True)
class Step:
    """The nearest higher score: how much more is needed, in the unit of its finding, and in words."""

    gap: Figure
    text: Text


def required_share(scale: Scale) -> Text:
    """A scale over shares in words: its easiest band and its best one."""
    low, top = scale.lowest, scale.highest
    figures = {"low": share(low.at_least), "points": low.points, "high": share(top.at_least), "top": top.points}
    if scale.inclusive:
        return msg("≥ {low} %（得 {points} 分），≥ {high} % 得满分 {top} 分", **figures)
    return msg("> {low} %（得 {points} 分），> {high} % 得满分 {top} 分", **figures)


def outcome_of(points: Points) -> Outcome:
    """Met as soon as some points are certain, unmet once none are possible, otherwise waiting for data."""
    if points.low > 0:
        return Outcome.MET
    return Outcome.UNMET if points.high == 0 else Outcome.NEEDS_DATA
