"""The backup file: a .tar of the database, the documents, and a manifest of hashes and row counts."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from registry.audit.queries import verify
from registry.cli.shared import other_database
from registry.documents.storage import Storage

FORMAT = 1
MANIFEST, DATABASE, DOCUMENTS = "manifest.json", "registry.sqlite", "documents"
_TRAIL = "audit_event"
_LARGEST_MANIFEST = 64 * 1024 * 1024
_WAIT_SECONDS = 30.0


class BackupRefused(Exception):
    """The file is no whole backup of this registry; the message says what is wrong."""


@dataclass(frozen=True)
class Unpacked:
    """A backup laid out in a folder, its files as the manifest has them."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / DATABASE

    @property
    def documents(self) -> dict[str, Path]:
        """Document files by their hash."""
        names = [Path(name) for name in self.manifest["files"] if name.startswith(f"{DOCUMENTS}/")]
        return {name.name: self.folder / name for name in names}


def write(target: Path, database: Path, documents: Path, at: datetime) -> tuple[dict[str, Any], list[str]]:
    """Write a backup to `target` (mode 0600); its manifest, and the hashes of documents that are missing or damaged.

    The database comes first: what it speaks of is on disk already, since documents are kept before their rows.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as name:
        copy, draft = Path(name) / DATABASE, Path(name) / "backup.tar"
        _copy_database(database, copy)
        files = {DATABASE: copy, **_stored(documents)}
        manifest = _manifest(copy, files, at)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            _write_tar(stream, Path(name) / MANIFEST, manifest, files)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, target)  # unlike a rename this never overwrites a file that came meanwhile
    return manifest, _damaged(copy_hashes(manifest), manifest["documents"])


def copy_hashes(manifest: dict[str, Any]) -> dict[str, str]:
    """Content hash by name of the documents in a backup."""
    prefix = f"{DOCUMENTS}/"
    return {Path(name).name: found for name, found in manifest["files"].items() if name.startswith(prefix)}


def unpack(file: Path, folder: Path) -> Unpacked:
    """Lay the backup out in `folder` and hold every file against the manifest. Raises BackupRefused."""
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _read_manifest(tar)
            _extract(tar, manifest["files"], folder)
    except (tarfile.TarError, EOFError, UnicodeDecodeError):
        raise BackupRefused("文件不是完整的备份，可能传输中断或已损坏。") from None
    return Unpacked(folder, manifest)


def require_sound(unpacked: Unpacked) -> None:
    """Check the database itself: pages, references, row counts, audit chain, documents. Raises BackupRefused."""
    manifest = unpacked.manifest
    try:
        with _opened(unpacked.database) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupRefused("其中的数据库没有通过完整性检查。")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupRefused("其中的数据库有断开的引用。")
            if _rows(connection) != manifest["rows"] or _revision(connection) != manifest["revision"]:
                raise BackupRefused("其中的数据库与清单所记的行数或结构版本不一致。")
            if _document_hashes(connection) != sorted(manifest["documents"]):
                raise BackupRefused("其中的材料记录与清单不一致。")
    except sqlite3.DatabaseError:
        raise BackupRefused("其中的数据库已损坏，不能读取。") from None
    _require_whole_trail(unpacked)


def replace(unpacked: Unpacked, database: Path, documents: Path) -> None:
    """Put the backup in place of what is there: documents first, then the database in one step, then the left-overs."""
    storage = Storage(documents)
    for sha256, path in unpacked.documents.items():
        target = storage.path(sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, target)
    _copy_database(unpacked.database, database)
    for sha256 in _stored(documents):
        name = Path(sha256).name
        if name not in unpacked.documents:
            storage.remove(name)


def _require_whole_trail(unpacked: Unpacked) -> None:
    """The one proof of the trail that there is, asked of the unpacked database."""
    with other_database(unpacked.database):
        found = verify()
    if found.broken_at is not None:
        raise BackupRefused(f"其中的操作记录在第 {found.broken_at} 条断裂。")
    if found.events != unpacked.manifest["events"]:
        raise BackupRefused("其中的操作记录条数与清单不一致。")


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's online copy: one consistent state, whoever writes; the target is replaced in one transaction."""
    if not target.exists():
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
    with (
        closing(sqlite3.connect(source, timeout=_WAIT_SECONDS)) as old,
        closing(sqlite3.connect(target, timeout=_WAIT_SECONDS)) as new,
    ):
        try:
            old.backup(new)
        except sqlite3.OperationalError as error:
            raise BackupRefused(f"数据库正被占用，请先停止服务（{error}）。") from None


