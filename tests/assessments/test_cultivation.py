"""Helping firms towards a rung: who may, what is refused, and what two people at once are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.accounts.models import Role, User
from registry.accounts.permissions import actor_of
from registry.assessments.cultivation import add_note, candidates, close, hand_over, keepers, take_in
from registry.assessments.entries import (
    EntryFilter,
    count_entries,
    entries,
    entries_of,
    get_cultivation_for,
    owners,
    standings,
)
from registry.assessments.models import Band, CultivationEntry, Readiness
from registry.assessments.pipeline import PipelineFilter, gap, pipeline_all, rows_of
from registry.assessments.readiness import refresh
from registry.audit.models import AuditEvent
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, Presence
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.reference.models import Tier
from tests.factories import people
from tests.factories.enterprises import enterprise
from tests.factories.records import scenario
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
SME = "tech_sme_2017"
HERE = ("330205",)
LATER = START + timedelta(days=3)
LATER_ON = date(2026, 3, 5)


def firm(region: str = "330205003") -> Enterprise:
    """A firm with figures that was judged."""
    one = enterprise(region=region)
    scenario(one)
    refresh([one.id], ON, START)
    return one


def street(name: str = "陈街道", region: str = "330205003") -> User:
    return people.user(name, role=Role.STREET_OFFICER, region=region)


def taken(owner: User, *firms: Enterprise, note: str = "") -> list[CultivationEntry]:
    """Open entries of the firms in the care of `owner`, who took them in."""
    codes = [one.uscc for one in firms]
    return take_in(codes, SME, owner=owner, note=note, actor=actor_of(owner), at=START)


def tags() -> list[str]:
    found = select(AuditEvent.tag).where(AuditEvent.subject_kind == "cultivation").order_by(AuditEvent.id)
    return list(db.session.scalars(found))


def test_firms_are_taken_in_once_and_all_or_none() -> None:
    one, other, owner = firm(), firm(), street()
    first = taken(owner, one, note="先核对研发费用")
    assert [entry.tier for entry in first] == [Tier.SME]
    assert [note.text for note in first[0].notes] == ["先核对研发费用"]
    second = street("徐街道")
    with pytest.raises(Conflict, match="已在培育，责任人是 陈街道"):
        take_in([other.uscc, one.uscc], SME, owner=second, actor=actor_of(second), at=LATER)
    assert entries_of(other.id) == []
    # another rung of the same firm is another matter
    take_in([one.uscc], "hnte_2016", owner=second, actor=actor_of(second), at=LATER)
    assert {entry.tier for entry in entries_of(one.id)} == {Tier.SME, Tier.HTE}
    assert tags() == ["cultivation:opened"] * 2


def test_what_lies_elsewhere_holds_the_title_or_is_not_known_is_refused() -> None:
    near, far, holder = firm(), firm("330205007"), firm()
    row = db.session.get(Readiness, (holder.id, SME))
    assert row is not None
    row.band = Band.HOLDS
    codes = [near.uscc, far.uscc, holder.uscc, "91330205NOBODY0000", near.uscc]
    found = candidates(codes, SME, regions=("330205003",))
    assert [(one.uscc, str(one.refusal or "")) for one in found] == [
        (near.uscc, ""),
        (far.uscc, "不在您的辖区，或今天不在本区。"),
        (holder.uscc, "已持有这一称号。"),
        ("91330205NOBODY0000", "不在您的辖区，或今天不在本区。"),
    ]
    owner = street()
    with pytest.raises(Conflict, match="不在您的辖区"):
        taken(owner, far)
    with pytest.raises(DomainError, match="不能负责") as caught:
        take_in([far.uscc], SME, owner=owner, actor=people.actor(Role.REVIEWER), at=START)
    assert caught.value.field == "owner"
    for role in (Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, None):
        with pytest.raises(NotAllowed):
            take_in([near.uscc], SME, owner=owner, actor=people.actor(role), at=START)
    with pytest.raises(DomainError, match="1000"):
        taken(owner, near, note="长" * 1001)


def test_notes_are_added_while_the_entry_is_open() -> None:
    owner = street()
    (entry,) = taken(owner, firm())
    me = actor_of(owner)
    add_note(entry, " 走访 ", actor=me, at=LATER, on=LATER_ON)
    assert [(note.text, note.written_by_id) for note in entries_of(entry.enterprise_id)[0].notes] == [
        ("走访", owner.id)
    ]
    for text in ("  ", "长" * 1001):
        with pytest.raises(DomainError) as caught:
            add_note(entry, text, actor=me, at=LATER, on=LATER_ON)
        assert caught.value.field == "text"
    with pytest.raises(NotAllowed):
        add_note(entry, "别的街道", actor=actor_of(street(region="330205007")), at=LATER, on=LATER_ON)
    close(entry, "今年不申报", seen=entry.version, actor=me, at=LATER, on=LATER_ON)
    with pytest.raises(Conflict, match="已经结束：今年不申报"):
        add_note(entry, "晚了", actor=me, at=LATER, on=LATER_ON)
    assert tags() == ["cultivation:opened", "cultivation:noted", "cultivation:closed"]


def test_of_two_who_hand_over_the_second_is_told() -> None:
    owner, colleague, third = street(), street("徐街道"), street("应街道")
    (entry,) = taken(owner, firm())
    seen = entry.version
    said = {"actor": actor_of(owner), "at": LATER, "on": LATER_ON}
    with pytest.raises(DomainError, match="已经是责任人"):
        hand_over(entry, owner, seen=seen, **said)
    with pytest.raises(DomainError, match="不能负责"):
        hand_over(entry, people.user(role=Role.LEADER), seen=seen, **said)
    hand_over(entry, colleague, note="工作调整", seen=seen, **said)
    assert (entry.owner_id, [note.text for note in entries_of(entry.enterprise_id)[0].notes]) == (
        colleague.id,
        ["工作调整"],
    )
    for act in (
        lambda: hand_over(entry, third, seen=seen, **said),
        lambda: close(entry, "结束", seen=seen, **said),
    ):
        with pytest.raises(Conflict, match="现由 徐街道 负责"):
            act()
    assert tags() == ["cultivation:opened", "cultivation:handed_over"]


def test_a_closed_firm_can_be_taken_in_again_and_keeps_its_history() -> None:
    owner, one = street(), firm()
    (entry,) = taken(owner, one)
    me = actor_of(owner)
    with pytest.raises(Conflict, match="刚刚纳入"):
        close(entry, "太快", seen=entry.version, actor=me, at=START, on=ON)
    close(entry, "已获认定", seen=entry.version, actor=me, at=LATER, on=LATER_ON)
    again = take_in([one.uscc], SME, owner=owner, actor=me, at=LATER)
    assert [(one.id, one.closed_at == FOREVER) for one in entries_of(one.id)] == [
        (again[0].id, True),
        (entry.id, False),
    ]


def test_a_firm_that_moved_out_can_still_be_closed() -> None:
    owner, one = street(), firm()
    (entry,) = taken(owner, one)
    moved = {"presence": Presence.MOVED_OUT}
    record_profile(one, moved, valid_from=LATER_ON, source="t", actor=people.actor(Role.REGISTRAR), at=LATER)
    assert rows_of([one.uscc], PipelineFilter(SME), regions=HERE) == []
    later = LATER + timedelta(days=1)
    (row,) = entries(EntryFilter(), regions=HERE, on=LATER_ON).rows
    assert standings([row])[entry.id] == []
    close(entry, "迁出", seen=entry.version, actor=actor_of(owner), at=later, on=LATER_ON)
    assert count_entries(EntryFilter(), regions=HERE, on=LATER_ON) == 0
    assert count_entries(EntryFilter(is_closed=True), regions=HERE, on=LATER_ON) == 1


def test_the_list_begins_with_what_was_longest_left_alone() -> None:
    owner, other = street(), people.user("区初审", role=Role.REVIEWER)
    made = taken(owner, firm(), firm(), firm())
    (elsewhere,) = taken(other, firm("330205007"))
    add_note(made[0], "一", actor=actor_of(owner), at=LATER, on=LATER_ON)
    add_note(made[1], "二", actor=actor_of(owner), at=START + timedelta(hours=1), on=ON)
    found, cursor = [], None
    while True:
        page = entries(EntryFilter(), regions=HERE, on=ON, cursor=cursor, size=1)
        found += [(row.entry.id, row.notes, row.owner) for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [
        (made[2].id, 0, "陈街道"),
        (elsewhere.id, 0, "区初审"),
        (made[1].id, 1, "陈街道"),
        (made[0].id, 1, "陈街道"),
    ]
    for nonsense in ("x", "WyJ4IiwxXQ", "WyIyMDI2LTAxLTAxIiwxXQ"):
        assert len(entries(EntryFilter(), regions=HERE, on=ON, cursor=nonsense).rows) == 4
    assert [row.entry.id for row in entries(EntryFilter(owner_id=other.id), regions=HERE, on=ON).rows] == [elsewhere.id]
    assert entries(EntryFilter(tier=Tier.HTE), regions=HERE, on=ON).rows == []
    assert count_entries(EntryFilter(), regions=("330205003",), on=ON) == 3
    assert [name for _id, name in owners(regions=("330205003",), on=ON)] == ["陈街道"]


def test_an_entry_is_found_within_reach_alone() -> None:
    owner = street()
    (entry,) = taken(owner, firm())
    assert get_cultivation_for(actor_of(owner), entry.public_id, on=ON) is entry
    assert get_cultivation_for(people.actor(Role.LEADER), entry.public_id, on=ON) is entry
    for who, public_id in ((street(region="330205007"), entry.public_id), (owner, "nonsense"), (owner, "%00")):
        with pytest.raises(NotFound):
            get_cultivation_for(actor_of(who), public_id, on=ON)
    inside, outside = street("甲"), street("乙", "330205007")
    everywhere = people.user("丙", role=Role.APPROVER)
    names = {one.id for one in keepers(["330205003"])}
    assert {inside.id, everywhere.id} <= names
    assert outside.id not in names
    assert {one.id for one in keepers(["330205003", "330205007"])} & {inside.id, outside.id} == set()


def row(**facts: object) -> Readiness:
    """A row that says nothing but what is asked for."""
    plain = {"unmet": "", "unmet_count": 0, "open_count": 0, "missing_count": 0, "gap_points": None}
    return Readiness(**{**plain, **facts})


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"band": Band.HOLDS}, "已持有"),
        ({"band": Band.UNKNOWN, "unmet": "a", "unmet_count": 1}, "未报年度报告"),
        ({"band": Band.READY}, "条件已具备"),
        ({"band": Band.READY, "open_count": 2}, "条件已具备，2 项待评定"),
        ({"band": Band.OPEN, "missing_count": 3}, "缺 3 项数据"),
        ({"band": Band.ONE_STEP, "unmet": "a", "unmet_count": 1}, "差 1 项"),
        ({"band": Band.ONE_STEP, "unmet": "score_total", "unmet_count": 1, "gap_points": 6}, "差 6 分"),
        ({"band": Band.NEAR, "unmet": "a,score_total", "unmet_count": 2, "gap_points": 6}, "差 1 项、6 分"),
        ({"band": Band.ONE_STEP, "unmet": "score_total", "unmet_count": 1}, "差 1 项"),
        ({"band": Band.NEAR, "unmet": "a,b", "unmet_count": 2, "gap_points": 6}, "差 2 项"),
    ],
)
def test_how_far_in_words(facts: dict[str, object], words: str) -> None:
    assert str(gap(row(**facts))) == words


def test_an_export_reads_every_row_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [firm() for _ in range(5)]
    (entry,) = taken(street(), made[0])
    monkeypatch.setattr("registry.assessments.pipeline.BLOCK", 2)
    wanted = PipelineFilter(SME)
    rows = list(pipeline_all(wanted, regions=HERE))
    assert sorted(one.enterprise.id for one in rows) == sorted(one.id for one in made)
    assert {one.enterprise.id: one.owner for one in rows if one.owner} == {entry.enterprise_id: "陈街道"}
    assert list(pipeline_all(replace(wanted, region="33020500", is_exact_region=True), regions=HERE)) == []
    assert len(list(pipeline_all(replace(wanted, region="330205003", is_exact_region=True), regions=HERE))) == 5
    assert list(pipeline_all(replace(wanted, industry=""), regions=HERE)) == []
