"""Registering, logging in and out, and one's own account, as a browser sees them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user
from registry.audit.models import AuditEvent
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

PASSWORD = "一只灰猫在弹钢琴"
EMAIL = "wang@example.cn"
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "/" + "a" * 3000,
    "http:evil.example",
    "/\nSet-Cookie: a=b",
]


@pytest.fixture
def clerk(client: FlaskClient) -> int:
    """A person who registered; the account's inner number."""
    person = register_user(EMAIL, "王五", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    db.session.commit()
    return person.id


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL, path: str = "/login"):
    return client.post(path, data={"email": email, "password": password})


def sessions(of: int) -> list[UserSession]:
    return list(db.session.scalars(select(UserSession).where(UserSession.user_id == of)))


def registration(**changes: str) -> dict[str, str]:
    """What a person types who registers."""
    return {"name": "李四", "email": "Li.Si@Example.cn", "password": PASSWORD, "password_again": PASSWORD} | changes


def test_who_registers_logs_in_and_is_led_to_the_firm(client: FlaskClient) -> None:
    page(client.get("/register"))
    answer = client.post("/register", data=registration())
    assert (answer.status_code, answer.location) == (303, "/login?next=/firm/join")
    assert client.get("/account").status_code == 302
    answer = sign_in(client, email="li.si@example.cn", path=answer.location)
    assert (answer.status_code, answer.location) == (303, "/firm/join")
    assert "li.si@example.cn" in page(client.get("/account")).get_text()


def test_registering_does_not_tell_whether_an_address_has_an_account(
    app: RegistryFlask, client: FlaskClient, clerk: int
) -> None:
    seen = []
    for email in ("li@example.cn", EMAIL.upper()):
        visitor = app.test_client()
        answer = visitor.post("/register?next=/account", data=registration(email=email))
        shown = page(visitor.get(answer.location))
        seen.append((answer.status_code, answer.location, answer.text, shown.main.get_text()))
    assert seen[0] == seen[1]
    assert seen[0][:2] == (303, "/login?next=/account")
    assert "如果这个邮箱此前没有账号" in seen[0][3]
    people = db.session.scalars(select(User).where(User.email.in_(["li@example.cn", EMAIL]))).all()
    assert {person.email: person.name for person in people} == {"li@example.cn": "李四", EMAIL: "王五"}
    assert sign_in(client).status_code == 303, "the account that was there keeps its password"


def test_a_taken_address_costs_as_much_hashing_as_a_new_one(
    client: FlaskClient, clerk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    plain = PasswordPolicy.hash
    monkeypatch.setattr(PasswordPolicy, "hash", lambda self, password: hashed.append(password) or plain(self, password))
    counts = []
    for email in ("li@example.cn", EMAIL):
        hashed.clear()
        client.post("/register", data=registration(email=email))
        counts.append(len(hashed))
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "王\x00五"}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"email": "not an address"}, "email"),
        ({"password": "12345678", "password_again": "12345678"}, "password"),
        ({"password": "woaini1314", "password_again": "woaini1314"}, "password"),
        ({"password_again": PASSWORD + "x"}, "password_again"),
        ({"password": "x" * 1001, "password_again": "x" * 1001}, "password"),
    ],
)
def test_a_refused_registration_says_where_and_keeps_what_was_typed(
    client: FlaskClient, clerk: int, changes: dict[str, str], field: str
) -> None:
    form = {"name": "李四", "email": "li@example.cn", "password": PASSWORD, "password_again": PASSWORD} | changes
    shown = page(client.post("/register", data=form), 422)
    assert shown.find(id=f"{field}-error").get_text(strip=True)
    assert shown.find(id="error-summary").find("a", href=f"#{field}")
    kept = "name" if field != "name" else "email"
    assert shown.find(id=kept)["value"] == form[kept]
    assert not shown.find(id="password").get("value")
    assert db.session.scalars(select(User).where(User.name == "李四")).all() == []


