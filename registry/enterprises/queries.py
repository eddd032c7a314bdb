"""What was so about an enterprise on a day, where it is, and who acts for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, false, or_, select

from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member, MemberRole, MembershipState, Presence
from registry.extensions import db


def believed(known_at: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the profile rows believed now, or at the instant `known_at`."""
    if known_at is None:
        return (EnterpriseProfile.retired_at == FOREVER,)
    return (EnterpriseProfile.recorded_at <= known_at, EnterpriseProfile.retired_at > known_at)


def profile_on(enterprise_id: int, on: date, known_at: datetime | None = None) -> EnterpriseProfile | None:
    """The profile that covers the day, as known at `known_at` (None: now); None where none does."""
    return db.session.scalars(
        select(EnterpriseProfile)
        .where(
            EnterpriseProfile.enterprise_id == enterprise_id,
            EnterpriseProfile.valid_from <= on,
            EnterpriseProfile.valid_to > on,
            *believed(known_at),
        )
        .order_by(EnterpriseProfile.id)
    ).first()


def current_profile(enterprise_id: int, on: date) -> EnterpriseProfile | None:
    """The profile of the day; else the last that began before it; else the first that will begin."""
    rows = history(enterprise_id)
    begun = [row for row in rows if row.valid_from <= on]
    return begun[-1] if begun else next(iter(rows), None)


def current_profiles(enterprise_ids: Collection[int], on: date) -> dict[int, EnterpriseProfile]:
    """The same for many, by number of the enterprise; in one statement."""
    found: dict[int, EnterpriseProfile] = {}
    statement = (
        select(EnterpriseProfile)
        .where(EnterpriseProfile.enterprise_id.in_(enterprise_ids), *believed())
        .order_by(EnterpriseProfile.valid_from, EnterpriseProfile.id)
    )
    for profile in db.session.scalars(statement):
        if profile.enterprise_id not in found or profile.valid_from <= on:
            found[profile.enterprise_id] = profile
    return found


def history(enterprise_id: int, known_at: datetime | None = None) -> list[EnterpriseProfile]:
    """All profiles, oldest first, as known at `known_at` (None: now)."""
    return list(
        db.session.scalars(
            select(EnterpriseProfile)
            .where(EnterpriseProfile.enterprise_id == enterprise_id, *believed(known_at))
            .order_by(EnterpriseProfile.valid_from, EnterpriseProfile.id)
        )
    )


def place(on: date) -> ColumnElement[str]:
    """SQL: the region whose officers are in charge of an `Enterprise` row of the statement around it.

    That of its profile on the day; for a firm that left, the place where it was last active, so that somebody still is.
    """
    order = case((EnterpriseProfile.valid_from > on, 2), (EnterpriseProfile.presence != Presence.ACTIVE, 1), else_=0)
    return (
        select(EnterpriseProfile.region_code)
        .where(EnterpriseProfile.enterprise_id == Enterprise.id, *believed())
        .order_by(order, EnterpriseProfile.valid_from.desc(), EnterpriseProfile.id.desc())
        .limit(1)
        .correlate(Enterprise)
        .scalar_subquery()
    )


def place_of(enterprise_id: int, on: date) -> str:
    """The same for one enterprise; "" where it has no profile, which is within nobody's scope."""
    return (
        db.session.scalars(select(place(on)).select_from(Enterprise).where(Enterprise.id == enterprise_id)).one() or ""
    )


def within(regions: Collection[str], on: date) -> ColumnElement[bool]:
    """SQL: whether an `Enterprise` row belongs to one of `regions` (codes that cover all below); never for none."""
    where = place(on)
    return or_(false(), *(where.startswith(code, autoescape=True) for code in sorted(regions)))


def membership_of(user_id: int | None, enterprise_id: int) -> Member | None:
    """The person's confirmed place in the firm, if there is one."""
    row = find_claim(user_id, enterprise_id)
    return row if row is not None and row.state == MembershipState.ACTIVE else None


def find_claim(user_id: int | None, enterprise_id: int) -> Member | None:
    """The person's claim to act for the firm, whatever became of it."""
    return db.session.scalars(
        select(Member).where(Member.enterprise_id == enterprise_id, Member.user_id == user_id)
    ).one_or_none()


def memberships_of_user(user_id: int) -> Select[Member]:
    """The firms a person acts for or asked to act for, oldest claim first."""
    states = (MembershipState.ACTIVE, MembershipState.REQUESTED)
    return (
        select(Member)
        .where(Member.user_id == user_id, Member.state.in_(states))
        .order_by(Member.requested_at, Member.id)
    )


def members_of(enterprise_id: int) -> Select[Member]:
    """Everybody who acts, acted or asked to act for the firm, oldest claim first."""
    return select(Member).where(Member.enterprise_id == enterprise_id).order_by(Member.requested_at, Member.id)


def submitters_of(enterprise_id: int) -> Sequence[Member]:
    """Those who submit for the firm now, in the order in which they came."""
    return db.session.scalars(
        select(Member)
        .where(
            Member.enterprise_id == enterprise_id,
            Member.state == MembershipState.ACTIVE,
            Member.role == MemberRole.SUBMITTER,
        )
        .order_by(Member.id)
    ).all()


def pending_members(regions: Collection[str], on: date) -> Select[Member]:
    """Claims that wait for an officer of `regions`, oldest first."""
    return (
        select(Member)
        .join(Enterprise, Enterprise.id == Member.enterprise_id)
        .where(Member.state == MembershipState.REQUESTED, within(regions, on))
        .order_by(Member.requested_at, Member.id)
    )
