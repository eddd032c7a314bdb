"""An invitation from the firm's page to the place in the firm, as two browsers see it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.enterprises.models import Enterprise, Invitation, Member, MemberRole, MembershipState
from registry.extensions import db
from registry.messages.models import Message
from registry.web.shared.application import RegistryFlask
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

EMAIL, PASSWORD = "li@example.cn", "一只灰猫在弹钢琴"
ASKED = {"email": EMAIL, "role": "preparer"}


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    return enterprise("宁波甬江轴承有限公司")


@pytest.fixture
def submitter(app: RegistryFlask, firm: Enterprise) -> FlaskClient:
    """The browser of the firm's submitter."""
    person = user("王五")
    member(firm, person, MemberRole.SUBMITTER)
    browser = app.test_client()
    log_in(browser, person)
    return browser


def people(firm: Enterprise) -> str:
    return f"/firm/{firm.uscc}/members"


def sent_link() -> str:
    return db.session.scalars(select(Message.link).where(Message.address == EMAIL).order_by(Message.id.desc())).first()


def test_a_stranger_registers_with_the_link_and_is_in(
    client: FlaskClient, submitter: FlaskClient, firm: Enterprise
) -> None:
    shown = page(submitter.get(people(firm)))
    assert "至少再加一人" in shown.main.get_text()
    assert submitter.post(f"{people(firm)}/invite", data=ASKED).location == people(firm)
    assert EMAIL in page(submitter.get(people(firm))).find(id="invitations").get_text()
    link = sent_link()
    shown = page(client.get(link))
    assert "宁波甬江轴承有限公司" in shown.main.get_text()
    assert client.post(link).location == f"/login?next={link}"
    register = shown.find("a", string="注册账号")["href"]
    form = {"name": "李四", "email": EMAIL, "password": PASSWORD, "password_again": PASSWORD}
    login = client.post(register, data=form).location
    onward = client.post(login, data={"email": EMAIL, "password": PASSWORD}).location
    assert onward == link
    page(client.get(link))
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, f"/firm/{firm.uscc}/")
    page(client.get(answer.location))
    assert "至少再加一人" not in page(submitter.get(people(firm))).main.get_text()
    page(client.get(link), 404)


def test_another_account_is_told_whom_the_invitation_is_for(
    client: FlaskClient, submitter: FlaskClient, firm: Enterprise
) -> None:
    submitter.post(f"{people(firm)}/invite", data=ASKED)
    log_in(client, user("另一人", email="other@example.cn"))
    assert "other@example.cn" in page(client.get(sent_link())).main.get_text()
    assert EMAIL in page(client.post(sent_link()), 403).main.get_text()
    assert db.session.scalars(select(Member.user_id).where(Member.state == MembershipState.ACTIVE)).all() != []


@pytest.mark.parametrize(
    ("changes", "field"), [({"email": "x"}, "email"), ({"email": ""}, "email"), ({"role": "boss"}, "role")]
)
def test_what_was_typed_wrong_is_said_at_its_place(
    submitter: FlaskClient, firm: Enterprise, changes: dict[str, str], field: str
) -> None:
    shown = page(submitter.post(f"{people(firm)}/invite", data=ASKED | changes), 422)
    assert shown.find(id=f"{field}-error")
    assert shown.find(id="email")["value"] == (ASKED | changes)["email"]
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_withdrawn_invitation_opens_nothing(client: FlaskClient, submitter: FlaskClient, firm: Enterprise) -> None:
    submitter.post(f"{people(firm)}/invite", data=ASKED)
    found = db.session.scalars(select(Invitation)).one()
    path = f"{people(firm)}/invitations/{found.public_id}/withdraw"
    assert submitter.post(path).location == people(firm)
    page(client.get(sent_link()), 404)
    page(submitter.post(path), 404)


def test_others_of_the_firm_neither_invite_nor_withdraw(app: RegistryFlask, firm: Enterprise) -> None:
    browser, person = app.test_client(), user()
    member(firm, person, MemberRole.PREPARER)
    log_in(browser, person)
    assert page(browser.get(people(firm))).find(id="invite-head") is None
    page(browser.post(f"{people(firm)}/invite", data=ASKED), 403)
    page(browser.post(f"{people(firm)}/invitations/x/withdraw"), 403)


def test_a_firm_sends_twenty_a_day(submitter: FlaskClient, firm: Enterprise) -> None:
    path = f"{people(firm)}/invite"
    answers = [submitter.post(path, data=ASKED | {"email": f"p{n}@example.cn"}).status_code for n in range(21)]
    assert answers == [303] * 20 + [429]


@pytest.mark.parametrize("token", ["x", "9" * 4000, "甲"])
def test_an_invitation_that_was_never_sent_is_not_found(client: FlaskClient, token: str) -> None:
    page(client.get(f"/invitations/{token}"), 404)
