"""Pages and filters from the address: nonsense gives the beginning or the default."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from registry.core.paging import Page, encode_cursor
from registry.web.shared import lists

TODAY = date(2026, 3, 2)


LISTING = "/list"


@pytest.fixture
def site() -> Flask:
    """A site with one list."""
    site = Flask("site")
    site.add_url_rule(LISTING, "listing", lambda: "")
    return site


def test_the_next_page_keeps_the_filters(site: Flask) -> None:
    word = encode_cursor(("甲", 7))
    with site.test_request_context(f"{LISTING}?q=a&after=old"):
        address = lists.next_url(Page([1], word))
        assert address is not None
        assert "q=a" in address
        assert "old" not in address
        assert lists.next_url(Page([1], None)) is None
        assert lists.first_url() == f"{LISTING}?q=a"
    with site.test_request_context(f"{LISTING}?after={word}"):
        assert lists.cursor((str, int)) == ("甲", 7)
    with site.test_request_context(LISTING):
        assert lists.first_url() is None
        assert lists.cursor((str, int)) is None


def test_words_that_flask_reserves_do_no_harm(site: Flask) -> None:
    with site.test_request_context(f"{LISTING}?_external=1&_scheme=javascript&_anchor=x&q=a"):
        assert lists.here() == f"{LISTING}?q=a"


@pytest.mark.parametrize("nonsense", ["%00", "9" * 30, "-1", "2026-02-30", "甲", "{}", "W10", "bnVsbA"])
def test_nonsense_gives_the_default(site: Flask, nonsense: str) -> None:
    with site.test_request_context(f"{LISTING}?day={nonsense}&n={nonsense}&k={nonsense}&after={nonsense}"):
        assert lists.day("day", TODAY) == TODAY
        assert lists.whole("n", 5, 1, 10) == 5
        assert lists.one_of("k", {"a"}, "z") == "z"
        assert lists.cursor((str, int)) is None


def test_good_filters_are_taken(site: Flask) -> None:
    with site.test_request_context(f"{LISTING}?day=2025-12-31&n=10&k=a&q=%20甲%00乙%20"):
        assert lists.day("day", TODAY) == date(2025, 12, 31)
        assert lists.whole("n", 5, 1, 10) == 10
        assert lists.one_of("k", {"a"}) == "a"
        assert lists.word("q") == "甲乙"
