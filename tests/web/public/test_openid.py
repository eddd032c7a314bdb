"""Logging in by an identity provider that runs beside the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import select

from registry.accounts.models import ExternalIdentity, Role, RoleGrant, SecondFactor, User, UserSession
from registry.audit.models import AuditEvent
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.openid_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, serving
from tests.web.pages import page

EMAIL = "wang@example.cn"
RETURN = "/login/openid/return"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalProvider]:
    with serving() as provider:
        yield provider


@pytest.fixture
def provider(running: LocalProvider, app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> LocalProvider:
    """The provider of the configuration."""
    running.signing_key, running.description = running.key, {}
    monkeypatch.setitem(app.config, "OIDC_ISSUER", running.issuer)
    monkeypatch.setitem(app.config, "OIDC_CLIENT_ID", CLIENT_ID)
    monkeypatch.setitem(app.config, "OIDC_CLIENT_SECRET", CLIENT_SECRET)
    return running


@pytest.fixture
def person(client: FlaskClient, clock: FixedClock) -> User:
    """Somebody with a confirmed account."""
    made = user("王五", email=EMAIL)
    db.session.commit()
    return made


def come_back(client: FlaskClient, provider: LocalProvider, path: str = "/login/openid", **claims: object):
    return client.get(f"{RETURN}?{provider.agree(client.get(path).location, START, **claims)}")


def refused(client: FlaskClient, answer) -> str:
    """It led back to the log-in, nobody is in; what the page says."""
    assert (answer.status_code, urlsplit(answer.location).path) == (303, "/login")
    said = page(client.get(answer.location)).find(role="alert").get_text()
    assert client.get("/account").status_code == 302
    assert db.session.scalars(select(UserSession)).all() == []
    return said


def test_without_a_provider_these_pages_do_not_exist(client: FlaskClient) -> None:
    for path in ("/login/openid", RETURN):
        page(client.get(path), 404)
    assert not page(client.get("/login")).select_one('a[href="/login/openid"]')


def test_the_verified_address_links_and_later_the_subject_is_enough(
    app: RegistryFlask, client: FlaskClient, provider: LocalProvider, person: User
) -> None:
    assert page(client.get("/login")).select_one('a[href="/login/openid"]')
    answer = come_back(client, provider, "/login/openid?next=/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    page(client.get("/account"))
    kept = db.session.scalars(select(ExternalIdentity)).one()
    assert (kept.user_id, kept.subject) == (person.id, "subject-1")
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags[-2:] == ["user:changed", "user:logged_in"]
    later = app.test_client()
    assert come_back(later, provider, email="renamed@example.cn", email_verified=False).location == "/firm/"
    page(later.get("/account"))


def test_the_browser_is_sent_with_pkce_state_and_nonce_and_our_own_address(
    client: FlaskClient, provider: LocalProvider
) -> None:
    location = client.get("/login/openid", headers={"X-Forwarded-Host": "evil.example"}).location
    sent = dict(parse_qsl(urlsplit(location).query))
    assert sent["redirect_uri"] == "http://127.0.0.1:8000/login/openid/return"
    assert min(len(sent[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert "openid" in sent["scope"].split()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(START.timestamp()) - 61},
        {"iat": int(START.timestamp()) + 3600},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_for_this_very_request_is_refused(
    client: FlaskClient, provider: LocalProvider, person: User, claims: dict[str, object]
) -> None:
    assert "没有成功" in refused(client, come_back(client, provider, **claims))


def test_a_token_of_another_key_is_refused(client: FlaskClient, provider: LocalProvider, person: User) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    assert "没有成功" in refused(client, come_back(client, provider))


def test_a_wrong_state_never_reaches_the_provider_and_a_code_is_good_once(
    app: RegistryFlask, client: FlaskClient, provider: LocalProvider, person: User
) -> None:
    query = provider.agree(client.get("/login/openid").location, START)
    stranger = app.test_client()
    provider.asked.clear()
    assert "没有成功" in refused(stranger, stranger.get(f"{RETURN}?{query}"))
    assert "没有成功" in refused(client, client.get(f"{RETURN}?{query}x"))
    assert provider.asked == []
    assert "没有成功" in refused(client, client.get(f"{RETURN}?{query}")), "what was kept is good for one return"


def test_who_never_asked_is_refused_before_the_provider_is(
    client: FlaskClient, provider: LocalProvider, person: User
) -> None:
    provider.asked.clear()
    assert "没有成功" in refused(client, client.get(f"{RETURN}?code=of-somebody-else&state="))
    assert provider.asked == []


@pytest.mark.parametrize("query", ["", "error=access_denied&state=x", "code=%00&state=%00", "code=x&state=甲"])
def test_nonsense_is_refused_in_words(client: FlaskClient, provider: LocalProvider, person: User, query: str) -> None:
    client.get("/login/openid")
    refused(client, client.get(f"{RETURN}?{query}"))


@pytest.mark.parametrize("claims", [{"email": "nobody@example.cn"}, {"email_verified": False}, {"email": None}])
def test_who_has_no_account_is_told_so(
    client: FlaskClient, provider: LocalProvider, person: User, claims: dict[str, object]
) -> None:
    assert "没有对应的本系统账号" in refused(client, come_back(client, provider, **claims))
    failed = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "user:login_failed")).one()
    assert failed.data["step"] == "openid"
    assert EMAIL not in str(failed.data)


def test_only_a_confirmed_and_open_account_is_linked_and_to_one_subject(
    client: FlaskClient, provider: LocalProvider, person: User
) -> None:
    person.is_email_confirmed = False
    db.session.commit()
    refused(client, come_back(client, provider))
    person.is_email_confirmed, person.is_active = True, False
    db.session.commit()
    refused(client, come_back(client, provider))
    db.session.add(ExternalIdentity(user_id=person.id, issuer=provider.issuer, subject="first", linked_at=START))
    person.is_active = True
    db.session.commit()
    refused(client, come_back(client, provider, sub="second"))
    assert come_back(client, provider, sub="first").location == "/firm/"


def test_officers_come_in_too_and_the_second_factor_is_still_asked_for(
    client: FlaskClient, provider: LocalProvider, person: User
) -> None:
    person.grants.append(RoleGrant(role=Role.REVIEWER, region_code="330205"))
    db.session.commit()
    assert come_back(client, provider).location.startswith("/officer/")
    client.post("/logout")
    db.session.add(SecondFactor(user_id=person.id, secret="A" * 32, confirmed_at=START))  # noqa: S106
    db.session.commit()
    assert come_back(client, provider, "/login/openid?next=/account").location == "/login/code?next=/account"
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_never_leads_elsewhere(client: FlaskClient, provider: LocalProvider, person: User, next_page: str) -> None:
    location = client.get("/login/openid", query_string={"next": next_page}).location
    assert client.get(f"{RETURN}?{provider.agree(location, START)}").location == "/firm/"


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "http://localhost:1"},
        {"token_endpoint": "http://localhost:9/"},
        {"jwks_uri": "ftp://localhost/keys"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_is_another_or_out_of_reach_is_named_in_words(
    client: FlaskClient, provider: LocalProvider, person: User, description: dict[str, str]
) -> None:
    query = provider.agree(client.get("/login/openid").location, START)
    provider.description = description
    assert "统一身份认证" in refused(client, client.get(f"{RETURN}?{query}"))


def test_a_token_is_good_until_a_minute_after_its_end(
    client: FlaskClient, provider: LocalProvider, person: User, clock: FixedClock
) -> None:
    query = provider.agree(client.get("/login/openid").location, START)
    clock.instant = START + timedelta(seconds=359)
    assert client.get(f"{RETURN}?{query}").location == "/firm/"


def test_who_is_in_already_stays_who_it_is(client: FlaskClient, provider: LocalProvider, person: User) -> None:
    query = provider.agree(client.get("/login/openid").location, START)
    log_in(client, user("另一人"))
    assert client.get(f"{RETURN}?{query}").location == "/firm/"
    assert "另一人" in page(client.get("/account")).get_text()
