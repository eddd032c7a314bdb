"""Recording, correcting and revoking recognitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
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
from registry.recognitions.identity import Claim, Taken, first_taken
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme
from registry.reference.queries import get_scheme
from registry.rules.lifecycle.terms import first_day_after


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
    """Record that the enterprise holds a title. For many at once there is `registry.recognitions.bulk`.

    Raises Conflict where a believed recognition of the scheme is that title already (`registry.recognitions.identity`),
    DomainError where the period is empty or a number is missing that the scheme gives to each firm.
    """
    require_period(facts)
    require_free(facts.scheme_code, [(enterprise.id, facts)])
    row = _add(enterprise, facts, source, at)
    _tell(Tag.RECOGNITION_RECORDED, row, actor, at, after=facts_json(facts), source=source)
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
    _tell(Tag.RECOGNITION_WITHDRAWN, recognition, actor, at, before=facts_json(facts_of(recognition)), reason=reason)


def require_period(facts: RecognitionFacts) -> None:
    """Raises DomainError at `valid_to` where the title would hold on no day."""
    if facts.valid_from >= facts.valid_to:
        raise DomainError(msg("有效期的截止日期必须晚于起始日期。"), field="valid_to")


def require_free(scheme_code: str, wanted: Sequence[tuple[int, RecognitionFacts]]) -> None:
    """Raises AlreadyHeld for the first (enterprise id, facts) that the registry, or one before it, has already.

    All are of the one scheme. Raises DomainError at `certificate_number` where a number is missing that it asks for.
    """
    scheme = get_scheme(scheme_code)
    if scheme.own_number and not all(facts.certificate_number for _firm, facts in wanted):
        raise DomainError(msg("请填写{label}。", label=scheme.number_label), "certificate_number")
    claims = [Claim(firm, facts.certificate_number, facts.valid_from) for firm, facts in wanted]
    taken = first_taken(scheme, claims)
    if taken is not None:
        raise AlreadyHeld(claims[taken.position], taken)


class AlreadyHeld(Conflict):
    """The title is there already; `position` says which of the wanted ones."""

    def __init__(self, claim: Claim, taken: Taken) -> None:
        self.position = taken.position
        is_same = taken.holder_id == claim.enterprise_id
        if taken.by_day:
            text = msg("这家企业自 {day} 起的这项认定已经登记过。", day=claim.valid_from)
        elif is_same:
            text = msg("编号 {number} 已登记在这家企业名下。", number=claim.number)
        else:
            holder = db.session.get(Enterprise, taken.holder_id)
            uscc = holder.uscc if holder else ""
            text = msg("编号 {number} 已登记在 {uscc} 名下，请核对。", number=claim.number, uscc=uscc)
        super().__init__(text, "valid_from" if taken.by_day else "certificate_number")


def facts_json(facts: RecognitionFacts) -> dict[str, Any]:
    """The facts as an event keeps them."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in vars(facts).items()}


def default_valid_to(scheme: Scheme, valid_from: date) -> date:
    """The first day a title recognised on `valid_from` no longer holds by the scheme's own term."""
    return first_day_after(scheme.validity, valid_from) or FAR


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
    require_period(after)
    row.retired_at = at
    db.session.flush()
    if changes.keys() & {"certificate_number", "valid_from"}:
        require_free(after.scheme_code, [(row.enterprise_id, after)])
    successor = _add(row.enterprise, after, row.source, at)
    _tell(tag, successor, actor, at, before=facts_json(before), after=facts_json(after), reason=reason)
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


def _tell(tag: Tag, row: Recognition, actor: Actor, at: datetime, **data: Any) -> None:
    """Record the change and have the counted spans follow it."""
    record(tag, actor=actor, at=at, subject=("recognition", row.public_id), enterprise_id=row.enterprise_id, **data)
    facts_changed([row.enterprise_id], at)
