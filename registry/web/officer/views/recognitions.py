"""Titles recorded, corrected, revoked and withdrawn by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError, NotAllowed
from registry.core.text import msg
from registry.enterprises.models import Enterprise
from registry.recognitions.access import get_enterprise_to_recognise, get_recognition_to_change
from registry.recognitions.models import Recognition
from registry.recognitions.services import correct, facts_of, recognise, revoke, withdraw
from registry.reference.queries import get_scheme
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.recognitions import (
    CorrectTitleForm,
    NewTitleForm,
    RevokeForm,
    TitleForm,
    WithdrawForm,
    check_number,
    facts_from,
    last_day_of,
    validity_hint,
)
from registry.web.shared import current, refusals
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires

MANUAL = "manual"


@blueprint.route("/enterprises/<uscc>/recognitions/new", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_new(uscc: str) -> Any:
    """Record an official title that neither an application nor a list brought."""
    firm = get_enterprise_to_recognise(current.actor(), uscc, on=current.today())
    form = NewTitleForm()

    def do() -> None:
        _require_issued(form)
        facts = facts_from(form, get_scheme(form.scheme_code.data))
        recognise(firm, facts, source=MANUAL, actor=current.actor(), at=current.now())

    return _serve("new", _("登记认定"), firm, form, do)


@blueprint.route("/recognitions/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_correct(public_id: str) -> Any:
    """The record was wrong: another is believed in its place, and what was known before can still be asked."""
    row = _row(public_id)
    values = {name: getattr(row, name) for name in ("certificate_number", "issued_on", "valid_from", "document")}
    form = CorrectTitleForm(data={**values, "valid_to": last_day_of(row)})

    def do() -> None:
        _require_issued(form)
        before, typed = facts_of(row), facts_from(form, row.scheme)
        names = ("certificate_number", "issued_on", "valid_from", "valid_to", "document")
        changes = {name: getattr(typed, name) for name in names if getattr(typed, name) != getattr(before, name)}
        correct(row, changes, reason=form.reason.data, actor=current.actor(), at=current.now())

    return _serve("correct", _("更正认定"), row.enterprise, form, do, row)


@blueprint.route("/recognitions/<public_id>/revoke", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_revoke(public_id: str) -> Any:
    """The title was taken away from a day on."""
    row, form = _row(public_id), RevokeForm()
    return _serve(
        "revoke",
        _("撤销认定"),
        row.enterprise,
        form,
        lambda: revoke(
            row,
            revoked_on=form.revoked_on.data,
            ground=form.ground.data,
            document=form.document.data,
            actor=current.actor(),
            at=current.now(),
        ),
        row,
    )


@blueprint.route("/recognitions/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_withdraw(public_id: str) -> Any:
    """The record should never have been made."""
    row, form = _row(public_id), WithdrawForm()
    return _serve(
        "withdraw",
        _("撤下误登的认定"),
        row.enterprise,
        form,
        lambda: withdraw(row, reason=form.reason.data, actor=current.actor(), at=current.now()),
        row,
    )


def _row(public_id: str) -> Recognition:
    return get_recognition_to_change(current.actor(), public_id, on=current.today())


def _require_issued(form: TitleForm) -> None:
    if form.issued_on.data > current.today():
        raise DomainError(msg("发证日期不能晚于今天。"), "issued_on")


def _serve(
    page: str, heading: str, firm: Enterprise, form: Any, do: Callable[[], object], row: Recognition | None = None
) -> Any:
    """Show the form, or do what it says; a refusal keeps what was typed."""
    if not form.is_submitted():
        return _page(page, heading, firm, form, row)
    if not form.validate():
        return _page(page, heading, firm, form, row, 422)
    try:
        do()
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return _page(page, heading, firm, form, row, refusals.status(error))
    name = firm_name(firm.id, current.today())
    flash(_("%(name)s：%(act)s，已保存。家数随之更新。", name=name, act=heading), "success")
    if isinstance(form, TitleForm):
        scheme = row.scheme if row else get_scheme(form.scheme_code.data)
        if (odd := check_number(scheme, form.certificate_number.data).text) is not None:
            flash(translate(odd), "warning")
    return redirect(url_for("officer.enterprise", uscc=firm.uscc, _anchor="titles"), 303)


def _page(
    page: str, heading: str, firm: Enterprise, form: Any, row: Recognition | None, status: int = 200
) -> tuple[str, int]:
    name = firm_name(firm.id, current.today()) or firm.uscc
    html = render_template(
        "officer/recognitions/edit.html",
        kind=page,
        act=heading,
        name=name,
        enterprise=firm,
        row=row,
        form=form,
        validity=validity_hint(row.scheme if row else None),
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (name, url_for("officer.enterprise", uscc=firm.uscc)),
            (heading, None),
        ],
    )
    return html, status
