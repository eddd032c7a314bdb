"""Stored spans follow the facts, one change at a time or many at once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import update

from registry.core.actor import Actor
from registry.core.facts import derived_at_the_end
from registry.extensions import db
from registry.recognitions.derivation import differences
from registry.recognitions.models import MonthChange
from registry.recognitions.months import month_differences, rebuild
from registry.recognitions.services import RecognitionFacts, recognise
from registry.statistics.population import Population, series, size
from tests.factories.enterprises import enterprise

DAY = date(2026, 2, 1)


def title(number: str) -> RecognitionFacts:
    return RecognitionFacts(
        scheme_code="national_hte",
        certificate_number=number,
        issued_on=DAY,
        valid_from=DAY,
        valid_to=date(2029, 2, 1),
    )


def test_many_changes_are_derived_once_the_block_ends(officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _ in range(3)]
    with derived_at_the_end(at):
        for position, firm in enumerate(firms):
            recognise(firm, title(f"GR20263310000{position}"), source="test", actor=officer, at=at)
        assert size(Population(DAY, "hte")) == 0
    assert size(Population(DAY, "hte")) == 3
    assert differences([firm.id for firm in firms]) == []


def test_a_block_that_fails_derives_nothing_and_leaves_later_changes_alone(officer: Actor, at: datetime) -> None:
    firm, other = enterprise(), enterprise()

    def fail() -> None:
        with derived_at_the_end(at):
            recognise(firm, title("GR202633100007"), source="test", actor=officer, at=at)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    recognise(other, title("GR202633100008"), source="test", actor=officer, at=at)
    assert size(Population(DAY, "hte")) == 1
    assert differences([firm.id, other.id]) == [firm.id]


def test_the_months_can_be_counted_afresh_and_a_wrong_one_is_named(officer: Actor, at: datetime) -> None:
    recognise(enterprise(), title("GR202633100011"), source="test", actor=officer, at=at)
    assert month_differences() == []
    db.session.execute(update(MonthChange).where(MonthChange.is_total, MonthChange.tier == "hte").values(change=7))
    assert {key[:3] for key in month_differences()} == {(True, "*", "hte"), (True, "national_hte", "hte")}
    rebuild()
    assert month_differences() == []
    assert series(Population(DAY, "hte"), [date(2026, 3, 31)]) == {"hte": [1]}
