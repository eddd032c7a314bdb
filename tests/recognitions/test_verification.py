"""What a title is on a day, under every address it ever had."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise, Presence
from registry.enterprises.services import record_profile
from registry.recognitions.models import Recognition
from registry.recognitions.services import correct, recognise, revoke, withdraw
from registry.recognitions.verification import Standing, Verified, titles_like, verify
from tests.factories.applications import HIGHER_THREE, result
from tests.factories.enterprises import enterprise
from tests.factories.time import START

OLD = "宁波老字号精密有限公司"
NUMBER = "GR202633100001"
ISSUED = date(2026, 2, 10)
TODAY = date(2026, 3, 2)


@pytest.fixture
def firm(officer: Actor) -> Enterprise:
    return enterprise(OLD)


@pytest.fixture
def title(firm: Enterprise, officer: Actor, at: datetime) -> Recognition:
    """高新技术企业 over [2026-02-10, 2029-02-10)."""
    return recognise(firm, result(HIGHER_THREE, number=NUMBER, issued_on=ISSUED), source="manual", actor=officer, at=at)


def later(days: int) -> datetime:
    return START + timedelta(days=days)


def asked(title: Recognition, on: date) -> Verified:
    return verify(title.public_id, on=on, today=TODAY)


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2026, 2, 9), Standing.NOT_YET),
        (date(2026, 2, 10), Standing.VALID),
        (date(2029, 2, 9), Standing.VALID),
        (date(2029, 2, 10), Standing.EXPIRED),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_term(title: Recognition, on: date, standing: Standing) -> None:
    assert asked(title, on).standing is standing


def test_a_printed_address_tells_of_a_later_revocation(title: Recognition, officer: Actor) -> None:
    gone = date(2026, 3, 1)
    after = revoke(title, revoked_on=gone, ground="骗取认定", document="", actor=officer, at=later(1))
    told = asked(title, gone)
    assert (told.standing, told.title, told.is_rewritten) == (Standing.REVOKED, after, True)
    assert asked(title, gone - timedelta(days=1)).standing is Standing.VALID
    assert not asked(after, gone).is_rewritten


def test_two_corrections_are_followed_and_another_title_of_the_same_instant_is_not(
    firm: Enterprise, title: Recognition, officer: Actor
) -> None:
    first = correct(title, {"document": "甲号文"}, reason="漏填", actor=officer, at=later(1))
    recognise(firm, result(HIGHER_THREE, issued_on=date(2020, 1, 1)), source="manual", actor=officer, at=later(2))
    second = correct(first, {"document": "乙号文"}, reason="写错", actor=officer, at=later(2))
    assert asked(title, TODAY).title == second


def test_what_was_recorded_by_mistake_never_held(title: Recognition, officer: Actor) -> None:
    withdraw(title, reason="录错企业", actor=officer, at=later(1))
    assert asked(title, TODAY).standing is Standing.WITHDRAWN


def test_a_title_recorded_again_after_a_withdrawal_goes_on_by_its_day(
    firm: Enterprise, title: Recognition, officer: Actor
) -> None:
    withdraw(title, reason="名单撤销入库", actor=officer, at=later(1))
    again = recognise(
        firm, result(HIGHER_THREE, number=NUMBER, issued_on=ISSUED), source="manual", actor=officer, at=later(3)
    )
    assert asked(title, TODAY).title == again


def test_a_renamed_firm_shows_the_name_of_the_day_asked(firm: Enterprise, title: Recognition, officer: Actor) -> None:
    renamed = date(2026, 2, 20)
    record_profile(
        firm, {"name": "宁波新字号精密有限公司"}, valid_from=renamed, source="manual", actor=officer, at=later(1)
    )
    before, after = asked(title, renamed - timedelta(days=1)), asked(title, renamed)
    assert (before.name_on, after.name_on) == (OLD, "宁波新字号精密有限公司")
    assert before.is_renamed
    assert after.standing is Standing.VALID
    assert fetch(titles_like(firm=OLD)) == [title]


def test_a_deregistered_firm_holds_nothing_from_that_day_on(
    firm: Enterprise, title: Recognition, officer: Actor
) -> None:
    gone = date(2026, 2, 25)
    record_profile(
        firm, {"presence": Presence.DEREGISTERED}, valid_from=gone, source="manual", actor=officer, at=later(1)
    )
    assert asked(title, gone - timedelta(days=1)).standing is Standing.VALID
    assert asked(title, gone).standing is Standing.DEREGISTERED


@pytest.mark.parametrize("public_id", ["", "x", "%00", "../../etc", "公示", "a" * 300])
def test_an_unknown_address_is_not_found(session: object, public_id: str) -> None:
    with pytest.raises(NotFound):
        verify(public_id, on=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("number", "name", "is_found"),
    [
        (NUMBER, "", True),
        (" ｇｒ2026 33100001", "", True),
        ("证书编号：" + NUMBER, "", True),
        (NUMBER[:-1], "", False),
        ("", "老字号精密", True),
        ("", "精密", False),
        ("", "%%%%", False),
        (NUMBER, "宁波别家", False),
        (NUMBER, OLD, True),
        ("", "", False),
    ],
)
def test_looking_for_a_title(title: Recognition, number: str, name: str, is_found: bool) -> None:
    assert (fetch(titles_like(number, name)) == [title]) is is_found


def test_a_firm_is_found_by_its_code(firm: Enterprise, title: Recognition) -> None:
    assert fetch(titles_like(firm=f" {firm.uscc.lower()} ")) == [title]


def test_a_withdrawn_title_is_not_found(title: Recognition, officer: Actor) -> None:
    withdraw(title, reason="录错企业", actor=officer, at=later(1))
    assert fetch(titles_like(NUMBER)) == []
