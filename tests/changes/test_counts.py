"""Counts move on the stated day, old lists keep what they said, and a merger leaves its link on both firms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.changes import services
from registry.changes.models import ChangeKind
from registry.core.errors import DomainError
from registry.enterprises.models import Enterprise, Presence
from registry.enterprises.queries import profile_on
from registry.enterprises.search import search
from registry.enterprises.services import correct_profile
from registry.enterprises.successions import absorbed_by, successor_of
from registry.messages.models import Message
from registry.messages.texts import from_json
from registry.recognitions.derivation import differences
from registry.recognitions.services import believed_recognitions
from registry.statistics.bridge import Term, bridge
from registry.statistics.firms import page_of_firms
from registry.statistics.population import Population, size
from tests.factories.applications import firm_person
from tests.factories.changes import DAY, LATER, Changing
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.time import START

Db = scoped_session[Session]
EVE = DAY - timedelta(days=1)
NEW = "宁波新名字精密有限公司"


@pytest.fixture
def case(session: Db) -> Changing:
    return Changing()


def counted(day: date, **narrowed: Any) -> int:
    return size(Population(day, "hte", **narrowed))


def names(day: date, **narrowed: Any) -> list[str]:
    return [row.name for row in page_of_firms(Population(day, "hte", **narrowed)).rows]


def found(text: str) -> list[str]:
    return [row.profile.name for row in search(text, regions=["330205"], on=START.date()).rows]


def terms(day: date = DAY, **narrowed: Any) -> dict[Term, int]:
    made = bridge(Population(day, "hte", **narrowed), EVE)
    assert made.balances
    return {term: len(firms) for term, firms in made.terms.items() if firms}


def test_a_rename_moves_no_number_and_old_lists_print_the_old_name(case: Changing) -> None:
    before = [(one.certificate_number, one.valid_from, one.valid_to) for one in believed_recognitions(case.firm.id)]
    case.changed(ChangeKind.RENAME, name=NEW)
    assert (counted(EVE), counted(DAY), terms()) == (1, 1, {})
    assert (names(EVE), names(DAY), names(START.date())) == ([case.name], [NEW], [NEW])
    assert names(START.date(), known_at=START) == [case.name], "the list of that morning"
    assert found("老名字") == found("新名字") == [NEW]
    after = [(one.certificate_number, one.valid_from, one.valid_to) for one in believed_recognitions(case.firm.id)]
    assert after == before


def test_a_move_inside_goes_from_street_to_street(case: Changing) -> None:
    case.changed(ChangeKind.MOVE, region_code="330205004", address="新路 2 号", park="")
    assert [counted(day, region="330205003") for day in (EVE, DAY)] == [1, 0]
    assert [counted(day, region="330205004") for day in (EVE, DAY)] == [0, 1]
    assert (counted(DAY), terms()) == (1, {})
    assert terms(region="330205003") == {Term.MOVED_OUT: 1}
    assert terms(region="330205004") == {Term.MOVED_IN: 1}


@pytest.mark.parametrize(
    ("kind", "after", "term"),
    [
        (ChangeKind.MOVE_OUT, {"destination": "330000", "address": "杭州", "is_whole": True}, Term.MOVED_OUT),
        (ChangeKind.DEREGISTRATION, {}, Term.DEREGISTERED),
    ],
)
def test_who_leaves_counts_on_the_eve_and_not_on_the_day(
    case: Changing, kind: ChangeKind, after: dict[str, Any], term: Term
) -> None:
    case.changed(kind, **after)
    assert [counted(day) for day in (EVE, DAY)] == [1, 0]
    assert terms() == {term: 1}
    assert counted(DAY, known_at=START) == 1, "as was known then"
    assert size(Population(DAY, "registered")) == 0
    assert differences([case.firm.id]) == []


def merged(case: Changing, successor: Enterprise) -> None:
    case.changed(ChangeKind.MERGER, successor_uscc=successor.uscc, successor_name="")


def test_a_merger_links_both_firms_and_the_old_name_finds_the_one_that_goes_on(case: Changing, session: Db) -> None:
    successor = enterprise("宁波存续控股有限公司")
    person = firm_person(successor)
    merged(case, successor)
    assert [counted(day) for day in (EVE, DAY)] == [1, 0]
    assert terms() == {Term.DEREGISTERED: 1}
    link = successor_of([case.firm.id])[case.firm.id]
    assert (link.successor_id, link.effective_on) == (successor.id, DAY)
    assert [one.absorbed_id for one in absorbed_by(successor.id)] == [case.firm.id]
    assert sorted(found("老名字")) == sorted([case.name, "宁波存续控股有限公司"])
    told = [from_json(row.subject) for row in session.query(Message).filter_by(user_id=person.id)]
    assert [str(one) for one in told] == ["宁波老名字精密有限公司已并入宁波存续控股有限公司"]


def test_a_merger_recorded_by_mistake_goes_with_the_correction(case: Changing) -> None:
    successor = enterprise("宁波存续控股有限公司")
    merged(case, successor)
    row = profile_on(case.firm.id, DAY)
    assert row is not None
    correct_profile(
        row,
        {"presence": Presence.ACTIVE},
        reason="误登",
        source="t",
        actor=case.registrar,
        at=LATER + timedelta(hours=1),
    )
    assert counted(DAY) == 1
    assert successor_of([case.firm.id]) == {}
    assert found("老名字") == [case.name]


def test_a_firm_merges_into_another_that_is_there(case: Changing) -> None:
    gone = Changing("宁波先走有限公司", "GR202633000002")
    gone.changed(ChangeKind.DEREGISTRATION)
    for code in (case.firm.uscc, gone.firm.uscc):
        with pytest.raises(DomainError) as refused:
            case.file(ChangeKind.MERGER, successor_uscc=code, successor_name="")
        assert refused.value.field == "successor_uscc"


def test_a_firm_outside_the_register_is_named(case: Changing) -> None:
    change = case.file(ChangeKind.MERGER, successor_uscc=valid_uscc(9_999_999), successor_name="上海存续有限公司")
    assert change.successor is None
    services.accept(change, change.version, actor=case.street, at=LATER, on=case.on)
    assert successor_of([case.firm.id]) == {}
    assert [counted(day) for day in (EVE, DAY)] == [1, 0]
