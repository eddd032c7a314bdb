"""Nobody decides twice on one application, nor on the own firm's, whatever roles he holds."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import Role, RoleGrant, User
from registry.applications import services
from registry.applications.models import ApplicationState
from registry.applications.policy import available_acts, membership_in
from registry.applications.queries import queue
from registry.core.actor import Actor
from registry.core.errors import NotAllowed
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.extensions import db
from tests.factories.applications import DISTRICT, HIGHER, Office, Procedure, firm_person, procedure
from tests.factories.enterprises import member
from tests.factories.people import actor, user

pytestmark = pytest.mark.usefixtures("session")

ALL_ROLES = tuple(Role)


def mighty(roles: Iterable[Role] = ALL_ROLES) -> Actor:
    """One person with many roles in the whole district, administrator included."""
    person = user("全能")
    person.grants.extend(RoleGrant(role=role, region_code="330205") for role in roles)
    db.session.flush()
    return Actor(person.id, person.name, "", frozenset((role.value, "330205") for role in roles))


def offered(case: Procedure, who: Actor) -> list[str]:
    membership = membership_in(who, case.application.enterprise_id)
    return [step.act.value for step in available_acts(case.application, who, membership)]


def waits(case: Procedure, who: Actor) -> bool:
    return case.application in db.session.scalars(queue(who)).all()


def test_one_person_cannot_pass_two_stages() -> None:
    one = mighty()
    case = procedure(DISTRICT).submit().pass_stage(by=one)
    assert offered(case, one) == []
    assert not waits(case, one)
    with pytest.raises(NotAllowed, match="街道初审"):
        case.pass_stage(by=one)
    assert case.application.stage == 1


def test_the_head_who_recommended_cannot_confirm() -> None:
    one = mighty()
    case = procedure(DISTRICT).submit().pass_stage().pass_stage(by=one)
    with pytest.raises(NotAllowed, match="另一人"):
        case.pass_stage(by=one)
    case.pass_stage()
    assert case.application.state is ApplicationState.APPROVED


def test_what_one_opened_and_another_sent_is_not_decided_by_the_first() -> None:
    case = procedure(HIGHER)
    opener = case.submitter
    case.submitter = firm_person(case.application.enterprise)
    case.submit()
    db.session.query(Member).filter_by(user_id=opener.id).update({"state": MembershipState.ENDED})
    officer = Actor(opener.id, opener.name, "", frozenset({("street_officer", "330205003")}))
    assert offered(case, officer) == []
    assert not waits(case, officer)


def test_two_people_can_pass_two_stages() -> None:
    case = procedure(HIGHER).submit().pass_stage(by=mighty()).pass_stage(by=mighty())
    assert case.application.state is ApplicationState.APPROVED


def test_a_person_stays_with_the_stage_also_after_a_return() -> None:
    one = mighty()
    case = procedure(DISTRICT).submit().pass_stage(by=one).send_back().submit()
    assert (case.application.stage, case.seen) == (1, 2)
    with pytest.raises(NotAllowed):
        case.pass_stage(by=one)


def test_who_returned_may_review_the_answer_at_the_same_stage() -> None:
    case = procedure(DISTRICT).submit().send_back().submit().pass_stage()
    assert case.application.stage == 1


@pytest.mark.parametrize("stage", [0, 1])
def test_who_reviewed_cannot_record_the_result(stage: int) -> None:
    one = mighty()
    case = procedure(HIGHER).submit()
    for due in range(2):
        case.pass_stage(by=one if due == stage else None)
    case.forward()
    assert not waits(case, one)
    with pytest.raises(NotAllowed):
        case.recognise(by=one)
    assert case.application.recognition is None
    assert case.recognise().certificate_number


@pytest.mark.parametrize("role", list(MemberRole))
def test_members_never_decide_on_their_firm(role: MemberRole) -> None:
    case = procedure(HIGHER).submit()
    officer = case.office.street
    member(case.application.enterprise, db.session.get_one(User, officer.id), role)
    assert "pass" not in offered(case, officer)
    assert case.application not in db.session.scalars(queue(officer)).all()
    with pytest.raises(NotAllowed, match="本企业"):
        case.pass_stage()


def test_who_sent_it_never_decides_on_it_after_leaving_the_firm() -> None:
    case = procedure(HIGHER).submit()
    clerk = case.submitter
    db.session.query(Member).filter_by(user_id=clerk.id).update({"state": MembershipState.ENDED})
    officer = Actor(clerk.id, clerk.name, "", frozenset({("street_officer", "330205003")}))
    assert offered(case, officer) == []
    assert case.application not in db.session.scalars(queue(officer)).all()
    with pytest.raises(NotAllowed):
        case.pass_stage(by=officer)


def test_a_claim_not_confirmed_binds_nobody() -> None:
    case = procedure(HIGHER).submit()
    officer = case.office.street
    person = db.session.get_one(User, officer.id)
    member(case.application.enterprise, person, state=MembershipState.REQUESTED)
    assert case.pass_stage().application.stage == 1


def test_membership_in_another_firm_gives_nothing() -> None:
    case, other = procedure(HIGHER), procedure(HIGHER)
    assert offered(case, other.submitter) == []
    with pytest.raises(NotAllowed):
        services.withdraw(case.application, actor=other.submitter, at=case.at, on=case.on)


def test_reconsideration_is_for_people_who_did_not_act() -> None:
    case = procedure(DISTRICT).submit().pass_stage().reject()
    services.reconsider(case.application, reason="有新证据", actor=case.submitter, at=case.at, on=case.on)
    assert (case.application.round, case.application.stage) == (1, 0)
    for who in (case.office.street, case.office.reviewer):
        assert offered(case, who) == []
        assert case.application not in db.session.scalars(queue(who)).all()
    with pytest.raises(NotAllowed, match="原审查"):
        case.pass_stage()
    new = Office()
    assert case.application in db.session.scalars(queue(new.street)).all()
    case.office = new
    assert case.approve().application.state is ApplicationState.APPROVED


def test_who_acted_in_the_first_round_neither_forwards_nor_records_in_the_second() -> None:
    case = procedure(HIGHER).submit().pass_stage().reject()
    refuser = case.office.approver
    services.reconsider(case.application, reason="有新证据", actor=case.submitter, at=case.at, on=case.on)
    case.office = Office()
    case.approve()
    with pytest.raises(NotAllowed):
        services.forward(case.application, seen_revision=case.seen, actor=refuser, at=case.at, on=case.on)


def test_an_administrator_decides_nothing() -> None:
    case = procedure(HIGHER).submit()
    with pytest.raises(NotAllowed):
        case.pass_stage(by=actor(Role.ADMINISTRATOR))
    assert offered(case, mighty([Role.ADMINISTRATOR, Role.LEADER, Role.AUDITOR])) == []


def test_an_officer_of_the_district_may_not_stand_in_for_another_district(session: scoped_session[Session]) -> None:
    case = procedure(HIGHER).submit()
    with pytest.raises(NotAllowed):
        case.pass_stage(by=actor(Role.STREET_OFFICER, region="330205004"))
    session.flush()
    assert case.pass_stage(by=actor(Role.STREET_OFFICER, region="330205")).application.stage == 1
