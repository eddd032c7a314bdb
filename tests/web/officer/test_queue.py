"""办件队列: filters in the address, taking and handing over, the next case, the list as a table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role, User
from registry.extensions import db
from tests.conftest import START
from tests.factories.applications import DISTRICT, HIGHER, Office, Procedure, procedure
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.officer.test_applications import path, person
from tests.web.pages import page

STREET = "330205003"


def sent(office: Office, scheme: str = HIGHER, days: int = 1) -> Procedure:
    return procedure(scheme, at=START - timedelta(days=days), office=office).submit()


def shown(client: FlaskClient, query: str = "") -> list[str]:
    return [one["href"] for one in page(client.get(f"/officer/queue{query}")).select("#queue tbody th a")]


def colleague(name: str = "街道乙") -> User:
    return user(name, role=Role.STREET_OFFICER, region=STREET)


def act(case: Procedure, act: str) -> str:
    return f"/officer/queue/{case.application.public_id}/{act}"


def test_filters_stand_in_the_address_and_nonsense_narrows_nothing(client: FlaskClient) -> None:
    office = Office()
    late, other = sent(office, days=40), sent(office, DISTRICT)
    log_in(client, person(office.street))
    both = [path(late), path(other)]
    assert shown(client) == both
    assert shown(client, "?order=age") == both
    assert shown(client, "?late=1") == shown(client, f"?scheme={HIGHER}") == [path(late)]
    assert shown(client, "?holder=mine") == shown(client, "?stage=approver") == []
    assert shown(client, "?stage=x&scheme=x&region=x&late=x&holder=x&order=x&after=x") == both
    assert "没有符合条件的申请" in page(client.get("/officer/queue?holder=mine")).get_text()


def test_a_pasted_column_of_codes_narrows_and_what_is_unknown_is_said(client: FlaskClient) -> None:
    office = Office()
    one, _other = sent(office), sent(office)
    log_in(client, person(office.street))
    code = one.application.enterprise.uscc
    answer = page(client.get("/officer/queue", query_string={"codes": f"{code}\r\n{code}\n913302000000000000\nabc"}))
    assert [link["href"] for link in answer.select("#queue tbody th a")] == [path(one)]
    text = answer.get_text()
    assert "不是统一社会信用代码，未用于筛选：abc" in text
    assert "系统中没有这些代码的企业" in text
    assert answer.select_one("#codes").get_text().count(code) == 2


def test_the_pages_hold_every_case_once_with_the_same_filters(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.web.officer.views.queue.PAGE", 2)
    office = Office()
    cases = {path(sent(office, days=days)) for days in (1, 1, 2, 3, 4)}
    sent(office, DISTRICT)
    log_in(client, person(office.street))
    address, found = f"/officer/queue?scheme={HIGHER}", []
    while address:
        answer = page(client.get(address))
        assert "共 5 条" in answer.get_text()
        found += [one["href"] for one in answer.select("#queue tbody th a")]
        link = answer.select_one("a[rel=next]")
        address = link["href"] if link else ""
    assert len(found) == 5
    assert set(found) == cases


def test_a_case_is_taken_and_given_back_and_the_filters_stay(client: FlaskClient) -> None:
    office = Office()
    case, second = sent(office), colleague()
    log_in(client, person(office.street))
    answer = client.post(act(case, "take") + "?late=&order=age")
    assert answer.status_code == 303
    assert answer.location == "/officer/queue?order=age"
    assert shown(client, "?holder=mine") == [path(case)]
    log_in(client, second)
    assert shown(client) == []
    assert "街道甲" in page(client.get("/officer/queue?holder=others")).select_one("#queue").get_text()
    refused = page(client.post(act(case, "take")), 409)
    assert "街道甲 已领取这件申请" in refused.get_text()
    page(client.post(act(case, "release")), 409)
    log_in(client, person(office.street))
    assert client.post(act(case, "release")).status_code == 303
    assert shown(client, "?holder=free") == [path(case)]


def test_a_case_is_handed_to_who_may_act_on_it(client: FlaskClient) -> None:
    office = Office()
    case, second = sent(office), colleague()
    elsewhere = user("他街道", role=Role.STREET_OFFICER, region="330205007")
    log_in(client, person(office.street))
    form = page(client.get(act(case, "hand-over")))
    assert "街道乙" in form.select_one("#to").get_text()
    assert "他街道" not in form.select_one("#to").get_text()
    wrong = page(client.post(act(case, "hand-over"), data={"to": elsewhere.public_id, "reason": "出差"}), 422)
    assert "出差" in wrong.select_one("#reason").get_text()
    assert wrong.select_one("#to-error")
    assert client.post(act(case, "hand-over"), data={"to": second.public_id}).status_code == 303
    assert shown(client) == []
    log_in(client, second)
    assert shown(client, "?holder=mine") == [path(case)]


def test_whose_turn_it_is_not_may_neither_take_nor_hand_over(client: FlaskClient) -> None:
    office = Office()
    case = sent(office)
    log_in(client, person(office.approver))
    page(client.post(act(case, "take")), 403)
    page(client.get(act(case, "hand-over")), 403)
    page(client.post(act(case, "hand-over"), data={"to": person(office.street).public_id}), 403)
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    page(client.post(act(case, "take")), 404)
    log_in(client, user(role=Role.LEADER))
    page(client.get("/officer/queue"), 403)


def test_after_an_act_the_next_case_is_that_of_the_list_last_looked_at(client: FlaskClient) -> None:
    office = Office()
    first, second = sent(office, days=3), sent(office, days=2)
    sent(office, DISTRICT, days=9)
    log_in(client, person(office.street))
    assert not page(client.get(path(first))).select("a[data-key=n]")
    assert shown(client, f"?scheme={HIGHER}") == [path(first), path(second)]
    link = page(client.get(path(first))).select_one("a[data-key=n]")["href"]
    assert client.get(link).location == path(second)
    first.at = START
    first.pass_stage()
    db.session.commit()
    assert client.get(link).location == path(second)
    last = page(client.get(path(second))).select_one("a[data-key=n]")["href"]
    assert client.get(last).location == f"/officer/queue?scheme={HIGHER}"
    assert client.get("/officer/queue/next?seen=nonsense").location == path(second)


def test_the_whole_list_is_a_table_of_text(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    case = sent(office, days=40)
    sent(office, DISTRICT)
    log_in(client, person(office.street))
    lines = page(client.get("/officer/queue/table?late=1")).select_one("textarea").get_text().strip("\n").split("\n")
    assert [line.count("\t") for line in lines] == [8, 8]
    assert lines[1].startswith(case.application.enterprise.uscc + "\t")
    assert "\t是\t40\t" in lines[1]
    monkeypatch.setattr("registry.web.officer.views.queue.MOST_COPIED", 1)
    assert "只列出前 1 件" in page(client.get("/officer/queue/table")).get_text()
