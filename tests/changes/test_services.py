"""Filing and deciding: who may, what cannot be so, the second person, and what is left behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import Role
from registry.changes import services
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState
from registry.changes.queries import duties
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.types import FAR
from registry.enterprises.models import MemberRole, Presence
from registry.enterprises.queries import history, profile_on
from registry.enterprises.services import record_profile
from registry.messages.models import Message
from registry.messages.texts import from_json
from registry.rules.lifecycle.changes import ChangeState as Clock
from tests.factories.applications import firm_person
from tests.factories.changes import DAY, LATER, Changing
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.people import actor

Db = scoped_session[Session]
NEW = "宁波新名字精密有限公司"
EVE = DAY - timedelta(days=1)


@pytest.fixture
def case(session: Db) -> Changing:
    return Changing()


def told(session: Db, person: Any) -> list[str]:
    rows = session.query(Message).filter_by(user_id=person.id).order_by(Message.id)
    return [str(from_json(row.subject)) for row in rows]


def name_on(case: Changing, day: date) -> str:
    profile = profile_on(case.firm.id, day)
    assert profile is not None
    return profile.name


def test_a_name_holds_from_its_day_and_the_old_one_before(case: Changing, session: Db) -> None:
    change = case.changed(ChangeKind.RENAME, name=NEW)
    assert change.state is ChangeState.ACCEPTED
    assert (name_on(case, EVE), name_on(case, DAY)) == (case.name, NEW)
    assert change.before == {"name": case.name}
    assert [row.source for row in history(case.firm.id)] == ["test", f"change:{change.public_id}"]
    assert told(session, case.submitter)[-1] == "更名已登记，自 2026-02-20 起生效"


def test_a_later_name_on_record_stays(case: Changing) -> None:
    """The list that names the firm anew came first; the rename before it fills the days between."""
    later = date(2026, 2, 25)
    record_profile(
        case.firm, {"name": "宁波更新精密有限公司"}, valid_from=later, source="t", actor=case.street, at=LATER
    )
    case.changed(ChangeKind.RENAME, name=NEW)
    assert [name_on(case, day) for day in (EVE, DAY, later)] == [case.name, NEW, "宁波更新精密有限公司"]
    assert history(case.firm.id)[-1].valid_to == FAR


def test_a_move_keeps_the_name_and_changes_the_place(case: Changing) -> None:
    case.changed(ChangeKind.MOVE, region_code="330205004", address="新路 2 号", park="")
    row = profile_on(case.firm.id, DAY)
    assert row is not None
    assert (row.name, row.region_code, row.address, row.presence) == (
        case.name,
        "330205004",
        "新路 2 号",
        Presence.ACTIVE,
    )


@pytest.mark.parametrize(
    ("kind", "after", "presence"),
    [
        (ChangeKind.MOVE_OUT, {"destination": "330200", "address": "鄞州区", "is_whole": True}, Presence.MOVED_OUT),
        (ChangeKind.DEREGISTRATION, {}, Presence.DEREGISTERED),
    ],
)
def test_who_leaves_is_gone_on_the_day_and_there_on_the_eve(
    case: Changing, kind: ChangeKind, after: dict[str, Any], presence: Presence
) -> None:
    case.changed(kind, **after)
    before, then = profile_on(case.firm.id, EVE), profile_on(case.firm.id, DAY)
    assert before is not None
    assert then is not None
    assert (before.presence, then.presence) == (Presence.ACTIVE, presence)


@pytest.mark.parametrize(
    ("kind", "after", "field"),
    [
        (ChangeKind.RENAME, {"name": " "}, "name"),
        (ChangeKind.RENAME, {"name": "宁波老名字精密有限公司"}, "name"),
        (ChangeKind.MOVE, {"region_code": "330203001", "address": "海曙", "park": ""}, "region_code"),
        (ChangeKind.MOVE, {"region_code": "330205003", "address": "", "park": ""}, "address"),
        (ChangeKind.MOVE_OUT, {"destination": "x", "address": "远方"}, "destination"),
        (ChangeKind.MERGER, {"successor_uscc": "123"}, "successor_uscc"),
        (ChangeKind.MERGER, {"successor_uscc": valid_uscc(9_999_999)}, "successor_name"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(
    case: Changing, kind: ChangeKind, after: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        case.file(kind, **after)
    assert refused.value.field == field


def test_no_change_without_papers_before_its_day_or_before_the_firm(case: Changing) -> None:
    for day in (case.on + timedelta(days=1), date(2014, 12, 31)):
        with pytest.raises(DomainError) as refused:
            case.file(ChangeKind.RENAME, day=day, name=NEW)
        assert refused.value.field == "effective_on"
    with pytest.raises(DomainError) as unproven:
        case.file(ChangeKind.RENAME, documents=[], name=NEW)
    assert unproven.value.field == "file"
    assert case.file(ChangeKind.RENAME, day=case.on, name=NEW).effective_on == case.on


def test_one_open_change_of_a_kind_at_a_time(case: Changing) -> None:
    first = case.file(ChangeKind.RENAME, name=NEW)
    with pytest.raises(Conflict):
        case.file(ChangeKind.RENAME, name="宁波又一名字有限公司")
    case.file(ChangeKind.MOVE, region_code="330205004", address="新路", park="")
    services.withdraw(first, first.version, reason="写错", actor=case.submitter, at=LATER, on=case.on)
    case.file(ChangeKind.RENAME, name="宁波又一名字有限公司")


def test_what_was_returned_comes_back_and_is_told(case: Changing, session: Db) -> None:
    change = case.file(ChangeKind.RENAME, name="宁波新名子精密有限公司")
    services.return_change(change, change.version, reason="名称有错字", actor=case.street, at=LATER, on=case.on)
    assert (change.state, change.reason) == (ChangeState.RETURNED, "名称有错字")
    services.resubmit(change, case.filing(name=NEW), change.version, actor=case.submitter, at=LATER, on=case.on)
    assert (change.state, change.after, change.reason) == (ChangeState.SUBMITTED, {"name": NEW}, "")
    services.refuse(change, change.version, reason="不是本企业", actor=case.street, at=LATER, on=case.on)
    assert told(session, case.submitter)[-2:] == ["更名退回修改", "更名未予登记"]
    assert name_on(case, DAY) == case.name


def test_every_decision_against_it_needs_a_reason(case: Changing) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    for act in (services.return_change, services.refuse):
        with pytest.raises(DomainError) as refused:
            act(change, change.version, reason=" ", actor=case.street, at=LATER, on=case.on)
        assert refused.value.field == "reason"


def test_the_second_person_is_told_and_nothing_is_written_twice(case: Changing) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    seen = change.version
    case.accept(change)
    for by in (case.registrar, case.street):
        with pytest.raises(Conflict):
            services.accept(change, seen, actor=by, at=LATER, on=case.on)
        with pytest.raises(Conflict):
            services.accept(change, change.version, actor=by, at=LATER, on=case.on)
    assert len(history(case.firm.id)) == 2


def test_who_may_decide(case: Changing) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    others = [
        case.submitter,
        actor(Role.STREET_OFFICER, region="330205004"),
        actor(Role.REVIEWER),
        actor(Role.LEADER),
        actor(Role.ADMINISTRATOR),
        firm_person(case.firm, MemberRole.PREPARER),
    ]
    for person in others:
        with pytest.raises(NotAllowed):
            case.accept(change, person)
    case.accept(change, case.registrar)


def test_who_files_for_the_firm_does_not_decide(case: Changing, session: Db) -> None:
    change = case.file(ChangeKind.RENAME, by=case.street, documents=[], name=NEW)
    assert change.by_office
    assert told(session, case.submitter)[-1] == "已代为提交更名，请核对"
    with pytest.raises(NotAllowed):
        case.accept(change, case.street)
    case.accept(change, case.registrar)
    with pytest.raises(NotAllowed):
        case.file(ChangeKind.MOVE, by=actor(Role.REVIEWER), region_code="330205004", address="x", park="")
    with pytest.raises(NotAllowed):
        case.file(ChangeKind.DEREGISTRATION, by=firm_person(case.firm, MemberRole.AGENT))


def test_what_happened_meanwhile_is_seen_at_the_decision(case: Changing) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    record_profile(case.firm, {"presence": Presence.MOVED_OUT}, valid_from=EVE, source="t", actor=case.street, at=LATER)
    with pytest.raises(DomainError) as refused:
        case.accept(change)
    assert refused.value.field == "effective_on"


def test_the_clock_runs_until_the_firm_has_reported(case: Changing) -> None:
    change = case.changed(ChangeKind.RENAME, name=NEW)
    (duty,) = duties(change, case.on)
    assert duty.duty.clock is not None
    assert (duty.title.certificate_number, duty.duty.clock.due) == ("GR202633000001", date(2026, 5, 20))
    assert duty.duty.clock.state is Clock.OPEN
    (late,) = duties(change, date(2026, 5, 21))
    assert late.duty.clock is not None
    assert late.duty.clock.state is Clock.OVERDUE
    mark(case, change, date(2026, 2, 28))
    mark(case, change, date(2026, 3, 1))
    (done,) = duties(change, date(2026, 5, 21))
    assert done.duty.clock is not None
    assert (done.done_on, done.duty.clock.state) == (date(2026, 3, 1), Clock.REPORTED)


def test_a_step_is_done_between_the_change_and_today(case: Changing) -> None:
    change = case.changed(ChangeKind.RENAME, name=NEW)
    for day in (EVE, case.on + timedelta(days=1)):
        with pytest.raises(DomainError) as refused:
            mark(case, change, day)
        assert refused.value.field == "done_on"
    for scheme in ("national_sme", "nonsense"):
        with pytest.raises(DomainError):
            services.mark_step(change, scheme, DAY, actor=case.submitter, at=LATER, on=case.on)
    with pytest.raises(NotAllowed):
        services.mark_step(change, "national_hte", DAY, actor=actor(Role.LEADER), at=LATER, on=case.on)


def mark(case: Changing, change: ChangeRequest, day: date) -> None:
    services.mark_step(change, "national_hte", day, actor=case.submitter, at=LATER, on=case.on)


def test_no_title_no_duty(session: Db) -> None:
    case = Changing()
    case.firm = enterprise("宁波无称号有限公司")
    case.submitter = firm_person(case.firm)
    assert duties(case.changed(ChangeKind.RENAME, name=NEW), case.on) == []
