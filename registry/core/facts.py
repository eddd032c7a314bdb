"""Telling the features above that an enterprise's facts changed, without importing them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

Rederive = Callable[[Collection[int], datetime], None]

_subscribers: list[Rederive] = []


def on_facts_changed(rederive: Rederive) -> None:
    """Have `rederive(enterprise_ids, at)` called in the transaction of every change of counted facts."""
    if rederive not in _subscribers:
        _subscribers.append(rederive)


def facts_changed(enterprise_ids: Collection[int], at: datetime) -> None:
    """Say that profiles or recognitions of these enterprises changed, as known from the instant `at`.

    Raises RuntimeError where nothing derives from them: the counts would silently stand still.
    """
    if not _subscribers:
        raise RuntimeError("nothing derives the spans: registry.recognitions is not imported")
    for rederive in _subscribers:
        rederive(enterprise_ids, at)
