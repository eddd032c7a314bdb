"""A message as an e-mail: plain text, one link, headers that nothing in it can break."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from registry.core.text import Text, msg
from registry.messages.delivery import Letter
from registry.messages.texts import in_language
from registry.rules.identifiers.characters import visible

SYSTEM_NAME = msg("江北区创新企业梯队登记系统")


@dataclass(frozen=True)
class Sender:
    """Who writes, and where the registry is: `address` such as "https://registry.example.gov.cn", without a slash."""

    mailbox: str
    address: str


def compose(letter: Letter, sender: Sender, at: datetime) -> EmailMessage:
    """The e-mail. Raises ValueError where the address cannot stand in a header."""
    language = letter.language
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(in_language(SYSTEM_NAME, language), addr_spec=sender.mailbox)
    message["To"] = _recipient(letter)
    message["Subject"] = visible(in_language(msg("【江北创新企业】{subject}", subject=letter.subject), language))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.reference}@{sender.mailbox.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(letter, sender.address), charset="utf-8")
    return message


def _recipient(letter: Letter) -> Address:
    try:
        return Address(visible(letter.name), addr_spec=letter.address)
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError(f"{letter.address!r}: {error}") from error


def _body(letter: Letter, address: str) -> str:
    greeting = msg("{name}，您好：", name=visible(letter.name)) if letter.name else msg("您好：")
    parts: list[Text | str] = [greeting, letter.body]
    if letter.link:
        parts.append(msg("打开页面：{address}", address=address + letter.link))
    parts.append(msg("{system}\n本邮件由系统发出，请不要回复。", system=SYSTEM_NAME))
    if letter.name:
        parts.append(msg("不想收到这类邮件，请修改消息设置：{address}", address=f"{address}/messages/settings"))
    shown = (in_language(part, letter.language) if isinstance(part, Text) else part for part in parts)
    return "\n\n".join(shown) + "\n"
