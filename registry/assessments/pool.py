"""Everything known of one firm on one day, and what of it a rule set reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from registry.assessments.origins import NO_RIGHTS, Origin, origin_of, read_fact
from registry.rules import catalog, vocabulary
from registry.rules.case import Case
from registry.rules.facts import Fact, FactField
from registry.rules.findings import Source
from registry.rules.values import RuleSet

Known: TypeAlias = Mapping[str, tuple[Fact, Source]]

SAID = Source("declaration", "企业申报")
SAID_NO_RIGHTS = Source("declaration", "企业申报：无知识产权")

_CLASS_NAMES = (("class1_ip", "ip_class1_kinds"), ("class2_ip", "ip_class2_kinds"))


@dataclass(frozen=True)
class Pool:
    """Facts by name (money in 分), each with its source; what is not known is missing.

    `held` comes from reports and registers, `declared` from the firm or an officer. `latest` has the figures of the
    latest report there is, where the last full year has none. `rights` counts rights in force by kind, None where the
    registry never heard of any; `says_no_rights` is the firm's own word that there is none.
    """

    held: Known = field(default_factory=dict)
    declared: Known = field(default_factory=dict)
    latest: Known = field(default_factory=dict)
    rights: Mapping[str, int] | None = None
    rights_source: Source = SAID_NO_RIGHTS
    says_no_rights: bool = False

    def case(self, rule_set: RuleSet, on: date, answers: Mapping[str, Any] | None = None) -> Case:
        """The firm before `rule_set`: the facts it reads, all of them named, None where unknown.

        `answers` (by name, as stored) stand in place of what was declared before, None among them for "not known" to
        the firm: then only what reports and registers say of it counts.
        """
        answers = answers or {}
        known: dict[str, tuple[Fact, Source]] = {}
        fields = catalog.fact_fields(rule_set.id)
        for one in fields:
            found = self._fact(one, answers, reads_years=compares_years(fields))
            if found is not None:
                known[one.name] = found
        known.update(self._classes(rule_set, on, answers))
        names = [one.name for one in fields]
        facts = {name: known[name][0] if name in known else None for name in names}
        return Case(facts, rule_set, on, {name: known[name][1] for name in names if name in known})

    def _fact(self, one: FactField, answers: Mapping[str, Any], *, reads_years: bool) -> tuple[Fact, Source] | None:
        name = one.name
        if origin_of(name) is Origin.DECLARED and name in answers:
            value = read_fact(one, answers[name])
            return self.held.get(name) if value is None else (value, SAID)
        found = self.declared.get(name) or self.held.get(name)
        if found is None and not reads_years:
            found = self.latest.get(name)
        return found

    def _classes(self, rule_set: RuleSet, on: date, answers: Mapping[str, Any]) -> dict[str, tuple[Fact, Source]]:
        """Rights in force by class, where the rule set says which kinds make a class; else as the registry counts."""
        if self.rights is None:
            none = answers.get(NO_RIGHTS, self.says_no_rights)
            names = ("class1_ip", "class2_ip", "class2_ip_unused")
            return dict.fromkeys(names, (0, SAID_NO_RIGHTS)) if none is True else {}
        return {
            name: (sum(self.rights.get(kind, 0) for kind in rule_set.names(kinds, on)), self.rights_source)
            for name, kinds in _CLASS_NAMES
            if kinds in rule_set.parameters
        }


def compares_years(fields: tuple[FactField, ...]) -> bool:
    """Whether the rule set compares years: then a missing year is missing and no other stands in for it."""
    return any(vocabulary.base_of(one.name)[1] for one in fields)
