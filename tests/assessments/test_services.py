"""What a firm says of itself: kept once, never edited, by those who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.accounts.models import Role
from registry.assessments.models import Declaration
from registry.assessments.origins import NO_RIGHTS
from registry.assessments.queries import declarations_of, declared_answers, history_of
from registry.assessments.services import declare
from registry.audit.models import AuditEvent
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from tests.factories.applications import firm_person
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
LATER = START + timedelta(hours=1)


def stated(firm: Enterprise) -> dict[str, Any]:
    """What the firm states now."""
    return {one.fact: one.value for one in db.session.scalars(declarations_of(firm.id))}


def events(firm: Enterprise) -> list[AuditEvent]:
    """What was recorded of its declarations."""
    tag = AuditEvent.tag == "declaration:recorded"
    return list(db.session.scalars(select(AuditEvent).where(tag, AuditEvent.enterprise_id == firm.id)))


@pytest.fixture
def firm() -> Enterprise:
    return enterprise()


@pytest.fixture
def person(firm: Enterprise) -> Actor:
    return firm_person(firm)


def test_answers_are_kept_as_the_rules_read_them(firm: Enterprise, person: Actor) -> None:
    answers = {"own_brand": True, "market_rank_national": 3, "rd_personnel": "12.50", NO_RIGHTS: True}
    assert declare(firm, answers, actor=person, at=START, on=ON) == sorted(answers)
    assert stated(firm) == {**answers, "rd_personnel": "12.5"}
    row = db.session.scalars(declarations_of(firm.id)).first()
    assert row is not None
    assert (row.declared_by_id, row.source, row.recorded_at) == (person.id, "firm", START)


def test_the_same_again_changes_nothing(firm: Enterprise, person: Actor) -> None:
    declare(firm, {"own_brand": True}, actor=person, at=START, on=ON)
    assert declare(firm, {"own_brand": True}, actor=person, at=LATER, on=ON) == []
    assert len(events(firm)) == 1


def test_another_answer_retires_the_old_one(firm: Enterprise, person: Actor) -> None:
    declare(firm, {"own_brand": True, "cooperation": True}, actor=person, at=START, on=ON)
    assert declare(firm, {"own_brand": False}, actor=person, at=LATER, on=ON) == ["own_brand"]
    assert stated(firm) == {"own_brand": False, "cooperation": True}
    new, old = db.session.scalars(history_of(firm.id, "own_brand"))
    assert (old.value, old.recorded_at, old.retired_at) == (True, START, LATER)
    assert (new.value, new.recorded_at, new.retired_at) == (False, LATER, FOREVER)
    assert events(firm)[-1].data["changes"] == {"own_brand": [True, False]}


def test_true_is_no_number(firm: Enterprise, person: Actor) -> None:
    with pytest.raises(DomainError) as refused:
        declare(firm, {"market_rank_national": True}, actor=person, at=START, on=ON)
    assert refused.value.field == "market_rank_national"


def test_an_answer_taken_back_is_unknown(firm: Enterprise, person: Actor) -> None:
    assert declare(firm, {"own_brand": None}, actor=person, at=START, on=ON) == []
    declare(firm, {"own_brand": True}, actor=person, at=START, on=ON)
    assert declare(firm, {"own_brand": None}, actor=person, at=LATER, on=ON) == ["own_brand"]
    assert stated(firm) == {}


def test_twice_in_one_instant_keeps_the_last(firm: Enterprise, person: Actor) -> None:
    for value in (True, False, True):
        declare(firm, {"own_brand": value}, actor=person, at=START, on=ON)
    assert [one.value for one in db.session.scalars(history_of(firm.id, "own_brand"))] == [True]


def test_a_slower_colleague_is_told(firm: Enterprise, person: Actor) -> None:
    declare(firm, {"own_brand": True}, actor=person, at=LATER, on=ON)
    with pytest.raises(Conflict):
        declare(firm, {"own_brand": False}, actor=person, at=START, on=ON)
    assert stated(firm) == {"own_brand": True}


@pytest.mark.parametrize("name", ["staff", "revenue_prior_1", "class1_ip", "valid_hnte", "registered_on"])
def test_what_a_register_holds_is_not_declared(firm: Enterprise, person: Actor, name: str) -> None:
    with pytest.raises(DomainError, match="为准") as refused:
        declare(firm, {"own_brand": True, name: 1}, actor=person, at=START, on=ON)
    assert refused.value.field == name
    assert stated(firm) == {}


@pytest.mark.parametrize("name", ["no_such_fact", "statement", ""])
def test_only_facts_are_declared(firm: Enterprise, person: Actor, name: str) -> None:
    with pytest.raises(DomainError, match="不认识"):
        declare(firm, {name: True}, actor=person, at=START, on=ON)


def test_scores_of_experts_are_the_offices(firm: Enterprise, person: Actor) -> None:
    with pytest.raises(NotAllowed):
        declare(firm, {"expert_advancement": 7}, actor=person, at=START, on=ON)
    officer = actor(Role.REGISTRAR)
    assert declare(firm, {"expert_advancement": 7}, actor=officer, at=START, on=ON) == ["expert_advancement"]
    assert db.session.scalars(select(Declaration.source)).all() == ["officer"]


def test_who_may_declare(firm: Enterprise) -> None:
    for role in (MemberRole.PREPARER, MemberRole.AGENT, MemberRole.SUBMITTER):
        declare(firm, {"own_brand": True}, actor=firm_person(firm, role), at=START, on=ON)
    others = [
        firm_person(firm, MemberRole.VIEWER),
        firm_person(enterprise()),
        actor(Role.LEADER),
        actor(Role.STREET_OFFICER, region="330205103"),
    ]
    for other in others:
        with pytest.raises(NotAllowed):
            declare(firm, {"own_brand": False}, actor=other, at=LATER, on=ON)
    declare(firm, {"own_brand": False}, actor=actor(Role.STREET_OFFICER, region="330205003"), at=LATER, on=ON)
    assert stated(firm) == {"own_brand": False}


def test_a_form_is_filled_with_what_its_rules_ask(firm: Enterprise, person: Actor) -> None:
    declare(firm, {"own_brand": True, "accounts_sound": True, NO_RIGHTS: True}, actor=person, at=START, on=ON)
    assert declared_answers(firm.id, "tech_sme_2017") == {"accounts_sound": True, NO_RIGHTS: True}
    assert declared_answers(enterprise().id, "tech_sme_2017") == {}


def test_the_database_keeps_one_answer_of_a_fact(firm: Enterprise, person: Actor) -> None:
    declare(firm, {"own_brand": True}, actor=person, at=START, on=ON)
    double = Declaration(
        enterprise_id=firm.id, fact="own_brand", value=False, source="", recorded_at=LATER, retired_at=FOREVER
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(double)
