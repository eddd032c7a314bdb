"""The firm renamed, moved, merged or deregistered: filed here, followed until it is recorded and reported."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.changes.access import get_change_for
from registry.changes.kinds import LABELS, NOTES
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState
from registry.changes.queries import changes_of
from registry.changes.services import acts_for, file_change, mark_step, require_act, resubmit, withdraw
from registry.changes.workflow import OPEN, ChangeAct
from registry.core.errors import NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.documents.services import LARGEST
from registry.documents.sniff import ACCEPTED
from registry.enterprises.models import Presence
from registry.enterprises.queries import current_profile
from registry.enterprises.successions import absorbed_by, successor_of
from registry.reference.queries import get_scheme
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.shared import acts, change_page, current
from registry.web.shared.acts import Answer
from registry.web.shared.change_forms import ChangeForm, ReasonForm, StepForm, change_form, filing_of
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/changes")
@requires(Permission.FIRM_READ)
def changes(uscc: str) -> Answer:
    """All changes with where they stand and the clocks that run; below them what may be begun."""
    firm, found = current.enterprise(), fetch(changes_of(current.enterprise().id))
    open_kinds = {one.kind for one in found if one.state in OPEN}
    clocks = {one.id: change_page.next_clock(one) for one in found}
    gone_on = successor_of([firm.id]).get(firm.id)
    profile = current_profile(firm.id, current.today())
    is_here = profile is not None and profile.presence is Presence.ACTIVE
    return page.show(
        "changes/list.html",
        (_("企业信息"), page.here("profile")),
        (_("企业变更"), None),
        rows=[(one, change_page.STATES[one.state], clocks[one.id]) for one in found],
        clock_tag=change_page.clock_tag,
        clock_words=change_page.clock_words,
        labels=LABELS,
        kinds=[(kind.value, LABELS[kind], NOTES[kind], kind in open_kinds) for kind in ChangeKind if is_here],
        successor=(gone_on, firm_name(gone_on.successor_id)) if gone_on else None,
        absorbed=[(one, firm_name(one.absorbed_id), change_page.absorption_lines(one)) for one in absorbed_by(firm.id)],
    )


@blueprint.route("/<uscc>/changes/new/<kind>", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def change_new(uscc: str, kind: str) -> Answer:
    """Say what changed, from which day on, by which papers."""
    firm, wanted = current.enterprise(), kind_of(kind)
    form = change_form(wanted, firm)

    def do() -> Answer:
        made = file_change(firm, wanted, filing_of(form, wanted, firm), **acts.dated())
        return acts.done(_("%(kind)s已提交，等待登记。", kind=translate(LABELS[wanted])), _url(made))

    return acts.serve(form, partial(_form_page, wanted, form, None), do)


@blueprint.get("/<uscc>/changes/<public_id>")
@requires(Permission.FIRM_READ)
def change(uscc: str, public_id: str) -> Answer:
    """One change."""
    one = _change(public_id)
    buttons = [step.act for step in acts_for(one, actor=current.actor(), on=current.today())]
    is_taken = one.state not in (ChangeState.REFUSED, ChangeState.WITHDRAWN)
    context = change_page.context(one)
    return page.show(
        "changes/show.html",
        *_crumbs((translate(LABELS[one.kind]), None)),
        may_mend=ChangeAct.SUBMIT in buttons,
        may_withdraw=ChangeAct.WITHDRAW in buttons,
        mark=partial(_step_url, one) if page.may(Permission.FIRM_SUBMIT) and is_taken else None,
        **context,
    )


@blueprint.route("/<uscc>/changes/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def change_edit(uscc: str, public_id: str) -> Answer:
    """Mend what was returned, and send it again."""
    one = _change(public_id)
    form = change_form(one.kind, one.enterprise, one)
    if not form.is_submitted():
        require_act(one, ChangeAct.SUBMIT, actor=current.actor(), on=current.today())

    def do() -> Answer:
        resubmit(one, filing_of(form, one.kind, one.enterprise), form.version.data, **acts.dated())
        return acts.done(_("已重新提交，等待登记。"), _url(one))

    return acts.serve(form, partial(_form_page, one.kind, form, one), do)


@blueprint.route("/<uscc>/changes/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def change_withdraw(uscc: str, public_id: str) -> Answer:
    """Take it back."""
    one = _change(public_id)
    form = ReasonForm(data={"version": one.version})
    if not form.is_submitted():
        require_act(one, ChangeAct.WITHDRAW, actor=current.actor(), on=current.today())

    def do() -> Answer:
        withdraw(one, form.version.data, reason=form.reason.data, **acts.dated())
        return acts.done(_("已撤回。"), page.here("changes"))

    return acts.serve(form, partial(_act_page, one, form, _("撤回"), ""), do)


@blueprint.route("/<uscc>/changes/<public_id>/titles/<scheme>", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def change_step(uscc: str, public_id: str, scheme: str) -> Answer:
    """Say on which day the firm did what the title asks."""
    one, label = _change(public_id), translate(get_scheme(scheme).label)
    form = StepForm()

    def do() -> Answer:
        mark_step(one, scheme, form.done_on.data, **acts.dated())
        return acts.done(_("%(title)s：办理日期已记下。", title=label), _url(one))

    return acts.serve(form, partial(_act_page, one, form, _("记下办理日期"), label), do)


def kind_of(word: str) -> ChangeKind:
    """The kind that an address names, or NotFound."""
    if word not in set(ChangeKind):
        raise NotFound(msg("没有这种变更。"))
    return ChangeKind(word)


def firm_name(enterprise_id: int) -> str:
    """The name of another firm of the same merger."""
    profile = current_profile(enterprise_id, current.today())
    return profile.name if profile else ""


def _change(public_id: str) -> ChangeRequest:
    one = get_change_for(current.actor(), public_id, on=current.today())
    page.require_own(one.enterprise_id)
    return one


def _url(one: ChangeRequest) -> str:
    return url_for("firm.change", uscc=one.enterprise.uscc, public_id=one.public_id)


def _step_url(one: ChangeRequest, scheme: str) -> str:
    return page.here("change_step", public_id=one.public_id, scheme=scheme)


def _crumbs(*rest: page.Crumb) -> list[page.Crumb]:
    return [(_("企业信息"), page.here("profile")), (_("企业变更"), page.here("changes")), *rest]


def _form_page(kind: ChangeKind, form: ChangeForm, one: ChangeRequest | None, status: int) -> Answer:
    return page.show(
        "changes/edit.html",
        *_crumbs((translate(LABELS[kind]), None)),
        status=status,
        form=form,
        kind=kind,
        label=LABELS[kind],
        note=NOTES[kind],
        reason=one.reason if one else "",
        back=_url(one) if one else page.here("changes"),
        accepted=ACCEPTED,
        largest=LARGEST // (1024 * 1024),
    )


def _act_page(one: ChangeRequest, form: ReasonForm | StepForm, label: str, title: str, status: int) -> Answer:
    return page.show(
        "changes/act.html",
        *_crumbs((translate(LABELS[one.kind]), _url(one)), (label, None)),
        status=status,
        form=form,
        label=label,
        title=title,
        change=one,
        kind=LABELS[one.kind],
        back=_url(one),
    )
