"""The pages of reported figures: the registrar enters, others of the office read, the plan page shows."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role
from registry.extensions import db
from registry.statistics.models import Observation
from registry.statistics.services import load_plans
from registry.web.shared.application import RegistryFlask
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

LIST = "/officer/observations"
ONE = f"{LIST}/jiangbei-2021-2025/rd_gdp_ratio"
FORM = {
    "version": "0",
    "period_end": "2025-12-31",
    "value": "3.91",
    "source": "区统计局",
    "document": "2025年统计公报",
    "note": "初步数",
}


@pytest.fixture
def registrar(client: FlaskClient, at: datetime) -> FlaskClient:
    load_plans(at=at)
    log_in(client, user("登记员", role=Role.REGISTRAR))
    return client


def rows() -> list[Observation]:
    return list(db.session.scalars(select(Observation).order_by(Observation.id)))


def test_a_figure_is_entered_and_shown_with_its_source_on_the_plan(registrar: FlaskClient) -> None:
    listed = page(registrar.get(LIST)).find("table", id="wanted")
    assert "高新技术企业数" not in listed.get_text()
    link = next(a["href"] for a in listed.find_all("a") if a["href"].startswith(f"{ONE}/enter"))
    assert page(registrar.get(link)).find(id="version")["value"] == "0"
    answer = registrar.post(link, data=FORM)
    assert (answer.status_code, answer.location) == (303, ONE)
    history = page(registrar.get(ONE)).find("table", id="history").get_text(" ", strip=True)
    assert all(word in history for word in ("3.91", "区统计局", "2025年统计公报", "初步数", "登记员", "现行"))
    row = next(row for row in page(registrar.get(LIST)).select("#wanted tbody tr") if row.find("a", href=ONE))
    assert all(word in row.get_text() for word in ("3.91", "2025-12-31", "区统计局"))
    public = page(registrar.get("/plan")).get_text()
    assert "填报：区统计局" in public
    assert "初步数" not in page(registrar.get("/plan/rd_gdp_ratio")).get_text()


def test_a_correction_begins_with_what_is_there_and_keeps_it(registrar: FlaskClient) -> None:
    registrar.post(f"{ONE}/enter", data=FORM)
    address = next(a["href"] for a in page(registrar.get(ONE)).select("#history a"))
    shown = page(registrar.get(address))
    version = shown.find(id="version")["value"]
    assert (shown.find(id="value")["value"], shown.find(id="period_end")["value"]) == ("3.91", "2025-12-31")
    assert shown.find(id="note").get_text(strip=True) == ""
    correction = FORM | {"version": version, "value": "3.95", "note": ""}
    refused = page(registrar.post(address, data=correction), 422)
    assert "更正原因" in refused.find(id="note-error").get_text()
    assert refused.find(id="value")["value"] == "3.95"
    assert registrar.post(address, data=correction | {"note": "统计局修订"}).status_code == 303
    history = page(registrar.get(ONE)).find("table", id="history").get_text(" ", strip=True)
    assert "已更正" in history
    assert "3.91" in history


def test_the_second_of_two_is_told_and_loses_nothing(registrar: FlaskClient, app: RegistryFlask) -> None:
    registrar.post(f"{ONE}/enter", data=FORM)
    other = app.test_client()
    log_in(other, user("另一登记员", role=Role.REGISTRAR))
    late = page(other.post(f"{ONE}/enter", data=FORM | {"value": "4.2", "note": "我的备注"}), 409)
    assert "这一期已有数据：3.91 %" in late.find(id="period_end-error").get_text()
    assert (late.find(id="value")["value"], late.find(id="note").get_text(strip=True)) == ("4.2", "我的备注")
    version = str(rows()[0].id)
    change = FORM | {"version": version, "note": "修订"}
    assert other.post(f"{ONE}/enter", data=change | {"value": "4.2"}).status_code == 303
    stale = page(registrar.post(f"{ONE}/enter", data=change | {"value": "4.3"}), 409)
    assert "别人更正或撤回了这一条数据" in stale.find(id="error-summary").get_text()
    assert stale.find(id="value")["value"] == "4.3"
    assert len(rows()) == 2


def test_a_figure_is_withdrawn_with_a_reason_and_stays_to_be_seen(registrar: FlaskClient) -> None:
    registrar.post(f"{ONE}/enter", data=FORM)
    address = next(a["href"] for a in page(registrar.get(ONE)).select("#history a") if "withdraw" in a["href"])
    shown = page(registrar.get(address))
    assert "3.91" in shown.find("dl", class_="facts").get_text()
    sent = {"version": shown.find(id="version")["value"], "reason": ""}
    assert "撤回原因" in page(registrar.post(address, data=sent), 422).find(id="reason-error").get_text()
    long = page(registrar.post(address, data=sent | {"reason": "长" * 501}), 422)
    assert long.find(id="reason").get_text(strip=True) == "长" * 501
    answer = registrar.post(address, data=sent | {"reason": "填错了指标"})
    assert (answer.status_code, answer.location) == (303, ONE)
    soup = page(registrar.get(ONE))
    history = soup.find("table", id="history")
    assert all(word in history.get_text() for word in ("已撤回", "填错了指标", "3.91"))
    assert history.find_all("a") == []
    assert "填报：区统计局" not in page(registrar.get("/plan")).get_text()
    page(registrar.get(address), 404)


def test_of_two_who_withdraw_the_second_is_told_and_keeps_his_words(registrar: FlaskClient) -> None:
    registrar.post(f"{ONE}/enter", data=FORM)
    address = f"{ONE}/withdraw?period=2025-12-31"
    sent = {"version": str(rows()[0].id), "reason": "填错了指标"}
    assert registrar.post(address, data=sent).status_code == 303
    late = page(registrar.post(address, data=sent | {"reason": "我的原因"}), 409)
    assert "别人更正或撤回了这一条数据" in late.find(id="error-summary").get_text()
    assert late.find(id="reason").get_text(strip=True) == "我的原因"
    assert rows()[0].withdrawal_reason == "填错了指标"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "999999", "9" * 30])
def test_a_withdrawal_page_that_is_out_of_date_changes_nothing(registrar: FlaskClient, version: str) -> None:
    registrar.post(f"{ONE}/enter", data=FORM)
    sent = {"version": version, "reason": "填错了指标"}
    assert registrar.post(f"{ONE}/withdraw?period=2025-12-31", data=sent).status_code in (409, 422)
    assert rows()[0].withdrawal_reason == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "很多"}, "value"),
        ({"value": "3.915"}, "value"),
        ({"value": "101"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "1\x00"}, "value"),
        ({"period_end": "2026-03-03"}, "period_end"),
        ({"period_end": "soon"}, "period_end"),
        ({"source": ""}, "source"),
        ({"source": "长" * 201}, "source"),
        ({"document": "长" * 201}, "document"),
        ({"note": "长" * 501}, "note"),
    ],
)
def test_bad_input_is_answered_at_its_field(registrar: FlaskClient, changes: dict[str, str], field: str) -> None:
    soup = page(registrar.post(f"{ONE}/enter", data=FORM | changes), 422)
    assert soup.find(id=f"{field}-error").get_text(strip=True)
    kept = "source" if field != "source" else "document"
    assert soup.find(id=kept)["value"] == FORM[kept]
    assert rows() == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "999999"])
def test_a_page_that_is_out_of_date_enters_nothing(registrar: FlaskClient, version: str) -> None:
    answer = registrar.post(f"{ONE}/enter", data=FORM | {"version": version})
    assert answer.status_code in (409, 422)
    assert rows() == []


@pytest.mark.parametrize(
    "path",
    [
        f"{LIST}/jiangbei-2021-2025/hte_count",
        f"{LIST}/jiangbei-2021-2025/nothing",
        f"{LIST}/other-plan/rd_gdp_ratio",
        f"{LIST}?plan=other",
        f"{ONE}/enter?period=2024-12-31",
        f"{ONE}/enter?period=yesterday",
        f"{ONE}/withdraw",
        f"{ONE}/withdraw?period=2024-12-31",
        f"{ONE}/withdraw?period=yesterday",
        f"{LIST}/..%2f..%2fetc/rd_gdp_ratio",
    ],
)
def test_what_does_not_exist_is_not_found(registrar: FlaskClient, path: str) -> None:
    page(registrar.get(path), 404)


def test_without_the_plan_in_the_database_it_is_said(client: FlaskClient) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    page(client.get(LIST))
    assert "init" in page(client.post(f"{ONE}/enter", data=FORM), 404).get_text()


@pytest.mark.parametrize("role", Role)
def test_the_registrar_enters_the_office_reads(client: FlaskClient, at: datetime, role: Role) -> None:
    load_plans(at=at)
    log_in(client, user(role=role))
    reads = role not in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert client.get(LIST).status_code == client.get(ONE).status_code == (200 if reads else 403)
    may = role is Role.REGISTRAR
    assert client.get(f"{ONE}/enter").status_code == (200 if may else 403)
    assert client.post(f"{ONE}/enter", data=FORM).status_code == (303 if may else 403)
    assert client.get(f"{ONE}/withdraw?period=2025-12-31").status_code == (200 if may else 403)
    assert len(rows()) == int(may)
    if reads:
        assert bool(page(client.get(ONE)).select("#history a, .page-actions a[href$='enter']")) == may


def test_a_leader_finds_them_from_the_plan(client: FlaskClient) -> None:
    log_in(client, user(role=Role.LEADER))
    address = page(client.get("/officer/plan")).select_one(".page-actions a")["href"]
    assert address == f"{LIST}?plan=jiangbei-2021-2025"
    assert page(client.get(address)).find(id="wanted")
