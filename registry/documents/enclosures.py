"""Files that came without an account, with something that anybody may send: read only by whoever handles that thing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select

from registry.core.errors import NotFound
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.documents.models import Enclosure
from registry.documents.services import LARGEST
from registry.documents.sniff import clean_filename, kind_of
from registry.documents.storage import Storage
from registry.extensions import db


def enclose(
    stream: BinaryIO, filename: str, *, owner: tuple[str, str], storage: Storage, at: datetime, limit: int = LARGEST
) -> Enclosure:
    """Keep a file (at most `limit` bytes) that belongs to `owner`, the kind and identifier of what it came with.

    Raises DomainError at `file` as `documents.services.store` does.
    """
    name = clean_filename(filename)
    with storage.receive(stream, limit=limit) as received:
        media_type = kind_of(received.path, name).media_type
        storage.keep(received)  # the file first: a row must never speak of a file that a power cut took
    row = Enclosure(
        public_id=new_public_id(),
        owner=":".join(owner),
        sha256=received.sha256,
        filename=name,
        media_type=media_type,
        size=received.size,
        received_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def enclosures_of(kind: str, identifiers: Collection[str]) -> dict[str, list[Enclosure]]:
    """The files of each thing of the kind, by its identifier, in the order they came; those without any are missing."""
    owners = [f"{kind}:{one}" for one in identifiers]
    found: dict[str, list[Enclosure]] = {}
    for row in db.session.scalars(select(Enclosure).where(Enclosure.owner.in_(owners)).order_by(Enclosure.id)):
        found.setdefault(row.owner.partition(":")[2], []).append(row)
    return found


def get_enclosure(owner: tuple[str, str], public_id: str) -> Enclosure:
    """That file of that thing, or NotFound; whether the thing may be read is for the caller to ask first."""
    wanted = select(Enclosure).where(Enclosure.owner == ":".join(owner), Enclosure.public_id == public_id)
    row = db.session.scalars(wanted).one_or_none() if public_id.isalnum() else None
    if row is None:
        raise NotFound(msg("没有这份材料。"))
    return row
