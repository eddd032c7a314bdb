"""Asking to act for a firm with papers, and in place of a submitter who left."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role, User
from registry.documents.models import Document
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.extensions import db
from registry.messages.models import Message
from registry.web.shared.application import RegistryFlask
from tests.documents.files import PDF
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

KINDS = ("licence", "authorisation", "consent")


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    made = enterprise("宁波甬江轴承有限公司", region="330205003")
    db.session.commit()
    return made


@pytest.fixture
def former(firm: Enterprise) -> User:
    """The submitter who left."""
    person = user("走了的人")
    member(firm, person, MemberRole.SUBMITTER)
    return person


@pytest.fixture
def newcomer(client: FlaskClient) -> FlaskClient:
    """The browser of who comes after."""
    log_in(client, user("接替的人"))
    return client


def send(client: FlaskClient, firm: Enterprise, *kinds: str, **changes: object):
    form = {"uscc": firm.uscc, "role": "submitter", "statement": "原经办人离职", "takes_over": "yes"}
    papers = {kind: (BytesIO(PDF + kind.encode()), f"{kind}.pdf") for kind in kinds}
    data = form | {"authorised": "yes"} | papers | changes
    return client.post("/firm/join/claim", data=data, content_type="multipart/form-data")


def claim_of(firm: Enterprise) -> Member:
    return db.session.scalars(select(Member).where(Member.enterprise_id == firm.id, Member.takes_over)).one()


def test_the_street_confirms_and_the_former_submitter_is_told(
    app: RegistryFlask, newcomer: FlaskClient, firm: Enterprise, former: User
) -> None:
    page(newcomer.post("/firm/join", data={"uscc": firm.uscc}))
    assert send(newcomer, firm, *KINDS).location == "/firm/"
    claim = claim_of(firm)
    old = app.test_client()
    log_in(old, former)
    shown = page(old.get(f"/firm/{firm.uscc}/members/{claim.public_id}"))
    assert "由街道经办人核实" in shown.main.get_text()
    assert len(shown.select("main ul a")) >= 3
    page(old.post(f"/firm/{firm.uscc}/members/{claim.public_id}/confirm"), 403)
    page(old.post(f"/firm/{firm.uscc}/members/{claim.public_id}/refuse", data={"reason": "我还在"}), 403)
    street = app.test_client()
    log_in(street, user(role=Role.STREET_OFFICER, region="330205003"))
    shown = page(street.get("/officer/members"))
    assert "原提交人（走了的人）" in shown.main.get_text()
    papers = [one["href"] for one in shown.select("main ul a")]
    assert len(papers) == 3
    with street.get(papers[2]) as file:
        assert file.data == PDF + b"consent"
    assert street.post(f"/officer/members/{claim.public_id}/confirm").status_code == 303
    page(newcomer.get(f"/firm/{firm.uscc}/members"))
    page(old.get(f"/firm/{firm.uscc}/"), 404)
    told = db.session.scalars(select(Message).where(Message.user_id == former.id).order_by(Message.id.desc())).first()
    assert "接替" in str(told.body)


def test_without_all_papers_nothing_is_kept(newcomer: FlaskClient, firm: Enterprise, former: User) -> None:
    shown = page(send(newcomer, firm, "licence", "consent"), 422)
    assert "三份材料" in shown.find(id="takes_over-error").get_text()
    assert shown.find(id="statement").get_text().strip() == "原经办人离职"
    assert shown.find(id="takes_over").has_attr("checked")
    assert db.session.scalars(select(Document)).all() == []
    assert page(send(newcomer, firm, *KINDS, role="viewer"), 422).find(id="takes_over-error")


def test_a_paper_that_is_none_is_refused_at_its_own_box(newcomer: FlaskClient, firm: Enterprise) -> None:
    shown = page(send(newcomer, firm, "licence", authorisation=(BytesIO(b"MZ\x90"), "授权.exe")), 422)
    assert shown.find(id="authorisation-error")
    assert not shown.find(id="licence-error")


def test_a_plain_claim_may_bring_papers(
    app: RegistryFlask, newcomer: FlaskClient, firm: Enterprise, former: User
) -> None:
    send(newcomer, firm, "authorisation", takes_over="", role="preparer")
    claim = db.session.scalars(select(Member).where(Member.state == MembershipState.REQUESTED)).one()
    assert len(claim.documents) == 1
    old = app.test_client()
    log_in(old, former)
    shown = page(old.get(f"/firm/{firm.uscc}/members/{claim.public_id}"))
    assert "授权委托书" in shown.main.get_text()
    assert old.post(f"/firm/{firm.uscc}/members/{claim.public_id}/confirm").status_code == 303


def test_ten_claims_a_day_are_taken(newcomer: FlaskClient) -> None:
    answers = [send(newcomer, enterprise(), takes_over="").status_code for _time in range(11)]
    assert answers == [303] * 10 + [429]
