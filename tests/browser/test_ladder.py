"""The whole story in a browser: a firm climbs a rung, and the number on the plan page moves with it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from registry.extensions import db
from registry.messages.models import Message
from registry.rules.identifiers.uscc import expected_check_character
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

STREET = "hongtang1"
APPROVER = "shending1"
REGISTRAR = "dengji"
PASSWORD = "quiet-river-88-orchid"  # noqa: S105
FIGURES = {
    "revenue": "6000",
    "operating_cost": "5200",
    "rd_spend": "300",
    "rd_spend_domestic": "300",
    "staff": "80",
    "rd_staff": "20",
    "total_assets": "4000",
}
DECLARED_NO = ("excluded_industry", "accident_or_dishonesty", "on_abnormal_list")


def test_register_report_apply_return_correct_approve_and_be_counted(page: Page, site: Site) -> None:
    width = (page.viewport_size or {"width": 0})["width"]
    uscc, name, email = _uscc(width), f"宁波攀登{width}科技有限公司", f"clerk{width}@example.cn"
    today = site.clock.day_of(site.clock.now())
    yesterday = today - timedelta(days=1)
    before, day_before = _count(page, site, today), _count(page, site, yesterday)

    _register(page, site, email, uscc, name)
    _confirm_member(page, site, name)
    site.log_in(page, email, PASSWORD)
    _report(page, site, uscc, today.year - 1)
    _rights(page, site, uscc, width)
    page.goto(f"{site.url}/firm/{uscc}/self-check/national_sme")
    expect(page.locator("main")).to_contain_text("74")
    _apply(page, site, uscc)
    case = _case(page)

    _officer(page, site, STREET, f"{case}/return")
    page.fill("[name=reason]", "请补充说明主要产品与软件著作权的关系。")
    page.locator("[name^=ask_]").first.check()
    page.locator("[name^=remark_]").first.fill("请核对这一项并说明。")
    _send(page)
    site.log_in(page, email, PASSWORD)
    page.goto(f"{site.url}/firm/{uscc}/applications/{case}")
    expect(page.locator("main")).to_contain_text("请核对这一项并说明。")
    _send_application(page)

    _officer(page, site, STREET, f"{case}/pass")
    _send(page)
    answer = page.goto(f"{site.url}/officer/applications/{case}/pass")
    assert answer is not None
    assert answer.status == 403  # the first officer may not give the second approval, address or no address
    _officer(page, site, APPROVER, f"{case}/pass")
    _send(page)
    _officer(page, site, "chushen1", f"{case}/forward")
    _send(page)
    assert _count(page, site, today) == before  # recommended is not recognised
    _record(page, site, case, today, width)

    assert _count(page, site, today) == before + 1
    assert _count(page, site, yesterday) == day_before
    listed = page.request.get(f"{site.url}/plan/firms.csv?tier=sme&on={today}").text()
    assert name in listed
    assert name not in page.request.get(f"{site.url}/plan/firms.csv?tier=sme&on={yesterday}").text()
    page.goto(f"{site.url}/plan?on={today}")
    expect(page.locator("main")).to_contain_text(f"{before + 1:,}")


def _uscc(width: int) -> str:
    front = f"91330205MB{width:07d}"
    return f"{front}{expected_check_character(front + '0')}"


def _count(page: Page, site: Site, on: date) -> int:
    """The number of the tier's list on a day, as its page prints it."""
    page.goto(f"{site.url}/plan/firms?tier=sme&on={on}")
    found = re.search(r"([\d,]+) 家", page.inner_text("h1"))
    assert found, page.inner_text("h1")
    return int(found[1].replace(",", ""))


def _send(page: Page) -> None:
    """Press the page's main button; a refusal would show in what follows."""
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    assert not page.title().startswith("错误"), page.inner_text("main")


