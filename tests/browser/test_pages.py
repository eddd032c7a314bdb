"""Every page that a person of each role can reach by links: no error, no axe finding, no sideways scroll."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

PEOPLE = ["", "qiye1", "hongtang1", "chushen1", "shending1", "dengji", "lingdao", "shenji", "guanli"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
looked_at: set[str] = set()
"""Shapes of addresses whose page was examined: what another role sees under the same shape is the same template."""
FILES = re.compile(r"\.(csv|xlsx|json|atom)$|/documents/\w+$|/file$|/inline$")


def shape(address: str) -> str:
    """An address with its identifiers and its query's values left out."""
    parts = urlsplit(address)
    path = re.sub(r"/([0-9A-Z]{18}|[0-9a-z]{26}|\d+)(?=/|$)", "/*", parts.path)
    return path + "?" + "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))


def reachable(page: Page, site: Site) -> list[str]:
    """Addresses of the site that a person finds by following links, one of each shape: lists link to hundreds alike."""
    found, waiting, seen = [], [site.url + "/"], {"/?"}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 400, (address, answer.status)
        found.append(page.url)
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"):
            target = urldefrag(urljoin(page.url, link))[0]
            if not target.startswith(site.url + "/") or FILES.search(urlsplit(target).path):
                continue
            kind = shape(target)
            if kind not in seen:
                seen.add(kind)
                waiting.append(target)
    return found


def findings(page: Page) -> list[str]:
    """What axe holds against the page as it stands."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in results.response["violations"]]


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_of_a_person(who: str, site: Site, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    if who:
        site.log_in(page, f"{who}@example.cn")
    wrong: list[str] = []
    addresses = reachable(page, site)
    assert len(addresses) > 5
    fresh = [address for address in addresses if shape(address) not in looked_at]
    looked_at.update(shape(address) for address in fresh)
    for position, address in enumerate(fresh):
        is_narrow = position % 2 == 1
        page.set_viewport_size({"width": 390 if is_narrow else 1280, "height": 900})
        page.goto(address)
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
            wrong += [f"{address} {theme}: {one}" for one in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{address}: scrolls sideways")
    context.close()
    assert not wrong, "\n".join(wrong)
    assert not said, "\n".join(said)
