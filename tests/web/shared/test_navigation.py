"""The main navigation: each role sees what it may open, and the page shown is marked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.enterprises.models import MemberRole
from registry.extensions import db
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

SEEN = {
    Role.STREET_OFFICER: ["等您处理", "申请", "年度报告", "企业", "变更", "经办人", "规划进展", "苗子库"],
    Role.REVIEWER: ["等您处理", "申请", "年度报告", "企业", "经办人", "公示管理", "规划进展", "苗子库", "规则试算"],
    Role.APPROVER: ["等您处理", "申请", "企业", "公示管理", "规划进展", "苗子库", "规则试算"],
    Role.REGISTRAR: [
        "等您处理",
        "申请",
        "企业",
        "变更",
        "经办人",
        "官方结果",
        "官方名单",
        "填报指标",
        "规划进展",
        "苗子库",
        "规则试算",
    ],
    Role.LEADER: ["企业", "规划进展", "苗子库", "规则试算"],
    Role.AUDITOR: ["审计", "苗子库", "规则试算"],
    Role.ADMINISTRATOR: ["账号"],
}


def entries(client: FlaskClient, path: str = "/") -> list[tuple[str, str, bool]]:
    """Label, address and whether it is marked, of each entry of the navigation on a page."""
    links = page(client.get(path)).select("#site-nav a")
    return [(link.get_text(strip=True), str(link["href"]), link.get("aria-current") == "page") for link in links]


def current(client: FlaskClient, path: str) -> list[str]:
    return [label for label, _url, is_marked in entries(client, path) if is_marked]


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_what_it_may_and_every_entry_opens_and_is_marked(client: FlaskClient, role: Role) -> None:
    log_in(client, user(role=role))
    shown = entries(client)
    assert [label for label, _url, _marked in shown] == SEEN[role]
    for label, url, _marked in shown:
        assert current(client, url) == [label]


def test_all_pages_of_a_firm_belong_to_my_firms(client: FlaskClient) -> None:
    person, firm = user(), enterprise()
    member(firm, person, MemberRole.SUBMITTER)
    db.session.commit()
    log_in(client, person)
    for path in ("/firm/join", *(f"/firm/{firm.uscc}/{tail}" for tail in ("", "members", "applications"))):
        assert current(client, path) == ["我的企业"], path
    assert current(client, "/plan") == ["规划进展"]
    assert current(client, "/notices") == ["公示"]
    assert current(client, "/account") == []


def test_a_visitor_sees_the_public_pages(client: FlaskClient) -> None:
    assert [label for label, _url, _marked in entries(client)] == ["规划进展", "公示", "验证认定"]
