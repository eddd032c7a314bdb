"""Rights: numbers, duplicates, corrections, and what is in force on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.accounts.models import Role
from registry.accounts.permissions import actor_of
from registry.audit.queries import events_of_subject
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.intellectual_property.access import get_right_for
from registry.intellectual_property.models import Acquisition, IntellectualProperty
from registry.intellectual_property.queries import ClassCounts, counts_by_class, holders, rights_in_force, rights_of
from registry.intellectual_property.services import (
    RecordedRight,
    RightFacts,
    correct_right,
    facts_of,
    record_right,
    remove_right,
)
from registry.rules.identifiers.ip_numbers import IpKind
from tests.factories.enterprises import enterprise, member
from tests.factories.people import actor, user

Record = Callable[..., RecordedRight]
DAY = timedelta(days=1)
INVENTION = "202010123456.2"


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise("宁波甬江轴承有限公司", region="330205003")


@pytest.fixture
def clerk(firm: Enterprise) -> Actor:
    person = user()
    member(firm, person, MemberRole.AGENT)
    return actor_of(person)


@pytest.fixture
def add(firm: Enterprise, clerk: Actor, at: datetime, on: date) -> Record:
    def call(
        number: str = INVENTION,
        kind: IpKind = IpKind.INVENTION_PATENT,
        *,
        to: Enterprise = firm,
        by: Actor = clerk,
        **facts: object,
    ) -> RecordedRight:
        return record_right(to, RightFacts(kind=kind, number=number, **facts), source="firm", actor=by, at=at, on=on)

    return call


class TestRecording:
    """A number of the right shape, once in a firm."""

    def test_in_its_canonical_spelling(self, firm: Enterprise, add: Record, at: datetime) -> None:
        done = add(" zl２０２０１０１２３４５６.2 ", title=" 一种 \u200b轴承 ", acquisition=Acquisition.OWN)
        assert (done.right.number, done.right.title) == (INVENTION, "一种 轴承")
        assert (done.warnings, done.elsewhere) == ((), ())
        assert (done.right.recorded_at, done.right.retired_at) == (at, FOREVER)
        event = db.session.scalars(events_of_subject("intellectual_property", done.right.public_id)).one()
        assert (event.tag, event.enterprise_id) == ("ip:recorded", firm.id)
        assert event.data["after"]["number"] == INVENTION

    @pytest.mark.parametrize("number", ["", "12345", "CN112345678A", "202020123456.2", "\x00", "x" * 5000, "\ud800"])
    def test_what_is_no_number_of_the_kind_is_refused(self, firm: Enterprise, add: Record, number: str) -> None:
        with pytest.raises(DomainError) as refused:
            add(number)
        assert refused.value.field == "number"
        assert db.session.scalars(rights_of(firm.id)).all() == []

    def test_a_wrong_check_digit_is_told_and_stored(self, add: Record) -> None:
        done = add("202010123456.7")
        assert done.right.number == "202010123456.7"
        assert ["应为“2”" in str(text) for text in done.warnings] == [True]

    def test_a_loose_number_fits_its_column(self, add: Record) -> None:
        assert len(add("A" * 40, IpKind.PLANT_VARIETY).right.number) == 40
        with pytest.raises(DomainError) as refused:
            add("A" * 41, IpKind.PLANT_VARIETY)
        assert refused.value.field == "number"

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("", ""),
            (" ; ；\n", ""),
            (" 宁波大学 ;宁波\u200b甲有限公司；宁波大学", "宁波大学；宁波甲有限公司"),
            ("甲\r\n乙", "甲；乙"),
            ("人" * 300, "人" * 300),
        ],
    )
    def test_owners_are_kept_one_after_the_other(self, add: Record, typed: str, kept: str) -> None:
        right = add(owners=typed).right
        assert right.owners == kept
        assert facts_of(right).owners == kept

    def test_owners_fit_their_column(self, add: Record) -> None:
        with pytest.raises(DomainError) as refused:
            add(owners="人" * 301)
        assert refused.value.field == "owners"

    def test_a_correction_changes_the_owners_alone(self, add: Record, at: datetime, on: date) -> None:
        before = add(owners="甲").right
        after = correct_right(before, {"owners": "乙"}, reason="著录项目变更", actor=SYSTEM, at=at + DAY, on=on).right
        assert (before.owners, after.owners, after.number) == ("甲", "乙", before.number)

    def test_once_in_a_firm(self, add: Record) -> None:
        add()
        with pytest.raises(Conflict) as refused:
            add("ZL202010123456.2")
        assert refused.value.field == "number"

    def test_in_another_firm_it_is_told_without_its_name(
        self, firm: Enterprise, add: Record, at: datetime, on: date
    ) -> None:
        other = enterprise("宁波姚江电子有限公司")
        first = add(to=other, by=SYSTEM)
        second = add()
        assert [str(text) for text in second.elsewhere] == [
            "编号 202010123456.2 也登记在宁波××有限公司名下，请核对权利人。"
        ]
        found = db.session.scalars(holders(IpKind.INVENTION_PATENT, INVENTION)).all()
        assert found == [first.right, second.right]
        remove_right(first.right, reason="误登", actor=SYSTEM, at=at, on=on)
        third = add(to=enterprise(), by=SYSTEM)
        assert len(third.elsewhere) == 1

    @pytest.mark.parametrize(
        ("dates", "field"),
        [
            ({"filed_on": date(2026, 3, 3)}, "filed_on"),
            ({"granted_on": date(2026, 3, 3)}, "granted_on"),
            ({"lapsed_on": date(2026, 3, 3)}, "lapsed_on"),
            ({"filed_on": date(2021, 1, 2), "granted_on": date(2021, 1, 1)}, "granted_on"),
            ({"granted_on": date(2021, 1, 2), "expires_on": date(2021, 1, 1)}, "expires_on"),
            ({"filed_on": date(2021, 1, 2), "lapsed_on": date(2021, 1, 1)}, "lapsed_on"),
        ],
    )
    def test_dates_that_cannot_be(self, add: Record, dates: dict[str, date], field: str) -> None:
        with pytest.raises(DomainError) as refused:
            add(**dates)
        assert refused.value.field == field

    def test_dates_on_the_border(self, add: Record, on: date) -> None:
        assert add(filed_on=on, granted_on=on, lapsed_on=on, expires_on=on).right.granted_on == on

    def test_by_whom(self, firm: Enterprise, add: Record) -> None:
        viewer = user()
        member(firm, viewer, MemberRole.VIEWER)
        away = actor(Role.STREET_OFFICER, region="330205004")
        for who in (actor_of(viewer), actor(), away, actor(Role.LEADER), Actor(None, "访客")):
            with pytest.raises(NotAllowed):
                add(by=who)
        assert add(by=actor(Role.STREET_OFFICER, region="330205003")).right.enterprise_id == firm.id

    def test_a_title_has_an_end(self, add: Record) -> None:
        with pytest.raises(DomainError) as refused:
            add(title="长" * 201)
        assert refused.value.field == "title"


class TestCorrecting:
    """What was believed can still be asked."""

    def test_retired_and_replaced(self, firm: Enterprise, clerk: Actor, add: Record, at: datetime, on: date) -> None:
        old = add().right
        later = at + DAY
        new = correct_right(old, {"granted_on": on}, reason="补录", actor=clerk, at=later, on=on).right
        assert (old.retired_at, new.recorded_at, new.number) == (later, later, INVENTION)
        assert db.session.scalars(rights_of(firm.id)).all() == [new]
        assert db.session.scalars(rights_of(firm.id, known_at=at)).all() == [old]
        with pytest.raises(Conflict):
            correct_right(old, {"title": "另名"}, reason="补录", actor=clerk, at=later, on=on)
        with pytest.raises(Conflict):
            remove_right(old, reason="误登", actor=clerk, at=later, on=on)

    def test_needs_a_reason_and_a_difference(self, clerk: Actor, add: Record, at: datetime, on: date) -> None:
        right = add().right
        with pytest.raises(DomainError) as refused:
            correct_right(right, {"title": "轴承"}, reason=" ", actor=clerk, at=at, on=on)
        assert refused.value.field == "reason"
        with pytest.raises(DomainError, match="一致"):
            correct_right(right, {"number": "ZL" + INVENTION}, reason="核对", actor=clerk, at=at, on=on)
        with pytest.raises(DomainError) as refused:
            correct_right(right, {"number": "1"}, reason="核对", actor=clerk, at=at, on=on)
        assert (refused.value.field, right.retired_at) == ("number", FOREVER)

    def test_not_to_a_number_that_the_firm_has(self, clerk: Actor, add: Record, at: datetime, on: date) -> None:
        add()
        second = add("202010123456.7").right
        with pytest.raises(Conflict):
            correct_right(second, {"number": INVENTION}, reason="笔误", actor=clerk, at=at, on=on)

    def test_taken_down_and_recorded_anew(
        self, firm: Enterprise, clerk: Actor, add: Record, at: datetime, on: date
    ) -> None:
        right = add().right
        with pytest.raises(DomainError):
            remove_right(right, reason="", actor=clerk, at=at, on=on)
        with pytest.raises(NotAllowed):
            remove_right(right, reason="误登", actor=actor(), at=at, on=on)
        remove_right(right, reason="误登", actor=clerk, at=at, on=on)
        assert db.session.scalars(rights_of(firm.id)).all() == []
        with pytest.raises(Conflict):
            remove_right(right, reason="误登", actor=clerk, at=at, on=on)
        add()


class TestInForce:
    """From the grant to the last day of the term, or to the lapse."""

    def in_force(self, firm: Enterprise, day: date) -> list[IntellectualProperty]:
        return list(db.session.scalars(rights_in_force(firm.id, day)))

    def test_borders(self, firm: Enterprise, add: Record) -> None:
        first, last = date(2022, 5, 1), date(2025, 4, 30)
        right = add(granted_on=first, expires_on=last).right
        assert [self.in_force(firm, day) for day in (first - DAY, first, last, last + DAY)] == [
            [],
            [right],
            [right],
            [],
        ]

    def test_lapsed(self, firm: Enterprise, add: Record) -> None:
        lapsed = date(2024, 6, 1)
        right = add(granted_on=date(2022, 5, 1), expires_on=date(2040, 1, 1), lapsed_on=lapsed).right
        assert [self.in_force(firm, day) for day in (lapsed - DAY, lapsed)] == [[right], []]

    def test_unknown_end_is_in_force_and_unknown_grant_is_not(self, firm: Enterprise, add: Record, on: date) -> None:
        right = add(granted_on=date(2022, 5, 1)).right
        add("202010123456.7", filed_on=date(2020, 1, 1))
        assert self.in_force(firm, on) == [right]

    def test_by_class(self, firm: Enterprise, clerk: Actor, add: Record, at: datetime, on: date) -> None:
        granted = date(2022, 5, 1)
        invention = add(granted_on=granted).right
        for number in ("2023SR0123456", "2023SR0123457"):
            add(number, IpKind.SOFTWARE_COPYRIGHT, granted_on=granted)
        add("PCT/CN2023/123456", IpKind.PCT, granted_on=granted)
        add("2023SR0123458", IpKind.SOFTWARE_COPYRIGHT, granted_on=granted, lapsed_on=on)
        assert counts_by_class(firm.id, on) == ClassCounts(1, 2)
        assert counts_by_class(firm.id, on - DAY) == ClassCounts(1, 3)
        assert counts_by_class(firm.id, granted - DAY) == ClassCounts(0, 0)
        remove_right(invention, reason="误登", actor=clerk, at=at + DAY, on=on)
        assert counts_by_class(firm.id, on) == ClassCounts(0, 2)
        assert counts_by_class(firm.id, on, known_at=at) == ClassCounts(1, 2)


def test_out_of_reach_is_not_there(clerk: Actor, add: Record, at: datetime, on: date) -> None:
    right = add().right
    for who in (clerk, actor(Role.STREET_OFFICER, region="330205003"), actor(Role.LEADER)):
        assert get_right_for(who, right.public_id, on=on) is right
    for who, public_id in ((actor(), right.public_id), (clerk, "nothing"), (clerk, "\x00")):
        with pytest.raises(NotFound):
            get_right_for(who, public_id, on=on)
    remove_right(right, reason="误登", actor=clerk, at=at, on=on)
    with pytest.raises(NotFound):
        get_right_for(clerk, right.public_id, on=on)
