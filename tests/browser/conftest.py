"""A real server on a database of its own, and Chromium to look at it."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from registry import create_app
from registry.cli.demo.people import PASSWORD
from registry.web.shared.application import RegistryFlask
from tests.conftest import FixedClock
from tests.databases import fresh_database, run

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIRMS = "120"


@dataclass
class Site:
    """A running registry with a small demo district."""

    url: str
    app: RegistryFlask
    clock: FixedClock

    def log_in(self, page: Page, email: str, password: str = PASSWORD) -> None:
        """Log in through the form, whoever was logged in before."""
        page.context.clear_cookies()
        page.goto(f"{self.url}/login")
        page.get_by_label("邮箱").fill(email)
        page.get_by_label("密码", exact=True).fill(password)
        page.locator("main").get_by_role("button", name="登录").click()
        page.wait_for_load_state()
        assert "/login" not in page.url, page.inner_text("main")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; the machine's own."""
    path = os.environ.get("REGISTRY_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium found: install one or name it in REGISTRY_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(database_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The registry served from a thread, its demo district built by the command line, its clock the real day."""
    folder = tmp_path_factory.mktemp("site")
    with fresh_database(database_address, folder) as address:
        for words in (("db", "upgrade"), ("init",), ("demo", "--firms", FIRMS)):
            done = run(address, folder, *words)
            assert done.returncode == 0, done.stderr
        yield from _served(address, folder)


def _served(address: str, folder: Path) -> Iterator[Site]:
    app = create_app({"SQLALCHEMY_DATABASE_URI": address, "DOCUMENT_FOLDER": str(folder / "documents")})
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request would bury a failure
    clock = FixedClock(app.extensions["clock"].now())
    app.extensions["clock"] = clock
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", app, clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A fresh browser window, wide and narrow."""
    size: ViewportSize = {"width": request.param, "height": 900}
    context = chromium.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
