"""Not one field is lost: a killed server, a session that ended while typing, two people in one form."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user_by_email
from registry.accounts.services import register_user
from registry.cli.demo.people import PASSWORD
from registry.core.ids import new_public_id
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.enterprises.services import find_enterprise
from registry.extensions import db
from tests.browser.conftest import Site
from tests.databases import ROOT, command, environment
from tests.factories.enterprises import enterprise

pytestmark = pytest.mark.browser

_numbers = count(1)
BAR = ".autosave"


class Server:
    """A process that serves the site's database, to be killed without a word of warning."""

    def __init__(self, address: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment(address, folder)
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        words = command("run", "--port", str(self.port))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(words, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        for _try in range(150):
            with socket.socket() as caller:
                if caller.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise AssertionError(self._log.read_text())

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="module")
def running(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(site.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path_factory.mktemp("server"))
    yield server
    server.kill()


@pytest.fixture
def server(running: Server) -> Server:
    """A running process, started anew where a test has left it dead."""
    if not running.is_alive:
        running.start()
    return running


class Clerk:
    """Somebody of a firm."""

    def __init__(self, site: Site, server: Server, uscc: str = "") -> None:
        number = next(_numbers)
        self.name, self.email = f"经办人{number}", f"autosave{number}@example.cn"
        at = site.clock.now()
        with site.app.app_context():
            register_user(self.email, self.name, PASSWORD, policy=PasswordPolicy(1, 8, 1), at=at)
            firm = find_enterprise(uscc) if uscc else enterprise(uscc=f"91330205MT90000{number:02d}K", at=at)
            person = find_user_by_email(self.email)
            assert firm is not None
            assert person is not None
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
        self.url = f"{server.url}/firm/{self.uscc}/reports/2025"

    def log_in(self, page: Page) -> None:
        page.get_by_label("邮箱").fill(self.email)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="登录").click()
        page.wait_for_url(self.url)

    def sit_down(self, page: Page) -> Page:
        """The report's form, after the log-in it leads to."""
        page.goto(self.url)
        self.log_in(page)
        return page


@pytest.fixture
def clerk(site: Site, server: Server) -> Clerk:
    return Clerk(site, server)


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """One browser where the width does not matter."""
    context = chromium.new_context(locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def elsewhere(chromium: Browser) -> Iterator[Page]:
    """Another browser on another machine."""
    context = chromium.new_context(locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def names(page: Page) -> list[str]:
    return page.eval_on_selector_all("form[data-autosave] input[type=text]", "all => all.map(one => one.name)")


def fill(page: Page, fields: list[str], start: int) -> dict[str, str]:
    """Type something else in each field, every third of it no number."""
    typed = {name: f"{start + place}{' 万' if place % 3 == 0 else ''}" for place, name in enumerate(fields)}
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    return typed


def shown(page: Page) -> dict[str, str]:
    return {name: page.locator(f"[name={name}]").input_value() for name in names(page)}


def kept_here(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('typed:')).length"))


def test_a_killed_server_loses_no_field(page: Page, elsewhere: Page, clerk: Clerk, server: Server) -> None:
    clerk.sit_down(page)
    fields = names(page)
    assert len(fields) > 10
    half = len(fields) // 2
    typed = fill(page, fields[:half], 100)
    expect(page.locator(BAR)).to_contain_text("已保存", timeout=10_000)
    server.kill()
    typed |= fill(page, fields[half:], 500)
    expect(page.locator(BAR)).to_contain_text("暂时连不上服务器", timeout=10_000)
    page.goto("about:blank")
    server.start()
    page.goto(clerk.url)
    assert shown(page) == typed
    expect(page.locator(BAR)).to_contain_text("已保存", timeout=10_000)
    assert kept_here(page) == 0
    assert shown(clerk.sit_down(elsewhere)) == typed
    assert elsewhere.get_by_text("尚未提交保存").count() == len(fields)


def test_a_server_that_comes_back_is_told_without_a_word_from_the_clerk(
    window: Page, elsewhere: Page, clerk: Clerk, server: Server
) -> None:
    clerk.sit_down(window)
    server.kill()
    typed = fill(window, names(window), 100)
    expect(window.locator(BAR)).to_contain_text("暂时连不上服务器", timeout=10_000)
    server.start()
    expect(window.locator(BAR)).to_contain_text("已保存", timeout=20_000)
    assert shown(clerk.sit_down(elsewhere)) == typed


def test_a_window_closed_at_once_loses_nothing(window: Page, elsewhere: Page, clerk: Clerk) -> None:
    clerk.sit_down(window)
    typed = fill(window, names(window), 100)
    window.close()
    clerk.sit_down(elsewhere)
    expect(elsewhere.locator("[name=revenue]")).to_have_value(typed["revenue"])
    assert shown(elsewhere) == typed


def test_a_session_that_ends_while_typing_loses_no_field(page: Page, elsewhere: Page, clerk: Clerk) -> None:
    clerk.sit_down(page)
    fields = names(page)
    typed = fill(page, fields[:4], 100)
    expect(page.locator(BAR)).to_contain_text("已保存", timeout=10_000)
    page.context.clear_cookies()
    typed |= fill(page, fields[4:], 500)
    expect(page.locator(BAR)).to_contain_text("登录已过期，您的内容保存在本机", timeout=10_000)
    page.locator(BAR).get_by_role("link", name="去登录").click()
    clerk.log_in(page)
    assert shown(page) == typed
    expect(page.locator(BAR)).to_contain_text("已保存", timeout=10_000)
    assert shown(clerk.sit_down(elsewhere)) == typed


def test_a_form_sent_after_the_session_ended_is_filled_in_again(window: Page, clerk: Clerk) -> None:
    clerk.sit_down(window)
    window.context.clear_cookies()
    typed = fill(window, names(window), 100)
    window.get_by_role("button", name="保存草稿").click()
    expect(window.get_by_text("您填写的内容已经保留")).to_be_visible()
    clerk.log_in(window)
    assert shown(window) == typed


def test_two_people_are_shown_both_values_and_pick(
    site: Site, page: Page, elsewhere: Page, clerk: Clerk, server: Server
) -> None:
    other = Clerk(site, server, clerk.uscc)
    clerk.sit_down(page)
    other.sit_down(elsewhere)
    page.locator("[name=revenue]").fill("1200")
    expect(page.locator(BAR)).to_contain_text("已保存", timeout=10_000)
    elsewhere.locator("[name=revenue]").fill("1300")
    note = elsewhere.locator(".field-typed", has_text=clerk.name)
    expect(note).to_contain_text("1200", timeout=10_000)
    page.reload()
    expect(page.locator("#revenue-typed")).to_contain_text("1300")
    expect(page.locator("#revenue-typed")).to_contain_text(other.name)
    expect(page.locator("[name=revenue]")).to_have_value("1200")
    note.get_by_role("button", name="采用").click()
    expect(elsewhere.locator("[name=revenue]")).to_have_value("1200")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_what_is_saved_is_typed_no_longer(window: Page, elsewhere: Page, clerk: Clerk) -> None:
    clerk.sit_down(window)
    for name in names(window):
        window.locator(f"[name={name}]").fill("1")
    window.get_by_role("button", name="保存草稿").click()
    window.wait_for_load_state()
    assert kept_here(window) == 0
    clerk.sit_down(elsewhere)
    expect(elsewhere.locator("[name=revenue]")).to_have_value("1")
    assert elsewhere.get_by_text("尚未提交保存").count() == 0
