"""A message as an e-mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest

from registry.messages.delivery import Letter
from registry.messages.letters import compose
from tests.messages.helpers import SENDER

LETTER = Letter(
    delivery_id=1,
    address="wang@example.cn",
    name="王五",
    subject="高新技术企业申请退回补正",
    body="宁波甲公司的申请需要补正。",
    link="/firm/X/applications/y",
    language="zh",
    reference="abc",
)


def test_words_link_and_headers_arrive_as_they_were(at: datetime) -> None:
    raw = compose(LETTER, SENDER, at).as_bytes()
    raw.decode("ascii")  # for servers that know no other
    mail = message_from_bytes(raw, policy=default)
    assert mail["Subject"] == "【江北创新企业】高新技术企业申请退回补正"
    assert str(mail["To"]) == "王五 <wang@example.cn>"
    assert mail["Message-ID"] == "<abc@office.example.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert "宁波甲公司的申请需要补正。" in body
    assert "https://tiers.example.cn/firm/X/applications/y" in body
    assert "https://tiers.example.cn/messages/settings" in body


def test_no_word_can_add_a_header_or_a_recipient(at: datetime) -> None:
    evil = "甲\r\nBcc: all@example.cn\nX-Evil: 1\x00\u2028丙"
    letter = replace(LETTER, subject=evil, name='乙" <x@y.cn>,\r\nCc: z@y.cn')
    mail = message_from_bytes(compose(letter, SENDER, at).as_bytes(), policy=default)
    assert {"Bcc", "Cc", "X-Evil"} & {name.title() for name in mail} == set()
    assert [one.addr_spec for one in mail["To"].addresses] == ["wang@example.cn"]
    assert "Bcc: all@example.cn" in mail["Subject"]


@pytest.mark.parametrize("address", ["a@b.cn\r\nBcc: c@d.cn", "no address", "a@b.cn, c@d.cn", "", "李@b.cn"])
def test_an_address_that_is_none_is_refused(address: str, at: datetime) -> None:
    with pytest.raises(ValueError, match=r"."):
        compose(replace(LETTER, address=address), SENDER, at)


def test_without_account_there_are_no_settings_to_change(at: datetime) -> None:
    body = compose(replace(LETTER, name="", link=""), SENDER, at).get_content()
    assert "settings" not in body
    assert body.startswith("您好")