def _register(page: Page, site: Site, email: str, uscc: str, name: str) -> None:
    page.goto(f"{site.url}/register")
    for field, value in {"name": "陈攀", "email": email, "password": PASSWORD, "password_again": PASSWORD}.items():
        page.fill(f"main [name={field}]", value)
    _send(page)
    page.fill("main [name=email]", email)
    page.fill("main [name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    _confirm_address(page, site, email)
    page.goto(f"{site.url}/firm/join")
    page.fill("main [name=uscc]", uscc)
    _send(page)
    page.fill("main [name=name]", name)
    page.select_option("[name=region_code]", "330205007")
    page.select_option("[name=industry_code]", "I-SW")
    page.fill("[name=registered_on]", "2018-06-30")
    page.fill("[name=address]", "洪塘街道洪塘中路1号")
    page.fill("[name=legal_form]", "有限责任公司")
    page.fill("[name=statement]", "本人为公司科技项目负责人，由法定代表人授权办理。")
    page.check("[name=authorised]")
    _send(page)
    expect(page.locator("main")).to_contain_text("等待确认")


def _confirm_address(page: Page, site: Site, email: str) -> None:
    """Open the link that the mail carries, and press its button."""
    with site.app.app_context():
        sent = select(Message.link).where(Message.address == email).order_by(Message.id.desc())
        link = db.session.scalars(sent).first()
    assert link
    page.goto(f"{site.url}{link}")
    _send(page)


def _confirm_member(page: Page, site: Site, name: str) -> None:
    site.log_in(page, f"{STREET}@example.cn")
    page.goto(f"{site.url}/officer/members")
    page.locator(f"xpath=//main//*[contains(., '{name}')]//button").last.click()
    expect(page.locator("main")).to_contain_text("已确认")


def _report(page: Page, site: Site, uscc: str, year: int) -> None:
    page.goto(f"{site.url}/firm/{uscc}/reports/{year}")
    for field, value in FIGURES.items():
        page.fill(f"[name={field}]", value)
    page.get_by_role("button", name="保存并核对").click()
    page.wait_for_load_state()
    page.check("[name=truthful]")
    _send(page)
    expect(page.locator("h1")).to_contain_text("回执")


def _rights(page: Page, site: Site, uscc: str, width: int) -> None:
    for number in range(3):
        page.goto(f"{site.url}/firm/{uscc}/intellectual-property/new")
        page.select_option("[name=kind]", "software_copyright")
        page.fill("[name=number]", f"2023SR{width:05d}{number:02d}")
        page.fill("[name=title]", "攀登控制软件")
        page.fill("[name=granted_on]", "2023-05-05")
        _send(page)


def _apply(page: Page, site: Site, uscc: str) -> None:
    page.goto(f"{site.url}/firm/{uscc}/applications")
    page.check("[name=scheme][value=national_sme]")
    _send(page)
    page.get_by_role("link", name="主体信息", exact=True).click()
    for declared in DECLARED_NO:
        page.check(f"[name={declared}][value=no]")
    page.get_by_role("button", name="保存并返回").click()
    _send_application(page)


def _send_application(page: Page) -> None:
    page.get_by_role("link", name="核对并提交").click()
    page.check("[name=integrity_commitment]")
    _send(page)
    expect(page.locator("h1")).to_contain_text("回执")


def _case(page: Page) -> str:
    """The application's identifier, from the address of its receipt."""
    found = re.search(r"/applications/(\w+)", page.url)
    assert found, page.url
    return found[1]


def _officer(page: Page, site: Site, who: str, act: str) -> None:
    """Log in as an officer and open an act's page from the case."""
    site.log_in(page, f"{who}@example.cn")
    case, _, verb = act.partition("/")
    page.goto(f"{site.url}/officer/applications/{case}")
    page.locator(f"main a[href*='/{case}/{verb}']").first.click()
    page.wait_for_load_state()


def _record(page: Page, site: Site, case: str, today: date, width: int) -> None:
    _officer(page, site, REGISTRAR, f"{case}/result")
    page.fill("[name=certificate_number]", f"{today.year}330205{0}{width:07d}")
    page.fill("[name=issued_on]", today.isoformat())
    page.fill("[name=valid_from]", today.isoformat())
    page.fill("[name=document]", "浙科入库〔2026〕测试号")
    _send(page)
