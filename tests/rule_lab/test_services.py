"""Drafts of rules and their runs: who gains, who loses, nothing in force touched, two people, a corrected rule set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Role
from registry.assessments.services import declare
from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.money import FEN_PER_WAN
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.services import recognise
from registry.rule_lab import services
from registry.rule_lab.access import get_draft_for, get_run_for
from registry.rule_lab.models import RuleDraft, RuleDraftOutcome, RuleDraftRun, Standing
from registry.rule_lab.queries import OutcomeFilter, count_outcomes, outcomes, totals, totals_by_region
from registry.rule_lab.reasons import reasons
from registry.rule_lab.services import change_draft, go_on, is_outdated, offered, open_draft, trial_of, try_draft
from registry.rules import catalog
from registry.rules.value_files import PARAMETERS
from tests.factories import people
from tests.factories.applications import result
from tests.factories.enterprises import enterprise
from tests.factories.records import report, scenario
from tests.factories.time import START
from tests.web.rows import all_rows

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
SME = "tech_sme_2017"
CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}
ROUTES = {"national_award_top3_5y": False, "provincial_rd_institution": False, "led_standard_5y": False}
HERE = ("330205",)
LAB = {"rule_draft", "rule_draft_run", "rule_draft_outcome", "audit_event", "audit_head"}


def reviewer() -> Actor:
    """Somebody who may try drafts."""
    return people.actor(Role.REVIEWER)


def drafted(changes: dict[str, Any], who: Actor | None = None, rule_set_id: str = SME) -> RuleDraft:
    """A draft with these changes."""
    actor = who or reviewer()
    draft = open_draft(rule_set_id, "试一试", actor=actor, at=START, on=ON)
    if changes:
        change_draft(draft, "试一试", changes, seen_version=draft.version, actor=actor, at=START, on=ON)
    return draft


def tried(changes: dict[str, Any], day: date = ON) -> RuleDraftRun:
    """A finished run of a draft with these changes."""
    actor = reviewer()
    run = try_draft(drafted(changes, actor), day, actor=actor, at=START, on=ON)
    assert run.finished_at == START
    return run


def scoring(staff: int, tech: int, *, region: str = "330205003", clean: bool = True) -> Enterprise:
    """Revenue 6000 万, R&D 300 万 (40 points), no rights: the tech staff decides; both routes past the score closed."""
    firm = enterprise(region=region)
    money = {"revenue": 6000 * FEN_PER_WAN, "rd_spend": 300 * FEN_PER_WAN, "total_assets": 5000 * FEN_PER_WAN}
    money["operating_cost"] = 5000 * FEN_PER_WAN
    report(firm, 2025, staff=staff, rd_staff=tech, **money)
    stated = ROUTES | {"no_intellectual_property": True} | (CLEAN if clean else {})
    declare(firm, stated, actor=SYSTEM, at=START, on=ON)
    return firm


def found(run: RuleDraftRun, **wanted: Any) -> dict[int, RuleDraftOutcome]:
    """The rows of a list by firm."""
    return {one[0].enterprise_id: one[0] for one in fetch(outcomes(run, OutcomeFilter(**wanted), regions=HERE))}


def test_who_gains_and_who_loses_by_a_lower_and_a_higher_pass() -> None:
    strong, middle, _weak = scoring(100, 30), scoring(100, 25), scoring(100, 20)  # 60, 56 and 52 points
    unclear = scoring(100, 25, clean=False)
    run = tried({"pass_total": 56})
    gained = found(run, change=1)
    assert {one: (row.before, row.after) for one, row in gained.items()} == {
        middle.id: (Standing.UNMET, Standing.MET),
        unclear.id: (Standing.UNMET, Standing.OPEN),
    }
    numbers = totals(run, HERE)
    assert (numbers.firms, numbers.gains, numbers.losses) == (4, 2, 0)
    assert (numbers.standing(Standing.MET, after=False), numbers.standing(Standing.MET, after=True)) == (1, 2)
    assert run.alone == {"pass_total": [2, 0]}
    run = tried({"pass_total": 61})
    assert found(run, change=-1).keys() == {strong.id}
    assert totals(run, HERE).losses == 1


def test_the_bound_itself_counts_and_one_more_does_not() -> None:
    firm = scoring(100, 25)  # 56 points
    assert found(tried({"pass_total": 56}), change=1).keys() == {firm.id}
    assert found(tried({"pass_total": 57}), change=1) == {}


def test_firms_near_to_a_changed_bound_are_named_with_the_least_move() -> None:
    below, above, far = scoring(100, 25), scoring(100, 30), scoring(100, 20)  # 56, 60, 52 points

    def edges(run: RuleDraftRun) -> dict[int, tuple[str | None, int | None]]:
        return {one: (row.edge_code, row.edge_percent) for one, row in found(run, is_near=True).items()}

    run = tried({"pass_total": 58})  # 5 % are two points
    assert edges(run) == {below.id: ("pass_total", -4)}
    assert edges(tried({"pass_total": 59})) == {above.id: ("pass_total", 4)}
    assert edges(tried({"pass_total": 57})) == {below.id: ("pass_total", -1)}
    assert far.id not in found(run)
    row = found(run, is_near=True)[below.id]
    trial, problem = trial_of(run)
    assert (row.change, problem) == (0, None)
    told = [(str(one.after.label), str(one.after.actual)) for one in reasons(row, trial)]
    assert told == [("综合评价得分", "56 分")]


def test_each_change_is_also_counted_alone() -> None:
    firm = scoring(100, 20)  # 52 points: neither change suffices by itself
    bands = [{"at_least": "20", "points": 16}, {"at_least": "10", "points": 4}]
    run = tried({"pass_total": 56, "staff_bands": bands})
    assert found(run, change=1).keys() == {firm.id}
    assert run.alone == {"pass_total": [0, 0], "staff_bands": [0, 0]}
    trial, _problem = trial_of(run)
    told = {
        one.after.criterion: (one.before.points_low, one.after.points_low)
        for one in reasons(found(run)[firm.id], trial)
    }
    assert told == {"staff_ratio": (12, 16), "score_total": (52, 56)}


def test_kinds_of_rights_are_counted_anew() -> None:
    firm = enterprise()
    scenario(firm)  # 74 points, of which 18 for three utility models
    declare(firm, CLEAN | ROUTES, actor=SYSTEM, at=START, on=ON)
    run = tried({"ip_class2_kinds": ["design", "software_copyright"]})
    row = found(run, change=-1)[firm.id]
    trial, _problem = trial_of(run)
    assert row.facts["after"] == {"class2_ip": 0}
    told = {one.after.criterion: (one.before.points_low, one.after.points_low) for one in reasons(row, trial)}
    assert told["ip"] == (18, 0)


def test_holders_who_lose_are_known_as_such() -> None:
    holder, other = scoring(100, 30), scoring(100, 30)
    recognise(holder, result("national_sme"), source="test", actor=people.actor(), at=START)
    run = tried({"pass_total": 70})
    assert found(run, change=-1).keys() == {holder.id, other.id}
    assert found(run, change=-1, holds=True).keys() == {holder.id}


def test_nothing_but_the_lab_and_the_trail_is_written() -> None:
    for tech in (30, 25, 20):
        scoring(100, tech)
    files = {path.name: path.read_bytes() for path in PARAMETERS.iterdir()}
    described, before = catalog.describe(SME), all_rows()
    draft = drafted({"pass_total": 56})
    run = try_draft(draft, ON, actor=reviewer(), at=START, on=ON)
    go_on(run, actor=reviewer(), at=START)  # the second time there is nothing to do
    after = all_rows()
    changed = {table for table in after if before[table] != after[table]}
    assert changed == LAB | {"user_account", "role_grant"}  # the people of this test
    assert files == {path.name: path.read_bytes() for path in PARAMETERS.iterdir()}
    assert catalog.describe(SME) == described
    tags = db.session.scalars(
        select(AuditEvent.tag).where(AuditEvent.subject_kind == "rule_draft").order_by(AuditEvent.id)
    )
    assert list(tags) == ["ruledraft:opened", "ruledraft:changed", "ruledraft:tried"]


def test_a_long_run_goes_on_by_blocks_and_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        scoring(100, 20 + number * 2, region="330205003" if number % 2 else "330205001")
    whole = tried({"pass_total": 56})
    monkeypatch.setattr(services, "JUDGEMENTS", 15)  # five judgements a firm: three firms a round
    actor = reviewer()
    run = try_draft(drafted({"pass_total": 56}, actor), ON, actor=actor, at=START, on=ON)
    rounds = [run.looked_at]
    while run.finished_at is None:
        go_on(run, actor=actor, at=START)
        rounds.append(run.looked_at)
    assert rounds == [3, 6, 7]
    assert run.register_size == 7
    assert (run.counts, run.alone) == (whole.counts, whole.alone)
    assert found(run).keys() == found(whole).keys()


def test_numbers_and_lists_stay_within_the_readers_regions() -> None:
    here, there = scoring(100, 25, region="330205003"), scoring(100, 25, region="330205001")
    run = tried({"pass_total": 56})
    assert totals_by_region(run, HERE).keys() == {"330205001", "330205003"}
    assert (
        totals(run, ("330205003",)).gains == count_outcomes(run, OutcomeFilter(change=1), regions=("330205003",)) == 1
    )
    assert totals(run, ()).firms == count_outcomes(run, OutcomeFilter(), regions=()) == 0
    assert (
        {one[1].id for one in fetch(outcomes(run, OutcomeFilter(), regions=("330205001",)))} == {there.id} != {here.id}
    )


def test_an_empty_register_gives_an_empty_run() -> None:
    assert db.session.scalar(select(func.count()).select_from(Enterprise)) == 0
    run = tried({"pass_total": 56})
    assert (totals(run, HERE).firms, found(run), run.alone) == (0, {}, {"pass_total": [0, 0]})


def test_a_draft_begins_with_a_rule_set_in_force() -> None:
    assert {one.id for one in offered(ON)} == {SME, "hnte_2016", "zj_tech_leader_2023", "zj_tech_sme_2016"}
    for wrong in ("zj_leader_2016", "lifecycle_sme", "nothing", ""):
        with pytest.raises(DomainError) as caught:
            open_draft(wrong, "试", actor=reviewer(), at=START, on=ON)
        assert caught.value.field == "rule_set_id"
    with pytest.raises(DomainError) as caught:
        open_draft(SME, "  ", actor=reviewer(), at=START, on=ON)
    assert caught.value.field == "name"


def test_the_second_of_two_editors_is_told() -> None:
    draft = drafted({})
    seen = draft.version
    change_draft(draft, "第一人", {"pass_total": 70}, seen_version=seen, actor=reviewer(), at=START, on=ON)
    with pytest.raises(Conflict):
        change_draft(draft, "第二人", {"pass_total": 80}, seen_version=seen, actor=reviewer(), at=START, on=ON)
    assert (draft.name, draft.changes) == ("第一人", {"pass_total": 70})


def test_saving_what_is_there_writes_nothing() -> None:
    draft = drafted({"pass_total": 70})
    version, events = draft.version, db.session.scalar(select(func.count()).select_from(AuditEvent))
    same = {"pass_total": 70, "staff_max": 500}
    change_draft(draft, "试一试", same, seen_version=version, actor=reviewer(), at=START + timedelta(hours=1), on=ON)
    assert (draft.version, draft.changed_at) == (version, START)
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_a_rule_set_corrected_since_is_told_and_asks_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    scoring(100, 25)
    actor = reviewer()
    draft = drafted({"pass_total": 56}, actor)
    run = try_draft(draft, ON, actor=actor, at=START, on=ON)
    corrected = replace(catalog.get(SME), version=2)
    monkeypatch.setattr(catalog, "get", lambda _id: corrected)
    assert is_outdated(draft)
    with pytest.raises(Conflict, match="第 1 版更正为第 2 版"):
        try_draft(draft, ON, actor=actor, at=START, on=ON)
    trial, problem = trial_of(run)
    assert trial is None
    assert "第 2 版" in str(problem)
    change_draft(draft, draft.name, draft.changes, seen_version=draft.version, actor=actor, at=START, on=ON)
    assert (draft.base_version, is_outdated(draft)) == (2, False)
    assert try_draft(draft, ON, actor=actor, at=START, on=ON).finished_at


@pytest.mark.parametrize(
    ("changes", "day", "field"),
    [
        ({}, ON, None),
        ({"pass_total": 56}, ON + timedelta(days=1), "day"),
        ({"pass_total": 56}, date(2017, 5, 2), "day"),
    ],
)
def test_what_cannot_be_tried_is_refused(changes: dict[str, Any], day: date, field: str | None) -> None:
    draft = drafted(changes)
    with pytest.raises(DomainError) as caught:
        try_draft(draft, day, actor=reviewer(), at=START, on=ON)
    assert caught.value.field == field
    assert fetch(select(RuleDraftRun)) == []


def test_the_first_day_of_the_rule_set_can_be_tried() -> None:
    assert tried({"pass_total": 56}, date(2017, 5, 3)).on == date(2017, 5, 3)


def test_others_read_or_find_nothing() -> None:
    draft = drafted({"pass_total": 56})
    run = try_draft(draft, ON, actor=reviewer(), at=START, on=ON)
    for role in (Role.LEADER, Role.AUDITOR):
        reader = people.actor(role)
        assert get_draft_for(reader, draft.public_id) is draft
        assert get_run_for(reader, run.public_id) is run
        for act in (
            lambda who=reader: open_draft(SME, "试", actor=who, at=START, on=ON),
            lambda who=reader: change_draft(draft, "试", {}, seen_version=draft.version, actor=who, at=START, on=ON),
            lambda who=reader: try_draft(draft, ON, actor=who, at=START, on=ON),
            lambda who=reader: go_on(run, actor=who, at=START),
        ):
            with pytest.raises(NotAllowed):
                act()
    for role in (Role.STREET_OFFICER, Role.ADMINISTRATOR):
        with pytest.raises(NotFound):
            get_draft_for(people.actor(role), draft.public_id)
        with pytest.raises(NotFound):
            get_run_for(people.actor(role), run.public_id)
