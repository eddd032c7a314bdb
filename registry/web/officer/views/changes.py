"""Changes of firms: those that wait, what the registry holds beside what is new, and deciding."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.applications.queries import of_enterprise
from registry.changes.access import get_change_for
from registry.changes.kinds import LABELS, NOTES
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState
from registry.changes.queries import KEY_TYPES, ChangeFilter, count_office_list, key, namesakes, office_list
from registry.changes.services import (
    accept,
    acts_for,
    file_change,
    refuse,
    require_act,
    resubmit,
    return_change,
    withdraw,
)
from registry.changes.workflow import WORKFLOW, ChangeAct
from registry.core.errors import NotFound
from registry.core.reading import fetch, fetch_page
from registry.core.text import Text, msg
from registry.documents.services import LARGEST
from registry.documents.sniff import ACCEPTED
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import cases, firm_name
from registry.web.officer.firm_changes import change_rows
from registry.web.shared import acts, change_page, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.change_forms import ChangeForm, ReasonForm, SeenForm, change_form, filing_of
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires

PAGE = 50
_LOOKS = {ChangeAct.ACCEPT: "primary", ChangeAct.REFUSE: "danger"}
_LABELS: dict[StrEnum, Text] = {step.act: step.label for step in WORKFLOW}
_DECISIONS: dict[ChangeAct, Callable[..., None]] = {
    ChangeAct.RETURN: return_change,
    ChangeAct.REFUSE: refuse,
    ChangeAct.WITHDRAW: withdraw,
}


@blueprint.get("/changes")
@requires(Permission.ENTERPRISES_CHANGE)
def changes() -> str:
    """Changes in the officer's scope, those that wait longest first; `?state=` and `?kind=` narrow."""
    on, regions = current.today(), scope(current.actor(), Permission.ENTERPRISES_CHANGE)
    state = lists.one_of("state", [*ChangeState, "all"], ChangeState.SUBMITTED)
    kind = lists.one_of("kind", [*ChangeKind])
    wanted = ChangeFilter(None if state == "all" else ChangeState(state), ChangeKind(kind) if kind else None)
    page = fetch_page(office_list(wanted, regions, on, lists.cursor(KEY_TYPES)), PAGE, key)
    return render_template(
        "officer/changes/list.html",
        rows=change_rows(page.rows),
        total=count_office_list(wanted, regions, on),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        state=state,
        kind=kind,
        states=[(one.value, change_page.STATES[one][1]) for one in ChangeState] + [("all", _("全部"))],
        kinds=[(one.value, LABELS[one]) for one in ChangeKind],
        breadcrumbs=[(_("企业变更"), None)],
    )


