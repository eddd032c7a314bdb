"""The receipt: a page and a file that say the same, of what was frozen when it was sent."""

from __future__ import annotations

from typing import Any

import pytest

from registry.core.money import FEN_PER_WAN
from registry.extensions import db
from registry.web.shared import paper
from tests.factories.records import report
from tests.web.firm.conftest import Desk
from tests.web.firm.test_applications import application_of, begin, document, fill, save, send, url
from tests.web.pages import page
from tests.web.pdf import text_of


def words(shown: Any) -> str:
    return "".join(shown.get_text().split())


def test_page_and_file_say_the_same_and_what_was_frozen(submitter: Desk) -> None:
    report(submitter.firm, 2025, rd_spend=360 * FEN_PER_WAN, revenue=6000 * FEN_PER_WAN, staff=80, rd_staff=20)
    one = begin(submitter)
    file = document(submitter.firm, submitter.person.id)
    save(submitter, one, documents=file.public_id, statement="主要产品是轴承\n出口三国")
    send(submitter, one)
    report(submitter.firm, 2025, no=2, rd_spend=300 * FEN_PER_WAN)
    db.session.commit()
    shown = page(submitter.browser.get(url(submitter, one, "receipt")))
    receipt = shown.select_one(".receipt")
    assert receipt is not None
    revision = application_of(submitter).latest
    assert revision is not None
    assert revision.facts["rd_spend"] == "360"
    rows = {row.dt.get_text(): row.select_one(".file-value") for row in receipt.select(".file-section .facts-row")}
    assert rows["研发费用（加计扣除口径，万元）"].get_text() == "360"
    for said in (
        f"{one.public_id}-01",
        "2026-03-0209:00",
        "提交人甲",
        "审计报告.pdf",
        "主要产品是轴承",
        "2025年度报告第1版",
    ):
        assert said in words(receipt)
    answer = submitter.browser.get(url(submitter, one, "receipts/1.pdf"))
    assert answer.mimetype == "application/pdf"
    printed = text_of(answer.data)
    for line in receipt.select("dt, dd, h2, h3, li"):
        assert words(line) in printed, line


def test_each_revision_keeps_its_own_file(submitter: Desk) -> None:
    one = begin(submitter)
    fill(submitter, one, statement="第一版说明")
    send(submitter, one)
    assert submitter.browser.get(url(submitter, one, "receipts/2.pdf")).status_code == 404
    assert submitter.browser.get(url(submitter, one, "receipts/0.pdf")).status_code == 404
    assert "第一版说明" in text_of(submitter.browser.get(url(submitter, one, "receipts/1.pdf")).data)


def test_a_machine_without_the_libraries_says_so(submitter: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(submitter)
    send(submitter, one)

    def no_libraries(_html: str) -> bytes:
        raise paper.NoPaper(paper.MISSING)

    monkeypatch.setattr(paper, "write", no_libraries)
    shown = page(submitter.browser.get(url(submitter, one, "receipts/1.pdf")), 409)
    assert "打印" in shown.get_text()


def test_the_file_opens_no_address() -> None:
    with pytest.raises(ValueError, match="reads no other address"):
        paper.refuse_addresses("file:///etc/passwd")
