"""The only way in which the web comes by a message: another person's does not exist."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts.models import User
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db
from registry.messages.models import Message


def get_message_for(user: User, public_id: str) -> Message:
    """The person's own message, or NotFound."""
    found = select(Message).where(Message.public_id == public_id, Message.user_id == user.id)
    message = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if message is None:
        raise NotFound(msg("没有这条消息。"))
    return message
