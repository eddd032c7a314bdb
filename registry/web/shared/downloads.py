"""Tables as files that a browser keeps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Response

from registry.exports.tables import Table
from registry.exports.writers import WRITERS

SPOOL = 8 * 1024 * 1024
"""Bytes of an export kept in memory; more goes to a temporary file."""


def attachment(table: Table, kind: str, stem: str) -> Response:
    """The table as a file of one of the kinds of `WRITERS`, named `stem`.`kind`."""
    write, media_type = WRITERS[kind]
    # written out before the answer begins: a slow reader must not hold the database's transaction open
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115  # closed with the response
    write(table, file)
    file.seek(0)
    response = Response(_blocks(file), mimetype=media_type)
    response.call_on_close(file.close)
    response.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{quote(f'{stem}.{kind}')}"})
    return response


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(65536):
            yield block
