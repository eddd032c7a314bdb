from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.identifiers.names import name_key, split_former_name


@pytest.mark.parametrize(
    "spelling",
    [
        "宁波甲乙（集团）有限公司",
        "宁波甲乙(集团)有限公司",
        "宁波甲乙 （ 集团 ）有限公司\n",
        "宁波甲乙〔集团〕有限公司",
        "宁波甲乙【集团】有限公司",
        "\u202b宁波甲乙\u200b（集团）\ufeff有限公司",
    ],
)
def test_spellings_of_one_name_meet(spelling: str) -> None:
    assert name_key(spelling) == "宁波甲乙(集团)有限公司"


def test_letters_lose_case_and_width() -> None:
    assert name_key("宁波ＡＢＣ科技") == name_key("宁波abc科技")


def test_rare_characters_stay() -> None:
    assert name_key("宁波𬭎㛃有限公司") == "宁波𬭎㛃有限公司"
    assert name_key("宁波𬭎有限公司") != name_key("宁波㛃有限公司")


@pytest.mark.parametrize(
    ("text", "name", "former"),
    [
        ("新名有限公司（原：旧名有限公司）", "新名有限公司", "旧名有限公司"),
        ("新名有限公司(原名:旧名有限公司)", "新名有限公司", "旧名有限公司"),
        ("新名有限公司（曾用名：旧名）", "新名有限公司", "旧名"),
        ("新名有限公司（原旧名有限公司）", "新名有限公司", "旧名有限公司"),
        ("新名（集团）有限公司（原：旧名（宁波）有限公司）", "新名（集团）有限公司", "旧名（宁波）有限公司"),
        ("新名（集团）有限公司", "新名（集团）有限公司", None),
        ("宁波（原野）科技有限公司", "宁波（原野）科技有限公司", None),
        ("宁波某某公司（原野）", "宁波某某公司（原野）", None),
        ("  新名 ", "新名", None),
        ("", "", None),
    ],
)
def test_former_names_in_brackets(text: str, name: str, former: str | None) -> None:
    assert split_former_name(text) == (name, former)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.text())
def test_splitting_never_raises_and_never_empties_a_name(text: str) -> None:
    pair = split_former_name(text)
    assert bool(pair.name) or pair.former is None
