"""Fresh databases beside the suite's own, for what needs processes or real commits."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def fresh_database(address: str, folder: Path) -> Iterator[str]:
    """The address of an empty database on the engine of `address`; gone afterwards."""
    if address.startswith("sqlite"):
        yield f"sqlite:///{folder / 'fresh.sqlite'}"
        return
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(
            text(f"create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'")
        )
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
        server.dispose()


def environment(address: str, folder: Path) -> dict[str, str]:
    """The variables of a process that works on that database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return {**kept, "DATABASE_URL": address, "REGISTRY_INSTANCE": str(folder), "REGISTRY_ENV": "development"}


def command(*words: str) -> list[str]:
    """The registry's command line as a process."""
    return [sys.executable, "-m", "flask", "--app", "registry", *words]


def run(address: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; output and exit code are in the result."""
    return subprocess.run(
        command(*words),
        cwd=ROOT,
        env=environment(address, folder),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
