"""`remind`: from the rows to the inbox, each once, in few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from registry.changes.models import ChangeKind, ChangeRequest, ChangeState, ChangeStep
from registry.core.actor import SYSTEM, Actor
from registry.core.ids import new_public_id
from registry.enterprises.models import Enterprise, MembershipState
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.messages.models import Delivery, Kind, Message
from registry.messages.services import choose_mail
from registry.messages.texts import from_json
from registry.notifications import audience
from registry.notifications.services import remind
from registry.recognitions.services import recognise, revoke
from registry.rules.identifiers.ip_numbers import IpKind
from tests.factories import people
from tests.factories.applications import HIGHER, HIGHER_THREE, procedure, result
from tests.factories.enterprises import enterprise, member
from tests.factories.records import report, right

Db = scoped_session[Session]
ENDS = date(2029, 2, 9)
"""The last day of a title that `result` gives."""


def holder(officer: Actor, at: datetime) -> Enterprise:
    """A firm with one person and a 高企 title; its reports are in."""
    firm = enterprise()
    member(firm, people.user())
    recognise(firm, result(HIGHER_THREE), source="application:test", actor=officer, at=at)
    for year in (2025, 2026, 2027, 2028):
        report(firm, year, at=at)
    return firm


def test_the_day_before_nothing_on_the_day_one_and_a_second_run_adds_none(
    session: Db, officer: Actor, at: datetime
) -> None:
    firm = holder(officer, at)
    day = ENDS - timedelta(days=180)
    assert remind(day - timedelta(days=1), at) == {}
    assert remind(day, at) == {"title_expiry": 1}
    assert remind(day, at) == remind(day + timedelta(days=1), at) == {}
    row = session.query(Message).one()
    assert row.link == f"/firm/{firm.uscc}/"
    assert "有效期至 2029-02-09，还有 180 天" in str(from_json(row.body))
    assert remind(ENDS - timedelta(days=90), at) == {"title_expiry": 1}
    assert session.query(Delivery).count() == 2


def test_a_day_on_which_nothing_ran_costs_no_reminder(session: Db, officer: Actor, at: datetime) -> None:
    holder(officer, at)
    assert remind(ENDS - timedelta(days=25), at) == {"title_expiry": 1}
    assert session.query(Message).one().key.endswith(":30")


def test_only_who_acts_for_the_firm_is_told_and_by_mail_as_chosen(session: Db, officer: Actor, at: datetime) -> None:
    firm = holder(officer, at)
    quiet, former = people.user(), people.user()
    member(firm, quiet)
    member(firm, former, state=MembershipState.ENDED)
    choose_mail(quiet.id, language="zh", without=[Kind.TITLE_EXPIRY])
    assert remind(ENDS, at) == {"title_expiry": 2}
    assert session.query(Delivery).count() == 1
    assert session.query(Message).filter_by(user_id=former.id).count() == 0


def test_a_revoked_title_is_not_told(session: Db, officer: Actor, at: datetime) -> None:
    firm = enterprise()
    member(firm, people.user())
    row = recognise(firm, result(HIGHER_THREE), source="application:test", actor=officer, at=at)
    revoke(row, revoked_on=date(2026, 2, 20), ground="弄虚作假", document="", actor=officer, at=at)
    assert remind(ENDS - timedelta(days=180), at) == {}


def test_a_missing_report_is_told_before_and_after_its_day(session: Db, officer: Actor, at: datetime) -> None:
    firm = enterprise()
    member(firm, people.user())
    recognise(firm, result(HIGHER_THREE), source="application:test", actor=officer, at=at)
    assert remind(date(2027, 3, 31), at) == {}
    assert remind(date(2027, 4, 1), at) == {"report_due": 1}
    assert remind(date(2027, 6, 1), at) == {"report_due": 1}
    assert {row.link for row in session.query(Message)} == {f"/firm/{firm.uscc}/reports/2026"}
    report(firm, 2027, at=at)
    assert remind(date(2028, 5, 20), at) == {}


def test_a_new_name_starts_the_clock(session: Db, officer: Actor, at: datetime) -> None:
    firm = holder(officer, at)
    changed = {"name": "宁波新名科技有限公司"}
    record_profile(firm, changed, valid_from=date(2026, 3, 1), source="test", actor=SYSTEM, at=at)
    assert remind(date(2026, 5, 1), at) == {}
    assert remind(date(2026, 5, 2), at) == {"change": 1}
    assert "宁波新名科技有限公司于 2026-03-01 更名" in str(from_json(session.query(Message).one().body))
    _report_change(firm, date(2026, 3, 1), at)
    assert remind(date(2026, 5, 27), at) == {}


def _report_change(firm: Enterprise, day: date, at: datetime) -> None:
    change = ChangeRequest(
        public_id=new_public_id(),
        enterprise=firm,
        kind=ChangeKind.RENAME,
        state=ChangeState.ACCEPTED,
        effective_on=day,
        after={},
        before={},
        documents=[],
        filed_by_id=people.user().id,
        submitted_at=at,
    )
    db.session.add(change)
    db.session.flush()
    db.session.add(ChangeStep(change_id=change.id, scheme_code=HIGHER_THREE, done_on=day, recorded_at=at))
    db.session.flush()


def test_a_returned_application_is_told_a_week_before_its_deadline(session: Db) -> None:
    case = procedure(HIGHER).submit().send_back(("rd_spend", "请补充"), ("staff", "请核对"))
    due = case.application.due_on
    assert due is not None
    assert remind(due - timedelta(days=8), case.at) == {}
    assert remind(due - timedelta(days=7), case.at) == {"unfinished": 1}
    row = session.query(Message).filter_by(kind=Kind.UNFINISHED.value).one()
    assert "还有 2 项要补正" in str(from_json(row.body))
    case.submit()
    assert remind(due - timedelta(days=1), case.at) == {}


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_many_firms_take_as_many_statements_as_one(session: Db, officer: Actor, at: datetime) -> None:
    holder(officer, at)
    with counted() as few:
        assert remind(ENDS, at) == {"title_expiry": 1}
    for _number in range(20):
        holder(officer, at)
    with counted() as many:
        assert remind(ENDS, at) == {"title_expiry": 20}
    assert len(many) == len(few)


def test_blocks_leave_nobody_out(session: Db, officer: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(5):
        holder(officer, at)
    monkeypatch.setattr(audience, "BLOCK", 2)
    assert remind(ENDS, at) == {"title_expiry": 5}


def test_a_yearly_fee_is_told_sixty_days_before_and_once_a_month(session: Db, at: datetime) -> None:
    firm = enterprise()
    member(firm, people.user())
    days = {"filed_on": date(2020, 5, 1), "granted_on": date(2022, 5, 6)}
    right(firm, IpKind.INVENTION_PATENT, **days)
    right(firm, IpKind.INVENTION_PATENT, **days, lapsed_on=date(2026, 2, 1))
    right(firm, IpKind.SOFTWARE_COPYRIGHT, **days)
    assert remind(date(2026, 3, 1), at) == {}
    assert remind(date(2026, 3, 2), at) == {"rights_due": 1}
    assert remind(date(2026, 3, 31), at) == {}
    assert remind(date(2026, 4, 1), at) == {"rights_due": 1}
    assert remind(date(2026, 5, 2), at) == {}
    row = session.query(Message).order_by(Message.id).first()
    assert row is not None
    assert row.link == f"/firm/{firm.uscc}/intellectual-property?state=fee"
    assert "有 1 项专利 60 天内要缴年费" in str(from_json(row.body))
