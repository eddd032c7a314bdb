"""Who acts for a firm: a claim, confirmed by an officer or by somebody who already submits for the firm."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from registry.accounts.permissions import Permission, may
from registry.accounts.queries import find_user
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import Text, msg
from registry.documents.access import documents_of
from registry.documents.models import Document
from registry.documents.services import claim
from registry.enterprises.likeness import parts
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.enterprises.queries import current_profile, find_claim, membership_of, place_of, submitters_of
from registry.extensions import db

PAPERS = ("licence", "authorisation", "consent")
"""What a claim is supported by: licence, letter of authorisation, word of the legal representative."""

FILLERS = frozenset({MemberRole.SUBMITTER, MemberRole.PREPARER, MemberRole.AGENT})
SUBMITTERS = frozenset({MemberRole.SUBMITTER})

_LONGEST = 500


def request_membership(
    enterprise: Enterprise,
    role: MemberRole,
    statement: str,
    *,
    actor: Actor,
    at: datetime,
    documents: Collection[str] = (),
    takes_over: bool = False,
) -> Member:
    """Ask to act for the firm in `role`. A claim that was refused or ended may be made again.

    `documents` are public identifiers of papers in support, of the firm's documents. `takes_over`: the submitters left,
    and an officer is to put the person in their place; that asks for all of `PAPERS`.
    Raises Conflict where the person already acts or has asked; NotAllowed for officers, who decide on firms, and for
    whoever has not confirmed the e-mail address.
    """
    if actor.id is None or actor.grants:
        raise NotAllowed(msg("工作人员账号不能代表企业办理，请使用个人账号。"))
    user = find_user(actor.id)
    if user is None or not user.is_email_confirmed:
        raise NotAllowed(msg("请先确认邮箱，再登记或加入企业。"))
    statement = statement.strip()
    if len(statement) > _LONGEST:
        raise DomainError(msg("说明最多 {count} 个字符。", count=_LONGEST), "statement")
    if takes_over and (role not in SUBMITTERS or len(set(documents)) < len(PAPERS)):
        raise DomainError(msg("接替提交人，须申请提交人角色，并附齐三份材料。"), "takes_over")
    papers = claim(documents, enterprise_id=enterprise.id)
    member = find_claim(actor.id, enterprise.id)
    if member is None:
        member = new_member(enterprise, actor.id, at)
    else:
        lock_row(member)
        _require_claimable(member)
    member.role, member.state, member.statement = role, MembershipState.REQUESTED, statement
    member.requested_at, member.decided_at, member.decided_by_id, member.reason = at, None, None, ""
    member.takes_over, member.documents = takes_over, [one.public_id for one in papers]
    data = {"role": role.value, "statement": statement, "takes_over": takes_over, "documents": member.documents}
    _tell(Tag.MEMBER_REQUESTED, member, actor, at, **data)
    return member


def confirm_member(member: Member, *, actor: Actor, at: datetime, on: date) -> None:
    """The claim is right: the person may act at once. The first of a firm needs an officer, for nobody else can.

    Of one who takes over, the firm's other submitters end and are told.
    """
    _require_decider(member, actor, on)
    lock_row(member)
    _require_state(member, MembershipState.REQUESTED)
    _decide(member, MembershipState.ACTIVE, "", actor, at)
    _tell(Tag.MEMBER_CONFIRMED, member, actor, at, role=member.role.value)
    for former in submitters_of(member.enterprise_id) if member.takes_over else ():
        if former.id != member.id:
            lock_row(former)
            reason = str(msg("企业提交人已由 {name} 接替，经主管部门核实。", name=member.user.name))
            _decide(former, MembershipState.ENDED, reason, actor, at)
            _tell(Tag.MEMBER_ENDED, former, actor, at, reason=reason)


def refuse_member(member: Member, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """The claim is not accepted; the person reads the reason."""
    _require_decider(member, actor, on)
    reason = _checked_reason(reason)
    lock_row(member)
    _require_state(member, MembershipState.REQUESTED)
    _decide(member, MembershipState.REFUSED, reason, actor, at)
    _tell(Tag.MEMBER_REFUSED, member, actor, at, reason=reason)


def end_membership(member: Member, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """The person no longer acts for the firm, or takes the claim back: by whoever may confirm, or by the person."""
    if actor.id is None or actor.id != member.user_id:
        _require_decider(member, actor, on)
    reason = _checked_reason(reason)
    lock_row(member)
    if member.state not in (MembershipState.ACTIVE, MembershipState.REQUESTED):
        raise _outdated()
    _decide(member, MembershipState.ENDED, reason, actor, at)
    _tell(Tag.MEMBER_ENDED, member, actor, at, reason=reason)


def may_decide_on_members(enterprise_id: int, *, actor: Actor, on: date) -> bool:
    """Whether the person confirms claims to act for this firm: in scope as an officer, or as its submitter."""
    if actor == SYSTEM or may(actor, Permission.MEMBERS_DECIDE, place_of(enterprise_id, on)):
        return True
    own = membership_of(actor.id, enterprise_id)
    return own is not None and own.role in SUBMITTERS


def papers_of(member: Member) -> list[Document]:
    """The papers in support of a claim, in their order."""
    rows = db.session.scalars(documents_of(member.enterprise_id).where(Document.public_id.in_(member.documents)))
    return sorted(rows, key=lambda row: member.documents.index(row.public_id))


def require_part(actor: Actor, enterprise_id: int, roles: Collection[MemberRole]) -> None:
    """Raise NotAllowed unless the person acts for the firm in one of `roles`; the system itself may."""
    if actor == SYSTEM:
        return
    own = membership_of(actor.id, enterprise_id)
    if own is None or own.role not in roles:
        raise NotAllowed(msg("您在本企业的角色不能进行这项操作，请由提交人办理。"))


def masked_name(name: str) -> str:
    """The name with what makes it this firm's hidden: 宁波××（集团）有限公司."""
    place, _core, form = parts(name)
    return f"{place}××{form}"


