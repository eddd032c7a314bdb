"""Intellectual property: normalised numbers, warnings, corrections, removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.core.actor import SYSTEM
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import rights_of
from registry.intellectual_property.services import RightFacts, record_right
from registry.rules.identifiers.ip_numbers import IpKind, patent_check_digit
from tests.conftest import START
from tests.factories.enterprises import enterprise
from tests.web.firm.conftest import Desk
from tests.web.pages import page

NUMBER = "202010123456." + patent_check_digit("202010123456")
WRONG = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
RIGHT = {"kind": "invention_patent", "number": NUMBER, "title": "一种轴承", "granted_on": "2022-05-06"}


def add(desk: Desk, **changes: str) -> Any:
    return desk.browser.post(desk.url("intellectual-property/new"), data={**RIGHT, **changes})


def the_right(firm: Enterprise) -> IntellectualProperty:
    [row] = fetch(rights_of(firm.id))
    return row


def test_a_number_is_kept_in_one_spelling_and_counted(submitter: Desk) -> None:
    page(submitter.browser.get(submitter.url("intellectual-property/new")))
    assert add(submitter, number=f" ZL {NUMBER.replace('.', '')} ").status_code == 303
    assert the_right(submitter.firm).number == NUMBER
    shown = page(submitter.browser.get(submitter.url("intellectual-property")))
    assert [one.get_text() for one in shown.select(".headline-value .amount")] == ["1", "0"]


def test_a_wrong_check_digit_and_another_holder_are_told_not_refused(submitter: Desk) -> None:
    other = enterprise(name="宁波机密工业有限公司")
    facts = RightFacts(kind=IpKind.INVENTION_PATENT, number=WRONG)
    record_right(other, facts, source="test", actor=SYSTEM, at=START, on=START.date())
    db.session.commit()
    assert add(submitter, number=WRONG).status_code == 303
    shown = page(submitter.browser.get(submitter.url("intellectual-property")))
    notes = [one.get_text() for one in shown.select(".note-warn")]
    assert any("校验位应为" in note for note in notes)
    assert any("也登记在宁波××有限公司名下" in note for note in notes)


@pytest.mark.parametrize(
    ("field", "typed", "status"),
    [
        ("number", "", 422),
        ("number", "CN112345678A", 422),
        ("number", "202010123456", 422),
        ("kind", "nonsense", 422),
        ("kind", "utility_model", 422),
        ("title", "", 422),
        ("owners", "人" * 301, 422),
        ("owners", "a\x00b", 422),
        ("granted_on", "2026-03-03", 422),
        ("granted_on", "2022-13-01", 422),
        ("expires_on", "2022-05-05", 422),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(submitter: Desk, field: str, typed: str, status: int) -> None:
    shown = page(add(submitter, **{field: typed}), status)
    at = "number" if field == "kind" and typed == "utility_model" else field
    assert shown.select_one(f"#{at}-error")
    assert fetch(rights_of(submitter.firm.id)) == []


def test_owners_are_listed_and_kept_by_a_correction(submitter: Desk) -> None:
    assert add(submitter, owners="宁波大学;宁波甲有限公司").status_code == 303
    listed = page(submitter.browser.get(submitter.url("intellectual-property")))
    assert "权利人：宁波大学；宁波甲有限公司" in listed.get_text()
    right = the_right(submitter.firm)
    shown = page(submitter.browser.get(submitter.url(f"intellectual-property/{right.public_id}")))
    assert shown.select_one("#owners")["value"] == "宁波大学；宁波甲有限公司"


def test_the_same_number_twice_is_a_conflict(submitter: Desk) -> None:
    add(submitter)
    assert page(add(submitter), 409).select_one("#number-error")
    assert the_right(submitter.firm)


def test_correcting_keeps_what_was_and_says_why(submitter: Desk) -> None:
    add(submitter)
    old = the_right(submitter.firm)
    path = submitter.url(f"intellectual-property/{old.public_id}")
    shown = page(submitter.browser.get(path))
    assert shown.select_one("#granted_on")["value"] == "2022-05-06"  # type: ignore[index]
    assert shown.select_one("#kind option[selected]")["value"] == "invention_patent"  # type: ignore[index]
    data = {**RIGHT, "lapsed_on": "2026-03-01"}
    assert page(submitter.browser.post(path, data=data), 422).select_one("#reason-error")
    unchanged = page(submitter.browser.post(path, data={**RIGHT, "reason": "无"}), 422)
    assert "没有需要更正的内容" in unchanged.get_text()
    assert submitter.browser.post(path, data={**data, "reason": "未缴年费"}).status_code == 303
    assert the_right(submitter.firm).lapsed_on is not None
    page(submitter.browser.post(path, data={**data, "reason": "再来"}), 404)
    shown = page(submitter.browser.get(submitter.url("intellectual-property")))
    assert [one.get_text() for one in shown.select(".headline-value .amount")] == ["0", "0"]


def test_removing_needs_a_reason(submitter: Desk) -> None:
    add(submitter)
    path = submitter.url(f"intellectual-property/{the_right(submitter.firm).public_id}/remove")
    shown = page(submitter.browser.post(path, data={"reason": ""}), 422)
    assert shown.select_one("#error-summary a[href='#remove-reason']")
    assert submitter.browser.post(path, data={"reason": "不是本企业的"}).status_code == 303
    assert fetch(rights_of(submitter.firm.id)) == []


def test_viewers_and_strangers_change_nothing(submitter: Desk, desk: Callable[..., Desk]) -> None:
    add(submitter)
    path = f"intellectual-property/{the_right(submitter.firm).public_id}"
    viewer = desk(MemberRole.VIEWER)
    page(viewer.browser.post(viewer.url(f"{path}/remove"), data={"reason": "x"}), 403)
    page(add(viewer), 403)
    for nonsense in ("x", "%00", "甲"):
        page(submitter.browser.get(submitter.url(f"intellectual-property/{nonsense}")), 404)
    assert the_right(submitter.firm)


def test_another_firms_right_is_not_found(submitter: Desk) -> None:
    other = enterprise()
    facts = RightFacts(kind=IpKind.INVENTION_PATENT, number=NUMBER)
    theirs = record_right(other, facts, source="test", actor=SYSTEM, at=START, on=START.date()).right
    db.session.commit()
    page(submitter.browser.get(submitter.url(f"intellectual-property/{theirs.public_id}")), 404)
