"""What is masked, and what only looks like it."""

from __future__ import annotations

import pytest

from registry.audit.masking import mask_address, mask_data, mask_name, mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("wang.wu@example.com.cn", "w***@example.com.cn"),
        ("a@b.cn", "a***@b.cn"),
        ("电话13812345678转", "电话138****5678转"),
        ("证件33020519900101123x。", "证件330205********123x。"),
        ("330205199001011234", "330205********1234"),
        ("913302051234567890", "913302051234567890"),
        ("91330205MT0000012X", "91330205MT0000012X"),
        ("138123456789", "138123456789"),
        ("ZL202310123456.7", "ZL202310123456.7"),
        ("2026-03-02", "2026-03-02"),
        ("", ""),
    ],
)
def test_only_personal_marks_inside_a_text_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(("name", "masked"), [("王五", "王*"), ("欧阳锋", "欧**"), ("王", "王*"), ("", "")])
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [("203.0.113.7", "203.0.*.*"), ("2001:db8:1:2::7", "2001:db8:*"), ("::1", "::*"), ("", ""), ("local", "local")],
)
def test_an_address_loses_the_machine(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_names_are_masked_where_they_are_a_persons() -> None:
    data = {"before": "王五", "after": "王武", "reason": "改名", "count": 3}
    assert mask_data(data, about_person=True) == {"before": "王*", "after": "王*", "reason": "改名", "count": 3}
    firm = {"before": {"name": "甲公司", "contact": "李四"}, "name": "乙公司", "list": ["13812345678"]}
    assert mask_data(firm, about_person=False) == {
        "before": {"name": "甲公司", "contact": "李*"},
        "name": "乙公司",
        "list": ["138****5678"],
    }
