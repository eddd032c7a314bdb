"""The cases of tests/rules/cases/lifecycle, one test each: what a title is, what it owes, what it brings, on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.rules.lifecycle.changes import change_duty
from registry.rules.lifecycle.entry_number import check_letter
from registry.rules.lifecycle.moves import move
from registry.rules.lifecycle.reentry import reentry
from registry.rules.lifecycle.reports import report_duty
from registry.rules.lifecycle.states import Title, state_on
from registry.rules.lifecycle.tax_years import tax_year
from registry.rules.lifecycle.terms import first_day_after

FOLDER = Path(__file__).parent / "cases" / "lifecycle"
TERMS = {
    "national_sme": "entry_year_grace:03-31",
    "national_hte": "years:3",
    "zhejiang_leading": "years:5",
    "district_leading": "years:3",
    "zhejiang_sme": "standing",
}
CASE_KEYS = {"article", "name", "given", "expect"}


def _title(given: Mapping[str, Any]) -> Title:
    validity = TERMS[given["scheme"]]
    valid_to = given.get("valid_to") or first_day_after(validity, given["from"]) or date.max
    return Title(
        scheme_code=given["scheme"],
        validity=validity,
        valid_from=given["from"],
        valid_to=valid_to,
        revoked_on=given.get("revoked_on"),
    )


def _states(given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = state_on(_title(given), given["on"], **({"warn_days": given["warn"]} if "warn" in given else {}))
    return {
        "state": found.state,
        "last_day": found.last_day,
        "days_left": found.days_left,
        "text": found.text,
        "verified": found.verified,
    }


def _reports(given: Mapping[str, Any]) -> Mapping[str, Any]:
    filed = {int(year): day for year, day in given.get("filed", {}).items()}
    found = report_duty(_title({"scheme": "national_hte", **given}), filed, given["on"])
    return {
        "years": [one.year for one in found.reports],
        "states": [one.state for one in found.reports],
        "days_left": [one.days_left for one in found.reports],
        "missed": list(found.missed),
        "ground": found.is_ground,
        "text": found.text,
    }


def _changes(given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = change_duty(given["rules"], given["happened_on"], given["on"], given.get("reported_on"))
    return {"due": found.due, "state": found.state, "days_left": found.days_left, "text": found.text}


def _tax(given: Mapping[str, Any]) -> Mapping[str, Any]:
    title = _title({"scheme": "national_hte", **given})
    found = tax_year(title, given["from"], given["year"], given["on"], renewed_on=given.get("renewed_on"))
    return {"standing": found.standing, "text": found.text}


def _reentry(given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = reentry(given["rules"], given["revoked_on"], is_fraud=given.get("fraud"))
    return {"first_day": found.first_day, "if_fraud": found.if_fraud, "open": found.is_open(given["on"])}


def _letters(given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = check_letter(given["number"], given.get("registered_on"), given.get("filed_on"))
    return {"outcome": found.outcome, "expected": found.expected, "actual": found.actual, "text": found.text}


def _moves(given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = move(given["from"], given["to"], given["on"], is_whole=given.get("whole"))
    return {"outcome": found.outcome, "text": found.text, "verified": found.basis.verified}


ASK: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
    "states": _states,
    "reports": _reports,
    "changes": _changes,
    "tax_years": _tax,
    "reentry": _reentry,
    "entry_number": _letters,
    "moves": _moves,
}


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{case['article']}-{case['name']}"))
    return found


@pytest.mark.parametrize(("question", "case"), _cases())
def test_case(question: str, case: dict[str, Any]) -> None:
    assert set(case) == CASE_KEYS
    answers = ASK[question](case["given"])
    for key, expected in case["expect"].items():
        if key == "text":
            assert expected in str(answers["text"])
        else:
            assert answers[key] == (None if expected == "none" else expected), key


def test_there_are_enough_cases_and_none_twice() -> None:
    names = [case.id for case in _cases()]
    assert len(names) >= 60
    assert len(set(names)) == len(names)
