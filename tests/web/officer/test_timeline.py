"""The firm's whole story on one page, as far as the officer may read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.core.actor import SYSTEM
from registry.enterprises.models import Enterprise
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.intellectual_property.services import RightFacts, record_right
from registry.recognitions.services import recognise, revoke
from registry.rules.identifiers.ip_numbers import IpKind
from tests.conftest import START
from tests.factories.applications import HIGHER_THREE, procedure, result
from tests.factories.enterprises import enterprise
from tests.factories.people import actor, user
from tests.factories.records import report
from tests.web.login import log_in
from tests.web.pages import page


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    """A renamed firm that had a title, reported a year and got a patent."""
    one = enterprise("宁波从前科技有限公司", since=date(2018, 5, 1), address="洪塘路 1 号")
    registrar = actor(Role.REGISTRAR)
    title = recognise(
        one, result(HIGHER_THREE, issued_on=date(2023, 12, 1)), source="manual", actor=registrar, at=START
    )
    revoke(
        title,
        revoked_on=date(2025, 6, 1),
        ground="未按期报送年报",
        document="",
        actor=registrar,
        at=START + timedelta(minutes=1),
    )
    record_profile(
        one,
        {"name": "宁波如今科技有限公司"},
        valid_from=date(2024, 3, 1),
        source="manual",
        actor=SYSTEM,
        at=START + timedelta(minutes=2),
    )
    report(one, 2025, revenue=500_000_00, rd_spend=50_000_00, staff=30, rd_staff=10)
    facts = RightFacts(kind=IpKind.INVENTION_PATENT, number="ZL202210123456.0", granted_on=date(2025, 2, 1))
    record_right(one, facts, source="manual", actor=SYSTEM, at=START, on=START.date())
    db.session.commit()
    return one


def story(client: FlaskClient, firm: Enterprise, kind: str = "") -> list[str]:
    """The sentences in order."""
    soup = page(client.get(f"/officer/enterprises/{firm.uscc}/timeline?kind={kind}"))
    return [one.get_text(strip=True) for one in soup.select(".timeline-sentence")]


def test_the_story_from_the_latest_to_the_first(client: FlaskClient, firm: Enterprise) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    told = story(client, firm)
    assert told == [
        "报送 2025 年度报告（第 1 版）",
        "高新技术企业被撤销",
        "取得发明专利 1 项",
        "更名：由“宁波从前科技有限公司”改为“宁波如今科技有限公司”",
        "取得高新技术企业",
        "企业成立",
        "登记在孔浦街道，名称“宁波从前科技有限公司”",
    ]
    assert story(client, firm, "right") == ["取得发明专利 1 项"]
    assert story(client, firm, "nonsense") == told


def test_the_fixed_statements_stand_in_their_order(client: FlaskClient, firm: Enterprise) -> None:
    log_in(client, user(role=Role.LEADER))
    soup = page(client.get(f"/officer/enterprises/{firm.uscc}/timeline"))
    said = [one.get_text(strip=True) for one in soup.select("#statements-title + ul li")]
    assert said[0] == "登记在孔浦街道，住所洪塘路 1 号。"
    assert said[1] == "曾用名称：宁波从前科技有限公司。"
    assert said[2] == "当前没有有效的认定。"
    assert said[3] == "2025 年度：销售收入 50.00 万元，研发费用 5.00 万元（占 10.0%），职工 30 人。"
    assert said[4] == "有效知识产权：Ⅰ类 1 项，Ⅱ类 0 项。"


def test_cases_are_told_to_those_who_may_read_them(client: FlaskClient) -> None:
    case = procedure().submit()
    firm = case.application.enterprise
    db.session.commit()
    log_in(client, user(role=Role.REVIEWER))
    assert any("提交了申请" in line for line in story(client, firm))
    log_in(client, user(role=Role.LEADER))
    assert not any("提交了申请" in line for line in story(client, firm))
    assert story(client, firm, "case") == []


def test_a_draft_is_the_firms_own(client: FlaskClient) -> None:
    case = procedure()
    db.session.commit()
    log_in(client, user(role=Role.REVIEWER))
    assert story(client, case.application.enterprise, "case") == []


def test_firms_elsewhere_do_not_exist(client: FlaskClient, firm: Enterprise) -> None:
    log_in(client, user(role=Role.STREET_OFFICER, region="330205001"))
    page(client.get(f"/officer/enterprises/{firm.uscc}/timeline"), 404)
    log_in(client, user(role=Role.ADMINISTRATOR))
    page(client.get(f"/officer/enterprises/{firm.uscc}/timeline"), 403)
