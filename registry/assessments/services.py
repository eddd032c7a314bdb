"""Stating facts about a firm that no report or register holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.assessments.models import Declaration
from registry.assessments.origins import Origin, origin_of, stated_field, write_fact
from registry.assessments.queries import declarations_of
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, NotAllowed
from registry.core.facts import figures_changed
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.members import FILLERS, require_part
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import place_of
from registry.extensions import db
from registry.rules.facts import parse_fact
from registry.rules.freezing import Json

FIRM = "firm"
OFFICER = "officer"


def declare(
    enterprise: Enterprise, answers: Mapping[str, Any], *, actor: Actor, at: datetime, on: date, source: str = ""
) -> list[str]:
    """Keep what is said, by name of the fact, in the form of the rules' facts object (money in 万元, days as text).

    None takes an answer back; what is stated already changes nothing. By those who fill for the firm, and by officers
    who may change its data (experts' scores by officers alone). Returns the names that changed. Raises NotAllowed, and
    DomainError at the name for a word that is no fact, for a fact that a report or register holds, and for a value
    that is not of its kind; Conflict where a colleague stated something meanwhile.
    """
    is_officer = actor == SYSTEM or may(actor, Permission.ENTERPRISES_CHANGE, place_of(enterprise.id, on))
    if not is_officer:
        require_part(actor, enterprise.id, FILLERS)
    wanted = {name: _checked(name, value, is_officer=is_officer) for name, value in answers.items()}
    _lock(enterprise.id)
    before = {one.fact: one for one in db.session.scalars(declarations_of(enterprise.id))}
    changed = [name for name in sorted(wanted) if _differs(before.get(name), wanted[name])]
    if not changed:
        return []
    told = {name: [before[name].value if name in before else None, wanted[name]] for name in changed}
    _retire([before[name] for name in changed if name in before], at)
    through = source or (OFFICER if is_officer else FIRM)
    for name in changed:
        if wanted[name] is not None:
            db.session.add(_row(enterprise, name, wanted[name], through, actor, at))
    db.session.flush()
    subject = ("enterprise", enterprise.uscc)
    record(
        Tag.DECLARATION_RECORDED,
        actor=actor,
        at=at,
        subject=subject,
        enterprise_id=enterprise.id,
        changes=told,
        source=through,
    )
    figures_changed([enterprise.id], at)
    return changed


def _checked(name: str, value: object, *, is_officer: bool) -> Json:
    field = stated_field(name)
    if origin_of(name) is Origin.EXPERTS and not is_officer:
        raise NotAllowed(msg("专家评分由主管部门登记。"))
    return write_fact(field, parse_fact(field, value))


def _differs(before: Declaration | None, value: Json) -> bool:
    stated = before.value if before is not None else None
    # true is no 1: a question that became a count is answered anew
    return type(stated) is not type(value) or stated != value


def _retire(rows: list[Declaration], at: datetime) -> None:
    for row in rows:
        if row.recorded_at > at:  # somebody else was quicker, and his answer has been seen
            raise Conflict(msg("另一位经办人刚刚更改过申报事项，请刷新页面核对后再保存。"))
        if row.recorded_at == at:  # said and unsaid at one instant: it never was believed
            db.session.delete(row)
        else:
            row.retired_at = at
    db.session.flush()


def _row(enterprise: Enterprise, name: str, value: Json, source: str, actor: Actor, at: datetime) -> Declaration:
    return Declaration(
        enterprise=enterprise,
        fact=name,
        value=value,
        declared_by_id=actor.id,
        source=source,
        recorded_at=at,
        retired_at=FOREVER,
    )


def _lock(enterprise_id: int) -> None:
    """One writer for a firm's declarations at a time."""
    db.session.scalars(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update()).one()
