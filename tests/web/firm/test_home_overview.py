"""Where a person begins: the firms, then the one firm with its rungs and what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.accounts.services import start_session
from registry.core.actor import SYSTEM
from registry.enterprises.models import Enterprise, MemberRole, MembershipState
from registry.extensions import db
from registry.recognitions.services import RecognitionFacts, recognise
from tests.conftest import START, FixedClock
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.firm.conftest import Desk
from tests.web.login import log_in
from tests.web.pages import page


def certify(firm: Enterprise, until: date) -> None:
    """A 高新技术企业 certificate that holds before `until`."""
    facts = RecognitionFacts(
        scheme_code="national_hte",
        certificate_number="GR202333100001",
        issued_on=date(2023, 3, 3),
        valid_from=date(2023, 3, 3),
        valid_to=until,
    )
    recognise(firm, facts, source="test", actor=SYSTEM, at=START)
    db.session.commit()


def test_with_one_firm_the_home_page_is_that_firm(submitter: Desk) -> None:
    answer = submitter.browser.get("/firm/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == submitter.url()


def test_with_two_firms_the_home_page_lists_them(submitter: Desk) -> None:
    member(enterprise(name="宁波另一家有限公司"), submitter.person)
    member(enterprise(name="宁波暗号机密有限公司"), submitter.person, state=MembershipState.REQUESTED)
    member(enterprise(name="宁波旧东家有限公司"), submitter.person, state=MembershipState.ENDED)
    db.session.commit()
    text = page(submitter.browser.get("/firm/")).get_text()
    assert "宁波另一家有限公司" in text
    assert "暗号" not in text
    assert "旧东家" not in text


def test_a_rung_is_held_on_its_last_day_and_not_after(submitter: Desk, clock: FixedClock) -> None:
    certify(submitter.firm, date(2026, 3, 3))
    shown = page(submitter.browser.get(submitter.url()))
    held = shown.select(".rung-held")
    assert len(held) == 1
    assert "高新技术企业" in held[0].get_text()
    assert "2026-03-02（含当日）" in held[0].get_text()
    assert not _tomorrow(submitter, clock).select(".rung-held")


def _tomorrow(desk: Desk, clock: FixedClock) -> BeautifulSoup:
    """The overview on the next day, in a session begun then."""
    clock.pass_days(1)
    token, _row = start_session(desk.person, address="127.0.0.1", agent="test", at=clock.now())
    db.session.commit()
    with desk.browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    return page(desk.browser.get(desk.url()))


def test_what_waits_is_first(submitter: Desk) -> None:
    member(submitter.firm, user(), MemberRole.PREPARER, MembershipState.REQUESTED)
    db.session.commit()
    submitter.browser.post(submitter.url("applications/open"), data={"scheme": "national_sme"})
    tasks = [
        row.get_text(" ", strip=True) for row in page(submitter.browser.get(submitter.url())).select("#tasks tbody tr")
    ]
    assert len(tasks) == 3
    assert any("2025 年度报告" in task and "还没有填报" in task for task in tasks)
    assert any("1 人等待您确认" in task for task in tasks)
    assert any("填写中" in task for task in tasks)


@pytest.mark.parametrize(
    "path", ["", "profile", "reports", "intellectual-property", "documents", "applications", "members"]
)
def test_another_firms_pages_do_not_exist(submitter: Desk, path: str) -> None:
    other = enterprise()
    db.session.commit()
    page(submitter.browser.get(f"/firm/{other.uscc}/{path}"), 404)
    page(submitter.browser.get(f"/firm/nonsense/{path}"), 404)


@pytest.mark.parametrize(
    "path", ["", "profile", "reports", "intellectual-property", "documents", "applications", "members"]
)
def test_every_part_of_the_firm_reads_it(desk: Callable[..., Desk], path: str) -> None:
    viewer = desk(MemberRole.VIEWER)
    shown = page(viewer.browser.get(viewer.url(path)))
    assert len(shown.select("nav [aria-current=page]")) >= 1
    assert not shown.select("main form")


def test_officers_have_no_firm_pages(client: FlaskClient, firm: Enterprise) -> None:
    log_in(client, user(role=Role.REVIEWER))
    page(client.get(f"/firm/{firm.uscc}/"), 404)
