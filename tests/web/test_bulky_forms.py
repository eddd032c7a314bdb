"""Office forms that get far more, or stranger, than they ask for: an answer at the field, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.statistics.services import load_plans
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.factories.time import START
from tests.web.login import log_in
from tests.web.pages import page

BULK = "长" * 70_000
"""More than 64 KiB in any encoding."""

Address = Callable[[Enterprise, Member], str]
FORMS: list[tuple[Address, dict[str, str], str]] = [
    (lambda firm, _claim: f"/officer/enterprises/{firm.uscc}/change", {"registered_capital": "9" * 4000}, "name"),
    (lambda firm, _claim: f"/officer/enterprises/{firm.uscc}/recognitions/new", {"issued_on": "31/31/31"}, "document"),
    (lambda _firm, claim: f"/officer/members/{claim.public_id}/refuse", {}, "reason"),
    (lambda _firm, _claim: "/officer/rosters", {"purpose": "nothing"}, "document"),
    (
        lambda _firm, _claim: "/officer/observations/jiangbei-2021-2025/rd_gdp_ratio/enter",
        {"version": "0", "value": "1" * 70_000, "period_end": "9999-99-99"},
        "source",
    ),
]


@pytest.fixture
def registrar(client: FlaskClient) -> FlaskClient:
    load_plans(at=START)
    log_in(client, user(role=Role.REGISTRAR))
    return client


@pytest.mark.parametrize(("address", "more", "field"), FORMS, ids=["change", "title", "member", "roster", "figure"])
def test_a_form_of_more_than_64_kib_is_answered_at_its_fields(
    registrar: FlaskClient, address: Address, more: dict[str, str], field: str
) -> None:
    firm = enterprise("宁波甲乙科技有限公司")
    claim = member(firm, user("王经办"), MemberRole.SUBMITTER, MembershipState.REQUESTED)
    soup = page(registrar.post(address(firm, claim), data={**more, field: BULK}), 422)
    control = soup.find(id=field)
    assert BULK in (control.get_text() if control.name == "textarea" else control["value"])
    for name in (field, *(name for name in more if name != "version")):
        assert soup.find(id=f"{name}-error").get_text(strip=True)
