"""From a credit code to a firm: ask to join the one there is, or open a record for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.accounts.throttle import note, require_room
from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.documents.services import LARGEST, store
from registry.documents.sniff import ACCEPTED
from registry.enterprises.likeness import likely_by_code, likely_by_name
from registry.enterprises.members import PAPERS, already_held, masked_name, request_membership
from registry.enterprises.models import Enterprise, MemberRole, MembershipState
from registry.enterprises.queries import current_profile, find_claim
from registry.enterprises.services import ProfileFacts, find_enterprise, open_enterprise
from registry.rules.identifiers import uscc as codes
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.joining import ClaimForm, LookForm, OpenForm
from registry.web.shared import acts, current, refusals, throttle
from registry.web.shared.files import storage
from registry.web.shared.i18n import translate
from registry.web.shared.names import industry_names, regions_below
from registry.web.shared.permissions import requires

Page = tuple[str, int] | Response

OVERRIDE = msg("如果营业执照上的代码确实如此，请写明理由后继续。")


@blueprint.route("/join", methods=["GET", "POST"])
@requires(Permission.LOGGED_IN)
def join() -> Page:
    """Type the code; the answer is the firm to join, a new record, or what is wrong with the code."""
    if not current.user().is_email_confirmed:
        return redirect(url_for("public.email"), 303)
    form = LookForm(data={"uscc": request.args.get("uscc", "")[:60]})
    if not form.is_submitted():
        return _look_page(form)
    if not form.validate():
        return _look_page(form, 422)
    checked = codes.check(form.uscc.data)
    held = find_enterprise(checked.code) if not checked.refused else None
    if held is not None:
        return _claim_page(ClaimForm(formdata=None, data={"uscc": held.uscc}), held)
    problem, likely = code_problem(checked, form.override_reason.data), likely_by_code(form.uscc.data)
    if problem is not None:
        refusals.put(form, "uscc", problem)
        return _look_page(form, 422, overridable=checked.problem == "check_digit", likely=likely)
    if likely and request.form.get("is_another") != "yes":
        return _look_page(form, likely=likely, code=checked.code)
    reason = form.override_reason.data or None
    return redirect(url_for("firm.open", uscc=checked.code, override_reason=reason), 303)


@blueprint.post("/join/claim")
@requires(Permission.LOGGED_IN)
def claim() -> Page:
    """Ask to act for the firm."""
    form = ClaimForm()
    held = find_enterprise(codes.clean(form.uscc.data or "")) if form.uscc.data.isascii() else None
    if held is None:
        flash(_("没有找到这家企业，请重新输入统一社会信用代码。"), "error")
        return redirect(url_for("firm.join"), 303)
    if not form.validate():
        return _claim_page(form, held, 422)
    try:
        _claim(form, held)
    except DomainError as error:
        refusals.place(form, error)
        return _claim_page(form, held, error.status)
    flash(_("申请已提交，由企业现有的提交人或所在街道的经办人确认。确认后您就可以办理。"), "success")
    return redirect(url_for("firm.home"), 303)


@blueprint.route("/open", methods=["GET", "POST"], endpoint="open")
@requires(Permission.LOGGED_IN)
def open_record() -> Page:
    """A new record; an officer confirms it by confirming the person who opened it."""
    if not current.user().is_email_confirmed:
        return redirect(url_for("public.email"), 303)
    form = _open_form()
    checked = codes.check(form.uscc.data or "")
    if not checked.refused and find_enterprise(checked.code) is not None:
        flash(_("统一社会信用代码 %(uscc)s 已有企业档案，请申请加入。", uscc=checked.code), "warning")
        return redirect(url_for("firm.join", uscc=checked.code), 303)
    if not form.is_submitted():
        return _open_page(form, checked) if not checked.refused else redirect(url_for("firm.join"), 303)
    is_valid = form.validate()
    problem = code_problem(checked, form.override_reason.data)
    if problem is not None:
        refusals.put(form, "uscc", problem)
    likely = likely_by_name(form.name.data or "")
    if likely and not form.is_another.data:
        refusals.put(form, "is_another", msg("系统中已有名称相同或相近的企业，请先核对是不是本企业。"))
        is_valid = False
    if not is_valid or problem is not None:
        return _open_page(form, checked, 422, likely=likely)
    try:
        _open(form, checked)
    except DomainError as error:
        refusals.place(form, error)
        return _open_page(form, checked, error.status)
    flash(_("企业档案已建立。所在街道的经办人确认您的身份后，您就可以填报。"), "success")
    return redirect(url_for("firm.home"), 303)


def code_problem(checked: codes.UsccCheck, reason: str) -> Text | None:
    """What stands in the way of the code; a wrong check digit passes with a reason."""
    if checked.problem is None or (checked.problem == "check_digit" and reason.strip()):
        return None
    return checked.text


def _claim(form: ClaimForm, held: Enterprise) -> None:
    uses = throttle.claim()
    require_room(uses, at=current.now())
    note(uses, at=current.now())
    request_membership(
        held,
        MemberRole(form.role.data),
        form.statement.data,
        documents=[_kept(form, name, held) for name in PAPERS if form[name].data],
        takes_over=form.takes_over.data,
        **acts.signed(),
    )


def _kept(form: ClaimForm, name: str, held: Enterprise) -> str:
    """Keep the paper among the firm's; a refusal stands at its own box."""
    sent = form[name].data
    try:
        row = store(
            sent.stream,
            sent.filename or "",
            storage=storage(),
            enterprise_id=held.id,
            requirement=name,
            **acts.signed(),
        )
    except DomainError as error:
        error.field = name
        raise
    return row.public_id


