"""Handing mail over: to a mail server, or into a folder."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Protocol

SERVER_SECONDS = 20


class MailError(Exception):
    """It was not taken. `is_final`: nor will it be later. `is_down`: no other mail would be taken now either."""

    def __init__(self, text: str, *, is_final: bool = False, is_down: bool = False) -> None:
        super().__init__(text)
        self.is_final = is_final
        self.is_down = is_down


class Transport(Protocol):
    """Where mail is handed over."""

    def hand_over(self, message: EmailMessage) -> None:
        """Pass it on, or raise MailError."""

    def close(self) -> None:
        """Let go of what is open."""


class FileTransport:
    """Writes each mail as an .eml file, for a machine without a mail server; the same mail always to the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, message: EmailMessage) -> None:
        """Write the file, whole or not at all."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f"{name}.part"
            part.write_bytes(message.as_bytes())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise MailError(str(error), is_down=True) from error

    def close(self) -> None:
        """Nothing is open."""


class Security(StrEnum):
    """How the way to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class SmtpTransport:
    """Hands mail to an SMTP server, over one connection as long as it lasts; certificates are checked."""

    def __init__(self, host: str, port: int, security: Security, user: str = "", password: str = "") -> None:
        self.host, self.port, self.security = host, port, security
        self.user, self.password = user, password
        self._open: smtplib.SMTP | None = None

    def hand_over(self, message: EmailMessage) -> None:
        """Pass it to the server; MailError says what the server said."""
        server = self._open or self._connect()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise MailError(_said(code, words), is_final=_is_final(code)) from error
        except smtplib.SMTPSenderRefused as error:
            raise MailError(_said(error.smtp_code, error.smtp_error), is_down=True) from error
        except smtplib.SMTPResponseException as error:
            raise MailError(_said(error.smtp_code, error.smtp_error), is_final=_is_final(error.smtp_code)) from error
        except smtplib.SMTPNotSupportedError as error:  # an address with letters that the server cannot take
            raise MailError(str(error), is_final=True) from error
        except smtplib.SMTPServerDisconnected as error:  # enough mail for one connection, perhaps
            self.close()
            raise MailError(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailError(str(error), is_down=True) from error

    def close(self) -> None:
        """End the connection, whatever the server thinks of it."""
        server, self._open = self._open, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        try:
            self._open = server = self._reach()
            if self.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise MailError(f"{self.host}:{self.port} {error}", is_down=True) from error
        return server

    def _reach(self) -> smtplib.SMTP:
        if self.security is Security.TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SERVER_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=SERVER_SECONDS)


def _is_final(code: int) -> bool:
    """Whether the server said "never" (5xx) and not "not now"."""
    return 500 <= code < 600


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
