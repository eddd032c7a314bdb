"""Which enterprise a line speaks of: by code, else by certificate number; by name only as a proposal."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from registry.core.text import msg
from registry.rosters.directory import Directory, Firm, Titles
from registry.rosters.likeness import Names
from registry.rosters.lines import Doubt, Line, Proposal
from registry.rules.identifiers.names import name_key

MOST_PROPOSALS = 3
_RANKED = 20
"""Firms of like names among which those of the line's street come first."""

_PLACE = re.compile(r"^(中国)?(浙江省?)?(宁波市?)?((江北|海曙|鄞州|镇海|北仑|奉化|高新)区?)?")
_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|分公司|集团|公司|厂)(\(.*\))?$")
_ELSEWHERE = re.compile(r"海曙|鄞州|镇海|北仑|奉化|余姚|慈溪|宁海|象山|杭州湾新区")
_SME_NUMBER = re.compile(r"\d{4}(\d{6})[0AB]\d{7}")
_HTE_NUMBER = re.compile(r"G[RFS]\d{4}(\d{4})\d{4}")


@dataclass(frozen=True, slots=True)
class Match:
    """The firm where it is certain enough to go on; doubts and proposals where a person has to say."""

    firm: Firm | None
    doubts: tuple[Doubt, ...] = ()
    proposals: Sequence[Proposal] = ()
    namesake: Firm | None = None
    """The one firm of that very name, where the line has nothing but a name."""


