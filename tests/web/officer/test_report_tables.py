"""The tables of a report on the officer's screen: as sent, what is unusual or changed, and both senses of R&D."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.reports.models import AnnualReport
from registry.reports.services import open_report, submit
from registry.reports.tables import save_tables
from tests.conftest import START
from tests.factories.applications import firm_person
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.reports.table_rows import project, staff
from tests.web.login import log_in
from tests.web.officer.test_reports import FIGURES, sent
from tests.web.pages import page

LEFT = {**FIGURES, "staff": None, "rd_staff": None, "rd_spend": None}


@pytest.fixture
def report(client: FlaskClient) -> AnnualReport:
    """Sent once with 100 万元 beyond a project's budget, and once more with a second project."""
    firm = enterprise()
    person = firm_person(firm)
    report = open_report(firm, 2025, actor=person, at=START, on=START.date())
    first = project(budget="10", other="50")
    for seen, rows in enumerate([[first], [first, project("RD02", name="电主轴")]]):
        save_tables(report, {"staff": staff(), "projects": rows}, seen, actor=person, at=START)
        why = {"rd_spend": "追加投入"}
        submit(report, LEFT, why, report.version, seen_tables=seen + 1, actor=person, at=START)
    return report


def test_what_is_unusual_travels_with_its_reason(client: FlaskClient, report: AnnualReport) -> None:
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    shown = page(client.get(f"/officer/reports/{report.public_id}"))
    assert "研发项目 RD01 的本年费用超过项目预算" in shown.get_text()
    assert "追加投入" in shown.select_one("#figures").get_text()  # type: ignore[union-attr]
    row = next(one for one in shown.select("#differences tbody tr") if "研发项目" in one.get_text())
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["1 行", "2 行，其中新增或修改 1 行"]
    assert not [one for one in shown.select("#differences tbody th") if one.get_text(strip=True) == "人员"]


def test_the_tables_and_both_senses(client: FlaskClient, report: AnnualReport) -> None:
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    shown = page(client.get(f"/officer/reports/{report.public_id}/tables"))
    assert len(shown.select("#table-projects tbody tr")) == 2
    assert len(shown.select("#table-staff tbody tr")) == 12
    other = next(row for row in shown.select("#calibres tbody tr") if "其他费用" in row.get_text())
    assert [cell.get_text(strip=True) for cell in other.select(".num")] == ["50.00", "50.00", "22.22"]


def test_a_report_without_tables(client: FlaskClient) -> None:
    report = sent()
    log_in(client, user(role=Role.REVIEWER))
    assert "没有填写明细表" in page(client.get(f"/officer/reports/{report.public_id}/tables")).get_text()
    assert not page(client.get(f"/officer/reports/{report.public_id}")).select("a[href$='/tables']")


def test_not_for_officers_of_another_street(client: FlaskClient, report: AnnualReport) -> None:
    log_in(client, user(role=Role.STREET_OFFICER, region="330205001"))
    page(client.get(f"/officer/reports/{report.public_id}/tables"), 404)
    page(client.get("/officer/reports/nosuch/tables"), 404)
