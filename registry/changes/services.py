"""Filing a change, and deciding on it. What is accepted is recorded as a profile of the firm from its day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.accounts.permissions import Permission, may
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.changes.checks import Checked, check
from registry.changes.kinds import LABELS, profile_changes
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState, ChangeStep
from registry.changes.queries import titles_held
from registry.changes.workflow import FILER, OFFICE, WORKFLOW, ChangeAct
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.core.types import FAR
from registry.core.workflow import Transition
from registry.documents.services import claim
from registry.enterprises.members import SUBMITTERS, require_part
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import membership_of, place_of
from registry.enterprises.services import believed_profiles, record_profile
from registry.enterprises.successions import record_succession
from registry.extensions import db

LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What is filed: `after` by `kinds.FIELDS` of the kind, `documents` as public identifiers of the firm's files."""

    effective_on: date
    after: Mapping[str, Any]
    documents: Sequence[str] = ()
    statement: str = ""


def file_change(
    enterprise: Enterprise, kind: ChangeKind, filing: Filing, *, actor: Actor, at: datetime, on: date
) -> ChangeRequest:
    """The firm's submitter, or an officer for the firm, says what changed from which day on.

    Raises Conflict where a change of the kind is open already; DomainError at the field for what cannot be so, and at
    `file` where the firm proves nothing.
    """
    by_office = membership_of(actor.id, enterprise.id) is None
    if by_office:
        _require_office(enterprise.id, actor, on)
    else:
        require_part(actor, enterprise.id, SUBMITTERS)
    checked = check(enterprise, kind, filing.effective_on, filing.after, on)
    change = ChangeRequest(
        public_id=new_public_id(),
        enterprise=enterprise,
        kind=kind,
        state=ChangeState.SUBMITTED,
        by_office=by_office,
        filed_by_id=actor.id,
    )
    with db.session.no_autoflush:
        _fill(change, filing, checked, at)
    _add(change)
    _tell(Tag.CHANGE_SUBMITTED, change, actor, at)
    return change


def resubmit(change: ChangeRequest, filing: Filing, seen_version: int, *, actor: Actor, at: datetime, on: date) -> None:
    """What was returned comes back, mended. Raises Conflict after another's act, else as `file_change`."""
    step = _begin(change, ChangeAct.SUBMIT, seen_version, actor, on)
    checked = check(change.enterprise, change.kind, filing.effective_on, filing.after, on)
    _fill(change, filing, checked, at)
    change.state, change.decided_at, change.decided_by_id = ChangeState(step.target), None, None
    _tell(Tag.CHANGE_SUBMITTED, change, actor, at)


