"""Integrity records on the pages of the firm and of its cases."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.extensions import db
from registry.integrity.models import IntegrityRecord
from tests.factories.applications import procedure
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.officer.test_applications import path, person
from tests.web.pages import page

RECORD = {
    "kind": "ip_blacklist",
    "effect": "blocks",
    "valid_from": "2026-03-01",
    "last_day": "2026-03-31",
    "matter": "重复侵犯专利权",
    "document": "甬市监〔2026〕3 号",
}


def test_a_record_is_made_shown_on_the_case_and_to_the_firm_and_lifted(client: FlaskClient) -> None:
    case = procedure().submit()
    firm = case.application.enterprise
    db.session.commit()
    log_in(client, user(role=Role.REGISTRAR))
    answer = client.post(f"/officer/enterprises/{firm.uscc}/integrity/new", data=RECORD)
    assert answer.location == f"/officer/enterprises/{firm.uscc}#conduct"
    row = db.session.query(IntegrityRecord).one()
    shown = page(client.get(f"/officer/enterprises/{firm.uscc}"))
    assert "2026-03-01 – 2026-03-31" in shown.find(id="integrity").get_text()
    told = page(client.get(f"/officer/enterprises/{firm.uscc}/timeline?kind=integrity")).get_text()
    assert "诚信记录：知识产权黑名单（不能提交申请）" in told
    log_in(client, person(case.office.street))
    assert "重复侵犯专利权" in page(client.get(path(case))).get_text()
    assert shown.find("a", href=f"/officer/integrity/{row.public_id}/lift")
    log_in(client, person(case.submitter))
    own = f"/firm/{firm.uscc}/applications/{case.application.public_id}"
    assert "重复侵犯专利权" in page(client.get(own)).get_text()
    log_in(client, user(role=Role.REGISTRAR))
    lifted = {"lifted_on": "2026-03-02", "reason": "信用修复"}
    assert client.post(f"/officer/integrity/{row.public_id}/lift", data=lifted).status_code == 303
    page(client.post(f"/officer/integrity/{row.public_id}/lift", data=lifted), 409)
    log_in(client, person(case.submitter))
    assert "重复侵犯专利权" not in page(client.get(own)).get_text()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"last_day": "2026-02-28"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"matter": ""}, "matter"),
    ],
)
def test_a_wrong_record_is_told_at_its_field(client: FlaskClient, changes: dict[str, str], field: str) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    soup = page(client.post(f"/officer/enterprises/{firm.uscc}/integrity/new", data=RECORD | changes), 422)
    assert soup.find(id=f"{field}-error")
    assert soup.find(id="document")["value"] == RECORD["document"]
    assert db.session.query(IntegrityRecord).all() == []


def test_who_may_not_and_who_has_no_such_firm(client: FlaskClient) -> None:
    firm = enterprise()
    db.session.commit()
    log_in(client, user(role=Role.STREET_OFFICER))
    page(client.get(f"/officer/enterprises/{firm.uscc}/integrity/new"), 403)
    log_in(client, user(role=Role.REGISTRAR, region="330206"))
    page(client.get(f"/officer/enterprises/{firm.uscc}/integrity/new"), 404)
    for wrong in ("none", "%00"):
        page(client.get(f"/officer/integrity/{wrong}/lift"), 404)


def test_a_block_is_told_on_the_page_from_which_the_firm_sends(client: FlaskClient) -> None:
    case = procedure()
    firm = case.application.enterprise
    db.session.commit()
    log_in(client, user(role=Role.REGISTRAR))
    client.post(f"/officer/enterprises/{firm.uscc}/integrity/new", data=RECORD)
    log_in(client, person(case.submitter))
    sending = f"/firm/{firm.uscc}/applications/{case.application.public_id}/submit"
    assert "重复侵犯专利权" in page(client.get(sending)).get_text()
    data = {"version": case.application.version, "integrity_commitment": "yes"}
    refused = page(client.post(sending, data=data), 422)
    assert "解除或到期以前不能提交申请" in refused.find(id="error-summary").get_text()
    assert case.application.latest is None
