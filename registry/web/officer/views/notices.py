"""Public notices from the office's side: what is ready, what runs, and what came against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, may, permissions_of, scope
from registry.applications.access import get_application_for
from registry.applications.models import Act, Application
from registry.applications.policy import available_acts, membership_in, parties, require_party
from registry.applications.workflow import Party
from registry.core.reading import fetch, fetch_page
from registry.core.text import msg
from registry.documents.enclosures import enclosures_of, get_enclosure
from registry.notices import queries
from registry.notices.access import get_notice_for, get_objection_for
from registry.notices.desk import ready, upcoming
from registry.notices.models import NoticeEntry, Objection
from registry.notices.services import OBJECTION, answer, publish, runs_on
from registry.reference.models import DecidedBy, Scheme
from registry.reference.queries import calendar, schemes
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import cases, firm_name
from registry.web.officer.forms.notices import AnswerForm, NoticeForm
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.files import saved
from registry.web.shared.permissions import requires

PAGE = 30
MOST = 500


@blueprint.get("/notices")
@requires(Permission.NOTICES_PUBLISH)
def notices() -> str:
    """Cases that can be published, and the notices that will run, run, or have run."""
    on = current.today()
    waiting = fetch(ready(scope(current.actor(), Permission.NOTICES_PUBLISH)), MOST)
    running = fetch(queries.published(on, running=True), MOST)
    past = fetch_page(queries.published(on, running=False, after=lists.cursor(queries.KEY_TYPES)), PAGE, queries.key)
    return render_template(
        "officer/notices/list.html",
        ready=[
            (scheme, cases(one for one in waiting if one.scheme_code == scheme.code)) for scheme in _schemes(waiting)
        ],
        current_=[(one, queries.open_objections(one)) for one in [*fetch(upcoming(on), MOST), *running]],
        past=[(one, queries.open_objections(one)) for one in past.rows],
        next_url=lists.next_url(past),
        first_url=lists.first_url(),
        breadcrumbs=[(_("公示管理"), None)],
    )


@blueprint.route("/notices/new", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def notice_new() -> Answer:
    """Choose the cases of one scheme, write the notice, see its last day, publish."""
    district = [one for one in schemes() if one.decided_by is DecidedBy.DISTRICT]
    code = lists.one_of("scheme", [one.code for one in district], district[0].code if district else "")
    found = [
        one for one in fetch(ready(scope(current.actor(), Permission.NOTICES_PUBLISH), code), MOST) if _is_mine(one)
    ]
    scheme = next(one for one in district if one.code == code)
    form = NoticeForm([(one.public_id, firm_name(one.enterprise_id, current.today())) for one in found])
    if not form.is_submitted():
        _suggest(form, scheme, found)

    def do() -> Answer:
        if request.form.get("step") != "publish":  # the other button only asks for the last day
            return _writing(scheme, form, 200)
        notice = publish(
            [get_application_for(current.actor(), public_id) for public_id in form.applications.data],
            title=form.title.data,
            body=form.body.data,
            starts_on=form.starts_on.data,
            **acts.dated(),
        )
        said = _("公示已发布，最后一天是 %(day)s。", day=notice.ends_on.isoformat())
        return acts.done(said, url_for("officer.notice", public_id=notice.public_id))

    return acts.serve(form, partial(_writing, scheme, form), do)


@blueprint.get("/notices/<public_id>")
@requires(Permission.APPLICATIONS_READ)
def notice(public_id: str) -> str:
    """One notice: whom it names, what came against it, and what became of each."""
    on = current.today()
    one = get_notice_for(current.actor(), public_id)
    return render_template(
        "officer/notices/show.html",
        notice=one,
        runs=runs_on(one, on),
        begins_later=one.starts_on > on,
        is_guess=calendar().is_guess(one.ends_on),
        entries=[(entry, firm_name(entry.application.enterprise_id, on), _may_answer(entry)) for entry in one.entries],
        open_objections=queries.open_objections(one),
        files=enclosures_of(OBJECTION, [o.public_id for entry in one.entries for o in entry.objections]),
        breadcrumbs=[*_list_crumb(), (one.title, None)],
    )


@blueprint.route("/objections/<public_id>/answer", methods=["GET", "POST"])
@requires(Permission.OBJECTIONS_ANSWER)
def objection_answer(public_id: str) -> Answer:
    """Answer an objection; upheld, the application is refused."""
    objection = get_objection_for(current.actor(), public_id)
    require_party(objection.entry.application, Party.OBJECTION_OFFICER, current.actor())
    form = AnswerForm()

    def do() -> Answer:
        answer(objection, upheld=form.upheld.data is True, answer=form.answer.data, **acts.dated())
        return acts.done(_("异议已答复。"), url_for("officer.notice", public_id=objection.entry.notice.public_id))

    return acts.serve(form, partial(_answering, objection, form), do)


@blueprint.get("/objections/<public_id>/files/<file>")
@requires(Permission.OBJECTIONS_ANSWER)
def objection_file(public_id: str, file: str) -> Response:
    """What was sent with an objection, for those who may answer it: it may tell who objected."""
    objection = get_objection_for(current.actor(), public_id)
    require_party(objection.entry.application, Party.OBJECTION_OFFICER, current.actor())
    return saved(get_enclosure((OBJECTION, objection.public_id), file))


def _list_crumb() -> list[tuple[str, str]]:
    """The way back to the list, for those who may see it."""
    publishes = Permission.NOTICES_PUBLISH in permissions_of(current.actor())
    return [(_("公示管理"), url_for("officer.notices"))] if publishes else []


def _schemes(applications: Sequence[Application]) -> list[Scheme]:
    return list({one.scheme_code: one.scheme for one in applications}.values())


def _is_mine(application: Application) -> bool:
    actor = current.actor()
    steps = available_acts(application, actor, membership_in(actor, application.enterprise_id))
    return any(step.act is Act.PUBLISH for step in steps)


def _may_answer(entry: NoticeEntry) -> bool:
    """Whether this officer reads who objected: only those who may answer do."""
    actor, application = current.actor(), entry.application
    membership = membership_in(actor, application.enterprise_id)
    return may(actor, Permission.OBJECTIONS_ANSWER, application.region_code) and (
        Party.OBJECTION_OFFICER.value in parties(application, actor, membership)
    )


def _suggest(form: NoticeForm, scheme: Scheme, found: Sequence[Application]) -> None:
    """A beginning for the officer to change; an official notice is Chinese, whatever language he reads."""
    form.applications.data = [one.public_id for one in found]
    title = msg("{year} 年度{scheme}拟认定名单公示", year=current.today().year, scheme=scheme.name)
    body = msg(
        "根据有关规定，经企业申报、街道初审、区级审查，下列企业拟认定为{scheme}，现予公示。"
        "如有异议，请在公示期内以真实姓名提出，并提供事实和依据。",
        scheme=scheme.name,
    )
    form.title.data, form.body.data = str(title), str(body)
    form.starts_on.data = current.today()


def _writing(scheme: Scheme, form: NoticeForm, status: int) -> Answer:
    starts: date | None = form.starts_on.data
    days = scheme.notice_working_days
    ends = calendar().add_working_days(starts, days) if starts and days else None
    page = render_template(
        "officer/notices/new.html",
        scheme=scheme,
        form=form,
        ends_on=ends,
        is_guess=ends is not None and calendar().is_guess(ends),
        breadcrumbs=[(_("公示管理"), url_for("officer.notices")), (_("发布公示"), None)],
    )
    return page, status


def _answering(objection: Objection, form: AnswerForm, status: int) -> Answer:
    entry = objection.entry
    page = render_template(
        "officer/notices/answer.html",
        objection=objection,
        files=enclosures_of(OBJECTION, [objection.public_id]).get(objection.public_id, []),
        entry=entry,
        name=firm_name(entry.application.enterprise_id, current.today()),
        form=form,
        breadcrumbs=[
            (_("公示管理"), url_for("officer.notices")),
            (entry.notice.title, url_for("officer.notice", public_id=entry.notice.public_id)),
            (_("答复异议"), None),
        ],
    )
    return page, status
