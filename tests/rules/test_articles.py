"""Every article that a page may show has its name in both languages, or is a document that is shown by its number."""

from __future__ import annotations

from datetime import date

import pytest

from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.wording import UNITS, article_name

UNIT_WORDS = {"", "%", *(text.msgid for text in UNITS)}
DAYS = (date(2016, 6, 1), date(2018, 3, 1), date(2022, 9, 28), date(2022, 9, 29), date(2024, 1, 1), date(2026, 3, 1))


def raw(rule_set_id: str, articles: set[str]) -> set[str]:
    """Those that are neither a document nor a numbered article."""
    documents = catalog.get(rule_set_id).documents
    return {one for one in articles if one not in documents and not article_name(one).english}


@pytest.mark.parametrize("rule_set", catalog.rule_sets(), ids=lambda one: one.id)
def test_parameters(rule_set: catalog.RuleSet) -> None:
    parameters = rule_set.parameters.values()
    assert raw(rule_set.id, {one.article for one in parameters}) == set()
    assert {one.unit for one in parameters} <= UNIT_WORDS


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_findings(rule_set_id: str) -> None:
    rule_set = catalog.get(rule_set_id)
    found = [
        finding
        for on in DAYS
        if rule_set.covers(on)
        for finding in catalog.assess_case(Case({}, rule_set, on)).findings
    ]
    assert len(found) >= 10
    assert raw(rule_set_id, {finding.article for finding in found}) == set()
    assert {finding.unit for finding in found} <= UNIT_WORDS


@pytest.mark.parametrize(
    ("article", "chinese", "english"),
    [
        ("6(2)", "第六条（二）", "Art. 6(2)"),
        ("195号 三", "195号 三", "No. 195 section 3"),
        ("195号 三（六）", "195号 三（六）", "No. 195 section 3(6)"),
        ("195号 三（七）1", "195号 三（七）1", "No. 195 section 3(7)1"),
        ("三", "三", "Section 3"),
        ("scheme", "scheme", ""),
    ],
)
def test_names(article: str, chinese: str, english: str) -> None:
    name = article_name(article)
    assert (name, name.english) == (chinese, english)
