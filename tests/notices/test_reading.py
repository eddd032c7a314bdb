"""Who reads which notice and objection, and what the firm may know."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest

from registry.accounts.models import Role
from registry.core.errors import NotFound
from registry.core.paging import decode_cursor, encode_cursor
from registry.extensions import db
from registry.notices.access import get_entry, get_notice_for, get_objection_for, get_public_notice
from registry.notices.models import NoticeEntry, Objection
from registry.notices.queries import (
    KEY_TYPES,
    entries_under_notice,
    full_timeline,
    key,
    objections_for,
    objections_to,
    open_objections,
    published,
)
from registry.notices.services import answer, close_due, object_
from tests.conftest import START
from tests.factories.applications import DISTRICT, Procedure, procedure
from tests.factories.people import actor

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
END = date(2026, 3, 16)


def under_notice(starts_on: date = ON) -> tuple[Procedure, NoticeEntry]:
    case = procedure(DISTRICT).submit().approve()
    return case, case.publish(starts_on=starts_on).entries[0]


def objected(entry: NoticeEntry) -> Objection:
    return object_(entry, name="王某", contact="13800000000", matter="权属有争议", actor=actor(), at=START, on=ON)


def test_the_public_reads_a_notice_from_its_first_day_on_and_for_good() -> None:
    _case, entry = under_notice(ON + timedelta(days=1))
    number = entry.notice.public_id
    with pytest.raises(NotFound):
        get_public_notice(number, ON)
    assert get_public_notice(number, ON + timedelta(days=1)) is entry.notice
    assert get_public_notice(number, date(2030, 1, 1)) is entry.notice
    with pytest.raises(NotFound):
        get_public_notice("nothing", ON)


def test_officers_of_the_region_read_it_before() -> None:
    case, entry = under_notice(ON + timedelta(days=1))
    number = entry.notice.public_id
    assert get_notice_for(case.office.street, number) is entry.notice
    for stranger in (actor(Role.REVIEWER, region="330206"), actor(Role.ADMINISTRATOR), case.submitter):
        with pytest.raises(NotFound):
            get_notice_for(stranger, number)


def test_an_entry_is_found_by_its_application() -> None:
    case, entry = under_notice()
    other, _entry = under_notice()
    assert get_entry(entry.notice, case.application.public_id) is entry
    with pytest.raises(NotFound):
        get_entry(entry.notice, other.application.public_id)


def test_who_objected_is_for_officers_who_answer() -> None:
    case, entry = under_notice()
    row = objected(entry)
    assert get_objection_for(case.office.second, row.public_id) is row
    for stranger in (case.office.street, case.submitter, actor(Role.REVIEWER, region="330206")):
        with pytest.raises(NotFound):
            get_objection_for(stranger, row.public_id)


def test_the_firm_reads_matter_and_answer_never_the_person() -> None:
    case, entry = under_notice()
    row = objected(entry)
    answer(row, upheld=False, answer="不成立", actor=case.office.second, at=START + timedelta(hours=1), on=ON)
    (view,) = objections_to(case.application)
    assert (view.matter, view.answer, view.is_upheld) == ("权属有争议", "不成立", False)
    shown = [str(getattr(view, field.name)) for field in fields(view)]
    shown.append(str(full_timeline(case.application, ON, for_firm=True)))
    assert not any("王某" in text or "13800000000" in text for text in shown)


def test_the_whole_timeline_in_order() -> None:
    case, entry = under_notice()
    row = objected(entry)
    answer(row, upheld=False, answer="不成立", actor=case.office.second, at=START + timedelta(hours=1), on=ON)
    close_due(END + timedelta(days=1), START + timedelta(days=15))
    acts = [one.act for one in full_timeline(case.application, ON, for_firm=False)]
    assert acts[-4:] == ["publish", "object", "answer", "take_effect"]


def test_objections_wait_for_those_who_may_answer() -> None:
    case, entry = under_notice()
    row = objected(entry)
    fresh = case.office.second
    assert list(db.session.scalars(objections_for(fresh))) == [row]
    for who in (case.office.reviewer, case.office.street, case.office.approver, actor(Role.REVIEWER, region="330206")):
        assert list(db.session.scalars(objections_for(who))) == []
    assert open_objections(entry.notice) == 1
    answer(row, upheld=False, answer="不成立", actor=fresh, at=START, on=ON)
    assert list(db.session.scalars(objections_for(fresh))) == []
    assert open_objections(entry.notice) == 0


def test_notices_by_day_and_page() -> None:
    _one, old = under_notice(ON)
    _two, new = under_notice(ON + timedelta(days=1))
    later = ON + timedelta(days=1)
    assert list(db.session.scalars(published(ON))) == [old.notice]
    assert list(db.session.scalars(published(later))) == [new.notice, old.notice]
    assert list(db.session.scalars(published(END + timedelta(days=1), running=True))) == [new.notice]
    assert list(db.session.scalars(published(END + timedelta(days=1), running=False))) == [old.notice]
    assert list(db.session.scalars(published(END, running=False))) == []
    cursor = decode_cursor(encode_cursor(key(new.notice)), KEY_TYPES)
    assert list(db.session.scalars(published(later, after=cursor))) == [old.notice]
    assert list(db.session.scalars(published(later, after=("soon", 1)))) == [new.notice, old.notice]


def test_entries_by_application() -> None:
    case, entry = under_notice()
    assert entries_under_notice([case.application.id]) == {case.application.id: entry}
    close_due(END + timedelta(days=1), START + timedelta(days=15))
    assert entries_under_notice([case.application.id]) == {}
