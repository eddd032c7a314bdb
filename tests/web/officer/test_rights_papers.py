"""The office sees a firm's ledger and papers as the firm does, where the firm is its own to see."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from flask import current_app
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.core.actor import SYSTEM
from registry.documents.models import Document
from registry.documents.services import store
from registry.documents.storage import Storage
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.intellectual_property.services import RightFacts, record_right
from registry.rules.identifiers.ip_numbers import IpKind
from tests.conftest import START
from tests.documents.files import PDF
from tests.factories.enterprises import enterprise
from tests.factories.people import actor, user
from tests.web.login import log_in
from tests.web.pages import page

FAR = "330205004"


def recorded(firm: Enterprise) -> None:
    facts = RightFacts(
        kind=IpKind.UTILITY_MODEL,
        number="202020123456.8",
        title="一种夹具",
        filed_on=date(2020, 5, 1),
        granted_on=date(2021, 5, 6),
        product="精密轴承",
        hte_year=2023,
    )
    record_right(firm, facts, source="firm", actor=SYSTEM, at=START, on=START.date())
    db.session.commit()


def put_in(firm: Enterprise) -> Document:
    storage = Storage(Path(current_app.config["DOCUMENT_FOLDER"]))
    values = {"storage": storage, "enterprise_id": firm.id, "actor": actor(), "at": START}
    made = store(io.BytesIO(PDF), "审计报告.pdf", requirement="rd_accounts", **values)
    db.session.commit()
    return made


def test_the_ledger_says_term_fee_and_use(client: FlaskClient) -> None:
    firm = enterprise()
    recorded(firm)
    log_in(client, user(role=Role.REVIEWER))
    shown = page(client.get(f"/officer/enterprises/{firm.uscc}/intellectual-property"))
    [line] = shown.select("#rights tbody tr")
    said = line.get_text(" ", strip=True)
    for words in ("202020123456.8", "Ⅱ类", "用于：精密轴承", "至 2030-04-30", "年费还有 60 天", "用于 2023 年的认定"):
        assert words in said
    assert not line.select("a")
    empty = page(client.get(f"/officer/enterprises/{firm.uscc}/intellectual-property?class=1&state=x&page=-1"))
    assert "没有符合筛选条件" in empty.get_text()


def test_the_papers_say_what_they_prove_and_open(client: FlaskClient) -> None:
    firm = enterprise()
    row = put_in(firm)
    log_in(client, user(role=Role.REVIEWER))
    listed = page(client.get(f"/officer/enterprises/{firm.uscc}/documents"))
    assert "研发费用辅助账或专项审计报告" in listed.select_one("#documents tbody").get_text()  # type: ignore[union-attr]
    about = page(client.get(f"/officer/enterprises/{firm.uscc}/documents/{row.public_id}"))
    assert row.sha256 in about.get_text()
    answer = client.get(f"/officer/documents/{row.public_id}/inline")
    assert (answer.status_code, answer.data) == (200, PDF)
    answer.close()
    page(client.get(f"/officer/enterprises/{enterprise().uscc}/documents/{row.public_id}"), 404)


def test_another_street_sees_neither(client: FlaskClient) -> None:
    firm = enterprise(region="330205003")
    row = put_in(firm)
    log_in(client, user(role=Role.STREET_OFFICER, region=FAR))
    for path in ("intellectual-property", "documents", f"documents/{row.public_id}"):
        page(client.get(f"/officer/enterprises/{firm.uscc}/{path}"), 404)
    page(client.get(f"/officer/documents/{row.public_id}/inline"), 404)
