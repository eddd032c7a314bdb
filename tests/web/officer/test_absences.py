"""离岗与代办 on the officer's screen."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.accounts.models import Role, User
from tests.factories.applications import HIGHER, Office, procedure
from tests.factories.people import user
from tests.factories.time import START
from tests.web.login import log_in
from tests.web.officer.test_applications import path, person
from tests.web.pages import page

TODAY = START.date().isoformat()


def deputy() -> User:
    return user("街道乙", role=Role.STREET_OFFICER, region="330205003")


def test_what_an_absent_officer_has_in_hand_is_in_the_deputys_queue(client: FlaskClient) -> None:
    office, second = Office(), deputy()
    case = procedure(HIGHER, office=office).submit()
    log_in(client, person(office.street))
    client.post(f"/officer/queue/{case.application.public_id}/take")
    answer = client.post("/officer/absences", data={"first_day": TODAY, "last_day": TODAY, "deputy": second.public_id})
    assert answer.status_code == 303
    assert "离岗中" in page(client.get("/officer/absences")).get_text()
    log_in(client, second)
    queue = page(client.get("/officer/queue?holder=mine")).select_one("#queue")
    assert queue.select_one("tbody th a")["href"] == path(case)
    assert "由您代办" in queue.get_text()
    listed = page(client.get("/officer/absences")).select_one("#absences")
    assert "街道甲" in listed.get_text()
    assert not listed.select("form")


def test_the_one_who_is_away_ends_it_and_nobody_else(client: FlaskClient) -> None:
    office, second = Office(), deputy()
    log_in(client, person(office.street))
    client.post("/officer/absences", data={"first_day": TODAY, "last_day": TODAY, "deputy": second.public_id})
    end = page(client.get("/officer/absences")).select_one("#absences form")["action"]
    log_in(client, second)
    page(client.post(end), 404)
    log_in(client, person(office.street))
    assert client.post(end).status_code == 303
    assert not page(client.get("/officer/absences")).select("#absences")


def test_wrong_days_and_deputies_are_said_at_the_field_and_kept(client: FlaskClient) -> None:
    office, second = Office(), deputy()
    log_in(client, person(office.street))
    past = page(
        client.post(
            "/officer/absences", data={"first_day": "2020-01-01", "last_day": TODAY, "deputy": second.public_id}
        ),
        422,
    )
    assert "不能早于今天" in past.select_one("#first_day-error").get_text()
    assert past.select_one("#first_day")["value"] == "2020-01-01"
    strange = page(client.post("/officer/absences", data={"first_day": "昨天", "last_day": "", "deputy": "x"}), 422)
    assert all(strange.select_one(f"#{name}-error") for name in ("first_day", "last_day", "deputy"))


def test_without_a_colleague_of_the_same_post_the_page_says_whom_to_ask(client: FlaskClient) -> None:
    log_in(client, person(Office().street))
    shown = page(client.get("/officer/absences"))
    assert "请管理员" in shown.get_text()
    assert not shown.select("#deputy")
    log_in(client, user(role=Role.ADMINISTRATOR))
    page(client.get("/officer/absences"), 403)
