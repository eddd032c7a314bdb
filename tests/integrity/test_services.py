"""What speaks against a firm: its first day and its last, what it stops, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from registry.accounts.models import Role
from registry.audit.queries import events_of_subject
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import current_profile
from registry.integrity import spot_checks
from registry.integrity.models import Effect, IntegrityRecord, RecordKind
from registry.integrity.queries import checks_of, records_of, visits_to
from registry.integrity.services import RecordFacts, add_record, lift, note_visit
from registry.integrity.subsidies import is_without_research, last_accepted
from tests.conftest import START
from tests.factories.applications import HIGHER_THREE, procedure
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.records import report

pytestmark = pytest.mark.usefixtures("session")

ON = START.date()
DAY = timedelta(days=1)


def recorded(firm: Enterprise, by: Actor = SYSTEM, **changes: Any) -> IntegrityRecord:
    """Something that blocks over [today, today + 10)."""
    facts = {
        "kind": RecordKind.IP_BLACKLIST,
        "effect": Effect.BLOCKS,
        "valid_from": ON,
        "valid_to": ON + 10 * DAY,
        "matter": "重复侵权",
        "document": "甬市监〔2026〕3 号",
    }
    return add_record(firm, RecordFacts(**{**facts, **changes}), actor=by, at=START)


@pytest.mark.parametrize(("day", "is_there"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_record_holds_from_its_first_day_to_its_last(day: int, is_there: bool) -> None:
    firm = enterprise()
    row = recorded(firm)
    assert (list(records_of(firm.id, in_force_on=ON + day * DAY)) == [row]) is is_there
    assert list(records_of(firm.id)) == [row]


def test_a_block_stops_an_application_and_a_warning_does_not() -> None:
    warned, blocked = procedure(), procedure()
    recorded(warned.application.enterprise, effect=Effect.WARNS)
    recorded(blocked.application.enterprise)
    warned.submit()
    with pytest.raises(DomainError, match="知识产权黑名单"):
        blocked.submit()
    assert blocked.application.latest is None


def test_a_block_of_yesterday_and_one_of_tomorrow_stop_nothing() -> None:
    case = procedure()
    recorded(case.application.enterprise, valid_from=ON - 5 * DAY, valid_to=ON)
    recorded(case.application.enterprise, valid_from=ON + DAY)
    case.submit()
    assert case.application.latest is not None


def test_lifted_it_ends_on_that_day_and_only_once() -> None:
    firm = enterprise()
    row = lift(recorded(firm), lifted_on=ON + 3 * DAY, reason="信用修复", actor=SYSTEM, at=START)
    assert list(records_of(firm.id, in_force_on=ON + 2 * DAY)) == [row]
    assert list(records_of(firm.id, in_force_on=ON + 3 * DAY)) == []
    with pytest.raises(Conflict):
        lift(row, lifted_on=ON + DAY, reason="再次", actor=SYSTEM, at=START)
    assert [event.tag for event in fetch(events_of_subject("integrity_record", row.public_id))] == [
        "integrity:recorded",
        "integrity:lifted",
    ]


def test_a_record_made_by_mistake_is_lifted_from_its_first_day() -> None:
    firm = enterprise()
    lift(recorded(firm), lifted_on=ON, reason="登记到别家", actor=SYSTEM, at=START)
    assert list(records_of(firm.id, in_force_on=ON)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"valid_to": ON}, "valid_to"), ({"matter": " "}, "matter"), ({"document": ""}, "document")],
)
def test_a_record_needs_a_period_a_matter_and_a_paper(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        recorded(enterprise(), **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "reason", "field"), [(-1, "修复", "lifted_on"), (10, "修复", "lifted_on"), (0, " ", "reason")]
)
def test_lifting_needs_a_day_of_its_period_and_a_reason(day: int, reason: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        lift(recorded(enterprise()), lifted_on=ON + day * DAY, reason=reason, actor=SYSTEM, at=START)
    assert refused.value.field == field


def test_a_visit_is_written_down_on_its_day_and_not_before() -> None:
    firm = enterprise()
    said = {"people": "李明", "notes": "了解研发情况", "follow_up": "", "actor": SYSTEM, "at": START, "on": ON}
    row = note_visit(firm, visited_on=ON, **said)
    assert fetch(visits_to(firm.id)) == [row]
    with pytest.raises(DomainError) as refused:
        note_visit(firm, visited_on=ON + DAY, **said)
    assert refused.value.field == "visited_on"


def drawn(firms: list[Enterprise], size: int = 2, seed: str = "472", source: str = "开奖公告") -> Any:
    holders = {firm.uscc: firm.id for firm in firms}
    return spot_checks.draw_firms(
        holders,
        spot_checks.Wanted(title="年度抽查", scheme_code=HIGHER_THREE, size=size, seed=seed, seed_source=source),
        actor=actor(Role.REGISTRAR),
        at=START,
        on=ON,
    )


def test_the_same_seed_draws_the_same_firms() -> None:
    firms = [enterprise() for _number in range(6)]
    first, second = drawn(firms), drawn(firms[::-1])
    assert [one.enterprise_id for one in first.firms] == [one.enterprise_id for one in second.firms]
    assert (first.population, first.population_sha256) == (6, second.population_sha256)


def test_without_a_seed_each_draw_has_its_own_and_says_where_it_is_from() -> None:
    firms = [enterprise() for _number in range(3)]
    first, second = drawn(firms, seed="", source=""), drawn(firms, seed="", source="")
    assert first.seed != second.seed
    assert first.seed_source == "系统在抽取时随机生成"


@pytest.mark.parametrize(
    ("count", "size", "source", "field"),
    [(0, 1, "x", "scheme"), (2, 3, "x", "size"), (2, 0, "x", "size"), (2, 1, "", "seed_source")],
)
def test_a_draw_that_cannot_be(count: int, size: int, source: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        drawn([enterprise() for _number in range(count)], size, source=source)
    assert refused.value.field == field


def test_what_a_check_found_is_kept_with_the_firm() -> None:
    check = drawn([enterprise() for _number in range(3)])
    said = {"checked_on": ON, "actor": actor(Role.REGISTRAR), "at": START, "on": ON}
    spot_checks.write_finding(check.firms[0], is_good=False, finding="研发人员不足", **said)
    (kept,) = fetch(checks_of(check.firms[0].enterprise_id))
    assert (kept.is_good, kept.finding) == (False, "研发人员不足")
    for changes in ({"finding": " "}, {"checked_on": ON + DAY, "finding": "明天"}):
        with pytest.raises(DomainError) as refused:
            spot_checks.write_finding(check.firms[1], **{"is_good": True, **said, **changes})
        assert refused.value.field in changes


@pytest.mark.parametrize(
    ("industry", "spend", "expected"),
    [("C-NM", 0, True), ("C-NM", 1, False), ("C-NM", None, None), ("I-SW", 0, False), ("", 0, None)],
)
def test_a_manufacturer_without_research_is_told_apart(industry: str, spend: int | None, expected: bool | None) -> None:
    firm = enterprise(industry=industry)
    report(firm, 2024, rd_spend=100)
    report(firm, 2025, rd_spend=spend)
    profile = current_profile(firm.id, ON)
    assert profile is not None
    assert is_without_research(profile, last_accepted(firm.id)) is expected


def test_without_an_accepted_report_nothing_is_said_of_a_manufacturer() -> None:
    profile = current_profile(enterprise(industry="C-NM").id, ON)
    assert profile is not None
    assert is_without_research(profile, None) is None
