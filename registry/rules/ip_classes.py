"""Which rights count on a day, by class, and why: 国科发政〔2017〕115号 art. 9(5), 国科发火〔2016〕195号 三(七).

Class II serves one recognised 高企 application only, so unused rights are counted beside all of them. Whether a right
counts may hang on something nobody has said: such rights are in `possible`, never in `certain`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from registry.core.text import Text, msg
from registry.rules.identifiers.ip_numbers import IpKind, ip_class
from registry.rules.lifecycle.terms import anniversary, months_later
from registry.rules.three_valued import all_of
from registry.rules.value_files import load

IP = "lifecycle_ip"
HNTE = "hnte_2016"
PATENTS = frozenset({IpKind.INVENTION_PATENT, IpKind.UTILITY_MODEL, IpKind.DESIGN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One right as recorded. None is not known, where a question has an answer.

    `expires_on` is the last day of its term, `lapsed_on` the first day it is no longer in force. `family` is the same
    word for all rights in one and the same thing, at home and abroad. `notice_on` and `fee_paid_on` are the notice of
    grant and the fee of registration.
    """

    kind: IpKind
    number: str
    filed_on: date | None = None
    granted_on: date | None = None
    expires_on: date | None = None
    lapsed_on: date | None = None
    notice_on: date | None = None
    fee_paid_on: date | None = None
    is_abroad: bool = False
    is_co_owned: bool = False
    used_by_co_owner: bool | None = None
    used_in_hnte: bool | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a right counts on the day (None: it hangs on an unknown), and why.

    `is_unused` says whether a right of class II is still free for a 高企 application. `last_day` is that of its term.
    """

    right: Right
    ip_class: Literal[1, 2] | None
    counts: bool | None
    is_unused: bool | None
    last_day: date | None
    text: Text
    verified: bool


@dataclass(frozen=True, slots=True)
class Number:
    """How many count for certain, and how many if every unknown turns out well."""

    certain: int
    possible: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The rights in the order given, each judged, and the numbers that the rule sets read."""

    judged: tuple[Judged, ...]
    class1: Number
    class2: Number
    class2_unused: Number


@dataclass(frozen=True, slots=True)
class FeeDue:
    """The next yearly fee of a patent, for its `year`, payable up to and including `due`; for display, not verified."""

    due: date
    year: int
    days_left: int
    text: Text


def tally(rights: Iterable[Right], on: date) -> Tally:
    """Count the rights that are in force on `on`; one thing protected several times counts once, in its best class."""
    judged = _once_each([_judge(right, on) for right in rights])
    first = [one for one in judged if one.ip_class == 1]
    second = [one for one in judged if one.ip_class == 2]
    unused = [all_of((one.counts, one.is_unused)) for one in second]
    return Tally(
        tuple(judged),
        _number([one.counts for one in first]),
        _number([one.counts for one in second]),
        _number(unused),
    )


def last_day_of_term(kind: IpKind, filed_on: date) -> date | None:
    """The last day of a term counted from filing, the eve of the anniversary; None for kinds not counted that way.

    A design filed before 2021-06-01 holds for 10 years, later ones for 15.
    """
    values = load(IP)
    code = f"term_{kind}"
    if code not in values.parameters or filed_on < values.since:
        return None
    return anniversary(filed_on, values.limit(code, filed_on).value) - timedelta(days=1)


def next_fee(right: Right, on: date) -> FeeDue | None:
    """The next yearly fee of a patent in force on `on`, due on an anniversary of filing; None after the last one."""
    if right.kind not in PATENTS or right.filed_on is None or right.granted_on is None or on < right.granted_on:
        return None
    last_day = right.expires_on or last_day_of_term(right.kind, right.filed_on)
    if right.lapsed_on is not None and right.lapsed_on <= on:
        return None
    past = max(right.granted_on.year - right.filed_on.year, on.year - right.filed_on.year, 1)
    for years in (past, past + 1):
        due = months_later(right.filed_on, 12 * years)
        if due >= on and due > right.granted_on:
            return None if last_day is None or due >= last_day else _fee(due, years + 1, (due - on).days)
    return None


def _fee(due: date, year: int, days_left: int) -> FeeDue:
    text = msg("第 {year} 年度年费最迟于 {due} 缴纳，还有 {days} 天（待核实）", year=year, due=due, days=days_left)
    return FeeDue(due, year, days_left, text)


def _judge(right: Right, on: date) -> Judged:
    last_day = right.expires_on
    if last_day is None and right.filed_on is not None:
        last_day = last_day_of_term(right.kind, right.filed_on)
    refused = _refused(right, on, last_day)
    if refused is not None:
        return Judged(right, ip_class(right.kind), False, None, last_day, refused, _is_verified(right))
    counts, text = _counted(right, on)
    return Judged(right, ip_class(right.kind), counts, _is_unused(right, on), last_day, text, _is_verified(right))


