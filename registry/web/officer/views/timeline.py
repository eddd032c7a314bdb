"""One page of everything about a firm: fixed statements of where it stands, and its story by time; to be printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.assessments.ladder import rungs
from registry.core.money import FEN_PER_WAN
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.core.types import FAR
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise, Presence
from registry.enterprises.queries import current_profile, history
from registry.integrity.subsidies import is_without_research, last_accepted
from registry.intellectual_property.queries import counts_by_class
from registry.recognitions.models import Recognition
from registry.recognitions.queries import holds_on, recognitions_of
from registry.reference.queries import schemes
from registry.reports.queries import latest_revision_before
from registry.web.officer.blueprint import blueprint
from registry.web.officer.firm_timeline import KINDS, Event, Kind, readable_kinds, story
from registry.web.shared import current, lists
from registry.web.shared.context import last_day, number, wan
from registry.web.shared.i18n import translate
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires
from registry.web.shared.words import PRESENCES


@blueprint.get("/enterprises/<uscc>/timeline")
@requires(Permission.ENTERPRISES_READ)
def enterprise_timeline(uscc: str) -> str:
    """The firm's story, of one kind where `?kind=` names it."""
    today = current.today()
    firm = get_enterprise_for(current.actor(), uscc, on=today)
    chosen = lists.one_of("kind", [kind.value for kind in Kind])
    years = story(firm, today, Kind(chosen) if chosen else None)
    profile = current_profile(firm.id, today)
    name = profile.name if profile else uscc
    return render_template(
        "officer/timeline/show.html",
        enterprise=firm,
        name=name,
        statements=statements(firm, today),
        readiness_rows=[(rung.scheme.label, rung.headline) for rung in rungs(firm, schemes(), today, with_ways=False)],
        years=[(year, [_line(event) for event in events]) for year, events in years],
        count=sum(len(events) for _year, events in years),
        kinds=readable_kinds(firm),
        chosen=chosen,
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (name, url_for("officer.enterprise", uscc=uscc)),
            (_("企业全景"), None),
        ],
    )


def statements(firm: Enterprise, on: date) -> list[Text]:
    """The same sentences for every firm, in the same order, so that two pages can be laid side by side."""
    return [_place(firm, on), _names(firm), _held(firm, on), _figures(firm, on), _rights(firm, on), _subsidy(firm, on)]


def _line(event: Event) -> dict[str, Any]:
    return {
        "at": event.day.isoformat(),
        "actor": translate(KINDS[event.kind]),
        "sentence": event.sentence,
        "note": event.note,
        "url": event.url,
    }


def _place(firm: Enterprise, on: date) -> Text:
    profile = current_profile(firm.id, on)
    if profile is None:
        return msg("没有企业信息。")
    if profile.presence is not Presence.ACTIVE:
        return msg("自 {day} 起{state}。", day=profile.valid_from, state=PRESENCES[profile.presence])
    place = region_names(on).get(profile.region_code, profile.region_code)
    return msg("登记在{place}，住所{address}。", place=place, address=profile.address or msg("未登记"))


def _names(firm: Enterprise) -> Text:
    used = list(dict.fromkeys(row.name for row in history(firm.id)))
    if len(used) < 2:
        return msg("没有更过名。")
    return msg("曾用名称：{names}。", names="、".join(used[:-1]))


def _held(firm: Enterprise, on: date) -> Text:
    held = [one for one in fetch(recognitions_of(firm.id)) if holds_on(one, on)]
    if not held:
        return msg("当前没有有效的认定。")
    return msg("当前有效的认定 {count} 项：{titles}。", count=len(held), titles=_joined(held))


def _joined(held: list[Recognition]) -> str:
    return _("；").join(
        _("%(name)s（%(until)s）", name=translate(one.scheme.label), until=_until(one.valid_to, one.revoked_on))
        for one in held
    )


def _until(valid_to: date, revoked_on: date | None) -> str:
    end = min(valid_to, revoked_on or FAR)
    return _("至 %(day)s", day=last_day(end)) if end < FAR else _("长期")


def _figures(firm: Enterprise, on: date) -> Text:
    row = latest_revision_before(firm.id, on.year)
    if row is None:
        return msg("没有报送过年度报告。")
    said = {"year": row.year, "revenue": wan(row.revenue), "research": wan(row.rd_spend), "staff": number(row.staff)}
    if row.revenue is None or row.rd_spend is None or row.revenue < FEN_PER_WAN:
        return msg("{year} 年度：销售收入 {revenue} 万元，研发费用 {research} 万元，职工 {staff} 人。", **said)
    share = f"{(row.rd_spend * 1000 + row.revenue // 2) // row.revenue / 10:.1f}"
    return msg(
        "{year} 年度：销售收入 {revenue} 万元，研发费用 {research} 万元（占 {share}%），职工 {staff} 人。",
        share=share,
        **said,
    )


def _subsidy(firm: Enterprise, on: date) -> Text:
    """制造业企业无研发投入原则上不能享受财政补贴 (规划纲要 chapter 10)."""
    profile, report = current_profile(firm.id, on), last_accepted(firm.id)
    without = is_without_research(profile, report) if profile else None
    if without is None:
        return msg("财政补贴：行业或已接收年报的研发费用不明，不能判断是否属于无研发投入的制造业企业。")
    if without and report is not None:
        return msg("财政补贴：制造业企业，{year} 年度无研发投入，原则上不能享受财政补贴。", year=report.year)
    return msg("财政补贴：不属于无研发投入的制造业企业。")


def _rights(firm: Enterprise, on: date) -> Text:
    counts = counts_by_class(firm.id, on)
    return msg("有效知识产权：Ⅰ类 {one} 项，Ⅱ类 {two} 项。", one=counts.class_one, two=counts.class_two)
