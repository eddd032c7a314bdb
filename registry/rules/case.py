"""One firm before one rule set on one day: its facts by name, each with its source, and the values in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from registry.core.text import Text, msg
from registry.rules.facts import Fact, Months
from registry.rules.findings import Source
from registry.rules.values import RuleSet

UNKNOWN = msg("未填写")


@dataclass(frozen=True, slots=True)
class Case:
    """Facts by name (money in 分, counts in persons or items; None or absent is unknown) before `rule_set` on `on`."""

    facts: Mapping[str, Fact]
    rule_set: RuleSet
    on: date
    known_sources: Mapping[str, Source] = field(default_factory=dict)

    def whole(self, name: str) -> int | None:
        """A count, or an amount in 分."""
        value = self.facts.get(name)
        assert value is None or (isinstance(value, int) and not isinstance(value, bool))
        return value

    def answer(self, name: str) -> bool | None:
        """Yes or no."""
        value = self.facts.get(name)
        assert value is None or isinstance(value, bool)
        return value

    def day(self, name: str) -> date | None:
        """A date."""
        value = self.facts.get(name)
        assert value is None or isinstance(value, date)
        return value

    def months(self, name: str) -> Months | None:
        """People by month."""
        value = self.facts.get(name)
        assert value is None or isinstance(value, tuple)
        return value

    def with_facts(self, facts: Mapping[str, Fact]) -> Case:
        """The same firm with some facts changed."""
        return replace(self, facts={**self.facts, **facts})

    def missing(self, *names: str) -> tuple[str, ...]:
        """Those of `names` that are not known."""
        return tuple(name for name in names if self.facts.get(name) is None)

    def sources(self, *names: str) -> tuple[Source, ...]:
        """Where the figures `names` came from, each source once."""
        found = (self.known_sources.get(name) for name in names)
        return tuple(dict.fromkeys(source for source in found if source is not None))

    def verified(self, *codes: str) -> bool:
        """False where one of the parameters has a doubt."""
        return all(self.rule_set.parameters[code].verified for code in codes)

    def doubt(self, *codes: str) -> Text | None:
        """The first doubt among the parameters as a note, None where all are verified."""
        for code in codes:
            parameter = self.rule_set.parameters[code]
            if not parameter.verified:
                return msg("待核实：{doubt}", doubt=parameter.doubt)
        return None
