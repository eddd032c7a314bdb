"""Recording, correcting and revoking recognitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.facts import facts_changed
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme


@dataclass(frozen=True, kw_only=True)
class RecognitionFacts:
    """What a recognition says. `valid_to` is the first day it no longer holds; so is `revoked_on`."""

    scheme_code: str
    certificate_number: str
    issued_on: date
    valid_from: date
    valid_to: date
    revoked_on: date | None = None
    revocation_ground: str = ""
    document: str = ""


def recognise(
    enterprise: Enterprise, facts: RecognitionFacts, *, source: str, actor: Actor, at: datetime
) -> Recognition:
    """Record that the enterprise holds a title.

    Raises Conflict where another believed recognition of the scheme has the number, DomainError where the period is
    empty.
    """
    _check_period(facts)
    _check_number(enterprise, facts)
    row = _add(enterprise, facts, source, at)
    _tell(Tag.RECOGNITION_RECORDED, row, actor, at, after=_json(facts), source=source)
    return row


def revoke(
    recognition: Recognition, *, revoked_on: date, ground: str, document: str, actor: Actor, at: datetime
) -> Recognition:
    """The title is taken away: from `revoked_on` on it no longer holds."""
    if not ground.strip():
        raise DomainError(msg("请写明撤销依据。"), field="ground")
    if not recognition.valid_from <= revoked_on < recognition.valid_to:
        raise DomainError(msg("撤销日期应在有效期之内。"), field="revoked_on")
    changes = {"revoked_on": revoked_on, "revocation_ground": ground, "document": document or recognition.document}
    return _replace(recognition, changes, Tag.RECOGNITION_REVOKED, ground, actor, at)


def correct(
    recognition: Recognition, changes: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime
) -> Recognition:
    """The record was wrong: retire it and believe the corrected one. What was known before can still be asked."""
    if not reason.strip():
        raise DomainError(msg("请写明更正原因。"), field="reason")
    return _replace(recognition, changes, Tag.RECOGNITION_CORRECTED, reason, actor, at)


def withdraw(recognition: Recognition, *, reason: str, actor: Actor, at: datetime) -> None:
    """The record should never have been made: retire it without a successor."""
    _require_believed(recognition)
    if not reason.strip():
        raise DomainError(msg("请写明撤下原因。"), field="reason")
    recognition.retired_at = at
    _tell(Tag.RECOGNITION_WITHDRAWN, recognition, actor, at, before=_json(facts_of(recognition)), reason=reason)


def default_valid_to(scheme: Scheme, valid_from: date) -> date:
    """The first day a title recognised on `valid_from` no longer holds by the scheme's own term."""
    kind, _, value = scheme.validity.partition(":")
    if kind == "years":
        return _anniversary(valid_from, int(value))
    if kind == "entry_year_grace":
        month, day = (int(part) for part in value.split("-"))
        return date(valid_from.year + 1, month, day) + timedelta(days=1)
    return FAR


def facts_of(row: Recognition) -> RecognitionFacts:
    """What a recognition row says."""
    return RecognitionFacts(**{field.name: getattr(row, field.name) for field in fields(RecognitionFacts)})


def believed_recognitions(enterprise_id: int) -> list[Recognition]:
    """The recognitions believed now, newest first."""
    return list(
        db.session.scalars(
            select(Recognition)
            .where(Recognition.enterprise_id == enterprise_id, Recognition.retired_at == FOREVER)
            .order_by(Recognition.valid_from.desc(), Recognition.id.desc())
        )
    )


def _replace(
    row: Recognition, changes: Mapping[str, Any], tag: Tag, reason: str, actor: Actor, at: datetime
) -> Recognition:
    _require_believed(row)
    before = facts_of(row)
    after = RecognitionFacts(**{**asdict(before), **changes})
    if after == before:
        raise DomainError(msg("内容与已登记的一致，没有需要更正的内容。"))
    _check_period(after)
    row.retired_at = at
    db.session.flush()
    _check_number(row.enterprise, after)
    successor = _add(row.enterprise, after, row.source, at)
    _tell(tag, successor, actor, at, before=_json(before), after=_json(after), reason=reason)
    return successor


def _add(enterprise: Enterprise, facts: RecognitionFacts, source: str, at: datetime) -> Recognition:
    row = Recognition(
        public_id=new_public_id(),
        enterprise=enterprise,
        source=source,
        recorded_at=at,
        retired_at=FOREVER,
        **asdict(facts),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _require_believed(row: Recognition) -> None:
    if row.retired_at != FOREVER:
        raise Conflict(msg("这条认定记录已被更正过，请刷新页面查看。"))


def _check_period(facts: RecognitionFacts) -> None:
    if facts.valid_from >= facts.valid_to:
        raise DomainError(msg("有效期的截止日期必须晚于起始日期。"), field="valid_to")


def _check_number(enterprise: Enterprise, facts: RecognitionFacts) -> None:
    """A number of a scheme belongs to one enterprise at a time."""
    holder = db.session.scalars(
        select(Recognition).where(
            Recognition.scheme_code == facts.scheme_code,
            Recognition.certificate_number == facts.certificate_number,
            Recognition.retired_at == FOREVER,
        )
    ).first()
    if holder is None:
        return
    if holder.enterprise_id == enterprise.id:
        raise Conflict(
            msg("编号 {number} 已登记在这家企业名下。", number=facts.certificate_number), "certificate_number"
        )
    raise Conflict(
        msg(
            "编号 {number} 已登记在 {uscc} 名下，请核对。",
            number=facts.certificate_number,
            uscc=holder.enterprise.uscc,
        ),
        "certificate_number",
    )


def _anniversary(day: date, years: int) -> date:
    """The same day `years` later; for 29 February the first day after it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _json(facts: RecognitionFacts) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(facts).items()}


def _tell(tag: Tag, row: Recognition, actor: Actor, at: datetime, **data: Any) -> None:
    """Record the change and have the counted spans follow it."""
    record(tag, actor=actor, at=at, subject=("recognition", row.public_id), enterprise_id=row.enterprise_id, **data)
    facts_changed([row.enterprise_id], at)
