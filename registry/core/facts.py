"""Telling the features above that an enterprise's facts changed, without importing them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

Rederive = Callable[[Collection[int], datetime], None]

_counted: list[Rederive] = []
_judged: list[Rederive] = []


@dataclass
class _Waiting:
    """Enterprises whose counted facts, and those of which any fact, changed within a block."""

    counted: set[int] = field(default_factory=set)
    judged: set[int] = field(default_factory=set)


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


def on_facts_changed(rederive: Rederive) -> None:
    """Have `rederive(enterprise_ids, at)` called in the transaction of every change of counted facts."""
    if rederive not in _counted:
        _counted.append(rederive)


def on_figures_changed(rederive: Rederive) -> None:
    """Have `rederive(enterprise_ids, at)` called in the transaction of every change of any fact, counted or not."""
    if rederive not in _judged:
        _judged.append(rederive)


def facts_changed(enterprise_ids: Collection[int], at: datetime) -> None:
    """Say that profiles or recognitions of these enterprises changed, as known from the instant `at`.

    Raises RuntimeError where nothing derives from them: the counts would silently stand still.
    """
    if not _counted:
        raise RuntimeError("nothing derives the spans: registry.recognitions is not imported")
    waiting = _waiting.get()
    if waiting is not None:
        waiting.counted.update(enterprise_ids)
    else:
        for rederive in _counted:
            rederive(enterprise_ids, at)
    figures_changed(enterprise_ids, at)


def figures_changed(enterprise_ids: Collection[int], at: datetime) -> None:
    """Say that a report, a right or a declaration of these enterprises changed, which nobody counts but rules judge."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.judged.update(enterprise_ids)
        return
    for rederive in _judged:
        rederive(enterprise_ids, at)


@contextmanager
def derived_at_the_end(at: datetime) -> Iterator[None]:
    """Within the block changes only note their enterprises; what follows is derived once, when it ends well.

    For many changes at one instant `at`: nothing inside the block may count.
    """
    waiting = _Waiting()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting.counted:
        facts_changed(waiting.counted, at)
    if others := waiting.judged - waiting.counted:
        figures_changed(others, at)
