"""`rules`: what is listed and shown, and thousands of lines assessed, bad ones among them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from click.testing import Result

from registry.assessments.pipeline import readiness_of
from registry.extensions import db
from registry.rules import catalog
from registry.web.shared.application import RegistryFlask
from tests.factories.enterprises import enterprise

RULES = "tech_sme_2017"
DAY = "2026-03-02"


def run(app: RegistryFlask, *arguments: str, lines: str | bytes = "") -> Result:
    return app.test_cli_runner().invoke(args=["rules", *arguments], input=lines)


def assess(app: RegistryFlask, lines: str | bytes, on: str = DAY) -> tuple[int, list[dict[str, Any]]]:
    result = run(app, "assess", "--rules", RULES, "--on", on, lines=lines)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_rule_sets_are_listed(app: RegistryFlask) -> None:
    rows = json.loads(run(app, "list", "--json").stdout)
    assert [row["id"] for row in rows] == sorted(path.stem for path in catalog.PARAMETERS.glob("*.toml"))
    since = {row["id"]: (row["since"], row["until"]) for row in rows}
    assert since[RULES] == ("2017-05-03", None)
    assert since["zj_leader_2016"] == ("2016-01-01", "2022-09-29")
    lines = run(app, "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [row["id"] for row in rows]


def test_a_rule_set_shows_its_values(app: RegistryFlask) -> None:
    document = json.loads(run(app, "show", RULES, "--json").stdout)
    assert document == json.loads(json.dumps(catalog.describe(RULES)))
    shown = run(app, "show", RULES).stdout
    assert all(parameter["label"] in shown for parameter in document["parameters"])


def test_the_schema_names_every_fact(app: RegistryFlask) -> None:
    schema = json.loads(run(app, "schema", RULES).stdout)
    assert {field.name for field in catalog.fact_fields(RULES)} <= schema["properties"].keys()


@pytest.mark.parametrize("command", [["show", "nope"], ["schema", "nope"], ["assess", "--rules", "nope"]])
def test_an_unknown_rule_set_is_a_wrong_use(app: RegistryFlask, command: list[str]) -> None:
    result = run(app, *command)
    assert result.exit_code == 2
    assert RULES in result.output


def test_lines_are_assessed_as_the_catalog_does(app: RegistryFlask) -> None:
    facts = {"staff": 80, "tech_staff": 20, "revenue": "1000.50", "class1_ip": 1}
    code, (answer,) = assess(app, json.dumps({"id": "a-1", **facts}))
    expected = catalog.assess_json(RULES, facts, date.fromisoformat(DAY))
    assert code == 0
    assert (answer["line"], answer["id"], answer["on"]) == (1, "a-1", DAY)
    assert (answer["verdict"], answer["score_low"], answer["score_high"]) == (
        expected.verdict.value,
        expected.score_low,
        expected.score_high,
    )
    assert [finding["criterion"] for finding in answer["findings"]] == [one.criterion for one in expected.findings]
    assert answer["missing"] == list(expected.missing)


def test_bad_lines_are_named_and_the_others_assessed(app: RegistryFlask) -> None:
    lines = b'{"staff": 80}\n\nnot json\n{"staff": -1}\n{"unknown": 1}\n\xff\n[]\n{"revenue": 1.234}\n{"staff": 81}'
    code, answers = assess(app, lines)
    assert code == 1
    errors = {answer["line"]: answer["key"] for answer in answers if "error" in answer}
    assert errors == {3: None, 4: "staff", 5: "unknown", 6: None, 7: None, 8: "revenue"}
    assert [answer["line"] for answer in answers if "verdict" in answer] == [1, 9]


def test_a_byte_order_mark_is_no_error(app: RegistryFlask) -> None:
    code, (answer,) = assess(app, b'\xef\xbb\xbf{"staff": 80}\r\n')
    assert (code, answer["line"]) == (0, 1)


def test_nothing_in_nothing_out(app: RegistryFlask) -> None:
    assert assess(app, "\n\n") == (0, [])


def test_a_line_too_long_is_refused(app: RegistryFlask) -> None:
    code, (answer,) = assess(app, json.dumps({"id": "x" * 1_000_000}))
    assert code == 1
    assert answer["error"]


@pytest.mark.parametrize(("on", "code"), [("2017-05-02", 2), ("2017-05-03", 0), ("nonsense", 2)])
def test_the_first_day_of_the_rules_and_the_one_before(app: RegistryFlask, on: str, code: int) -> None:
    result = run(app, "assess", "--rules", RULES, "--on", on, lines="{}")
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_the_batch_rehearses_and_then_stores(app: RegistryFlask, session: object) -> None:
    firm = enterprise()
    db.session.commit()

    def batch(*words: str) -> dict[str, Any]:
        result = run(app, "batch", "--on", "2026-03-05", "--json", *words)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    rehearsed = batch()
    assert (rehearsed["stored"], rehearsed["firms"], rehearsed["renewed"]) == (False, 1, 4)
    assert batch() == rehearsed
    stored = batch("--commit")
    assert {**stored, "stored": False} == rehearsed
    assert {row.assessed_on for row in readiness_of(firm.id)} == {date(2026, 3, 5)}
    again = batch("--commit")
    assert (again["unchanged"], again["renewed"]) == (4, 0)
    assert again["rule_sets"]["hnte_2016"] == {"verdicts": {"undetermined": 1}, "bands": {"unknown": 1}}
    words = run(app, "batch", "--on", "2026-03-06").stdout
    assert "未报数据 1" in words
    assert "演练" in words