def test_logging_in_leads_to_the_page_that_asked(client: FlaskClient, clerk: int) -> None:
    refused = client.get("/account?x=1")
    assert refused.status_code == 302
    assert urlsplit(refused.location).path == "/login"
    answer = sign_in(client, path=refused.location)
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert client.get("/login").status_code == 303


@pytest.mark.parametrize("address", HOSTILE)
def test_logging_in_never_leads_elsewhere(client: FlaskClient, clerk: int, address: str) -> None:
    answer = client.post("/login", query_string={"next": address}, data={"email": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/firm/")


def test_an_officer_begins_at_the_first_entry_of_the_own_navigation(client: FlaskClient) -> None:
    officer = register_user("officer@example.cn", "赵六", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    log_in(client, user(role=Role.AUDITOR))
    assert client.get("/login").location == "/admin/audit"
    assert officer.name not in page(client.get("/account")).get_text()


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong password"), ("nobody@example.cn", PASSWORD)])
def test_every_failure_reads_the_same_and_is_recorded(
    client: FlaskClient, clerk: int, email: str, password: str
) -> None:
    shown = page(sign_in(client, password, email), 422)
    assert "邮箱或密码不正确，请核对后重试。" in shown.find(id="error-summary").get_text()
    assert shown.find(id="email")["value"] == email
    assert not shown.find(id="password").get("value")
    assert db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id.desc())).first() == "user:login_failed"


def test_the_fifth_failure_locks_for_half_an_hour(client: FlaskClient, clerk: int, clock: FixedClock) -> None:
    for _attempt in range(5):
        page(sign_in(client, "wrong password"), 422)
    refused = sign_in(client)
    assert "30 分钟后再试" in page(refused, 429).find(id="error-summary").get_text()
    assert refused.headers["Retry-After"] == "1800"
    clock.instant += timedelta(minutes=29)
    assert sign_in(client).status_code == 429
    clock.instant += timedelta(minutes=1)
    assert sign_in(client).status_code == 303


def test_a_login_without_answers_names_the_fields(client: FlaskClient) -> None:
    shown = page(client.post("/login", data={}), 422)
    assert shown.find(id="email-error")
    assert shown.find(id="password-error")


def test_another_browser_of_ones_own_can_be_logged_out(app: RegistryFlask, client: FlaskClient, clerk: int) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    assert len(page(client.get("/account")).find(id="sessions").tbody.find_all("tr")) == 2
    newest = max(row.id for row in sessions(clerk))
    assert client.post("/account/sessions/end", data={"session": str(newest)}).status_code == 303
    assert other.get("/account").status_code == 302
    page(client.get("/account"))


def test_ending_the_session_at_hand_is_logging_out(client: FlaskClient, clerk: int) -> None:
    sign_in(client)
    answer = client.post("/account/sessions/end", data={"session": str(sessions(clerk)[0].id)})
    assert (answer.status_code, answer.location) == (303, "/")
    assert sessions(clerk) == []


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "0", "１"])
def test_a_session_that_is_not_ones_own_does_not_exist(client: FlaskClient, clerk: int, number: str) -> None:
    sign_in(client)
    page(client.post("/account/sessions/end", data={"session": number}), 404)


def test_somebody_elses_session_cannot_be_ended(app: RegistryFlask, client: FlaskClient, clerk: int) -> None:
    sign_in(app.test_client())
    foreign = sessions(clerk)[0].id
    log_in(client, user())
    page(client.post("/account/sessions/end", data={"session": str(foreign)}), 404)
    assert [row.id for row in sessions(clerk)] == [foreign]


