"""What speaks against a firm: recorded with its period and its paper, lifted with a reason."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.text import msg
from registry.core.types import FAR
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise
from registry.integrity.access import get_record_for
from registry.integrity.models import Effect, IntegrityRecord, RecordKind
from registry.integrity.services import RecordFacts, add_record, lift
from registry.integrity.words import EFFECTS, KINDS
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.integrity import LiftForm, RecordForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.forms import BaseForm
from registry.web.shared.permissions import requires


@blueprint.route("/enterprises/<uscc>/integrity/new", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def integrity_new(uscc: str) -> Answer:
    """Record something against a firm."""
    firm = get_enterprise_for(current.actor(), uscc, on=current.today(), permission=Permission.RECOGNITIONS_RECORD)
    form = RecordForm(data={"valid_from": current.today()})

    def do() -> Answer:
        add_record(firm, _facts(form), **acts.signed())
        return acts.done(_("诚信记录已登记。"), _back(firm))

    return acts.serve(form, partial(_page, firm, form, _("登记诚信记录"), None), do)


@blueprint.route("/integrity/<public_id>/lift", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def integrity_lift(public_id: str) -> Answer:
    """It no longer holds."""
    row = get_record_for(current.actor(), public_id, on=current.today())
    form = LiftForm(data={"lifted_on": current.today()})

    def do() -> Answer:
        lift(row, lifted_on=form.lifted_on.data, reason=form.reason.data, **acts.signed())
        return acts.done(_("诚信记录已解除。"), _back(row.enterprise))

    return acts.serve(form, partial(_page, row.enterprise, form, _("解除诚信记录"), row), do)


def _facts(form: RecordForm) -> RecordFacts:
    last = form.last_day.data
    if last is not None and last >= FAR:
        raise DomainError(msg("长期有效的，请不填截止日期。"), "last_day")
    if last is not None and last < form.valid_from.data:
        raise DomainError(msg("截止日期不能早于起始日期。"), "last_day")
    return RecordFacts(
        kind=RecordKind(form.kind.data),
        effect=Effect(form.effect.data),
        valid_from=form.valid_from.data,
        valid_to=last + timedelta(days=1) if last else FAR,
        matter=form.matter.data,
        document=form.document.data,
    )


def _back(firm: Enterprise) -> str:
    return url_for("officer.enterprise", uscc=firm.uscc, _anchor="conduct")


def _page(firm: Enterprise, form: BaseForm, heading: str, row: IntegrityRecord | None, status: int) -> Answer:
    name = firm_name(firm.id, current.today()) or firm.uscc
    page = render_template(
        "officer/integrity/edit.html",
        form=form,
        act=heading,
        name=name,
        record=row,
        kind=KINDS[row.kind] if row else None,
        effect=EFFECTS[row.effect][1] if row else None,
        back=_back(firm),
        breadcrumbs=[
            (_("企业"), url_for("officer.enterprises")),
            (name, url_for("officer.enterprise", uscc=firm.uscc)),
            (heading, None),
        ],
    )
    return page, status
