"""The leader's page: the same numbers, a second day, the bridge, and what falls due."""

from __future__ import annotations

from datetime import date, datetime

from flask.testing import FlaskClient

from registry.accounts.models import Role
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page
from tests.web.public.test_plan import hold


def test_a_leader_sees_both_days_the_bridge_and_what_falls_due(client: FlaskClient, at: datetime) -> None:
    hold(1, at, start=date(2025, 1, 1))
    hold(2, at, start=date(2026, 1, 5))
    log_in(client, user(role=Role.LEADER))
    soup = page(client.get("/officer/plan?on=2026-03-02&other=2025-12-31"))
    beside = soup.find("table", id="beside")
    row = next(row for row in beside.tbody.find_all("tr") if "高新技术企业数" in row.get_text())  # type: ignore[union-attr]
    shown = [next(cell.stripped_strings) for cell in row.find_all("td", class_="num")]
    assert shown == ["1", "3", "2"]
    moves = soup.find("table", id="moves")
    hte = [a["href"] for a in moves.find_all("a") if "tier=hte" in a["href"]]  # type: ignore[union-attr]
    terms = [address for address in hte if "term=newly" in address]
    assert len(terms) == 1
    assert len(page(client.get(terms[0])).find("table", id="changed").tbody.find_all("tr")) == 2  # type: ignore[union-attr]
    assert soup.find("table", id="due") is None  # nothing runs out within ninety days
    later = page(client.get("/officer/plan?on=2027-12-01"))
    totals = later.find("table", id="due").tfoot.find_all("a")  # type: ignore[union-attr]
    due = next(a for a in totals if "national_hte" in a["href"] or "tier=hte" in a["href"])
    assert next(due.stripped_strings) == "3"
    assert len(page(client.get(due["href"])).find("table", id="firms").tbody.find_all("tr")) == 3  # type: ignore[index,union-attr]


def test_days_the_other_way_round_and_nonsense_are_taken(client: FlaskClient) -> None:
    log_in(client, user(role=Role.REVIEWER))
    page(client.get("/officer/plan?on=2024-01-01&other=2026-01-01"))
    page(client.get("/officer/plan?on=x&other=y&known_at=z"))


def test_others_are_refused(client: FlaskClient) -> None:
    assert client.get("/officer/plan").status_code == 302
    log_in(client, user(role=Role.AUDITOR))
    assert client.get("/officer/plan").status_code == 403
