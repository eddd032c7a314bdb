"""Routes: each says what it asks for, of the family of its audience, and reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.routing import Rule

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.permissions import Permission
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.web.shared.application import READING, RegistryFlask
from registry.web.shared.permissions import FIRM_ROLES, permission_of, requires
from tests.factories import people
from tests.factories.enterprises import enterprise, member
from tests.web.conftest import Browser
from tests.web.login import log_in

OFFICE = {permission for permission in Permission if permission.value.startswith("office:")}
FAMILIES = {
    "public": {Permission.PUBLIC, Permission.LOGGED_IN},
    "firm": {*FIRM_ROLES, Permission.LOGGED_IN},
    "officer": OFFICE - {Permission.AUDIT_READ, Permission.ACCOUNTS_MANAGE},
    "admin": {Permission.AUDIT_READ, Permission.ACCOUNTS_MANAGE},
}


def rules(app: RegistryFlask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def audience_of(rule: Rule) -> str:
    return rule.endpoint.partition(".")[0]


def test_every_route_says_what_it_asks_for(app: RegistryFlask) -> None:
    assert len(rules(app)) > 50
    assert [rule.endpoint for rule in rules(app) if permission_of(app, rule.endpoint) is None] == []


def test_every_route_asks_for_something_of_its_audience(app: RegistryFlask) -> None:
    strange = [
        (rule.endpoint, permission_of(app, rule.endpoint))
        for rule in rules(app)
        if permission_of(app, rule.endpoint) not in FAMILIES[audience_of(rule)]
    ]
    assert strange == []


def test_a_firms_page_names_the_firm_and_nobody_elses_does(app: RegistryFlask) -> None:
    """The guard finds the membership by `uscc`; a firm permission without it would have nothing to check."""
    asks_membership = {rule.endpoint for rule in rules(app) if permission_of(app, rule.endpoint) in FIRM_ROLES}
    names_the_firm = {rule.endpoint for rule in rules(app) if audience_of(rule) == "firm" and "uscc" in rule.arguments}
    assert asks_membership == names_the_firm


def test_every_permission_is_asked_for_and_held_by_somebody(app: RegistryFlask) -> None:
    assert {permission_of(app, rule.endpoint) for rule in rules(app)} == set(Permission)


def test_every_audience_has_its_own_addresses(app: RegistryFlask) -> None:
    for rule in rules(app):
        audience = audience_of(rule)
        inside = rule.rule.startswith(f"/{audience}/")
        assert inside != (audience == "public"), rule.rule


def test_no_address_takes_a_bare_number_of_a_row(app: RegistryFlask) -> None:
    """Row numbers are guessable and overflow; only ordinals of something already named may be numbers."""
    numbers = {
        (rule.endpoint, name)
        for rule in rules(app)
        for name, converter in rule._converters.items()
        if type(converter).__name__ == "IntegerConverter"
    }
    assert {name for _endpoint, name in numbers} <= {"no", "year"}


@contextmanager
def written() -> Iterator[list[str]]:
    """The writing statements sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def _separate_requests(app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", Browser)


@pytest.fixture
def everybody(client: FlaskClient, session: scoped_session[Session]) -> FlaskClient:
    """A person with every role, who also acts for a firm."""
    person = people.user(role=Role.REGISTRAR)
    person.grants += [RoleGrant(role=role, region_code="330205") for role in Role if role is not Role.REGISTRAR]
    member(enterprise("宁波阅读科技有限公司"), person, MemberRole.SUBMITTER)
    db.session.commit()
    log_in(client, person)
    return client


def readable(app: RegistryFlask, uscc: str) -> list[str]:
    """Addresses of all pages that can be read knowing no more than the firm."""
    known = {"uscc": uscc, "year": "2025"}
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
        for rule in rules(app)
        if "GET" in (rule.methods or ()) and rule.arguments <= known.keys()
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reading_any_page_writes_nothing(app: RegistryFlask, everybody: FlaskClient, language: str) -> None:
    everybody.set_cookie("language", language)
    firm = db.session.scalars(select(Enterprise)).one()
    addresses = readable(app, firm.uscc)
    assert len(addresses) > 20
    with written() as statements:
        answers = {address: everybody.get(address).status_code for address in addresses}
        everybody.get(f"/firm/{firm.uscc}/")
    assert statements == []
    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert sum(status == 200 for status in answers.values()) > 20


@requires(Permission.PUBLIC)
def _writing_view(**_arguments: object) -> str:
    people.user("阅读时写入")
    return "written"


def test_what_a_reading_request_changes_is_undone(
    app: RegistryFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "public.accessibility", _writing_view)
    monkeypatch.setitem(app.view_functions, "public.preferences", _writing_view)
    count = select(func.count()).select_from(User)
    with written() as statements:
        assert client.get("/accessibility").text == "written"
    assert statements, "the view has to write for this test to say anything"
    assert db.session.scalar(count) == 0
    assert client.post("/preferences").text == "written"
    assert db.session.scalar(count) == 1


def test_a_route_that_only_acts_cannot_be_read(app: RegistryFlask, everybody: FlaskClient) -> None:
    acts = [rule for rule in rules(app) if not READING & {"GET"} & (rule.methods or set())]
    adapter = app.url_map.bind("localhost")
    known = dict.fromkeys(("uscc", "public_id", "no", "year"), "1")
    assert acts
    for rule in acts:
        arguments = {name: known.get(name, "1") for name in rule.arguments}
        assert everybody.get(adapter.build(rule.endpoint, arguments)).status_code in {404, 405}
