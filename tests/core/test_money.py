"""Money at the edges."""

from __future__ import annotations

import pytest

from registry.core.money import format_wan, parse_wan

TAKEN = {
    "0.01": 10_000,
    "1,234.5": 1_234_500_000,
    "-3": -3_000_000,
    "999999999999.99": 999_999_999_999_990_000,
}
REFUSED = ["", "1.234", "1e5", "十万", "NaN", "1000000000000", "9" * 400, "0." + "0" * 400 + "1"]


@pytest.mark.parametrize(("text", "fen"), TAKEN.items())
def test_amounts_are_taken_to_the_fen_and_given_back(text: str, fen: int) -> None:
    assert parse_wan(text) == fen < 2**63
    assert parse_wan(format_wan(fen)) == fen


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message is the text itself
        parse_wan(text)
