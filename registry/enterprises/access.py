"""The only way in which the web comes by an enterprise or a membership: what is out of reach does not exist."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.members import may_decide_on_members
from registry.enterprises.models import Enterprise, Member, MembershipState
from registry.enterprises.queries import membership_of, place_of
from registry.enterprises.services import find_enterprise
from registry.extensions import db


def get_enterprise_for(
    actor: Actor, uscc: str, *, on: date, permission: Permission = Permission.ENTERPRISES_READ
) -> Enterprise:
    """The enterprise where the officer has `permission` for the place it is in on the day, or was last; or NotFound."""
    enterprise = _find(uscc)
    if enterprise is None or not may(actor, permission, place_of(enterprise.id, on)):
        raise NotFound(msg("没有统一社会信用代码为 {uscc} 的企业档案。", uscc=uscc))
    return enterprise


def get_membership_for(user_id: int, uscc: str) -> Member:
    """The person's confirmed place in the firm, or NotFound."""
    enterprise = _find(uscc)
    member = None if enterprise is None else membership_of(user_id, enterprise.id)
    if member is None or member.state != MembershipState.ACTIVE:
        raise NotFound(msg("没有统一社会信用代码为 {uscc} 的企业档案。", uscc=uscc))
    return member


def get_member_for(actor: Actor, public_id: str, *, on: date) -> Member:
    """A claim that the person may decide on, or the person's own; or NotFound."""
    found = select(Member).where(Member.public_id == public_id)
    member = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if member is not None:
        is_own = actor.id is not None and actor.id == member.user_id
        if is_own or may_decide_on_members(member.enterprise_id, actor=actor, on=on):
            return member
    raise NotFound(msg("没有这项经办人申请。"))


def reaches(
    actor: Actor, enterprise_id: int, *, on: date, permission: Permission = Permission.ENTERPRISES_READ
) -> bool:
    """Whether the person sees what belongs to the enterprise: as its member, or as an officer with `permission`."""
    if actor == SYSTEM or membership_of(actor.id, enterprise_id) is not None:
        return True
    return may(actor, permission, place_of(enterprise_id, on))


def _find(uscc: str) -> Enterprise | None:
    """An address may hold anything, and not every database takes everything."""
    return find_enterprise(uscc) if uscc.isalnum() else None
