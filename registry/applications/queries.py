"""What waits for whom, lists and counts of applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from registry.accounts.permissions import Permission, scope
from registry.applications.models import Application, ApplicationRevision, ApplicationState, ApplicationStep
from registry.applications.policy import FIRM_ACTS, FORWARDING_ROLES, REVIEW_ACTS
from registry.applications.workflow import stage_role_at
from registry.core.actor import Actor
from registry.core.paging import Cursor, instant_of
from registry.enterprises.models import Member, MembershipState
from registry.extensions import db
from registry.reference.models import DecidedBy, Scheme
from registry.reference.queries import schemes

KEY_TYPES = (str, int)
"""What `paging.decode_cursor` is to expect of the cursors below."""


def key(application: Application) -> Cursor:
    """The sort key of a row of `queue` and `search`."""
    return (application.waiting_since.astimezone(UTC).isoformat(timespec="microseconds"), application.id)


def queue(actor: Actor, after: Cursor | None = None) -> Select[Application]:
    """What the actor is to act on next as an officer, what has waited longest first; `after` is the last key shown.

    Holds what `policy.available_acts` offers an officer, four-eyes included; objections are answered elsewhere.
    """
    statement = select(Application).where(_waits_for(actor))
    if (last := _position(after)) is not None:
        since, row_id = last
        later = and_(Application.waiting_since == since, Application.id > row_id)
        statement = statement.where(or_(Application.waiting_since > since, later))
    return statement.order_by(Application.waiting_since, Application.id)


def queue_length(actor: Actor) -> int:
    """How many wait for the actor."""
    return db.session.scalar(select(func.count()).select_from(Application).where(_waits_for(actor))) or 0


def search(
    regions: Sequence[str],
    *,
    state: ApplicationState | None = None,
    scheme: str | None = None,
    region: str | None = None,
    after: Cursor | None = None,
) -> Select[Application]:
    """Applications once sent, of enterprises in `regions` (an officer's scope), what moved last first.

    `region` narrows to a region and all below it; `after` is the last key shown.
    """
    statement = select(Application).where(in_regions(regions), _was_sent())
    if state is not None:
        statement = statement.where(Application.state == state)
    if scheme:
        statement = statement.where(Application.scheme_code == scheme)
    if region:
        statement = statement.where(in_regions([region]))
    if (last := _position(after)) is not None:
        since, row_id = last
        earlier = and_(Application.waiting_since == since, Application.id < row_id)
        statement = statement.where(or_(Application.waiting_since < since, earlier))
    return statement.order_by(Application.waiting_since.desc(), Application.id.desc())


def counts_by_state(regions: Sequence[str], *, scheme: str | None = None) -> dict[ApplicationState, int]:
    """How many applications once sent stand in each state; states without any are 0."""
    statement = select(Application.state, func.count()).where(in_regions(regions), _was_sent())
    if scheme:
        statement = statement.where(Application.scheme_code == scheme)
    found = {row[0]: row[1] for row in db.session.execute(statement.group_by(Application.state))}
    return {state: found.get(state, 0) for state in ApplicationState if state is not ApplicationState.DRAFT}


def of_enterprise(enterprise_id: int) -> Select[Application]:
    """The firm's applications, newest first, drafts included."""
    return select(Application).where(Application.enterprise_id == enterprise_id).order_by(Application.id.desc())


def in_regions(regions: Sequence[str]) -> ColumnElement[bool]:
    """Whether the application's region lies in one of `regions`; false where there is none."""
    if not regions:
        return false()
    return or_(*(Application.region_code.startswith(code, autoescape=True) for code in regions))


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    if actor.id is None:
        return false()
    turns = [turn for scheme in schemes() for turn in _turns(actor, scheme)]
    return and_(or_(false(), *turns), *impartial(actor.id))


def _turns(actor: Actor, scheme: Scheme) -> list[ColumnElement[bool]]:
    """Where it is the turn of one of the actor's roles, in a region of the role."""
    assert actor.id is not None
    of_scheme = Application.scheme_code == scheme.code
    turns: list[ColumnElement[bool]] = []
    for stage in range(len(scheme.stages)):
        if regions := actor.regions(stage_role_at(scheme, stage)):
            due = and_(Application.state == ApplicationState.SUBMITTED, Application.stage == stage)
            other_stage = _did(actor.id, ApplicationStep.act.in_(REVIEW_ACTS), ApplicationStep.stage != stage)
            turns.append(and_(of_scheme, due, in_regions(regions), ~other_stage))
    higher = scheme.decided_by is DecidedBy.HIGHER
    after_approval = actor.regions(*FORWARDING_ROLES) if higher else scope(actor, Permission.NOTICES_PUBLISH)
    turns.append(and_(of_scheme, Application.state == ApplicationState.APPROVED, in_regions(after_approval)))
    recording = scope(actor, Permission.RECOGNITIONS_RECORD)
    reviewed = _did(actor.id, ApplicationStep.act.in_(REVIEW_ACTS))
    forwarded = Application.state == ApplicationState.FORWARDED
    turns.append(and_(of_scheme, forwarded, in_regions(recording), ~reviewed))
    return turns


def impartial(person_id: int) -> list[ColumnElement[bool]]:
    """The same as `policy` asks of whoever decides."""
    membership = exists().where(
        Member.enterprise_id == Application.enterprise_id,
        Member.user_id == person_id,
        Member.state == MembershipState.ACTIVE,
    )
    return [
        Application.opened_by_id != person_id,
        ~membership,
        ~_did(person_id, ApplicationStep.act.in_(FIRM_ACTS)),
        ~_did(person_id, ApplicationStep.round < Application.round),
    ]


def _did(person_id: int, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        ApplicationStep.application_id == Application.id, ApplicationStep.actor_id == person_id, *conditions
    )


def _was_sent() -> ColumnElement[bool]:
    return exists().where(ApplicationRevision.application_id == Application.id)


def _position(after: Cursor | None) -> tuple[datetime, int] | None:
    """The key as typed values; None for none, or where somebody typed nonsense."""
    if after is None:
        return None
    word, row_id = after
    since = instant_of(word)
    return (since, int(row_id)) if since is not None else None