def already_held(enterprise: Enterprise, on: date) -> Text:
    """What to tell somebody who types the code of a firm that the registry has: not a dead end, and not its name."""
    profile = current_profile(enterprise.id, on)
    name = masked_name(profile.name if profile else "")
    return msg(
        "统一社会信用代码 {uscc} 已有企业档案（{name}）。如果您代表这家企业，请申请加入。",
        uscc=enterprise.uscc,
        name=name,
    )


def new_member(enterprise: Enterprise, user_id: int, at: datetime) -> Member:
    """The person's row in the firm, as a claim; Conflict where another request made one at the same moment."""
    member = Member(
        public_id=new_public_id(),
        enterprise=enterprise,
        user_id=user_id,
        role=MemberRole.VIEWER,
        state=MembershipState.REQUESTED,
        requested_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError:
        raise Conflict(msg("您已申请加入这家企业，正在等待确认。")) from None
    return member


def _require_claimable(member: Member) -> None:
    if member.state == MembershipState.ACTIVE:
        raise Conflict(msg("您已经是这家企业的经办人。"))
    if member.state == MembershipState.REQUESTED:
        raise Conflict(msg("您已申请加入这家企业，正在等待确认。"))


def _require_decider(member: Member, actor: Actor, on: date) -> None:
    if actor.id is not None and actor.id == member.user_id:
        raise NotAllowed(msg("不能确认自己的申请。"))
    if not may_decide_on_members(member.enterprise_id, actor=actor, on=on):
        raise NotAllowed(msg("没有确认这家企业经办人的权限。"))
    is_pending = member.takes_over and member.state == MembershipState.REQUESTED
    if is_pending and actor != SYSTEM and not may(actor, Permission.MEMBERS_DECIDE, place_of(member.enterprise_id, on)):
        raise NotAllowed(msg("对方申请接替提交人，由街道经办人核实。有异议请尽快与街道联系。"))


def _require_state(member: Member, state: MembershipState) -> None:
    if member.state != state:
        raise _outdated()


def _outdated() -> Conflict:
    return Conflict(msg("这项申请已有人处理，请刷新页面查看最新状态。"))


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise DomainError(msg("请写明原因。"), "reason")
    if len(reason.strip()) > _LONGEST:
        raise DomainError(msg("原因最多 {count} 个字符。", count=_LONGEST), "reason")
    return reason.strip()


def _decide(member: Member, state: MembershipState, reason: str, actor: Actor, at: datetime) -> None:
    member.state, member.reason, member.decided_at, member.decided_by_id = state, reason, at, actor.id


def _tell(tag: Tag, member: Member, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    subject = ("member", member.public_id)
    record(tag, actor=actor, at=at, subject=subject, enterprise_id=member.enterprise_id, user=member.user_id, **data)
