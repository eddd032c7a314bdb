"""With a one-time password a person reaches the page of the new password, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user
from registry.audit.models import AuditEvent
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.web.shared.application import READING, RegistryFlask
from registry.web.shared.first_password import OPEN
from tests.conftest import START
from tests.factories.enterprises import enterprise, member
from tests.web.login import log_in
from tests.web.pages import page

GIVEN = "vwx7k-2mqrt-9hjcd-pstuv"
OWN = "两朵云落在屋顶上"


@pytest.fixture(params=[*Role, None], ids=lambda role: role.value if role else "firm")
def newcomer(request: pytest.FixtureRequest, client: FlaskClient) -> User:
    """A person of each role, or of a firm, whose password was made by somebody else."""
    policy = PasswordPolicy(1, 8, 1)
    person = register_user("new@example.cn", "新人", GIVEN, policy=policy, at=START, must_change_password=True)
    if request.param is None:
        member(enterprise(), person, MemberRole.SUBMITTER)
    else:
        person.grants.append(RoleGrant(role=request.param, region_code="330205"))
    db.session.commit()
    return person


def events() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_every_page_and_every_act_leads_to_the_new_password(
    app: RegistryFlask, client: FlaskClient, newcomer: User
) -> None:
    log_in(client, newcomer)
    before = events()
    adapter = app.url_map.bind("localhost")
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        numbers = {name for name, one in rule._converters.items() if type(one).__name__ == "IntegerConverter"}
        known = {name: 1 if name in numbers else "csv" if name == "format" else "x" for name in rule.arguments}
        address = adapter.build(rule.endpoint, known, method=None)
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = client.open(address, method=method, data={} if method not in READING else None)
            assert (answer.status_code, urlsplit(answer.location).path) == (303, "/account/password"), address
            assert method == "GET" or "next" not in answer.location
            tried += 1
    assert tried > 60
    assert events() == before


def test_logging_in_leads_there_and_from_there_on(client: FlaskClient, newcomer: User) -> None:
    answer = client.post("/login?next=/account", data={"email": "new@example.cn", "password": GIVEN})
    assert (answer.status_code, answer.location) == (303, "/account/password?next=/account")
    soup = page(client.get(answer.location))
    assert "一次性密码" in soup.main.get_text()
    assert soup.find(id="site-nav") is None
    kept = {"old_password": GIVEN, "password": GIVEN, "password_again": GIVEN}
    assert page(client.post(answer.location, data=kept), 422).find(id="password-error")
    assert client.get("/account").status_code == 303
    changed = client.post(answer.location, data={"old_password": GIVEN, "password": OWN, "password_again": OWN})
    assert (changed.status_code, changed.location) == (303, "/account")
    soup = page(client.get("/account"))
    assert soup.find(id="site-nav")
    assert not newcomer.must_change_password


def test_language_and_leaving_stay_open(client: FlaskClient, newcomer: User) -> None:
    log_in(client, newcomer)
    answer = client.post("/preferences", data={"language": "en", "next": "/account/password"})
    assert answer.location == "/account/password"
    with client.get("/static/css/tokens.css") as style:
        assert style.status_code == 200
    assert client.post("/logout").location == "/"
    page(client.get("/"))


def test_who_has_an_own_password_is_not_led_anywhere(client: FlaskClient, newcomer: User) -> None:
    newcomer.must_change_password = False
    log_in(client, newcomer)
    page(client.get("/account"))
    assert page(client.get("/account/password")).find(id="site-nav")


def test_an_address_that_does_not_exist_is_still_not_found(client: FlaskClient, newcomer: User) -> None:
    log_in(client, newcomer)
    page(client.get("/no/such/page"), 404)
