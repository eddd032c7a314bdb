"""The printed handbook is the one that the parameter files give."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.rules import catalog
from registry.rules.handbook import handbook

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_what_the_files_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == handbook(), "flask --app registry rules handbook > docs/rules.md"


@pytest.mark.parametrize("rule_set", catalog.rule_sets(), ids=lambda one: one.id)
def test_every_parameter_has_its_line(rule_set: catalog.RuleSet) -> None:
    page = handbook()
    section = page.split(f"（`{rule_set.id}`）")[1].split("\n## ")[0]
    for parameter in rule_set.parameters.values():
        line = next(line for line in section.splitlines() if line.startswith(f"| {parameter.label} |"))
        assert ("待核实" in line) is not parameter.verified
