"""The inbox and what comes by mail."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import Role, User
from registry.core.text import Name, msg
from registry.messages.models import Delivery, DeliveryState, Kind, Message
from registry.messages.queries import mail_preference, unread_count
from registry.messages.services import send
from tests.factories import people
from tests.factories.time import START
from tests.messages.helpers import tell
from tests.web.login import log_in
from tests.web.pages import page

Db = scoped_session[Session]


@pytest.fixture
def person(client: FlaskClient, session: Db) -> User:
    someone = people.user("王五")
    log_in(client, someone)
    return someone


def test_a_visitor_is_asked_to_log_in(client: FlaskClient) -> None:
    for address in ("/messages", "/messages/settings"):
        assert client.get(address).location == f"/login?next={address}"
    assert client.post("/messages/read").status_code == 302


@pytest.mark.usefixtures("person")
def test_without_messages_the_page_says_when_there_will_be_some(client: FlaskClient) -> None:
    read = page(client.get("/messages"))
    assert "还没有消息" in read.get_text()
    assert read.select(".nav-badge") == []


def test_unread_messages_are_counted_in_the_head_and_stand_first(client: FlaskClient, person: User) -> None:
    for number in range(3):
        tell(person, str(number))
    tell(people.user(), "another's")
    read = page(client.get("/messages"))
    assert read.select_one(".site-tools .nav-badge").get_text(strip=True).startswith("3")
    assert len(read.select("#messages tbody tr")) == 3
    assert "宁波甲公司的报告已接收" in read.get_text()


def test_opening_marks_as_read_and_goes_on(client: FlaskClient, session: Db, person: User) -> None:
    tell(person)
    message = session.query(Message).one()
    answer = client.post(f"/messages/{message.public_id}/open")
    assert (answer.status_code, answer.location) == (303, "/messages")
    assert unread_count(person.id) == 0
    row = page(client.get("/messages")).select_one("#messages tbody tr")
    assert row.select("form") == []
    assert row.select_one("a")["href"] == "/messages"


def test_another_persons_message_cannot_be_opened(client: FlaskClient, session: Db, person: User) -> None:
    tell(people.user())
    message = session.query(Message).one()
    session.commit()
    for public_id in (message.public_id, "nothing", "%27"):
        assert client.post(f"/messages/{public_id}/open").status_code == 404
    session.refresh(message)
    assert message.read_at is None
    assert unread_count(person.id) == 0


def test_all_at_once(client: FlaskClient, person: User) -> None:
    tell(person, "one")
    tell(person, "two")
    assert client.post("/messages/read").location == "/messages"
    assert unread_count(person.id) == 0
    assert page(client.get("/messages")).select(".page-actions form") == []


def test_many_come_by_pages_and_nonsense_gives_the_first(client: FlaskClient, session: Db, person: User) -> None:
    for number in range(25):
        tell(person, str(number))
    session.commit()
    first = page(client.get("/messages"))
    assert len(first.select("#messages tbody tr")) == 20
    onward = first.select_one("a[rel=next]")["href"]
    assert len(page(client.get(onward)).select("#messages tbody tr")) == 5
    for word in ("x", "%00", "W10", "WzEsImEiXQ"):
        assert len(page(client.get(f"/messages?after={word}")).select("#messages tbody tr")) == 20


def test_a_mail_that_did_not_arrive_is_said(client: FlaskClient, session: Db, person: User) -> None:
    tell(person)
    row = session.query(Delivery).one()
    row.state, row.attempts = DeliveryState.FAILED, 1
    assert "邮件没有送达" in page(client.get("/messages")).get_text()


def test_an_english_reader_reads_the_names_in_english(client: FlaskClient, person: User) -> None:
    send(person, Kind.TITLE, msg("{scheme}", scheme=Name("甲级", "Grade A")), msg("{x}", x="乙"), None, START, "k")
    client.set_cookie("language", "en")
    read = page(client.get("/messages"))
    assert "Grade A" in read.get_text()


def test_what_somebody_typed_stays_words(client: FlaskClient, person: User) -> None:
    send(person, Kind.MEMBER, msg("{x}", x="<b>甲</b>"), msg("{x}", x="{y}"), None, START, "k")
    read = page(client.get("/messages"))
    assert "<b>甲</b>" in read.get_text()


def test_settings_are_shown_as_chosen_and_kept(client: FlaskClient, person: User) -> None:
    read = page(client.get("/messages/settings"))
    boxes = read.select("input[name=kinds]")
    assert len(boxes) == len(Kind) - 2
    assert all(box.has_attr("checked") for box in boxes)
    answer = client.post("/messages/settings", data={"kinds": ["title", "report"], "language": "en"})
    assert answer.status_code == 303
    chosen = mail_preference(person.id)
    assert chosen.language == "en"
    assert set(chosen.without) == {kind.value for kind in Kind} - {"title", "report", "office", "account"}
    again = page(client.get("/messages/settings"))
    assert {box["value"] for box in again.select("input[name=kinds][checked]")} == {"title", "report"}
    client.post("/messages/settings", data={"language": "zh"})
    assert "title" in mail_preference(person.id).without


@pytest.mark.parametrize("data", [{"kinds": ["nonsense"], "language": "zh"}, {"language": "fr"}, {"kinds": ["title"]}])
def test_settings_that_are_none_are_refused_at_the_field(
    client: FlaskClient, person: User, data: dict[str, object]
) -> None:
    page(client.post("/messages/settings", data=data), 422)
    assert mail_preference(person.id).without == []


def test_an_officer_chooses_what_officers_get(client: FlaskClient, session: Db) -> None:
    log_in(client, people.user(role=Role.REVIEWER))
    boxes = page(client.get("/messages/settings")).select("input[name=kinds]")
    assert [box["value"] for box in boxes] == ["office"]
