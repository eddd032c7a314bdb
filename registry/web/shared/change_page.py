"""A change as both sides read it: before and after, what the titles ask, what happened so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from registry.audit.queries import events_of_subject
from registry.audit.tags import SENTENCES, Tag
from registry.changes.kinds import DESTINATIONS, FIELDS, LABELS, Destination
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState
from registry.changes.queries import DutyOfTitle, absorption_duties, duties
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.documents.access import documents_of
from registry.documents.models import Document
from registry.enterprises.models import Presence, Succession
from registry.enterprises.queries import current_profile
from registry.rules.lifecycle.basis import Basis
from registry.rules.lifecycle.changes import ChangeDuty
from registry.rules.lifecycle.changes import ChangeState as Clock
from registry.rules.wording import article_name
from registry.web.shared import current
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate, word
from registry.web.shared.names import region_names
from registry.web.shared.words import PRESENCES, yes_no

STATES: dict[ChangeState, tuple[str, Text]] = {
    ChangeState.SUBMITTED: ("wait", msg("待登记")),
    ChangeState.RETURNED: ("warn", msg("退回修改")),
    ChangeState.ACCEPTED: ("ok", msg("已登记")),
    ChangeState.REFUSED: ("bad", msg("未予登记")),
    ChangeState.WITHDRAWN: ("none", msg("已撤回")),
}
"""The kind of tag, and its word."""

_CLOCKS = {
    Clock.OPEN: ("wait", msg("还有 {days} 天")),
    Clock.OVERDUE: ("bad", msg("已逾期 {days} 天")),
    Clock.REPORTED: ("ok", msg("已报告")),
    Clock.REPORTED_LATE: ("warn", msg("已报告，晚于期限")),
}
_LABELS = {
    "name": msg("企业名称"),
    "region_code": msg("街道（镇）"),
    "address": msg("住所"),
    "park": msg("园区"),
    "presence": msg("在区状态"),
}
_OVER = {
    ChangeKind.MOVE_OUT: Presence.MOVED_OUT,
    ChangeKind.MERGER: Presence.DEREGISTERED,
    ChangeKind.DEREGISTRATION: Presence.DEREGISTERED,
}


@dataclass(frozen=True)
class Line:
    """One fact before and after."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class TitleLine:
    """A title, what the change asks of it and where that stands; `tag` is (kind, words) of the clock."""

    scheme_code: str
    title: str
    number: str
    text: Text
    tag: tuple[str, Text] | None
    due: Text | str
    basis: str
    doubt: str
    may_be_done: bool


def context(change: ChangeRequest) -> dict[str, Any]:
    """What every page of one change shows."""
    on = current.today()
    profile = current_profile(change.enterprise_id, on)
    return {
        "change": change,
        "kind": LABELS[change.kind],
        "state": STATES[change.state],
        "name": profile.name if profile else change.enterprise.uscc,
        "lines": lines(change),
        "titles": title_lines(change),
        "papers": papers(change),
        "events": events(change),
    }


def lines(change: ChangeRequest) -> list[Line]:
    """What the registry held, and what it holds from the day on."""
    names, before, after = region_names(change.effective_on), change.before, change.after
    shown = [
        Line(_LABELS[name], _fact(name, before[name], names), _new(change, name, names)) for name in _facts(change)
    ]
    if change.kind is ChangeKind.MOVE_OUT:
        shown += [
            Line(msg("迁往"), "", translate(DESTINATIONS[Destination(after["destination"])])),
            Line(msg("整体迁移"), "", translate(yes_no(after["is_whole"]))),
        ]
    if change.kind is ChangeKind.MERGER:
        goes_on = _("%(name)s（%(uscc)s）", name=after["successor_name"], uscc=after["successor_uscc"])
        shown.append(Line(msg("存续企业"), "", goes_on))
    return shown


def title_lines(change: ChangeRequest) -> list[TitleLine]:
    """Nothing is asked after a change that was not taken."""
    if change.state in (ChangeState.REFUSED, ChangeState.WITHDRAWN):
        return []
    return [_title_line(one) for one in duties(change, current.today())]


def absorption_lines(merger: Succession) -> list[TitleLine]:
    """The same for the firm that goes on after a merger, as long as it can report in time; nothing afterwards."""
    found = absorption_duties(merger, current.today())
    is_open = any(one.duty.clock is not None and one.duty.clock.state is Clock.OPEN for one in found)
    return [_title_line(one) for one in found] if is_open else []


def next_clock(change: ChangeRequest) -> ChangeDuty | None:
    """The clock that runs out first among those not done; None where none runs."""
    if change.state in (ChangeState.REFUSED, ChangeState.WITHDRAWN):
        return None
    running = [one.duty.clock for one in duties(change, current.today()) if one.duty.clock and not one.done_on]
    return min(running, key=lambda clock: clock.due, default=None)


def clock_tag(clock: ChangeDuty) -> tuple[str, Text]:
    """The kind of tag and its words."""
    kind, words = _CLOCKS[clock.state]
    return kind, words._replace(params={"days": abs(clock.days_left or 0)})


def clock_words(clock: ChangeDuty) -> Text:
    """By when; once it was reported, on which day."""
    return clock.text if clock.days_left is None else msg("{day} 前（含当日）报告", day=clock.due)


def papers(change: ChangeRequest) -> list[Document]:
    """The files that prove it, as far as they are there."""
    found = {row.public_id: row for row in fetch(documents_of(change.enterprise_id))}
    return [found[one] for one in change.documents if one in found]


def events(change: ChangeRequest) -> list[dict[str, Any]]:
    """What happened, oldest first."""
    return [
        {
            "at": moment(event.at),
            "iso": event.at.isoformat(),
            "actor": word(event.actor_name),
            "sentence": SENTENCES[Tag(event.tag)],
            "note": str(event.data.get("reason") or ""),
        }
        for event in fetch(events_of_subject("change", change.public_id))
    ]


def _facts(change: ChangeRequest) -> list[str]:
    """The facts of the profile that change, in the order of the form."""
    own = [name for name in FIELDS[change.kind] if name in change.before]
    return ["presence", *own] if "presence" in change.before else own


def _new(change: ChangeRequest, name: str, names: dict[str, str]) -> str:
    value = _OVER[change.kind] if name == "presence" else change.after[name]
    return _fact(name, value, names)


def _fact(name: str, value: Any, names: dict[str, str]) -> str:
    if name == "presence":
        return translate(PRESENCES[Presence(value)])
    return names.get(value, value) if name == "region_code" else word(str(value or ""))


def _title_line(one: DutyOfTitle) -> TitleLine:
    duty = one.duty
    return TitleLine(
        scheme_code=one.title.scheme_code,
        title=translate(one.title.scheme.label),
        number=one.title.certificate_number,
        text=duty.text,
        tag=clock_tag(duty.clock) if duty.clock else _done_tag(one.done_on, needs_review=duty.needs_review),
        due=clock_words(duty.clock) if duty.clock else "",
        basis=_basis(duty.basis),
        doubt=word(duty.basis.doubt) if duty.basis else "",
        may_be_done=duty.clock is not None or duty.needs_review,
    )


def _done_tag(done_on: date | None, *, needs_review: bool) -> tuple[str, Text] | None:
    if done_on is not None:
        return "ok", msg("已于 {day} 办理", day=done_on)
    return ("info", msg("待认定机构判断")) if needs_review else None


def _basis(basis: Basis | None) -> str:
    if basis is None:
        return ""
    return _("%(document)s %(article)s", document=basis.document, article=word(article_name(basis.article)))
