"""Taking a case, handing it over, giving it back: so that two do not do the same work, and none is left lying."""

from __future__ import annotations

from datetime import date, datetime

from registry.accounts.models import User
from registry.accounts.permissions import actor_of
from registry.applications.absences import absent_people, case_officers, represented_by
from registry.applications.acting import lock
from registry.applications.desk_models import Holding
from registry.applications.models import Application
from registry.applications.queries import queue
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.text import msg
from registry.extensions import db


def holding_of(application: Application) -> Holding | None:
    """Who has it in hand; None once it moved on since."""
    found = db.session.get(Holding, application.id)
    return found if found is not None and found.taken_at >= application.waiting_since else None


def is_turn_of(application: Application, actor: Actor) -> bool:
    """Whether the application waits for the actor: the same question as that of the list of what waits."""
    mine = queue(actor).order_by(None).where(Application.id == application.id)
    return db.session.scalars(mine).one_or_none() is not None


def require_turn(application: Application, actor: Actor) -> None:
    """Raises NotAllowed where the application does not wait for the actor."""
    if not is_turn_of(application, actor):
        raise NotAllowed(msg("这件申请现在不由您办理，不能领取或转交。"))


def possible_holders(application: Application, on: date) -> list[User]:
    """Colleagues who are there on the day and may act on it now, by name."""
    gone = set(db.session.scalars(absent_people(on)))
    return [one for one in case_officers() if one.id not in gone and is_turn_of(application, actor_of(one))]


def take(application: Application, *, actor: Actor, at: datetime, on: date) -> None:
    """Have it in hand. Raises NotAllowed out of turn, Conflict where a colleague who is there has it.

    What is in the hands of somebody who is away may be taken by any who may act. The second time nothing happens.
    """
    lock(application)
    require_turn(application, actor)
    holding = holding_of(application)
    if holding is not None and holding.holder_id == actor.id:
        return
    if holding is not None and _is_there(holding.holder, on):
        raise Conflict(msg("{name} 已领取这件申请；需要由您办理的，请用“转交”。", name=holding.holder.name))
    _give(application, db.session.get_one(User, actor.id), at)
    _record(Tag.APPLICATION_TAKEN, application, actor, at, holding)


def hand_over(application: Application, to: User | None, *, reason: str, actor: Actor, at: datetime, on: date) -> None:
    """Put it into the hands of `to`, who must be able to act on it and be there; else DomainError at `to`."""
    lock(application)
    require_turn(application, actor)
    if to is None or to.id not in {one.id for one in possible_holders(application, on)}:
        raise DomainError(msg("请选择在岗、且可以办理这件申请的同事。"), field="to")
    holding = holding_of(application)
    before = holding.holder.name if holding else ""
    _give(application, to, at)
    record(
        Tag.APPLICATION_HANDED_OVER,
        actor=actor,
        at=at,
        subject=("application", application.public_id),
        enterprise_id=application.enterprise_id,
        before=before,
        after=to.name,
        reason=reason.strip(),
    )


def release(application: Application, *, actor: Actor, at: datetime, on: date) -> None:
    """Give back what the actor, or somebody in whose place he stands, has in hand; Conflict where neither has."""
    lock(application)
    holding = holding_of(application)
    hands = {actor.id, *db.session.scalars(represented_by(actor.id or 0, on))}
    if holding is None or holding.holder_id not in hands:
        raise Conflict(msg("这件申请不在您手中，请刷新页面查看。"))
    _record(Tag.APPLICATION_RELEASED, application, actor, at, holding)
    db.session.delete(holding)
    db.session.flush()


def _is_there(person: User, on: date) -> bool:
    return person.is_active and person.id not in set(db.session.scalars(absent_people(on)))


def _give(application: Application, to: User, at: datetime) -> None:
    holding = db.session.get(Holding, application.id)
    if holding is None:
        db.session.add(Holding(application_id=application.id, holder=to, taken_at=at))
    else:
        holding.holder, holding.taken_at = to, at
    db.session.flush()


def _record(tag: Tag, application: Application, actor: Actor, at: datetime, before: Holding | None) -> None:
    record(
        tag,
        actor=actor,
        at=at,
        subject=("application", application.public_id),
        enterprise_id=application.enterprise_id,
        before=before.holder.name if before else "",
    )
