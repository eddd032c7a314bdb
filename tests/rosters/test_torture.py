"""Every file of the torture set ends as it must: accepted rows, named rejections, or a refusal that says what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.extensions import db
from registry.rosters.models import BatchState, RosterBatch
from registry.web.shared.application import RegistryFlask
from tests.factories.enterprises import enterprise
from tests.rosters.torture import FILES, FIRMS, ON, File

LEAST = 60
MEGABYTES = 600


@pytest.fixture
def firms(session: object) -> None:
    """The firms of the lists."""
    for code, name in FIRMS.items():
        enterprise(name, uscc=code)
    db.session.commit()


def outcomes(document: dict[str, list[dict[str, object]]]) -> list[str]:
    """The rows as the set writes them."""
    several = len({row["sheet"] for row in document["rows"]}) > 1
    return [
        f"{row['sheet']}!{row['row']}" * several + f"{row['row']}" * (not several)
        + f" {row['status']}" + (f" {row['reason']}" if row["status"] in ("review", "rejected") else "")
        for row in document["rows"]
    ]  # fmt: skip


def test_the_set_is_large_enough_and_every_file_has_a_name_of_its_own() -> None:
    assert len({file.label for file in FILES}) == len(FILES) >= LEAST


@pytest.mark.usefixtures("firms")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.label.replace(" ", "_"))
def test_it_ends_as_it_must_and_nothing_is_half_stored(file: File, app: RegistryFlask, tmp_path: Path) -> None:
    path = tmp_path / file.name
    path.write_bytes(file.build())
    options = ["--scheme", "national_hte", "--on", str(ON), "--json", "--commit", "--leave-out"]
    result = app.test_cli_runner().invoke(args=["rosters", "import", str(path), *options])
    document = json.loads(result.stdout)
    batches = db.session.scalars(select(RosterBatch)).all()
    if file.refused:
        assert (document["file"]["reason"], result.exit_code, document["rows"]) == (file.refused, 2, [])
        assert "；" in document["file"]["detail"]
        assert batches == []
    else:
        assert (document["file"]["detail"], result.exit_code) == ("", 0)
        assert outcomes(document) == list(file.rows)
        stored = [(batch.state, len(batch.rows)) for batch in batches]
        assert stored == ([(BatchState.COMMITTED, len(file.rows))] if document["summary"]["create"] else [])
        assert all(row["message"] for row in document["rows"] if row["status"] in ("review", "rejected"))
    assert list(tmp_path.iterdir()) == [path]


def test_no_file_costs_much_fetches_an_address_or_writes(tmp_path: Path, repository: Path) -> None:
    for number, file in enumerate(FILES):
        (tmp_path / f"{number:03} {file.name}").write_bytes(file.build())
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.rosters.reading", str(tmp_path)],
        cwd=repository, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    cost = json.loads(done.stdout)
    assert cost["seen"] == []
    assert cost["megabytes"] < MEGABYTES, cost
