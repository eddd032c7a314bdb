"""What firms said of themselves, now or as it was known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from registry.assessments.models import Declaration
from registry.assessments.origins import NO_RIGHTS, declared_fields
from registry.core.types import FOREVER
from registry.extensions import db


def declarations_of(enterprise_id: int, known_at: datetime | None = None) -> Select[Declaration]:
    """What the firm states, now or at `known_at`, by name of the fact."""
    return declarations_of_many([enterprise_id], known_at)


def declarations_of_many(enterprise_ids: Collection[int], known_at: datetime | None = None) -> Select[Declaration]:
    """The same for many firms, by firm and name."""
    return (
        select(Declaration)
        .where(Declaration.enterprise_id.in_(enterprise_ids), *_believed(known_at))
        .order_by(Declaration.enterprise_id, Declaration.fact, Declaration.id)
    )


def history_of(enterprise_id: int, fact: str) -> Select[Declaration]:
    """Everything the firm ever stated of one fact, the latest first."""
    return (
        select(Declaration)
        .where(Declaration.enterprise_id == enterprise_id, Declaration.fact == fact)
        .order_by(Declaration.recorded_at.desc(), Declaration.id.desc())
    )


def declared_answers(enterprise_id: int, rule_set_id: str) -> dict[str, Any]:
    """The questions of the rule set that the firm has answered before, as an application's draft keeps answers."""
    asked = {field.name for field in declared_fields(rule_set_id)} | {NO_RIGHTS}
    stated = db.session.scalars(declarations_of(enterprise_id))
    return {one.fact: one.value for one in stated if one.fact in asked}


def _believed(known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_at is None:
        return (Declaration.retired_at == FOREVER,)
    return (Declaration.recorded_at <= known_at, Declaration.retired_at > known_at)
