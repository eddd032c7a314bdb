"""The only way in which the web comes by a change."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.changes.models import ChangeRequest
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.access import reaches
from registry.extensions import db


def get_change_for(actor: Actor, public_id: str, *, on: date) -> ChangeRequest:
    """The change, for the firm's people and for officers who read enterprises where it is; or NotFound."""
    found = select(ChangeRequest).where(ChangeRequest.public_id == public_id)
    change = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if change is None or not reaches(actor, change.enterprise_id, on=on):
        raise NotFound(msg("没有这项变更。"))
    return change
