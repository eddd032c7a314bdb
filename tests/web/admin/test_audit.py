"""The audit trail as auditors read it: in order, masked, and proven whole."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import update

from registry.accounts.models import Role
from registry.accounts.trail import PAGE_SIZE
from registry.assessments.cross_checks import TITLES
from registry.audit.models import AuditEvent
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.extensions import db
from tests.conftest import START
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


@pytest.fixture
def auditor(client: FlaskClient) -> FlaskClient:
    """The browser of an auditor."""
    log_in(client, user("审计员", role=Role.AUDITOR))
    return client


def note(tag: Tag = Tag.ROSTER_DISCARDED, actor: Actor = SYSTEM, kind: str = "roster", **data: object) -> int:
    event = record(tag, actor=actor, at=START, subject=(kind, "abc"), **data)
    db.session.commit()
    return event.id


def rows(soup: BeautifulSoup) -> list[list[str]]:
    lines = soup.find(id="events").tbody.find_all("tr")
    return [[cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])] for line in lines]


def test_the_newest_act_stands_first(auditor: FlaskClient) -> None:
    number = note()
    first, second = rows(page(auditor.get("/admin/audit")))[:2]
    assert first[:4] == [str(number), "2026-03-02 09:00", "系统", "官方名单已弃用"]
    assert second[3] == "登录"


def test_one_kind_of_act_can_be_asked_for(auditor: FlaskClient) -> None:
    note(Tag.NOTICE_CLOSED)
    shown = rows(page(auditor.get("/admin/audit?tag=notice:closed")))
    assert [row[3] for row in shown] == ["公示期满"]
    assert "没有这类记录" in page(auditor.get("/admin/audit?tag=roster:undone")).get_text()


def test_pages_meet_without_gap(auditor: FlaskClient) -> None:
    wanted = [str(note()) for _ in range(PAGE_SIZE + 5)][::-1]
    first = page(auditor.get("/admin/audit?tag=roster:discarded"))
    second = page(auditor.get(first.find("a", rel="next")["href"]))
    assert [row[0] for row in rows(first) + rows(second)] == wanted
    assert second.find("a", rel="next") is None


def test_personal_data_is_masked(auditor: FlaskClient) -> None:
    clerk, officer = user("欧阳锋"), user("周审核", role=Role.REVIEWER)
    note(
        Tag.USER_CHANGED,
        Actor(clerk.id, clerk.name, "203.0.113.77"),
        kind="user",
        change="name",
        before="欧阳峰",
        after="欧阳锋",
        reason="电话 13812345678，邮箱 ouyang@example.cn，证件 330205199001011234",
    )
    note(Tag.REPORT_RETURNED, Actor(officer.id, officer.name, "2001:db8:1:2::7"))
    text = page(auditor.get("/admin/audit")).get_text()
    for secret in ("欧阳峰", "欧阳锋", "203.0.113.77", "13812345678", "ouyang@", "19900101", "2001:db8:1"):
        assert secret not in text
    for shown in ("欧**", "203.0.*.*", "138****5678", "o***@example.cn", "周审核", "2001:db8:*"):
        assert shown in text


def test_a_credit_code_and_a_firms_name_are_not_masked(auditor: FlaskClient) -> None:
    note(Tag.ENTERPRISE_OPENED, kind="enterprise", name="宁波测试科技有限公司", uscc="913302051234567890")
    text = page(auditor.get("/admin/audit")).get_text()
    assert "宁波测试科技有限公司" in text
    assert "913302051234567890" in text


@pytest.mark.parametrize(
    "query", ["tag=x", "tag=%00", "after=x", "after=WyJ4Il0", "after=WzkyMjMzNzIwMzY4NTQ3NzU4MDhd"]
)
def test_a_nonsense_address_is_the_whole_trail(auditor: FlaskClient, query: str) -> None:
    assert rows(page(auditor.get(f"/admin/audit?{query}")))


def test_a_whole_chain_is_said_to_be_whole(auditor: FlaskClient) -> None:
    last = note()
    text = page(auditor.get("/admin/audit/verify")).get_text()
    assert "记录完整" in text
    assert f"{last} 条" in text


def test_a_changed_event_is_named(auditor: FlaskClient) -> None:
    number = note(reason="甲")
    note()
    db.session.execute(update(AuditEvent).where(AuditEvent.id == number).values(data={"reason": "乙"}))
    db.session.commit()
    db.session.expire_all()
    text = page(auditor.get("/admin/audit/verify")).get_text()
    assert "记录不完整" in text
    assert f"从第 {number} 条起" in text


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.AUDITOR)])
def test_nobody_else_reads_the_trail(client: FlaskClient, role: Role | None) -> None:
    log_in(client, user(role=role))
    page(client.get("/admin/audit"), 403)
    page(client.get("/admin/audit/verify"), 403)


def test_what_an_event_says_is_told_in_words(auditor: FlaskClient) -> None:
    note(
        Tag.APPLICATION_EXPLAINED,
        kind="application",
        note="rd_rose",
        verified=True,
        revision=2,
        cross_checks=["rd_rose", "patent_owner"],
        reason="已查看立项文件",
    )
    facts = page(auditor.get("/admin/audit?tag=application:explained")).select_one("#events dl")
    told = {one.dt.get_text(): one.dd.get_text() for one in facts.select(".facts-row")}
    assert told == {
        "核对提示": f"{TITLES['rd_rose']}、{TITLES['patent_owner']}",
        "提示或备注": str(TITLES["rd_rose"]),
        "原因": "已查看立项文件",
        "修订版": "2",
        "已核实": "是",
    }


def test_codes_are_told_in_words_and_empty_lists_not_at_all(auditor: FlaskClient) -> None:
    states = {"before": "draft", "after": "submitted"}
    note(Tag.APPLICATION_SUBMITTED, kind="application", verdict="undetermined", cross_checks=[], **states)
    facts = page(auditor.get("/admin/audit?tag=application:submitted")).select_one("#events dl")
    told = [(one.dt.get_text(), one.dd.get_text()) for one in facts.select(".facts-row")]
    assert told == [("变更后", "审查中"), ("变更前", "填写中"), ("系统结论", "尚不能判断")]
