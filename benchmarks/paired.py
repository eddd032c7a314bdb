"""Pairing two ways of doing the same thing, in turn, on the same machine at the same moment."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True)
class Ratio:
    """How many times the processor time of `against` is what `ours` took: quartiles of the paired runs."""

    name: str
    lower: float
    median: float
    upper: float
    goal: float

    @property
    def is_met(self) -> bool:
        """Whether the lower quartile reaches the goal."""
        return self.lower <= self.goal

    def __str__(self) -> str:
        word = "met" if self.is_met else "MISSED"
        return f"{self.name:<58} {self.lower:6.2f} {self.median:6.2f} {self.upper:6.2f}   goal ≤ {self.goal:g}  {word}"


def pair(name: str, ours: Callable[[], object], against: Callable[[], object], *, goal: float, times: int) -> Ratio:
    """Run the two in turn and compare; `times` calls make one run. Both must give the same answer beforehand."""
    ours(), against()
    ratios = sorted(_cost(ours, times) / _cost(against, times) for _ in range(RUNS))
    lower, median, upper = statistics.quantiles(ratios, n=4)
    return Ratio(name, lower, median, upper, goal)


def _cost(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        work()
    return time.process_time() - started
