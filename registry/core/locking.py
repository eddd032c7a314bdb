"""Holding a row while an act on it is decided and written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from registry.extensions import db


def lock_row(row: Any) -> None:
    """Hold a stored object's row until the transaction ends and see it as it is now, whatever was read before.

    Of two people who act at one time the second thus sees what the first did. `row` has an `id`.
    """
    model = type(row)
    db.session.flush()
    statement = select(model).where(model.id == row.id).with_for_update(of=model)
    db.session.scalars(statement.execution_options(populate_existing=True)).one()
