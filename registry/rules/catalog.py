"""The rule sets this registry knows. Another one is a parameter file, a module, and a line in `_ENGINES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from registry.core.errors import Conflict, NotFound
from registry.core.text import msg
from registry.rules import tech_sme, values
from registry.rules.facts import EXACT_PLACES, INPUT_PLACES, Fact, FactField, json_schema, parse_facts
from registry.rules.findings import Assessment, Source
from registry.rules.freezing import Json
from registry.rules.parameter_file import read_rule_set
from registry.rules.scale import Band
from registry.rules.values import DatedValue, Kind, Parameter, RuleSet
from registry.rules.wording import article_name, share, wan

PARAMETERS = Path(__file__).with_name("parameters")


class AssessValues(Protocol):
    """Facts by name, money in 分, to an assessment on the day `on`."""

    def __call__(
        self, values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet
    ) -> Assessment: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The code behind a rule set: the facts it reads and the function that judges them."""

    fields: tuple[FactField, ...]
    assess: AssessValues


_ENGINES: dict[str, Engine] = {
    "tech_sme_2017": Engine(tech_sme.FIELDS, tech_sme.assess_values),
}


def rule_sets() -> tuple[RuleSet, ...]:
    """All rule sets, by id."""
    return tuple(_load(rule_set_id) for rule_set_id in sorted(_ENGINES))


def get(rule_set_id: str) -> RuleSet:
    """The rule set of that id. Raises NotFound naming the ids there are."""
    if rule_set_id not in _ENGINES:
        known = "、".join(sorted(_ENGINES))
        raise NotFound(msg("没有规则“{rule_set}”，现有：{known}", rule_set=rule_set_id, known=known))
    return _load(rule_set_id)


def in_force(rule_set_ids: Iterable[str], on: date) -> RuleSet | None:
    """Of a scheme's rule sets the one in force on `on` (the latest begun); None where there is none.

    Raises NotFound for an unknown id.
    """
    return values.in_force([get(rule_set_id) for rule_set_id in rule_set_ids], on)


def fact_fields(rule_set_id: str) -> tuple[FactField, ...]:
    """The facts that a rule set reads, with their kinds and labels, in the order of a form. Raises NotFound."""
    return _ENGINES[get(rule_set_id).id].fields


def facts_schema(rule_set_id: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the facts object that `assess_json` takes. Raises NotFound."""
    rule_set = get(rule_set_id)
    return json_schema(fact_fields(rule_set_id), title=rule_set.title, identifier=rule_set_id)


def assess_json(rule_set_id: str, facts: Mapping[str, Any], on: date) -> Assessment:
    """Assess facts as they come from outside: money in 万元 with at most two decimals (number or text), null = unknown.

    `facts["sources"]`, if present, tells by fact name where each came from. Read JSON text with `facts.read_json`.
    Raises DomainError whose `field` is the key at fault, NotInForceError for a day the rule set does not cover, and
    NotFound for an unknown id.
    """
    return _assess(rule_set_id, facts, on, INPUT_PLACES)


def replay(assessment: Assessment) -> Assessment:
    """Assess the frozen facts again, on the same day.

    The result equals `assessment` unless code or values changed. Raises Conflict where the rule set's version did.
    """
    version = get(assessment.rule_set_id).version
    if version != assessment.rule_set_version:
        text = msg("规则版本已由 {old} 变为 {new}，不能原样重算", old=assessment.rule_set_version, new=version)
        raise Conflict(text)
    return _assess(assessment.rule_set_id, assessment.facts, assessment.on, EXACT_PLACES)


def _assess(rule_set_id: str, facts: Mapping[str, Any], on: date, places: int) -> Assessment:
    rule_set = get(rule_set_id)
    engine = _ENGINES[rule_set_id]
    known, sources = parse_facts(engine.fields, facts, places=places)
    return engine.assess(known, sources, on=on, rule_set=rule_set)


def describe(rule_set_id: str) -> dict[str, Json]:
    """A rule set as JSON: every dated value in print units (%, 万元) with its article and document. Raises NotFound."""
    rule_set = get(rule_set_id)
    return {
        "id": rule_set.id,
        "version": rule_set.version,
        "title": rule_set.title,
        "tier": rule_set.tier,
        "since": rule_set.since.isoformat(),
        "until": rule_set.until.isoformat() if rule_set.until else None,
        "last_checked_on": rule_set.last_checked_on.isoformat(),
        "parameters": [_described(parameter) for parameter in rule_set.parameters.values()],
    }


def _described(parameter: Parameter) -> dict[str, Json]:
    return {
        "code": parameter.code,
        "label": parameter.label,
        "unit": parameter.unit,
        "article": article_name(parameter.article),
        "document": parameter.document.number,
        "verified": parameter.verified,
        "doubt": parameter.doubt,
        "values": [_described_value(parameter, dated) for dated in parameter.values],
    }


def _described_value(parameter: Parameter, dated: DatedValue) -> dict[str, Json]:
    return {
        "since": dated.since.isoformat(),
        "value": _printed(parameter.kind, dated.value),
        "inclusive": dated.inclusive,
    }


def _printed(kind: Kind, value: values.Value) -> Json:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return wan(value) if kind is Kind.MONEY else value
    show: Callable[[Band], str] = _printed_share if kind is Kind.SHARE_BANDS else _printed_count
    return [item if isinstance(item, str) else {"at_least": show(item), "points": item.points} for item in value]


def _printed_share(band: Band) -> str:
    return share(band.at_least)


def _printed_count(band: Band) -> str:
    return str(Decimal(band.at_least.numerator))


@cache
def _load(rule_set_id: str) -> RuleSet:
    return read_rule_set(PARAMETERS.joinpath(f"{rule_set_id}.toml").read_text(encoding="utf-8"))
