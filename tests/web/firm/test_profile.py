"""The firm's facts and the changes it reports itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from registry.enterprises.models import MemberRole
from registry.enterprises.queries import history, profile_on
from tests.web.firm.conftest import Desk
from tests.web.pages import page

CHANGE = {
    "valid_from": "2026-02-01",
    "address": "江北区新路 2 号",
    "legal_form": "股份有限公司",
    "registered_capital": "1000.5",
    "industry_code": "I-SW",
    "park": "江北高新园",
}


def test_a_change_holds_from_its_day_and_not_before(submitter: Desk) -> None:
    page(submitter.browser.get(submitter.url("profile/change")))
    assert submitter.browser.post(submitter.url("profile/change"), data=CHANGE).status_code == 303
    after, before = (profile_on(submitter.firm.id, day) for day in (date(2026, 2, 1), date(2026, 1, 31)))
    assert after is not None
    assert before is not None
    assert (after.address, after.registered_capital, after.industry_code) == ("江北区新路 2 号", 1_000_500_000, "I-SW")
    assert (before.address, before.industry_code) == ("", "C-NM")
    assert after.name == before.name
    text = page(submitter.browser.get(submitter.url("profile"))).get_text()
    assert "江北区新路 2 号" in text
    assert "1,000.50" in text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("valid_from", "2026-03-03"),
        ("valid_from", "2014-12-31"),
        ("valid_from", "2026-02-30"),
        ("valid_from", ""),
        ("registered_capital", "-1"),
        ("industry_code", "nonsense"),
        ("address", "长" * 201),
        ("park", "\x00"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_the_field(submitter: Desk, field: str, typed: str) -> None:
    data = {**CHANGE, field: typed}
    shown = page(submitter.browser.post(submitter.url("profile/change"), data=data), 422)
    assert shown.select_one(f"#{field}-error")
    assert len(history(submitter.firm.id)) == 1


def test_nothing_changed_is_said_above_the_form(submitter: Desk) -> None:
    data = {"valid_from": "2026-02-01", "industry_code": "C-NM"}
    shown = page(submitter.browser.post(submitter.url("profile/change"), data=data), 422)
    assert "没有需要登记的变化" in shown.select_one("#error-summary").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.VIEWER])
def test_only_submitters_report_changes(desk: Callable[..., Desk], role: MemberRole) -> None:
    one = desk(role)
    page(one.browser.post(one.url("profile/change"), data=CHANGE), 403)
    assert len(history(one.firm.id)) == 1
