"""Messages for tests, mail servers of all tempers, and reading what arrived."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from registry.accounts.models import User
from registry.core.text import msg
from registry.messages.letters import Sender
from registry.messages.models import Kind
from registry.messages.services import send
from tests.factories.time import START

SENDER = Sender("registry@office.example.cn", "https://tiers.example.cn")


def tell(person: User, key: str = "one", *, kind: Kind = Kind.REPORT, at: datetime = START) -> bool:
    """A message with Chinese words and a link."""
    body = msg("{firm}的报告已接收。", firm="宁波甲公司")
    return send(person, kind, msg("{year} 年度报告已接收", year=2025), body, "/messages", at, key)


class Handler:
    """Keeps what arrives; refuses with `rcpt` or `data` where they are given."""

    def __init__(self, rcpt: str = "", data: str = "") -> None:
        self.rcpt, self.data = rcpt, data
        self.arrived: list[EmailMessage] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """The recipient, or the refusal."""
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The mail, or the refusal."""
        if self.data:
            return self.data
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(message)
        return "250 OK"


@contextmanager
def mail_server(handler: Handler) -> Iterator[int]:
    """A server on a port of its own, gone afterwards."""
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
