"""What the public can rely on: a notice across a holiday, an objection whose author stays unknown, a title verified."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from registry.accounts.models import User
from registry.applications.models import Application
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.extensions import db
from registry.notices.models import EntryState, NoticeEntry
from registry.notices.services import close_due
from tests.browser.conftest import Site
from tests.documents.files import PNG

pytestmark = pytest.mark.browser

SLOW = 15_000
"""Milliseconds for a page that is answered after something was sent."""

PERSON, CONTACT = "陈真", "13800001234"
MATTER = "该企业 2025 年研发人员人数与社保记录不符，可向社保部门查证。"


def test_a_notice_across_a_holiday_ends_on_the_computed_working_day(page: Page, site: Site) -> None:
    _officer(page, site, "chushen1", "/officer/notices/new")
    for starts, ends in (("2025-09-26", "2025-10-16"), ("2026-09-29", "2026-10-19")):
        page.fill("[name=starts_on]", starts)
        page.get_by_role("button", name="重新计算最后一天").click()
        expect(page.locator("#last-day")).to_contain_text(ends, timeout=SLOW)
        expect(page.locator("main")).not_to_contain_text("尚未公布")


def test_who_objects_is_known_to_who_answers_and_to_nobody_else(page: Page, site: Site) -> None:
    notice, case = _publish(page, site)
    page.context.clear_cookies()
    page.goto(f"{site.url}/notices/{notice}")
    page.locator("main").get_by_role("link", name="提出异议").first.click()
    page.locator("[name=firm]").select_option(index=1)
    page.fill("[name=name]", PERSON)
    page.fill("[name=contact]", CONTACT)
    page.fill("[name=matter]", MATTER)
    page.set_input_files("[name=file]", {"name": "社保截图.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator("h1")).to_contain_text("异议已收到", timeout=SLOW)
    number = re.search(r"YY\d{8}-[A-Z2-7]{5}", page.inner_text("main"))
    assert number is not None
    assert page.request.get(f"{site.url}/notices.json").json()["items"]

    uscc, submitter = _submitter(site, case)
    site.log_in(page, submitter)
    page.goto(f"{site.url}/firm/{uscc}/applications/{case}")
    expect(page.locator("main")).to_contain_text(MATTER.rstrip("。"))
    _tells_nobody(page)
    assert _would_be(site, case) is EntryState.HELD  # the end of the notice changes nothing while it is unanswered

    objection = _answering(page, site, notice, str(number[0]))
    page.check("[name=upheld][value=no]")
    page.fill("[name=answer]", "经核查，人数与社保记录一致。")
    page.locator("main").get_by_role("button", name="答复").click()
    expect(page.locator("main")).to_contain_text("异议已答复", timeout=SLOW)
    assert page.request.get(objection).status == 200
    assert _would_be(site, case) is EntryState.TAKEN_EFFECT


def test_a_printed_address_says_valid_on_a_day_and_revoked_later(page: Page, site: Site) -> None:
    today = site.clock.day_of(site.clock.now())
    firm = _holder(page, site)
    page.get_by_role("link", name="验证页").first.click()
    expect(page.locator(".standing")).to_contain_text("有效", timeout=SLOW)
    verified = page.url
    expect(page.locator("main")).to_contain_text("江北区登记信息，非国家证书")
    page.fill("[name=on]", "2001-01-01")
    page.get_by_role("button", name="查这一天").click()
    expect(page.locator(".standing")).to_contain_text("尚未生效", timeout=SLOW)
    page.get_by_role("link", name="打印登记信息单").click()
    expect(page.locator("h1")).to_contain_text("认定登记信息单", timeout=SLOW)
    page.locator(".certificate-code img").evaluate("one => one.decode()")  # fails where the code is no image
    printed = page.inner_text(".certificate-address").removeprefix(site.app.config["PUBLIC_ADDRESS"])
    assert verified == site.url + printed

    page.goto(firm)
    page.locator("#title-list").get_by_role("link", name="撤销").first.click()
    page.fill("[name=revoked_on]", today.isoformat())
    page.fill("[name=ground]", "骗取认定")
    page.fill("[name=document]", "甬科高〔2026〕90号")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("撤销认定，已保存", timeout=SLOW)
    page.context.clear_cookies()
    page.goto(verified)
    expect(page.locator(".standing")).to_contain_text("已撤销")
    page.goto(f"{verified}?on={today - timedelta(days=1)}")
    expect(page.locator(".standing")).to_contain_text("有效")


def _officer(page: Page, site: Site, who: str, path: str) -> None:
    site.log_in(page, f"{who}@example.cn")
    page.goto(site.url + path)


def _publish(page: Page, site: Site) -> tuple[str, str]:
    """A notice of one case that begins today; the identifiers of both."""
    _officer(page, site, "chushen1", "/officer/notices/new")
    boxes: list[Locator] = page.locator("[name=applications]").all()
    for box in boxes[1:]:
        box.uncheck()
    page.fill("[name=starts_on]", site.clock.day_of(site.clock.now()).isoformat())
    case = boxes[0].get_attribute("value")
    page.get_by_role("button", name="发布公示").click()
    expect(page.locator("main")).to_contain_text("公示已发布", timeout=SLOW)
    return page.url.rpartition("/")[2], case or ""


def _submitter(site: Site, case: str) -> tuple[str, str]:
    """The code of the case's firm, and the e-mail address of somebody who submits for it."""
    with site.app.app_context():
        one = db.session.scalars(select(Application).where(Application.public_id == case)).one()
        person = db.session.scalars(
            select(User)
            .join(Member, Member.user_id == User.id)
            .where(
                Member.enterprise_id == one.enterprise_id,
                Member.role == MemberRole.SUBMITTER,
                Member.state == MembershipState.ACTIVE,
            )
        ).first()
        assert person is not None
        return one.enterprise.uscc, person.email


