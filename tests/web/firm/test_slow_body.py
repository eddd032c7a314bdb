"""A slow line holds no transaction: what is sent is taken in whole before anything asks the database."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from registry.extensions import db
from tests.web.firm.conftest import Desk
from tests.web.firm.test_documents import PDF, stored


class _SlowLine(io.BytesIO):
    """A body that comes in pieces; `seen` is how much the database was asked before the last of them."""

    def __init__(self, body: bytes, asked: list[str]) -> None:
        super().__init__(body)
        self._asked = asked
        self.seen: int | None = None

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(1024 if size is None or size < 0 else min(size, 1024))
        if piece:
            self.seen = len(self._asked)
        return piece

    def readinto(self, buffer: Any) -> int:
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.fixture
def asked() -> Any:
    statements: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def test_the_database_is_asked_nothing_before_the_last_piece(submitter: Desk, asked: list[str]) -> None:
    uses = b'Content-Disposition: form-data; name="requirement"\r\n\r\nlicence\r\n'
    file = b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\n" * 200_000
    body = b"--cut\r\n" + uses + b"--cut\r\n" + file + b"\r\n--cut--\r\n"
    line = _SlowLine(body, asked)
    asked.clear()
    answer = submitter.browser.post(
        submitter.url("documents"),
        input_stream=line,
        content_length=len(body),
        content_type="multipart/form-data; boundary=cut",
    )
    assert answer.status_code == 303
    assert line.seen == 0
    assert asked
    assert len(stored()) == 1
