"""Passwords: what is stored, what is refused."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters

from registry.accounts.passwords import LONGEST, PasswordPolicy, is_weak, require_good_password
from registry.core.errors import DomainError

CHEAP = PasswordPolicy(1, 8, 1)
DEARER = PasswordPolicy(2, 16, 1)


def test_stored_with_the_parameters_given() -> None:
    parameters = extract_parameters(DEARER.hash("一只灰猫在弹钢琴"))
    assert (parameters.type.name, parameters.time_cost, parameters.memory_cost) == ("ID", 2, 16)


def test_right_and_wrong() -> None:
    stored = CHEAP.hash("一只灰猫在弹钢琴")
    assert CHEAP.verify(stored, "一只灰猫在弹钢琴").is_right
    assert not CHEAP.verify(stored, "一只灰猫在弹钢琴 ").is_right


def test_the_hash_is_raised_at_log_in_only_when_it_is_too_cheap() -> None:
    stored = CHEAP.hash("一只灰猫在弹钢琴")
    assert CHEAP.verify(stored, "一只灰猫在弹钢琴").new_hash is None
    raised = DEARER.verify(stored, "一只灰猫在弹钢琴").new_hash
    assert raised is not None
    assert DEARER.verify(raised, "一只灰猫在弹钢琴").new_hash is None
    assert DEARER.verify(stored, "另一个").new_hash is None


@pytest.mark.parametrize("stored", [None, "", "!", "$argon2id$broken"])
def test_no_usable_hash_is_never_right(stored: str | None) -> None:
    assert not CHEAP.verify(stored, "").is_right
    assert not CHEAP.verify(stored, "no account has this").is_right


def test_nothing_is_cut_off() -> None:
    long = "猫" * 300
    stored = CHEAP.hash(long + "甲")
    assert not CHEAP.verify(stored, long + "乙").is_right
    assert CHEAP.verify(stored, long + "甲").is_right


def test_full_width_digits_are_the_same_password() -> None:
    assert CHEAP.verify(CHEAP.hash("灰猫在弹琴2041"), "灰猫在弹琴２０４１").is_right


@pytest.mark.parametrize(
    "password",
    [
        "woaini1314", "woaini520", "12345678", "Jiangbei2026!", "江北科技2024", "password1", "qwertyuiop",
        "zhangsan123", "ningbo@2025", "Aa123456", "11111111", "iloveyou520", "kejiju2024", "1qaz2wsx", "a" * 100,
    ],
)  # fmt: skip
def test_common_passwords_are_weak(password: str) -> None:
    assert is_weak(password)


@pytest.mark.parametrize("password", ["wang.wu1985", "wangwu-19", "甬江轴承2026", "wu@jiabao1"])
def test_what_is_known_of_the_person_is_weak(password: str) -> None:
    assert is_weak(password, ["王五", "wang.wu@jiabao.cn", "甬江轴承"])


@pytest.mark.parametrize(
    "password", ["x7#Kd92mQ", "一只灰猫在弹钢琴", "correct horse battery", "猫" * 2 + "q9!Zr4Lm" * 12]
)
def test_good_passwords_pass(password: str) -> None:
    require_good_password(password, ["王五", "wang.wu@jiabao.cn"])


def test_borders_of_length() -> None:
    with pytest.raises(DomainError, match="至少 8 个"):
        require_good_password("x7#Kd9m", [])
    require_good_password("x7#Kd9mQ", [])
    long = ("x7#Kd9mQ" * LONGEST)[:LONGEST]
    require_good_password("t5!" + long[3:], [])
    with pytest.raises(DomainError, match="最多 1000 个") as refused:
        require_good_password(long + "x", [])
    assert refused.value.field == "password"