def _would_be(site: Site, case: str) -> EntryState:
    """What the end of the notice would make of the case; nothing is kept."""
    with site.app.app_context():
        entry = db.session.scalars(
            select(NoticeEntry)
            .join(NoticeEntry.application)
            .where(Application.public_id == case)
            .order_by(NoticeEntry.id.desc())
        ).first()
        assert entry is not None
        close_due(entry.notice.ends_on + timedelta(days=1), site.clock.now())
        state = entry.state
        db.session.rollback()
        return state


def _tells_nobody(page: Page) -> None:
    text = page.inner_text("main")
    assert PERSON not in text
    assert CONTACT not in text
    assert "社保截图" not in text


def _answering(page: Page, site: Site, notice: str, number: str) -> str:
    """Open the page of the answer as somebody who did not handle the case; who did is refused. The page's address."""
    _officer(page, site, "chushen2", f"/officer/notices/{notice}")
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text(PERSON)
    page.get_by_role("link", name="核查并答复").first.click()
    expect(page.locator("h1")).to_contain_text("答复", timeout=SLOW)
    address = page.url
    expect(page.locator("main")).to_contain_text("社保截图.png")
    _officer(page, site, "chushen1", f"/officer/notices/{notice}")
    _tells_nobody(page)
    assert page.request.get(address).status == 403
    site.log_in(page, "chushen2@example.cn")
    page.goto(address)
    return address


def _holder(page: Page, site: Site) -> str:
    """The office's page of a firm whose first title listed is a 高企 certificate in force; its address."""
    _officer(page, site, "dengji", "/officer/enterprises?tier=hte")
    for path in page.eval_on_selector_all("#enterprises tbody th a", "all => all.map(one => one.href)"):
        page.goto(path)
        first = page.locator("#title-list tbody tr").first.inner_text()
        if "高新技术企业" in first and "有效" in first:
            return str(path)
    raise AssertionError("no holder in the demo district")
