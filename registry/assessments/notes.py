"""What a cross-check says, as it is shown beside a case and frozen with what was sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import Text
from registry.rules.freezing import Json, freeze, thaw


class Place(StrEnum):
    """What a link of a note leads to."""

    REPORT = "report"
    ENTERPRISE = "enterprise"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Target:
    """A public identifier, or the code of an enterprise."""

    place: Place
    reference: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure behind a note, with what it is about."""

    label: Text | str
    value: Text | str
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What was found; `code` names the check and stands once among the notes of a revision."""

    code: str
    text: Text
    lines: tuple[Line, ...]
    target: Target | None = None

    def to_json(self) -> dict[str, Json]:
        """A JSON-ready object from which `from_json` makes an equal note."""
        lines: list[Json] = [
            {"label": freeze(line.label), "value": freeze(line.value), "target": _target_json(line.target)}
            for line in self.lines
        ]
        return {
            "code": self.code,
            "text": freeze(self.text),
            "lines": lines,
            "target": _target_json(self.target),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Note:
        """The note that `to_json` wrote. Raises KeyError or ValueError for anything else."""
        lines = data["lines"]
        assert isinstance(lines, list)
        return cls(
            str(data["code"]),
            thaw(data["text"]),
            tuple(
                Line(thaw(line["label"]), thaw(line["value"]), _target(line["target"]))
                for line in lines
                if isinstance(line, dict)
            ),
            _target(data["target"]),
        )


def _target_json(target: Target | None) -> Json:
    return None if target is None else {"place": target.place.value, "reference": target.reference}


def _target(data: Json) -> Target | None:
    return Target(Place(str(data["place"])), str(data["reference"])) if isinstance(data, dict) else None