@blueprint.get("/changes/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def change(public_id: str) -> str:
    """Before and after, the papers, the titles, the cases in hand; and what this officer may do."""
    one = _change(public_id)
    actor, on = current.actor(), current.today()
    context = change_page.context(one)
    successor = one.successor
    return render_template(
        "officer/changes/show.html",
        acts=[
            (step.act.value, step.label, _LOOKS.get(ChangeAct(step.act), "quiet"))
            for step in acts_for(one, actor=actor, on=on)
        ],
        labels=LABELS,
        successor=(successor, firm_name(successor.id, on)) if successor else None,
        others=namesakes(one.enterprise_id, one.after["name"]) if one.kind is ChangeKind.RENAME else [],
        cases=[row for row in cases(_sent(one.enterprise)) if row.waited is not None],
        sees_cases=bool(scope(actor, Permission.APPLICATIONS_READ)),
        breadcrumbs=_crumbs(one, context["name"]),
        **context,
    )


@blueprint.route("/enterprises/<uscc>/changes/<kind>", methods=["GET", "POST"])
@requires(Permission.ENTERPRISES_CHANGE)
def change_new(uscc: str, kind: str) -> Answer:
    """File it for a firm that cannot do so itself; another officer decides."""
    firm = get_enterprise_for(current.actor(), uscc, on=current.today(), permission=Permission.ENTERPRISES_CHANGE)
    if kind not in set(ChangeKind):
        raise NotFound(msg("没有这种变更。"))
    wanted = ChangeKind(kind)
    form = change_form(wanted, firm)

    def do() -> Answer:
        made = file_change(firm, wanted, filing_of(form, wanted, firm), **acts.dated())
        return acts.done(_("%(kind)s已提交，由另一位经办人登记。", kind=translate(LABELS[wanted])), _url(made))

    return acts.serve(form, partial(_form_page, firm, wanted, form, None), do)


@blueprint.route("/changes/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.ENTERPRISES_CHANGE)
def change_edit(public_id: str) -> Answer:
    """Mend what was returned to the officer who filed it."""
    one = _change(public_id)
    form = change_form(one.kind, one.enterprise, one)
    if not form.is_submitted():
        require_act(one, ChangeAct.SUBMIT, actor=current.actor(), on=current.today())

    def do() -> Answer:
        resubmit(one, filing_of(form, one.kind, one.enterprise), form.version.data, **acts.dated())
        return acts.done(_("已重新提交，由另一位经办人登记。"), _url(one))

    return acts.serve(form, partial(_form_page, one.enterprise, one.kind, form, one), do)


@blueprint.route("/changes/<public_id>/acts/<act>", methods=["GET", "POST"])
@requires(Permission.ENTERPRISES_CHANGE)
def change_act(public_id: str, act: str) -> Answer:
    """Accept, return, refuse or withdraw."""
    one, wanted = _change(public_id), _act(act)
    seen = {"version": one.version}
    form = SeenForm(data=seen) if wanted is ChangeAct.ACCEPT else ReasonForm(data=seen)
    if not form.is_submitted():
        require_act(one, wanted, actor=current.actor(), on=current.today())

    def do() -> Answer:
        if isinstance(form, ReasonForm):
            _DECISIONS[wanted](one, form.version.data, reason=form.reason.data, **acts.dated())
        else:
            accept(one, form.version.data, **acts.dated())
        name, done = firm_name(one.enterprise_id, current.today()), change_page.STATES[one.state][1]
        said = _("%(name)s的%(kind)s：%(state)s。", name=name, kind=translate(LABELS[one.kind]), state=translate(done))
        return acts.done(said, _url(one))

    return acts.serve(form, partial(_act_page, one, wanted, form), do)


def _change(public_id: str) -> ChangeRequest:
    return get_change_for(current.actor(), public_id, on=current.today())


def _act(word: str) -> ChangeAct:
    if word not in {ChangeAct.ACCEPT, *_DECISIONS}:
        raise NotFound(msg("没有这项操作。"))
    return ChangeAct(word)


def _sent(firm: Enterprise) -> list[Any]:
    return [one for one in fetch(of_enterprise(firm.id)) if one.latest is not None]


def _url(one: ChangeRequest) -> str:
    return url_for("officer.change", public_id=one.public_id)


def _crumbs(one: ChangeRequest, name: str, *rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    own = scope(current.actor(), Permission.ENTERPRISES_CHANGE)
    first = (_("企业变更"), url_for("officer.changes") if own else None)
    firm = (name, url_for("officer.enterprise", uscc=one.enterprise.uscc))
    return [first, firm, *(rest or [(translate(LABELS[one.kind]), None)])]


def _form_page(firm: Enterprise, kind: ChangeKind, form: ChangeForm, one: ChangeRequest | None, status: int) -> Answer:
    back = _url(one) if one else url_for("officer.enterprise", uscc=firm.uscc)
    name = firm_name(firm.id, current.today())
    page = render_template(
        "officer/changes/edit.html",
        form=form,
        kind=kind,
        label=LABELS[kind],
        note=NOTES[kind],
        name=name,
        reason=one.reason if one else "",
        back=back,
        accepted=ACCEPTED,
        largest=LARGEST // (1024 * 1024),
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (name, url_for("officer.enterprise", uscc=firm.uscc)),
            (translate(LABELS[kind]), None),
        ],
    )
    return page, status


def _act_page(one: ChangeRequest, act: ChangeAct, form: SeenForm, status: int) -> Answer:
    name, label = firm_name(one.enterprise_id, current.today()), _LABELS[act]
    page = render_template(
        "officer/changes/act.html",
        change=one,
        act=act,
        label=label,
        kind=LABELS[one.kind],
        look=_LOOKS.get(act, "primary"),
        name=name,
        lines=change_page.lines(one),
        form=form,
        back=_url(one),
        breadcrumbs=_crumbs(one, name, (translate(LABELS[one.kind]), _url(one)), (translate(label), None)),
    )
    return page, status
