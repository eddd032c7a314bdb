"""Visits to firms."""

from __future__ import annotations

from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise
from registry.integrity.services import note_visit
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.visits import VisitForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.permissions import requires


@blueprint.route("/enterprises/<uscc>/visits/new", methods=["GET", "POST"])
@requires(Permission.CULTIVATION_KEEP)
def visit_new(uscc: str) -> Answer:
    """Write down a visit."""
    firm = get_enterprise_for(current.actor(), uscc, on=current.today(), permission=Permission.CULTIVATION_KEEP)
    form = VisitForm(data={"visited_on": current.today()})

    def do() -> Answer:
        note_visit(
            firm,
            visited_on=form.visited_on.data,
            people=form.people.data,
            notes=form.notes.data,
            follow_up=form.follow_up.data,
            **acts.dated(),
        )
        return acts.done(_("走访已记录。"), url_for("officer.enterprise", uscc=firm.uscc, _anchor="conduct"))

    return acts.serve(form, partial(_page, firm, form), do)


def _page(firm: Enterprise, form: VisitForm, status: int) -> Answer:
    name = firm_name(firm.id, current.today()) or firm.uscc
    page = render_template(
        "officer/visits/new.html",
        form=form,
        name=name,
        back=url_for("officer.enterprise", uscc=firm.uscc, _anchor="conduct"),
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (name, url_for("officer.enterprise", uscc=firm.uscc)),
            (_("记录走访"), None),
        ],
    )
    return page, status
