"""Firms on the edge of the provincial rule sets, and what may become of them: most properties live near a threshold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.facts import Fact, FactField, FactKind, parse_facts
from registry.rules.findings import Assessment
from registry.rules.zhejiang import leader, tech_leader, tech_sme

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Rules:
    """A rule set with its module and a day on which it is in force."""

    id: str
    module: ModuleType
    on: date

    @property
    def edge(self) -> dict[str, Fact]:
        """A firm that meets every condition exactly."""
        base = tomllib.loads((CASES / self.id / "bases.toml").read_text(encoding="utf-8"))["edge"]
        return parse_facts(self.module.FIELDS, base)[0]

    def case(self, facts: Mapping[str, Fact]) -> Case:
        """The firm before the rules."""
        return Case(facts, catalog.get(self.id), self.on)

    def judge(self, case: Case) -> Assessment:
        """The firm by the rules."""
        assessment: Assessment = self.module.assess(case.facts, {}, on=case.on, rule_set=case.rule_set)
        return assessment

    def assess(self, facts: Mapping[str, Fact]) -> Assessment:
        """The facts by the rules."""
        return self.judge(self.case(facts))

    def firms(self, *, known: bool = False) -> st.SearchStrategy[dict[str, Fact]]:
        """Firms that differ from the one on the edge in a few facts, by little or by much."""
        edge = self.edge
        changes = {field.name: _near(field, edge[field.name]) for field in self.module.FIELDS}
        some: Any = st.fixed_dictionaries({}, optional=changes)
        if known:
            return some.map(lambda changed: {**edge, **changed})
        hidden = st.sets(st.sampled_from(sorted(edge)), max_size=3)
        return st.tuples(some, hidden).map(lambda pair: {**edge, **pair[0], **dict.fromkeys(pair[1])})


SME = Rules("zj_tech_sme_2016", tech_sme, date(2026, 3, 1))
LEADER = Rules("zj_leader_2016", leader, date(2021, 6, 1))
TECH_LEADER = Rules("zj_tech_leader_2023", tech_leader, date(2026, 3, 1))
ALL = (SME, LEADER, TECH_LEADER)


def _near(field: FactField, value: Fact) -> st.SearchStrategy[Any]:
    if field.kind is FactKind.FLAG:
        return st.just(value) | st.booleans()
    if field.kind is FactKind.DAY:
        return st.dates(date(2024, 12, 1), date(2026, 4, 1))
    assert isinstance(value, int)
    step = 10_000 if field.kind is FactKind.MONEY else 1
    beside = st.integers(-3, 3).map(lambda count: max(0, value + count * step))
    return beside | st.integers(0, 3 * value + 12)
