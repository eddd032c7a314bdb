"""等您处理: whose turn it is, and in which order."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.enterprises.models import MembershipState
from tests.conftest import START
from tests.factories.applications import DISTRICT, HIGHER, Office, procedure
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.officer.test_applications import path, person
from tests.web.pages import page


def test_the_longest_waiting_case_comes_first_with_days_and_due_day(client: FlaskClient) -> None:
    office = Office()
    newer = procedure(HIGHER, at=START - timedelta(days=1), office=office).submit()
    older = procedure(HIGHER, at=START - timedelta(days=12), office=office).submit()
    log_in(client, person(office.street))
    shown = page(client.get("/officer/"))
    assert [one["href"] for one in shown.select("#waiting tbody th a")] == [path(older), path(newer)]
    rows = [row.get_text(" ", strip=True) for row in shown.select("#waiting tbody tr")]
    assert "12 天" in rows[0]
    assert "已超期" in rows[0]
    assert "1 天" in rows[1]
    assert "已超期" not in rows[1]
    assert "街道初审" in rows[0]


def test_a_case_leaves_the_desk_of_who_acted_and_comes_to_the_next(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().pass_stage()
    log_in(client, person(case.office.street))
    assert not page(client.get("/officer/")).select("#waiting")
    log_in(client, person(case.office.reviewer))
    assert [one["href"] for one in page(client.get("/officer/")).select("#waiting tbody th a")] == [path(case)]


def test_claims_and_objections_are_counted(client: FlaskClient) -> None:
    member(enterprise(), user("申请人"), state=MembershipState.REQUESTED)
    log_in(client, user(role=Role.REVIEWER))
    shown = page(client.get("/officer/"))
    numbers = {
        box.select_one(".headline-label").get_text(strip=True): box.select_one(".headline-value .amount").get_text(
            strip=True
        )
        for box in shown.select(".headline")
    }
    assert numbers == {
        "待办理的申请": "0",
        "待确认的经办人": "1",
        "待接收的年度报告": "0",
        "待答复的异议": "0",
        "待公示的申请": "0",
    }
    assert "申请人" in shown.select_one("#members").get_text()


def test_the_desk_is_for_those_who_deal_with_cases(client: FlaskClient) -> None:
    assert client.get("/officer/").status_code == 302
    log_in(client, user(role=Role.AUDITOR))
    page(client.get("/officer/"), 403)
    log_in(client, user())
    page(client.get("/officer/"), 403)
    log_in(client, user(role=Role.REGISTRAR))
    page(client.get("/officer/"))
