"""Telling the features above what was recorded, without importing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from registry.audit.tags import Tag
from registry.core.actor import Actor


class Entry(NamedTuple):
    """What an event is about and says: `subject` is (kind, public identifier), `data` holds JSON values."""

    subject: tuple[str, str]
    enterprise_id: int | None
    data: dict[str, Any]


Listener = Callable[[Tag, Sequence[Entry], Actor, datetime], None]

_listeners: list[Listener] = []


def on_recorded(listener: Listener) -> None:
    """Have `listener(tag, entries, actor, at)` called in the transaction of every recorded act."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(tag: Tag, entries: Sequence[Entry], actor: Actor, at: datetime) -> None:
    """Call the listeners."""
    for listener in _listeners:
        listener(tag, entries, actor, at)
