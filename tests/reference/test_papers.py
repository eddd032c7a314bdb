"""The papers to bring: every one proves something that the rules ask for."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from registry.reference.papers import FILE, papers_for, schemes_with_papers
from registry.rules import catalog
from registry.rules.case import Case
from registry.web.firm.forms.documents import REQUIREMENTS

SCHEMES: list[dict[str, Any]] = tomllib.loads(
    (FILE.parent / "schemes.toml").read_text(encoding="utf-8"),
)["schemes"]


def criteria_of(rule_set_id: str) -> set[str]:
    """The criteria of a firm of which nothing is known, on the rule set's first day and later."""
    rule_set = catalog.get(rule_set_id)
    on = date(2026, 3, 2) if rule_set.covers(date(2026, 3, 2)) else rule_set.since
    nothing = Case({field.name: None for field in catalog.fact_fields(rule_set_id)}, rule_set, on)
    return {finding.criterion for finding in catalog.assess_case(nothing).findings}


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme["code"])
def test_every_paper_proves_criteria_of_its_scheme(scheme: dict[str, Any]) -> None:
    known = set().union(*(criteria_of(one) for one in scheme["rule_sets"]))
    papers = papers_for(scheme["code"])
    assert papers
    assert {code for paper in papers for code in paper.proves} <= known
    assert {paper.requirement for paper in papers} <= set(REQUIREMENTS)


def test_only_schemes_that_exist_have_a_list() -> None:
    assert schemes_with_papers() == {scheme["code"] for scheme in SCHEMES}


def test_papers_are_narrowed_to_the_criteria_asked_for() -> None:
    found = papers_for("national_hte", {"rd_ratio", "ip_count"})
    assert {paper.code: paper.proves for paper in found} == {
        "rd_ledger": ("rd_ratio",),
        "special_audit": ("rd_ratio",),
        "tax_return": ("rd_ratio",),
        "ip_certificates": ("ip_count",),
    }
    assert papers_for("national_hte", set()) == ()
    assert papers_for("nonsense") == ()


def test_a_paper_has_its_name_in_two_languages() -> None:
    assert all(paper.name and paper.name.english for code in schemes_with_papers() for paper in papers_for(code))
