"""Anyone can verify a title: on a day, from a search, from a printed code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from registry.core.actor import Actor
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.recognitions.services import recognise, revoke
from registry.web.shared.application import RegistryFlask
from tests.conftest import START
from tests.factories.applications import DISTRICT, HIGHER_THREE, result
from tests.factories.enterprises import enterprise
from tests.web.pages import page

NAME = "宁波可验科技有限公司"
NUMBER = "GR202633100077"
NOT_NATIONAL = "江北区登记信息，非国家证书"


@pytest.fixture
def title(client: FlaskClient, officer: Actor) -> Recognition:
    """高新技术企业 since 2026-02-10; today is 2026-03-02."""
    facts = result(HIGHER_THREE, number=NUMBER, issued_on=date(2026, 2, 10))
    row = recognise(enterprise(NAME), facts, source="manual", actor=officer, at=START - timedelta(days=5))
    db.session.commit()
    return row


def state(client: FlaskClient, path: str) -> str:
    return page(client.get(path)).find(class_="standing").get_text(" ", strip=True)


def test_a_title_is_valid_today_and_was_not_before(client: FlaskClient, title: Recognition) -> None:
    path = f"/verify/{title.public_id}"
    assert state(client, path) == "今天（2026-03-02） 有效"
    assert state(client, f"{path}?on=2026-02-09") == "2026-02-09 尚未生效"
    assert state(client, f"{path}?on=2029-02-10") == "2029-02-10 已到期"
    text = page(client.get(path)).get_text()
    assert NOT_NATIONAL in text
    assert NUMBER in text
    assert "2026-02-10 – 2029-02-09" in text


def test_a_district_title_is_the_districts_own(client: FlaskClient, officer: Actor) -> None:
    row = recognise(enterprise(), result(DISTRICT), source="manual", actor=officer, at=START)
    db.session.commit()
    assert "江北区登记信息" not in page(client.get(f"/verify/{row.public_id}")).get_text()


@pytest.mark.parametrize("day", ["2026-02-30", "昨天", "99999-01-01", "%00"])
def test_a_day_that_is_none_is_said_and_nothing_is_vouched_for(
    client: FlaskClient, title: Recognition, day: str
) -> None:
    soup = page(client.get(f"/verify/{title.public_id}?on={day}"), 422)
    assert soup.find(id="on-error").get_text(strip=True)
    assert soup.find(class_="standing") is None


def test_a_revocation_is_told_under_the_printed_address(
    client: FlaskClient, title: Recognition, officer: Actor
) -> None:
    revoke(title, revoked_on=date(2026, 2, 20), ground="骗取认定。", document="", actor=officer, at=START)
    db.session.commit()
    path = f"/verify/{title.public_id}"
    assert state(client, path) == "今天（2026-03-02） 已撤销"
    assert state(client, f"{path}?on=2026-02-19") == "2026-02-19 有效"
    assert "自 2026-02-20 起撤销，依据：骗取认定。" in page(client.get(path)).get_text()


def test_the_sheet_carries_the_code_and_the_address_it_leads_to(
    app: RegistryFlask, client: FlaskClient, title: Recognition
) -> None:
    soup = page(client.get(f"/verify/{title.public_id}/sheet"))
    address = soup.find(class_="certificate-address").get_text()
    assert address == f"{app.config['PUBLIC_ADDRESS']}/verify/{title.public_id}"
    assert NOT_NATIONAL in soup.find(class_="certificate-mark").get_text()
    image = client.get(soup.find("img")["src"])
    assert (image.status_code, image.mimetype) == (200, "image/svg+xml")
    assert image.get_data().startswith(b"<?xml")
    page(client.get(address.removeprefix(app.config["PUBLIC_ADDRESS"])))


@pytest.mark.parametrize(
    "query",
    [f"number={NUMBER}", "firm=可验科技", f"number={NUMBER.lower()}&firm={NAME}"],
    ids=["number", "name", "both"],
)
def test_a_title_is_found(client: FlaskClient, title: Recognition, query: str) -> None:
    soup = page(client.get(f"/verify?{query}"))
    assert soup.find(id="found").find("a", href=f"/verify/{title.public_id}").get_text() == NAME


@pytest.mark.parametrize("query", ["number=&firm=", "firm=可验", f"number={'9' * 61}", "number=%00"])
def test_a_question_that_cannot_be_answered_is_refused_at_its_field(
    client: FlaskClient, title: Recognition, query: str
) -> None:
    soup = page(client.get(f"/verify?{query}"), 422)
    assert soup.find(id="error-summary")
    assert soup.find(id="found") is None


def test_nothing_found_is_said(client: FlaskClient, title: Recognition) -> None:
    assert "没有查到" in page(client.get("/verify?number=GR999999999999")).get_text()
    assert "没有查到" not in page(client.get("/verify")).get_text()


@pytest.mark.parametrize("path", ["none", "%00", "x" * 300, "..%2f..%2fetc"])
@pytest.mark.parametrize("page_of", ["", "/sheet", "/code.svg"])
def test_a_title_that_is_not_there_is_not_found(client: FlaskClient, path: str, page_of: str) -> None:
    page(client.get(f"/verify/{path}{page_of}"), 404)
