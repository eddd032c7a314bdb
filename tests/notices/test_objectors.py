"""What comes with an objection, and what is written back: none of it reaches anybody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from registry.audit.queries import events
from registry.audit.tags import Tag
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.documents.enclosures import enclosures_of
from registry.documents.services import open_document, sweep_files
from registry.documents.storage import Storage
from registry.extensions import db
from registry.messages.models import Message
from registry.notices.models import Objection
from registry.notices.services import OBJECTION, Evidence, answer, object_
from tests.conftest import START
from tests.documents.files import PNG
from tests.factories.applications import Procedure, procedure
from tests.factories.people import actor

pytestmark = pytest.mark.usefixtures("session")

ON = START.date()


def objected(case: Procedure, **changes: Any) -> Objection:
    """An objection to the case, published today."""
    said = {"name": "王某", "contact": "13800000000", "matter": "专利权属有争议"} | changes
    return object_(case.publish().entries[0], **said, actor=actor(), at=START, on=ON)


def test_the_evidence_is_kept_with_the_objection_and_named_in_the_trail_by_its_fingerprint(tmp_path: Path) -> None:
    evidence = Evidence(BytesIO(PNG), "社保截图.png", Storage(tmp_path))
    one = objected(procedure().submit().approve(), evidence=evidence)
    (kept,) = enclosures_of(OBJECTION, [one.public_id])[one.public_id]
    assert (kept.filename, kept.media_type, kept.size) == ("社保截图.png", "image/png", len(PNG))
    event = fetch(events(tag=Tag.OBJECTION_RECEIVED))[0]
    assert event.data["sha256"] == kept.sha256
    with open_document(kept, evidence.storage) as file:
        assert file.read() == PNG
    assert sweep_files(evidence.storage, before=datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize(("content", "name"), [(b"", "a.pdf"), (b"MZ\x90\x00", "a.exe"), (PNG, "a.pdf")])
def test_evidence_that_is_no_paper_is_refused_at_its_field(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(DomainError) as refused:
        objected(procedure().submit().approve(), evidence=Evidence(BytesIO(content), name, Storage(tmp_path)))
    assert refused.value.field == "file"


@pytest.mark.parametrize(("contact", "mails"), [("chen@example.cn", 2), ("13800001234", 0), ("陈@", 0)])
def test_who_left_an_address_is_written_to_and_nobody_else(contact: str, mails: int) -> None:
    case = procedure().submit().approve()
    one = objected(case, contact=contact)
    answer(one, upheld=False, answer="经核查属实。", actor=case.office.second, at=START, on=ON)
    sent = db.session.scalars(select(Message).where(Message.user_id.is_(None)).order_by(Message.id)).all()
    assert [message.address for message in sent] == ["chen@example.cn"] * mails
    assert all(one.number in str(message.subject) for message in sent)
    assert all("chen@example.cn" not in str((message.subject, message.body)) for message in sent)


def test_the_case_number_tells_the_day() -> None:
    assert objected(procedure().submit().approve()).number.startswith("YY20260302-")
