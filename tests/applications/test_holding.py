"""Taking and handing over cases; deputies: no case is left with somebody who is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.permissions import actor_of
from registry.applications import absences, holding, worklist
from registry.applications.worklist import Wanted
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.reading import fetch, fetch_page
from registry.extensions import db
from tests.factories.applications import DISTRICT, HIGHER, Office, Procedure, procedure
from tests.factories.people import user
from tests.factories.time import START

STREET = "330205003"
ON = START.date()
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("session")


def officer(name: str, role: Role = Role.STREET_OFFICER, region: str = STREET) -> tuple[User, Actor]:
    person = user(name, role=role, region=region)
    return person, actor_of(person)


def listed(actor: Actor, on: date = ON, **wanted: str) -> list[str]:
    """Public identifiers of the rows."""
    return [row[0].public_id for row in fetch(worklist.worklist(actor, Wanted(**wanted), on))]


def away(person: User, deputy: User | None, first: date = ON, last: date = ON) -> absences.Absence:
    return absences.record_absence(person, deputy, first, last, actor=actor_of(person), at=START, on=ON)


def sent(scheme: str = HIGHER) -> Procedure:
    return procedure(scheme, at=START - DAY).submit()


def test_what_a_colleague_took_leaves_the_usual_list_and_no_other() -> None:
    case, (_a, first), (_b, second) = sent(), officer("甲"), officer("乙")
    code = case.application.public_id
    assert listed(first) == listed(second) == [code]
    holding.take(case.application, actor=first, at=START, on=ON)
    holding.take(case.application, actor=first, at=START, on=ON)
    assert listed(first) == listed(first, holder="mine") == [code]
    assert listed(second) == listed(second, holder="mine") == listed(second, holder="free") == []
    assert listed(second, holder="others") == listed(second, holder="all") == [code]
    with pytest.raises(Conflict, match="甲 已领取"):
        holding.take(case.application, actor=second, at=START, on=ON)


def test_a_holding_lapses_when_the_case_moves_on_and_binds_nobody() -> None:
    case, (_a, first), (_b, reviewer) = sent(DISTRICT), officer("甲"), officer("乙", Role.REVIEWER, "330205")
    holding.take(case.application, actor=first, at=START - DAY / 2, on=ON - DAY)
    case.at = START
    case.pass_stage(officer("丙")[1])
    assert holding.holding_of(case.application) is None
    assert listed(reviewer, holder="free") == [case.application.public_id]
    holding.take(case.application, actor=reviewer, at=START + DAY, on=ON + DAY)
    assert listed(reviewer, holder="mine") == [case.application.public_id]


def test_only_whose_turn_it_is_takes_and_only_to_such_it_is_handed() -> None:
    case, (_a, first), (second, as_second) = sent(), officer("甲"), officer("乙")
    elsewhere, other = officer("丙", region="330205007")
    with pytest.raises(NotAllowed):
        holding.take(case.application, actor=other, at=START, on=ON)
    with pytest.raises(DomainError) as refused:
        holding.hand_over(case.application, elsewhere, reason="", actor=first, at=START, on=ON)
    assert refused.value.field == "to"
    holding.hand_over(case.application, second, reason="出差", actor=first, at=START, on=ON)
    assert listed(as_second, holder="mine") == [case.application.public_id]
    with pytest.raises(Conflict):
        holding.release(case.application, actor=first, at=START, on=ON)
    holding.release(case.application, actor=as_second, at=START, on=ON)
    assert listed(first, holder="free") == [case.application.public_id]


def test_while_the_holder_is_away_the_case_is_the_deputys_and_everybodys() -> None:
    case, (first, as_first), (second, as_second), (_c, third) = sent(), officer("甲"), officer("乙"), officer("丙")
    code = case.application.public_id
    holding.take(case.application, actor=as_first, at=START, on=ON)
    away(first, second, ON + DAY, ON + 2 * DAY)
    for on, seen in [(ON, []), (ON + DAY, [code]), (ON + 2 * DAY, [code]), (ON + 3 * DAY, [])]:
        assert listed(as_second, on, holder="mine") == seen
        assert listed(third, on) == seen
    assert listed(third, ON + DAY, holder="mine") == []
    with pytest.raises(DomainError):
        holding.hand_over(case.application, first, reason="", actor=third, at=START, on=ON + DAY)
    holding.take(case.application, actor=third, at=START + DAY, on=ON + DAY)
    assert listed(as_second, ON + DAY, holder="others") == [code]


def test_the_cases_of_an_account_out_of_use_are_free_for_all() -> None:
    case, (first, as_first), (_b, second) = sent(), officer("甲"), officer("乙")
    holding.take(case.application, actor=as_first, at=START, on=ON)
    assert listed(second) == []
    first.is_active = False
    db.session.flush()
    assert listed(second) == [case.application.public_id]
    holding.take(case.application, actor=second, at=START, on=ON)


def test_a_deputy_holds_all_the_posts_in_all_the_regions() -> None:
    (person, _a), (same, _b) = officer("甲"), officer("乙")
    wider, _c = officer("丙", region="330205")
    officer("丁", region="330205007")
    officer("戊", Role.APPROVER, "330205")
    assert {one.id for one in absences.possible_deputies(person)} == {same.id, wider.id}
    person.grants.append(RoleGrant(role=Role.REVIEWER, region_code="330205"))
    assert absences.possible_deputies(person) == []
    assert absences.possible_deputies(user("领导", role=Role.LEADER)) == []


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(ON - DAY, ON, "first_day"), (ON, ON - DAY, "last_day"), (ON, ON + 366 * DAY, "last_day")],
)
def test_days_that_are_over_or_make_no_sense_are_refused(first: date, last: date, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        away(officer("甲")[0], officer("乙")[0], first, last)
    assert refused.value.field == field


def test_nobody_stands_in_who_is_away_himself() -> None:
    person, deputy, third = officer("甲")[0], officer("乙")[0], officer("丙")[0]
    away(deputy, third, ON + DAY, ON + 2 * DAY)
    with pytest.raises(DomainError, match="也离岗") as refused:
        away(person, deputy, ON + 2 * DAY, ON + 3 * DAY)
    assert refused.value.field == "deputy"
    with pytest.raises(DomainError, match="您是乙的代办人"):
        away(third, person, ON, ON + DAY)
    with pytest.raises(DomainError, match="已登记过"):
        away(deputy, person, ON + 2 * DAY, ON + 2 * DAY)
    away(person, deputy, ON + 3 * DAY, ON + 3 * DAY)
    with pytest.raises(DomainError, match="岗位相同"):
        away(person, None)
    with pytest.raises(NotAllowed):
        absences.record_absence(person, deputy, ON, ON, actor=actor_of(deputy), at=START, on=ON)


def test_who_comes_back_sooner_has_his_cases_again() -> None:
    case, (person, actor), (deputy, as_deputy) = sent(), officer("甲"), officer("乙")
    holding.take(case.application, actor=actor, at=START, on=ON)
    one = away(person, deputy, ON, ON + 5 * DAY)
    assert listed(as_deputy, ON + DAY, holder="mine")
    for _twice in range(2):
        absences.end_absence(one, actor=actor, at=START, on=ON + DAY)
    assert not listed(as_deputy, ON + DAY, holder="mine")
    assert fetch(absences.absences_of(deputy.id, ON + DAY)) == []
    away(person, deputy, ON + DAY, ON + DAY)


@pytest.mark.parametrize("order", ["due", "age"])
def test_the_pages_hold_every_row_once_in_their_order(order: str) -> None:
    office, wanted = Office(), Wanted(order=order)
    for days in (3, 1, 2, 2, 5):
        procedure(HIGHER, at=START - days * DAY, office=office).submit()
    found: list[str] = []
    after = None
    while True:
        rows = fetch(worklist.worklist(office.street, wanted, ON, after), 2)
        if not rows:
            break
        found += [row[0].public_id for row in rows]
        after = worklist.key(rows[-1], order)
    assert found == listed(office.street, order=order)
    assert len(set(found)) == worklist.size(office.street, wanted, ON) == 5
    page = fetch_page(worklist.worklist(office.street, wanted, ON), 5, lambda row: worklist.key(row, order))
    assert page.next_cursor is None


def test_filters_narrow_and_nonsense_gives_the_beginning() -> None:
    office = Office()
    late, other = procedure(HIGHER, at=START - 40 * DAY, office=office).submit(), sent(DISTRICT)
    code = late.application.public_id
    last_day = late.application.due_on
    assert last_day is not None
    uscc = late.application.enterprise.uscc
    for wanted in (Wanted(late=True), Wanted(scheme=HIGHER), Wanted(codes=(uscc,))):
        assert [row[0].public_id for row in fetch(worklist.worklist(office.street, wanted, ON))] == [code]
    assert not [*fetch(worklist.worklist(office.street, Wanted(late=True), last_day))]
    assert len(listed(office.street, stage="street_officer", region="330205")) == 2
    assert listed(office.street, stage="approver") == listed(office.street, region="330205007") == []
    assert len(fetch(worklist.worklist(office.street, Wanted(), ON, ("nonsense", 1)))) == 2
    after = worklist.next_case(office.street, Wanted(), ON, code)
    assert after is not None
    assert after.public_id == other.application.public_id
    assert worklist.next_case(office.street, Wanted(), ON, after.public_id) is None
