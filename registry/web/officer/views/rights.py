"""A firm's ledger of rights as the office sees it."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.enterprises.access import get_enterprise_for
from registry.intellectual_property.queries import counts_by_class
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_crumbs, firm_name
from registry.web.shared import current
from registry.web.shared.ledger_page import ledger
from registry.web.shared.permissions import requires


@blueprint.get("/enterprises/<uscc>/intellectual-property")
@requires(Permission.ENTERPRISES_READ)
def enterprise_rights(uscc: str) -> str:
    """In force, terms, yearly fees, and which recognition rested on each."""
    on = current.today()
    firm = get_enterprise_for(current.actor(), uscc, on=on)
    return render_template(
        "officer/enterprises/rights.html",
        enterprise=firm,
        name=firm_name(firm.id, on),
        ledger=ledger(firm.id, on),
        counts=counts_by_class(firm.id, on),
        as_of=on,
        breadcrumbs=[*firm_crumbs(firm, on), (_("知识产权"), None)],
    )
