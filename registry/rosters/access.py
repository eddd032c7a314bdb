"""The only way in which the web comes by a list."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.core.actor import Actor
from registry.core.errors import NotAllowed, NotFound
from registry.core.text import msg
from registry.extensions import db
from registry.reference.queries import DISTRICT
from registry.rosters.models import RosterBatch


def get_roster_for(actor: Actor, public_id: str) -> RosterBatch:
    """The list, for whoever may import lists into the district; or NotFound."""
    found = select(RosterBatch).where(RosterBatch.public_id == public_id)
    batch = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if batch is None or not may(actor, Permission.ROSTERS_IMPORT, DISTRICT):
        raise NotFound(msg("没有这份名单，或您无权查看。"))
    return batch


def require_importer(actor: Actor) -> None:
    """Raises NotAllowed for whoever may not import lists into the district."""
    if not may(actor, Permission.ROSTERS_IMPORT, DISTRICT):
        raise NotAllowed(msg("您没有导入官方名单的权限。"))
