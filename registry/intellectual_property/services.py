"""Recording, correcting and taking down rights. A record is never edited: it is retired and another added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.facts import figures_changed
from registry.core.ids import new_public_id
from registry.core.text import Text, msg
from registry.core.types import FOREVER
from registry.enterprises.members import FILLERS, masked_name, require_part
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import current_profile, place_of
from registry.extensions import db
from registry.intellectual_property.facts import RightFacts, facts_of, judge
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import holders, numbers_of

__all__ = ["RecordedRight", "RightFacts", "correct_right", "facts_of", "record_right", "record_rights", "remove_right"]


@dataclass(frozen=True)
class RecordedRight:
    """The stored right, with what is worth a look all the same.

    `warnings` are about the number itself; `elsewhere` says that other firms hold the number too.
    """

    right: IntellectualProperty
    warnings: tuple[Text, ...] = ()
    elsewhere: tuple[Text, ...] = ()


def record_right(
    enterprise: Enterprise, facts: RightFacts, *, source: str, actor: Actor, at: datetime, on: date
) -> RecordedRight:
    """Add a right of the firm. By those who fill for the firm, and by officers who may change its data.

    Raises DomainError at `number` where it is no number of the kind or at a date that cannot be, Conflict where the
    firm has it already. A wrong check digit and another firm with the same number are told, not refused.
    """
    _require_may_write(actor, enterprise.id, on)
    facts, warnings = _checked(facts, on)
    _lock(enterprise.id)
    elsewhere = _other_holders(enterprise.id, facts, on)
    right = _add(enterprise, facts, source, at)
    _tell(Tag.IP_RECORDED, right, actor, at, after=_json(facts), source=source)
    return RecordedRight(right, warnings, elsewhere)


def record_rights(
    enterprise: Enterprise, many: Sequence[RightFacts], *, source: str, actor: Actor, at: datetime, on: date
) -> None:
    """Add several rights of the firm, all or none. Raises as `record_right`, of the first that cannot be recorded."""
    _require_may_write(actor, enterprise.id, on)
    checked = [_checked(facts, on)[0] for facts in many]
    _lock(enterprise.id)
    taken = numbers_of(enterprise.id)
    for facts in checked:
        if (facts.kind, facts.number) in taken:
            raise _has_it(facts)
        taken.add((facts.kind, facts.number))
        right = _add(enterprise, facts, source, at)
        _note(Tag.IP_RECORDED, right, actor, at, after=_json(facts), source=source)
    figures_changed([enterprise.id], at)


def correct_right(
    right: IntellectualProperty, changes: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime, on: date
) -> RecordedRight:
    """The record was wrong or something happened to the right: retire it and believe the corrected one."""
    _require_may_write(actor, right.enterprise_id, on)
    reason = _checked_reason(reason)
    _lock(right.enterprise_id)
    _require_believed(right)
    before = facts_of(right)
    after, warnings = _checked(replace(before, **changes), on)
    if after == before:
        raise DomainError(msg("内容与已登记的一致，没有需要更正的内容。"))
    right.retired_at = at
    db.session.flush()
    elsewhere = _other_holders(right.enterprise_id, after, on)
    successor = _add(right.enterprise, after, right.source, at)
    _tell(Tag.IP_CORRECTED, successor, actor, at, before=_json(before), after=_json(after), reason=reason)
    return RecordedRight(successor, warnings, elsewhere)


def remove_right(right: IntellectualProperty, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """The record should not be there: retire it without a successor. A right that ended is corrected instead."""
    _require_may_write(actor, right.enterprise_id, on)
    reason = _checked_reason(reason)
    _lock(right.enterprise_id)
    _require_believed(right)
    right.retired_at = at
    _tell(Tag.IP_REMOVED, right, actor, at, before=_json(facts_of(right)), reason=reason)


def _require_may_write(actor: Actor, enterprise_id: int, on: date) -> None:
    if not may(actor, Permission.ENTERPRISES_CHANGE, place_of(enterprise_id, on)):
        require_part(actor, enterprise_id, FILLERS)


def _checked(facts: RightFacts, on: date) -> tuple[RightFacts, tuple[Text, ...]]:
    """The facts with the number in its canonical spelling, and warnings."""
    judged = judge(facts, on)
    if judged.problems:
        first = judged.problems[0]
        raise DomainError(first.text, first.field)
    return judged.facts, judged.warnings


def _other_holders(enterprise_id: int, facts: RightFacts, on: date) -> tuple[Text, ...]:
    """Notes on other firms with the number (their names masked); Conflict where this firm has it."""
    rows = db.session.scalars(holders(facts.kind, facts.number)).all()
    if any(row.enterprise_id == enterprise_id for row in rows):
        raise _has_it(facts)
    notes = []
    for other in dict.fromkeys(row.enterprise_id for row in rows):
        profile = current_profile(other, on)
        name = masked_name(profile.name if profile else "")
        notes.append(msg("编号 {number} 也登记在{name}名下，请核对权利人。", number=facts.number, name=name))
    return tuple(notes)


def _has_it(facts: RightFacts) -> Conflict:
    return Conflict(msg("编号 {number} 已登记在本企业名下。", number=facts.number), "number")


def _add(enterprise: Enterprise, facts: RightFacts, source: str, at: datetime) -> IntellectualProperty:
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    right = IntellectualProperty(
        public_id=new_public_id(), enterprise=enterprise, source=source, recorded_at=at, retired_at=FOREVER, **values
    )
    db.session.add(right)
    db.session.flush()
    return right


def _lock(enterprise_id: int) -> None:
    """One writer for a firm's rights at a time: no number is taken twice, no record replaced twice."""
    db.session.scalars(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update()).one()


def _require_believed(right: IntellectualProperty) -> None:
    db.session.refresh(right)
    if right.retired_at != FOREVER:
        raise Conflict(msg("这条知识产权记录已被更正过，请刷新页面查看。"))


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise DomainError(msg("请写明原因。"), "reason")
    return reason.strip()


def _json(facts: RightFacts) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(facts).items()}


def _tell(tag: Tag, right: IntellectualProperty, actor: Actor, at: datetime, **data: Any) -> None:
    _note(tag, right, actor, at, **data)
    figures_changed([right.enterprise_id], at)


def _note(tag: Tag, right: IntellectualProperty, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    subject = ("intellectual_property", right.public_id)
    record(tag, actor=actor, at=at, subject=subject, enterprise_id=right.enterprise_id, **data)
