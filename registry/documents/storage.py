"""Files under the hash of their content, in a folder that no web server serves."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from registry.core.errors import DomainError
from registry.core.text import msg

_PIECE = 1024 * 1024
_INCOMING = "incoming"


class TooLarge(DomainError):
    """The file is larger than allowed."""

    status = 413


@dataclass(frozen=True)
class Received:
    """A file taken in whole and on disk, not yet among the stored ones. `size` in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Storage:
    """A folder of files named by their SHA-256; the same content is kept once."""

    folder: Path

    @contextmanager
    def receive(self, stream: BinaryIO, *, limit: int) -> Iterator[Received]:
        """Take a file in; it is gone at the end unless `keep` was called. Raises TooLarge beyond `limit` bytes."""
        incoming = self.folder / _INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = incoming / secrets.token_hex(16)
        try:
            yield _write(stream, path, limit)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, received: Received) -> None:
        """Put a received file among the stored ones. It survives a power cut before any row speaks of it."""
        target = self.path(received.sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # over an older copy as well: the content is the same, and its age starts anew
        received.path.replace(target)
        _sync_folder(target.parent)
        _sync_folder(self.folder)

    def path(self, sha256: str) -> Path:
        """Where the file of a hash is or would be."""
        return self.folder / sha256[:2] / sha256

    def is_whole(self, sha256: str) -> bool:
        """Whether the file is there and still has the content that its name says."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def stored(self, *, before: datetime) -> Iterator[str]:
        """The hashes of files last put in before an instant, in order."""
        for path in sorted(self.folder.glob("??/*")):
            if path.stat().st_mtime < before.timestamp():
                yield path.name

    def remove(self, sha256: str) -> None:
        """Delete a file; nothing where there is none."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep_incoming(self, *, before: datetime) -> int:
        """Delete what a killed upload left behind before an instant; how many files."""
        left = [path for path in (self.folder / _INCOMING).glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _write(stream: BinaryIO, path: Path, limit: int) -> Received:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge(msg("文件不能大于 {limit} MB。", limit=limit // _PIECE or 1), "file")
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Received(path, digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    """Without this a new name may be lost in a power cut though the content is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
