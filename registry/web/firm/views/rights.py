"""The firm's intellectual property: list, add, correct, take down."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.intellectual_property.access import get_right_for
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import counts_by_class, rights_in_force, rights_of
from registry.intellectual_property.services import (
    RecordedRight,
    correct_right,
    facts_of,
    record_right,
    remove_right,
)
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.rights import CorrectForm, RemoveForm, RightForm
from registry.web.shared import current, refusals
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.words import ACQUISITIONS, IP_KINDS, class_word

Page = tuple[str, int] | Response


@blueprint.get("/<uscc>/intellectual-property")
@requires(Permission.FIRM_READ)
def rights(uscc: str) -> tuple[str, int]:
    """Every right, which of them are in force today, and how many of each class."""
    firm, on = current.enterprise(), current.today()
    return page.show(
        "rights/list.html",
        (_("知识产权"), None),
        rows=fetch(rights_of(firm.id)),
        in_force={right.id for right in fetch(rights_in_force(firm.id, on))},
        counts=counts_by_class(firm.id, on),
        kinds=IP_KINDS,
        acquisitions=ACQUISITIONS,
        class_word=class_word,
        as_of=on,
    )


@blueprint.route("/<uscc>/intellectual-property/new", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def right_new(uscc: str) -> Page:
    """Add a right; what is odd but possible is told afterwards."""
    form = RightForm()
    if not form.is_submitted():
        return _new_page(form)
    if not form.validate():
        return _new_page(form, 422)
    try:
        recorded = record_right(
            current.enterprise(),
            form.facts(),
            source="firm",
            actor=current.actor(),
            at=current.now(),
            on=current.today(),
        )
    except DomainError as error:
        refusals.place(form, error)
        return _new_page(form, refusals.status(error))
    _tell(recorded, _("已登记 %(number)s。", number=recorded.right.number))
    return redirect(page.here("rights"), 303)


@blueprint.route("/<uscc>/intellectual-property/<public_id>", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def right(uscc: str, public_id: str) -> Page:
    """Correct a right."""
    row = _load(public_id)
    form = CorrectForm()
    if not form.is_submitted():
        return _edit_page(row, CorrectForm(formdata=None, data=asdict(facts_of(row))))
    if not form.validate():
        return _edit_page(row, form, status=422)
    try:
        recorded = correct_right(
            row,
            asdict(form.facts()),
            reason=form.reason.data,
            actor=current.actor(),
            at=current.now(),
            on=current.today(),
        )
    except DomainError as error:
        refusals.place(form, error)
        return _edit_page(row, form, status=refusals.status(error))
    _tell(recorded, _("已更正 %(number)s。", number=recorded.right.number))
    return redirect(page.here("rights"), 303)


@blueprint.post("/<uscc>/intellectual-property/<public_id>/remove")
@requires(Permission.FIRM_FILL)
def right_remove(uscc: str, public_id: str) -> Page:
    """The record should not be there."""
    row = _load(public_id)
    form = RemoveForm()
    as_it_is = CorrectForm(formdata=None, data=asdict(facts_of(row)))
    if not form.validate():
        return _edit_page(row, as_it_is, form, 422)
    try:
        remove_right(row, reason=form.reason.data, actor=current.actor(), at=current.now(), on=current.today())
    except DomainError as error:
        refusals.place(form, error)
        return _edit_page(row, as_it_is, form, refusals.status(error))
    flash(_("已删除 %(number)s。", number=row.number), "success")
    return redirect(page.here("rights"), 303)


def _load(public_id: str) -> IntellectualProperty:
    row = get_right_for(current.actor(), public_id, on=current.today())
    page.require_own(row.enterprise_id)
    return row


def _tell(recorded: RecordedRight, done: str) -> None:
    flash(done, "success")
    for text in (*recorded.warnings, *recorded.elsewhere):
        flash(translate(text), "warning")


def _new_page(form: RightForm, status: int = 200) -> tuple[str, int]:
    crumbs = [(_("知识产权"), page.here("rights")), (_("登记"), None)]
    return page.show("rights/new.html", *crumbs, status=status, form=form)


def _edit_page(
    row: IntellectualProperty, form: CorrectForm, remove: RemoveForm | None = None, status: int = 200
) -> tuple[str, int]:
    context: dict[str, Any] = {"form": form, "remove": remove or RemoveForm(formdata=None), "right": row}
    if remove is not None:
        at_reason = [(sentence, "remove-reason") for sentence in remove.reason.errors]
        context["extra_errors"] = [*at_reason, *remove.form_errors]
    crumbs = [(_("知识产权"), page.here("rights")), (row.number, None)]
    return page.show("rights/edit.html", *crumbs, status=status, **context)
