"""Taking evidence files in, claiming them for what they prove, reading them back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError, NotAllowed, NotFound
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.documents.models import Document, Enclosure
from registry.documents.sniff import clean_filename, kind_of
from registry.documents.storage import Received, Storage
from registry.extensions import db

LARGEST = 30 * 1024 * 1024


def store(
    stream: BinaryIO,
    filename: str,
    *,
    storage: Storage,
    enterprise_id: int | None,
    actor: Actor,
    at: datetime,
    requirement: str = "",
    limit: int = LARGEST,
) -> Document:
    """Keep an uploaded file (at most `limit` bytes), unclaimed. The same upload again gives the same document.

    Raises DomainError at `file`: empty, too large (413), of a kind that is not taken, misnamed, damaged, with macros.
    """
    if actor.id is None:
        raise NotAllowed(msg("请先登录再上传材料。"))
    name = clean_filename(filename)
    with storage.receive(stream, limit=limit) as received:
        media_type = kind_of(received.path, name).media_type
        # the file first: a row must never speak of a file that a power cut took
        storage.keep(received)
    same = _same_upload(received, name, enterprise_id, requirement, actor.id)
    if same is not None:
        return same
    file = _File(received.sha256, name, media_type, received.size)
    return _add(file, requirement, enterprise_id, actor, at)


def use_for(document: Document, requirement: str, *, actor: Actor, at: datetime) -> Document:
    """Let a file that is there already prove something else too: the same content under a further use.

    What proves it already is given back as it is.
    """
    if actor.id is None:
        raise NotAllowed(msg("请先登录再上传材料。"))
    same = select(Document).where(
        Document.sha256 == document.sha256,
        Document.filename == document.filename,
        Document.enterprise_id == document.enterprise_id,
        Document.requirement == requirement[:40],
    )
    there = db.session.scalars(same.order_by(Document.id)).first()
    if there is not None:
        return there
    file = _File(document.sha256, document.filename, document.media_type, document.size)
    return _add(file, requirement, document.enterprise_id, actor, at)


def claim(public_ids: Collection[str], *, enterprise_id: int | None) -> list[Document]:
    """Say that something refers to these documents, so that they stay; in the order given, each once.

    Raises DomainError at `documents` where one is missing or belongs to somebody else.
    """
    wanted = list(dict.fromkeys(public_ids))
    found = {
        row.public_id: row
        for row in db.session.scalars(
            select(Document).where(
                Document.public_id.in_([word for word in wanted if word.isalnum()]),
                Document.enterprise_id == enterprise_id,
            )
        )
    }
    if len(found) < len(wanted):
        raise DomainError(msg("有材料已不存在，请重新上传。"), "documents")
    for document in found.values():
        document.claimed = True
    return [found[public_id] for public_id in wanted]


def open_document(document: Document | Enclosure, storage: Storage) -> BinaryIO:
    """The file, to be read and closed by the caller. Raises NotFound where it is gone or damaged."""
    if not storage.is_whole(document.sha256):
        raise NotFound(msg("材料“{name}”的文件缺失或已损坏，请联系管理员从备份恢复。", name=document.filename))
    return storage.path(document.sha256).open("rb")


def purge_unclaimed(*, before: datetime) -> int:
    """Remove documents uploaded before an instant that nothing came to refer to; how many. Their files stay."""
    outdated = select(Document).where(Document.claimed.is_(False), Document.uploaded_at < before).order_by(Document.id)
    documents = db.session.scalars(outdated).all()
    for document in documents:
        db.session.delete(document)
    db.session.flush()
    return len(documents)


def sweep_files(storage: Storage, *, before: datetime) -> int:
    """Delete files put in before an instant that no document speaks of; how many.

    For a transaction after the one that removed the rows, since a deleted file does not come back with a rollback.
    """
    kept = {sha256 for kind in (Document, Enclosure) for sha256 in db.session.scalars(select(kind.sha256).distinct())}
    orphans = [sha256 for sha256 in storage.stored(before=before) if sha256 not in kept]
    for sha256 in orphans:
        storage.remove(sha256)
    return len(orphans) + storage.sweep_incoming(before=before)


@dataclass(frozen=True)
class _File:
    sha256: str
    filename: str
    media_type: str
    size: int


def _add(file: _File, requirement: str, enterprise_id: int | None, actor: Actor, at: datetime) -> Document:
    document = Document(
        public_id=new_public_id(),
        enterprise_id=enterprise_id,
        **asdict(file),
        requirement=requirement[:40],
        uploaded_by_id=actor.id,
        uploaded_at=at,
        claimed=False,
    )
    db.session.add(document)
    db.session.flush()
    subject = ("document", document.public_id)
    data = {"filename": file.filename, "sha256": file.sha256, "size": file.size}
    record(Tag.DOCUMENT_UPLOADED, actor=actor, at=at, subject=subject, enterprise_id=enterprise_id, **data)
    return document


def _same_upload(
    received: Received, name: str, enterprise_id: int | None, requirement: str, user_id: int
) -> Document | None:
    return db.session.scalars(
        select(Document)
        .where(
            Document.sha256 == received.sha256,
            Document.filename == name,
            Document.enterprise_id == enterprise_id,
            Document.requirement == requirement[:40],
            Document.uploaded_by_id == user_id,
        )
        .order_by(Document.id)
    ).first()
