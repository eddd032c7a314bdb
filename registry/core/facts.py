"""Telling the features above that an enterprise's facts changed, without importing them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

Rederive = Callable[[Collection[int], datetime], None]

_subscribers: list[Rederive] = []
_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)


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
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(enterprise_ids)
        return
    for rederive in _subscribers:
        rederive(enterprise_ids, at)


@contextmanager
def derived_at_the_end(at: datetime) -> Iterator[None]:
    """Within the block changes only note their enterprises; their spans are derived once, when it ends well.

    For many changes at one instant `at`: nothing inside the block may count.
    """
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        facts_changed(waiting, at)
