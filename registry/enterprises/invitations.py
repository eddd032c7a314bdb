"""Inviting somebody by mail to act for the firm; who reads the mail takes it up with an account of that address."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select

from registry.accounts.links import hashed
from registry.accounts.models import User
from registry.accounts.queries import find_user_by_email
from registry.accounts.services import checked_email
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.core.errors import Conflict, NotAllowed, NotFound
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import Text, msg
from registry.enterprises.members import SUBMITTERS, new_member, require_part
from registry.enterprises.models import Enterprise, Invitation, Member, MemberRole, MembershipState
from registry.enterprises.queries import current_profile, find_claim, membership_of
from registry.extensions import db
from registry.messages.services import send_to_address

LIFETIME = timedelta(days=7)


def invite(
    enterprise: Enterprise, email: str, role: MemberRole, *, role_name: Text, actor: Actor, at: datetime
) -> Invitation:
    """Send a link by which the owner of the address joins the firm in `role`; a newer one replaces the older.

    Raises NotAllowed for others than the firm's submitters, DomainError at `email`, Conflict where the person acts
    for the firm already.
    """
    require_part(actor, enterprise.id, SUBMITTERS)
    email = checked_email(email)
    user = find_user_by_email(email)
    if user is not None and membership_of(user.id, enterprise.id) is not None:
        raise Conflict(msg("{email} 已经是本企业的经办人。", email=email), "email")
    db.session.execute(delete(Invitation).where(Invitation.enterprise_id == enterprise.id, Invitation.email == email))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        public_id=new_public_id(),
        enterprise=enterprise,
        email=email,
        role=role,
        token_hash=hashed(token),
        invited_by_id=actor.id,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    db.session.add(invitation)
    _tell(Tag.INVITATION_SENT, invitation, actor, at, role=role.value, email=email)
    _mail(invitation, token, role_name, actor, at)
    return invitation


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation of a link, as long as its sender submits for the firm; NotFound otherwise."""
    found = select(Invitation).where(Invitation.token_hash == hashed(token), Invitation.expires_at > at)
    invitation = db.session.scalars(found).one_or_none()
    sender = None if invitation is None else membership_of(invitation.invited_by_id, invitation.enterprise_id)
    if invitation is None or sender is None or sender.role not in SUBMITTERS:
        raise NotFound(msg("这份邀请已经失效：可能已接受、已撤回或已过期。请企业重新邀请。"))
    return invitation


def accept_invitation(token: str, user: User, *, actor: Actor, at: datetime) -> Member:
    """The person joins the firm; the address, at which the link was read, counts as confirmed.

    Raises NotFound, NotAllowed where the account has another address or is an officer's, Conflict where the person
    acts for the firm already.
    """
    invitation = find_invitation(token, at=at)
    if user.is_officer:
        raise NotAllowed(msg("工作人员账号不能代表企业办理，请使用个人账号。"))
    if user.email != invitation.email:
        text = msg(
            "邀请发给 {email}，您登录的是 {own}。请用受邀的邮箱登录或注册。", email=invitation.email, own=user.email
        )
        raise NotAllowed(text)
    if membership_of(user.id, invitation.enterprise_id) is not None:
        raise Conflict(msg("您已经是这家企业的经办人。"))
    gone = delete(Invitation).where(Invitation.id == invitation.id).returning(Invitation.id)
    if db.session.execute(gone.execution_options(synchronize_session=False)).first() is None:
        raise NotFound(msg("这份邀请已经失效：可能已接受、已撤回或已过期。请企业重新邀请。"))
    user.is_email_confirmed = True
    member = find_claim(user.id, invitation.enterprise_id)
    if member is None:
        member = new_member(invitation.enterprise, user.id, at)
    else:
        lock_row(member)
    member.role, member.state, member.takes_over, member.documents = invitation.role, MembershipState.ACTIVE, False, []
    member.requested_at, member.decided_at, member.decided_by_id = at, at, invitation.invited_by_id
    member.statement, member.reason = "", ""
    _tell(Tag.INVITATION_ACCEPTED, invitation, actor, at, role=invitation.role.value, user=user.id)
    db.session.expunge(invitation)
    return member


def withdraw_invitation(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    """The link opens nothing any more; by the firm's submitters."""
    require_part(actor, invitation.enterprise_id, SUBMITTERS)
    _tell(Tag.INVITATION_WITHDRAWN, invitation, actor, at, email=invitation.email)
    db.session.delete(invitation)
    db.session.flush()


def invitations_of(enterprise_id: int, *, at: datetime) -> Select[Invitation]:
    """The firm's invitations that can still be taken up, oldest first."""
    own = Invitation.enterprise_id == enterprise_id, Invitation.expires_at > at
    return select(Invitation).where(*own).order_by(Invitation.created_at, Invitation.id)


def get_invitation(enterprise_id: int, public_id: str) -> Invitation:
    """One of the firm's invitations, or NotFound."""
    found = select(Invitation).where(Invitation.enterprise_id == enterprise_id, Invitation.public_id == public_id)
    invitation = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if invitation is None:
        raise NotFound(msg("这份邀请已经接受或撤回，请刷新页面查看。"))
    return invitation


def _mail(invitation: Invitation, token: str, role_name: Text, actor: Actor, at: datetime) -> None:
    profile = current_profile(invitation.enterprise_id, day_of(at))
    firm = profile.name if profile else invitation.enterprise.uscc
    body = msg(
        "{person} 邀请您作为“{role}”代表 {firm} 办理创新企业登记。请打开下面的页面，用这个邮箱登录或注册后接受，"
        "7 天内有效；与您无关的，不必理会。",
        person=actor.name,
        role=role_name,
        firm=firm,
    )
    send_to_address(
        invitation.email,
        msg("邀请您代表{firm}办理", firm=firm),
        body,
        link=f"/invitations/{token}",
        at=at,
        key=f"invitation:{invitation.public_id}",
        until=invitation.expires_at,
    )


def _tell(tag: Tag, invitation: Invitation, actor: Actor, at: datetime, **data: Any) -> None:
    db.session.flush()
    subject = ("invitation", invitation.public_id)
    record(tag, actor=actor, at=at, subject=subject, enterprise_id=invitation.enterprise_id, **data)
