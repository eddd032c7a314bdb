"""A firm takes a new name in a browser: the old one finds it, number and count stay, the clock runs, old lists stay."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user_by_email
from registry.accounts.services import register_user
from registry.cli.demo.people import PASSWORD
from registry.core.actor import SYSTEM
from registry.core.ids import new_public_id
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.extensions import db
from registry.recognitions.services import recognise
from tests.browser.conftest import Site
from tests.documents.files import PDF
from tests.factories.applications import HIGHER_THREE, result
from tests.factories.enterprises import enterprise

pytestmark = pytest.mark.browser

_numbers = count(1)


class Firm:
    """A firm of 洪塘街道 with a 高企 title and a submitter, in the site's own database."""

    def __init__(self, site: Site) -> None:
        number = next(_numbers)
        at = site.clock.now()
        self.today = site.clock.day_of(at)
        self.name, self.new = f"宁波旧招牌{number}有限公司", f"宁波新招牌{number}有限公司"
        self.email, self.certificate = f"rename{number}@example.cn", f"GR2026331{number:05d}"
        known = at - timedelta(days=2)
        with site.app.app_context():
            register_user(self.email, "更名经办", PASSWORD, policy=PasswordPolicy(1, 8, 1), at=at)
            person = find_user_by_email(self.email)
            firm = enterprise(self.name, uscc=f"91330205MC90000{number:02d}K", region="330205007", at=known)
            facts = result(HIGHER_THREE, number=self.certificate, issued_on=self.today - timedelta(days=200))
            recognise(firm, facts, source="load:x", actor=SYSTEM, at=known)
            claim = Member(
                public_id=new_public_id(),
                enterprise=firm,
                user=person,
                role=MemberRole.SUBMITTER,
                state=MembershipState.ACTIVE,
                requested_at=at,
            )
            db.session.add(claim)
            db.session.commit()
            self.uscc = firm.uscc
        self.url = f"{site.url}/firm/{self.uscc}"


def test_a_rename_moves_no_number_and_starts_a_clock(page: Page, site: Site) -> None:
    firm = Firm(site)
    day = firm.today - timedelta(days=3)
    before = counted(page, site, firm.today)

    site.log_in(page, firm.email)
    page.goto(f"{firm.url}/changes/new/rename")
    page.get_by_label("新的企业名称").fill(firm.new)
    page.get_by_label("生效日期").fill((firm.today + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("生效日期不能晚于今天")
    expect(page.get_by_label("新的企业名称")).to_have_value(firm.new)
    page.wait_for_load_state()
    page.get_by_label("生效日期").fill(day.isoformat())
    page.set_input_files("[name=file]", {"name": "通知书.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("更名已提交")
    change = page.url

    site.log_in(page, "hongtang1@example.cn")
    page.get_by_role("link", name=re.compile(firm.name)).first.click()
    expect(page.locator("#lines")).to_contain_text(firm.new)
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("已登记")
    for word in (firm.name, firm.new):
        page.goto(f"{site.url}/officer/enterprises?q={quote(word)}")
        expect(page.locator("#enterprises tbody tr")).to_have_count(1)
        expect(page.locator("#enterprises")).to_contain_text(firm.new)

    assert counted(page, site, firm.today) == before
    assert printed(page, site, day - timedelta(days=1), firm) == firm.name
    assert printed(page, site, day, firm) == firm.new
    yesterday = (firm.today - timedelta(days=1)).isoformat()
    assert printed(page, site, firm.today, firm, f"&known_at={yesterday}") == firm.name

    site.log_in(page, firm.email)
    page.goto(change)
    expect(page.locator("#titles")).to_contain_text(firm.certificate)
    expect(page.locator("#titles")).to_contain_text(re.compile(r"还有 \d+ 天"))
    page.get_by_role("link", name=re.compile("记下办理日期")).click()
    page.get_by_label("办理日期", exact=True).fill(firm.today.isoformat())
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#titles")).to_contain_text("已报告")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{site.url}/messages")
    expect(page.locator("main")).to_contain_text("更名已登记")


def counted(page: Page, site: Site, on: date) -> int:
    """How many 高企 the public list of the day has."""
    page.goto(f"{site.url}/plan/firms?tier=hte&on={on}")
    found = re.search(r"([\d,]+) 家", page.inner_text("h1"))
    assert found, page.inner_text("h1")
    return int(found[1].replace(",", ""))


def printed(page: Page, site: Site, on: date, firm: Firm, more: str = "") -> str:
    """The name under which the list of a day has the firm."""
    listed = page.request.get(f"{site.url}/plan/firms.csv?tier=hte&on={on}{more}").text()
    line = next(one for one in listed.splitlines() if firm.uscc in one)
    return next(name for name in (firm.name, firm.new) if name in line)
