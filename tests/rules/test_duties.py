"""What a change asks of the holder of a title: words, clock and source."""

from __future__ import annotations

from datetime import date

import pytest

from registry.rules.lifecycle.changes import ChangeState
from registry.rules.lifecycle.duties import title_duty

DAY = date(2025, 11, 30)
KINDS = ("rename", "move", "move_out", "merger", "absorption", "deregistration")
SCHEMES = ("national_hte", "national_sme", "zhejiang_sme", "zhejiang_leading", "district_leading")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_change_says_something_of_every_title(scheme: str, kind: str) -> None:
    for day in (date(2010, 1, 1), DAY):
        duty = title_duty(scheme, kind, day, day, places=("330205003", "330200"))
        assert str(duty.text)
        assert duty.clock is None or duty.basis is not None


@pytest.mark.parametrize(
    ("on", "state"), [(date(2026, 2, 28), ChangeState.OPEN), (date(2026, 3, 1), ChangeState.OVERDUE)]
)
def test_three_months_from_the_last_of_november(on: date, state: ChangeState) -> None:
    """32号 art. 17; 民法典 art. 202: to the last day of the third month."""
    duty = title_duty("national_hte", "rename", DAY, on)
    assert duty.clock is not None
    assert (duty.clock.due, duty.clock.state) == (date(2026, 2, 28), state)
    assert duty.basis is not None
    assert (duty.basis.document, duty.basis.article, duty.needs_review) == ("国科发火〔2016〕32号", "17", False)


def test_a_new_address_alone_starts_a_clock_for_the_national_list_only() -> None:
    places = ("330205003", "330205004")
    assert title_duty("national_sme", "move", DAY, DAY, places=places).clock is not None
    hte = title_duty("national_hte", "move", DAY, DAY, places=places)
    assert (hte.clock, hte.needs_review) == (None, False)


def test_leaving_ningbo_for_the_province_is_for_the_authorities_to_judge() -> None:
    """32号 art. 18: a whole move keeps the title, part of one needs a new recognition."""
    words = [
        str(title_duty("national_hte", "move_out", DAY, DAY, places=("330205003", "330000"), is_whole=whole).text)
        for whole in (True, False, None)
    ]
    assert ["继续有效" in word for word in words] == [True, False, False]
    inside = title_duty("national_hte", "move_out", DAY, DAY, places=("330205003", "330200"), is_whole=True)
    assert not inside.needs_review


def test_the_registry_decides_about_no_title() -> None:
    for scheme in SCHEMES:
        assert title_duty(scheme, "merger", DAY, DAY).needs_review
        assert title_duty(scheme, "deregistration", DAY, DAY).needs_review


def test_both_firms_of_a_merger_have_three_months() -> None:
    for kind in ("merger", "absorption"):
        for scheme in ("national_hte", "national_sme"):
            clock = title_duty(scheme, kind, DAY, DAY).clock
            assert clock is not None
            assert clock.due == date(2026, 2, 28)


def test_before_the_rules_there_is_no_clock() -> None:
    assert title_duty("national_hte", "rename", date(2015, 12, 31), DAY).clock is None
    assert title_duty("national_hte", "rename", date(2016, 1, 1), DAY).clock is not None
