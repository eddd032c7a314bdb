"""Telling people: once, with the act, by mail unless they do without."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.core.errors import DomainError, NotFound
from registry.core.text import msg
from registry.messages.access import get_message_for
from registry.messages.models import Delivery, Kind, Message
from registry.messages.queries import inbox, mail_preference, unread_count
from registry.messages.services import Note, choose_mail, mark_all_read, mark_read, send_all, send_to_address
from tests.factories import people
from tests.messages.helpers import tell

Db = scoped_session[Session]


def test_the_same_thing_is_told_to_the_same_person_once(session: Db) -> None:
    one, other = people.user(), people.user()
    assert tell(one)
    assert not tell(one)
    assert tell(one, "two")
    assert tell(other)
    assert session.query(Message).count() == session.query(Delivery).count() == 3


def test_many_are_told_in_one_go_and_old_news_left_out(session: Db, at: datetime) -> None:
    persons = [people.user() for _number in range(3)]
    tell(persons[0], "k")
    words = {"kind": Kind.TITLE, "subject": msg("甲"), "body": msg("乙"), "key": "k"}
    notes = [Note(user_id=one.id, **words) for one in [*persons, persons[1]]]
    assert send_all(notes, at) == 2
    assert send_all([], at) == 0
    assert session.query(Message).count() == 3


def test_who_does_without_mail_still_finds_it_in_the_inbox(session: Db) -> None:
    person = people.user()
    choose_mail(person.id, language="en", without=[Kind.REPORT, Kind.ACCOUNT])
    tell(person, kind=Kind.REPORT)
    assert session.query(Delivery).count() == 0
    assert unread_count(person.id) == 1
    tell(person, "account", kind=Kind.ACCOUNT)  # cannot be done without
    tell(person, "title", kind=Kind.TITLE)
    assert session.query(Delivery).count() == 2
    assert mail_preference(person.id).without == ["report"]


def test_a_language_that_is_none_is_refused(session: Db) -> None:
    with pytest.raises(DomainError) as refused:
        choose_mail(people.user().id, language="fr", without=[])
    assert refused.value.field == "language"


@pytest.mark.usefixtures("session")
def test_the_inbox_shows_unread_first_then_the_latest_page_by_page(at: datetime) -> None:
    person = people.user()
    for number in range(5):
        tell(person, str(number))
    tell(people.user(), "another's")
    rows = inbox(person.id, None).rows
    assert [row.key.partition(":")[2] for row in rows] == ["4", "3", "2", "1", "0"]
    mark_read(rows[0], at)
    mark_read(rows[0], at + timedelta(days=1))
    assert rows[0].read_at == at
    first = inbox(person.id, None, size=2)
    assert [row.key[-1] for row in first.rows] == ["3", "2"]
    second = inbox(person.id, (0, -first.rows[-1].id), size=2)
    assert [row.key[-1] for row in second.rows] == ["1", "0"]
    last = inbox(person.id, (0, -second.rows[-1].id), size=2)
    assert [row.key[-1] for row in last.rows] == ["4"]
    assert last.next_cursor is None
    assert unread_count(person.id) == 4
    mark_all_read(person.id, at)
    assert unread_count(person.id) == 0


def test_anothers_message_does_not_exist(session: Db) -> None:
    person, other = people.user(), people.user()
    tell(person)
    message = session.query(Message).one()
    assert get_message_for(person, message.public_id) is message
    for public_id in (message.public_id, "nonsense", "' or 1"):
        with pytest.raises(NotFound):
            get_message_for(other, public_id)


def test_nothing_is_told_when_the_act_is_undone(session: Db) -> None:
    person = people.user()
    session.commit()
    act = session.begin_nested()
    assert tell(person)
    act.rollback()
    assert session.query(Message).count() == session.query(Delivery).count() == 0
    assert tell(person)  # the key was not used up either


def test_an_address_without_an_account_gets_mail_and_has_no_inbox(session: Db, at: datetime) -> None:
    until = at + timedelta(hours=1)
    words = {"subject": msg("确认邮箱"), "body": msg("打开链接：{code}", code="s3cret"), "link": "/confirm/s3cret"}
    assert send_to_address("new@example.cn", **words, at=at, key="confirm:1", until=until)
    assert not send_to_address("new@example.cn", **words, at=at, key="confirm:1", until=until)
    delivery = session.query(Delivery).one()
    assert (delivery.until, delivery.is_secret, delivery.message.user_id) == (until, True, None)
