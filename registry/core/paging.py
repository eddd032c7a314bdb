"""Pages by key: the next page starts after the last row shown, however many rows lie before it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")
Cursor = tuple[str | int, ...]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page; `next_cursor` is None on the last."""

    rows: Sequence[Row]
    next_cursor: str | None


def page_of(rows: Sequence[Row], size: int, key: Callable[[Row], Cursor]) -> Page[Row]:
    """Cut a result of at most `size` + 1 rows into a page; `key` gives the sort key of a row."""
    shown = rows[:size]
    return Page(shown, encode_cursor(key(shown[-1])) if len(rows) > size else None)


def encode_cursor(key: Cursor) -> str:
    """The sort key as a word for an address."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def decode_cursor(word: str | None, types: tuple[type, ...]) -> Cursor | None:
    """The key, or None where there is none or somebody typed nonsense: the list then starts at its beginning."""
    if not word:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != len(types):
        return None
    if any(type(value) is not kind for value, kind in zip(values, types, strict=True)):
        return None
    return tuple(values) if all(_is_storable(value) for value in values) else None


def instant_of(word: object) -> datetime | None:
    """The instant in a key, in UTC; None where it is none, or lies beyond the days that can be counted."""
    try:
        found = datetime.fromisoformat(str(word))
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _is_storable(value: str | int) -> bool:
    """Whether a database can compare with it: no number of more than 64 bits, no NUL, no half of a pair."""
    if isinstance(value, int):
        return abs(value) < 2**63
    return "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
