"""A line of a list between reader, registry and table: values, doubts, and what is to become of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from registry.core.text import Text, msg
from registry.rosters.columns import RECOGNITION_ROSTER, REGISTRATION_LIST
from registry.rosters.parser import ParsedRow

DAYS = frozenset({"issued_on", "valid_from", "valid_to", "registered_on"})
"""Keys of values that are days."""


LONGEST_DOCUMENT = 120
"""Characters of an official paper's number that are kept."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to be said about a line: `reason` for the machine, `text` for people, `cell` as B7.

    `weight` is "note" (worth knowing), "review" (a person has to confirm the line) or "stop" (the line stays out).
    """

    reason: str
    text: Text
    weight: str = "review"
    column: str = ""
    cell: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An enterprise that the line may speak of; `likeness` in percent.

    `why` is one of code, certificate_number, name, former_name, likeness.
    """

    enterprise_id: int
    uscc: str
    name: str
    likeness: int
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A data row as read: `cells` as printed, `values` as understood, `faults` found by the reader."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    values: Mapping[str, object]
    faults: tuple[Doubt, ...] = ()

    def text(self, key: str) -> str:
        """A value as text, "" where there is none."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def day(self, key: str) -> date | None:
        """A value that is a day, or None."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def doubt(self, reason: str, text: Text, weight: str = "review", column: str = "") -> Doubt:
        """A doubt about one of its cells."""
        return Doubt(reason, text, weight, column, "", self.cells.get(column, "")[:80])


class Stated(NamedTuple):
    """What the paper says of the whole list, typed by whoever handed it in, where the lines do not say it."""

    issued_on: date | None = None
    document: str = ""

    def complete(self, line: Line) -> Line:
        """The line with what it leaves open; nothing that it says is written over."""
        added: dict[str, object] = {}
        faults = list(line.faults)
        if self.issued_on and not line.cells.keys() & {"issued_on", "valid_from"}:
            added["issued_on"] = self.issued_on
            faults.append(Doubt("", msg("名单没有写发证日期，按上传时填写的 {day}", day=self.issued_on), "note"))
        if self.document and not line.text("document"):
            added["document"] = self.document
        return replace(line, values={**line.values, **added}, faults=tuple(faults)) if added else line


@dataclass(slots=True)
class Judgement:
    """What committing the line would do: `status` create, update, unchanged, review or rejected."""

    status: str
    enterprise_id: int | None = None
    doubts: list[Doubt] = field(default_factory=list)
    proposals: Sequence[Proposal] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    """For an update: what is to be written over what."""
    target: int | None = None
    """The id of the row that an update corrects."""

    @property
    def reason(self) -> str | None:
        """The reason of the weightiest doubt."""
        return self.doubts[0].reason if self.doubts else None


_ORDER = {"stop": 0, "review": 1, "note": 2}


def by_weight(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The weightiest first, otherwise as they came."""
    return sorted(doubts, key=lambda doubt: _ORDER[doubt.weight])


def settle(judgement: Judgement, doubts: Iterable[Doubt], *, decided: bool) -> Judgement:
    """Let doubts decide over the status; those that ask for a person are settled where one has `decided`."""
    judgement.doubts = by_weight([*judgement.doubts, *doubts])
    weights = {doubt.weight for doubt in judgement.doubts}
    if "stop" in weights:
        judgement.status = "rejected"
    elif "review" in weights and not decided and judgement.status != "unchanged":
        judgement.status = "review"
    return judgement


def line_of(parsed: ParsedRow) -> Line:
    """The line of a row that the reader gave; a row of a sheet that was not read has only its reason."""
    if parsed.skipped is not None:
        doubt = Doubt("sheet_not_read", parsed.skipped, "stop")
        return Line(parsed.sheet, parsed.row, {}, {}, (doubt,))
    faults = tuple(
        Doubt(one.reason, one.text, _weight(one.reason, one.blocking), one.key, one.where, one.value)
        for one in parsed.problems
    )
    return Line(parsed.sheet, parsed.row, parsed.cells, parsed.values, faults)


def _weight(reason: str, blocking: bool) -> str:
    if blocking:
        return "stop"
    return "review" if reason == "hidden_row" else "note"


def stored_values(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as a table keeps them: days in ISO."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def read_values(stored: Mapping[str, Any]) -> dict[str, object]:
    """The values again."""
    return {key: date.fromisoformat(value) if key in DAYS and value else value for key, value in stored.items()}


def stored_doubt(doubt: Doubt) -> dict[str, Any]:
    """A doubt as a table keeps it; its sentence stays translatable."""
    params = {name: _plain(value) for name, value in doubt.text.params.items()}
    words = {"msgid": doubt.text.msgid, "params": params}
    return {
        "reason": doubt.reason,
        "weight": doubt.weight,
        "column": doubt.column,
        "cell": doubt.cell,
        "value": doubt.value,
        **words,
    }


def read_doubt(stored: Mapping[str, Any]) -> Doubt:
    """The doubt again."""
    params = {name: _text(value) for name, value in stored["params"].items()}
    text = Text(stored["msgid"], params)
    return Doubt(stored["reason"], text, stored["weight"], stored["column"], stored["cell"], stored["value"])


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"msgid": value.msgid, "params": {name: _plain(one) for name, one in value.params.items()}}
    return value if isinstance(value, int | str) else str(value)


def _text(value: Any) -> object:
    if isinstance(value, dict):
        return Text(value["msgid"], {name: _text(one) for name, one in value["params"].items()})
    return value


TITLES: dict[str, Text] = {column.key: column.title for column in (*RECOGNITION_ROSTER, *REGISTRATION_LIST)}
"""Titles of the columns, by key."""
