"""All rows of all tables, to be compared before and after something that must store nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from registry.extensions import Base, db


def all_rows() -> dict[str, list[Any]]:
    """The rows by table, as they are in the database now."""
    db.session.expire_all()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in Base.metadata.sorted_tables
    }
