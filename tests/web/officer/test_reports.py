"""Annual reports on the officer's screen."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.extensions import db
from registry.reports.models import AnnualReport, ReportState
from registry.reports.services import open_report, submit
from tests.conftest import START
from tests.factories.applications import firm_person
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

FIGURES: dict[str, int | None] = {
    "revenue": 1000_000000,
    "operating_cost": 900_000000,
    "rd_spend": 80_000000,
    "staff": 50,
    "rd_staff": 12,
    "total_assets": 2000_000000,
}


def sent(year: int = 2025, explanations: dict[str, str] | None = None, **changes: int) -> AnnualReport:
    """A report of a new firm in 330205003, and the one of the year before."""
    firm = enterprise()
    submitter = firm_person(firm)
    for one, figures in ((year - 1, FIGURES), (year, {**FIGURES, **changes})):
        report = open_report(firm, one, actor=submitter, at=START, on=START.date())
        submit(report, figures, explanations or {}, report.version, actor=submitter, at=START)
    return report


def test_this_year_stands_beside_the_last_with_the_firms_reason(client: FlaskClient) -> None:
    report = sent(explanations={"rd_spend": "新建实验室"}, rd_spend=300_000000)
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    listed = page(client.get("/officer/reports"))
    assert [one["href"] for one in listed.select("#reports a")][0].startswith("/officer/reports/")
    shown = page(client.get(f"/officer/reports/{report.public_id}"))
    row = next(one for one in shown.select("#figures tbody tr") if one.th.get_text(strip=True) == "研发费用")
    cells = [cell.get_text(strip=True) for cell in row.find_all("td")]
    assert cells == ["300.00万元", "80.00万元", "+275.0 %", "新建实验室"]
    assert "3 倍以上" in shown.get_text()


def test_accepting_closes_it_and_a_second_time_is_told(client: FlaskClient) -> None:
    report = sent()
    log_in(client, user(role=Role.REVIEWER))
    address = f"/officer/reports/{report.public_id}/accept"
    page(client.post(address, data={"seen_revision": "7"}), 409)
    assert client.post(address, data={"seen_revision": "1"}).status_code == 303
    db.session.refresh(report)
    assert report.state is ReportState.ACCEPTED
    page(client.post(address, data={"seen_revision": "1"}), 409)
    assert "接收</button>" not in client.get(f"/officer/reports/{report.public_id}").get_data(as_text=True)


def test_returning_needs_a_reason_that_is_shown_afterwards(client: FlaskClient) -> None:
    report = sent()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    address = f"/officer/reports/{report.public_id}/return"
    assert page(client.post(address, data={"seen_revision": "1", "reason": ""}), 422).select_one("#reason-error")
    stale = page(client.post(address, data={"seen_revision": "0", "reason": "请核对研发费用"}), 409)
    assert "请核对研发费用" in stale.select_one("#reason").get_text()
    assert client.post(address, data={"seen_revision": "1", "reason": "请核对研发费用"}).status_code == 303
    assert "请核对研发费用" in page(client.get(f"/officer/reports/{report.public_id}")).get_text()


def test_reports_elsewhere_do_not_exist_and_leaders_only_read(client: FlaskClient) -> None:
    report = sent()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    page(client.get(f"/officer/reports/{report.public_id}"), 404)
    page(client.post(f"/officer/reports/{report.public_id}/accept", data={"seen_revision": "1"}), 404)
    log_in(client, user(role=Role.LEADER))
    assert not page(client.get(f"/officer/reports/{report.public_id}")).select("button[type=submit].btn-primary")
    page(client.post(f"/officer/reports/{report.public_id}/accept", data={"seen_revision": "1"}), 403)
