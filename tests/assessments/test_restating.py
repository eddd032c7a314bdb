"""Saving a whole form: the second of two is told, and told only where something would be undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.assessments.queries import declarations_of, declared_answers
from registry.assessments.restating import StatedMeanwhile, restate, stand_of
from registry.core.errors import NotAllowed
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from tests.factories.applications import firm_person
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
LATER = START + timedelta(minutes=5)
NOTHING = stand_of([])


def stated(firm: Enterprise) -> dict[str, object]:
    return declared_answers(firm.id, "zj_tech_leader_2023")


def stand(firm: Enterprise) -> int:
    return stand_of(fetch(declarations_of(firm.id)))


def test_the_stand_changes_with_everything_that_is_stated() -> None:
    firm = enterprise()
    person = firm_person(firm)
    seen = [stand(firm)]
    for answers in ({"own_brand": True}, {"own_brand": False}, {"own_brand": None}, {"own_brand": False}):
        restate(firm, answers, seen=seen[-1], actor=person, at=START + timedelta(minutes=len(seen)), on=ON)
        seen.append(stand(firm))
    assert seen[0] == seen[3] == NOTHING
    assert len({*seen[:3], seen[4]}) == 4


def test_what_a_colleague_said_meanwhile_is_not_undone() -> None:
    firm = enterprise()
    restate(firm, {"own_brand": True}, seen=NOTHING, actor=firm_person(firm), at=START, on=ON)
    with pytest.raises(StatedMeanwhile) as refusal:
        restate(firm, {"own_brand": None}, seen=NOTHING, actor=firm_person(firm), at=LATER, on=ON)
    assert refusal.value.status == 409
    assert refusal.value.stated == {"own_brand": True}
    assert stated(firm) == {"own_brand": True}


def test_saying_the_same_as_a_colleague_is_no_conflict() -> None:
    firm = enterprise()
    restate(firm, {"own_brand": True}, seen=NOTHING, actor=firm_person(firm), at=START, on=ON)
    assert restate(firm, {"own_brand": True}, seen=NOTHING, actor=firm_person(firm), at=LATER, on=ON) == []


def test_a_stranger_says_nothing() -> None:
    firm = enterprise()
    with pytest.raises(NotAllowed):
        restate(firm, {"own_brand": True}, seen=NOTHING, actor=actor(), at=START, on=ON)
    assert stated(firm) == {}