def test_a_new_password_ends_every_other_session(app: RegistryFlask, client: FlaskClient, clerk: int) -> None:
    other, new = app.test_client(), "两朵云落在屋顶上"
    sign_in(client)
    sign_in(other)
    form = {"old_password": PASSWORD, "password": new, "password_again": new}
    assert client.post("/account/password", data=form).status_code == 303
    page(client.get("/account"))
    assert other.get("/account").status_code == 302
    assert sign_in(other).status_code == 422
    assert sign_in(other, new).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong password"}, "old_password"),
        ({"password": PASSWORD, "password_again": PASSWORD}, "password"),
        ({"password": "qwertyui", "password_again": "qwertyui"}, "password"),
        ({"password_again": "other"}, "password_again"),
    ],
)
def test_a_refused_new_password_changes_nothing(
    client: FlaskClient, clerk: int, changes: dict[str, str], field: str
) -> None:
    sign_in(client)
    page(client.get("/account/password"))
    form = {"old_password": PASSWORD, "password": "两朵云落在屋顶上", "password_again": "两朵云落在屋顶上"}
    shown = page(client.post("/account/password", data=form | changes), 422)
    assert shown.find(id=f"{field}-error").get_text(strip=True)
    assert shown.title.get_text().startswith("错误")
    client.post("/logout")
    assert sign_in(client).status_code == 303


def test_ones_name_can_be_corrected(client: FlaskClient, clerk: int) -> None:
    sign_in(client)
    assert client.post("/account/name", data={"name": "王武"}).status_code == 303
    assert page(client.get("/account")).find(id="name")["value"] == "王武"
    same = page(client.post("/account/name", data={"name": "王武"}), 422)
    assert "没有需要登记的变化" in same.find(id="name-error").get_text()


@pytest.mark.parametrize("path", ["/account/name", "/account/password", "/account/sessions/end"])
def test_a_visitor_changes_no_account(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={})
    assert (answer.status_code, urlsplit(answer.location).path) == (302, "/login")


def test_preferences_are_kept_for_a_year(client: FlaskClient) -> None:
    answer = client.post("/preferences", data={"language": "en", "next": "/login?next=/account"})
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")
    cookie = client.get_cookie("language")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site, cookie.max_age) == ("en", True, "Lax", 31_536_000)
    assert page(client.get("/login")).html["lang"] == "en"
    client.post("/preferences", data={"theme": "dark"})
    assert page(client.get("/login")).html["data-bs-theme"] == "dark"


@pytest.mark.parametrize("address", HOSTILE)
def test_preferences_never_lead_elsewhere(client: FlaskClient, address: str) -> None:
    answer = client.post("/preferences", data={"theme": "dark", "next": address})
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_preference_that_is_not_on_offer_changes_nothing(client: FlaskClient) -> None:
    client.post("/preferences", data={"language": "xx", "theme": "<script>"})
    assert client.get_cookie("language") is None
    assert client.get_cookie("theme") is None


def test_the_twenty_first_registration_from_one_address_waits(client: FlaskClient, clock: FixedClock) -> None:
    for number in range(20):
        assert client.post("/register", data=registration(email=f"p{number}@example.cn")).status_code == 303
    refused = client.post("/register", data=registration())
    shown = page(refused, 429)
    assert "60 分钟后" in shown.find(id="error-summary").get_text()
    assert refused.headers["Retry-After"] == "3600"
    assert (shown.find(id="name")["value"], shown.find(id="email")["value"]) == ("李四", "Li.Si@Example.cn")
    assert db.session.scalars(select(User).where(User.email == "li.si@example.cn")).all() == []
    elsewhere = client.post("/register", data=registration(), environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    assert elsewhere.status_code == 303
    clock.instant += timedelta(hours=1)
    assert client.post("/register", data=registration(email="later@example.cn")).status_code == 303


def test_asking_for_one_address_again_and_again_is_slowed_like_for_any_other(client: FlaskClient, clerk: int) -> None:
    for email in (EMAIL, "nobody@example.cn"):
        answers = [client.post("/register", data=registration(email=email)).status_code for _time in range(4)]
        assert answers == [303, 303, 303, 429]