def _stored(documents: Path) -> dict[str, Path]:
    """Stored files by their name in the backup; uploads under way are left out."""
    found = sorted(path for path in documents.glob("??/*") if path.is_file())
    return {f"{DOCUMENTS}/{path.parent.name}/{path.name}": path for path in found}


def _manifest(database: Path, files: dict[str, Path], at: datetime) -> dict[str, Any]:
    with _opened(database) as connection:
        rows, revision = _rows(connection), _revision(connection)
        if _TRAIL not in rows:
            raise BackupRefused("数据库还没有结构，请先执行 flask db upgrade。")
        documents = _document_hashes(connection)
    return {
        "format": FORMAT,
        "made_at": at.isoformat(timespec="seconds"),
        "revision": revision,
        "rows": rows,
        "events": rows[_TRAIL],
        "documents": documents,
        "files": {name: _sha256(path) for name, path in files.items()},
    }


def _damaged(found: dict[str, str], wanted: list[str]) -> list[str]:
    return [sha256 for sha256 in wanted if found.get(sha256) != sha256]


def _write_tar(stream: Any, manifest_file: Path, manifest: dict[str, Any], files: dict[str, Path]) -> None:
    manifest_file.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in {MANIFEST: manifest_file, **files}.items():
            tar.add(path, arcname=name, recursive=False, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nothing of the machine's accounts goes along."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > _LARGEST_MANIFEST:
        raise BackupRefused("文件不是本系统的备份：开头没有清单。")
    stream = tar.extractfile(first)
    try:
        manifest = json.loads(stream.read() if stream else b"")
        usable = (
            manifest["format"] == FORMAT
            and all(_is_expected(name) for name in manifest["files"])
            and DATABASE in manifest["files"]
            and {"made_at", "revision", "rows", "events", "documents"} <= manifest.keys()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupRefused("备份的清单不能读取。") from None
    if not usable:
        raise BackupRefused("备份的格式版本不同，或清单内容不对。")
    return dict(manifest)


def _is_expected(name: str) -> bool:
    folder, _, rest = name.partition("/")
    shelf, _, sha256 = rest.partition("/")
    is_hash = len(sha256) == 64 and all(char in "0123456789abcdef" for char in sha256)
    return name == DATABASE or (folder == DOCUMENTS and is_hash and sha256.startswith(shelf) and len(shelf) == 2)


def _extract(tar: tarfile.TarFile, wanted: dict[str, str], folder: Path) -> None:
    """Only files that the manifest names, only whole ones; each once."""
    left = dict(wanted)
    while (member := tar.next()) is not None:
        sha256 = left.pop(member.name, None)
        source = tar.extractfile(member) if member.isreg() else None
        if sha256 is None or source is None:
            raise BackupRefused(f"备份里有清单之外的内容：{member.name[:80]}。")
        target = folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(source, file)
        target.chmod(0o600)
        if _sha256(target) != sha256:
            raise BackupRefused(f"{member.name} 的内容与清单不一致，已损坏。")
    if left:
        raise BackupRefused(f"备份缺少 {len(left)} 个文件，第一个是 {next(iter(left))}。")


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database, timeout=_WAIT_SECONDS)) as connection:
        yield connection


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in connection.execute(query)]
    return {name: _count(connection, name) for name in names}


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    return int(connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0])  # noqa: S608 - quoted above


def _revision(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return None if row is None else str(row[0])


def _document_hashes(connection: sqlite3.Connection) -> list[str]:
    try:
        return [sha256 for (sha256,) in connection.execute("SELECT DISTINCT sha256 FROM document ORDER BY sha256")]
    except sqlite3.OperationalError:
        return []


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
