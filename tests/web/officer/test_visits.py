"""Visits to firms."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.integrity.models import Visit
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

VISIT = {"visited_on": "2026-03-02", "people": "李明", "notes": "了解研发情况", "follow_up": "补报年报"}


def visits(firm: Enterprise) -> str:
    return f"/officer/enterprises/{firm.uscc}/visits/new"


def test_a_visit_is_written_down_and_told_in_the_story(client: FlaskClient) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.STREET_OFFICER))
    page(client.get(visits(firm)))
    assert client.post(visits(firm), data=VISIT).status_code == 303
    assert db.session.query(Visit).one().recorded_by is not None
    assert "了解研发情况" in page(client.get(f"/officer/enterprises/{firm.uscc}")).find(id="visits").get_text()
    story = page(client.get(f"/officer/enterprises/{firm.uscc}/timeline?kind=visit")).get_text()
    assert "走访：李明" in story
    soup = page(client.post(visits(firm), data=VISIT | {"visited_on": "2026-03-03"}), 422)
    assert soup.find(id="visited_on-error")
    assert soup.find(id="notes").get_text(strip=True) == VISIT["notes"]


def test_who_may_not_and_who_has_no_such_firm(client: FlaskClient) -> None:
    firm = enterprise()
    db.session.commit()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205001"))
    page(client.get(visits(firm)), 404)
    log_in(client, user(role=Role.LEADER))
    page(client.get(visits(firm)), 403)
