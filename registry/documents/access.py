"""The only way in which the web comes by a document."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, select

from registry.accounts.permissions import Permission, permissions_of
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.documents.models import Document
from registry.extensions import db


def get_document_for(actor: Actor, public_id: str, *, reaches: Callable[[int], bool]) -> Document:
    """The document, or NotFound. `reaches(enterprise_id)` says whether the person sees what belongs to a firm.

    The office's own files (official lists) are for whoever may read enterprises, and for the uploader.
    """
    found = select(Document).where(Document.public_id == public_id)
    document = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if document is None or not _is_open_to(document, actor, reaches):
        raise NotFound(msg("没有这份材料。"))
    return document


def documents_of(enterprise_id: int, requirement: str | None = None) -> Select[Document]:
    """A firm's documents, newest first; of one requirement where named."""
    statement = (
        select(Document)
        .where(Document.enterprise_id == enterprise_id)
        .order_by(Document.uploaded_at.desc(), Document.id.desc())
    )
    return statement if requirement is None else statement.where(Document.requirement == requirement)


def _is_open_to(document: Document, actor: Actor, reaches: Callable[[int], bool]) -> bool:
    if document.enterprise_id is not None:
        return reaches(document.enterprise_id)
    is_own = actor.id is not None and actor.id == document.uploaded_by_id
    return is_own or Permission.ENTERPRISES_READ in permissions_of(actor)