def _open(form: OpenForm, checked: codes.UsccCheck) -> None:
    today = current.today()
    if form.registered_on.data > today:
        raise DomainError(msg("成立日期不能晚于今天。"), "registered_on")
    since = form.moved_in_on.data or form.registered_on.data
    if not form.registered_on.data <= since <= today:
        raise DomainError(msg("迁入日期不能早于成立日期，也不能晚于今天。"), "moved_in_on")
    firm = open_enterprise(
        checked.code,
        ProfileFacts(
            name=form.name.data,
            region_code=form.region_code.data,
            industry_code=form.industry_code.data,
            address=form.address.data,
            legal_form=form.legal_form.data,
            registered_capital=form.registered_capital.data,
        ),
        registered_on=form.registered_on.data,
        valid_from=since,
        source="firm",
        actor=current.actor(),
        at=current.now(),
        uscc_override_reason=form.override_reason.data if checked.problem else "",
    )
    request_membership(firm, form.role(), form.statement.data, actor=current.actor(), at=current.now())


def _open_form() -> OpenForm:
    given = {name: request.args.get(name, "")[:200] for name in ("uscc", "override_reason")}
    form = OpenForm(data=given)
    form.region_code.choices = regions_below(current.today())
    form.industry_code.choices = list(industry_names().items())
    return form


def _look_page(
    form: LookForm, status: int = 200, *, overridable: bool = False, likely: Sequence[Enterprise] = (), code: str = ""
) -> tuple[str, int]:
    return _page(
        "look.html",
        _("加入企业"),
        status,
        form=form,
        overridable=overridable,
        override=OVERRIDE,
        likely=_masked(likely),
        code=code,
    )


def _masked(likely: Sequence[Enterprise]) -> list[tuple[str, str]]:
    """Firms that may be meant, each as its code and its name for strangers."""
    profiles = [(firm, current_profile(firm.id, current.today())) for firm in likely]
    return [(firm.uscc, masked_name(profile.name if profile else "")) for firm, profile in profiles]


def _claim_page(form: ClaimForm, held: Enterprise, status: int = 200) -> tuple[str, int]:
    earlier = find_claim(current.user().id, held.id)
    reason = earlier.reason if earlier is not None and earlier.state is MembershipState.REFUSED else ""
    sentence = translate(already_held(held, current.today()))
    limits = {"accepted": ACCEPTED, "largest": LARGEST // (1024 * 1024)}
    return _page("claim.html", _("申请加入"), status, form=form, sentence=sentence, refusal=reason, **limits)


def _open_page(
    form: OpenForm, checked: codes.UsccCheck, status: int = 200, *, likely: Sequence[Enterprise] = ()
) -> tuple[str, int]:
    overridable = checked.problem == "check_digit"
    warning = checked.text if overridable else None
    context = {"overridable": overridable, "warning": warning, "likely": _masked(likely)}
    return _page("open.html", _("建立企业档案"), status, form=form, **context)


def _page(template: str, here: str, status: int, **context: Any) -> tuple[str, int]:
    crumbs = [(_("我的企业"), url_for("firm.home")), (here, None)]
    return render_template(f"firm/joining/{template}", breadcrumbs=crumbs, **context), status
