"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import select

from registry.extensions import db


def ping() -> None:
    """Ask the smallest question there is; raises OperationalError where the database does not answer."""
    db.session.execute(select(1)).scalar_one()
