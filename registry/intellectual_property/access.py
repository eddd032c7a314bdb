"""The only way in which the web comes by a right."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.access import reaches
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty


def get_right_for(actor: Actor, public_id: str, *, on: date) -> IntellectualProperty:
    """The believed right, for the firm's people and for officers who read enterprises where it is; or NotFound."""
    found = select(IntellectualProperty).where(
        IntellectualProperty.public_id == public_id, IntellectualProperty.retired_at == FOREVER
    )
    right = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if right is None or not reaches(actor, right.enterprise_id, on=on):
        raise NotFound(msg("没有这条知识产权记录。"))
    return right
