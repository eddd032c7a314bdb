"""Everything the registry knows about a firm as one story by time, gathered from every feature with a part in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from flask import url_for

from registry.accounts.permissions import Permission, may
from registry.applications import queries as application_queries
from registry.assessments.entries import entries_of
from registry.assessments.origins import stated_field
from registry.assessments.queries import declarations_of
from registry.changes.kinds import LABELS
from registry.changes.queries import changes_of
from registry.core.clock import day_of
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import history, place_of
from registry.integrity.queries import checks_of, records_of, visits_to
from registry.integrity.words import EFFECTS
from registry.integrity.words import KINDS as RECORD_KINDS
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import rights_of
from registry.notices.queries import full_timeline
from registry.recognitions.queries import recognitions_of
from registry.reports.models import ReportRevision
from registry.reports.queries import reports_of
from registry.web.shared import current
from registry.web.shared.change_page import STATES
from registry.web.shared.context import number, wan
from registry.web.shared.names import industry_names, region_names
from registry.web.shared.words import IP_KINDS, PRESENCES, TIERS, yes_no

NUMBERS_SHOWN = 5
"""Numbers of rights named in one line; the rest is counted."""

INSTITUTIONS = ("rd_institution", "provincial_rd_institution")
"""What a firm declares of its research institutions."""


class Kind(StrEnum):
    """Which part of the story an event belongs to."""

    PROFILE = "profile"
    TITLE = "title"
    REPORT = "report"
    RIGHT = "right"
    INSTITUTION = "institution"
    CASE = "case"
    CHANGE = "change"
    HELP = "help"
    INTEGRITY = "integrity"
    VISIT = "visit"
    CHECK = "check"


KINDS: dict[Kind, Text] = {
    Kind.PROFILE: msg("名称、地址和状态"),
    Kind.TITLE: msg("认定"),
    Kind.REPORT: msg("年度报告"),
    Kind.RIGHT: msg("知识产权"),
    Kind.INSTITUTION: msg("研发机构"),
    Kind.CASE: msg("申请、公示和异议"),
    Kind.CHANGE: msg("企业变更"),
    Kind.HELP: msg("培育"),
    Kind.INTEGRITY: msg("诚信记录"),
    Kind.VISIT: msg("走访"),
    Kind.CHECK: msg("抽查"),
}


@dataclass(frozen=True)
class Event:
    """Something that was so from `day` on, or happened on it; `url` is where more of it stands, or ""."""

    day: date
    kind: Kind
    sentence: Text
    note: Text | str = ""
    url: str = ""


def story(firm: Enterprise, on: date, kind: Kind | None = None) -> list[tuple[int, list[Event]]]:
    """What happened up to `on`, by year, the latest first; only of one kind where named, and as far as one may read."""
    tellers = [(one, tell) for one, tell in _TELLERS.items() if kind in (None, one) and _may_read(one, firm)]
    events = [event for _kind, tell in tellers for event in tell(firm, on) if event.day <= on]
    events.sort(key=lambda event: event.day, reverse=True)
    return [(year, list(those)) for year, those in groupby(events, key=lambda event: event.day.year)]


def readable_kinds(firm: Enterprise) -> list[tuple[str, Text]]:
    """The parts that this officer may read, as a filter offers them."""
    return [(kind.value, word) for kind, word in KINDS.items() if _may_read(kind, firm)]


def _may_read(kind: Kind, firm: Enterprise) -> bool:
    asked = {Kind.CASE: Permission.APPLICATIONS_READ, Kind.HELP: Permission.PIPELINE_READ}.get(kind)
    return asked is None or may(current.actor(), asked, place_of(firm.id, current.today()))


def _profiles(firm: Enterprise, _on: date) -> Iterator[Event]:
    if firm.registered_on is not None:
        yield Event(firm.registered_on, Kind.PROFILE, msg("企业成立"))
    rows = history(firm.id)
    for before, row in zip([None, *rows], rows, strict=False):
        regions = region_names(row.valid_from)
        place = regions.get(row.region_code, row.region_code)
        if before is None:
            words = msg("登记在{place}，名称“{name}”", place=place, name=row.name)
            yield Event(row.valid_from, Kind.PROFILE, words, row.address)
        else:
            yield from (Event(row.valid_from, Kind.PROFILE, text) for text in _differences(before, row, place))


def _differences(before: EnterpriseProfile, row: EnterpriseProfile, place: str) -> Iterator[Text]:
    if row.name != before.name:
        yield msg("更名：由“{before}”改为“{after}”", before=before.name, after=row.name)
    if row.region_code != before.region_code:
        yield msg("迁至{place}", place=place)
    if row.address != before.address and row.address:
        yield msg("住所变更为{address}", address=row.address)
    if row.industry_code != before.industry_code:
        names = industry_names()
        yield msg("行业变更为{name}", name=names.get(row.industry_code, row.industry_code))
    if row.presence is not before.presence:
        yield PRESENCES[row.presence]


def _titles(firm: Enterprise, _on: date) -> Iterator[Event]:
    for title in fetch(recognitions_of(firm.id)):
        scheme = title.scheme.label
        url = url_for("public.verify_title", public_id=title.public_id)
        note = " ".join(part for part in (title.certificate_number, title.document) if part)
        yield Event(title.valid_from, Kind.TITLE, msg("取得{scheme}", scheme=scheme), note, url)
        if title.revoked_on is not None:
            words = msg("{scheme}被撤销", scheme=scheme)
            yield Event(title.revoked_on, Kind.TITLE, words, title.revocation_ground, url)
        elif title.valid_to < FAR:
            yield Event(title.valid_to, Kind.TITLE, msg("{scheme}到期", scheme=scheme), title.certificate_number, url)


def _reports(firm: Enterprise, _on: date) -> Iterator[Event]:
    for report in fetch(reports_of(firm.id)):
        url = url_for("officer.report", public_id=report.public_id)
        for row in report.revisions:
            words = msg("报送 {year} 年度报告（第 {no} 版）", year=report.year, no=row.no)
            yield Event(day_of(row.recorded_at), Kind.REPORT, words, _figures(row), url)


def _figures(row: ReportRevision) -> Text:
    return msg(
        "销售收入 {revenue} 万元，研发费用 {research} 万元，职工 {staff} 人，其中科技人员 {scientists} 人",
        revenue=wan(row.revenue),
        research=wan(row.rd_spend),
        staff=number(row.staff),
        scientists=number(row.rd_staff),
    )


def _rights(firm: Enterprise, _on: date) -> Iterator[Event]:
    rights: list[IntellectualProperty] = fetch(rights_of(firm.id))
    dated = [(one.granted_on, one, msg("取得{kind} {count} 项")) for one in rights if one.granted_on]
    dated += [(one.lapsed_on, one, msg("{kind} {count} 项失效")) for one in rights if one.lapsed_on]
    dated.sort(key=lambda entry: (entry[0], entry[2].msgid, entry[1].kind.value, entry[1].number))
    for (day, text, kind), group in groupby(dated, key=lambda entry: (entry[0], entry[2], entry[1].kind)):
        numbers = [one.number for _day, one, _text in group]
        words = Text(text.msgid, {"kind": IP_KINDS[kind], "count": len(numbers)})
        yield Event(day, Kind.RIGHT, words, _listed(numbers))


def _listed(numbers: list[str]) -> Text | str:
    shown = "、".join(numbers[:NUMBERS_SHOWN])
    return msg("{numbers} 等", numbers=shown) if len(numbers) > NUMBERS_SHOWN else shown


def _institutions(firm: Enterprise, _on: date) -> Iterator[Event]:
    for row in fetch(declarations_of(firm.id)):
        if row.fact in INSTITUTIONS and isinstance(row.value, bool):
            words = msg("申报：{label}：{answer}", label=stated_field(row.fact).label, answer=yes_no(row.value))
            yield Event(day_of(row.recorded_at), Kind.INSTITUTION, words)


def _cases(firm: Enterprise, on: date) -> Iterator[Event]:
    for case in fetch(application_queries.of_enterprise(firm.id)):
        if case.latest is None:
            continue  # a draft is the firm's own
        url = url_for("officer.application", public_id=case.public_id)
        for entry in full_timeline(case, on, for_firm=False):
            words = msg("{scheme}：{what}", scheme=case.scheme.label, what=entry.sentence)
            yield Event(day_of(entry.at), Kind.CASE, words, entry.note, url)


def _changes(firm: Enterprise, _on: date) -> Iterator[Event]:
    for change in fetch(changes_of(firm.id)):
        url = url_for("officer.change", public_id=change.public_id)
        kind = LABELS[change.kind]
        yield Event(day_of(change.submitted_at), Kind.CHANGE, msg("提交变更：{kind}", kind=kind), change.statement, url)
        if change.decided_at is not None:
            words = msg("变更“{kind}”：{state}", kind=kind, state=STATES[change.state][1])
            yield Event(day_of(change.decided_at), Kind.CHANGE, words, change.reason, url)


def _help(firm: Enterprise, _on: date) -> Iterator[Event]:
    for entry in entries_of(firm.id):
        tier = TIERS[entry.tier]
        yield Event(day_of(entry.opened_at), Kind.HELP, msg("列为{tier}培育对象", tier=tier))
        for note in entry.notes:
            yield Event(day_of(note.recorded_at), Kind.HELP, msg("培育记录（{tier}）", tier=tier), note.text)
        if entry.closed_at != FOREVER:
            yield Event(day_of(entry.closed_at), Kind.HELP, msg("结束{tier}培育", tier=tier), entry.closing_note)


def _integrity(firm: Enterprise, _on: date) -> Iterator[Event]:
    url = url_for("officer.enterprise", uscc=firm.uscc, _anchor="conduct")
    for row in records_of(firm.id):
        kind, effect = RECORD_KINDS[row.kind], EFFECTS[row.effect][1]
        words = msg("诚信记录：{kind}（{effect}）", kind=kind, effect=effect)
        yield Event(row.valid_from, Kind.INTEGRITY, words, row.matter, url)
        end = row.lifted_on or row.valid_to
        if end < FAR:
            over = msg("诚信记录解除：{kind}", kind=kind) if row.lifted_on else msg("诚信记录到期：{kind}", kind=kind)
            yield Event(end, Kind.INTEGRITY, over, row.lifted_reason, url)


def _visits(firm: Enterprise, _on: date) -> Iterator[Event]:
    for row in fetch(visits_to(firm.id)):
        note: Text | str = row.notes
        if row.follow_up:
            note = msg("{notes}；需要跟进：{follow_up}", notes=row.notes.rstrip("。"), follow_up=row.follow_up)
        yield Event(row.visited_on, Kind.VISIT, msg("走访：{people}", people=row.people), note)


def _checks(firm: Enterprise, _on: date) -> Iterator[Event]:
    for row in fetch(checks_of(firm.id)):
        url = url_for("officer.spot_check", public_id=row.check.public_id)
        yield Event(day_of(row.check.drawn_at), Kind.CHECK, msg("被随机抽中：{title}", title=row.check.title), "", url)
        if row.checked_on is not None:
            found = msg("抽查正常") if row.is_good else msg("抽查发现问题")
            yield Event(row.checked_on, Kind.CHECK, found, row.finding, url)


_TELLERS: dict[Kind, Callable[[Enterprise, date], Iterator[Event]]] = {
    Kind.PROFILE: _profiles,
    Kind.TITLE: _titles,
    Kind.REPORT: _reports,
    Kind.RIGHT: _rights,
    Kind.INSTITUTION: _institutions,
    Kind.CASE: _cases,
    Kind.CHANGE: _changes,
    Kind.HELP: _help,
    Kind.INTEGRITY: _integrity,
    Kind.VISIT: _visits,
    Kind.CHECK: _checks,
}
