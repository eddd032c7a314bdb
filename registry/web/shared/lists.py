"""Lists by pages and filters in the address. Whatever somebody types there gives a list, never an error."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import request, url_for

from registry.core.paging import Cursor, Page, decode_cursor
from registry.rules.identifiers.characters import visible

LONGEST_WORD = 100


def cursor(types: tuple[type, ...]) -> Cursor | None:
    """Where the page begins: after the row of `?after=`; None at the beginning."""
    return decode_cursor(request.args.get("after"), types)


def next_url(page: Page[Any]) -> str | None:
    """The address of the next page with the same filters; None on the last."""
    return None if page.next_cursor is None else here(after=page.next_cursor)


def first_url() -> str | None:
    """The address of the list's beginning, where this page is not it."""
    return here() if request.args.get("after") else None


def here(**changes: str | None) -> str:
    """This page with the same filters but `changes` (None takes one away), from the beginning of the list."""
    kept = {name: value for name, value in request.args.items() if name != "after"}
    values: dict[str, Any] = {**kept, **changes, **(request.view_args or {})}
    reserved = {name: values.pop(name) for name in [*values] if name.startswith("_")}
    del reserved  # `_external` and the like would change the address itself
    return url_for(request.endpoint or "", **{name: value for name, value in values.items() if value is not None})


def word(name: str) -> str:
    """A search word or filter as typed, without what cannot be seen; "" for none."""
    return visible(request.args.get(name, ""))[:LONGEST_WORD]


def one_of(name: str, allowed: Collection[str], default: str = "") -> str:
    """A filter that must be one of `allowed`; else the default."""
    given = request.args.get(name, "")
    return given if given in allowed else default


def day(name: str, default: date) -> date:
    """A day written YYYY-MM-DD; else the default."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default


def whole(name: str, default: int, minimum: int, maximum: int) -> int:
    """A whole number within the bounds; else the default."""
    given = request.args.get(name, "")
    if not (given.isascii() and given.isdigit()) or len(given) > 18:
        return default
    return int(given) if minimum <= int(given) <= maximum else default
