"""The receipt of what was sent: to be read, and as a file to keep."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.web.firm import application_page as parts
from registry.web.firm import application_receipt as receipts
from registry.web.firm import page
from registry.web.firm.application_line import holder
from registry.web.firm.blueprint import blueprint
from registry.web.shared.paper import paper
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/applications/<public_id>/receipt")
@requires(Permission.FIRM_READ)
def application_receipt(uscc: str, public_id: str) -> tuple[str, int]:
    """The receipt of the revision sent last."""
    one = parts.load(public_id)
    sent = receipts.revision_of(one, None)
    crumbs = parts.crumbs(one, _("回执"))
    return page.show("applications/done.html", *crumbs, holder=holder(one), **receipts.receipt(sent))


@blueprint.get("/<uscc>/applications/<public_id>/receipts/<int:no>.pdf")
@requires(Permission.FIRM_READ)
def application_paper(uscc: str, public_id: str, no: int) -> Response:
    """The receipt of one revision as a file."""
    sent = receipts.revision_of(parts.load(public_id), no)
    return paper("firm/applications/paper.html", receipts.number(sent), receipts.receipt(sent))
