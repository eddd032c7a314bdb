"""Administrators open accounts, give and take roles, close accounts; nobody else does, and nobody to himself."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.directory import PAGE_SIZE
from registry.accounts.models import Role, User
from registry.audit.models import AuditEvent
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    """The browser of an administrator of the district."""
    log_in(client, user("管理员", email="admin@example.cn", role=Role.ADMINISTRATOR))
    return client


def somebody(name: str = "李四", role: Role | None = None) -> str:
    """Another account's path."""
    person = user(name, role=role)
    db.session.commit()
    return f"/admin/users/{person.public_id}"


def roles(path: str) -> list[tuple[str, str]]:
    person = db.session.scalars(select(User).where(User.public_id == path.rsplit("/", 1)[1])).one()
    return [(grant.role.value, grant.region_code) for grant in person.grants]


def last_tag() -> str:
    return db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id.desc())).first() or ""


def facts(soup: BeautifulSoup) -> dict[str, str]:
    return {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in soup.select(".facts-row")}


def test_an_officers_account_is_opened_with_a_password_shown_once(admin: FlaskClient, app: RegistryFlask) -> None:
    page(admin.get("/admin/users/new"))
    form = {"name": "王五", "email": "wang@example.cn", "role": "reviewer", "region_code": "330205"}
    answer = admin.post("/admin/users/new", data=form)
    shown = facts(page(answer))
    assert answer.headers["Cache-Control"] == "no-store"
    password = shown["初始密码"]
    assert len(password) >= 20
    officer = app.test_client()
    entered = officer.post("/login", data={"email": "wang@example.cn", "password": password})
    assert (entered.status_code, entered.location) == (303, "/account/password")
    own = "两朵云落在屋顶上"
    officer.post("/account/password", data={"old_password": password, "password": own, "password_again": own})
    assert "区初审" in page(officer.get("/account")).get_text()
    again = page(admin.post("/admin/users/new", data=form), 409)
    assert "已经注册过" in again.find(id="email-error").get_text()
    assert password not in again.get_text()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "wang"}, "email"),
        ({"role": "emperor"}, "role"),
        ({"role": ""}, "role"),
        ({"region_code": "110101"}, "region_code"),
        ({"region_code": "33"}, "region_code"),
    ],
)
def test_a_refused_account_is_not_opened(admin: FlaskClient, changes: dict[str, str], field: str) -> None:
    form = {"name": "王五", "email": "wang@example.cn", "role": "reviewer", "region_code": "330205"} | changes
    soup = page(admin.post("/admin/users/new", data=form), 422)
    assert soup.find(id=f"{field}-error").get_text(strip=True)
    assert db.session.scalars(select(User).where(User.name == "王五")).all() == []


def test_a_role_is_given_once_and_taken_at_once(admin: FlaskClient) -> None:
    path = somebody()
    page(admin.get(path))
    grant = {"role": "street_officer", "region_code": "330205003"}
    assert admin.post(f"{path}/roles", data=grant).status_code == 303
    assert roles(path) == [("street_officer", "330205003")]
    assert last_tag() == "role:granted"
    assert "孔浦街道" in page(admin.get(path)).find(id="roles").get_text()
    twice = page(admin.post(f"{path}/roles", data=grant), 409)
    assert "已经有这个角色" in twice.find(id="role-error").get_text()
    assert admin.post(f"{path}/roles/revoke", data=grant).status_code == 303
    assert roles(path) == []
    assert last_tag() == "role:revoked"
    page(admin.post(f"{path}/roles/revoke", data=grant), 409)


@pytest.mark.parametrize("form", [{}, {"role": "x", "region_code": "330205"}, {"role": "\x00", "region_code": "\x00"}])
def test_a_role_that_is_none_is_not_given_or_taken(admin: FlaskClient, form: dict[str, str]) -> None:
    path = somebody()
    page(admin.post(f"{path}/roles", data=form), 422)
    page(admin.post(f"{path}/roles/revoke", data=form), 404)
    assert roles(path) == []


