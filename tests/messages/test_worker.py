"""Rounds of the worker: what is due goes out, a server out of reach ends the round, two at once send each mail once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry import create_app
from registry.extensions import db
from registry.messages.models import Delivery, DeliveryState
from registry.messages.transports import MailError, Security, SmtpTransport
from registry.messages.worker import Round, deliver_due
from tests.databases import fresh_database
from tests.factories import people
from tests.messages.helpers import SENDER, Handler, free_port, mail_server, tell

Db = scoped_session[Session]
MAILS = 12


def round_of(port: int, at: datetime) -> Round:
    transport = SmtpTransport("127.0.0.1", port, Security.NONE)
    return deliver_due(transport, SENDER, now=lambda: at, keep=db.session.commit)


def test_a_round_sends_what_is_due_and_a_second_finds_nothing(session: Db, at: datetime) -> None:
    for number in range(3):
        tell(people.user(), str(number))
    handler = Handler()
    with mail_server(handler) as port:
        assert round_of(port, at) == Round(sent=3)
        assert round_of(port, at) == Round()
    assert len(handler.arrived) == 3


def test_a_server_out_of_reach_ends_the_round_and_the_mail_goes_later(session: Db, at: datetime) -> None:
    tell(people.user(), "one")
    tell(people.user(), "two")
    done = round_of(free_port(), at)
    assert (done.sent, done.again, done.failed) == (0, 1, 0)
    assert done.trouble
    handler = Handler()
    with mail_server(handler) as port:
        assert round_of(port, at + timedelta(minutes=2)).sent == 2


def test_one_bad_address_does_not_keep_the_others(session: Db, at: datetime) -> None:
    bad, good = people.user(email="bad"), people.user()
    tell(bad)
    tell(good)
    handler = Handler()
    with mail_server(handler) as port:
        assert round_of(port, at) == Round(sent=1, failed=1)
    assert str(handler.arrived[0]["To"].addresses[0].addr_spec) == good.email


def test_a_refused_mail_is_tried_again_when_its_time_has_come(session: Db, at: datetime) -> None:
    tell(people.user())
    with mail_server(Handler(data="451 later")) as port:
        assert round_of(port, at) == Round(again=1)
    handler = Handler()
    with mail_server(handler) as port:
        assert round_of(port, at) == Round()
        assert round_of(port, at + timedelta(minutes=1)) == Round(sent=1)


class Slow:
    """Takes its time, so that the workers meet."""

    def __init__(self, taken: list[str]) -> None:
        self.taken = taken

    def hand_over(self, message: EmailMessage) -> None:
        threading.Event().wait(0.02)
        self.taken.append(str(message["Message-ID"]))

    def close(self) -> None:
        """Nothing is open."""


class Dying(Slow):
    """Dies with the mail in hand."""

    def hand_over(self, message: EmailMessage) -> None:
        raise KeyboardInterrupt


def test_two_workers_at_once_send_each_mail_once(database_address: str, tmp_path: Path, at: datetime) -> None:
    taken: list[str] = []
    with fresh_database(database_address, tmp_path) as address:
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            db.create_all()
            for number in range(MAILS):
                tell(people.user(), str(number))
            db.session.commit()

        def work() -> None:
            with app.app_context():
                deliver_due(Slow(taken), SENDER, now=lambda: at, keep=db.session.commit)

        threads = [threading.Thread(target=work) for _number in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        with app.app_context():
            states = [row.state for row in db.session.query(Delivery)]
            db.session.remove()
            db.engine.dispose()
    assert states == [DeliveryState.SENT] * MAILS
    assert Counter(taken).most_common(1)[0][1] == 1
    assert len(taken) == MAILS


def test_a_worker_that_dies_loses_no_mail(session: Db, at: datetime) -> None:
    tell(people.user())
    taken: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        deliver_due(Dying(taken), SENDER, now=lambda: at, keep=session.commit)
    assert deliver_due(Slow(taken), SENDER, now=lambda: at, keep=session.commit) == Round()
    later = at + timedelta(minutes=15)
    assert deliver_due(Slow(taken), SENDER, now=lambda: later, keep=session.commit) == Round(sent=1)


def test_a_refusal_without_words_is_no_success(session: Db, at: datetime) -> None:
    class Silent(Slow):
        def hand_over(self, message: EmailMessage) -> None:
            raise MailError("")

    tell(people.user())
    assert deliver_due(Silent([]), SENDER, now=lambda: at, keep=session.commit) == Round(again=1)
