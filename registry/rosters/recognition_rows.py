"""What a line of a list of recognitions would change in the registry. Pure but for the snapshot it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.core.text import Text, msg
from registry.core.types import FAR
from registry.enterprises.models import Presence
from registry.recognitions.identity import is_own_number, paper
from registry.recognitions.services import default_valid_to
from registry.reference.models import Scheme
from registry.rosters.directory import Firm, Title, Titles
from registry.rosters.lines import TITLES, Doubt, Judgement, Line

LONGEST_NUMBER = 60
_COMPARED = ("issued_on", "valid_from", "valid_to")


@dataclass(frozen=True)
class RecognitionJudge:
    """Judges the lines of one scheme's list on the day `on`."""

    scheme: Scheme
    titles: Titles
    on: date

    def judge(self, line: Line, firm: Firm) -> Judgement:
        """What would be written for `firm`."""
        number, issued = number_of(line, self.scheme), line.day("issued_on")
        title = self.titles.find(firm.id, number, line.day("valid_from") or issued, issued)
        if title is not None and title.enterprise_id != firm.id:
            text = msg("编号 {number} 已登记在另一家企业名下；请先核对并更正原登记", number=number)
            doubt = line.doubt("duplicate_certificate", text, "stop", "certificate_number")
            return Judgement("rejected", firm.id, [doubt])
        return self._known(line, firm, title, number) if title else self._new(line, firm, number)

    def _known(self, line: Line, firm: Firm, title: Title, number: str) -> Judgement:
        changes = self._changes(line, title)
        doubts = []
        if not self._says(title, number):
            changes["certificate_number"] = number
            doubts = self._doubts_of_number(line, number)
        start, end = changes.get("valid_from", title.valid_from), changes.get("valid_to", title.valid_to)
        doubts += self._doubts_of_days(line, changes.get("issued_on", title.issued_on), start, end)
        if not changes:
            doubts.append(Doubt("no_change", msg("与已登记的一致，不改变"), "note"))
            return Judgement("unchanged", firm.id, doubts, target=title.id)
        doubts.append(Doubt("", _described(title, changes), "note"))
        return Judgement("update", firm.id, doubts, changes=changes, target=title.id)

    def _new(self, line: Line, firm: Firm, number: str) -> Judgement:
        issued = line.day("issued_on") or line.day("valid_from")
        doubts = self._doubts_of_number(line, number)
        if issued is None:
            text = msg("没有发证日期，无法确定有效期；请补上后重新上传")
            doubts.append(line.doubt("missing_field", text, "stop", "issued_on"))
            return Judgement("rejected", firm.id, doubts)
        start = line.day("valid_from") or issued
        end = _first_day_after(line) or default_valid_to(self.scheme, start)
        doubts += self._doubts_of_days(line, issued, start, end)
        doubts += _doubts_of_presence(line, firm, start)
        written = {"certificate_number": number, "issued_on": issued, "valid_from": start, "valid_to": end}
        if line.text("document"):
            written["document"] = line.text("document")
        return Judgement("create", firm.id, doubts, changes=written)

    def _says(self, title: Title, number: str) -> bool:
        """Whether the registry's number needs no correction: a number of the title's own is never written over."""
        return not number or is_own_number(self.scheme, title.number) or paper(title.number) == paper(number)

    def _changes(self, line: Line, title: Title) -> dict[str, Any]:
        """What the list says otherwise. Days that followed from the issue follow its correction."""
        issued = line.day("issued_on") or title.issued_on
        start = line.day("valid_from")
        if start is None:
            start = issued if title.valid_from == title.issued_on else title.valid_from
        end = _first_day_after(line)
        if end is None:
            by_term = title.valid_to == default_valid_to(self.scheme, title.valid_from)
            end = default_valid_to(self.scheme, start) if by_term else title.valid_to
        wanted = dict(zip(_COMPARED, (issued, start, end), strict=True))
        return {name: value for name, value in wanted.items() if value != getattr(title, name)}

    def _doubts_of_number(self, line: Line, number: str) -> list[Doubt]:
        if not number and not self.scheme.own_number:
            return []
        if not number:
            text = msg("没有{label}；请补上后重新上传", label=self.scheme.number_label)
            return [line.doubt("missing_field", text, "stop", "certificate_number")]
        if len(number) > LONGEST_NUMBER:
            text = msg("{label}超过 {limit} 个字", label=self.scheme.number_label, limit=LONGEST_NUMBER)
            return [line.doubt("too_long", text, "stop", "certificate_number")]
        if self.scheme.number_pattern and not re.search(self.scheme.number_pattern, number):
            text = msg(
                "{label}“{number}”不合通常的写法；请与证书核对，无误可确认入库",
                label=self.scheme.number_label,
                number=number,
            )
            return [line.doubt("bad_certificate", text, column="certificate_number")]
        return []

    def _doubts_of_days(self, line: Line, issued: date, start: date, end: date) -> list[Doubt]:
        doubts = []
        if issued > self.on:
            text = msg("发证日期 {day} 在今天之后；请核对年份", day=issued)
            doubts.append(line.doubt("bad_date", text, "stop", "issued_on"))
        if start >= end:
            text = msg("有效期的最后一天早于第一天（{start}）；请核对两个日期", start=start)
            doubts.append(line.doubt("bad_date", text, "stop", "valid_to"))
        return doubts


def number_of(line: Line, scheme: Scheme) -> str:
    """The number a line gives to its title: where the scheme numbers no firms, the 文号 does for it, or nothing."""
    number = line.text("certificate_number")
    if scheme.own_number:
        return number
    if number and is_own_number(scheme, number):
        return number
    return paper(number or line.text("document"))


def _first_day_after(line: Line) -> date | None:
    """The list names the last day that a title holds."""
    last = line.day("valid_to")
    if last is None:
        return None
    return FAR if last >= FAR - timedelta(days=1) else last + timedelta(days=1)


def _doubts_of_presence(line: Line, firm: Firm, start: date) -> list[Doubt]:
    period = firm.on(start)
    if period is None or period.valid_from > start or period.presence is Presence.ACTIVE:
        return []
    words = msg("注销") if period.presence is Presence.DEREGISTERED else msg("迁出本区")
    text = msg("企业自 {day} 起已{words}；请确认仍要登记", day=period.valid_from, words=words)
    return [line.doubt("other_district", text, column="name")]


def _described(title: Title, changes: Mapping[str, Any]) -> Text:
    parts = [
        f"{TITLES[name]} {_shown(name, title.number if name == 'certificate_number' else getattr(title, name))}"
        f" → {_shown(name, value)}"
        for name, value in changes.items()
    ]
    return msg("将更正：{parts}", parts="；".join(parts))


def _shown(name: str, day: date | str) -> str:
    if isinstance(day, str):
        return day or "—"
    if day >= FAR:
        return "长期"
    return (day - timedelta(days=1) if name == "valid_to" else day).isoformat()
