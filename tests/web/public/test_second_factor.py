"""The second factor as a browser sees it: set up, asked for, ended; and where officers need one."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select

from registry.accounts.models import Role, RoleGrant, SecondFactor, User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user
from registry.extensions import db
from registry.messages.models import Message
from registry.web.shared.application import READING, RegistryFlask
from registry.web.shared.second_factor import OPEN
from tests.conftest import START, FixedClock
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

PASSWORD = "一只灰猫在弹钢琴"
EMAIL = "wang@example.cn"
OWN = "/account/second-factor"


@pytest.fixture
def clerk(client: FlaskClient) -> User:
    """A person who can log in."""
    person = register_user(EMAIL, "王五", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    db.session.commit()
    return person


def sign_in(client: FlaskClient, path: str = "/login"):
    return client.post(path, data={"email": EMAIL, "password": PASSWORD})


def authenticator(person: User) -> TOTP:
    return TOTP(db.session.scalars(select(SecondFactor.secret).where(SecondFactor.user_id == person.id)).one())


def set_up(client: FlaskClient, person: User, clock: FixedClock) -> list[str]:
    """Turn it on as the person does; the recovery codes."""
    sign_in(client)
    assert client.post(f"{OWN}/begin", data={"password": PASSWORD}).location == OWN
    answer = client.post(f"{OWN}/confirm", data={"code": authenticator(person).at(clock.instant)})
    assert answer.headers["Cache-Control"] == "no-store"
    codes = [one.get_text() for one in page(answer).select("main code")]
    clock.instant += timedelta(seconds=30)
    return codes


def test_it_is_set_up_with_a_picture_and_a_code(client: FlaskClient, clerk: User, clock: FixedClock) -> None:
    sign_in(client)
    assert page(client.get("/account")).select_one(f'a[href="{OWN}"]')
    page(client.get(OWN))
    assert page(client.post(f"{OWN}/begin", data={"password": "wrong"}), 422).find(id="password-error")
    client.post(f"{OWN}/begin", data={"password": PASSWORD})
    shown = page(client.get(OWN))
    assert shown.select_one("[role=img] svg path")
    assert authenticator(clerk).secret in shown.get_text()
    wrong = page(client.post(f"{OWN}/confirm", data={"code": "abc"}), 422)
    assert wrong.find(id="code-error")
    assert wrong.find(id="code")["value"] == "abc"
    codes = set_up(client, clerk, clock)
    assert len(codes) == 10
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", code) for code in codes)
    shown = page(client.get(OWN)).main.get_text()
    assert "还有 10 个恢复码" in shown
    assert authenticator(clerk).secret not in shown
    assert "两步验证已启用" in str(db.session.scalars(select(Message.body)).all())


def test_logging_in_asks_for_the_code_and_then_leads_on(
    app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    set_up(client, clerk, clock)
    visitor = app.test_client()
    half = sign_in(visitor, "/login?next=/account?x=1")
    assert (half.status_code, half.location) == (303, "/login/code?next=/account?x%3D1")
    assert visitor.get("/account").status_code == 302, "the password alone opens nothing"
    page(visitor.get(half.location))
    wrong = page(visitor.post(half.location, data={"code": "000 00"}), 422)
    assert wrong.find(id="code-error")
    code = authenticator(clerk).at(clock.instant)
    answer = visitor.post(half.location, data={"code": code})
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    page(visitor.get("/account"))
    third = app.test_client()
    sign_in(third)
    assert third.post("/login/code", data={"code": code}).status_code == 422, "a code seen once is used up"


def test_a_recovery_code_opens_once(app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock) -> None:
    code = set_up(client, clerk, clock)[3]
    for status in (303, 422):
        visitor = app.test_client()
        sign_in(visitor)
        assert visitor.post("/login/code", data={"code": code}).status_code == status


def test_the_second_step_needs_the_first_and_waits_ten_minutes(
    app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    set_up(client, clerk, clock)
    visitor = app.test_client()
    assert visitor.get("/login/code?next=/account").location == "/login?next=/account"
    sign_in(visitor)
    clock.instant += timedelta(minutes=10)
    code = authenticator(clerk).at(clock.instant)
    assert visitor.post("/login/code", data={"code": code}).location == "/login"
    assert visitor.get("/account").status_code == 302


def test_a_new_password_ends_a_half_taken_log_in(
    app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    set_up(client, clerk, clock)
    stranger, new = app.test_client(), "两朵云落在屋顶上"
    sign_in(stranger)
    form = {"old_password": PASSWORD, "password": new, "password_again": new}
    assert client.post("/account/password", data=form).status_code == 303
    code = authenticator(clerk).at(clock.instant)
    assert stranger.post("/login/code", data={"code": code}).location == "/login"


def test_wrong_codes_are_counted_across_browsers(
    app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    set_up(client, clerk, clock)
    answers = []
    for _time in range(6):
        visitor = app.test_client()
        sign_in(visitor)
        answers.append(visitor.post("/login/code", data={"code": "000000x"}))
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "5 分钟后再试" in page(answers[-1], 429).main.get_text()


def test_codes_are_renewed_and_it_is_ended_with_the_password(
    client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    old = set_up(client, clerk, clock)
    page(client.post(f"{OWN}/codes", data={"password": "wrong"}), 422)
    new = [one.get_text() for one in page(client.post(f"{OWN}/codes", data={"password": PASSWORD})).select("main code")]
    assert len(new) == 10
    assert not set(old) & set(new)
    page(client.post(f"{OWN}/off", data={"password": ""}), 422)
    assert client.post(f"{OWN}/off", data={"password": PASSWORD}).location == "/account"
    client.post("/logout")
    assert sign_in(client).location == "/firm/"
    page(client.post(f"{OWN}/off", data={"password": PASSWORD}), 409)


@pytest.fixture
def officer(app: RegistryFlask, client: FlaskClient, clerk: User, monkeypatch: pytest.MonkeyPatch) -> User:
    """An officer where officers need a second factor."""
    monkeypatch.setitem(app.config, "OFFICERS_NEED_SECOND_FACTOR", True)
    clerk.grants.append(RoleGrant(role=Role.REVIEWER, region_code="330205"))
    db.session.commit()
    return clerk


def test_an_officer_sets_it_up_before_anything_else(
    app: RegistryFlask, client: FlaskClient, officer: User, clock: FixedClock
) -> None:
    log_in(client, officer)
    adapter, tried = app.url_map.bind("localhost"), 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        numbers = {name for name, one in rule._converters.items() if type(one).__name__ == "IntegerConverter"}
        known = {name: 1 if name in numbers else "csv" if name == "format" else "x" for name in rule.arguments}
        address = adapter.build(rule.endpoint, known, method=None)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = client.open(address, method=method, data={} if method not in READING else None)
            assert (answer.status_code, urlsplit(answer.location).path) == (303, OWN), address
            tried += 1
    assert tried > 60
    shown = page(client.get(OWN))
    assert "设置好才能继续使用" in shown.main.get_text()
    assert shown.find(id="site-nav") is None
    set_up(client, officer, clock)
    assert page(client.get("/account")).find(id="site-nav")
    page(client.post(f"{OWN}/off", data={"password": PASSWORD}), 403)


def test_nobody_else_needs_it(app: RegistryFlask, client: FlaskClient, officer: User) -> None:
    log_in(client, user("企业职员"))
    page(client.get("/account"))
    page(app.test_client().get("/"))


def test_an_administrator_helps_who_lost_everything(
    app: RegistryFlask, client: FlaskClient, clerk: User, clock: FixedClock
) -> None:
    set_up(client, clerk, clock)
    admin = app.test_client()
    log_in(admin, user("管理员", role=Role.ADMINISTRATOR))
    path = f"/admin/users/{clerk.public_id}"
    assert "已启用" in page(admin.get(path)).main.get_text()
    page(admin.post(f"{path}/second-factor/remove", data={"reason": ""}), 422)
    assert admin.post(f"{path}/second-factor/remove", data={"reason": "手机丢失"}).location == path
    assert client.get("/account").status_code == 302
    assert sign_in(client).location == "/firm/"
    page(admin.post(f"{path}/password", data={"reason": ""}), 422)
    answer = admin.post(f"{path}/password", data={"reason": "收不到邮件"})
    assert answer.headers["Cache-Control"] == "no-store"
    password = page(answer).select(".facts-row dd")[-1].get_text(strip=True)
    assert db.session.scalars(select(UserSession).where(UserSession.user_id == clerk.id)).all() == []
    assert sign_in(client).status_code == 422
    entered = client.post("/login", data={"email": EMAIL, "password": password})
    assert entered.location == "/account/password"
