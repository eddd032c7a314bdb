"""What a line of a list of registrations would change in the registry. Pure but for the snapshot it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.core.text import msg
from registry.rosters.directory import Directory, Firm
from registry.rosters.lines import TITLES, Doubt, Judgement, Line
from registry.rosters.matching import place_elsewhere
from registry.rosters.places import Street, street_of
from registry.rules.identifiers.names import name_key

_LONGEST = {"name": 120, "address": 200, "kind": 60}
_FIELDS = {"kind": "legal_form", "address": "address", "capital": "registered_capital"}
"""Column of the list -> field of the profile."""


@dataclass(frozen=True)
class RegistrationJudge:
    """Judges the lines of a list of registrations on the day `on`; `district` is the code where no street is named."""

    directory: Directory
    streets: Sequence[Street]
    district: str
    on: date

    def judge(self, line: Line) -> Judgement:
        """Open the firm, fill in what the registry does not know of it, or nothing."""
        firm = self.directory.by_code.get(line.text("uscc"))
        doubts = [*_doubts_of_length(line)]
        if firm is None or not firm.periods:
            return self._new(line, firm, doubts)
        return self._known(line, firm, doubts)

    def _new(self, line: Line, shell: Firm | None, doubts: list[Doubt]) -> Judgement:
        registered = line.day("registered_on")
        judgement = Judgement("create", shell.id if shell else None, doubts)
        if registered is None:
            text = msg("没有注册日期，无法确定从哪天起建档；请补上后重新上传")
            doubts.append(line.doubt("missing_field", text, "stop", "registered_on"))
            return judgement
        if registered > self.on:
            text = msg("注册日期 {day} 在今天之后；请核对年份", day=registered)
            doubts.append(line.doubt("bad_date", text, "stop", "registered_on"))
        doubts += self._doubts_of_identity(line)
        street = street_of(line.text("address"), self.streets, registered)
        elsewhere = place_elsewhere(line)
        if street is None and elsewhere:
            text = msg("地址在外区（{place}）；请确认属于本区后入库", place=elsewhere)
            doubts.append(line.doubt("other_district", text, column="address"))
        elif street is None:
            doubts.append(line.doubt("", msg("地址中没有街道名称，先登记到区，街道待核"), "note", "address"))
        judgement.changes = {
            "name": line.text("name"),
            "region_code": street.code if street else self.district,
            "moved_on": street.valid_to if street and street.is_in_force(registered) else None,
            "moved_to": street.successor_code if street else None,
            "registered_on": registered,
            **{field: line.values[key] for key, field in _FIELDS.items() if line.values.get(key) is not None},
        }
        return judgement

    def _known(self, line: Line, firm: Firm, doubts: list[Doubt]) -> Judgement:
        period = firm.periods[-1]
        if name_key(line.text("name")) not in firm.name_keys:
            text = msg(
                "{uscc} 在登记系统中的名称是“{name}”，与名单不同；确认后只补其他信息，名称不变",
                uscc=firm.uscc,
                name=firm.name,
            )
            doubts.append(line.doubt("name_conflict", text, column="name"))
        changes: dict[str, Any] = {}
        for key, field in _FIELDS.items():
            listed, known = line.values.get(key), getattr(period, field)
            if listed is not None and known in (None, ""):
                changes[field] = listed
            elif listed is not None and listed != known:
                text = msg("{title}与登记系统中的不同，保留登记系统中的", title=TITLES[key])
                doubts.append(line.doubt("", text, "note", key))
        if not changes:
            doubts.append(Doubt("no_change", msg("已有档案，不改变"), "note"))
            return Judgement("unchanged", firm.id, doubts)
        titles = "、".join(str(TITLES[key]) for key, field in _FIELDS.items() if field in changes)
        doubts.append(Doubt("", msg("已有档案，将补上：{titles}", titles=titles), "note"))
        return Judgement("update", firm.id, doubts, changes=changes, target=period.id)

    def _doubts_of_identity(self, line: Line) -> list[Doubt]:
        doubts = [line.doubt("bad_uscc", fault.text, column="uscc") for fault in line.faults if fault.column == "uscc"]
        namesakes = self.directory.of_name(name_key(line.text("name")))
        if namesakes:
            text = msg("登记系统中 {uscc} 也是这个名称；请确认是两家企业", uscc=namesakes[0].uscc)
            doubts.append(line.doubt("name_conflict", text, column="name"))
        return doubts


def _doubts_of_length(line: Line) -> list[Doubt]:
    return [
        line.doubt("too_long", msg("{title}超过 {limit} 个字", title=TITLES[key], limit=limit), "stop", key)
        for key, limit in _LONGEST.items()
        if len(line.text(key)) > limit
    ]


def profile_part(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a new firm's values that its profile takes as they are."""
    return {key: value for key, value in changes.items() if key in ("name", "region_code", *_FIELDS.values())}
