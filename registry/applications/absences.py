"""Officers who are away, and who deals with their cases meanwhile. A deputy gains no right: he holds the same posts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.permissions import actor_of
from registry.applications.desk_models import Absence
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError, NotAllowed, NotFound
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.extensions import db

CASE_ROLES = (Role.STREET_OFFICER, Role.REVIEWER, Role.APPROVER, Role.REGISTRAR)
"""Posts before which cases wait."""

LONGEST = 366
"""Days."""


def away(on: date) -> ColumnElement[bool]:
    """Whether an absence holds on the day."""
    return (Absence.valid_from <= on) & (Absence.valid_to > on) & or_(Absence.ended_on.is_(None), Absence.ended_on > on)


def absent_people(on: date) -> Select[int]:
    """Inner numbers of those who are away on the day."""
    return select(Absence.person_id).where(away(on))


def represented_by(deputy_id: int, on: date) -> Select[int]:
    """Inner numbers of those in whose place the deputy stands on the day."""
    return absent_people(on).where(Absence.deputy_id == deputy_id)


def absences_of(person_id: int, on: date) -> Select[Absence]:
    """What is not over on the day of the person's absences and of those in which he is the deputy, by day."""
    open_ = (Absence.valid_to > on) & or_(Absence.ended_on.is_(None), Absence.ended_on > on)
    mine = or_(Absence.person_id == person_id, Absence.deputy_id == person_id)
    return select(Absence).where(open_, mine).order_by(Absence.valid_from, Absence.id)


def get_absence_of(person_id: int, public_id: str) -> Absence:
    """The person's own absence, or NotFound."""
    found = db.session.scalars(select(Absence).where(Absence.public_id == public_id)).one_or_none()
    if found is None or found.person_id != person_id:
        raise NotFound(msg("没有这条离岗登记，或不是您登记的。"))
    return found


def case_officers() -> list[User]:
    """Everybody with an account in use and a post before which cases wait, by name."""
    holders = select(RoleGrant.user_id).where(RoleGrant.role.in_(CASE_ROLES))
    statement = select(User).where(User.id.in_(holders), User.is_active).order_by(User.name, User.id)
    return list(db.session.scalars(statement))


def possible_deputies(person: User) -> list[User]:
    """Colleagues who hold every post of the person's for at least the same regions; none for who has no such post."""
    posts = [(grant.role.value, grant.region_code) for grant in person.grants if grant.role in CASE_ROLES]
    return [
        one
        for one in case_officers()
        if posts and one.id != person.id and all(actor_of(one).holds(*post) for post in posts)
    ]


def record_absence(
    person: User, deputy: User | None, first_day: date, last_day: date, *, actor: Actor, at: datetime, on: date
) -> Absence:
    """The person is away from `first_day` to `last_day`, both included, and the deputy stands in.

    Raises NotAllowed for another's absence; DomainError at `first_day`, `last_day` or `deputy` where the days are
    over or meet another absence of one of the two, or the deputy does not hold the same posts.
    """
    if actor.id != person.id:
        raise NotAllowed(msg("离岗只能由本人登记。"))
    lock_row(person)
    if first_day < on:
        raise DomainError(msg("离岗首日不能早于今天。"), field="first_day")
    if not first_day <= last_day < first_day + timedelta(days=LONGEST):
        raise DomainError(msg("离岗末日应不早于首日，且最长 {days} 天。", days=LONGEST), field="last_day")
    if deputy is None or deputy.id not in {one.id for one in possible_deputies(person)}:
        raise DomainError(msg("代办人应是与您岗位相同、区域覆盖您辖区的在用账号。"), field="deputy")
    lock_row(deputy)
    _require_free(person, deputy, first_day, last_day)
    absence = Absence(
        public_id=new_public_id(),
        person=person,
        deputy=deputy,
        valid_from=first_day,
        valid_to=last_day + timedelta(days=1),
        recorded_at=at,
    )
    db.session.add(absence)
    db.session.flush()
    record(
        Tag.ABSENCE_RECORDED,
        actor=actor,
        at=at,
        subject=("user", person.public_id),
        after=deputy.name,
        valid_from=first_day.isoformat(),
        ends_on=last_day.isoformat(),
    )
    return absence


def end_absence(absence: Absence, *, actor: Actor, at: datetime, on: date) -> None:
    """The person is back from `on`, or does not go at all. The second time nothing happens."""
    if actor.id != absence.person_id:
        raise NotAllowed(msg("离岗只能由本人登记。"))
    lock_row(absence)
    if absence.ended_on is not None or absence.valid_to <= on:
        return
    absence.ended_on = on
    db.session.flush()
    record(Tag.ABSENCE_ENDED, actor=actor, at=at, subject=("user", absence.person.public_id), day=on.isoformat())


def _require_free(person: User, deputy: User, first_day: date, last_day: date) -> None:
    """Neither is away twice, and nobody stands in who is away: else a case would wait for nobody."""
    if _meets(Absence.person_id == person.id, first_day, last_day):
        raise DomainError(msg("这些日子您已登记过离岗。"), field="first_day")
    if _meets(Absence.person_id == deputy.id, first_day, last_day):
        raise DomainError(msg("这些日子{name}也离岗，请另选代办人。", name=deputy.name), field="deputy")
    if other := _meets(Absence.deputy_id == person.id, first_day, last_day):
        raise DomainError(msg("这些日子您是{name}的代办人，请先请对方改由别人代办。", name=other), field="first_day")


def _meets(whose: ColumnElement[bool], first_day: date, last_day: date) -> str | None:
    """The name of who is away on one of the days, where somebody is."""
    ends = func.coalesce(Absence.ended_on, Absence.valid_to)
    found = select(User.name).join(Absence, Absence.person_id == User.id)
    return db.session.scalar(found.where(whose, Absence.valid_from <= last_day, ends > first_day).limit(1))
