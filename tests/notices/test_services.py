"""Notices: how long they run, objections, and what follows their end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Role
from registry.applications import services as applications
from registry.applications.models import Act, ApplicationState
from registry.audit.models import AuditEvent
from registry.core.clock import start_of
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.extensions import db
from registry.notices.models import EntryState, NoticeEntry, Objection, PublicNotice
from registry.notices.services import answer, close_due, effective_from, object_, publish, runs_on
from registry.recognitions.models import MembershipSpan, Recognition
from tests.conftest import START
from tests.factories.applications import DISTRICT, HIGHER, Office, Procedure, procedure
from tests.factories.people import actor

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
END = date(2026, 3, 16)
"""Ten working days after ON."""


def noon(day: date) -> datetime:
    return start_of(day) + timedelta(hours=4)


def approved(office: Office | None = None) -> Procedure:
    return procedure(DISTRICT, office=office).submit().approve()


def under_notice() -> tuple[Procedure, NoticeEntry]:
    case = approved()
    return case, case.publish().entries[0]


def objected(entry: NoticeEntry, day: date = ON, matter: str = "专利权属有争议") -> Objection:
    return object_(entry, name="王某", contact="13800000000", matter=matter, actor=actor(), at=noon(day), on=day)


def settle(objection: Objection, *, upheld: bool, day: date, who: Office | None = None, text: str = "经核查") -> None:
    by = (who or Office()).second
    answer(objection, upheld=upheld, answer=text, actor=by, at=noon(day), on=day)


def state(entry: NoticeEntry) -> tuple[EntryState, ApplicationState]:
    return entry.state, entry.application.state


def test_ten_working_days_across_the_holiday() -> None:
    at = datetime(2025, 9, 26, 2, 0, tzinfo=UTC)
    case = procedure(DISTRICT, at=at).submit().approve()
    notice = case.publish()
    assert (notice.starts_on, notice.working_days, notice.ends_on) == (date(2025, 9, 26), 10, date(2025, 10, 16))
    assert case.application.due_on == date(2025, 10, 16)
    other = procedure(DISTRICT, at=at).submit().approve()
    assert other.publish(working_days=5).ends_on == date(2025, 10, 10)


def test_it_runs_from_its_first_to_its_last_day() -> None:
    notice = approved().publish()
    assert notice.ends_on == END
    days = (ON - timedelta(days=1), ON, END, END + timedelta(days=1))
    assert [runs_on(notice, day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"body": ""}, "body"),
        ({"starts_on": ON - timedelta(days=1)}, "starts_on"),
        ({"working_days": 0}, "working_days"),
        ({"working_days": 61}, "working_days"),
    ],
)
def test_a_notice_needs_its_words_and_days(changes: dict[str, object], field: str) -> None:
    case = approved()
    arguments = {"title": "公示", "body": "正文", "starts_on": ON, **changes}
    with pytest.raises(DomainError) as caught:
        publish([case.application], actor=case.office.reviewer, at=START, on=ON, **arguments)
    assert caught.value.field == field
    assert case.application.state is ApplicationState.APPROVED
    assert db.session.scalar(select(func.count()).select_from(PublicNotice)) == 0


def test_what_may_stand_together_in_a_notice() -> None:
    office = Office()
    one, two = approved(office), approved(office)
    arguments = {"title": "公示", "body": "正文", "starts_on": ON, "actor": office.reviewer, "at": START, "on": ON}
    for wrong in ([], [one.application, one.application]):
        with pytest.raises(DomainError) as caught:
            publish(wrong, **arguments)
        assert caught.value.field == "applications"
    notice = publish([two.application, one.application], **arguments)
    assert [entry.application for entry in notice.entries] == [two.application, one.application]
    assert {one.application.state, two.application.state} == {ApplicationState.IN_NOTICE}


def test_schemes_are_not_mixed_and_national_ones_not_published() -> None:
    national = procedure(HIGHER).submit().approve()
    local = approved()
    arguments = {"title": "公示", "body": "正文", "starts_on": ON, "actor": actor(Role.APPROVER), "at": START, "on": ON}
    with pytest.raises(DomainError):
        publish([national.application, local.application], **arguments)
    with pytest.raises(NotAllowed, match="上级"):
        publish([national.application], **arguments)


def test_who_may_publish_and_only_once() -> None:
    case = approved()
    arguments = {"title": "公示", "body": "正文", "starts_on": ON, "at": START, "on": ON}
    for who in (case.office.street, case.office.registrar, actor(Role.REVIEWER, region="330206")):
        with pytest.raises(NotAllowed):
            publish([case.application], actor=who, **arguments)
    case.publish()
    with pytest.raises(Conflict):
        case.publish()


def test_one_that_is_not_approved_stops_the_whole_notice() -> None:
    office = Office()
    ready, waiting = approved(office), procedure(DISTRICT, office=office).submit()
    with pytest.raises(Conflict):
        publish(
            [ready.application, waiting.application],
            title="公示",
            body="正文",
            starts_on=ON,
            actor=office.reviewer,
            at=START,
            on=ON,
        )
    assert ready.application.state is ApplicationState.APPROVED


def test_on_the_last_day_nothing_happens_and_on_the_next_it_takes_effect() -> None:
    case, entry = under_notice()
    assert close_due(END, noon(END)).taken_effect == []
    assert state(entry) == (EntryState.OPEN, ApplicationState.IN_NOTICE)
    assert case.application.recognition is None
    after = END + timedelta(days=1)
    closing = close_due(after, noon(after))
    assert (closing.closed, closing.taken_effect, closing.held) == ([entry.notice], [entry], [])
    assert state(entry) == (EntryState.TAKEN_EFFECT, ApplicationState.RECOGNISED)
    row = case.application.recognition
    assert row is not None
    assert (row.valid_from, row.valid_to) == (after, date(2029, 3, 17))
    assert row.source == f"application:{case.application.public_id}"


def test_a_late_run_gives_the_same_day_and_a_second_run_nothing() -> None:
    case, entry = under_notice()
    late = date(2026, 5, 6)
    close_due(late, noon(late))
    assert case.application.recognition is not None
    assert case.application.recognition.valid_from == END + timedelta(days=1)
    counted = select(func.count()).select_from(AuditEvent)
    before = db.session.scalar(counted)
    again = close_due(late, noon(late) + timedelta(hours=1))
    assert (again.closed, again.taken_effect, again.held) == ([], [], [])
    assert db.session.scalar(counted) == before
    assert db.session.scalar(select(func.count()).select_from(Recognition)) == 1
    span = db.session.scalars(
        select(MembershipSpan).where(MembershipSpan.tier == "leading", MembershipSpan.scheme == DISTRICT)
    ).one()
    assert span.d0 == END + timedelta(days=1)
    assert state(entry)[0] is EntryState.TAKEN_EFFECT


@pytest.mark.parametrize(("day", "taken"), [(ON, True), (END, True), (END + timedelta(days=1), False)])
def test_objections_are_taken_while_it_runs(day: date, taken: bool) -> None:
    _case, entry = under_notice()
    if taken:
        assert objected(entry, day).public_id
        assert entry.state is EntryState.HELD
    else:
        with pytest.raises(DomainError, match="公示期内"):
            objected(entry, day)
        assert entry.objections == []


def test_no_objection_before_the_first_day() -> None:
    entry = approved().publish(starts_on=ON + timedelta(days=1)).entries[0]
    with pytest.raises(DomainError):
        objected(entry, ON)


@pytest.mark.parametrize("field", ["name", "contact", "matter"])
def test_an_objection_names_person_and_matter(field: str) -> None:
    _case, entry = under_notice()
    said = {"name": "王某", "contact": "13800000000", "matter": "专利权属有争议", field: "  "}
    with pytest.raises(DomainError) as caught:
        object_(entry, **said, actor=actor(), at=START, on=ON)
    assert caught.value.field == field
    assert entry.state is EntryState.OPEN


def test_the_trail_does_not_name_who_objected() -> None:
    _case, entry = under_notice()
    row = objected(entry)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == row.public_id)).one()
    assert (event.tag, event.actor_name, event.actor_id) == ("objection:received", "公众", None)
    assert "王某" not in str(event.data)


def test_a_held_entry_waits_for_the_answer() -> None:
    case, entry = under_notice()
    row = objected(entry, END)
    after = END + timedelta(days=1)
    closing = close_due(after, noon(after))
    assert (closing.taken_effect, closing.held) == ([], [entry])
    assert case.application.state is ApplicationState.IN_NOTICE
    answered = date(2026, 3, 20)
    settle(row, upheld=False, day=answered)
    assert state(entry) == (EntryState.TAKEN_EFFECT, ApplicationState.RECOGNISED)
    assert case.application.recognition is not None
    assert case.application.recognition.valid_from == answered == effective_from(entry)
    assert close_due(answered, noon(answered)).held == []


def test_an_answer_within_the_notice_changes_nothing_of_its_end() -> None:
    case, entry = under_notice()
    settle(objected(entry), upheld=False, day=END)
    assert state(entry) == (EntryState.OPEN, ApplicationState.IN_NOTICE)
    close_due(END + timedelta(days=1), noon(END + timedelta(days=1)))
    assert case.application.recognition is not None
    assert case.application.recognition.valid_from == END + timedelta(days=1)


def test_all_objections_want_an_answer() -> None:
    _case, entry = under_notice()
    first, second = objected(entry), objected(entry, matter="数据不实")
    settle(first, upheld=False, day=END)
    assert entry.state is EntryState.HELD
    settle(second, upheld=False, day=END)
    assert entry.state is EntryState.OPEN


def test_an_upheld_objection_ends_it_and_others_may_still_be_answered() -> None:
    case, entry = under_notice()
    first, second = objected(entry), objected(entry, matter="数据不实")
    who = Office()
    settle(first, upheld=True, day=END, who=who, text="情况属实")
    assert state(entry) == (EntryState.STRUCK, ApplicationState.REJECTED)
    assert (case.application.steps[-1].act, case.application.steps[-1].reason) == (Act.UPHOLD_OBJECTION, "情况属实")
    settle(second, upheld=True, day=END, who=who)
    assert state(entry) == (EntryState.STRUCK, ApplicationState.REJECTED)
    with pytest.raises(Conflict):
        objected(entry)
    after = END + timedelta(days=1)
    assert close_due(after, noon(after)).taken_effect == []
    assert case.application.recognition is None


def test_who_handled_the_application_does_not_answer() -> None:
    case, entry = under_notice()
    row = objected(entry)
    for who in (case.office.reviewer, case.office.approver, case.office.street, case.office.registrar, case.submitter):
        with pytest.raises(NotAllowed):
            answer(row, upheld=False, answer="经核查", actor=who, at=START, on=ON)
    assert row.answered_at is None
    assert entry.state is EntryState.HELD


def test_an_answer_needs_words_and_is_given_once() -> None:
    _case, entry = under_notice()
    row = objected(entry)
    with pytest.raises(DomainError) as caught:
        settle(row, upheld=False, day=ON, text=" ")
    assert caught.value.field == "answer"
    settle(row, upheld=False, day=ON)
    with pytest.raises(Conflict, match="答复过"):
        settle(row, upheld=True, day=ON)
    assert row.is_upheld is False


def test_a_struck_application_may_be_reconsidered_and_published_again() -> None:
    case, entry = under_notice()
    settle(objected(entry), upheld=True, day=ON)
    applications.reconsider(case.application, reason="有新证据", actor=case.submitter, at=START, on=ON)
    case.office = Office()
    notice = case.approve().publish()
    close_due(END + timedelta(days=1), noon(END + timedelta(days=1)))
    assert [state(one) for one in (entry, notice.entries[0])] == [
        (EntryState.STRUCK, ApplicationState.RECOGNISED),
        (EntryState.TAKEN_EFFECT, ApplicationState.RECOGNISED),
    ]


def test_publishing_and_closing_leave_one_event_each() -> None:
    _case, entry = under_notice()
    close_due(END + timedelta(days=1), noon(END + timedelta(days=1)))
    tags = db.session.scalars(
        select(AuditEvent.tag).where(AuditEvent.subject_id == entry.notice.public_id).order_by(AuditEvent.id)
    ).all()
    assert tags == ["notice:published", "notice:closed"]
    moved = db.session.scalars(
        select(AuditEvent.tag)
        .where(AuditEvent.subject_id == entry.application.public_id)
        .order_by(AuditEvent.id.desc())
        .limit(2)
    ).all()
    assert moved == ["application:taken_effect", "application:in_notice"]
