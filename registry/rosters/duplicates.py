"""Lines of one list that say the same thing twice, or contradict each other. Reads nothing but the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from registry.core.text import Text, msg
from registry.recognitions.identity import is_own_number
from registry.reference.models import Scheme
from registry.rosters.lines import TITLES, Doubt, Judgement, Line, settle
from registry.rosters.matching import same_firm
from registry.rosters.recognition_rows import number_of
from registry.rules.identifiers.names import name_key


def recognition_key(line: Line, scheme: Scheme) -> Hashable:
    """What makes a title: a number that is nobody else's; without one, the firm and the day."""
    number = number_of(line, scheme)
    if number and is_own_number(scheme, number):
        return "number", number
    day = line.day("issued_on") if scheme.own_number else line.day("valid_from") or line.day("issued_on")
    return line.text("uscc") or name_key(line.text("name")), day


def registration_key(line: Line) -> Hashable:
    """What makes a registration: the code."""
    return line.text("uscc")


def find_duplicates(lines: Sequence[Line], key: Callable[[Line], Hashable]) -> dict[int, list[Doubt]]:
    """Doubts by the position of the line. Lines that stay out for another reason are not compared.

    One number with two firms makes every line of them doubtful. Of lines for one firm the later stay out, and where
    they say something else the first becomes doubtful too.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not any(fault.weight == "stop" for fault in line.faults) and key(line):
            groups[key(line)].append(index)
    doubts: dict[int, list[Doubt]] = defaultdict(list)
    for group in groups.values():
        if len(group) > 1:
            _compare(lines, group, doubts)
    return doubts


def _compare(lines: Sequence[Line], group: list[int], doubts: dict[int, list[Doubt]]) -> None:
    first = lines[group[0]]
    if not all(same_firm(first, lines[index]) for index in group[1:]):
        for index in group:
            other = lines[group[0] if index != group[0] else group[1]]
            text = msg("同一编号在{place}写在另一家企业名下；请核对后只确认正确的一行", place=_place(other))
            doubts[index].append(lines[index].doubt("duplicate_certificate", text, column="certificate_number"))
        return
    for index in group[1:]:
        line = lines[index]
        different = _differences(first, line)
        if not different:
            text = msg("与{place}重复，只计一次", place=_place(first))
        else:
            text = msg("与{place}重复，但{columns}不同；以先出现的一行为准", place=_place(first), columns=different)
            note = msg(
                "{place}重复了这一行，但{columns}不同；请确认这一行是对的", place=_place(line), columns=different
            )
            doubts[group[0]].append(first.doubt("duplicate_in_file", note))
        doubts[index].append(line.doubt("duplicate_in_file", text, "stop"))


def keep_first(judged: Sequence[tuple[Line, Judgement]], scheme: Scheme) -> None:
    """Of lines that would record one title of one firm, however each names the firm, the later stay out."""
    first: dict[Hashable, Line] = {}
    for line, judgement in judged:
        if judgement.status != "create" or is_own_number(scheme, judgement.changes["certificate_number"]):
            continue
        keys = [(judgement.enterprise_id, "day", judgement.changes["valid_from"])]
        if judgement.changes["certificate_number"]:
            keys.append((judgement.enterprise_id, "paper", judgement.changes["certificate_number"]))
        before = next((first[key] for key in keys if key in first), None)
        if before is None:
            first.update(dict.fromkeys(keys, line))
            continue
        text = msg("与{place}是同一家企业的同一项认定，只计一次", place=_place(before))
        settle(judgement, [line.doubt("duplicate_in_file", text, "stop")], decided=True)


def _place(line: Line) -> Text:
    if line.sheet:
        return msg("工作表“{sheet}”第 {row} 行", sheet=line.sheet, row=line.row)
    return msg("第 {row} 行", row=line.row)


def _differences(one: Line, other: Line) -> str:
    keys = [key for key in TITLES if key in one.values or key in other.values]
    return "、".join(str(TITLES[key]) for key in keys if one.values.get(key) != other.values.get(key))
