"""Files are kept by content, rows after files, and read back only whole."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.accounts.models import Role
from registry.audit.models import AuditEvent
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import DomainError, NotAllowed, NotFound
from registry.documents.access import documents_of, get_document_for
from registry.documents.models import Document
from registry.documents.services import claim, open_document, purge_unclaimed, store, sweep_files
from registry.documents.storage import Storage, TooLarge
from registry.extensions import db
from tests.documents.files import PDF, PNG
from tests.factories.people import actor

Upload = Callable[..., Document]
DAY = timedelta(days=1)
FIRM = 7


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "documents")


@pytest.fixture
def clerk(session: object) -> Actor:
    return actor()


@pytest.fixture
def upload(storage: Storage, clerk: Actor, at: datetime) -> Upload:
    def put(content: bytes = PDF, name: str = "报告.pdf", firm: int | None = FIRM, **more: object) -> Document:
        values = {"storage": storage, "enterprise_id": firm, "actor": clerk, "at": at, **more}
        return store(io.BytesIO(content), name, **values)

    return put


def files(storage: Storage) -> list[Path]:
    return sorted(path for path in storage.folder.rglob("*") if path.is_file())


def test_stored_under_its_hash(upload: Upload, storage: Storage, clerk: Actor) -> None:
    document = upload(requirement="audit_report")
    digest = hashlib.sha256(PDF).hexdigest()
    assert (document.sha256, document.size, document.media_type) == (digest, len(PDF), "application/pdf")
    assert (document.claimed, document.uploaded_by_id, document.requirement) == (False, clerk.id, "audit_report")
    path = storage.path(digest)
    assert files(storage) == [path]
    assert path.stat().st_mode & 0o077 == 0
    with open_document(document, storage) as stream:
        assert stream.read() == PDF
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.tag, event.enterprise_id, event.data["sha256"]) == (Tag.DOCUMENT_UPLOADED.value, FIRM, digest)


def test_the_same_upload_again_is_the_same_document(upload: Upload, storage: Storage) -> None:
    first = upload()
    assert upload() is first
    assert len(db.session.scalars(select(AuditEvent)).all()) == 1
    others = {upload(name="另名.pdf").id, upload(firm=8).id, upload(requirement="other").id}
    assert len(others | {first.id}) == 4
    assert len(files(storage)) == 1


def test_refused_files_leave_nothing(upload: Upload, storage: Storage) -> None:
    for content, name in ((b"", "空.pdf"), (PNG, "图.pdf"), (b"MZ", "a.exe")):
        with pytest.raises(DomainError):
            upload(content, name)
    assert files(storage) == []
    assert db.session.scalars(select(Document)).all() == []


def test_border_of_size(upload: Upload, storage: Storage) -> None:
    upload(limit=len(PDF))
    with pytest.raises(TooLarge) as refused:
        upload(PDF + b"\n", limit=len(PDF))
    assert (refused.value.status, refused.value.field) == (413, "file")
    assert len(files(storage)) == 1


def test_a_visitor_uploads_nothing(upload: Upload) -> None:
    with pytest.raises(NotAllowed):
        upload(actor=Actor(None, "访客"))
    with pytest.raises(NotAllowed):
        upload(actor=SYSTEM)


def test_a_changed_file_is_not_handed_out(upload: Upload, storage: Storage) -> None:
    document = upload()
    path = storage.path(document.sha256)
    path.write_bytes(PDF.replace(b"1.7", b"1.4"))
    with pytest.raises(NotFound, match="已损坏"):
        open_document(document, storage)
    path.unlink()
    with pytest.raises(NotFound):
        open_document(document, storage)
    upload(name="再传.pdf")
    open_document(document, storage).close()


def test_claimed_by_its_own_firm_only(upload: Upload) -> None:
    first, second = upload(), upload(PNG, "图.png")
    assert claim([second.public_id, first.public_id, second.public_id], enterprise_id=FIRM) == [second, first]
    assert first.claimed
    assert claim([first.public_id], enterprise_id=FIRM) == [first]
    assert claim([], enterprise_id=FIRM) == []
    foreign = upload(firm=8)
    for wanted in (foreign.public_id, "nothing", "\x00"):
        with pytest.raises(DomainError) as refused:
            claim([first.public_id, wanted], enterprise_id=FIRM)
        assert refused.value.field == "documents"
    assert not foreign.claimed


def test_unclaimed_documents_go_and_then_their_files(upload: Upload, storage: Storage, at: datetime) -> None:
    kept, gone = upload(), upload(PNG, "图.png")
    claim([kept.public_id], enterprise_id=FIRM)
    for path in files(storage):
        os.utime(path, (at.timestamp(), at.timestamp()))
    assert purge_unclaimed(before=at) == 0
    assert purge_unclaimed(before=at + DAY) == 1
    assert storage.is_whole(gone.sha256)
    assert sweep_files(storage, before=at) == 0
    assert sweep_files(storage, before=at + DAY) == 1
    assert files(storage) == [storage.path(kept.sha256)]
    assert (purge_unclaimed(before=at + DAY), sweep_files(storage, before=at + DAY)) == (0, 0)


def test_a_file_without_a_row_is_swept_once_it_is_old(storage: Storage, session: object, at: datetime) -> None:
    with storage.receive(io.BytesIO(PDF), limit=1000) as received:
        storage.keep(received)
    left = storage.folder / "incoming" / "half"
    left.write_bytes(b"half")
    os.utime(left, (at.timestamp(), at.timestamp()))
    os.utime(storage.path(received.sha256), (at.timestamp(), at.timestamp()))
    assert sweep_files(storage, before=at) == 0
    assert sweep_files(storage, before=at + DAY) == 2
    assert files(storage) == []


def test_who_sees_a_firms_file(upload: Upload, clerk: Actor) -> None:
    document = upload()
    asked: list[int] = []

    def reaches(enterprise_id: int) -> bool:
        asked.append(enterprise_id)
        return enterprise_id == FIRM

    assert get_document_for(clerk, document.public_id, reaches=reaches) is document
    assert asked == [FIRM]
    for public_id in (upload(firm=8).public_id, "nothing", "\x00", ""):
        with pytest.raises(NotFound):
            get_document_for(clerk, public_id, reaches=reaches)


def test_who_sees_the_offices_own_file(upload: Upload, clerk: Actor) -> None:
    document = upload(firm=None)
    for person in (clerk, actor(Role.STREET_OFFICER, region="330205003"), actor(Role.LEADER)):
        assert get_document_for(person, document.public_id, reaches=lambda _firm: False) is document
    for person in (actor(), actor(Role.ADMINISTRATOR), Actor(None, "访客")):
        with pytest.raises(NotFound):
            get_document_for(person, document.public_id, reaches=lambda _firm: True)


def test_a_firms_files(upload: Upload, at: datetime, on: date) -> None:
    first = upload()
    second = upload(PNG, "图.png", requirement="photo", at=at + DAY)
    upload(firm=8)
    assert db.session.scalars(documents_of(FIRM)).all() == [second, first]
    assert db.session.scalars(documents_of(FIRM, "photo")).all() == [second]
