"""The register of enterprises: finding one, all that is known about it, and changing what is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, may, scope
from registry.applications import queries as application_queries
from registry.audit.queries import events as audit_events
from registry.audit.tags import SENTENCES, Tag
from registry.core.errors import Conflict, DomainError
from registry.core.reading import fetch
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.enterprises.queries import current_profile, history, members_of, place_of, profile_on
from registry.enterprises.records import every_profile, get_profile_of
from registry.enterprises.services import correct_profile, record_profile
from registry.intellectual_property.queries import counts_by_class, rights_of
from registry.recognitions.models import Recognition
from registry.recognitions.queries import (
    EnterpriseFilter,
    count_register,
    recognitions_of,
    search_register,
    tiers_held,
)
from registry.reference.models import Tier
from registry.reports.queries import reports_of
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import cases
from registry.web.officer.conduct import conduct_of
from registry.web.officer.firm_changes import mergers, of_firm
from registry.web.officer.forms.enterprises import ChangeForm, CorrectForm, ProfileForm
from registry.web.officer.words import source_words
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.context import moment, wan
from registry.web.shared.i18n import word
from registry.web.shared.names import industry_names, region_names, regions_below
from registry.web.shared.permissions import requires
from registry.web.shared.words import (
    IP_KINDS,
    MEMBER_ROLES,
    MEMBERSHIP_STATES,
    PRESENCES,
    REPORT_STATES,
    SIZE_CLASSES,
    TIERS,
    yes_no,
)

PAGE = 50
EVENTS = 30


@blueprint.get("/enterprises")
@requires(Permission.ENTERPRISES_READ)
def enterprises() -> str:
    """Search by any part of a name, a former name or the code; filter by street, tier and industry."""
    on, actor = current.today(), current.actor()
    regions = scope(actor, Permission.ENTERPRISES_READ)
    streets = {code: name for code, name in regions_below(on) if code.startswith(regions)}
    industries = industry_names()
    region = lists.one_of("region", streets)
    wanted = EnterpriseFilter(
        text=lists.word("q"),
        tier=lists.one_of("tier", [one.value for one in Tier]),
        industry=lists.one_of("industry", industries),
    )
    within = [region] if region else list(regions)
    page = search_register(wanted, regions=within, on=on, cursor=request.args.get("after"), size=PAGE)
    held = tiers_held([row.enterprise.id for row in page.rows], on)
    return render_template(
        "officer/enterprises/list.html",
        rows=[(row, [TIERS[Tier(one)] for one in Tier if one in held.get(row.enterprise.id, [])]) for row in page.rows],
        total=count_register(wanted, regions=within, on=on),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        wanted=wanted,
        region=region,
        streets=sorted(streets.items()),
        industries=sorted(industries.items()),
        tiers=[(one.value, TIERS[one]) for one in Tier],
        names=region_names(on),
        presences=PRESENCES,
        mergers=mergers([row.enterprise.id for row in page.rows], on),
        breadcrumbs=[(_("企业"), None)],
    )


@blueprint.get("/enterprises/<uscc>")
@requires(Permission.ENTERPRISES_READ)
def enterprise(uscc: str) -> str:
    """Everything the registry knows about a firm, by its profile of a day (`?on=`), superseded records on request."""
    actor, today = current.actor(), current.today()
    firm = get_enterprise_for(actor, uscc, on=today)
    on = lists.day("on", today)
    everything = request.args.get("all") == "1"
    place = place_of(firm.id, today)
    profile = profile_on(firm.id, on)
    latest = current_profile(firm.id, today)
    sees_cases = may(actor, Permission.APPLICATIONS_READ, place)
    return render_template(
        "officer/enterprises/show.html",
        enterprise=firm,
        name=latest.name if latest else uscc,
        on=on,
        everything=everything,
        profile=profile,
        facts=_facts(profile) if profile else [],
        records=[_record(one) for one in (fetch(every_profile(firm.id)) if everything else history(firm.id)[::-1])],
        titles=[_title(one, place) for one in fetch(recognitions_of(firm.id, superseded=everything))],
        reports=[(one, REPORT_STATES[one.state]) for one in fetch(reports_of(firm.id))],
        rights=[(one, IP_KINDS[one.kind]) for one in fetch(rights_of(firm.id))],
        right_counts=counts_by_class(firm.id, on),
        cases=_cases(firm) if sees_cases else [],
        sees_cases=sees_cases,
        members=[(one, MEMBER_ROLES[one.role], MEMBERSHIP_STATES[one.state]) for one in fetch(members_of(firm.id))],
        events=_events(firm) if sees_cases else [],
        conduct=conduct_of(firm),
        may_change=may(actor, Permission.ENTERPRISES_CHANGE, place),
        may_record=may(actor, Permission.RECOGNITIONS_RECORD, place),
        forever=FOREVER,
        breadcrumbs=[(_("企业"), url_for("officer.enterprises")), (latest.name if latest else uscc, None)],
        **of_firm(firm, latest),
    )


@blueprint.route("/enterprises/<uscc>/change", methods=["GET", "POST"])
@requires(Permission.ENTERPRISES_CHANGE)
def enterprise_change(uscc: str) -> Answer:
    """From a day on something is so: renamed, moved, left, came back. What was so before stays."""
    firm = _firm(uscc)
    profile = _shown(firm, current_profile(firm.id, current.today()))
    form = ChangeForm(profile, current.today())
    return _edit(firm, profile, form, _("登记变化"), lambda: _record_change(firm, profile, form))


@blueprint.route("/enterprises/<uscc>/records/<number>", methods=["GET", "POST"])
@requires(Permission.ENTERPRISES_CHANGE)
def enterprise_correct(uscc: str, number: str) -> Answer:
    """The record was wrong over its whole period: another is believed in its place, and both can be seen."""
    firm = _firm(uscc)
    profile = get_profile_of(firm, int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0)
    form = CorrectForm(profile, current.today())
    return _edit(firm, profile, form, _("更正记录"), lambda: _record_correction(profile, form))


def _edit(
    firm: Enterprise, profile: EnterpriseProfile, form: ProfileForm, heading: str, service: Callable[[], None]
) -> Answer:
    """The page of a change or a correction; done, back to the firm."""

    def do() -> Answer:
        service()
        said = _("%(name)s：%(act)s，已保存。", name=profile.name, act=heading)
        return acts.done(said, url_for("officer.enterprise", uscc=firm.uscc))

    return acts.serve(form, lambda status: _form_page(firm, profile, form, heading, status), do)


def _record_change(firm: Enterprise, profile: EnterpriseProfile, form: ChangeForm) -> None:
    _require_shown(profile, form)
    starts: date = form.valid_from.data
    if starts > current.today():
        raise DomainError(msg("只能登记已经发生的变化，日期不能晚于今天。"), "valid_from")
    record_profile(
        firm,
        form.changes(profile),
        valid_from=starts,
        source=form.source.data,
        **acts.signed(),
    )


def _record_correction(profile: EnterpriseProfile, form: CorrectForm) -> None:
    correct_profile(
        profile,
        form.changes(profile),
        reason=form.reason.data,
        source=form.source.data,
        **acts.signed(),
    )


def _require_shown(profile: EnterpriseProfile, form: ProfileForm) -> None:
    """Somebody else recorded a change since the page was drawn: the two must be compared by a person."""
    if form.seen.data != str(profile.id):
        raise Conflict(msg("在您打开页面之后，别人登记了新的变化。您填写的内容还在本页，请对照最新信息后再保存。"))


def _form_page(firm: Enterprise, profile: EnterpriseProfile, form: ProfileForm, heading: str, status: int) -> Answer:
    page = render_template(
        "officer/enterprises/edit.html",
        enterprise=firm,
        profile=profile,
        form=form,
        facts=_facts(profile),
        act=heading,
        is_superseded=profile.retired_at != FOREVER,
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (profile.name, url_for("officer.enterprise", uscc=firm.uscc)),
            (heading, None),
        ],
    )
    return page, status


def _firm(uscc: str) -> Enterprise:
    return get_enterprise_for(current.actor(), uscc, on=current.today(), permission=Permission.ENTERPRISES_CHANGE)


def _shown(firm: Enterprise, profile: EnterpriseProfile | None) -> EnterpriseProfile:
    if profile is None:
        raise Conflict(msg("企业 {uscc} 没有可以更改的信息，请联系管理员。", uscc=firm.uscc))
    return profile


def _facts(profile: EnterpriseProfile) -> list[tuple[str, Any]]:
    """The facts of a profile as the pages show them."""
    on = max(profile.valid_from, min(current.today(), profile.valid_to))
    region = region_names(on).get(profile.region_code, profile.region_code)
    industry = industry_names().get(profile.industry_code, profile.industry_code)
    return [
        (_("企业名称"), profile.name),
        (_("所在街道（镇）"), region),
        (_("园区"), word(profile.park)),
        (_("行业"), industry),
        (_("规模类型"), SIZE_CLASSES[profile.size_class] if profile.size_class else ""),
        (_("规模以上"), yes_no(profile.is_above_scale)),
        (_("上市"), yes_no(profile.is_listed)),
        (_("在区状态"), PRESENCES[profile.presence]),
        (_("企业类型"), profile.legal_form),
        (_("住所"), profile.address),
        (_("注册资本（万元）"), wan(profile.registered_capital) if profile.registered_capital is not None else ""),
    ]


def _record(profile: EnterpriseProfile) -> dict[str, Any]:
    """A profile as a row of the history."""
    return {
        "profile": profile,
        "region": region_names(profile.valid_from).get(profile.region_code, profile.region_code),
        "presence": PRESENCES[profile.presence],
        "source": source_words(profile.source),
    }


def _title(row: Recognition, place: str) -> tuple[Recognition, str, str | None]:
    """A title with where it came from, and the page of that (of a list: its line) where this officer may read it."""
    kind, _colon, rest = row.source.partition(":")
    if kind == "application" and may(current.actor(), Permission.APPLICATIONS_READ, place):
        return row, source_words(row.source), url_for("officer.application", public_id=rest)
    if kind == "roster" and may(current.actor(), Permission.ROSTERS_IMPORT, place):
        batch, _colon, line = rest.partition(":")
        url = url_for("officer.roster", public_id=batch, line=line or None, _anchor=f"line-{line}" if line else None)
        return row, source_words(row.source), url
    return row, source_words(row.source), None


def _cases(firm: Enterprise) -> list[Any]:
    """The firm's applications that were sent: a draft is its own."""
    sent = [one for one in fetch(application_queries.of_enterprise(firm.id)) if one.latest is not None]
    return cases(sent)


def _events(firm: Enterprise) -> list[dict[str, Any]]:
    """The last acts that concern the firm, newest first."""
    return [
        {
            "at": moment(event.at),
            "iso": event.at.isoformat(),
            "actor": word(event.actor_name),
            "sentence": SENTENCES[Tag(event.tag)],
            "note": str(event.data.get("reason") or ""),
        }
        for event in fetch(audit_events(enterprise_id=firm.id), EVENTS)
    ]
