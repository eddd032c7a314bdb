"""`backup` and `restore`: one file, whole or refused; a refusal leaves what is there."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from registry import create_app
from registry.audit.queries import verify
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.cli.archive import MANIFEST
from registry.core.actor import SYSTEM, Actor
from registry.documents.services import store
from registry.documents.storage import Storage
from registry.extensions import db
from registry.reference.services import load_reference_data
from registry.web.shared.application import RegistryFlask
from tests.documents.files import PDF
from tests.factories import people
from tests.factories.enterprises import enterprise
from tests.factories.time import START

FIRMS = 3


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RegistryFlask]:
    """An application with an SQLite file and documents of its own, some firms in it."""
    yield from made(tmp_path / "own")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[RegistryFlask]:
    """Another one, to restore into."""
    yield from made(tmp_path / "other")


def made(folder: Path) -> Iterator[RegistryFlask]:
    folder.mkdir()
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/registry.sqlite",
            "DOCUMENT_FOLDER": str(folder / "documents"),
        }
    )
    with app.app_context():
        db.create_all()
        load_reference_data()
        for _number in range(FIRMS):
            firm = enterprise()
            record(Tag.DATA_LOADED, actor=SYSTEM, at=START, subject=("folder", folder.name))
        person = people.user(email=f"{folder.name}@example.cn")
        add_document(app, firm.id, Actor(person.id, person.name), PDF + folder.name.encode())
        db.session.commit()
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def add_document(app: RegistryFlask, enterprise_id: int, actor: Actor, content: bytes) -> None:
    storage = Storage(Path(app.config["DOCUMENT_FOLDER"]))
    store(io.BytesIO(content), "a.pdf", storage=storage, enterprise_id=enterprise_id, actor=actor, at=START)


def run(app: RegistryFlask, *arguments: str | Path) -> Result:
    """A command on that application, whatever other one the tests have open."""
    with app.app_context():
        result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        db.session.remove()
        db.engine.dispose()
        return result


def contents(app: RegistryFlask) -> tuple[dict[str, list[Any]], dict[str, bytes]]:
    """Every row of every table and every document file."""
    connection = sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}
    connection.close()
    folder = Path(app.config["DOCUMENT_FOLDER"])
    return rows, {path.name: path.read_bytes() for path in folder.glob("??/*")}


def repacked(source: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The backup with members changed or left out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            stream = old.extractfile(member)
            kept = change(member.name, stream.read() if stream else b"")
            if kept is not None:
                info = tarfile.TarInfo(kept[0])
                info.size = len(kept[1])
                new.addfile(info, io.BytesIO(kept[1]))
    return target


def with_database(source: Path, target: Path, *statements: str, folder: Path) -> Path:
    """A backup whose database was changed and whose manifest was made to fit the new file."""
    file = folder / "changed.sqlite"

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "registry.sqlite":
            return name, file.read_bytes()
        if name == MANIFEST:
            manifest = json.loads(content)
            manifest["files"]["registry.sqlite"] = hashlib.sha256(file.read_bytes()).hexdigest()
            return name, json.dumps(manifest).encode()
        return name, content

    with tarfile.open(source) as tar:
        stream = tar.extractfile("registry.sqlite")
        assert stream is not None
        file.write_bytes(stream.read())
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return repacked(source, target, change)


@pytest.fixture
def backup(own: RegistryFlask, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar"
    result = run(own, "backup", file)
    assert result.exit_code == 0, result.output
    return file


def test_a_backup_is_for_the_owner_alone(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(path.name for path in backup.parent.iterdir()) == ["backup.tar", "own"]


def test_what_was_backed_up_comes_back(own: RegistryFlask, other: RegistryFlask, backup: Path) -> None:
    wanted = contents(own)
    assert contents(other) != wanted
    result = run(other, "restore", backup, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["restored"] is True
    assert contents(other) == wanted
    with other.app_context():
        assert verify().broken_at is None
        db.session.remove()


def test_a_second_restore_changes_nothing(other: RegistryFlask, backup: Path) -> None:
    run(other, "restore", backup)
    once = contents(other)
    assert run(other, "restore", backup).exit_code == 0
    assert contents(other) == once


def test_what_came_after_the_backup_is_gone(own: RegistryFlask, backup: Path) -> None:
    wanted = contents(own)
    with own.app_context():
        firm = enterprise()
        person = people.user(email="later@example.cn")
        add_document(own, firm.id, Actor(person.id, person.name), PDF + b"later")
        db.session.commit()
    assert contents(own) != wanted
    assert run(own, "restore", backup).exit_code == 0
    assert contents(own) == wanted


def test_an_existing_file_is_not_overwritten(own: RegistryFlask, backup: Path) -> None:
    before = backup.read_bytes()
    result = run(own, "backup", backup)
    assert result.exit_code == 2
    assert "已经存在" in result.output
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there(own: RegistryFlask, tmp_path: Path) -> None:
    result = run(own, "backup", tmp_path / "none" / "backup.tar")
    assert result.exit_code == 2
    assert "没有文件夹" in result.output


def test_a_damaged_document_is_told(own: RegistryFlask, tmp_path: Path) -> None:
    (path,) = Path(own.config["DOCUMENT_FOLDER"]).glob("??/*")
    path.write_bytes(b"something else")
    result = run(own, "backup", tmp_path / "backup.tar")
    assert result.exit_code == 1
    assert path.name in result.output
    assert (tmp_path / "backup.tar").exists()


def damages(source: Path, folder: Path) -> dict[str, Path]:
    """Backups that must not be taken."""
    content = source.read_bytes()
    found = {
        name: folder / f"{name}.tar" for name in ("cut", "flipped", "empty", "words", "missing", "added", "escape")
    }
    found["cut"].write_bytes(content[: len(content) // 2])
    middle = len(content) // 2
    found["flipped"].write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    found["empty"].write_bytes(b"")
    found["words"].write_bytes("这不是备份".encode() * 1000)
    repacked(source, found["missing"], lambda name, data: None if name.startswith("documents/") else (name, data))
    repacked(source, found["added"], lambda name, data: (name, data))
    with tarfile.open(found["added"], "a") as tar:
        tar.addfile(tarfile.TarInfo("more"), io.BytesIO())
    repacked(
        source,
        found["escape"],
        lambda name, data: (name, data.replace(b'"registry.sqlite"', b'"../registry.sqlite"')),
    )
    tampered = "UPDATE audit_event SET actor_name = 'x' WHERE id = 2"
    found["tampered"] = with_database(source, folder / "tampered.tar", tampered, folder=folder)
    fewer = "DELETE FROM scheme"
    found["fewer"] = with_database(source, folder / "fewer.tar", "PRAGMA foreign_keys=OFF", fewer, folder=folder)
    return found


@pytest.mark.parametrize(
    "kind", ["cut", "flipped", "empty", "words", "missing", "added", "escape", "tampered", "fewer"]
)
def test_a_damaged_backup_is_refused(other: RegistryFlask, backup: Path, tmp_path: Path, kind: str) -> None:
    before = contents(other)
    file = damages(backup, tmp_path)[kind]
    result = run(other, "restore", file)
    assert result.exit_code == 2, result.output
    assert "没有恢复" in result.output
    assert contents(other) == before
    folder = Path(other.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).parent
    assert not list(folder.glob(".restore-*"))


def test_a_file_that_is_not_there(other: RegistryFlask, tmp_path: Path) -> None:
    assert run(other, "restore", tmp_path / "none.tar").exit_code == 2


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_is_sent_to_its_own_tools(tmp_path: Path, command: str, tool: str) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://registry:secret@host.example/none"})
    file = tmp_path / "backup"
    if command == "restore":
        file.touch()
    with app.app_context():
        result = app.test_cli_runner().invoke(args=[command, str(file)])
    assert result.exit_code == 2
    assert tool in result.output
    assert '"postgresql://registry@host.example/none"' in result.output
    assert "secret" not in result.output
    assert str(file) in result.output.replace("\n", "")


def test_a_database_without_schema_is_told(tmp_path: Path) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/registry.sqlite"})
    result = run(app, "backup", tmp_path / "backup.tar")
    assert result.exit_code == 2
    assert "db upgrade" in result.output
    assert not (tmp_path / "backup.tar").exists()
    counted = run(app, "counts")
    assert counted.exit_code == 1
    assert "db upgrade" in counted.output
