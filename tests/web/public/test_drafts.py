"""Where the pages send what is typed: only the person's own open pages are believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role
from registry.accounts.services import start_session
from registry.drafts.models import FieldDraft
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.conftest import FixedClock
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    made = enterprise()
    db.session.commit()
    return made


@pytest.fixture
def clerk(app: RegistryFlask, firm: Enterprise) -> Callable[..., FlaskClient]:
    """clerk(name, role) is the browser of somebody of the firm."""

    def sit_down(name: str = "王芳", role: MemberRole = MemberRole.SUBMITTER) -> FlaskClient:
        person = user(name)
        member(firm, person, role)
        browser = app.test_client()
        log_in(browser, person)
        return browser

    return sit_down


def seal(browser: FlaskClient, firm: Enterprise, path: str = "reports/2025") -> str:
    return str(page(browser.get(f"/firm/{firm.uscc}/{path}")).select_one("input[name=typed_seal]")["value"])  # type: ignore[index]


def send(browser: FlaskClient, form: Any, **fields: Any) -> Any:
    return browser.post("/drafts", json={"form": form, "fields": fields})


def kept() -> dict[str, list[str]]:
    return {row.field: row.value for row in db.session.scalars(select(FieldDraft))}


def test_it_says_when_and_what_colleagues_typed(clerk: Callable[..., FlaskClient], firm: Enterprise) -> None:
    first, second = clerk("王芳"), clerk("李强", MemberRole.PREPARER)
    answer = send(first, seal(first, firm), revenue=["12 万"], staff=["7"])
    assert answer.status_code == 200
    assert answer.json["saved"] == "09:00"
    assert answer.json["others"] == []
    assert answer.headers["Cache-Control"] == "no-store"
    answer = send(second, seal(second, firm), revenue=["13"])
    said = [(one["field"], one["says"], one["values"]) for one in answer.json["others"]]
    assert said == [
        ("revenue", "王芳 于 09:00 输入，尚未提交保存：", ["12 万"]),
        ("staff", "王芳 于 09:00 输入，尚未提交保存：", ["7"]),
    ]


def test_nothing_typed_is_asked_for_what_others_typed(clerk: Callable[..., FlaskClient], firm: Enterprise) -> None:
    browser = clerk()
    assert send(browser, seal(browser, firm)).status_code == 200
    assert kept() == {}


def test_without_a_session_nothing_is_kept(
    app: RegistryFlask, clerk: Callable[..., FlaskClient], firm: Enterprise
) -> None:
    form = seal(clerk(), firm)
    assert send(app.test_client(), form, revenue=["12"]).status_code == 401
    assert kept() == {}


def test_the_seal_of_a_colleague_opens_nothing(clerk: Callable[..., FlaskClient], firm: Enterprise) -> None:
    form = seal(clerk("王芳"), firm)
    assert send(clerk("李强"), form, revenue=["12"]).status_code == 401
    assert kept() == {}


@pytest.mark.parametrize("form", ["", "report:2025", "WyJhIl0.x", "é", "WyJmaXJtIl0.AAAA"])
def test_a_made_up_seal_is_no_form(clerk: Callable[..., FlaskClient], firm: Enterprise, form: str) -> None:
    assert send(clerk(), form, revenue=["12"]).status_code == 404


def test_a_seal_is_good_for_a_week(
    clerk: Callable[..., FlaskClient], firm: Enterprise, app: RegistryFlask, clock: FixedClock
) -> None:
    browser = clerk()
    form = seal(browser, firm)
    clock.instant += timedelta(days=7)
    log_in_again(browser, clock)
    assert send(browser, form, revenue=["12"]).status_code == 200
    clock.instant += timedelta(seconds=1)
    assert send(browser, form, revenue=["13"]).status_code == 404


def log_in_again(browser: FlaskClient, clock: FixedClock) -> None:
    person = db.session.scalars(select(Member)).first()
    assert person is not None
    token, _row = start_session(person.user, address="127.0.0.1", agent="test", at=clock.instant)
    db.session.commit()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = token


def test_who_has_left_the_firm_keeps_and_sees_nothing_more(clerk: Callable[..., FlaskClient], firm: Enterprise) -> None:
    browser = clerk()
    form = seal(browser, firm)
    db.session.scalars(select(Member)).one().state = MembershipState.ENDED
    db.session.commit()
    answer = send(browser, form, revenue=["12"])
    assert answer.status_code == 404
    assert "others" not in answer.json
    assert kept() == {}


def test_an_officer_without_the_role_any_more_is_refused(app: RegistryFlask, firm: Enterprise) -> None:
    person = user("登记员", role=Role.REGISTRAR)
    browser = app.test_client()
    log_in(browser, person)
    address = f"/officer/enterprises/{firm.uscc}"
    link = page(browser.get(address)).select_one('a[href$="/change"]')
    assert link is not None
    form = page(browser.get(str(link["href"]))).select_one("input[name=typed_seal]")["value"]  # type: ignore[index]
    assert send(browser, form, address=["新地址"]).status_code == 200
    db.session.delete(person.grants[0])
    db.session.flush()
    db.session.expire(person)
    db.session.commit()
    assert send(browser, form, address=["新地址二"]).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason_revenue": ["好\x00"]}, "reason_revenue"),
        ({"reason_revenue": ["\ud83d"]}, "reason_revenue"),
        ({"revenue": ["1" * 20_001]}, "revenue"),
        ({"revenue": "12"}, None),
        ({"revenue": [12]}, None),
        ({"revenue": None}, None),
        ({"": ["1"]}, None),
    ],
)
def test_bad_values_are_told_at_their_field(
    clerk: Callable[..., FlaskClient], firm: Enterprise, fields: dict[str, Any], field: str | None
) -> None:
    browser = clerk()
    answer = send(browser, seal(browser, firm), **fields)
    assert answer.status_code == 422
    assert answer.json["error"]
    assert answer.json["field"] == field
    assert kept() == {}


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"fields": {}}', '{"form": "x"}', '{"form": 1, "fields": {}}']
)
def test_what_no_page_sends_is_refused(clerk: Callable[..., FlaskClient], body: str) -> None:
    answer = clerk().post("/drafts", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_the_seal_stands_in_for_the_token_and_renews_it(
    app: RegistryFlask, clerk: Callable[..., FlaskClient], firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser = clerk()
    form = seal(browser, firm)
    with browser.session_transaction() as cookie:
        cookie.pop("csrf_token")
    answer = send(browser, form, revenue=["12"])
    assert answer.status_code == 200
    address = f"/firm/{firm.uscc}/reports/2025"
    assert browser.post(address, data={"csrf_token": answer.json["token"], "version": "0"}).status_code == 303


@pytest.mark.parametrize("body", ['{"form": "\\ud800.a.b", "fields": {}}', "[" * 100_000, '{"form": 1, "fields": {}}'])
def test_what_no_page_sends_is_refused_in_words(client: FlaskClient, body: str) -> None:
    answer = client.post("/drafts", data=body, content_type="application/json")
    assert answer.status_code in (404, 422)
    assert answer.get_json()["error"]
