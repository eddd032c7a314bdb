"""The year's report: drafts, errors, warnings with reasons, sending, two people at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.models import Role
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.reports.services import return_
from tests.conftest import START
from tests.factories.people import actor
from tests.web.firm.conftest import Desk
from tests.web.pages import page

GOOD = {
    "revenue": "6,000",
    "operating_cost": "5000.50",
    "rd_spend": "300",
    "staff": "80",
    "rd_staff": "20",
    "total_assets": "4000",
}


def report_of(desk: Desk, year: int = 2025) -> AnnualReport:
    found = select(AnnualReport).where(AnnualReport.enterprise_id == desk.firm.id, AnnualReport.year == year)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def revisions(desk: Desk) -> list[ReportRevision]:
    found = select(ReportRevision).where(ReportRevision.enterprise_id == desk.firm.id).order_by(ReportRevision.id)
    return list(db.session.scalars(found))


def version(desk: Desk, year: int = 2025) -> str:
    """What the form of the page carries."""
    return str(page(desk.browser.get(desk.url(f"reports/{year}"))).select_one("input[name=version]")["value"])  # type: ignore[index]


def save(desk: Desk, year: int = 2025, action: str = "save", **changes: str) -> Any:
    data = {**GOOD, "version": changes.pop("version", None) or version(desk, year), "action": action, **changes}
    return desk.browser.post(desk.url(f"reports/{year}"), data=data)


def send(desk: Desk, year: int = 2025) -> Any:
    """Press the button of the check page."""
    shown = page(desk.browser.get(desk.url(f"reports/{year}/check")))
    seen = shown.select_one("input[name=version]")["value"]  # type: ignore[index]
    return desk.browser.post(desk.url(f"reports/{year}/check"), data={"version": seen, "truthful": "yes"})


def test_a_report_from_draft_to_receipt(submitter: Desk) -> None:
    assert save(submitter).status_code == 303
    assert dict(report_of(submitter).draft)["revenue"] == "6,000"
    shown = page(submitter.browser.get(submitter.url("reports/2025")))
    assert shown.select_one("#revenue")["value"] == "6,000"  # type: ignore[index]
    assert save(submitter, action="check").headers["Location"].endswith("/reports/2025/check")
    answer = send(submitter)
    assert answer.status_code == 303
    receipt = page(submitter.browser.get(answer.headers["Location"])).get_text()
    assert f"2025-{submitter.firm.uscc}-01" in receipt
    assert "2026-03-02 09:00" in receipt
    assert "提交人甲" in receipt
    [row] = revisions(submitter)
    assert (row.revenue, row.operating_cost, row.staff) == (6_000_000_000, 5_000_500_000, 80)
    assert "第 1 版" in page(submitter.browser.get(submitter.url("reports"))).get_text()


def test_reading_begins_nothing(submitter: Desk) -> None:
    page(submitter.browser.get(submitter.url("reports/2025")))
    assert not db.session.scalars(select(AnnualReport)).all()


@pytest.mark.parametrize("year", ["2026", "1999", "20250", "abcd", "-1", "２０２５", "0", "9" * 30, "%00"])
def test_a_year_that_nobody_reports_on_has_no_page(submitter: Desk, year: str) -> None:
    page(submitter.browser.get(submitter.url(f"reports/{year}")), 404)
    page(submitter.browser.post(submitter.url(f"reports/{year}"), data=GOOD), 404)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("revenue", "六千", "以万元为单位的数字"),
        ("revenue", "1.234", "最多两位小数"),
        ("revenue", "-1", "不能小于 0"),
        ("revenue", "9" * 400, "以万元为单位的数字"),
        ("staff", "80.5", "应是整数"),
        ("staff", "20000000", "不能大于 10000000 人"),
        ("rd_staff", "81", "不能大于职工总数 80 人"),
        ("rd_spend_domestic", "300.01", "不能大于研发费用 300.00 万元"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(submitter: Desk, field: str, typed: str, sentence: str) -> None:
    shown = page(save(submitter, **{field: typed}), 422)
    errors = shown.select(".field-error")
    assert [one["id"] for one in errors] == [f"{field}-error"]
    assert sentence in errors[0].get_text()
    assert shown.select_one(f"#{field}")["value"] == typed  # type: ignore[index]
    assert dict(report_of(submitter).draft)[field] == typed
    assert save(submitter).status_code == 303  # the page that said so can be sent again


def test_an_unfinished_draft_is_kept_but_not_checked(submitter: Desk) -> None:
    assert save(submitter, staff="", rd_staff="").status_code == 303
    shown = page(save(submitter, action="check", staff="", rd_staff=""), 422)
    assert {one["id"] for one in shown.select(".field-error")} == {"staff-error", "rd_staff-error"}


def test_an_unusual_figure_wants_a_reason(submitter: Desk) -> None:
    save(submitter, year=2024, rd_spend="100")
    assert send(submitter, 2024).status_code == 303
    shown = page(save(submitter, action="check"), 422)
    assert shown.select_one("#rd_spend-warning")
    assert "100.00" in shown.select_one("#rd_spend-prior").get_text()  # type: ignore[union-attr]
    assert shown.select_one("#reason_rd_spend-error")
    assert not shown.select_one("#rd_spend-error")
    assert save(submitter, action="check", reason_rd_spend="新建研发中心").status_code == 303
    assert "新建研发中心" in page(submitter.browser.get(submitter.url("reports/2025/check"))).get_text()
    assert send(submitter).status_code == 303
    assert revisions(submitter)[-1].explanations == {"rd_spend": "新建研发中心"}


def test_the_second_of_two_people_is_told_and_loses_nothing(submitter: Desk, desk: Callable[..., Desk]) -> None:
    colleague = desk(MemberRole.PREPARER)
    mine, theirs = version(submitter), version(colleague)
    assert save(colleague, version=theirs, revenue="7000").status_code == 303
    shown = page(save(submitter, version=mine, revenue="6500"), 409)
    row = next(one for one in shown.select("#differing tbody tr") if "销售收入" in one.get_text())
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["7000", "6500"]
    assert shown.select_one("#revenue")["value"] == "6500"  # type: ignore[index]
    assert dict(report_of(submitter).draft)["revenue"] == "7000"
    again = shown.select_one("input[name=version]")["value"]  # type: ignore[index]
    assert save(submitter, version=again, revenue="6500").status_code == 303
    assert dict(report_of(submitter).draft)["revenue"] == "6500"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_page_that_lost_its_version_is_told(submitter: Desk, seen: str) -> None:
    data = {**GOOD, "version": seen, "action": "save"}
    shown = page(submitter.browser.post(submitter.url("reports/2025"), data=data), 422)
    assert "页面已过期" in shown.get_text()
    assert shown.select_one("#revenue")["value"] == "6,000"  # type: ignore[index]


def test_a_check_page_out_of_date_sends_nothing(submitter: Desk) -> None:
    save(submitter)
    shown = page(submitter.browser.get(submitter.url("reports/2025/check")))
    seen = shown.select_one("input[name=version]")["value"]  # type: ignore[index]
    save(submitter, revenue="6001")
    data = {"version": seen, "truthful": "yes"}
    told = page(submitter.browser.post(submitter.url("reports/2025/check"), data=data), 409)
    assert "6001.00" in told.get_text()
    assert revisions(submitter) == []


def test_sending_needs_the_word_of_the_firm(submitter: Desk) -> None:
    save(submitter)
    data = {"version": version(submitter)}
    assert page(submitter.browser.post(submitter.url("reports/2025/check"), data=data), 422).select_one(
        "#truthful-error"
    )
    assert revisions(submitter) == []


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.AGENT])
def test_fillers_do_not_send(desk: Callable[..., Desk], role: MemberRole) -> None:
    one = desk(role)
    assert save(one, action="check").status_code == 303
    shown = page(one.browser.get(one.url("reports/2025/check")))
    assert not shown.select("main form")
    data = {"version": version(one), "truthful": "yes"}
    page(one.browser.post(one.url("reports/2025/check"), data=data), 403)
    assert revisions(one) == []


def test_the_receipt_names_the_agency_that_filled_in(submitter: Desk, desk: Callable[..., Desk]) -> None:
    agency = desk(MemberRole.AGENT, "代办某")
    save(agency, action="check")
    receipt = page(submitter.browser.get(send(submitter).headers["Location"])).get_text()
    assert "代办某（代理机构）" in receipt
    assert "提交人甲" in receipt


def test_viewers_read(desk: Callable[..., Desk]) -> None:
    one = desk(MemberRole.VIEWER)
    shown = page(one.browser.get(one.url("reports/2025")))
    assert not shown.select("main form")
    page(one.browser.post(one.url("reports/2025"), data={**GOOD, "version": "0"}), 403)
    page(one.browser.get(one.url("reports/2025/check")), 403)


def test_a_returned_report_says_why_and_comes_back_as_the_next_revision(submitter: Desk) -> None:
    save(submitter)
    send(submitter)
    officer = actor(Role.STREET_OFFICER, region="330205003")
    found = report_of(submitter)
    return_(found, reason="资产总额有误", seen_revision=1, actor=officer, at=START, on=START.date())
    db.session.commit()
    assert "资产总额有误" in page(submitter.browser.get(submitter.url("reports/2025"))).get_text()
    assert "被退回" in page(submitter.browser.get(submitter.url())).get_text()
    save(submitter, total_assets="4100")
    assert send(submitter).headers["Location"].endswith("/revisions/2")
    assert report_of(submitter).state is ReportState.SUBMITTED
    page(submitter.browser.get(submitter.url("reports/2025/revisions/3")), 404)


def test_figures_are_checked_while_they_are_typed(submitter: Desk) -> None:
    answer = submitter.browser.post(submitter.url("reports/2025/live"), data={**GOOD, "rd_staff": "81", "staff": ""})
    assert (answer.status_code, "自动核对" in answer.text) == (200, False)
    answer = submitter.browser.post(submitter.url("reports/2025/live"), data={**GOOD, "rd_staff": "81", "revenue": "x"})
    assert "科技人员数不能大于职工总数 80 人" in answer.text
    assert "请填写" not in answer.text
    assert not db.session.scalars(select(AnnualReport)).all()
    page(submitter.browser.post(submitter.url("reports/2026/live"), data=GOOD), 404)
