"""Public notices: what everybody reads, and objecting from the first day to the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.documents.enclosures import enclosures_of
from registry.enterprises.queries import current_profile
from registry.extensions import db
from registry.notices.models import EntryState, Objection
from registry.notices.services import close_due
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock
from tests.documents.files import PNG
from tests.factories.applications import procedure
from tests.web.pages import page

TODAY = date(2026, 3, 2)


@dataclass
class Shown:
    """A notice with one firm, by what stands in addresses and on the page."""

    path: str
    application: str
    firm: str
    ends_on: date

    @property
    def form(self) -> dict[str, str]:
        """A whole objection."""
        return {
            "firm": self.application,
            "name": "陈真",
            "contact": "13800001234",
            "matter": "该企业 2025 年研发人员人数与社保记录不符。",
        }


def shown(starts_on: date = TODAY) -> Shown:
    case = procedure().submit().approve()
    notice = case.publish(starts_on)
    profile = current_profile(case.application.enterprise_id, TODAY)
    assert profile is not None
    found = Shown(f"/notices/{notice.public_id}", case.application.public_id, profile.name, notice.ends_on)
    db.session.commit()
    return found


@pytest.fixture
def running(client: FlaskClient) -> Shown:
    """A notice that begins today, on 2 March 2026, for ten working days."""
    return shown()


def on_day(clock: FixedClock, day: date) -> None:
    clock.instant = START + timedelta(days=(day - TODAY).days)


def test_a_running_notice_is_read_by_everybody(client: FlaskClient, running: Shown) -> None:
    listed = page(client.get("/notices"))
    assert listed.find(id="running").find("a", href=running.path)
    assert listed.find(id="past") is None
    text = page(client.get(running.path)).get_text()
    assert f"2026-03-02 至 {running.ends_on}（含首尾两日）" in text
    assert running.firm in text
    assert "孔浦街道" in text
    assert "以下企业拟认定。" in text


def test_a_notice_exists_from_its_first_day(client: FlaskClient, clock: FixedClock) -> None:
    coming = shown(TODAY + timedelta(days=1))
    page(client.get(coming.path), 404)
    page(client.get(f"{coming.path}/objections"), 404)
    assert page(client.get("/notices")).find("a", href=coming.path) is None
    clock.pass_days(1)
    page(client.get(coming.path))


def test_after_its_last_day_it_is_listed_as_ended_with_its_outcome(
    client: FlaskClient, clock: FixedClock, running: Shown
) -> None:
    on_day(clock, running.ends_on)
    assert page(client.get("/notices")).find(id="running")
    assert "今天是最后一日" in page(client.get(running.path)).get_text()
    clock.pass_days(1)
    listed = page(client.get("/notices"))
    assert listed.find(id="running") is None
    assert listed.find(id="past").find("a", href=running.path)
    assert "期满待生效" in page(client.get(running.path)).get_text()
    close_due(running.ends_on + timedelta(days=1), clock.now())
    db.session.commit()
    assert "已认定生效" in page(client.get(running.path)).get_text()


@pytest.mark.parametrize("path", ["none", "%00", "x" * 300, "公示", "..%2f..%2fetc"])
def test_a_notice_that_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    page(client.get(f"/notices/{path}"), 404)
    page(client.post(f"/notices/{path}/objections", data={}), 404)


@pytest.mark.parametrize("after", ["x", "%00", "WyJ4IiwxXQ", "WyIyMDI2LTAzLTAyIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"])
def test_a_nonsense_page_of_the_list_is_its_beginning(client: FlaskClient, running: Shown, after: str) -> None:
    page(client.get(f"/notices?after={after}"))


def test_an_objection_holds_the_firm_and_gives_a_receipt(
    app: RegistryFlask, client: FlaskClient, running: Shown
) -> None:
    chosen = page(client.get(f"{running.path}/objections?firm={running.application}")).find(id="firm")
    assert chosen.find("option", selected=True)["value"] == running.application
    answer = client.post(f"{running.path}/objections", data=running.form)
    assert (answer.status_code, answer.location) == (303, f"{running.path}/objections/done")
    objection = db.session.scalars(select(Objection)).one()
    number, entry = objection.number, objection.entry
    assert (objection.objector_name, objection.objector_contact) == ("陈真", "13800001234")
    assert entry.state == EntryState.HELD
    assert number in page(client.get(answer.location)).get_text()
    elsewhere = app.test_client().get(answer.location)
    assert (elsewhere.status_code, elsewhere.location) == (303, running.path)


def test_the_public_page_does_not_say_who_objected(client: FlaskClient, running: Shown) -> None:
    client.post(f"{running.path}/objections", data=running.form)
    text = page(client.get(running.path)).get_text()
    assert "陈真" not in text
    assert "13800001234" not in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"firm": ""}, "firm"),
        ({"firm": "another"}, "firm"),
        ({"name": "  "}, "name"),
        ({"name": "名" * 61}, "name"),
        ({"contact": ""}, "contact"),
        ({"contact": "1\x002"}, "contact"),
        ({"matter": "不符"}, "matter"),
        ({"matter": "九个字不够写清楚"}, "matter"),
        ({"matter": "长" * 5001}, "matter"),
    ],
)
def test_a_refused_objection_says_where_and_keeps_what_was_typed(
    client: FlaskClient, running: Shown, changes: dict[str, str], field: str
) -> None:
    soup = page(client.post(f"{running.path}/objections", data=running.form | changes), 422)
    assert soup.find(id=f"{field}-error").get_text(strip=True)
    kept = "name" if field != "name" else "contact"
    assert soup.find(id=kept)["value"] == running.form[kept]
    if field != "matter":
        assert running.form["matter"] in soup.find(id="matter").get_text()
    assert db.session.scalars(select(Objection)).all() == []


def test_objections_are_taken_on_the_last_day_and_not_on_the_next(
    client: FlaskClient, clock: FixedClock, running: Shown
) -> None:
    on_day(clock, running.ends_on)
    assert client.post(f"{running.path}/objections", data=running.form).status_code == 303
    clock.pass_days(1)
    late = page(client.post(f"{running.path}/objections", data=running.form), 422)
    assert "异议应在公示期内" in late.find(id="error-summary").get_text()
    assert late.find(id="name")["value"] == "陈真"
    led_back = client.get(f"{running.path}/objections")
    assert (led_back.status_code, led_back.location) == (303, running.path)
    assert len(db.session.scalars(select(Objection)).all()) == 1


def test_the_receipt_of_another_notice_is_not_shown(client: FlaskClient, running: Shown) -> None:
    client.post(f"{running.path}/objections", data=running.form)
    other = shown()
    answer = client.get(f"{other.path}/objections/done")
    assert (answer.status_code, answer.location) == (303, other.path)


def test_the_sixth_objection_of_one_contact_within_an_hour_waits(
    client: FlaskClient, running: Shown, clock: FixedClock
) -> None:
    path = f"{running.path}/objections"
    for _time in range(5):
        assert client.post(path, data=running.form).status_code == 303
        clock.instant += timedelta(minutes=5)
    refused = client.post(path, data=running.form | {"contact": " 138 0000 1234"})
    soup = page(refused, 429)
    assert "35 分钟后（10:00 起）" in soup.find(id="error-summary").get_text()
    assert refused.headers["Retry-After"] == "2100"
    assert soup.find(id="matter").get_text(strip=True) == running.form["matter"]
    assert soup.find(id="name")["value"] == running.form["name"]
    assert len(db.session.scalars(select(Objection)).all()) == 5
    assert client.post(path, data=running.form | {"contact": "other@example.cn"}).status_code == 303
    clock.instant = START + timedelta(hours=1)
    assert client.post(path, data=running.form).status_code == 303


def test_the_eleventh_objection_from_one_address_waits_and_other_addresses_do_not(
    client: FlaskClient, running: Shown
) -> None:
    path = f"{running.path}/objections"
    answers = [client.post(path, data=running.form | {"contact": f"c{n}"}).status_code for n in range(11)]
    assert answers == [303] * 10 + [429]
    elsewhere = client.post(path, data=running.form, environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    assert elsewhere.status_code == 303


def test_refused_objections_do_not_count(client: FlaskClient, running: Shown) -> None:
    for _time in range(12):
        page(client.post(f"{running.path}/objections", data=running.form | {"matter": "不符"}), 422)
    assert client.post(f"{running.path}/objections", data=running.form).status_code == 303


def test_evidence_goes_with_the_objection_and_a_wrong_file_keeps_what_was_typed(
    client: FlaskClient, running: Shown
) -> None:
    path = f"{running.path}/objections"
    wrong = client.post(path, data=running.form | {"file": (BytesIO(b"MZ\x90"), "证据.exe")})
    soup = page(wrong, 422)
    assert soup.find(id="file-error").get_text(strip=True)
    assert soup.find(id="name")["value"] == running.form["name"]
    assert db.session.scalars(select(Objection)).all() == []
    answer = client.post(path, data=running.form | {"file": (BytesIO(PNG), "社保截图.png")})
    receipt = page(client.get(answer.location)).get_text()
    objection = db.session.scalars(select(Objection)).one()
    assert "已收到一份" in receipt
    assert "发到您留下的邮箱" not in receipt
    assert objection.number in receipt
    assert enclosures_of("objection", [objection.public_id])[objection.public_id][0].filename == "社保截图.png"
    assert "社保截图" not in page(client.get(running.path)).get_text()


def test_who_left_an_address_is_told_that_a_mail_follows(
    app: RegistryFlask, client: FlaskClient, running: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{running.path}/objections"
    by_mail = running.form | {"contact": "chen@example.cn"}
    assert "发到您留下的邮箱" in page(client.get(client.post(path, data=by_mail).location)).get_text()
    monkeypatch.setitem(app.config, "HAS_MAIL", False)
    assert "发到您留下的邮箱" not in page(client.get(client.post(path, data=by_mail).location)).get_text()
    assert "发到邮箱" not in page(client.get(path)).get_text()
