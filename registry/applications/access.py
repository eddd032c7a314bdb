"""The only loaders of applications for the web: what lies out of reach does not exist."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.applications.models import Application
from registry.applications.policy import membership_in
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.models import Member, MembershipState
from registry.extensions import db


def get_application_for(actor: Actor, public_id: str) -> Application:
    """The application, for the firm's active members and, once it was sent, for officers of its region; or NotFound."""
    application = _find(public_id)
    if application is not None and (_as_member(actor, application) or _as_officer(actor, application)):
        return application
    raise NotFound(msg("没有这份申请，或您无权查看。"))


def get_application_for_firm(actor: Actor, public_id: str) -> tuple[Application, Member]:
    """The application with the actor's active membership in its firm; NotFound for all others, officers too."""
    application = _find(public_id)
    membership = _as_member(actor, application) if application is not None else None
    if application is None or membership is None:
        raise NotFound(msg("没有这份申请，或您无权查看。"))
    return application, membership


def _find(public_id: str) -> Application | None:
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one_or_none()


def _as_member(actor: Actor, application: Application) -> Member | None:
    membership = membership_in(actor, application.enterprise_id)
    return membership if membership is not None and membership.state is MembershipState.ACTIVE else None


def _as_officer(actor: Actor, application: Application) -> bool:
    # a draft is the firm's own until it is sent
    return may(actor, Permission.APPLICATIONS_READ, application.region_code) and application.latest is not None
