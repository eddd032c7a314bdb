"""Whom a line speaks of: by code or certificate number; by name only as a proposal."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.core.errors import Conflict, DomainError
from registry.enterprises.services import record_profile
from registry.recognitions.services import RecognitionFacts, recognise
from registry.rosters.decisions import confirm, reconsider
from registry.rosters.models import RosterBatch
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.people import actor
from tests.factories.rosters import csv_of, line, received, registrar, results

pytestmark = pytest.mark.usefixtures("session")
SINCE = "2025-12-01"


def hte(firm: object, number: str, at: datetime) -> None:
    facts = RecognitionFacts(
        scheme_code="national_hte",
        certificate_number=number,
        issued_on=date(2025, 12, 1),
        valid_from=date(2025, 12, 1),
        valid_to=date(2028, 12, 1),
    )
    recognise(firm, facts, source="test", actor=actor(), at=at)


def one(name: str, code: str = "", number: str = "GR202533100001", day: str = SINCE) -> RosterBatch:
    return received(csv_of((name, code, number, day)))


def test_a_code_that_the_name_agrees_with_is_enough() -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = one("宁波甲乙机械有限公司", firm.uscc)
    assert results(batch) == [(2, "create", None)]
    assert batch.rows[0].enterprise_id == firm.id


def test_the_code_may_be_written_as_people_write_it() -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    assert results(one("宁波甲乙机械有限公司", f" {firm.uscc[:8]} {firm.uscc[8:].lower()}")) == [(2, "create", None)]


def test_a_former_name_agrees_too(at: datetime) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    record_profile(
        firm, {"name": "宁波新名机械有限公司"}, valid_from=date(2020, 1, 1), source="test", actor=actor(), at=at
    )
    assert results(one("宁波甲乙机械有限公司", firm.uscc)) == [(2, "create", None)]
    assert results(one("别的名称（原：宁波甲乙机械有限公司）", firm.uscc, "GR202533100002")) == [(2, "create", None)]


def test_a_code_whose_firm_never_had_the_name_waits_for_a_person() -> None:
    firm, other = enterprise("宁波甲乙机械有限公司"), enterprise("宁波丙丁电子有限公司")
    batch = one("宁波丙丁电子有限公司", firm.uscc)
    assert results(batch) == [(2, "review", "name_conflict")]
    assert [proposal["uscc"] for proposal in batch.rows[0].proposals] == [firm.uscc, other.uscc]


def test_without_a_code_a_known_certificate_number_is_enough(at: datetime) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    hte(firm, "GR202533100001", at)
    batch = one("宁波甲乙机械有限公司")
    assert results(batch) == [(2, "unchanged", "no_change")]
    assert results(one("宁波甲乙机械有限公司", day="2025-12-02")) == [(2, "update", None)]


def test_a_name_alone_never_matches_however_exact() -> None:
    firm = enterprise("宁波甲乙（机械）有限公司")
    batch = one("宁波甲乙(机械)有限公司")
    assert results(batch) == [(2, "review", "missing_field")]
    assert batch.rows[0].enterprise_id is None
    assert [(p["uscc"], p["likeness"], p["why"]) for p in batch.rows[0].proposals] == [(firm.uscc, 100, "name")]


def test_a_name_like_one_is_proposed_with_its_likeness() -> None:
    near = enterprise("宁波甲乙精密机械有限公司")
    enterprise("宁波丙丁电子有限公司")
    batch = one("宁波甲乙精密机戒有限公司")
    assert results(batch) == [(2, "review", "unknown_firm")]
    (proposal,) = batch.rows[0].proposals
    assert (proposal["uscc"], proposal["why"]) == (near.uscc, "likeness")
    assert 75 <= proposal["likeness"] < 100


def test_place_and_legal_form_make_no_likeness() -> None:
    enterprise("宁波丙丁科技有限公司")
    batch = one("宁波戊己科技有限公司")
    assert (results(batch), batch.rows[0].proposals) == ([(2, "rejected", "unknown_firm")], [])


def test_an_organisation_code_proposes_and_does_not_match() -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = one("宁波甲乙机械有限公司", firm.uscc[8:17])
    assert results(batch) == [(2, "review", "bad_uscc")]
    assert batch.rows[0].proposals[0]["uscc"] == firm.uscc


@pytest.mark.parametrize(
    ("number", "reason"),
    [("GR202533100009", "unknown_firm"), ("GR202542000009", "other_district")],
)
def test_a_firm_that_nobody_knows_is_explained(number: str, reason: str) -> None:
    assert results(one("武汉某某新材料有限公司", valid_uscc(999_001), number)) == [(2, "rejected", reason)]


def test_a_person_confirms_a_proposal(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙精密机械有限公司")
    batch = one("宁波甲乙精密机戒有限公司")
    assert confirm(batch, {batch.rows[0].id: firm.uscc}, actor=registrar(), at=at, on=on) == 1
    assert (batch.rows[0].status.value, batch.rows[0].enterprise_id) == ("create", firm.id)
    assert reconsider(batch, [batch.rows[0].id], actor=registrar(), at=at, on=on) == 1
    assert results(batch) == [(2, "review", "unknown_firm")]
    assert batch.rows[0].proposals[0]["uscc"] == firm.uscc


def test_a_firm_nobody_proposed_is_picked_by_its_code(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = one("全然不同的写法", valid_uscc(999_002))
    confirm(batch, {batch.rows[0].id: firm.uscc}, actor=registrar(), at=at, on=on)
    assert batch.rows[0].enterprise_id == firm.id


def test_a_code_that_the_registry_lacks_is_refused_and_nothing_is_decided(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = received(
        csv_of(("宁波甲乙机械有限公司", "", "GR202533100001", SINCE), ("某某", "", "GR202533100002", SINCE))
    )
    choices = {line(batch, 2).id: firm.uscc, line(batch, 3).id: valid_uscc(999_003)}
    with pytest.raises(DomainError) as refused:
        confirm(batch, choices, actor=registrar(), at=at, on=on)
    assert "第 3 行" in str(refused.value)
    assert all(row.decided_at is None for row in batch.rows)


def test_lines_that_cannot_be_right_are_not_confirmed(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = one("宁波甲乙机械有限公司", firm.uscc, day="不详")
    with pytest.raises(Conflict):
        confirm(batch, {batch.rows[0].id: firm.uscc}, actor=registrar(), at=at, on=on)
