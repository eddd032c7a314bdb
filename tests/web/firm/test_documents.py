"""Evidence files: judged by content, saved and never shown, and only one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from registry.documents.models import Document
from registry.documents.services import LARGEST
from registry.enterprises.models import MemberRole
from registry.extensions import db
from tests.factories.enterprises import enterprise
from tests.web.firm.conftest import Desk
from tests.web.firm.test_applications import document
from tests.web.pages import page

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(desk: Desk, content: bytes = PDF, name: str = "执照 副本.pdf", requirement: str = "licence") -> Any:
    # the body by hand: the test client leaves the temporary file of a large one open
    fields = (f'name="requirement"\r\n\r\n{requirement}', f'name="file"; filename="{name}"\r\n\r\n')
    body = b"".join(f"--cut\r\nContent-Disposition: form-data; {one}".encode() + b"\r\n" for one in fields)
    body = body.removesuffix(b"\r\n") + content + b"\r\n--cut--\r\n"
    return desk.browser.post(desk.url("documents"), data=body, content_type="multipart/form-data; boundary=cut")


def stored() -> list[Document]:
    return list(db.session.scalars(select(Document)))


def test_up_and_down(submitter: Desk) -> None:
    assert upload(submitter).status_code == 303
    [row] = stored()
    shown = page(submitter.browser.get(submitter.url("documents")))
    assert "执照 副本.pdf" in shown.get_text()
    assert "营业执照" in shown.get_text()
    answer = submitter.browser.get(submitter.url(f"documents/{row.public_id}"))
    assert answer.data == PDF
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("content", "name", "requirement", "status", "field"),
    [
        (b"", "a.pdf", "licence", 422, "file"),
        (b"<html><script>alert(1)</script>", "a.pdf", "licence", 422, "file"),
        (b"MZ\x90\x00" + b"\x00" * 100, "a.exe", "licence", 422, "file"),
        (PDF, "a.docx", "licence", 422, "file"),
        (PDF, "a.pdf", "nonsense", 422, "requirement"),
        (PDF, "", "licence", 422, "file"),
        (PDF + b"\n" * LARGEST, "a.pdf", "licence", 413, "file"),
    ],
)
def test_what_is_not_taken_is_refused_at_the_field(
    submitter: Desk, content: bytes, name: str, requirement: str, status: int, field: str
) -> None:
    shown = page(upload(submitter, content, name, requirement), status)
    assert shown.select_one(f"#{field}-error")
    assert stored() == []


def test_other_firms_files_and_nonsense_are_not_found(submitter: Desk) -> None:
    theirs = document(enterprise(), submitter.person.id)
    for public_id in (theirs.public_id, "x", "%00", "甲", "a" * 26):
        page(submitter.browser.get(submitter.url(f"documents/{public_id}")), 404)


def test_a_file_that_is_gone_is_told_and_not_an_error(submitter: Desk) -> None:
    lost = document(submitter.firm, submitter.person.id)
    assert "缺失或已损坏" in page(submitter.browser.get(submitter.url(f"documents/{lost.public_id}")), 404).get_text()


def test_viewers_take_and_do_not_give(submitter: Desk, desk: Callable[..., Desk]) -> None:
    upload(submitter)
    viewer = desk(MemberRole.VIEWER)
    page(upload(viewer), 403)
    answer = viewer.browser.get(viewer.url(f"documents/{stored()[0].public_id}"))
    assert answer.status_code == 200
    answer.close()
