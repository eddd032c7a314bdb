"""Which recognition is which: numbers of one firm alone, papers of many firms, and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.recognitions.identity import is_own_number, paper
from registry.recognitions.services import (
    AlreadyHeld,
    RecognitionFacts,
    believed_recognitions,
    correct,
    recognise,
    revoke,
)
from registry.reference.queries import get_scheme
from tests.factories.applications import DISTRICT, procedure
from tests.factories.enterprises import enterprise

DAY = date(2026, 2, 1)
PAPER = "浙科发高〔2026〕12号"


def title(scheme: str = "zhejiang_leading", number: str = PAPER, day: date = DAY) -> RecognitionFacts:
    return RecognitionFacts(
        scheme_code=scheme,
        certificate_number=number,
        issued_on=day,
        valid_from=day,
        valid_to=day.replace(year=day.year + 3),
    )


@pytest.mark.parametrize(
    ("scheme", "number", "own"),
    [
        ("national_sme", "202633020500000001", True),
        ("national_hte", "GR202633100001", True),
        ("zhejiang_sme", "20263302000001", False),
        ("zhejiang_leading", PAPER, False),
        ("zhejiang_leading", "2026000001", False),
        ("district_leading", "北区科〔2026〕5号", False),
        ("district_leading", "2026000001", True),
    ],
)
@pytest.mark.usefixtures("session")
def test_which_numbers_are_of_one_title_alone(scheme: str, number: str, own: bool) -> None:
    assert is_own_number(get_scheme(scheme), number) is own


@pytest.mark.parametrize(
    "written",
    ["甬科高[2026]1号", "甬科高（2026）1号", "甬科高 〔2026〕 1 号", "甬科高【2026】１号", "甬科高〔2026〕1号"],
)
def test_spellings_of_one_paper_meet(written: str) -> None:
    assert paper(written) == "甬科高〔2026〕1号"


@pytest.mark.parametrize("number", [PAPER, ""])
def test_firms_of_one_paper_do_not_stand_in_each_others_way(number: str, officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _ in range(3)]
    for firm in firms:
        recognise(firm, title(number=number), source="test", actor=officer, at=at)
    assert [len(believed_recognitions(firm.id)) for firm in firms] == [1, 1, 1]


def test_a_number_of_the_schemes_own_is_one_firms(officer: Actor, at: datetime) -> None:
    first, second = enterprise(), enterprise()
    facts = title("national_hte", "GR202633100001")
    recognise(first, facts, source="test", actor=officer, at=at)
    with pytest.raises(AlreadyHeld) as refused:
        recognise(second, facts, source="test", actor=officer, at=at)
    assert (refused.value.field, first.uscc in str(refused.value.text)) == ("certificate_number", True)
    with pytest.raises(DomainError) as missing:
        recognise(second, replace(facts, certificate_number=""), source="test", actor=officer, at=at)
    assert missing.value.field == "certificate_number"
    assert believed_recognitions(second.id) == []


def test_a_firm_gets_the_title_of_a_paper_or_of_a_day_once(officer: Actor, at: datetime) -> None:
    firm = enterprise()
    recognise(firm, title(), source="test", actor=officer, at=at)
    later = DAY + timedelta(days=1)
    for facts, field in (
        (title(number="", day=DAY), "valid_from"),
        (title(number="浙科发高〔2026〕13号"), "valid_from"),
        (title(number="浙科发高[2026]12号", day=later), "certificate_number"),
    ):
        with pytest.raises(Conflict) as refused:
            recognise(firm, facts, source="test", actor=officer, at=at)
        assert refused.value.field == field
    recognise(firm, title(number="", day=later), source="test", actor=officer, at=at)
    recognise(firm, title("zhejiang_sme", number=""), source="test", actor=officer, at=at)
    assert len(believed_recognitions(firm.id)) == 3


def test_a_correction_may_not_become_another_title_but_may_keep_its_own_day(officer: Actor, at: datetime) -> None:
    firm, later = enterprise(), DAY + timedelta(days=1)
    recognise(firm, title(number=""), source="test", actor=officer, at=at)
    other = recognise(firm, title(day=later), source="test", actor=officer, at=at)
    with pytest.raises(Conflict):
        correct(other, {"valid_from": DAY}, reason="日期有误", actor=officer, at=at + timedelta(hours=1))


def test_revoking_asks_for_no_number(officer: Actor, at: datetime) -> None:
    row = recognise(enterprise(), title(number=""), source="test", actor=officer, at=at)
    after = revoke(
        row, revoked_on=date(2026, 3, 1), ground="弄虚作假", document="", actor=officer, at=at + timedelta(hours=1)
    )
    assert (after.certificate_number, after.revoked_on) == ("", date(2026, 3, 1))


def test_numbers_that_the_district_gives_out_stay_one_firms(officer: Actor, at: datetime) -> None:
    """What `take_effect` writes: year and application, digits alone."""
    case = procedure(DISTRICT)
    number = f"2026{case.application.id:06d}"
    firm = case.application.enterprise
    recognise(firm, title(DISTRICT, number), source="test", actor=officer, at=at)
    with pytest.raises(AlreadyHeld):
        recognise(enterprise(), title(DISTRICT, number), source="test", actor=officer, at=at)
    with pytest.raises(AlreadyHeld):
        recognise(firm, title(DISTRICT, "北区科〔2026〕5号"), source="test", actor=officer, at=at)
