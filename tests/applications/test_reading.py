"""Timelines, lists, counts, and who reaches what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.accounts.models import Role
from registry.applications import services
from registry.applications.access import get_application_for, get_application_for_firm
from registry.applications.models import ApplicationState
from registry.applications.queries import KEY_TYPES, counts_by_state, key, of_enterprise, queue, queue_length, search
from registry.applications.timeline import timeline
from registry.core.errors import NotFound
from registry.core.paging import decode_cursor, encode_cursor
from registry.enterprises.models import MemberRole
from registry.extensions import db
from tests.factories.applications import DISTRICT, HIGHER, Office, firm_person, procedure
from tests.factories.people import actor
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")


def test_the_officer_reads_names_and_the_firm_reads_roles() -> None:
    case = procedure(DISTRICT).submit()
    services.pass_or_approve(
        case.application, seen_revision=1, actor=case.office.street, at=case.at, on=case.on, comment="内部意见"
    )
    case.send_back(("staff", "请核对职工数"))
    for_office = timeline(case.application, case.on, for_firm=False)
    for_firm = timeline(case.application, case.on, for_firm=True)
    assert [entry.act for entry in for_firm] == ["open", "submit", "pass", "return"]
    assert [entry.name for entry in for_office] == ["企业提交人", "企业提交人", "街道甲", "初审乙"]
    assert [entry.name for entry in for_firm] == ["企业提交人", "企业提交人", "", ""]
    assert [str(entry.role) for entry in for_firm[2:]] == ["街道经办", "区初审"]
    assert all(entry.unit for entry in for_firm[2:])
    assert for_firm[2].unit != for_firm[3].unit
    assert (for_office[2].note, for_firm[2].note) == ("内部意见", "")
    assert for_firm[3].note == "材料不全"
    assert for_firm[3].remarks == (("staff", "请核对职工数"),)
    assert str(for_firm[1].sentence) == "提交了申请（第 1 版）"


@pytest.mark.parametrize(("scheme", "word"), [(HIGHER, "推荐"), (DISTRICT, "拟认定")])
def test_the_timeline_says_what_an_approval_means(scheme: str, word: str) -> None:
    case = procedure(scheme).submit().approve()
    assert str(timeline(case.application, case.on, for_firm=True)[-1].sentence) == f"审定通过：{word}"


def test_every_step_is_on_the_timeline() -> None:
    case = procedure(HIGHER).submit().send_back().submit().reject()
    services.reconsider(case.application, reason="有新证据", actor=case.submitter, at=case.at, on=case.on)
    case.office = Office()
    case.approve().forward().recognise()
    entries = timeline(case.application, case.on, for_firm=True)
    assert len(entries) == len(case.application.steps) + 1
    assert {entry.round for entry in entries} == {0, 1}


def test_what_waits_longest_comes_first_and_pages_by_key() -> None:
    office = Office()
    cases = [procedure(HIGHER, at=START + timedelta(hours=hours), office=office) for hours in (3, 1, 1, 2)]
    for case in cases:
        case.submit()
    wanted = [cases[one].application for one in (1, 2, 3, 0)]
    assert list(db.session.scalars(queue(office.street))) == wanted
    assert queue_length(office.street) == 4
    shown = []
    cursor = None
    while page := db.session.scalars(queue(office.street, cursor).limit(1)).all():
        shown += page
        cursor = decode_cursor(encode_cursor(key(page[-1])), KEY_TYPES)
        assert cursor is not None
    assert shown == wanted


def test_nonsense_for_a_cursor_begins_at_the_beginning() -> None:
    case = procedure(HIGHER).submit()
    for cursor in (("yesterday", 1), ("2026-03-02", 1)):
        assert case.application in db.session.scalars(queue(case.office.street, cursor)).all()


def test_the_queue_follows_the_stage() -> None:
    case = procedure(HIGHER)
    office = case.office
    assert queue_length(office.street) == 0
    case.submit()
    assert [queue_length(one) for one in (office.street, office.approver, office.registrar)] == [1, 0, 0]
    case.pass_stage()
    assert [queue_length(one) for one in (office.street, office.approver, office.registrar)] == [0, 1, 0]
    case.pass_stage()
    assert [queue_length(one) for one in (office.street, office.second, office.registrar)] == [0, 1, 0]
    case.forward()
    assert [queue_length(one) for one in (office.street, office.second, office.registrar)] == [0, 0, 1]
    case.recognise()
    assert queue_length(office.registrar) == 0


def test_lists_hold_what_was_sent_within_the_scope() -> None:
    draft, sent, done = procedure(HIGHER), procedure(HIGHER).submit(), procedure(DISTRICT).submit().reject()
    gone = procedure(HIGHER)
    services.withdraw(gone.application, actor=gone.submitter, at=gone.at, on=gone.on)
    everything = list(db.session.scalars(search(["330205"])))
    assert set(everything) == {sent.application, done.application}
    assert list(db.session.scalars(search(["330205"], state=ApplicationState.REJECTED))) == [done.application]
    assert list(db.session.scalars(search(["330205"], scheme=HIGHER))) == [sent.application]
    assert list(db.session.scalars(search(["330205"], region="330205004"))) == []
    assert list(db.session.scalars(search(["330205004"], region="330205003"))) == []
    assert list(db.session.scalars(search([]))) == []
    assert list(db.session.scalars(search(["330205"], after=key(everything[0])))) == everything[1:]
    counts = counts_by_state(["330205"])
    assert {state: number for state, number in counts.items() if number} == {
        ApplicationState.SUBMITTED: 1,
        ApplicationState.REJECTED: 1,
    }
    assert counts[ApplicationState.RETURNED] == 0
    assert ApplicationState.DRAFT not in counts
    assert sum(counts_by_state(["330205"], scheme=HIGHER).values()) == 1
    firm_list = db.session.scalars(of_enterprise(draft.application.enterprise_id)).all()
    assert firm_list == [draft.application]


def test_officers_reach_what_was_sent_in_their_region() -> None:
    case = procedure(HIGHER)
    number = case.application.public_id
    near = case.office.street
    with pytest.raises(NotFound):
        get_application_for(near, number)  # a draft is the firm's own
    case.submit()
    assert get_application_for(near, number) is case.application
    for stranger in (
        actor(Role.STREET_OFFICER, region="330205004"),
        actor(Role.ADMINISTRATOR),
        actor(Role.LEADER),
        actor(Role.AUDITOR),
        actor(),
    ):
        with pytest.raises(NotFound):
            get_application_for(stranger, number)


def test_members_reach_their_own_only() -> None:
    case, other = procedure(HIGHER), procedure(HIGHER)
    viewer = firm_person(case.application.enterprise, MemberRole.VIEWER)
    assert get_application_for(viewer, case.application.public_id) is case.application
    found, membership = get_application_for_firm(viewer, case.application.public_id)
    assert (found, membership.role) == (case.application, MemberRole.VIEWER)
    for load in (get_application_for, get_application_for_firm):
        with pytest.raises(NotFound):
            load(other.submitter, case.application.public_id)
        with pytest.raises(NotFound):
            load(viewer, "nothing")
    case.submit()
    with pytest.raises(NotFound):
        get_application_for_firm(case.office.street, case.application.public_id)
