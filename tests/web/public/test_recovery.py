"""Confirming one's address and setting another password, by links in mail."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from registry.accounts.models import AccountLink, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user
from registry.audit.models import AuditEvent
from registry.enterprises.models import Member
from registry.extensions import db
from registry.messages.models import Delivery, Message
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

PASSWORD, NEW = "一只灰猫在弹钢琴", "两朵云落在屋顶上"
EMAIL = "wang@example.cn"
TWICE = {"password": NEW, "password_again": NEW}


@pytest.fixture
def clerk(client: FlaskClient) -> User:
    """A person with a password and a confirmed address."""
    person = register_user(EMAIL, "王五", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    db.session.commit()
    return person


def mails(to: str) -> list[Message]:
    """What was written to the address, the latest last."""
    db.session.expire_all()
    return list(db.session.scalars(select(Message).where(Message.address == to).order_by(Message.id)))


def forget(client: FlaskClient, email: str = EMAIL):
    return client.post("/password/forgotten", data={"email": email})


def reset_link(client: FlaskClient) -> str:
    forget(client)
    return mails(EMAIL)[-1].link


def sign_in(client: FlaskClient, password: str, email: str = EMAIL) -> int:
    return client.post("/login", data={"email": email, "password": password}).status_code


def register(client: FlaskClient, email: str = "li@example.cn"):
    form = {"name": "李四", "email": email, "password": PASSWORD, "password_again": PASSWORD}
    return client.post("/register", data=form)


def test_a_forgotten_password_is_set_anew_by_mail(app: RegistryFlask, client: FlaskClient, clerk: User) -> None:
    other = app.test_client()
    sign_in(other, PASSWORD)
    assert page(client.get("/login")).select_one('a[href="/password/forgotten"]')
    page(client.get("/password/forgotten"))
    link = reset_link(client)
    page(client.get(link))
    page(client.get(link))
    answer = client.post(link, data=TWICE)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert other.get("/account").status_code == 302, "every session ended"
    assert (sign_in(client, PASSWORD), sign_in(client, NEW)) == (422, 303)
    page(client.post(link, data=TWICE), 404)
    changed = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "user:changed")).one()
    assert (changed.actor_id, changed.data) == (clerk.id, {"change": "password_reset"})
    told = db.session.scalars(select(Message).where(Message.user_id == clerk.id)).one()
    assert "重设" in str(told.body)


def test_the_answer_tells_nothing_of_who_has_an_account(app: RegistryFlask, client: FlaskClient, clerk: User) -> None:
    closed = register_user("closed@example.cn", "旧人", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    closed.is_active = False
    db.session.commit()
    seen = set()
    for email in (EMAIL, "nobody@example.cn", "closed@example.cn", EMAIL.upper()):
        visitor = app.test_client()
        answer = forget(visitor, email)
        seen.add((answer.status_code, answer.location, page(visitor.get("/login")).main.get_text()))
    assert len(seen) == 1
    assert [len(mails(email)) for email in (EMAIL, "nobody@example.cn", "closed@example.cn")] == [2, 0, 0]


def test_the_sixth_in_a_day_is_refused_for_anybody(client: FlaskClient, clerk: User, clock: FixedClock) -> None:
    for email in (EMAIL, "nobody@example.cn"):
        assert [forget(client, email).status_code for _time in range(6)] == [303] * 5 + [429]
    assert len(mails(EMAIL)) == 5
    clock.instant += timedelta(days=1)
    assert forget(client).status_code == 303


def test_a_link_ends_after_an_hour_and_with_a_newer_one(client: FlaskClient, clerk: User, clock: FixedClock) -> None:
    first, second = reset_link(client), reset_link(client)
    page(client.get(first), 404)
    clock.instant += timedelta(minutes=59)
    page(client.get(second))
    clock.instant += timedelta(minutes=1)
    assert "失效" in page(client.post(second, data=TWICE), 404).main.get_text()
    assert sign_in(client, PASSWORD) == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "12345678", "password_again": "12345678"}, "password"),
        ({"password_again": "other"}, "password_again"),
        ({"password": ""}, "password"),
    ],
)
def test_a_refused_password_leaves_the_link_good(
    client: FlaskClient, clerk: User, changes: dict[str, str], field: str
) -> None:
    link = reset_link(client)
    assert page(client.post(link, data=TWICE | changes), 422).find(id=f"{field}-error")
    assert client.post(link, data=TWICE).status_code == 303


def test_the_link_in_the_mail_owes_nothing_to_what_the_asker_sends(client: FlaskClient, clerk: User) -> None:
    client.post("/password/forgotten", data={"email": EMAIL}, headers={"X-Forwarded-Host": "evil.example"})
    mail = mails(EMAIL)[-1]
    assert mail.link.startswith("/password/reset/")
    assert "evil" not in str(mail.body)
    assert db.session.scalars(select(Delivery).where(Delivery.message_id == mail.id)).one().is_secret


def test_a_changed_password_ends_the_link(client: FlaskClient, clerk: User) -> None:
    link = reset_link(client)
    sign_in(client, PASSWORD)
    client.post("/account/password", data={"old_password": PASSWORD, **TWICE})
    page(client.get(link), 404)


def test_who_registers_confirms_the_address_before_joining_a_firm(client: FlaskClient) -> None:
    register(client)
    assert sign_in(client, PASSWORD, "li@example.cn") == 303
    assert client.get("/firm/join").location == "/email"
    assert client.get("/firm/open?uscc=x").location == "/email"
    assert "li@example.cn" in page(client.get("/email")).main.get_text()
    assert "还没有确认" in page(client.get("/account")).main.get_text()
    link = mails("li@example.cn")[-1].link
    page(client.get(link))
    assert client.get("/firm/join").status_code == 303, "opening the link is not confirming"
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, "/firm/join")
    page(client.get("/firm/join"))
    assert "已确认" in page(client.get("/email")).main.get_text()
    page(client.post(link), 404)
    assert "user:confirmed" in db.session.scalars(select(AuditEvent.tag)).all()


def test_a_claim_sent_without_a_confirmed_address_is_refused(client: FlaskClient) -> None:
    firm = enterprise()
    person = user()
    person.is_email_confirmed = False
    log_in(client, person)
    claim = {"uscc": firm.uscc, "role": "preparer", "statement": "财务", "authorised": "yes"}
    page(client.post("/firm/join/claim", data=claim), 403)
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0


def test_the_mail_is_sent_again_but_not_without_end(client: FlaskClient, clock: FixedClock) -> None:
    register(client)
    sign_in(client, PASSWORD, "li@example.cn")
    first = mails("li@example.cn")[-1].link
    assert client.post("/email/send").location == "/email"
    second = mails("li@example.cn")[-1].link
    assert first != second
    page(client.get(first), 404)
    answers = [client.post("/email/send").status_code for _time in range(5)]
    assert answers == [303] * 4 + [429]
    client.post(mails("li@example.cn")[-1].link)
    clock.instant += timedelta(minutes=60, seconds=1)
    sign_in(client, PASSWORD, "li@example.cn")
    assert "不必再确认" in page(client.post("/email/send"), 409).main.get_text()


def test_registering_with_a_taken_address_is_told_to_its_owner_alone(client: FlaskClient, clerk: User) -> None:
    taken, free = register(client, EMAIL), register(client)
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    assert "再次注册" in str(mails(EMAIL)[-1].body)
    assert db.session.scalars(select(AccountLink.user_id)).all() != [clerk.id]


def test_who_reads_the_mail_takes_an_account_back_from_who_registered_with_it(
    app: RegistryFlask, client: FlaskClient
) -> None:
    stranger = app.test_client()
    register(stranger, EMAIL)
    sign_in(stranger, PASSWORD)
    client.post(reset_link(client), data=TWICE)
    assert stranger.get("/account").status_code == 302
    person = db.session.scalars(select(User).where(User.email == EMAIL)).one()
    assert person.is_email_confirmed
    assert db.session.scalars(select(UserSession)).all() == []


def test_without_mail_nobody_is_asked_to_confirm_and_the_administrator_is_named(
    app: RegistryFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "HAS_MAIL", False)
    page(client.get("/password/forgotten"), 404)
    assert not page(client.get("/login")).select_one('a[href="/password/forgotten"]')
    register(client)
    assert sign_in(client, PASSWORD, "li@example.cn") == 303
    page(client.get("/firm/join"))
    assert mails("li@example.cn") == []


@pytest.mark.parametrize("path", ["/password/reset/x", "/email/x", "/password/reset/" + "9" * 4000, "/email/甲"])
def test_a_link_that_was_never_sent_is_not_found(client: FlaskClient, path: str) -> None:
    page(client.get(path), 404)
    page(client.post(path, data=TWICE), 404)


@pytest.mark.parametrize("path", ["/email", "/email/send"])
def test_a_visitor_has_no_address_to_confirm(client: FlaskClient, path: str) -> None:
    answer = client.open(path, method="GET" if path == "/email" else "POST")
    assert (answer.status_code, urlsplit(answer.location).path) == (302, "/login")
