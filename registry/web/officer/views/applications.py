"""The office's pages of applications: the list, one case, and what is done to it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.applications import policy, queries
from registry.applications.access import get_application_for
from registry.applications.facts import frozen_assessment
from registry.applications.models import Act, Application, ApplicationState
from registry.applications.replaying import compare_replay
from registry.applications.workflow import act_label, stage_name, state_label
from registry.core.errors import NotFound
from registry.core.reading import fetch_page
from registry.core.text import msg
from registry.documents.access import get_document_for
from registry.documents.models import Document
from registry.enterprises.queries import profile_on
from registry.integrity.queries import records_of
from registry.integrity.words import KINDS
from registry.notices.queries import entries_under_notice
from registry.reference.queries import schemes
from registry.web.officer.blueprint import blueprint
from registry.web.officer.case_notes import notes_of
from registry.web.officer.cases import case_of, cases
from registry.web.officer.dossier import differences, documents, events, figures_seen, reach, remark_rows
from registry.web.shared import current, lists
from registry.web.shared.check_words import article_words, rule_title
from registry.web.shared.file_sheet import sections, sent_content
from registry.web.shared.files import saved
from registry.web.shared.i18n import translate
from registry.web.shared.names import region_names, regions_below, scheme_names
from registry.web.shared.permissions import requires

PAGE = 30
ENDPOINTS = {
    Act.PASS: "officer.application_pass",
    Act.APPROVE: "officer.application_pass",
    Act.RETURN: "officer.application_return",
    Act.REJECT: "officer.application_reject",
    Act.FORWARD: "officer.application_forward",
    Act.RECORD_RECOGNISED: "officer.application_record",
    Act.RECORD_NOT_RECOGNISED: "officer.application_refuse",
}
"""Where an act is done; acts that are not here are done through notices."""


@blueprint.get("/applications")
@requires(Permission.APPLICATIONS_READ)
def applications() -> str:
    """Everything once sent within the officer's scope, filtered."""
    regions = scope(current.actor(), Permission.APPLICATIONS_READ)
    streets = {code: name for code, name in regions_below(current.today()) if code.startswith(regions)}
    state = lists.one_of("state", [one.value for one in ApplicationState])
    scheme = lists.one_of("scheme", [one.code for one in schemes()])
    region = lists.one_of("region", streets)
    found = queries.search(
        regions,
        state=ApplicationState(state) if state else None,
        scheme=scheme or None,
        region=region or None,
        after=lists.cursor(queries.KEY_TYPES),
    )
    page = fetch_page(found, PAGE, queries.key)
    narrowed = [region] if region else regions
    counts = queries.counts_by_state(narrowed, scheme=scheme or None)
    return render_template(
        "officer/applications/list.html",
        cases=cases(page.rows),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        total=counts.get(ApplicationState(state), 0) if state else sum(counts.values()),
        states=[
            (one.value, translate(state_label(one)) + _("（%(text)s）", text=count)) for one, count in counts.items()
        ],
        schemes=scheme_names(),
        streets=sorted(streets.items()),
        chosen={"state": state, "scheme": scheme, "region": region},
        breadcrumbs=[(_("申请"), None)],
    )


@blueprint.get("/forwarded")
@requires(Permission.RECOGNITIONS_RECORD)
def forwarded() -> str:
    """Cases that wait for the official result."""
    regions = scope(current.actor(), Permission.RECOGNITIONS_RECORD)
    found = queries.search(regions, state=ApplicationState.FORWARDED, after=lists.cursor(queries.KEY_TYPES))
    page = fetch_page(found, PAGE, queries.key)
    return render_template(
        "officer/applications/forwarded.html",
        cases=cases(page.rows),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        total=queries.counts_by_state(regions)[ApplicationState.FORWARDED],
        breadcrumbs=[(_("官方结果"), None)],
    )


@blueprint.get("/applications/<public_id>")
@requires(Permission.APPLICATIONS_READ)
def application(public_id: str) -> str:
    """One case: what was sent, what speaks for and against it, and what may be done now."""
    return _show(get_application_for(current.actor(), public_id))


@blueprint.get("/applications/<public_id>/replay")
@requires(Permission.APPLICATIONS_READ)
def application_replay(public_id: str) -> str:
    """Assess the frozen facts of a revision again and say what came out; nothing is stored."""
    one, on = get_application_for(current.actor(), public_id), current.today()
    wanted = lists.one_of("revision", [str(revision.no) for revision in one.revisions])
    revision = next((each for each in one.revisions if str(each.no) == wanted), one.latest)
    if revision is None:  # a draft of a firm for which the officer acts himself
        raise NotFound(msg("没有这份申请，或您无权查看。"))
    case, replay = case_of(one, on), compare_replay(revision)
    return render_template(
        "officer/applications/replay.html",
        application=one,
        case=case,
        revision=revision,
        replay=replay,
        article_name=article_words(replay.frozen.rule_set_id),
        rule_title=rule_title,
        breadcrumbs=[
            (_("申请"), url_for("officer.applications")),
            (case.name, url_for("officer.application", public_id=one.public_id)),
            (_("重新计算"), None),
        ],
    )


@blueprint.get("/documents/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def document(public_id: str) -> Response:
    """A file as it was uploaded, to be saved: never opened inside the page."""
    return saved(get_document_for(current.actor(), public_id, reaches=reach(current.actor(), current.today())))


def _show(one: Application) -> str:
    on, latest = current.today(), one.latest
    if latest is None:  # a draft of a firm for which the officer acts himself
        raise NotFound(msg("没有这份申请，或您无权查看。"))
    assessment = frozen_assessment(latest)
    acts = [step for step in _acts(one) if step.act in ENDPOINTS]
    files = documents(latest, current.actor(), on)
    return render_template(
        "officer/applications/show.html",
        application=one,
        case=case_of(one, on),
        profile=profile_on(one.enterprise_id, on),
        region=region_names(on).get(one.region_code, one.region_code),
        latest=latest,
        assessment=assessment,
        article_name=article_words(assessment.rule_set_id) if assessment else None,
        rule_title=rule_title,
        figures=figures_seen(latest),
        notes=notes_of(one, current.actor(), on),
        records=[(row, KINDS[row.kind]) for row in records_of(one.enterprise_id, in_force_on=on)],
        sections=sections(sent_content(latest, files), _file_url),
        documents=files,
        differences=differences(one),
        remarks=remark_rows(one, [(remark.item, remark.text) for remark in latest.remarks], on),
        events=events(one, on),
        acts=[(step.act, translate(act_label(step, one.scheme)), _act_url(one, step.act)) for step in acts],
        may_publish=any(step.act is Act.PUBLISH for step in _acts(one)),
        entry=entries_under_notice([one.id]).get(one.id),
        stages=[translate(stage_name(one.scheme, number)) for number in range(len(one.scheme.stages))],
        breadcrumbs=[(_("申请"), url_for("officer.applications")), (case_of(one, on).name, None)],
    )


def _file_url(file: Document) -> str:
    return url_for("officer.document", public_id=file.public_id)


def _acts(one: Application) -> list[Any]:
    actor = current.actor()
    return policy.available_acts(one, actor, policy.membership_in(actor, one.enterprise_id))


def _act_url(one: Application, act: Act) -> str:
    """The act's page, which is told what this page showed."""
    no = one.latest.no if one.latest else 0
    return url_for(ENDPOINTS[act], public_id=one.public_id, seen_revision=no, seen_stage=one.stage)
