"""What somebody puts into the place of a list's next page."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from registry.core.paging import decode_cursor, encode_cursor, instant_of


def test_a_key_comes_back_as_it_was() -> None:
    key = ("宁波一家公司", 2**63 - 1)
    assert decode_cursor(encode_cursor(key), (str, int)) == key


@pytest.mark.parametrize("key", [("甲\x00", 1), ("\ud800", 1), ("甲", 2**63), ("甲", -(2**63)), ("甲",), (1, "甲")])
def test_what_no_database_compares_with_is_no_key(key: tuple[str | int, ...]) -> None:
    text = base64.urlsafe_b64encode(repr(list(key)).replace("'", '"').replace("\\x00", "\\u0000").encode()).decode()
    assert decode_cursor(text, (str, int)) is None


@pytest.mark.parametrize("text", ["[" * 100_000, "[1", "{}", "\xff"])
def test_nonsense_is_no_key(text: str) -> None:
    assert decode_cursor(base64.urlsafe_b64encode(text.encode()).decode(), (str, int)) is None
    assert decode_cursor(text, (str, int)) is None


def test_an_instant_is_read_in_utc() -> None:
    assert instant_of("2026-03-02T08:00:00+08:00") == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "word", ["", "2026-03-02", "2026-03-02T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", 7]
)
def test_what_is_no_instant_is_none(word: object) -> None:
    assert instant_of(word) is None
