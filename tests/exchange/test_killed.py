"""A load that is killed leaves the registry as it was, and the next load works."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from registry.cli.demo.generator import generate
from tests.databases import ROOT, command, environment, fresh_database, run
from tests.exchange.folders import write

TABLES = ("enterprise", "enterprise_profile", "recognition", "annual_report", "membership_span", "audit_event")


def counts(address: str) -> dict[str, int]:
    engine = create_engine(address)
    with engine.connect() as connection:
        found = {table: connection.execute(text(f"select count(*) from {table}")).scalar_one() for table in TABLES}
    engine.dispose()
    return found


def wait_for(process: subprocess.Popen[str], file: str) -> None:
    """Until the load says that it has written `file`."""
    assert process.stderr is not None
    for line in process.stderr:
        if file in line:
            return
    pytest.fail(f"the load ended before it wrote {file}")


@pytest.mark.parametrize("file", ["certifications.csv", "intellectual_property.csv"])
def test_kill_in_the_middle_of_a_load_leaves_nothing(database_address: str, tmp_path: Path, file: str) -> None:
    write(tmp_path / "first", certifications=None)
    generate(tmp_path / "second", firms=400)
    with fresh_database(database_address, tmp_path) as address:
        assert run(address, tmp_path, "db", "upgrade").returncode == 0
        assert run(address, tmp_path, "init").returncode == 0
        assert run(address, tmp_path, "data", "load", str(tmp_path / "first")).returncode == 0
        before = counts(address)
        loading = subprocess.Popen(
            command("data", "load", str(tmp_path / "second")),
            cwd=ROOT,
            env=environment(address, tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        with loading:
            wait_for(loading, file)
            loading.send_signal(signal.SIGKILL)
        assert loading.returncode == -signal.SIGKILL
        _settled(address, before)
        again = run(address, tmp_path, "data", "load", str(tmp_path / "second"), "--json")
        document: dict[str, Any] = json.loads(again.stdout)
        assert document["status"] == "loaded", again.stderr
        assert document["files"]["enterprises.csv"]["added"] == 400


def _settled(address: str, before: dict[str, int]) -> None:
    """PostgreSQL notices a dead client a moment later; the counts must be the old ones at once and stay so."""
    assert counts(address) == before
    time.sleep(0.5)
    assert counts(address) == before
