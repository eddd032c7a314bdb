"""Which reminders a firm is due on a day: pure, from what it holds, sent and owes.

A reminder has steps (180, 90, 30 days before); it belongs to the last step reached, so that a day on which nothing ran
costs none, and its key names the day it warns of, so that each step is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from registry.core.text import Name, Text, msg
from registry.intellectual_property.ledger import EXPIRING_WITHIN, FEE_WITHIN
from registry.messages.models import Kind
from registry.rules.lifecycle.changes import ChangeState, change_duty
from registry.rules.lifecycle.reports import OwedReport, ReportDuty, ReportState, report_duty
from registry.rules.lifecycle.states import State, Title, TitleState, state_on

EXPIRY_STEPS = (30, 90, 180)
REPORT_STEPS = (15, 30, 60)
CHANGE_STEPS = (7, 30)
CORRECTION_STEPS = (1, 7)

HTE = "national_hte"
_DUTIES = {HTE: "lifecycle_hnte", "national_sme": "lifecycle_sme"}
"""Schemes whose holders report a change of name within three months, with the rules that say so."""


@dataclass(frozen=True)
class HeldTitle:
    """A title with the scheme's name."""

    title: Title
    scheme: Name


@dataclass(frozen=True)
class Correction:
    """An application that the firm is to correct by `due` (that day included); `items` are the remarks it got."""

    public_id: str
    scheme: Name
    due: date
    items: int


@dataclass(frozen=True)
class RightsDue:
    """What is near of a firm's rights in force: `count` of them, the first with its `number` on `day`."""

    count: int
    number: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What reminders of a firm rest on.

    `filed`: the day each year's report was sent. `renamed`: days of a new name; `reported` those of them, by scheme, on
    which the firm did what the title asks.
    """

    firm: str
    titles: Sequence[HeldTitle] = ()
    filed: Mapping[int, date] = field(default_factory=dict)
    renamed: Sequence[date] = ()
    reported: Collection[tuple[str, date]] = ()
    corrections: Sequence[Correction] = ()
    fees: RightsDue | None = None
    """Yearly fees of patents within `FEE_WITHIN` days."""
    endings: RightsDue | None = None
    """Terms that end within `EXPIRING_WITHIN` days."""


@dataclass(frozen=True)
class Reminder:
    """What to tell; `page` is the address below the firm's own."""

    kind: Kind
    key: str
    subject: Text
    body: Text
    page: str = ""


def reminders(facts: Facts, on: date) -> Iterator[Reminder]:
    """Everything the firm is to be reminded of on the day, told already or not."""
    for held in facts.titles:
        yield from _expiry(facts, held, on)
        if held.title.scheme_code == HTE:
            yield from _reports(facts, held, on)
    yield from _changes(facts, on)
    yield from _corrections(facts, on)
    yield from _rights(facts, on)


def step(left: int | None, steps: Sequence[int]) -> int | None:
    """The step that `left` days belong to: the smallest that is not below; None before the first and after the end."""
    if left is None or left < 0:
        return None
    return min((one for one in steps if left <= one), default=None)


def _expiry(facts: Facts, held: HeldTitle, on: date) -> Iterator[Reminder]:
    state = state_on(held.title, on, warn_days=max(EXPIRY_STEPS))
    reached = step(state.days_left, EXPIRY_STEPS)
    if state.state not in (State.EXPIRING, State.GRACE) or reached is None or _is_renewed(facts, held):
        return
    key = f"expiry:{held.title.scheme_code}:{state.last_day}:{reached}"
    yield Reminder(Kind.TITLE_EXPIRY, key, _expiry_subject(held, state), _expiry_body(facts, held, state))


def _expiry_subject(held: HeldTitle, state: TitleState) -> Text:
    if state.state is State.GRACE:
        return msg("{scheme}待更新，还有 {days} 天", scheme=held.scheme, days=state.days_left)
    return msg("{scheme}有效期还有 {days} 天", scheme=held.scheme, days=state.days_left)


def _expiry_body(facts: Facts, held: HeldTitle, state: TitleState) -> Text:
    return msg(
        "{firm}的{scheme}：{state}。如需继续保持，请及早准备材料，重新申报。",
        firm=facts.firm,
        scheme=held.scheme,
        state=state.text,
    )


def _is_renewed(facts: Facts, held: HeldTitle) -> bool:
    """Whether a later title of the same scheme goes on where this one ends."""
    ends_on = held.title.ends_on
    others = (one.title for one in facts.titles if one.title.scheme_code == held.title.scheme_code)
    return any(one.valid_from <= ends_on < one.ends_on for one in others)


