"""`init`, `data load`, `data dump`: all or nothing, the second time nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.audit.tags import Tag
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.web.shared.application import RegistryFlask
from tests.exchange.folders import ENTERPRISES, ONE, write

pytestmark = pytest.mark.usefixtures("session")


def run(app: RegistryFlask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(one) for one in arguments])


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_init_is_repeatable(app: RegistryFlask) -> None:
    assert run(app, "init").exit_code == 0
    again = run(app, "init", "--json")
    assert again.exit_code == 0
    assert set(json.loads(again.stdout).values()) == {0}


def test_a_sound_folder_is_loaded_once(app: RegistryFlask, tmp_path: Path) -> None:
    folder = write(tmp_path / "folder")
    first = json.loads(run(app, "data", "load", folder, "--json").stdout)
    assert first["status"] == "loaded"
    assert first["files"]["enterprises.csv"] == {"added": 3, "changed": 0, "unchanged": 0}
    assert (count(Enterprise), count(Recognition)) == (3, 3)
    again = json.loads(run(app, "data", "load", folder, "--json").stdout)
    assert again["files"]["enterprises.csv"] == {"added": 0, "changed": 0, "unchanged": 3}
    loads = select(func.count()).where(AuditEvent.tag == Tag.DATA_LOADED.value)
    assert db.session.scalar(loads) == 1


def test_the_text_says_what_became_of_each_file(app: RegistryFlask, tmp_path: Path) -> None:
    result = run(app, "data", "load", write(tmp_path / "folder"))
    assert result.exit_code == 0
    assert "enterprises.csv  新增 3  更新 0  未变 0" in result.stdout


def test_one_wrong_row_stops_the_whole_folder(app: RegistryFlask, tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", enterprises=ENTERPRISES.replace(",2015-05-06,", ",2015-02-30,"))
    result = run(app, "data", "load", folder, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 2
    assert document["status"] == "refused"
    (problem, *_others) = document["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("enterprises.csv", 2, "registered_on")
    assert count(Enterprise) == 0
    text = run(app, "data", "load", folder)
    assert text.exit_code == 2
    assert "没有存入任何内容" in text.stdout


def test_unknown_columns_are_named(app: RegistryFlask, tmp_path: Path) -> None:
    lines = ENTERPRISES.splitlines()
    wider = "\n".join([f"{lines[0]},colour", *(f"{line},red" for line in lines[1:])])
    result = run(app, "data", "load", write(tmp_path / "folder", enterprises=wider), "--json")
    assert json.loads(result.stdout)["ignored_columns"] == {"enterprises.csv": ["colour"]}


def test_a_folder_that_is_not_there(app: RegistryFlask, tmp_path: Path) -> None:
    assert run(app, "data", "load", tmp_path / "none").exit_code == 2


def test_a_dump_can_be_loaded_and_changes_nothing(app: RegistryFlask, tmp_path: Path) -> None:
    run(app, "data", "load", write(tmp_path / "folder"))
    result = run(app, "data", "dump", tmp_path / "dump")
    assert result.exit_code == 0
    assert ONE in (tmp_path / "dump" / "enterprises.csv").read_text(encoding="utf-8")
    again = json.loads(run(app, "data", "load", tmp_path / "dump", "--json").stdout)
    assert again["status"] == "loaded"
    assert {name: tally["added"] + tally["changed"] for name, tally in again["files"].items()} == dict.fromkeys(
        again["files"], 0
    )
