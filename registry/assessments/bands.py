"""How far a firm is from a title, in a few steps that leaders can read. Pure."""

from __future__ import annotations

from registry.assessments.models import Band
from registry.core.text import Text, msg
from registry.rules.judging import SCORE, Judgement, is_ready

LABELS: dict[Band, Text] = {
    Band.READY: msg("已达条件"),
    Band.OPEN: msg("待补数据"),
    Band.ONE_STEP: msg("差一步"),
    Band.NEAR: msg("较近"),
    Band.FAR: msg("较远"),
    Band.UNKNOWN: msg("未报数据"),
    Band.HOLDS: msg("已持有"),
}
"""The bands by name, in their order."""

POINTS_A_STEP = 10
"""Points of the score that weigh as much as one condition."""

_SPAN = 100_000
_MOST = _SPAN - 1
_A_STEP = 100
_FIRST = {band: position * _SPAN for position, band in enumerate(Band)}
_STEPS = {0: Band.OPEN, 1: Band.ONE_STEP, 2: Band.NEAR}


def place(judgement: Judgement, *, reported: bool, holds: bool) -> tuple[Band, int]:
    """The band and the distance within all bands, the nearest firm first.

    `reported`: an annual report is known. `holds`: the firm has a title of the rule set's schemes. Each unmet
    condition is one step, the total score one for every 10 points that are missing.
    """
    missing = judgement.missing
    if holds:
        return Band.HOLDS, _FIRST[Band.HOLDS]
    if is_ready(judgement):
        return Band.READY, _FIRST[Band.READY] + len(judgement.open)
    if not reported:
        return Band.UNKNOWN, _FIRST[Band.UNKNOWN] + missing
    conditions, points = len(judgement.unmet), 0
    if SCORE in judgement.unmet:
        conditions, points = conditions - 1, judgement.short or 0
    band = _STEPS.get(conditions - (-points // POINTS_A_STEP), Band.FAR)
    within = conditions * POINTS_A_STEP + points
    return band, _FIRST[band] + min(within * _A_STEP + missing, _MOST)


def distances(band: Band) -> tuple[int, int]:
    """The first and the last distance that firms of the band may have."""
    return _FIRST[band], _FIRST[band] + _MOST
