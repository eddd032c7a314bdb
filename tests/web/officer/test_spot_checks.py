"""Drawing firms at random, and what the checks found."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.core.actor import SYSTEM
from registry.extensions import db
from registry.integrity.draw import draw
from registry.integrity.models import SpotCheck
from registry.recognitions.services import recognise
from tests.conftest import START
from tests.factories.applications import HIGHER_THREE, result
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

DRAW = {"title": "2026 年抽查", "scheme": HIGHER_THREE, "size": "2", "seed": "472", "seed_source": "开奖公告"}


@pytest.fixture
def holders(client: FlaskClient) -> list[str]:
    """Codes of four firms that hold the title; a fifth holds none."""
    firms = [enterprise() for _number in range(5)]
    for firm in firms[:4]:
        recognise(firm, result(HIGHER_THREE), source="manual", actor=SYSTEM, at=START)
    db.session.commit()
    return [firm.uscc for firm in firms[:4]]


def test_the_page_shows_seed_and_method_and_the_firms_they_give(client: FlaskClient, holders: list[str]) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    answer = client.post("/officer/spot-checks/new", data=DRAW)
    assert answer.status_code == 303
    soup = page(client.get(answer.location))
    rows = [row.find_all("td")[1].get_text(strip=True) for row in soup.select("#firms tbody tr")]
    assert rows == draw(holders, "472", 2)
    text = soup.get_text()
    assert "4 家企业" in text
    assert db.session.query(SpotCheck).one().population_sha256 in text
    assert page(client.get("/officer/spot-checks")).find("a", href=answer.location)


def test_a_finding_is_written_down(client: FlaskClient, holders: list[str]) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    shown = client.post("/officer/spot-checks/new", data=DRAW).location
    drawn = draw(holders, "472", 4)
    form = {"is_good": "no", "finding": "研发人员不足", "checked_on": "2026-03-02"}
    address = f"{shown}/firms/{drawn[0]}"
    page(client.get(address))
    assert page(client.post(address, data=form | {"finding": ""}), 422).find(id="finding-error")
    assert client.post(address, data=form).status_code == 303
    assert "研发人员不足" in page(client.get(shown)).get_text()
    story = page(client.get(f"/officer/enterprises/{drawn[0]}/timeline?kind=check")).get_text()
    assert "抽查发现问题" in story
    page(client.get(f"{shown}/firms/{drawn[3]}"), 404)
    page(client.get(f"{shown}/firms/none"), 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": "5"}, "size"),
        ({"size": "x"}, "size"),
        ({"seed_source": ""}, "seed_source"),
        ({"scheme": "x"}, "scheme"),
    ],
)
def test_a_wrong_draw_is_told_at_its_field(
    client: FlaskClient, holders: list[str], changes: dict[str, str], field: str
) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    soup = page(client.post("/officer/spot-checks/new", data=DRAW | changes), 422)
    assert soup.find(id=f"{field}-error")
    assert soup.find(id="title")["value"] == DRAW["title"]
    assert db.session.query(SpotCheck).all() == []


def test_others_read_and_do_not_draw(client: FlaskClient, holders: list[str]) -> None:
    log_in(client, user(role=Role.REGISTRAR))
    shown = client.post("/officer/spot-checks/new", data=DRAW).location
    log_in(client, user(role=Role.LEADER))
    assert page(client.get(shown)).find("a", href=f"{shown}/firms/{draw(holders, '472', 1)[0]}") is None
    page(client.get("/officer/spot-checks/new"), 403)
    for wrong in ("none", "%00"):
        page(client.get(f"/officer/spot-checks/{wrong}"), 404)
