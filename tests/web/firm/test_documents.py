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
from tests.documents.files import PNG
from tests.factories.enterprises import enterprise
from tests.web.firm.conftest import Desk
from tests.web.firm.test_applications import document
from tests.web.pages import page

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CSV = "名称,数量\n轴承,3\n".encode()


def upload(desk: Desk, content: bytes = PDF, name: str = "执照 副本.pdf", requirement: str = "licence") -> Any:
    # the body by hand: the test client leaves the temporary file of a large one open
    uses = [f'name="requirement"\r\n\r\n{one}' for one in requirement.split()]
    fields = (*uses, f'name="file"; filename="{name}"\r\n\r\n')
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
        (PDF, "a.pdf", "", 422, "requirement"),
        (PDF, "a.pdf", "licence nonsense", 422, "requirement"),
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


def test_one_file_proves_several_things_and_is_listed_once(submitter: Desk) -> None:
    assert upload(submitter, requirement="rd_accounts finance").status_code == 303
    assert {row.requirement for row in stored()} == {"rd_accounts", "finance"}
    first = stored()[0]
    path = submitter.url(f"documents/{first.public_id}/about")
    page(submitter.browser.post(path, data={"requirement": ""}), 422)
    page(submitter.browser.post(path, data={"requirement": "nonsense"}), 422)
    for _again in range(2):
        assert submitter.browser.post(path, data={"requirement": "staff"}).status_code == 303
    assert len(stored()) == 3
    assert {row.sha256 for row in stored()} == {first.sha256}
    listed = page(submitter.browser.get(submitter.url("documents"))).select("#documents tbody tr")
    uses = [row.select_one("td[data-label=用途]").get_text() for row in listed]  # type: ignore[union-attr]
    assert uses == ["研发费用辅助账或专项审计报告、财务报表、职工和科技人员名册"]


def test_a_file_says_whose_it_is_since_when_and_its_hash(submitter: Desk) -> None:
    upload(submitter)
    [row] = stored()
    shown = page(submitter.browser.get(submitter.url(f"documents/{row.public_id}/about"))).get_text()
    assert row.sha256 in shown
    assert "提交人甲" in shown
    assert "2026-03-02" in shown


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(PDF, "a.pdf", "application/pdf"), (PNG, "a.png", "image/png"), (CSV, "a.csv", None)],
)
def test_only_a_picture_or_a_pdf_is_looked_at_in_the_browser(
    submitter: Desk, content: bytes, name: str, media_type: str | None
) -> None:
    assert upload(submitter, content, name).status_code == 303
    [row] = stored()
    about = page(submitter.browser.get(submitter.url(f"documents/{row.public_id}/about")))
    assert (about.select_one("img.paper-picture") is not None) is (media_type == "image/png")
    answer = submitter.browser.get(submitter.url(f"documents/{row.public_id}/inline"))
    if media_type is None:
        page(answer, 404)
        return
    assert answer.data == content
    answer.close()
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_viewers_and_strangers_add_no_use_and_see_no_page(submitter: Desk, desk: Callable[..., Desk]) -> None:
    upload(submitter)
    [row] = stored()
    viewer = desk(MemberRole.VIEWER)
    path = f"documents/{row.public_id}/about"
    assert not page(viewer.browser.get(viewer.url(path))).select("main form")
    page(viewer.browser.post(viewer.url(path), data={"requirement": "staff"}), 403)
    theirs = document(enterprise(), submitter.person.id)
    for part in ("about", "inline"):
        page(submitter.browser.get(submitter.url(f"documents/{theirs.public_id}/{part}")), 404)
    assert len(stored()) == 2
