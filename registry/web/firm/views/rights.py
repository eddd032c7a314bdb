"""The firm's intellectual property: list, add, correct, take down."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.intellectual_property.access import get_right_for
from registry.intellectual_property.ledger import odd_number
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import counts_by_class
from registry.intellectual_property.services import correct_right, facts_of, record_right, remove_right
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.rights import CorrectForm, RemoveForm, RightForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.ledger_page import ledger
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/intellectual-property")
@requires(Permission.FIRM_READ)
def rights(uscc: str) -> tuple[str, int]:
    """The ledger: which rights are in force today, when they end, what is to be paid, how many of each class."""
    firm, on = current.enterprise(), current.today()
    return page.show(
        "rights/list.html",
        (_("知识产权"), None),
        ledger=ledger(firm.id, on),
        counts=counts_by_class(firm.id, on),
        as_of=on,
    )


@blueprint.route("/<uscc>/intellectual-property/new", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def right_new(uscc: str) -> Answer:
    """Add a right; what is odd but possible is told afterwards."""
    form = RightForm()

    def do() -> Answer:
        recorded = record_right(current.enterprise(), form.facts(), source="firm", **acts.dated())
        said = _("已登记 %(number)s。", number=recorded.right.number)
        return acts.done(said, page.here("rights"), *recorded.warnings, *recorded.elsewhere)

    return acts.serve(form, partial(_new_page, form), do)


@blueprint.route("/<uscc>/intellectual-property/<public_id>", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def right(uscc: str, public_id: str) -> Answer:
    """Correct a right."""
    row = _load(public_id)
    form = CorrectForm(data=asdict(facts_of(row)))

    def do() -> Answer:
        recorded = correct_right(row, asdict(form.facts()), reason=form.reason.data, **acts.dated())
        said = _("已更正 %(number)s。", number=recorded.right.number)
        return acts.done(said, page.here("rights"), *recorded.warnings, *recorded.elsewhere)

    return acts.serve(form, lambda status: _edit_page(row, form, status=status), do)


@blueprint.post("/<uscc>/intellectual-property/<public_id>/remove")
@requires(Permission.FIRM_FILL)
def right_remove(uscc: str, public_id: str) -> Answer:
    """The record should not be there."""
    row = _load(public_id)
    form = RemoveForm()
    as_it_is = CorrectForm(formdata=None, data=asdict(facts_of(row)))

    def do() -> Answer:
        remove_right(row, reason=form.reason.data, **acts.dated())
        return acts.done(_("已删除 %(number)s。", number=row.number), page.here("rights"))

    return acts.serve(form, partial(_edit_page, row, as_it_is, form), do)


def _load(public_id: str) -> IntellectualProperty:
    row = get_right_for(current.actor(), public_id, on=current.today())
    page.require_own(row.enterprise_id)
    return row


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
    return page.show("rights/edit.html", *crumbs, status=status, odd=odd_number(row), **context)
