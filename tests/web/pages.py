"""Reading a page strictly: what every page must have is asserted each time one is read."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

_UNNAMED = {"hidden", "submit", "button", "image", "reset"}


def page(response: TestResponse, status: int = 200) -> BeautifulSoup:
    """The page as a tree; fails where it lacks a title, one h1, labels, or carries inline script or style."""
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    html = response.get_data(as_text=True)
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.find_all("h1")) == 1, [one.get_text() for one in soup.find_all("h1")]
    assert soup.h1 is not None
    assert soup.h1.get_text(strip=True)
    assert soup.title is not None
    assert soup.title.get_text(strip=True)
    assert soup.html is not None
    assert soup.html.get("lang")
    assert not soup.find_all(style=True), "inline style"
    assert not [script for script in soup.find_all("script") if not script.get("src")], "inline script"
    assert not [one for one in soup.find_all() if any(name.startswith("on") for name in one.attrs)], "inline handler"
    assert not re.search(r"\{\{|\}\}|\{%|%\(\w+\)s|&lt;Text\b|Text\(msgid", html), "unrendered placeholder"
    ids = [one["id"] for one in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    unlabelled = [
        str(one)[:200] for one in soup.find_all(["input", "select", "textarea"]) if not _is_labelled(soup, one)
    ]
    assert not unlabelled, unlabelled
    return soup


def _is_labelled(soup: BeautifulSoup, control: Tag) -> bool:
    if control.get("type") in _UNNAMED or control.get("aria-label") or control.get("aria-labelledby"):
        return True
    if control.find_parent("label") is not None:
        return True
    return bool(control.get("id")) and soup.find("label", attrs={"for": control["id"]}) is not None