class Matcher:
    """Matches the lines of one list.

    `streets` are codes by name; `remembered` are likeness proposals found before, by (sheet, row).
    """

    def __init__(
        self,
        directory: Directory,
        titles: Titles | None = None,
        streets: Mapping[str, str] | None = None,
        remembered: Mapping[tuple[str, int], Sequence[Proposal]] | None = None,
    ) -> None:
        self.directory = directory
        self._streets = streets or {}
        self._titles = titles
        self._remembered = remembered
        self._cores: Names | None = None
        self._firms: list[Firm] = []

    def match(self, line: Line) -> Match:
        """What is known of the line's firm. The code alone is enough only where the names do not contradict it."""
        code = line.text("uscc")
        if not code:
            return self._without_code(line)
        firm = self.directory.by_code.get(code)
        if firm is None or not firm.periods:
            return self._unknown(line, msg("登记系统中没有代码为 {uscc} 的企业", uscc=code))
        return self._checked(line, firm, "code")

    def _without_code(self, line: Line) -> Match:
        title = self._titles.by_number.get(line.text("certificate_number")) if self._titles else None
        if title is not None:
            return self._checked(line, self.directory.by_id[title.enterprise_id], "certificate_number")
        found = self.directory.of_organisation(line.text("organisation_code"))
        if found:
            text = msg("名单写的是组织机构代码，按它找到 {uscc}；请确认是同一家企业", uscc=found[0].uscc)
            return Match(None, (line.doubt("bad_uscc", text, column="uscc"),), _proposals(found, 100, "code"))
        exact = self._by_name(line)
        if exact:
            text = msg("名单没有信用代码，按名称找到 {uscc}；请确认是同一家企业", uscc=exact[0].uscc)
            namesake = self.directory.by_id[exact[0].enterprise_id] if len(exact) == 1 else None
            return Match(None, (line.doubt("missing_field", text, column="uscc"),), exact, namesake)
        return self._unknown(line, msg("名单没有信用代码，登记系统中也没有这个名称的企业"))

    def _checked(self, line: Line, firm: Firm, why: str) -> Match:
        """The firm found by a number; a name that it never had makes a person look."""
        if not _names(line) or _names(line) & firm.name_keys:
            return Match(firm)
        text = msg(
            "{uscc} 在登记系统中的名称是“{name}”，与名单不同；请确认是同一家企业", uscc=firm.uscc, name=firm.name
        )
        others = [one for one in self._by_name(line) if one.enterprise_id != firm.id]
        doubt = line.doubt("name_conflict", text, column="name")
        return Match(firm, (doubt,), [*_proposals([firm], 100, why), *others][:MOST_PROPOSALS])

    def _unknown(self, line: Line, said: object) -> Match:
        proposals = self._by_name(line) or self._by_likeness(line)
        elsewhere = place_elsewhere(line)
        bad_code = next((fault for fault in line.faults if fault.column == "uscc"), None)
        if proposals:
            text = msg("{said}；有 {count} 家名称相同或相近，请确认，或填写代码", said=said, count=len(proposals))
            return Match(None, (line.doubt("unknown_firm", text, column="uscc"),), proposals)
        if elsewhere:
            text = msg("{said}；名单显示它在外区（{place}），不计入本区", said=said, place=elsewhere)
            return Match(None, (line.doubt("other_district", text, "stop", "name"),))
        if bad_code is not None:
            return Match(None, (line.doubt("bad_uscc", bad_code.text, "stop", "uscc"),))
        text = msg("{said}；如属本区，请先为它建档再提交，或填写它的代码", said=said)
        return Match(None, (line.doubt("unknown_firm", text, "stop", "uscc" if line.text("uscc") else "name"),))

    def _by_name(self, line: Line) -> list[Proposal]:
        found: dict[int, Proposal] = {}
        for key, why in ((name_key(line.text("name")), "name"), (name_key(line.text("former_name")), "former_name")):
            for one in _proposals(self.directory.of_name(key), 100, why):
                found.setdefault(one.enterprise_id, one)
        return list(found.values())[:MOST_PROPOSALS]

    def _by_likeness(self, line: Line) -> Sequence[Proposal]:
        if self._remembered is not None:
            return self._remembered.get((line.sheet, line.row), ())
        core = _core(name_key(line.text("name")))
        if len(core) < 2:
            return ()
        if self._cores is None:
            names = self.directory.names()
            self._cores, self._firms = Names([_core(key) for key, _firm in names]), [firm for _key, firm in names]
        ranked = [(score, self._firms[place]) for score, place in self._cores.near(core, _RANKED)]
        ranked.sort(key=lambda pair: (not self._same_place(line, pair[1]), -pair[0], pair[1].id))
        best: dict[int, Proposal] = {}
        for score, firm in ranked:
            # rounded down: only a name that is the same is 100
            best.setdefault(firm.id, Proposal(firm.id, firm.uscc, firm.name, min(int(score), 99), "likeness"))
        return list(best.values())[:MOST_PROPOSALS]

    def _same_place(self, line: Line, firm: Firm) -> bool:
        code = self._streets.get(line.text("street"))
        return bool(code and firm.periods and firm.periods[-1].region_code == code)


def place_elsewhere(line: Line) -> str:
    """What in the line says that the firm is outside the district; "" where nothing does. Codes of firms never do."""
    number = line.text("certificate_number")
    sme, hte = _SME_NUMBER.fullmatch(number), _HTE_NUMBER.fullmatch(number)
    if sme and sme[1] != "330205":
        return sme[1]
    if hte and hte[1] != "3310":
        return hte[1]
    for key in ("street", "address"):
        text = line.text(key)
        found = _ELSEWHERE.search(text)
        if found and "江北" not in text:
            return found[0]
    return ""


def same_firm(one: Line, other: Line) -> bool:
    """Whether two lines of a list name the same firm: by code where both have one, else by name."""
    if one.text("uscc") and other.text("uscc"):
        return one.text("uscc") == other.text("uscc")
    return bool(_names(one) & _names(other))


def _names(line: Line) -> frozenset[str]:
    return frozenset(name_key(line.text(key)) for key in ("name", "former_name") if line.text(key))


def _proposals(firms: Collection[Firm], likeness: int, why: str) -> list[Proposal]:
    return [Proposal(firm.id, firm.uscc, firm.name, likeness, why) for firm in firms]


def _core(key: str) -> str:
    """The part of a name that tells firms apart: without the place before and the legal form behind."""
    return _FORM.sub("", _PLACE.sub("", key, count=1)) or key
