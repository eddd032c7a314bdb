"""The front page, the accessibility statement, the sign of life."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from registry.accounts.models import Role
from registry.extensions import db
from registry.reference.queries import get_scheme
from registry.web.public.views import home as views
from tests.conftest import FixedClock
from tests.factories.applications import HIGHER, procedure
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


def counts(client: FlaskClient) -> dict[str, str]:
    """Number by tier as the page shows it, taken from the headline whose link asks for that tier or for its scheme."""
    found = {}
    for link in page(client.get("/")).select(".headline-value a"):
        address = urlsplit(link["href"])
        assert address.path == "/plan/firms"
        asked = parse_qs(address.query)
        tier = asked["tier"][0] if "tier" in asked else get_scheme(asked["scheme"][0]).tier.value
        found[tier] = link.find(class_="amount").get_text()
    return found


def test_it_counts_each_tier_on_the_day(client: FlaskClient, clock: FixedClock) -> None:
    assert counts(client) == {"sme": "0", "hte": "0", "leading": "0"}
    title = procedure(HIGHER).submit().approve().forward().recognise()
    first, end = title.valid_from, title.valid_to
    db.session.commit()
    today = clock.day_of(clock.now())
    assert first <= today
    assert counts(client) == {"sme": "1", "hte": "0", "leading": "0"}
    clock.instant += timedelta(days=(end - today).days - 1)
    assert counts(client)["sme"] == "1"
    clock.pass_days(1)
    assert counts(client)["sme"] == "0"


def test_every_number_carries_its_day(client: FlaskClient) -> None:
    soup = page(client.get("/"))
    assert [note.get_text(strip=True) for note in soup.select(".headline-note")] == ["截至 2026-03-02"] * 3
    links = soup.select(".headline-value a")
    assert all(parse_qs(urlsplit(link["href"]).query)["on"] == ["2026-03-02"] for link in links)


def test_a_running_notice_is_announced(client: FlaskClient) -> None:
    notice = procedure().submit().approve().publish()
    path, days = f"/notices/{notice.public_id}", (notice.ends_on - notice.starts_on).days
    db.session.commit()
    assert page(client.get("/")).find("a", href=path)
    assert days > 0


def test_visitors_are_shown_where_to_begin_and_others_where_to_go_on(client: FlaskClient) -> None:
    assert page(client.get("/")).main.find("a", href="/register")
    log_in(client, user())
    soup = page(client.get("/"))
    assert soup.main.find("a", href="/register") is None
    assert soup.main.find("a", href="/firm/")
    log_in(client, user(role=Role.LEADER))
    assert page(client.get("/")).main.find("a", href="/firm/") is None


def test_every_link_of_the_front_page_leads_somewhere(client: FlaskClient) -> None:
    links = {link["href"] for link in page(client.get("/")).find_all("a") if link["href"].startswith("/")}
    assert len(links) > 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_accessibility_statement_is_a_page(client: FlaskClient) -> None:
    assert "GB/T 37668-2019" in page(client.get("/accessibility")).get_text()


def test_the_sign_of_life_asks_the_database(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True), answer.mimetype) == (200, "ok\n", "text/plain")

    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(views, "ping", away)
    assert client.get("/healthz").status_code == 503
