"""The rule sets this registry knows. Another one is a parameter file, a module, and a line in `_ENGINES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Protocol

from registry.core.errors import Conflict, NotFound
from registry.core.text import Text, msg
from registry.rules import hnte, tech_sme, values, way_up, zhejiang
from registry.rules.case import Case
from registry.rules.facts import EXACT_PLACES, INPUT_PLACES, Fact, FactField, json_schema, parse_facts
from registry.rules.findings import Assessment, Role, Source
from registry.rules.freezing import Json
from registry.rules.judging import Judge
from registry.rules.scale import Band, RangeBand, SizeStep
from registry.rules.value_files import PARAMETERS as PARAMETERS
from registry.rules.value_files import VALUES_ONLY, load
from registry.rules.values import DatedValue, Kind, Parameter, RuleSet
from registry.rules.way_up import Lever, WaysUp
from registry.rules.wording import article_name, share, wan


class AssessValues(Protocol):
    """Facts by name, money in 分, to an assessment on the day `on`."""

    def __call__(
        self, values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet
    ) -> Assessment: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The code behind a rule set: the facts it reads, the functions that judge them with words and without, and what
    a firm could change.
    """

    fields: tuple[FactField, ...]
    assess: AssessValues
    judge: Callable[[RuleSet, date], Judge]
    levers: Callable[[Case], tuple[Lever, ...]]


_ENGINES: dict[str, Engine] = {
    "hnte_2016": Engine(hnte.FIELDS, hnte.assess, hnte.judge, hnte.levers),
    "tech_sme_2017": Engine(tech_sme.FIELDS, tech_sme.assess, tech_sme.judge, tech_sme.levers),
    "zj_leader_2016": Engine(
        zhejiang.leader.FIELDS, zhejiang.leader.assess, zhejiang.leader.judge, zhejiang.leader.levers
    ),
    "zj_tech_leader_2023": Engine(
        zhejiang.tech_leader.FIELDS,
        zhejiang.tech_leader.assess,
        zhejiang.tech_leader.judge,
        zhejiang.tech_leader.levers,
    ),
    "zj_tech_sme_2016": Engine(
        zhejiang.tech_sme.FIELDS, zhejiang.tech_sme.assess, zhejiang.tech_sme.judge, zhejiang.tech_sme.levers
    ),
}


def rule_sets() -> tuple[RuleSet, ...]:
    """All rule sets, by id."""
    return tuple(load(rule_set_id) for rule_set_id in sorted((*_ENGINES, *VALUES_ONLY)))


def get(rule_set_id: str) -> RuleSet:
    """The rule set of that id. Raises NotFound naming the ids there are."""
    if rule_set_id not in _ENGINES and rule_set_id not in VALUES_ONLY:
        known = "、".join(sorted((*_ENGINES, *VALUES_ONLY)))
        raise NotFound(msg("没有规则“{rule_set}”，现有：{known}", rule_set=rule_set_id, known=known))
    return load(rule_set_id)


def in_force(rule_set_ids: Iterable[str], on: date) -> RuleSet | None:
    """Of a scheme's rule sets the one in force on `on` (the latest begun); None where there is none.

    Raises NotFound for an unknown id.
    """
    return values.in_force([get(rule_set_id) for rule_set_id in rule_set_ids], on)


def fact_fields(rule_set_id: str) -> tuple[FactField, ...]:
    """The facts that a rule set reads, with their kinds and labels, in the order of a form. Raises NotFound."""
    return _engine(rule_set_id).fields


def _engine(rule_set_id: str) -> Engine:
    engine = _ENGINES.get(get(rule_set_id).id)
    if engine is None:
        raise NotFound(msg("“{rule_set}”只列数值，不能用来评价企业", rule_set=rule_set_id))
    return engine


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


def assess_case(case: Case) -> Assessment:
    """Assess a firm by the rule set and on the day that `case` names. Raises NotFound where it has values only."""
    engine = _engine(case.rule_set.id)
    return engine.assess(case.facts, case.known_sources, on=case.on, rule_set=case.rule_set)


def assessing() -> tuple[str, ...]:
    """The ids of the rule sets that judge firms, in order; the others only hold values."""
    return tuple(sorted(_ENGINES))


def judge(rule_set_id: str, on: date) -> Judge:
    """The rule set as one function over facts by name that says what an assessment comes to, for whole registers.

    Raises NotFound, and NotInForceError for a day the rule set does not cover.
    """
    return judge_by(get(rule_set_id), on)


def judge_by(rule_set: RuleSet, on: date) -> Judge:
    """The same for values that need not be those of the file. Raises as `judge` does."""
    return _engine(rule_set.id).judge(rule_set, on)


@cache
def criteria(rule_set_id: str, on: date) -> Mapping[str, Text]:
    """The names of the required criteria in force on `on` by their codes, in the order of the findings.

    Raises NotFound, and NotInForceError for a day the rule set does not cover.
    """
    findings = assess_case(Case({}, get(rule_set_id), on)).findings
    return {finding.criterion: finding.label for finding in findings if finding.role is Role.REQUIRED}


def levers(case: Case) -> tuple[Lever, ...]:
    """What the firm could do about the figures that are known. Raises NotFound."""
    return _engine(case.rule_set.id).levers(case)


def ways_up(case: Case, *, limit: int = 6) -> WaysUp:
    """The smallest changes after which the case's rule set lets the firm pass; raises as `assess_case` does."""
    return way_up.ways_up(case, assess_case, levers, limit=limit)


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
    engine = _engine(rule_set_id)
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
        "article": article_of(parameter),
        "document": parameter.document.number,
        "verified": parameter.verified,
        "doubt": parameter.doubt,
        "values": [*describe_values(parameter)],
    }


def article_of(parameter: Parameter) -> str:
    """The article in words, or the number of a document whose articles are not known."""
    document = parameter.document
    return document.number if parameter.article == document.code else article_name(parameter.article)


def describe_values(parameter: Parameter) -> list[dict[str, Json]]:
    """A parameter's dated values in print units, the earliest first."""
    return [_described_value(parameter, dated) for dated in parameter.values]


def _described_value(parameter: Parameter, dated: DatedValue) -> dict[str, Json]:
    return {
        "since": dated.since.isoformat(),
        "value": _printed(parameter.kind, dated.value),
        "inclusive": dated.inclusive,
    }


def _printed(kind: Kind, value: values.Value) -> Json:
    match value:
        case bool():
            return value
        case int() if kind is Kind.MONEY:
            return wan(value)
        case int() if kind is Kind.MONTH_DAY:
            return "{:02d}-{:02d}".format(*divmod(value, 100))
        case int():
            return value
        case Fraction():
            return share(value)
    show = share if kind in {Kind.SHARE_BANDS, Kind.SHARE_RANGES} else str
    return [_printed_item(item, show) for item in value]


def _printed_item(item: values.Item, show: Callable[[Fraction], str]) -> Json:
    match item:
        case str():
            return item
        case Band():
            return {"at_least": show(item.at_least), "points": item.points}
        case RangeBand():
            edge = "at_least" if item.inclusive else "above"
            return {edge: show(item.edge), "low": item.low, "high": item.high}
        case SizeStep():
            return {"up_to": None if item.up_to is None else wan(item.up_to), "share": share(item.share)}
