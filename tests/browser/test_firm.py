"""The firm's clerk at the browser: task list, receipt, annual confirmation and return, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user_by_email
from registry.accounts.services import register_user
from registry.applications.models import Application
from registry.applications.services import return_
from registry.cli.demo.people import PASSWORD
from registry.core.clock import day_of
from registry.core.ids import new_public_id
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.extensions import db
from tests.browser.conftest import Site
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.records import scenario
from tests.web.pdf import text_of

pytestmark = pytest.mark.browser

FILE = re.compile(r"/applications/[a-z0-9]{26}$")
"""The address of an application."""

_numbers = count(1)


class Firm:
    """A firm of which last year's figures are held, and its submitter."""

    def __init__(self, site: Site) -> None:
        number = next(_numbers)
        self.site, self.email = site, f"firm{number}@example.cn"
        at = site.clock.now()
        with site.app.app_context():
            person = _person(site, self.email, f"提交人{number}")
            made = enterprise(f"宁波清单测试{number}科技有限公司", uscc=f"91330205MT80000{number:02d}K", at=at)
            db.session.add(_membership(made, person, site))
            scenario(made)
            db.session.commit()
            self.uscc = made.uscc
        self.url = f"{site.url}/firm/{self.uscc}/"

    def send_back(self, number: str, *remarks: tuple[str, str]) -> None:
        """The street returns the application."""
        at = self.site.clock.now()
        with self.site.app.app_context():
            application = db.session.query(Application).filter_by(public_id=number).one()
            officer = actor(Role.STREET_OFFICER)
            told = {"reason": "请补正", "remarks": remarks}
            return_(application, seen_revision=1, **told, actor=officer, at=at, on=day_of(at))
            db.session.commit()


def _person(site: Site, email: str, name: str) -> User:
    register_user(email, name, PASSWORD, policy=PasswordPolicy(1, 8, 1), at=site.clock.now())
    found = find_user_by_email(email)
    assert found is not None
    return found


def _membership(firm: Enterprise, person: User, site: Site) -> Member:
    return Member(
        public_id=new_public_id(),
        enterprise=firm,
        user=person,
        role=MemberRole.SUBMITTER,
        state=MembershipState.ACTIVE,
        requested_at=site.clock.now(),
    )


@pytest.fixture
def firm(site: Site) -> Firm:
    return Firm(site)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def either(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A window with script and one without."""
    context = chromium.new_context(locale="zh-CN", java_script_enabled=request.param, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def begin(page: Page, firm: Firm) -> None:
    firm.site.log_in(page, firm.email)
    page.goto(f"{firm.url}applications")
    page.get_by_label("科技型中小企业（国家入库）").check()
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url(FILE)


def statement(page: Page, words: str) -> None:
    """Write the statement, in the task of the papers."""
    page.get_by_role("link", name="佐证材料", exact=True).click()
    page.get_by_label("申请说明").fill(words)
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_url(FILE)


def send(page: Page) -> None:
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_label("我代表本单位作出以上科研诚信承诺").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/receipt")


def test_nothing_changed_takes_five_clicks(either: Page, firm: Firm) -> None:
    page, clicks = either, count(1)
    page.goto(f"{firm.site.url}/login")
    page.get_by_label("邮箱").fill(firm.email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    year = day_of(firm.site.clock.now()).year
    for click in (
        page.locator("main").get_by_role("button", name="登录"),
        page.get_by_role("link", name=f"{year} 年度确认"),
        page.get_by_label("我代表本单位作出以上声明"),
        page.get_by_role("button", name="以上均无变化，提交"),
    ):
        click.click()
        last = next(clicks)
    page.wait_for_url(f"**/confirmation/{year}")
    assert last <= 5
    receipt = page.locator(".receipt")
    expect(receipt).to_contain_text(f"QR-{year}-{firm.uscc}")
    expect(receipt).to_contain_text("6000.00 万元")
    file = page.request.get(str(page.get_by_role("link", name="下载 PDF").evaluate("link => link.href")))
    printed = text_of(file.body())
    for said in (f"QR-{year}-{firm.uscc}", "6000.00万元", "无变化"):
        assert said in printed


def test_the_file_is_filled_in_task_by_task_and_sent(page: Page, firm: Firm) -> None:
    begin(page, firm)
    expect(page.locator(".task-list li")).to_have_count(9)
    check(page)
    page.get_by_role("link", name="主体信息", exact=True).click()
    check(page)
    for group in page.locator("main form fieldset").all():
        group.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人员")
    expect(page.locator("main")).to_contain_text("2025 年度报告第 1 版")
    page.get_by_role("link", name="返回任务列表").click()
    statement(page, "主要产品是轴承")
    page.get_by_role("link", name="核对并提交").click()
    check(page)
    page.locator("#file-documents a").click()
    page.get_by_label("申请说明").fill("主要产品是高速轴承")
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_url("**/submit")
    expect(page.locator("#file-documents").locator("..")).to_contain_text("高速轴承")
    page.get_by_role("link", name="返回任务列表").click()
    page.wait_for_url(FILE)
    send(page)
    expect(page.locator(".receipt")).to_contain_text("高速轴承")
    check(page)


def test_a_return_opens_one_task_and_no_other(either: Page, firm: Firm) -> None:
    page = either
    begin(page, firm)
    statement(page, "第一版")
    number = page.url.rpartition("/")[2]
    send(page)
    firm.send_back(number, ("statement", "请写明主要产品"))
    page.goto(firm.url)
    page.locator("#tasks").get_by_role("link", name="科技型中小企业（国家入库）申请").click()
    links = page.locator(".task-list a").all_inner_texts()
    assert links == ["佐证材料", "诚信承诺"]
    answer = page.goto(f"{firm.url}applications/{number}/tasks/subject")
    assert answer is not None
    assert answer.status == 409
    page.goto(f"{firm.url}applications/{number}")
    page.get_by_role("link", name="佐证材料", exact=True).click()
    expect(page.locator("#statement-remark")).to_contain_text("请写明主要产品")
    expect(page.locator("main")).to_contain_text("前（含当日）补正后重新提交")
    page.get_by_label("申请说明").fill("主要产品是轴承")
    page.get_by_role("button", name="保存并返回").click()
    send(page)
    expect(page.locator(".receipt")).to_contain_text(f"{number}-02")


def test_an_error_takes_the_focus_and_says_what_to_do(page: Page, firm: Firm) -> None:
    firm.site.log_in(page, firm.email)
    page.goto(f"{firm.url}confirmation")
    page.get_by_role("button", name="提交确认").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("错误：")
    check(page)
