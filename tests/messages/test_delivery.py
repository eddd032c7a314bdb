"""The way of a mail: taken, settled, tried again ever more rarely, given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.core.text import msg
from registry.messages.delivery import MOST_ATTEMPTS, claim, settle
from registry.messages.models import Delivery, DeliveryState
from registry.messages.queries import outbox_count, undelivered
from registry.messages.services import WORTH_SENDING, choose_mail, send_to_address
from tests.factories import people
from tests.messages.helpers import tell

Db = scoped_session[Session]
MINUTE = timedelta(minutes=1)


def test_a_claimed_mail_is_nobody_elses_until_it_is_given_back(session: Db, at: datetime) -> None:
    person = people.user("王五")
    tell(person)
    letter = claim(at)
    assert letter is not None
    assert (letter.address, letter.name, letter.subject) == (person.email, "王五", "2025 年度报告已接收")
    assert claim(at) is None
    assert claim(at + 14 * MINUTE) is None
    again = claim(at + 15 * MINUTE)  # whoever took it first is gone
    assert again is not None
    assert again.reference == letter.reference
    assert settle(again, at + 15 * MINUTE) is DeliveryState.SENT
    assert claim(at + timedelta(days=1)) is None
    assert outbox_count().sent == 1


def test_it_goes_out_in_the_readers_language(session: Db, at: datetime) -> None:
    person = people.user()
    choose_mail(person.id, language="en", without=[])
    tell(person)
    letter = claim(at)
    assert letter is not None
    assert letter.language == "en"


def test_a_failed_try_waits_twice_as_long_each_time_and_is_given_up(session: Db, at: datetime) -> None:
    tell(people.user())
    waits = []
    while (letter := claim(at)) is not None:
        state = settle(letter, at, error="451 later")
        row = session.query(Delivery).one()
        waits.append(row.next_try_at - at)
        at = row.next_try_at
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert max(waits) == timedelta(hours=6)
    assert (len(waits), state) == (MOST_ATTEMPTS, DeliveryState.FAILED)
    assert sum(waits, timedelta()) > timedelta(days=2.5)  # a weekend without a server
    assert [one.last_error for one in session.scalars(undelivered())] == ["451 later"]
    assert outbox_count().failed == 1


def test_what_the_server_never_takes_is_given_up_at_once(session: Db, at: datetime) -> None:
    tell(people.user())
    letter = claim(at)
    assert letter is not None
    assert settle(letter, at, error="550 no such\r\nmailbox", is_final=True) is DeliveryState.FAILED
    assert session.query(Delivery).one().last_error == "550 no such mailbox"
    assert claim(at + timedelta(days=1)) is None


@pytest.mark.parametrize(("waited", "goes"), [(WORTH_SENDING - MINUTE, True), (WORTH_SENDING, False)])
def test_what_waited_a_week_says_nothing_new(session: Db, at: datetime, waited: timedelta, goes: bool) -> None:
    tell(people.user())
    assert (claim(at + waited) is not None) is goes
    assert (session.query(Delivery).one().state is DeliveryState.QUEUED) is goes


def test_a_closed_account_gets_no_mail_and_the_next_person_does(session: Db, at: datetime) -> None:
    closed, other = people.user(), people.user()
    tell(closed)
    tell(other)
    closed.is_active = False
    letter = claim(at)
    assert letter is not None
    assert letter.address == other.email
    assert outbox_count().failed == 1


def _secret(at: datetime) -> None:
    body = msg("打开链接：{code}", code="s3cret")
    until = at + timedelta(hours=1)
    assert send_to_address("n@example.cn", msg("确认"), body, link="/c/s3cret", at=at, key="c", until=until)


def test_a_secret_goes_out_and_is_removed(session: Db, at: datetime) -> None:
    _secret(at)
    letter = claim(at)
    assert letter is not None
    assert (letter.body, letter.link, letter.name) == ("打开链接：s3cret", "/c/s3cret", "")
    settle(letter, at)
    message = session.query(Delivery).one().message
    assert "s3cret" not in f"{message.body}{message.link}{message.subject}"


def test_a_secret_that_could_not_be_sent_in_time_is_removed_unsent(session: Db, at: datetime) -> None:
    _secret(at)
    letter = claim(at)
    assert letter is not None
    assert settle(letter, at, error="451") is DeliveryState.QUEUED
    assert claim(at + timedelta(hours=1)) is None
    row = session.query(Delivery).one()
    assert row.state is DeliveryState.FAILED
    assert "s3cret" not in f"{row.message.body}{row.message.link}"


def test_a_try_that_would_come_too_late_is_not_waited_for(session: Db, at: datetime) -> None:
    _secret(at)
    late = at + timedelta(minutes=59, seconds=30)
    letter = claim(late)
    assert letter is not None
    assert settle(letter, late, error="451") is DeliveryState.FAILED
