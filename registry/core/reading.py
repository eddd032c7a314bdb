"""Running the statements that queries return, for the edges, which hold no session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from registry.core.paging import Cursor, Page, page_of
from registry.extensions import db


def fetch(statement: Select[*tuple[Any, ...]], limit: int | None = None) -> list[Any]:
    """The rows in the statement's order, at most `limit`: objects where it selects one thing, else tuples."""
    if limit is not None:
        statement = statement.limit(limit)
    if len(statement.column_descriptions) == 1:
        return list(db.session.scalars(statement))
    return list(db.session.execute(statement))


def fetch_page(statement: Select[*tuple[Any, ...]], size: int, key: Callable[[Any], Cursor]) -> Page[Any]:
    """One page of a statement that begins after the cursor; `key` gives the sort key of a row."""
    return page_of(fetch(statement, size + 1), size, key)
