"""Sessions live on the server: it ends them by time, by log-out, and with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock

PASSWORD = "一只灰猫在弹钢琴"


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    """Logged in through the form."""
    register_user("wang@example.cn", "王五", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
    db.session.commit()
    assert sign_in(client).status_code == 303
    return client


def sign_in(client: FlaskClient):
    return client.post("/login", data={"email": "wang@example.cn", "password": PASSWORD})


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def token(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return str(cookie["_user_id"])


def test_half_an_hour_without_use_ends_it(browser: FlaskClient, clock: FixedClock) -> None:
    clock.instant += timedelta(minutes=30) - timedelta(seconds=1)
    assert is_in(browser)
    clock.instant += timedelta(minutes=29)
    assert is_in(browser)
    clock.instant += timedelta(minutes=30)
    assert not is_in(browser)


def test_eight_hours_end_it_however_busy(browser: FlaskClient, clock: FixedClock) -> None:
    for _quarter in range(31):
        clock.instant += timedelta(minutes=15)
        assert is_in(browser)
    clock.instant += timedelta(minutes=15)
    assert not is_in(browser)


def test_logging_out_ends_it_on_the_server(app: RegistryFlask, browser: FlaskClient) -> None:
    kept = token(browser)
    assert browser.post("/logout").status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = kept
    assert not is_in(thief)
    assert db.session.scalars(select(UserSession)).all() == []


def test_logging_in_gives_a_new_token_each_time(browser: FlaskClient) -> None:
    first = token(browser)
    browser.post("/logout")
    sign_in(browser)
    assert token(browser) != first


def test_what_a_browser_carried_before_is_forgotten(browser: FlaskClient) -> None:
    browser.post("/logout")
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
        cookie["planted"] = "yes"
    sign_in(browser)
    with browser.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "planted"


def test_a_closed_account_is_out_at_the_next_click(browser: FlaskClient) -> None:
    db.session.scalars(select(User)).one().is_active = False
    db.session.commit()
    assert not is_in(browser)
    assert sign_in(browser).status_code == 422


def test_a_get_does_not_log_out(browser: FlaskClient) -> None:
    assert browser.get("/logout").status_code == 405
    assert is_in(browser)


def test_the_cookie_and_the_pages_are_kept_from_others(browser: FlaskClient) -> None:
    cookie = browser.get_cookie("registry")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert browser.get("/account").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("value", ["", "x", "\udc00", "令牌", "' OR 1=1 --", "a" * 5000])
def test_an_invented_token_is_nobody(client: FlaskClient, value: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = value
    assert client.get("/account").status_code == 302


def test_an_address_with_a_nul_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/notices/a%00b").status_code == 404
    assert client.get("/plan/%00").status_code == 404
