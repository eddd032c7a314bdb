"""Stored spans follow the facts, one change at a time or many at once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.core.actor import Actor
from registry.core.facts import derived_at_the_end
from registry.recognitions.derivation import differences
from registry.recognitions.services import RecognitionFacts, recognise
from registry.statistics.population import Population, size
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
