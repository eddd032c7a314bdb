"""A version of a rule set says the same for ever: whoever changes what an assessment reads has to give it a new one.

A frozen decision is replayed where the version is still the same. So all values that a rule set reads stand in its own
file, and every version is pinned here to a digest of them.
"""

from __future__ import annotations

import ast
import hashlib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import registry.rules
from registry.rules import catalog
from registry.rules.hnte import assess
from registry.rules.hnte.facts import CATEGORIES
from registry.rules.parameter_file import read_rule_set
from registry.rules.values import RuleSet

ROOT = Path(registry.rules.__file__).parent
PACKAGES = ("hnte", "tech_sme", "zhejiang")
ON = date(2026, 3, 1)
PINS: dict[str, dict[int, str]] = {
    "hnte_2016": {1: "eca25e4f31fd6d17"},
    "tech_sme_2017": {1: "0974f8c79c770c62"},
    "zj_leader_2016": {1: "a3f4bacb750b6d79"},
    "zj_tech_leader_2023": {1: "6b830d7afc4f74ad"},
    "zj_tech_sme_2016": {1: "c8b0107238a49383"},
}
"""Digests by version. Where one no longer agrees: raise `version` in the file and add a line, replace none."""


def digest(rule_set: RuleSet) -> str:
    """What the values come to; labels and the day of the last check decide nothing."""
    known = [
        (one.code, one.kind.value, one.article, one.document.number, one.verified, one.doubt, one.values)
        for one in rule_set.parameters.values()
    ]
    return hashlib.sha256(repr((rule_set.since, rule_set.until, sorted(known))).encode()).hexdigest()[:16]


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_a_version_is_pinned_to_its_values(rule_set_id: str) -> None:
    rule_set, pins = catalog.get(rule_set_id), PINS[rule_set_id]
    assert rule_set.version == max(pins), "add the new version with its digest"
    assert digest(rule_set) == pins[rule_set.version], "the values changed: raise the version and add its digest"
    assert len(set(pins.values())) == len(pins)


@pytest.mark.parametrize(
    "path", sorted(path for package in PACKAGES for path in (ROOT / package).glob("*.py")), ids=lambda path: path.name
)
def test_what_judges_reads_no_values_but_those_it_is_given(path: Path) -> None:
    imported = {
        node.module for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    }
    assert "registry.rules.value_files" not in imported


@pytest.mark.parametrize(
    ("code", "share", "spent"),
    [("outsourced_share", 50, "62.5"), ("other_share", 50, "160"), ("staff_share_min", 50, "100")],
)
def test_booked_research_is_counted_by_the_shares_of_the_rule_set_given(code: str, share: int, spent: str) -> None:
    """100 万元 outsourced and as much of other costs: 80, and a fifth of the whole, or as the rule set says."""
    text = (catalog.PARAMETERS / "hnte_2016.toml").read_text("utf-8")
    head, tail = text.split(f"[parameters.{code}]")
    old = f"value = {catalog.get('hnte_2016').share(code, ON).value * 100}"
    changed = read_rule_set(f"{head}[parameters.{code}]{tail.replace(old, f'value = {share}', 1)}")
    assert changed.share(code, ON).value == Fraction(share, 100)
    books = dict.fromkeys(CATEGORIES, 0) | {"rd_outsourced_domestic": 100_000_000, "rd_other": 100_000_000}
    finding = assess(books, {}, on=ON, rule_set=changed).finding("rd_year")
    assert f"研发费用 {spent} 万元" in str(finding.actual)
