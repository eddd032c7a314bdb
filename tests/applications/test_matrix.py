"""Every state × act × person: what is offered is what is expected, and what is offered is exactly what is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import Role
from registry.applications import services
from registry.applications.models import Act, Application, ApplicationState
from registry.applications.policy import available_acts, membership_in
from registry.applications.queries import queue
from registry.applications.workflow import WORKFLOW
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, NotAllowed
from registry.enterprises.models import MemberRole
from registry.extensions import db
from tests.factories.applications import DISTRICT, HIGHER_THREE, Procedure, firm_person, procedure, result
from tests.factories.people import actor

S = ApplicationState

TO_STATE: dict[str, Callable[[Procedure], object]] = {
    "draft": lambda p: p,
    "submitted": lambda p: p.submit(),
    "submitted_middle": lambda p: p.submit().pass_stage(),
    "submitted_last": lambda p: p.submit().pass_stage().pass_stage(),
    "returned": lambda p: p.submit().send_back(),
    "approved": lambda p: p.submit().approve(),
    "forwarded": lambda p: p.submit().approve().forward(),
    "recognised": lambda p: p.submit().approve().forward().recognise(),
    "in_notice": lambda p: p.submit().approve().publish(),
    "rejected": lambda p: p.submit().reject(),
    "withdrawn": lambda p: services.withdraw(p.application, actor=p.submitter, at=p.at, on=p.on),
}

HIGHER_PLACES = set(TO_STATE) - {"in_notice"}
DISTRICT_PLACES = set(TO_STATE) - {"forwarded", "recognised"}

REVIEW = {Act.RETURN, Act.REJECT}

# fresh people: none of them has acted on the application
EXPECTED: dict[tuple[str, str], set[Act]] = {
    ("draft", "submitter"): {Act.SUBMIT, Act.WITHDRAW},
    ("returned", "submitter"): {Act.SUBMIT, Act.WITHDRAW},
    ("submitted", "submitter"): {Act.WITHDRAW},
    ("submitted_middle", "submitter"): {Act.WITHDRAW},
    ("submitted_last", "submitter"): {Act.WITHDRAW},
    ("rejected", "submitter"): {Act.RECONSIDER},
    ("submitted", "street"): REVIEW | {Act.PASS},
    ("submitted_middle", "reviewer"): REVIEW | {Act.PASS},
    ("submitted_last", "approver"): REVIEW | {Act.APPROVE},
    ("forwarded", "registrar"): {Act.RECORD_RECOGNISED, Act.RECORD_NOT_RECOGNISED},
    ("in_notice", "reviewer"): {Act.UPHOLD_OBJECTION},
    ("in_notice", "approver"): {Act.UPHOLD_OBJECTION},
    ("in_notice", "system"): {Act.TAKE_EFFECT},
}


def expected(place: str, person: str, scheme: str) -> set[Act]:
    if place == "approved" and person in {"reviewer", "approver"}:
        return {Act.FORWARD} if scheme == HIGHER_THREE else {Act.PUBLISH}
    return EXPECTED.get((place, person), set())


def people(case: Procedure) -> dict[str, Actor]:
    return {
        "submitter": case.submitter,
        "preparer": firm_person(case.application.enterprise, MemberRole.PREPARER),
        "stranger": actor(),
        "street": actor(Role.STREET_OFFICER, region="330205003"),
        "other_street": actor(Role.STREET_OFFICER, region="330205005"),
        "reviewer": actor(Role.REVIEWER),
        "other_reviewer": actor(Role.REVIEWER, region="330206"),
        "approver": actor(Role.APPROVER),
        "registrar": actor(Role.REGISTRAR),
        "leader": actor(Role.LEADER),
        "administrator": actor(Role.ADMINISTRATOR),
        "visitor": Actor(None, "公众"),
        "system": SYSTEM,
    }


def attempt(case: Procedure, act: Act, who: Actor) -> None:
    """Call the service of the act, everything else being right."""
    application = case.application
    context = {"actor": who, "at": case.at, "on": case.on}
    seen = {"seen_revision": case.seen, **context}
    calls: dict[Act, Callable[[], object]] = {
        Act.SUBMIT: lambda: services.submit(
            application, facts={}, assessment=None, documents=[], integrity_commitment=True, **context
        ),
        Act.RETURN: lambda: services.return_(application, reason="补正", remarks=[("staff", "请核对")], **seen),
        Act.PASS: lambda: services.pass_or_approve(application, **seen),
        Act.APPROVE: lambda: services.pass_or_approve(application, **seen),
        Act.REJECT: lambda: services.reject(application, reason="不符", **seen),
        Act.WITHDRAW: lambda: services.withdraw(application, **context),
        Act.FORWARD: lambda: services.forward(application, **seen),
        Act.RECORD_RECOGNISED: lambda: services.record_result(
            application, recognition=result(application.scheme_code), **seen
        ),
        Act.RECORD_NOT_RECOGNISED: lambda: services.record_refusal(application, reason="未入选", **seen),
        Act.RECONSIDER: lambda: services.reconsider(application, reason="有新证据", **context),
        Act.PUBLISH: lambda: services.enter_notice(
            application, notice="n", actor=who, at=case.at, ends_on=case.on + timedelta(days=14)
        ),
        Act.TAKE_EFFECT: lambda: services.take_effect(
            application, valid_from=date(2026, 3, 17), document="公示", at=case.at, actor=who
        ),
        Act.UPHOLD_OBJECTION: lambda: services.uphold_objection(
            application, objection="o", reason="属实", actor=who, at=case.at
        ),
    }
    calls[act]()


def accepts(case: Procedure, act: Act, who: Actor) -> bool:
    """Whether the service carries the act out; what it did is undone."""
    savepoint = db.session.begin_nested()
    try:
        attempt(case, act, who)
    except (NotAllowed, Conflict):
        return False
    else:
        return True
    finally:
        savepoint.rollback()


PLACES = [(HIGHER_THREE, one) for one in sorted(HIGHER_PLACES)] + [(DISTRICT, one) for one in sorted(DISTRICT_PLACES)]


@pytest.mark.parametrize(("scheme", "place"), PLACES)
def test_offered_is_expected_and_accepted(session: scoped_session[Session], scheme: str, place: str) -> None:
    case = procedure(scheme)
    TO_STATE[place](case)
    session.flush()
    for name, who in people(case).items():
        membership = membership_in(who, case.application.enterprise_id)
        offered = {Act(step.act) for step in available_acts(case.application, who, membership)}
        assert offered == expected(place, name, scheme), (place, name)
        for act in Act:
            if act is Act.PASS and Act.APPROVE in offered or act is Act.APPROVE and Act.PASS in offered:
                continue  # one call serves both: the stage says which it is
            assert accepts(case, act, who) == (act in offered), (place, name, act)


@pytest.mark.parametrize(("scheme", "place"), PLACES)
def test_queue_holds_what_officers_may_do(session: scoped_session[Session], scheme: str, place: str) -> None:
    case = procedure(scheme)
    TO_STATE[place](case)
    session.flush()
    everybody = {**people(case), **vars(case.office)}
    for name, who in everybody.items():
        membership = membership_in(who, case.application.enterprise_id)
        offered = {Act(step.act) for step in available_acts(case.application, who, membership)}
        officer_acts = offered - {Act.SUBMIT, Act.WITHDRAW, Act.RECONSIDER, Act.UPHOLD_OBJECTION, Act.TAKE_EFFECT}
        waiting = case.application in session.scalars(queue(who)).all()
        assert waiting == bool(officer_acts), (place, name)


def test_every_act_and_state_is_in_the_table() -> None:
    assert {step.act for step in WORKFLOW} == set(Act)
    assert {step.target for step in WORKFLOW} == set(ApplicationState) - {S.DRAFT}


def test_final_states_lead_nowhere() -> None:
    for state in (S.RECOGNISED, S.NOT_RECOGNISED, S.WITHDRAWN):
        assert [step for step in WORKFLOW if step.source is state] == []


def test_a_pass_returns_the_application_to_itself(session: scoped_session[Session]) -> None:
    case: Application = procedure(DISTRICT).submit().pass_stage().application
    assert (case.state, case.stage) == (S.SUBMITTED, 1)