def _refused(right: Right, on: date, last_day: date | None) -> Text | None:
    """Why the right counts on no account, None where it may."""
    if ip_class(right.kind) is None:
        return msg("PCT 申请不是已授权的知识产权，不计")
    if right.is_abroad and load(IP).flag("home_only", on):
        return msg("在境外取得，须在中国境内授权或审批审定才能计入")
    if not in_force(_held_since(right, on), last_day, right.lapsed_on, on):
        return _not_in_force(right, on, last_day)
    if right.is_co_owned and right.used_by_co_owner:
        return msg("共有知识产权已由其他权利人使用，只能由一个权利人使用")
    return None


def in_force(granted_on: date | None, last_day: date | None, lapsed_on: date | None, on: date) -> bool:
    """Whether a right is in force: granted by the day, its term (its last day included) not over, and not lapsed.

    An unknown grant is none, a term of unknown end is not over. The register asks the same of its table in SQL.
    """
    is_granted = granted_on is not None and granted_on <= on
    return is_granted and (last_day is None or on <= last_day) and (lapsed_on is None or on < lapsed_on)


def _held_since(right: Right, on: date) -> date | None:
    """The day of grant; before it the day by which the notice of grant had come and the fee was paid."""
    if right.granted_on is not None and right.granted_on <= on:
        return right.granted_on
    if right.notice_on is None or right.fee_paid_on is None:
        return right.granted_on
    paid_on = max(right.notice_on, right.fee_paid_on)
    return paid_on if paid_on <= on and load(IP).flag("grant_notice_counts", on) else right.granted_on


def _not_in_force(right: Right, on: date, last_day: date | None) -> Text:
    since = _held_since(right, on)
    if since is None or since > on:
        return _not_granted(right)
    if right.lapsed_on is not None and right.lapsed_on <= on:
        return msg("已于 {day} 失效", day=right.lapsed_on)
    return msg("期限至 {day}，已届满", day=last_day)


def _not_granted(right: Right) -> Text:
    if right.granted_on is not None:
        return msg("{day} 才授权", day=right.granted_on)
    if right.notice_on is not None:
        return msg("只有授权通知，尚无缴费凭证")
    return msg("授权日期未填写，按未授权处理")


def _counted(right: Right, on: date) -> tuple[bool | None, Text]:
    if right.is_co_owned and right.used_by_co_owner is None:
        return None, msg("共有知识产权，请查明其他权利人是否已使用")
    if right.granted_on is None or right.granted_on > on:
        return True, msg("已有授权通知和缴费凭证，视同授权（待核实）")
    if ip_class(right.kind) == 2 and right.used_in_hnte:
        return True, msg("有效；已在以往的高企认定中使用，不能再用于高企认定")
    if ip_class(right.kind) == 2 and right.used_in_hnte is None:
        return True, msg("有效；是否已在以往的高企认定中使用未填写")
    if right.kind in PATENTS:
        return True, msg("有效；年费缴纳情况请以登记簿为准")
    return True, msg("有效")


def _is_unused(right: Right, on: date) -> bool | None:
    """For class II: True where no recognised application used it."""
    if ip_class(right.kind) != 2:
        return None
    rules = load(HNTE)
    if not rules.flag("ip_class2_once", max(on, rules.since)):
        return True
    return None if right.used_in_hnte is None else not right.used_in_hnte


def _is_verified(right: Right) -> bool:
    """False where the answer rests on a rule whose text was not seen."""
    by_notice = right.granted_on is None and right.notice_on is not None
    by_term = right.expires_on is None and right.kind in PATENTS
    return not (right.is_abroad or by_notice or by_term)


def _once_each(judged: list[Judged]) -> list[Judged]:
    """Of those that are the same thing leave one: the surer, the better class, the one already used, the earlier."""
    left = list(judged)
    for places in _same_things(judged):
        best = min(places, key=lambda place: _rank(judged[place]))
        text = msg("与 {number} 是同一项知识产权，只计一次", number=judged[best].right.number)
        for place in places - {best}:
            left[place] = replace(judged[place], counts=False, is_unused=None, text=text)
    return left


def _same_things(judged: list[Judged]) -> list[set[int]]:
    """The places in the list of those that may count, together where they share a number or a family."""
    groups: list[tuple[set[str], set[int]]] = []
    for place, one in enumerate(judged):
        if one.counts is not False:
            names, places = _names(one.right), {place}
            for group in [group for group in groups if group[0] & names]:
                groups.remove(group)
                names, places = names | group[0], places | group[1]
            groups.append((names, places))
    return [places for _, places in groups]


def _rank(one: Judged) -> tuple[bool, int, int, date, str]:
    use = (False, None, True).index(one.is_unused)
    return one.counts is None, one.ip_class or 0, use, one.right.granted_on or date.max, one.right.number


def _names(right: Right) -> set[str]:
    own = f"{right.kind}:{right.number}"
    return {own, f"family:{right.family}"} if right.family else {own}


def _number(answers: list[bool | None]) -> Number:
    certain = answers.count(True)
    return Number(certain, certain + answers.count(None))
