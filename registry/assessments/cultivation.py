"""Helping a firm towards a rung: taking it in, noting what was done, handing it over, ending it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.permissions import Permission, actor_of, may, scope
from registry.assessments.models import Band, CultivationEntry, CultivationNote, Readiness
from registry.assessments.pipeline import PipelineFilter, PipelineRow, rows_of
from registry.audit.services import Entry, record, record_all
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import Text, msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import place_of
from registry.extensions import db
from registry.rules import catalog

LONGEST_NOTE = 1000
LONGEST_CLOSING_NOTE = 500


@dataclass(frozen=True)
class Candidate:
    """A firm that somebody wants to take in; `row` is None where it is not within reach, `refusal` says why not."""

    uscc: str
    row: PipelineRow | None
    refusal: Text | None


def candidates(usccs: Sequence[str], rule_set_id: str, *, regions: Collection[str]) -> list[Candidate]:
    """Each of the firms once, in the order given, with what speaks against taking it in for the rung."""
    wanted = list(dict.fromkeys(usccs))
    rows = {row.enterprise.uscc: row for row in rows_of(wanted, PipelineFilter(rule_set_id), regions=regions)}
    return [Candidate(uscc, rows.get(uscc), _refusal(rows.get(uscc))) for uscc in wanted]


def take_in(
    usccs: Sequence[str], rule_set_id: str, *, owner: User, note: str = "", actor: Actor, at: datetime
) -> list[CultivationEntry]:
    """Open an entry for each firm, towards the rung of the rule set, in the care of `owner`: for all of them or none.

    `note` is the first one of each. Raises NotAllowed where the person keeps no entries, Conflict naming the first
    firm that cannot be taken in (any more), DomainError at `owner` where that person may not keep one of them.
    """
    regions = scope(actor, Permission.CULTIVATION_KEEP)
    if not regions:
        raise _not_allowed()
    note = _checked_note(note, "note", required=False)
    _hold(usccs)
    found = candidates(usccs, rule_set_id, regions=regions)
    for one in found:
        if one.refusal is not None:
            raise Conflict(msg("{name}：{why}", name=one.row.name if one.row else one.uscc, why=one.refusal))
    rows = [one.row for one in found if one.row is not None]
    for row in rows:
        _require_keeper(owner, row.readiness.region_code, row.name)
    entries = [_opened(row.readiness, owner, actor, at) for row in rows]
    db.session.add_all(entries)
    if note:
        db.session.add_all(_note(entry, note, actor, at) for entry in entries)
    db.session.flush()
    said = {"tier": catalog.get(rule_set_id).tier, "owner": owner.id, **({"note": note} if note else {})}
    told = [Entry(("cultivation", entry.public_id), entry.enterprise_id, said) for entry in entries]
    record_all(Tag.CULTIVATION_OPENED, told, actor=actor, at=at)
    return entries


def add_note(entry: CultivationEntry, text: str, *, actor: Actor, at: datetime, on: date) -> CultivationNote:
    """Write down what was done. Raises Conflict where the entry was closed meanwhile."""
    _require_scope(entry, actor, on)
    text = _checked_note(text, "text")
    lock_row(entry)
    _require_open(entry)
    note = _note(entry, text, actor, at)
    db.session.add(note)
    _tell(Tag.CULTIVATION_NOTED, entry, actor, at, note=text)
    return note


def hand_over(
    entry: CultivationEntry, to: User, *, note: str = "", seen: int, actor: Actor, at: datetime, on: date
) -> None:
    """Put the firm into another officer's care, with a word on why where there is one.

    `seen` is the version that was shown: raises Conflict where somebody changed the entry since.
    """
    _require_scope(entry, actor, on)
    note = _checked_note(note, "note", required=False)
    lock_row(entry)
    _require_open(entry)
    _require_seen(entry, seen)
    before = entry.owner
    if to.id == before.id:
        raise DomainError(msg("{name} 已经是责任人，请选择另一位。", name=to.name), "owner")
    _require_keeper(to, place_of(entry.enterprise_id, on))
    entry.owner = to
    if note:
        db.session.add(_note(entry, note, actor, at))
    said = {"before": before.id, "after": to.id, **({"note": note} if note else {})}
    _tell(Tag.CULTIVATION_HANDED_OVER, entry, actor, at, **said)


def close(entry: CultivationEntry, note: str, *, seen: int, actor: Actor, at: datetime, on: date) -> None:
    """End it, saying what came of it. Raises as `hand_over` does."""
    _require_scope(entry, actor, on)
    note = _checked_note(note, "text", longest=LONGEST_CLOSING_NOTE)
    lock_row(entry)
    _require_open(entry)
    _require_seen(entry, seen)
    if at <= entry.opened_at:
        raise Conflict(msg("这家企业刚刚纳入培育，请稍后再结束。"))
    entry.closed_at, entry.closed_by_id, entry.closing_note = at, actor.id, note
    _tell(Tag.CULTIVATION_CLOSED, entry, actor, at, reason=note)


def keepers(region_codes: Collection[str]) -> list[User]:
    """Officers who may keep entries in all of the regions, by name."""
    officers = db.session.scalars(select(User).where(User.is_active, User.grants.any()).order_by(User.name, User.id))
    return [one for one in officers if all(_may_keep(one, code) for code in region_codes)]


def _refusal(row: PipelineRow | None) -> Text | None:
    if row is None:
        return msg("不在您的辖区，或今天不在本区。")
    if row.entry is not None:
        return msg("已在培育，责任人是 {owner}。", owner=row.owner)
    if row.readiness.band is Band.HOLDS:
        return msg("已持有这一称号。")
    return None


def _opened(row: Readiness, owner: User, actor: Actor, at: datetime) -> CultivationEntry:
    return CultivationEntry(
        public_id=new_public_id(),
        enterprise_id=row.enterprise_id,
        tier=row.tier,
        owner=owner,
        opened_at=at,
        opened_by_id=actor.id,
        closed_at=FOREVER,
    )


def _note(entry: CultivationEntry, text: str, actor: Actor, at: datetime) -> CultivationNote:
    return CultivationNote(entry=entry, text=text, written_by_id=actor.id, recorded_at=at)


def _hold(usccs: Sequence[str]) -> None:
    """One who takes a firm in at a time; the second then sees what the first did."""
    statement = select(Enterprise.id).where(Enterprise.uscc.in_(usccs)).order_by(Enterprise.id)
    db.session.execute(statement.with_for_update(key_share=True)).all()


def _may_keep(user: User, region_code: str) -> bool:
    return user.is_active and may(actor_of(user), Permission.CULTIVATION_KEEP, region_code)


def _require_keeper(user: User, region_code: str, name: str = "") -> None:
    if _may_keep(user, region_code):
        return
    if name:
        raise DomainError(msg("{person} 不能负责 {firm}，请另选责任人。", person=user.name, firm=name), "owner")
    raise DomainError(msg("{person} 不能负责这家企业，请另选责任人。", person=user.name), "owner")


def _require_scope(entry: CultivationEntry, actor: Actor, on: date) -> None:
    if not may(actor, Permission.CULTIVATION_KEEP, place_of(entry.enterprise_id, on)):
        raise _not_allowed()


def _not_allowed() -> NotAllowed:
    return NotAllowed(msg("您的角色不能办理这家企业的培育。"))


def _require_open(entry: CultivationEntry) -> None:
    if entry.closed_at != FOREVER:
        raise Conflict(msg("这项培育已经结束：{note}", note=entry.closing_note))


def _require_seen(entry: CultivationEntry, seen: int) -> None:
    if entry.version != seen:
        owner = entry.owner.name
        raise Conflict(msg("另一位同事刚刚移交过，现由 {owner} 负责。您填写的内容还在，请核对后再提交。", owner=owner))


def _checked_note(text: str, field: str, *, longest: int = LONGEST_NOTE, required: bool = True) -> str:
    text = text.strip()
    if required and not text:
        raise DomainError(msg("请写明情况。"), field)
    if len(text) > longest:
        raise DomainError(msg("最多 {count} 个字符。", count=longest), field)
    return text


def _tell(tag: Tag, entry: CultivationEntry, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    subject = ("cultivation", entry.public_id)
    record(tag, actor=actor, at=at, subject=subject, enterprise_id=entry.enterprise_id, **data)
