"""The annual confirmation: what is held is shown, nothing is typed again, and the receipt keeps what was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from registry.applications.models import AnnualConfirmation
from registry.core.money import FEN_PER_WAN
from registry.enterprises.models import MemberRole
from registry.extensions import db
from tests.factories.records import report, scenario
from tests.web.firm.conftest import Desk
from tests.web.pages import page
from tests.web.pdf import text_of

TASKS = ("subject", "people", "research", "income", "rights")


@pytest.fixture
def known(submitter: Desk) -> Desk:
    """The submitter of a firm of which last year's report and three rights are held."""
    scenario(submitter.firm)
    db.session.commit()
    return submitter


def edit(desk: Desk) -> BeautifulSoup:
    return page(desk.browser.get(desk.url("confirmation")))


def file(desk: Desk, action: str = "all_same", **changes: str) -> Any:
    version = changes.pop("version", None) or edit(desk).select_one("main input[name=version]")["value"]  # type: ignore[index]
    data = {"version": str(version), "agreed": "yes", "action": action, **changes}
    return desk.browser.post(desk.url("confirmation"), data=data)


def filed(desk: Desk) -> list[AnnualConfirmation]:
    found = select(AnnualConfirmation).where(AnnualConfirmation.enterprise_id == desk.firm.id)
    return list(db.session.scalars(found))


def words(shown: Any) -> str:
    return "".join(shown.get_text().split())


def test_nothing_changed(known: Desk) -> None:
    first = page(known.browser.get(known.url()))
    assert first.select_one(f'main a[href="{known.url("confirmation")}"]')
    shown = edit(known)
    assert not shown.select("main input[type=text]"), "no number is typed again"
    assert "2025 年度报告第 1 版（2026-03-02）" in shown.get_text()
    answer = file(known)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/confirmation/2026")
    [row] = filed(known)
    assert row.answers == dict.fromkeys(TASKS, "same")
    receipt = page(known.browser.get(answer.headers["Location"])).select_one(".receipt")
    assert receipt is not None
    for said in (f"QR-2026-{known.firm.uscc}", "2026-03-0209:00", "提交人甲", "6000.00万元", "2025年度报告第1版"):
        assert said in words(receipt)
    printed = text_of(known.browser.get(known.url("confirmation/2026.pdf")).data)
    for line in receipt.select("dt, dd, h2, p"):
        assert words(line) in printed, line
    again = page(known.browser.get(known.url()))
    assert not again.select(f'main a[href="{known.url("confirmation")}"]')


def test_the_receipt_keeps_what_was_read(known: Desk) -> None:
    file(known)
    report(known.firm, 2025, no=2, revenue=9999 * FEN_PER_WAN)
    db.session.commit()
    kept = page(known.browser.get(known.url("confirmation/2026"))).get_text()
    assert "6000.00 万元" in kept
    assert "9999" not in kept


def test_the_second_time_is_told_so(known: Desk) -> None:
    version = str(edit(known).select_one("main input[name=version]")["value"])  # type: ignore[index]
    assert file(known, version=version).status_code == 303
    assert "已经确认过" in page(file(known, version=version), 409).get_text()
    assert known.browser.get(known.url("confirmation")).headers["Location"].endswith("/confirmation/2026")
    assert len(filed(known)) == 1


def test_what_changed_leads_to_where_it_is_changed(known: Desk) -> None:
    said = dict.fromkeys(TASKS, "same") | {"people": "changed", "rights": "unsure"}
    assert file(known, "file", **said).status_code == 303
    shown = page(known.browser.get(known.url("confirmation/2026")))
    assert shown.select_one(f'main .note a[href="{known.url("reports/2025")}"]')
    assert "不清楚" in shown.select_one(".note-info").get_text()  # type: ignore[union-attr]
    [row] = filed(known)
    assert row.answers == said


def test_each_task_wants_an_answer(known: Desk) -> None:
    shown = page(file(known, "file", subject="same", people="changed"), 422)
    assert shown.select_one("#income-error")
    assert shown.select_one("#people-1")["checked"] == ""  # type: ignore[index]
    assert not filed(known)


def test_nothing_changed_cannot_be_said_beside_a_change(known: Desk) -> None:
    assert page(file(known, people="changed"), 422).select_one("#people-error")
    assert not filed(known)


@pytest.mark.parametrize("changes", [{"agreed": ""}, {"people": "nonsense"}, {"people": "\x00"}, {"version": "x"}])
def test_what_cannot_be_filed(known: Desk, changes: dict[str, str]) -> None:
    shown = page(file(known, **changes), 422)
    assert shown.select_one("#error-summary")
    assert not filed(known)


def test_nobody_confirms_what_was_not_read(known: Desk) -> None:
    version = str(edit(known).select_one("main input[name=version]")["value"])  # type: ignore[index]
    report(known.firm, 2025, no=2, revenue=9999 * FEN_PER_WAN)
    db.session.commit()
    shown = page(file(known, version=version), 409)
    assert "9999.00 万元" in shown.get_text()
    assert not filed(known)
    again = shown.select_one("main input[name=version]")["value"]  # type: ignore[index]
    assert file(known, version=str(again)).status_code == 303


def test_a_new_firm_is_not_asked(submitter: Desk) -> None:
    assert "年度确认" not in page(submitter.browser.get(submitter.url())).get_text()


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.AGENT, MemberRole.VIEWER])
def test_only_the_submitter_confirms(known: Desk, desk: Callable[..., Desk], role: MemberRole) -> None:
    other = desk(role)
    page(other.browser.get(other.url("confirmation")), 403)
    page(other.browser.post(other.url("confirmation"), data={"agreed": "yes", "action": "all_same"}), 403)
    file(known)
    page(other.browser.get(other.url("confirmation/2026")))


@pytest.mark.parametrize("year", ["2025", "0", "99999999999999999999", "x", "2026.pdf"])
def test_a_year_without_a_confirmation(known: Desk, year: str) -> None:
    assert known.browser.get(known.url(f"confirmation/{year}")).status_code == 404