def withdraw(change: ChangeRequest, seen_version: int, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """Who filed it takes it back before it is decided."""
    step = _begin(change, ChangeAct.WITHDRAW, seen_version, actor, on)
    _close(change, step, reason, actor, at)
    _tell(Tag.CHANGE_WITHDRAWN, change, actor, at, reason=change.reason)


def return_change(
    change: ChangeRequest, seen_version: int, *, reason: str, actor: Actor, at: datetime, on: date
) -> None:
    """An officer sends it back with what is to be mended."""
    step = _begin(change, ChangeAct.RETURN, seen_version, actor, on)
    _close(change, step, reason, actor, at)
    _tell(Tag.CHANGE_RETURNED, change, actor, at, reason=change.reason)


def refuse(change: ChangeRequest, seen_version: int, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """An officer does not take it, for a reason that stands on the page."""
    step = _begin(change, ChangeAct.REFUSE, seen_version, actor, on)
    _close(change, step, reason, actor, at)
    _tell(Tag.CHANGE_REFUSED, change, actor, at, reason=change.reason)


def accept(change: ChangeRequest, seen_version: int, *, actor: Actor, at: datetime, on: date) -> None:
    """An officer finds it right: the profile says so from the day on, counts move on that day, old lists stay.

    Raises DomainError where the registry meanwhile holds something that makes the change impossible or needless.
    """
    step = _begin(change, ChangeAct.ACCEPT, seen_version, actor, on)
    checked = check(change.enterprise, change.kind, change.effective_on, change.after, on)
    changes = profile_changes(change.kind, checked.after)
    change.before, change.successor = checked.before, checked.successor
    _close(change, step, "", actor, at)
    source = f"change:{change.public_id}"
    record_profile(
        change.enterprise,
        changes,
        valid_from=change.effective_on,
        valid_to=_until(change, changes),
        source=source,
        actor=actor,
        at=at,
    )
    if change.successor is not None:
        day = change.effective_on
        record_succession(change.enterprise, change.successor, effective_on=day, source=source, actor=actor, at=at)
    _tell(Tag.CHANGE_ACCEPTED, change, actor, at, before=change.before, after=change.after)


def mark_step(change: ChangeRequest, scheme_code: str, done_on: date, *, actor: Actor, at: datetime, on: date) -> None:
    """The firm did what the title asks, on `done_on`; said again, the later word holds."""
    if _part(change, actor, on) is None:
        raise NotAllowed(msg("没有办理这项变更的权限。"))
    lock_row(change)
    if change.state in (ChangeState.REFUSED, ChangeState.WITHDRAWN):
        raise Conflict(msg("这项变更没有登记，不需要办理后续事项。"))
    if scheme_code not in {title.scheme_code for title in titles_held(change.enterprise_id, change.effective_on)}:
        raise NotFound(msg("这项变更没有这个后续事项。"))
    if not change.effective_on <= done_on <= on:
        text = msg("办理日期应在变更生效之日（{first}）至今天之间。", first=change.effective_on)
        raise DomainError(text, "done_on")
    found = select(ChangeStep).where(ChangeStep.change_id == change.id, ChangeStep.scheme_code == scheme_code)
    row = db.session.scalars(found).one_or_none()
    if row is None:
        row = ChangeStep(change_id=change.id, scheme_code=scheme_code)
        db.session.add(row)
    row.done_on, row.recorded_at, row.recorded_by_id = done_on, at, actor.id
    _tell(Tag.CHANGE_FOLLOWED, change, actor, at, scheme=scheme_code, done_on=done_on.isoformat())


def acts_for(change: ChangeRequest, *, actor: Actor, on: date) -> list[Transition]:
    """What the person may do with the change now: the buttons of the page."""
    part = _part(change, actor, on)
    return WORKFLOW.from_state(change.state, [part] if part else [])


def require_act(change: ChangeRequest, act: ChangeAct, *, actor: Actor, on: date) -> Transition:
    """What leads on. Raises NotAllowed for who is not to do this, Conflict where it is not to be done now."""
    part = _part(change, actor, on)
    if part is None or part not in {step.by for step in WORKFLOW if step.act == act}:
        raise NotAllowed(msg("没有办理这项变更的权限；代企业提交的人和企业经办人不能自己登记。"))
    return WORKFLOW.require(change.state, act)


def _begin(change: ChangeRequest, act: ChangeAct, seen_version: int, actor: Actor, on: date) -> Transition:
    """Hold the row, and see that this person may do this now, having seen what it is about."""
    lock_row(change)
    if _part(change, actor, on) is not None and change.version != seen_version:
        raise Conflict(msg("这项变更已被他人处理或修改。您填写的内容还在本页，请对照最新内容后再办理。"))
    return require_act(change, act, actor=actor, on=on)


def _part(change: ChangeRequest, actor: Actor, on: date) -> str | None:
    """The party that the person is in this change; None for who only reads it."""
    own = membership_of(actor.id, change.enterprise_id)
    if own is not None:
        return FILER if own.role in SUBMITTERS else None
    if not may(actor, Permission.ENTERPRISES_CHANGE, place_of(change.enterprise_id, on)):
        return None
    return FILER if change.filed_by_id == actor.id else OFFICE


def _require_office(enterprise_id: int, actor: Actor, on: date) -> None:
    if not may(actor, Permission.ENTERPRISES_CHANGE, place_of(enterprise_id, on)):
        raise NotAllowed(msg("没有代这家企业办理变更的权限。"))


def _fill(change: ChangeRequest, filing: Filing, checked: Checked, at: datetime) -> None:
    if not filing.documents and not change.by_office:
        raise DomainError(msg("请附上登记机关的变更（注销）通知书或新的营业执照。"), "file")
    papers = claim(filing.documents, enterprise_id=change.enterprise.id)
    change.effective_on, change.after, change.before = filing.effective_on, checked.after, checked.before
    change.successor = checked.successor
    change.documents = [one.public_id for one in papers]
    change.statement = filing.statement.strip()[:LONGEST]
    change.submitted_at, change.reason = at, ""


def _add(change: ChangeRequest) -> None:
    """The database keeps that there is one open change of a kind, whoever files at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(change)
    except IntegrityError:
        kind = LABELS[change.kind]
        raise Conflict(msg("这家企业已有一项“{kind}”正在办理，请先办完或撤回。", kind=kind)) from None


def _close(change: ChangeRequest, step: Transition, reason: str, actor: Actor, at: datetime) -> None:
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise DomainError(msg("请写明原因。"), "reason")
    if len(reason) > LONGEST:
        raise DomainError(msg("原因最多 {count} 个字符。", count=LONGEST), "reason")
    change.state, change.reason = ChangeState(step.target), reason
    change.decided_at, change.decided_by_id = at, actor.id


def _until(change: ChangeRequest, changes: Mapping[str, Any]) -> date:
    """Up to the day from which something else about the same facts is on record already: that came later and stays."""
    rows = [row for row in believed_profiles(change.enterprise_id) if row.valid_to > change.effective_on]
    for row in rows[1:]:
        if any(getattr(row, name) != getattr(rows[0], name) for name in changes):
            return row.valid_from
    return FAR


def _tell(tag: Tag, change: ChangeRequest, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    record(
        tag,
        actor=actor,
        at=at,
        subject=("change", change.public_id),
        enterprise_id=change.enterprise_id,
        kind=change.kind.value,
        effective_on=change.effective_on.isoformat(),
        by_office=change.by_office,
        **data,
    )
