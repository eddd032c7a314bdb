"""What an assessment says: one finding per criterion, a verdict, and an exact form to freeze beside a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from registry.core.text import Text, msg
from registry.rules.freezing import Json, freeze, thaw

Figure: TypeAlias = int | Decimal | Fraction


class Outcome(StrEnum):
    """How one criterion came out; only `met` counts in the firm's favour."""

    MET = "met"
    UNMET = "unmet"
    CONDITIONAL = "conditional"  # the rule leaves it to the officer
    NEEDS_DATA = "needs_data"
    NEEDS_REVIEW = "needs_review"  # figures contradict each other, or the text is silent
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """The whole assessment; `undetermined` until the figures given decide it whatever the missing ones are."""

    PASS = "pass"  # noqa: S105 - the word for passing, not a password
    FAIL = "fail"
    UNDETERMINED = "undetermined"


class Role(StrEnum):
    """What a finding does for the verdict."""

    REQUIRED = "required"
    SCORED = "scored"  # its points add up to the total
    PART = "part"  # explains a scored finding; its points are not added again
    ALTERNATIVE = "alternative"  # any one of these replaces the score
    REMINDER = "reminder"  # shown, never decides


SOURCE_LABELS: tuple[Text, ...] = (
    msg("年度报告"),
    msg("企业申报"),
    msg("企业申报：无知识产权"),
    msg("知识产权登记"),
    msg("认定登记"),
    msg("统一社会信用代码"),
    msg("企业登记信息"),
    msg("经办人登记"),
)
"""The labels the registry itself gives; frozen as plain text, and said by pages in the language of the visitor."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure came from: an annual report's revision, an IP record, an officer's entry, the firm itself."""

    kind: str
    label: str = ""
    year: int | None = None
    revision: int | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion for one enterprise on one day.

    `article` is the short form ("6(2)", see `wording.article_name`). `gap` is how much is missing (or too much, for an
    upper limit) in `unit` (人, 万元, 项, 分); None where nothing is missing or the figures do not allow to say.
    Points are None where the criterion gives none. `missing` names the facts that are not known.
    `verified` is False where the parameter file has a doubt about the provision; `note` then says which.
    """

    criterion: str
    label: Text
    article: str
    role: Role
    outcome: Outcome
    required: Text
    actual: Text
    gap: Figure | None = None
    unit: str = ""
    points_low: int | None = None
    points_high: int | None = None
    points_max: int | None = None
    note: Text | None = None
    next_step: Text | None = None
    missing: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    verified: bool = True

    @property
    def holds(self) -> bool | None:
        """For a required or alternative criterion: True, False, or None while it is open."""
        if self.outcome in {Outcome.MET, Outcome.NOT_APPLICABLE}:
            return True
        return False if self.outcome is Outcome.UNMET else None

    def to_json(self) -> dict[str, Json]:
        """A JSON-ready object from which `from_json` makes an equal finding."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "sources"}
        sources: list[Json] = [_frozen_source(source) for source in self.sources]
        return {name: freeze(value) for name, value in values.items()} | {"sources": sources}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Finding:
        """The finding that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        values = {name: thaw(value) for name, value in data.items() if name != "sources"}
        values["role"] = Role(values["role"])
        values["outcome"] = Outcome(values["outcome"])
        return cls(**values, sources=tuple(source_from_json(item) for item in _objects(data["sources"])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All findings of one rule set for one enterprise on the day `on`, with the facts they rest on.

    `score_low` is what the figures given are worth, `score_high` what they can become once the missing ones are known.
    `facts` is the JSON form of what was assessed (money in exact 万元 text), so that the assessment can be replayed.
    """

    rule_set_id: str
    rule_set_version: int
    on: date
    verdict: Verdict
    reason: Text
    findings: tuple[Finding, ...]
    score_low: int | None
    score_high: int | None
    facts: Mapping[str, Json]

    def finding(self, criterion: str) -> Finding:
        """The finding of `criterion`. Raises KeyError where this rule set has none of that name."""
        for finding in self.findings:
            if finding.criterion == criterion:
                return finding
        raise KeyError(criterion)

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts not known, each once, in the order of the findings."""
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.missing))

    def to_json(self) -> dict[str, Json]:
        """A JSON-ready object, exact to the last digit: `Assessment.from_json(a.to_json()) == a`."""
        return {
            "rule_set_id": self.rule_set_id,
            "rule_set_version": self.rule_set_version,
            "on": self.on.isoformat(),
            "verdict": self.verdict.value,
            "reason": freeze(self.reason),
            "findings": [finding.to_json() for finding in self.findings],
            "score_low": self.score_low,
            "score_high": self.score_high,
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Assessment:
        """The assessment that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        values = {name: thaw(data[name]) for name in ("rule_set_id", "rule_set_version", "reason")}
        facts = data["facts"]
        if not isinstance(facts, dict):
            raise TypeError("facts")
        return cls(
            **values,
            on=date.fromisoformat(str(data["on"])),
            verdict=Verdict(str(data["verdict"])),
            findings=tuple(Finding.from_json(item) for item in _objects(data["findings"])),
            score_low=thaw(data["score_low"]),
            score_high=thaw(data["score_high"]),
            facts=facts,
        )


def source_from_json(data: Mapping[str, Json]) -> Source:
    """The source whose fields `data` holds. Raises TypeError for a field that a source does not have."""
    return Source(**{name: thaw(value) for name, value in data.items()})


def source_to_json(source: Source) -> dict[str, Json]:
    """The fields of `source` that say something."""
    return {name: value for name, value in _frozen_source(source).items() if value not in (None, "")}


def _frozen_source(source: Source) -> dict[str, Json]:
    return {field.name: freeze(getattr(source, field.name)) for field in fields(source)}


def _objects(data: Json) -> list[dict[str, Json]]:
    if not isinstance(data, list):
        raise TypeError("list expected")
    objects = [item for item in data if isinstance(item, dict)]
    if len(objects) != len(data):
        raise TypeError("objects expected")
    return objects
