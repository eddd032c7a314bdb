"""Titles by hand: recorded, corrected, revoked, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.core.actor import SYSTEM
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.recognitions.models import Recognition
from registry.recognitions.queries import recognitions_of
from registry.recognitions.services import recognise
from registry.statistics.population import Population, size
from tests.conftest import START
from tests.factories.applications import result
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

HTE = "national_hte"
NEW = {
    "scheme_code": HTE,
    "certificate_number": "GR202533100001",
    "issued_on": "2025-12-08",
    "valid_from": "2025-12-08",
    "valid_to": "",
    "document": "甬高企认领〔2025〕9号",
}


def hte(on: date) -> int:
    """高新技术企业 on a day."""
    return size(Population(on=on, tier="hte"))


def held(firm: Enterprise) -> Recognition:
    """The firm's only believed title."""
    (row,) = fetch(recognitions_of(firm.id))
    found: Recognition = row
    return found


def title() -> Recognition:
    """A title of three years from 10 February 2026."""
    return recognise(enterprise(), result(HTE), source="load:x", actor=SYSTEM, at=START)


def test_a_title_recorded_by_hand_counts_from_its_first_day_to_its_last(client: FlaskClient) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/enterprises/{firm.uscc}/recognitions/new"
    page(client.get(address))
    answer = client.post(address, data=NEW)
    assert answer.status_code == 303
    assert held(firm).valid_to == date(2028, 12, 8), "three years"
    assert [hte(date(2025, 12, day)) for day in (7, 8)] == [0, 1]
    assert [hte(date(2028, 12, day)) for day in (7, 8)] == [1, 0]
    again = page(client.post(address, data=NEW), 409)
    assert again.select_one("#certificate_number-error")
    assert again.select_one("#certificate_number")["value"] == "GR202533100001"


def test_an_odd_number_is_recorded_with_a_warning_and_in_one_spelling(client: FlaskClient) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/enterprises/{firm.uscc}/recognitions/new"
    usual = client.post(address, data={**NEW, "certificate_number": " ｇｒ2025 3310 0001 "}, follow_redirects=True)
    assert held(firm).certificate_number == "GR202533100001"
    assert not page(usual).select(".note-warn")
    other = enterprise()
    odd = client.post(
        f"/officer/enterprises/{other.uscc}/recognitions/new",
        data={**NEW, "certificate_number": "GR202511000001"},
        follow_redirects=True,
    )
    assert "1100" in page(odd).select_one(".note-warn").get_text()
    assert held(other).certificate_number == "GR202511000001"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scheme_code", ""),
        ("scheme_code", "nobel"),
        ("certificate_number", " "),
        ("certificate_number", "证书编号："),
        ("issued_on", "2026-03-03"),
        ("valid_from", "1800-01-01"),
        ("valid_to", "2025-12-07"),
        ("document", "文" * 121),
    ],
)
def test_a_wrong_value_is_told_at_its_field(client: FlaskClient, field: str, value: str) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    shown = page(client.post(f"/officer/enterprises/{firm.uscc}/recognitions/new", data={**NEW, field: value}), 422)
    assert shown.select_one(f"#{field}-error")
    assert not fetch(recognitions_of(firm.id))


def test_a_correction_keeps_the_old_record_and_is_done_once(client: FlaskClient) -> None:
    row = title()
    firm = row.enterprise
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/recognitions/{row.public_id}/correct"
    shown = page(client.get(address))
    assert shown.select_one("#valid_to")["value"] == "2029-02-09", "the last day, included"
    data = {
        "certificate_number": row.certificate_number,
        "issued_on": "2026-02-10",
        "valid_from": "2026-02-10",
        "valid_to": "2029-02-09",
        "document": row.document,
    }
    assert page(client.post(address, data=data), 422).select_one("#reason-error")
    assert "没有需要更正" in page(client.post(address, data={**data, "reason": "核对"}), 422).get_text()
    changed = {**data, "valid_from": "2026-02-12", "reason": "起始日录错"}
    assert client.post(address, data=changed).status_code == 303
    assert [hte(date(2026, 2, day)) for day in (11, 12)] == [0, 1]
    assert len(fetch(recognitions_of(firm.id, superseded=True))) == 2
    late = page(client.post(address, data=changed), 409)
    assert late.select_one("#reason").get_text().strip() == "起始日录错"
    listed = page(client.get(f"/officer/enterprises/{firm.uscc}?all=1"))
    assert len(listed.select("#title-list tbody tr")) == 2


def test_a_revocation_counts_from_its_day(client: FlaskClient) -> None:
    row = title()
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/recognitions/{row.public_id}/revoke"
    page(client.get(address))
    data = {"revoked_on": "2026-03-01", "ground": "第十九条", "document": "甬科高〔2026〕3号"}
    for field, value in (("revoked_on", "2026-02-09"), ("revoked_on", "2029-02-10"), ("ground", ""), ("document", "")):
        assert page(client.post(address, data={**data, field: value}), 422).select_one(f"#{field}-error"), (
            field,
            value,
        )
    assert client.post(address, data=data).status_code == 303
    assert [hte(day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [1, 0]
    assert (
        "已撤销" in page(client.get(f"/officer/enterprises/{row.enterprise.uscc}")).select_one("#title-list").get_text()
    )


def test_a_withdrawn_record_was_never_there(client: FlaskClient) -> None:
    row = title()
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/recognitions/{row.public_id}/withdraw"
    page(client.get(address))
    assert page(client.post(address, data={"reason": ""}), 422).select_one("#reason-error")
    assert client.post(address, data={"reason": "登到了别家"}).status_code == 303
    assert hte(date(2026, 2, 20)) == 0
    page(client.post(address, data={"reason": "再撤"}), 409)


def test_only_registrars_of_the_place_and_not_of_their_own_firm(client: FlaskClient) -> None:
    row = title()
    addresses = [
        f"/officer/enterprises/{row.enterprise.uscc}/recognitions/new",
        *(f"/officer/recognitions/{row.public_id}/{act}" for act in ("correct", "revoke", "withdraw")),
    ]
    own = user(role=Role.REGISTRAR)
    member(row.enterprise, own)
    for person, status in (
        (user(role=Role.APPROVER), 403),
        (user(role=Role.ADMINISTRATOR), 403),
        (user(role=Role.REGISTRAR, region="330206"), 404),
        (own, 403),
    ):
        log_in(client, person)
        for address in addresses:
            page(client.get(address), status)
            page(client.post(address, data={**NEW, "reason": "x"}), status)
    log_in(client, user(role=Role.REGISTRAR))
    page(client.get("/officer/recognitions/nothing/revoke"), 404)
    assert hte(date(2026, 2, 20)) == 1
