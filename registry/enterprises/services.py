"""Writing facts about an enterprise. A fact is never edited: rows are retired and others added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import select

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotFound
from registry.core.facts import facts_changed
from registry.core.text import msg
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence, SizeClass
from registry.extensions import db
from registry.rules.identifiers.names import name_key


@dataclass(frozen=True, kw_only=True)
class ProfileFacts:
    """Everything a profile says but its dates. Money in 分; None is unknown."""

    name: str
    region_code: str
    park: str = ""
    industry_code: str = ""
    size_class: SizeClass | None = None
    is_above_scale: bool | None = None
    is_listed: bool | None = None
    presence: Presence = Presence.ACTIVE
    legal_form: str = ""
    address: str = ""
    registered_capital: int | None = None


def open_enterprise(
    uscc: str,
    facts: ProfileFacts,
    *,
    registered_on: date | None,
    valid_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    uscc_override_reason: str = "",
) -> Enterprise:
    """Add an enterprise that the registry does not know, with its first profile from `valid_from` on.

    Raises Conflict where the code is already held.
    """
    if find_enterprise(uscc) is not None:
        raise Conflict(msg("统一社会信用代码 {uscc} 已有企业档案，请申请加入该企业。", uscc=uscc), field="uscc")
    enterprise = Enterprise(
        uscc=uscc, registered_on=registered_on, created_at=at, uscc_override_reason=uscc_override_reason
    )
    db.session.add(enterprise)
    db.session.flush()
    _add_profile(enterprise, facts, valid_from, FAR, source, at)
    _tell(Tag.ENTERPRISE_OPENED, enterprise, actor, at, after=_json(facts), valid_from=valid_from.isoformat())
    return enterprise


def record_profile(
    enterprise: Enterprise,
    changes: Mapping[str, Any],
    *,
    valid_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    valid_to: date = FAR,
) -> list[EnterpriseProfile]:
    """From `valid_from` (until `valid_to`) the enterprise is so: rename, move, departure, return.

    What was believed of the days before stays; the values not named in `changes` stay as they were on each day.
    Raises DomainError where no profile covers `valid_from`, or where nothing would change.
    """
    unknown = set(changes) - {field.name for field in fields(ProfileFacts)}
    if unknown:
        raise ValueError(f"a profile has no {sorted(unknown)}")
    if valid_from >= valid_to:
        raise DomainError(msg("起始日期必须早于结束日期。"), field="valid_from")
    touched = [
        row for row in believed_profiles(enterprise.id) if row.valid_from < valid_to and row.valid_to > valid_from
    ]
    if not touched or touched[0].valid_from > valid_from:
        raise DomainError(msg("{day} 之前没有企业档案，请从建档日期起登记。", day=valid_from), field="valid_from")
    before = [facts_of(row) for row in touched]
    if all(_changed(facts, changes) == facts for facts in before):
        raise DomainError(msg("内容与已登记的一致，没有需要登记的变化。"))
    added = [new for row in touched for new in _cut(row, changes, valid_from, valid_to, source, at)]
    _tell(
        Tag.PROFILE_RECORDED,
        enterprise,
        actor,
        at,
        before=_json(before[0]),
        after=_json(_changed(before[0], changes)),
        valid_from=valid_from.isoformat(),
        valid_to=None if valid_to == FAR else valid_to.isoformat(),
    )
    return added


def correct_profile(
    profile: EnterpriseProfile, changes: Mapping[str, Any], *, reason: str, source: str, actor: Actor, at: datetime
) -> EnterpriseProfile:
    """The profile was wrong over its whole period: retire it and believe the corrected one. `reason` is kept."""
    if profile.retired_at != FOREVER:
        raise Conflict(msg("这条信息已被更正过，请刷新页面查看。"))
    if not reason.strip():
        raise DomainError(msg("请写明更正原因。"), field="reason")
    before = facts_of(profile)
    after = _changed(before, changes)
    if after == before:
        raise DomainError(msg("内容与已登记的一致，没有需要更正的内容。"))
    profile.retired_at = at
    row = _add_profile(profile.enterprise, after, profile.valid_from, profile.valid_to, source, at)
    _tell(Tag.PROFILE_CORRECTED, profile.enterprise, actor, at, before=_json(before), after=_json(after), reason=reason)
    return row


def believed_profiles(enterprise_id: int) -> list[EnterpriseProfile]:
    """The profiles believed now, oldest first."""
    return list(
        db.session.scalars(
            select(EnterpriseProfile)
            .where(EnterpriseProfile.enterprise_id == enterprise_id, EnterpriseProfile.retired_at == FOREVER)
            .order_by(EnterpriseProfile.valid_from)
        )
    )


def find_enterprise(uscc: str) -> Enterprise | None:
    """The enterprise of a cleaned code, if the registry has it."""
    return db.session.scalars(select(Enterprise).where(Enterprise.uscc == uscc)).one_or_none()


def get_enterprise(uscc: str) -> Enterprise:
    """The same, or NotFound."""
    enterprise = find_enterprise(uscc)
    if enterprise is None:
        raise NotFound(msg("没有统一社会信用代码为 {uscc} 的企业档案。", uscc=uscc))
    return enterprise


def facts_of(profile: EnterpriseProfile) -> ProfileFacts:
    """What a profile row says, without its dates."""
    return ProfileFacts(**{field.name: getattr(profile, field.name) for field in fields(ProfileFacts)})


def profile_values(facts: ProfileFacts) -> dict[str, Any]:
    """Column values of a profile row, keys for matching and sorting included."""
    return {**asdict(facts), "name_key": name_key(facts.name), "name_sort": name_sort(facts.name)}


def name_sort(name: str) -> str:
    """Pinyin of a name, so that lists run as a reader expects on every database."""
    return " ".join(lazy_pinyin(name, style=Style.NORMAL)).lower()[:240]


def _changed(facts: ProfileFacts, changes: Mapping[str, Any]) -> ProfileFacts:
    return ProfileFacts(**{**asdict(facts), **changes})


def _cut(
    row: EnterpriseProfile, changes: Mapping[str, Any], start: date, end: date, source: str, at: datetime
) -> list[EnterpriseProfile]:
    """Retire `row` and believe instead: as before up to `start`, changed to `end`, as before after it."""
    facts = facts_of(row)
    changed_from, changed_to = max(row.valid_from, start), min(row.valid_to, end)
    row.retired_at = at
    parts = [
        (facts, row.valid_from, changed_from, row.source),
        (_changed(facts, changes), changed_from, changed_to, source),
        (facts, changed_to, row.valid_to, row.source),
    ]
    return [
        _add_profile(row.enterprise, part, first, last, origin, at)
        for part, first, last, origin in parts
        if first < last
    ]


def _add_profile(
    enterprise: Enterprise, facts: ProfileFacts, start: date, end: date, source: str, at: datetime
) -> EnterpriseProfile:
    row = EnterpriseProfile(
        enterprise=enterprise,
        valid_from=start,
        valid_to=end,
        source=source,
        recorded_at=at,
        retired_at=FOREVER,
        **profile_values(facts),
    )
    db.session.add(row)
    return row


def _json(facts: ProfileFacts) -> dict[str, Any]:
    return asdict(facts)


def _tell(tag: Tag, enterprise: Enterprise, actor: Actor, at: datetime, **data: Any) -> None:
    """Record the change and have the counted spans follow it."""
    record(tag, actor=actor, at=at, subject=("enterprise", enterprise.uscc), enterprise_id=enterprise.id, **data)
    facts_changed([enterprise.id], at)
