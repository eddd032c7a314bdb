from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.text import Text
from registry.rules.identifiers.money import parse_wan

WAN = 1_000_000


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("310(万元人民币)", 310 * WAN),
        ("16,335(万元人民币)", 16_335 * WAN),
        ("50万人民币", 50 * WAN),
        ("13.2万人民币", 13_200_000),
        ("113.3500(万元人民币)", 113_350_000),
        ("9(万)", 9 * WAN),
        ("310", 310 * WAN),
        ("３１０．５０", 310_500_000),
        ("5000000元", 500 * WAN),
        ("1.2亿元", 12_000 * WAN),
        ("人民币 100 万元", 100 * WAN),
        ("￥100万", 100 * WAN),
        ("0", 0),
        ("-12.5", -12_500_000),
        ("0.01元", 1),
    ],
)
def test_amounts_as_printed(text: str, fen: int) -> None:
    assert parse_wan(text) == fen


@pytest.mark.parametrize("text", ["", " ", "N/A", "n/a", "-", "/", "无", "不详"])
def test_unknown_is_none(text: str) -> None:
    assert parse_wan(text) is None


@pytest.mark.parametrize("text", ["50(万美元)", "12.5万美元", "USD 100", "$5", "100万港元", "3亿日元"])
def test_foreign_money_is_never_converted(text: str) -> None:
    found = parse_wan(text)
    assert isinstance(found, Text)
    assert "外币" in str(found)


@pytest.mark.parametrize(
    "text", ["壹佰万元", "1,63", "12,34,567", "1.2.3", "10-20万", "NaN", "1e5", "约50万", "9" * 30]
)
def test_what_is_no_amount(text: str) -> None:
    assert isinstance(parse_wan(text), Text)


def test_less_than_a_fen_is_refused_not_rounded() -> None:
    assert parse_wan("0.000001") == 1
    assert "比分还小" in str(parse_wan("0.0000011"))


def test_an_amount_too_large_for_the_store() -> None:
    assert parse_wan("1000000亿元") == 10**16
    assert isinstance(parse_wan("999999999999999999亿元"), Text)


@given(st.text())
def test_nothing_raises(text: str) -> None:
    found = parse_wan(text)
    assert found is None or isinstance(found, int) or str(found)


@given(st.integers(0, 10**12))
def test_every_amount_is_read_back_exactly(fen: int) -> None:
    whole, rest = divmod(fen, WAN)
    assert parse_wan(f"{whole:,}.{rest:06d}(万元人民币)") == fen