def _reports(facts: Facts, held: HeldTitle, on: date) -> Iterator[Reminder]:
    """The report due this year: before its day by steps, after it once."""
    duty = report_duty(held.title, facts.filed, on)
    for owed in duty.reports:
        if not owed.counts or owed.due.year != on.year or not held.title.held_on(on):
            continue
        reached = step(owed.days_left, REPORT_STEPS)
        if owed.state is ReportState.DUE and reached is not None:
            subject = msg("{year} 年度报表还有 {days} 天到期", year=owed.year, days=owed.days_left)
            yield _report(facts, owed, duty, subject, str(reached))
        elif owed.state is ReportState.MISSED:
            yield _report(facts, owed, duty, msg("{year} 年度报表已逾期", year=owed.year), "overdue")


def _report(facts: Facts, owed: OwedReport, duty: ReportDuty, subject: Text, reached: str) -> Reminder:
    stakes = msg(
        "高新技术企业累计 {limit} 年未填报的，取消资格；按本系统的记录，目前累计 {count} 年。",
        limit=duty.allowed_below,
        count=len(duty.missed),
    )
    body = msg("{firm}：{duty}。{stakes}", firm=facts.firm, duty=owed.text, stakes=stakes)
    return Reminder(Kind.REPORT_DUE, f"report:{owed.year}:{reached}", subject, body, f"reports/{owed.year}")


def _changes(facts: Facts, on: date) -> Iterator[Reminder]:
    for held in facts.titles:
        rules = _DUTIES.get(held.title.scheme_code)
        if rules is None or not held.title.held_on(on):
            continue
        for day in facts.renamed:
            if not held.title.held_on(day) or (held.title.scheme_code, day) in facts.reported:
                continue
            duty = change_duty(rules, day, on)
            reached = step(duty.days_left, CHANGE_STEPS)
            if duty.state is ChangeState.OPEN and reached is not None:
                key = f"change:{held.title.scheme_code}:{day}:{reached}"
                subject = msg("更名后还有 {days} 天可以报告", days=duty.days_left)
                body = msg(
                    "{firm}于 {day} 更名，持有{scheme}：{duty}。已经向认定机构报告的，不必理会。",
                    firm=facts.firm,
                    day=day,
                    scheme=held.scheme,
                    duty=duty.text,
                )
                yield Reminder(Kind.CHANGE, key, subject, body, "changes")


def _corrections(facts: Facts, on: date) -> Iterator[Reminder]:
    for one in facts.corrections:
        left = (one.due - on).days
        reached = step(left, CORRECTION_STEPS)
        if reached is not None:
            yield Reminder(
                Kind.UNFINISHED,
                f"correction:{one.public_id}:{one.due}:{reached}",
                msg("{scheme}申请的补正还有 {days} 天到期", scheme=one.scheme, days=left),
                _correction_body(facts, one),
                f"applications/{one.public_id}",
            )


def _correction_body(facts: Facts, one: Correction) -> Text:
    values = {"firm": facts.firm, "scheme": one.scheme, "due": one.due, "count": one.items}
    if one.items:
        return msg("{firm}的{scheme}申请还有 {count} 项要补正，请在 {due} 前（含当日）修改后重新提交。", **values)
    return msg("{firm}的{scheme}申请还没有补正，请在 {due} 前（含当日）修改后重新提交。", **values)


def _rights(facts: Facts, on: date) -> Iterator[Reminder]:
    """One reminder a month, since a firm may have hundreds of patents and each its own day."""
    if facts.fees is not None:
        body = msg(
            "{firm}有 {count} 项专利 {days} 天内要缴年费，最早的是 {number}，{day} 前。缴纳情况以登记簿为准。",
            firm=facts.firm,
            days=FEE_WITHIN,
            **asdict(facts.fees),
        )
        subject = msg("{count} 项专利要缴年费", count=facts.fees.count)
        yield Reminder(Kind.RIGHTS_DUE, f"fees:{on:%Y-%m}", subject, body, "intellectual-property?state=fee")
    if facts.endings is not None:
        body = msg(
            "{firm}有 {count} 项知识产权 {days} 天内届满，最早的是 {number}，至 {day}。届满后不再计入有效的知识产权。",
            firm=facts.firm,
            days=EXPIRING_WITHIN,
            **asdict(facts.endings),
        )
        subject = msg("{count} 项知识产权即将届满", count=facts.endings.count)
        yield Reminder(Kind.RIGHTS_DUE, f"endings:{on:%Y-%m}", subject, body, "intellectual-property?state=expiry")
