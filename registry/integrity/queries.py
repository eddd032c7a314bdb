"""What speaks against a firm, on a day or ever, visits to it, and spot checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, or_, select

from registry.extensions import db
from registry.integrity.models import CheckedFirm, IntegrityRecord, SpotCheck, Visit


def records_of(enterprise_id: int, *, in_force_on: date | None = None) -> Sequence[IntegrityRecord]:
    """The firm's records, the latest begun first; with a day only those in force on it."""
    row = IntegrityRecord
    statement = select(row).where(row.enterprise_id == enterprise_id)
    if in_force_on is not None:
        statement = statement.where(
            row.valid_from <= in_force_on,
            row.valid_to > in_force_on,
            or_(row.lifted_on.is_(None), row.lifted_on > in_force_on),
        )
    return db.session.scalars(statement.order_by(row.valid_from.desc(), row.id.desc())).all()


def visits_to(enterprise_id: int) -> Select[Visit]:
    """Visits to the firm, the latest first."""
    return select(Visit).where(Visit.enterprise_id == enterprise_id).order_by(Visit.visited_on.desc(), Visit.id.desc())


def spot_checks() -> Select[SpotCheck]:
    """All draws, the latest first."""
    return select(SpotCheck).order_by(SpotCheck.drawn_at.desc(), SpotCheck.id.desc())


def checks_of(enterprise_id: int) -> Select[CheckedFirm]:
    """The draws in which the firm was drawn, the latest first."""
    return select(CheckedFirm).where(CheckedFirm.enterprise_id == enterprise_id).order_by(CheckedFirm.id.desc())
