"""`counts` and `bridge`: figures of a small district, as text and JSON, and what is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from registry.core.actor import SYSTEM
from registry.enterprises.services import get_enterprise
from registry.exchange.loader import load_folder
from registry.extensions import db
from registry.recognitions.services import believed_recognitions, correct
from registry.web.shared.application import RegistryFlask
from tests.exchange.folders import ONE, THREE, write
from tests.factories.time import START

LATER = START + timedelta(days=10)


@pytest.fixture(autouse=True)
def district(session: object, tmp_path: Path) -> None:
    """Three firms: two hte (until 2025-11-30, and revoked from 2024-03-05), one sme that left on 2024-06-01."""
    assert not load_folder(write(tmp_path / "folder"), actor=SYSTEM, at=START).is_refused
    db.session.commit()


def run(app: RegistryFlask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def document(app: RegistryFlask, *arguments: str) -> dict[str, Any]:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("day", "sme", "hte"),
    [
        ("2022-11-30", 0, 1),
        ("2022-12-01", 0, 2),
        ("2023-04-01", 1, 2),
        ("2024-03-04", 1, 2),
        ("2024-03-05", 1, 1),
        ("2024-05-31", 1, 1),
        ("2024-06-01", 0, 1),
        ("2025-11-30", 0, 1),
        ("2025-12-01", 0, 0),
    ],
)
def test_counts_of_a_day(app: RegistryFlask, day: str, sme: int, hte: int) -> None:
    found = document(app, "counts", "--on", day)
    assert found == {"on": day, "known_at": None, "counts": {"sme": sme, "hte": hte, "leading": 0}}
    lines = run(app, "counts", "--on", day).stdout.splitlines()
    assert lines == [f"{day}  sme  {sme}", f"{day}  hte  {hte}", f"{day}  leading  0"]


def test_counts_of_one_tier_by_region_with_names(app: RegistryFlask) -> None:
    found = document(app, "counts", "--on", "2024-01-01", "--tier", "hte", "--by", "region")
    assert found["groups"] == {"hte": [{"code": "330205003", "name": "孔浦街道", "count": 2}]}
    assert "    孔浦街道  2" in run(app, "counts", "--on", "2024-01-01", "--tier", "hte", "--by", "region").stdout


def test_counts_of_a_scheme_and_of_a_region(app: RegistryFlask) -> None:
    assert document(app, "counts", "--on", "2024-01-01", "--scheme", "national_hte")["counts"] == {"hte": 2}
    assert document(app, "counts", "--on", "2024-01-01", "--region", "330205103")["counts"]["hte"] == 0


def test_registered_firms_are_counted_too(app: RegistryFlask) -> None:
    assert document(app, "counts", "--on", "2024-05-31", "--tier", "registered")["counts"] == {"registered": 3}
    assert document(app, "counts", "--on", "2024-06-01", "--tier", "registered")["counts"] == {"registered": 2}


def test_a_series_has_the_ends_of_months(app: RegistryFlask) -> None:
    arguments = ["counts", "--from", "2024-02-01", "--to", "2024-04-30", "--every", "month", "--tier", "hte"]
    found = document(app, *arguments)
    assert found["days"] == ["2024-02-29", "2024-03-31", "2024-04-30"]
    assert found["series"] == {"hte": [2, 1, 1]}
    assert run(app, *arguments).stdout.splitlines()[0] == "2024-02-29  hte 2"


def test_as_known_before_a_correction(app: RegistryFlask) -> None:
    (row,) = believed_recognitions(get_enterprise(ONE).id)
    correct(row, {"valid_to": date(2025, 6, 1)}, reason="录入错误", actor=SYSTEM, at=LATER)
    db.session.commit()
    arguments = ["counts", "--on", "2025-07-01", "--tier", "hte"]
    assert document(app, *arguments)["counts"] == {"hte": 0}
    known = document(app, *arguments, "--known-at", START.date().isoformat())
    assert known["counts"] == {"hte": 1}
    before = (START - timedelta(seconds=1)).isoformat()
    assert document(app, *arguments, "--known-at", before)["counts"] == {"hte": 0}


def test_a_bridge_names_the_firms(app: RegistryFlask) -> None:
    arguments = ["bridge", "--from", "2022-11-30", "--to", "2024-12-31", "--tier", "hte"]
    found = document(app, *arguments)
    assert (found["opening"], found["closing"], found["balances"]) == (1, 1, True)
    gone = found["terms"]["revoked"]
    assert [(firm["uscc"], firm["on"]) for firm in gone["enterprises"]] == [(THREE, "2024-03-05")]
    assert [firm["uscc"] for firm in found["terms"]["newly_recognised"]["enterprises"]] == [ONE]
    text = run(app, *arguments).stdout
    assert "期初 2022-11-30: 1" in text
    assert "- revoked: 1" in text
    assert "期末 2024-12-31: 1" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["counts", "--on", "2025-02-29"],
        ["counts", "--on", "yesterday"],
        ["counts", "--known-at", "2025-13-01"],
        ["counts", "--tier", "gold"],
        ["counts", "--scheme", "none"],
        ["counts", "--tier", "sme", "--scheme", "national_hte"],
        ["counts", "--by", "colour"],
        ["counts", "--from", "2024-01-01"],
        ["counts", "--from", "2024-01-01", "--to", "2024-02-01"],
        ["counts", "--from", "2024-02-01", "--to", "2024-01-01", "--every", "month"],
        ["bridge", "--from", "2024-01-01", "--tier", "sme"],
        ["bridge", "--from", "2024-02-01", "--to", "2024-01-01", "--tier", "sme"],
        ["bridge", "--from", "2024-01-01", "--to", "2024-02-01"],
    ],
)
def test_wrong_arguments_are_told(app: RegistryFlask, arguments: list[str]) -> None:
    result = run(app, *arguments)
    assert result.exit_code == 2, result.output
    assert "Error" in result.output
    assert "Traceback" not in result.output
