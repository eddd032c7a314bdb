"""Mail servers that take, refuse for now, refuse for good, or are not there; and files."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from registry.messages.letters import compose
from registry.messages.transports import FileTransport, MailError, Security, SmtpTransport
from tests.messages.helpers import SENDER, Handler, free_port, mail_server
from tests.messages.test_letters import LETTER


@pytest.fixture
def mail(at: datetime) -> EmailMessage:
    return compose(LETTER, SENDER, at)


def refusal(transport: SmtpTransport, mail: EmailMessage) -> MailError:
    with pytest.raises(MailError) as refused:
        transport.hand_over(mail)
    transport.close()
    return refused.value


def test_a_server_gets_every_mail_over_one_connection(mail: EmailMessage) -> None:
    handler = Handler()
    with mail_server(handler) as port:
        transport = SmtpTransport("127.0.0.1", port, Security.NONE)
        transport.hand_over(mail)
        transport.hand_over(mail)
        transport.close()
        transport.close()
    assert [one["Subject"] for one in handler.arrived] == [mail["Subject"]] * 2
    assert "需要补正" in handler.arrived[0].get_content()


@pytest.mark.parametrize(
    ("handler", "said", "is_final"),
    [
        (Handler(rcpt="550 no such mailbox"), "550 no such mailbox", True),
        (Handler(rcpt="450 busy"), "450 busy", False),
        (Handler(data="554 spam"), "554 spam", True),
        (Handler(data="451 later"), "451 later", False),
    ],
)
def test_a_refusal_says_whether_it_is_for_good(handler: Handler, said: str, is_final: bool, mail: EmailMessage) -> None:
    with mail_server(handler) as port:
        error = refusal(SmtpTransport("127.0.0.1", port, Security.NONE), mail)
    assert (str(error), error.is_final, error.is_down) == (said, is_final, False)


def test_nobody_there_is_told_with_the_address(mail: EmailMessage) -> None:
    port = free_port()
    error = refusal(SmtpTransport("127.0.0.1", port, Security.NONE), mail)
    assert (error.is_down, error.is_final) == (True, False)
    assert f"127.0.0.1:{port}" in str(error)


@pytest.mark.parametrize(("security", "user"), [(Security.STARTTLS, ""), (Security.NONE, "somebody")])
def test_a_server_that_offers_less_than_was_asked_gets_nothing(
    security: Security, user: str, mail: EmailMessage
) -> None:
    """Neither words nor password go out unprotected or to a server that does not know us."""
    handler = Handler()
    with mail_server(handler) as port:
        error = refusal(SmtpTransport("127.0.0.1", port, security, user, "secret"), mail)
    assert error.is_down
    assert handler.arrived == []


def test_a_dropped_connection_is_made_anew(mail: EmailMessage) -> None:
    handler = Handler()
    with mail_server(handler) as port:
        transport = SmtpTransport("127.0.0.1", port, Security.NONE)
        transport.hand_over(mail)
        assert transport._open is not None
        assert transport._open.sock is not None
        transport._open.close()  # as when the server hangs up
        assert not refusal(transport, mail).is_final
        transport.hand_over(mail)
        transport.close()
    assert len(handler.arrived) == 2


def test_a_file_is_whole_and_the_same_mail_one_file(tmp_path: Path, mail: EmailMessage) -> None:
    transport = FileTransport(tmp_path / "mail")
    transport.hand_over(mail)
    transport.hand_over(mail)
    assert [one.name for one in (tmp_path / "mail").iterdir()] == ["abc.eml"]
    read = message_from_bytes((tmp_path / "mail" / "abc.eml").read_bytes(), policy=default)
    assert read["Subject"] == mail["Subject"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, mail: EmailMessage) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(MailError) as refused:
        FileTransport(tmp_path / "mail").hand_over(mail)
    assert refused.value.is_down
