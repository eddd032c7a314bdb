"""Firms by their names, and the people to tell about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from registry.accounts.models import RoleGrant, User
from registry.accounts.permissions import ROLE_PERMISSIONS, Permission
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member, MemberRole, MembershipState
from registry.extensions import db

BLOCK = 500


@dataclass(frozen=True)
class Firm:
    """A firm with the people who act for it: the numbers of their accounts."""

    uscc: str
    name: str
    members: tuple[int, ...]
    submitters: tuple[int, ...]


def firms(enterprise_ids: Collection[int], on: date) -> dict[int, Firm]:
    """These firms by number, with their names of the day and their people, none for many; in a few statements."""
    wanted, found = sorted(enterprise_ids), dict[int, Firm]()
    for start in range(0, len(wanted), BLOCK):
        found.update(_firms(wanted[start : start + BLOCK], on))
    return found


def represented(after: int) -> Select[int]:
    """Numbers of firms that somebody acts for, the next `BLOCK` of them above `after`, in order."""
    acting = select(Member.enterprise_id).where(Member.state == MembershipState.ACTIVE, Member.enterprise_id > after)
    return acting.distinct().order_by(Member.enterprise_id).limit(BLOCK)


def officers_with(permission: Permission, region_code: str) -> list[int]:
    """Accounts of officers who hold the permission for a region that covers `region_code`."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    covering = [region_code[:length] for length in range(2, len(region_code) + 1)]
    statement = select(User.id).join(RoleGrant, RoleGrant.user_id == User.id).where(User.is_active)
    granted = RoleGrant.role.in_(roles), RoleGrant.region_code.in_(covering)
    return list(db.session.scalars(statement.where(*granted).distinct().order_by(User.id)))


def _firms(enterprise_ids: Collection[int], on: date) -> dict[int, Firm]:
    people: dict[int, list[tuple[int, MemberRole]]] = {}
    acting = (Member.state == MembershipState.ACTIVE, Member.enterprise_id.in_(enterprise_ids))
    rows = select(Member.enterprise_id, Member.user_id, Member.role).where(*acting)
    for enterprise_id, user_id, role in db.session.execute(rows.order_by(Member.id)):
        people.setdefault(enterprise_id, []).append((user_id, role))
    names = _names(enterprise_ids, on)
    codes = select(Enterprise.id, Enterprise.uscc).where(Enterprise.id.in_(enterprise_ids)).order_by(Enterprise.id)
    return {
        number: Firm(
            uscc,
            names.get(number, uscc),
            tuple(user_id for user_id, _role in people.get(number, ())),
            tuple(user_id for user_id, role in people.get(number, ()) if role is MemberRole.SUBMITTER),
        )
        for number, uscc in db.session.execute(codes)
    }


def _names(enterprise_ids: Collection[int], on: date) -> dict[int, str]:
    """The name of the day: of the last profile that began by then."""
    profile = EnterpriseProfile
    rows = (
        select(profile.enterprise_id, profile.name)
        .where(profile.enterprise_id.in_(enterprise_ids), profile.retired_at == FOREVER, profile.valid_from <= on)
        .order_by(profile.valid_from, profile.id)
    )
    return {row.enterprise_id: row.name for row in db.session.execute(rows)}
