"""Titles recorded, corrected, revoked and withdrawn by hand."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.text import Text, msg
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
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.forms import BaseForm
from registry.web.shared.permissions import requires

MANUAL = "manual"


@blueprint.route("/enterprises/<uscc>/recognitions/new", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_new(uscc: str) -> Answer:
    """Record an official title that neither an application nor a list brought."""
    firm = get_enterprise_to_recognise(current.actor(), uscc, on=current.today())
    form = NewTitleForm()

    def do() -> None:
        _require_issued(form)
        facts = facts_from(form, get_scheme(form.scheme_code.data))
        recognise(firm, facts, source=MANUAL, **acts.signed())

    return _serve("new", _("登记认定"), firm, form, do)


@blueprint.route("/recognitions/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_correct(public_id: str) -> Answer:
    """The record was wrong: another is believed in its place, and what was known before can still be asked."""
    row = _row(public_id)
    values = {name: getattr(row, name) for name in ("certificate_number", "issued_on", "valid_from", "document")}
    form = CorrectTitleForm(data={**values, "valid_to": last_day_of(row)})

    def do() -> None:
        _require_issued(form)
        before, typed = facts_of(row), facts_from(form, row.scheme)
        names = ("certificate_number", "issued_on", "valid_from", "valid_to", "document")
        changes = {name: getattr(typed, name) for name in names if getattr(typed, name) != getattr(before, name)}
        correct(row, changes, reason=form.reason.data, **acts.signed())

    return _serve("correct", _("更正认定"), row.enterprise, form, do, row)


@blueprint.route("/recognitions/<public_id>/revoke", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_revoke(public_id: str) -> Answer:
    """The title was taken away from a day on."""
    row, form = _row(public_id), RevokeForm()

    def do() -> None:
        revoke(
            row,
            revoked_on=form.revoked_on.data,
            ground=form.ground.data,
            document=form.document.data,
            **acts.signed(),
        )

    return _serve("revoke", _("撤销认定"), row.enterprise, form, do, row)


@blueprint.route("/recognitions/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def recognition_withdraw(public_id: str) -> Answer:
    """The record should never have been made."""
    row, form = _row(public_id), WithdrawForm()

    def do() -> None:
        withdraw(row, reason=form.reason.data, **acts.signed())

    return _serve("withdraw", _("撤下误登的认定"), row.enterprise, form, do, row)


def _row(public_id: str) -> Recognition:
    return get_recognition_to_change(current.actor(), public_id, on=current.today())


def _require_issued(form: TitleForm) -> None:
    if form.issued_on.data > current.today():
        raise DomainError(msg("发证日期不能晚于今天。"), "issued_on")


def _serve(
    kind: str,
    heading: str,
    firm: Enterprise,
    form: BaseForm,
    service: Callable[[], None],
    row: Recognition | None = None,
) -> Answer:
    """The act's page; done, back to the titles of the firm."""

    def do() -> Answer:
        service()
        name = firm_name(firm.id, current.today())
        return acts.done(
            _("%(name)s：%(act)s，已保存。家数随之更新。", name=name, act=heading),
            url_for("officer.enterprise", uscc=firm.uscc, _anchor="titles"),
            _oddness(form, row) if isinstance(form, TitleForm) else None,
        )

    return acts.serve(form, lambda status: _page(kind, heading, firm, form, row, status), do)


def _oddness(form: TitleForm, row: Recognition | None) -> Text | None:
    """What is strange about the number: it is recorded all the same."""
    scheme = row.scheme if row else get_scheme(form["scheme_code"].data)
    return check_number(scheme, form.certificate_number.data).text


def _page(kind: str, heading: str, firm: Enterprise, form: BaseForm, row: Recognition | None, status: int) -> Answer:
    name = firm_name(firm.id, current.today()) or firm.uscc
    page = render_template(
        "officer/recognitions/edit.html",
        kind=kind,
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
    return page, status