def test_a_closed_account_is_out_and_can_be_opened_again(admin: FlaskClient, app: RegistryFlask) -> None:
    person = user("李四")
    path, theirs = f"/admin/users/{person.public_id}", app.test_client()
    log_in(theirs, person)
    missing = page(admin.post(f"{path}/deactivate", data={"reason": " "}), 422)
    assert missing.find(id="reason-error").get_text(strip=True)
    page(theirs.get("/account"))
    assert admin.post(f"{path}/deactivate", data={"reason": "离职"}).status_code == 303
    assert theirs.get("/account").status_code == 302
    page(admin.post(f"{path}/deactivate", data={"reason": "离职"}), 409)
    assert "已停用" in facts(page(admin.get(path)))["状态"]
    assert admin.post(f"{path}/reactivate", data={"reason": "返聘"}).status_code == 303
    assert "可登录" in facts(page(admin.get(path)))["状态"]


def test_nobody_manages_the_own_account(admin: FlaskClient) -> None:
    own = db.session.scalars(select(User).where(User.email == "admin@example.cn")).one()
    path = f"/admin/users/{own.public_id}"
    soup = page(admin.get(path))
    assert soup.main.find("form") is None
    page(admin.post(f"{path}/roles", data={"role": "approver", "region_code": "330205"}), 403)
    page(admin.post(f"{path}/roles/revoke", data={"role": "administrator", "region_code": "330205"}), 403)
    page(admin.post(f"{path}/deactivate", data={"reason": "试试"}), 403)
    assert roles(path) == [("administrator", "330205")]


def test_an_administrator_of_a_street_gives_no_role_outside_it(client: FlaskClient) -> None:
    log_in(client, user(role=Role.ADMINISTRATOR, region="330205003"))
    path = somebody()
    options = [one["value"] for one in page(client.get(path)).find(id="region_code").find_all("option")]
    assert options == ["", "330205003"]
    page(client.post(f"{path}/roles", data={"role": "reviewer", "region_code": "330205"}), 422)
    assert roles(path) == []


def test_accounts_are_found_by_name_and_address(admin: FlaskClient) -> None:
    somebody("赵钱孙", Role.LEADER)
    somebody("赵无角色")

    def names(query: str) -> list[str]:
        table = page(admin.get(f"/admin/users?{query}")).find(id="users")
        return [] if table is None else [row.th.get_text(strip=True) for row in table.tbody.find_all("tr")]

    assert names("q=赵") == ["赵钱孙"]
    assert names("q=赵&kind=all") == ["赵钱孙", "赵无角色"]
    assert names("q=ADMIN@") == ["管理员"]
    assert names("q=%25") == []
    assert names("q=_&kind=all") == []


def test_long_lists_come_in_pages_that_meet(admin: FlaskClient) -> None:
    for number in range(PAGE_SIZE + 3):
        user(f"分页{number}", email=f"paging{number:03}@example.cn")
    db.session.commit()
    first = page(admin.get("/admin/users?kind=all&q=paging"))
    link = first.find("a", rel="next")["href"]
    second = page(admin.get(link))
    shown = [row.td.get_text() for soup in (first, second) for row in soup.find(id="users").tbody.find_all("tr")]
    assert shown == [f"paging{number:03}@example.cn" for number in range(PAGE_SIZE + 3)]
    assert second.find("a", rel="next") is None


@pytest.mark.parametrize(
    "query", ["after=x", "after=WzFd", "after=WyJcdTAwMDAiXQ", "q=%00", "kind=x", "q=" + "长" * 500]
)
def test_a_nonsense_address_is_a_list(admin: FlaskClient, query: str) -> None:
    page(admin.get(f"/admin/users?{query}"))


@pytest.mark.parametrize("path", ["none", "%00", "x" * 300])
def test_an_account_that_is_not_there_is_not_found(admin: FlaskClient, path: str) -> None:
    page(admin.get(f"/admin/users/{path}"), 404)
    page(admin.post(f"/admin/users/{path}/deactivate", data={"reason": "x"}), 404)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_nobody_else_manages_accounts(client: FlaskClient, role: Role | None) -> None:
    path = somebody()
    log_in(client, user(role=role))
    for address in ("/admin/users", "/admin/users/new", path):
        page(client.get(address), 403)
    page(client.post(f"{path}/roles", data={"role": "approver", "region_code": "330205"}), 403)
    page(client.post(f"{path}/deactivate", data={"reason": "试试"}), 403)
    assert roles(path) == []
