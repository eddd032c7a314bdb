"""Undoing a list restores every earlier count, or says what stands in the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.core.errors import Conflict, DomainError
from registry.core.types import FOREVER
from registry.enterprises.services import believed_profiles, find_enterprise
from registry.extensions import db
from registry.recognitions.models import MembershipSpan
from registry.recognitions.services import believed_recognitions, facts_of, revoke
from registry.rosters.decisions import confirm
from registry.rosters.models import BatchState, RosterBatch
from registry.rosters.services import commit
from registry.rosters.undo import Obstructed, undo
from tests.factories.applications import procedure
from tests.factories.enterprises import enterprise, member, valid_uscc
from tests.factories.people import user
from tests.factories.rosters import csv_of, received, registrar, registrations, results

pytestmark = pytest.mark.usefixtures("session")


def committed(batch: RosterBatch, at: datetime, on: date) -> RosterBatch:
    return commit(batch, leave_out=0, actor=registrar(), at=at, on=on)


def taken_back(batch: RosterBatch, at: datetime) -> None:
    undo(batch, reason="名单有误", actor=registrar(), at=at)


def count(tier: str, day: date, known_at: datetime | None = None) -> int:
    span = MembershipSpan
    known = (
        (span.retired_at == FOREVER,)
        if known_at is None
        else (span.recorded_at <= known_at, span.retired_at > known_at)
    )
    return db.session.execute(
        select(func.count()).where(span.tier == tier, span.scheme == "*", span.d0 <= day, span.d1 > day, *known)
    ).scalar_one()


def test_counts_are_as_before_and_what_was_known_can_still_be_asked(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    before = count("hte", on)
    batch = committed(received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"))), at, on)
    assert (count("hte", on), count("hte", date(2025, 11, 30))) == (before + 1, before)
    later = at + timedelta(hours=1)
    taken_back(batch, later)
    assert (count("hte", on), count("hte", on, at), count("hte", on, later)) == (before, before + 1, before)
    assert (batch.state, believed_recognitions(firm.id)) == (BatchState.UNDONE, [])


def test_a_correction_is_taken_back_to_what_was_believed(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    row = ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001")
    committed(received(csv_of((*row, "2025-12-01"))), at, on)
    earlier = facts_of(believed_recognitions(firm.id)[0])
    batch = committed(received(csv_of((*row, "2025-12-08"))), at + timedelta(hours=1), on)
    assert facts_of(believed_recognitions(firm.id)[0]) != earlier
    taken_back(batch, at + timedelta(hours=2))
    assert facts_of(believed_recognitions(firm.id)[0]) == earlier


def test_what_was_built_on_a_line_stands_in_the_way_of_the_whole(at: datetime, on: date) -> None:
    one, two = enterprise("宁波甲乙机械有限公司"), enterprise("宁波丙丁电子有限公司")
    batch = committed(
        received(
            csv_of(
                ("宁波甲乙机械有限公司", one.uscc, "GR202533100001", "2025-12-01"),
                ("宁波丙丁电子有限公司", two.uscc, "GR202533100002", "2025-12-01"),
            )
        ),
        at,
        on,
    )
    title = believed_recognitions(one.id)[0]
    revoke(title, revoked_on=date(2026, 2, 1), ground="弄虚作假", document="", actor=registrar(), at=at)
    with pytest.raises(Obstructed) as refused:
        taken_back(batch, at + timedelta(hours=1))
    assert [str(text).partition("：")[0] for text in refused.value.obstacles] == ["第 2 行"]
    assert (batch.state, len(believed_recognitions(two.id))) == (BatchState.COMMITTED, 1)


def test_an_application_closed_by_the_list_stands_in_the_way(at: datetime, on: date) -> None:
    case = procedure("national_hte").submit().approve().forward()
    firm = case.application.enterprise
    name = believed_profiles(firm.id)[0].name
    batch = committed(received(csv_of((name, firm.uscc, "GR202533100001", "2025-12-01"))), at, on)
    with pytest.raises(Obstructed) as refused:
        taken_back(batch, at)
    assert case.application.public_id in str(refused.value.obstacles[0])


def test_undoing_needs_a_reason_and_happens_once(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01")))
    with pytest.raises(Conflict):
        taken_back(batch, at)
    committed(batch, at, on)
    with pytest.raises(DomainError) as refused:
        undo(batch, reason=" ", actor=registrar(), at=at)
    assert refused.value.field == "reason"
    taken_back(batch, at + timedelta(hours=1))
    with pytest.raises(Conflict):
        taken_back(batch, at + timedelta(hours=2))


def test_opened_firms_are_closed_and_can_be_opened_again(at: datetime, on: date) -> None:
    code, day = valid_uscc(910_001), date(2000, 1, 1)
    row = ("宁波某某有限公司", code, "1998-05-06", "", "", "庄桥街道")
    before = count("registered", day)
    batch = committed(registrations(row), at, on)
    assert count("registered", day) == before + 1
    taken_back(batch, at + timedelta(hours=1))
    assert (count("registered", day), believed_profiles(find_enterprise(code).id)) == (before, [])
    again = registrations(row)
    assert [one[1] for one in results(again)] == ["create"]
    committed(again, at + timedelta(hours=2), on)
    assert count("registered", day) == before + 1


def test_a_firm_closed_by_undoing_is_opened_again_after_a_confirmation(at: datetime, on: date) -> None:
    code = valid_uscc(910_003)
    row = ("宁波某某有限公司", code, "1998-05-06", "", "")
    taken_back(committed(registrations((*row, "庄桥街道")), at, on), at + timedelta(hours=1))
    doubtful = registrations((*row, "宁波市海曙区1号"))
    confirm(doubtful, {doubtful.rows[0].id: ""}, actor=registrar(), at=at, on=on)
    committed(doubtful, at + timedelta(hours=2), on)
    assert [one.address for one in believed_profiles(find_enterprise(code).id)] == ["宁波市海曙区1号"]


def test_a_firm_that_somebody_acts_for_is_not_closed(at: datetime, on: date) -> None:
    code = valid_uscc(910_002)
    batch = committed(registrations(("宁波某某有限公司", code, "1998-05-06", "", "", "庄桥街道")), at, on)
    member(find_enterprise(code), user())
    with pytest.raises(Obstructed) as refused:
        taken_back(batch, at)
    assert "经办人" in str(refused.value.obstacles[0])


def test_filled_in_values_are_unknown_again(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    row = ("宁波甲乙机械有限公司", firm.uscc, "1998-05-06", "有限责任公司", "10万", "庄桥街道1号")
    batch = committed(registrations(row), at, on)
    taken_back(batch, at + timedelta(hours=1))
    profile = believed_profiles(firm.id)[0]
    assert (profile.legal_form, profile.registered_capital, profile.address) == ("", None, "")
