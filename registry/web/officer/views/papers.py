"""A firm's evidence files as the office sees them: the list, what is known of one, and a look at it."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.documents.access import get_document_for
from registry.documents.models import Document
from registry.enterprises.access import get_enterprise_for
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_crumbs, firm_name
from registry.web.officer.dossier import reach
from registry.web.shared import current, papers
from registry.web.shared.files import opened
from registry.web.shared.permissions import requires


@blueprint.get("/enterprises/<uscc>/documents")
@requires(Permission.ENTERPRISES_READ)
def enterprise_documents(uscc: str) -> str:
    """What each file proves, who put it in and when."""
    on = current.today()
    firm = get_enterprise_for(current.actor(), uscc, on=on)
    return render_template(
        "officer/enterprises/documents.html",
        enterprise=firm,
        name=firm_name(firm.id, on),
        files=papers.paper_files(firm.id),
        breadcrumbs=[*firm_crumbs(firm, on), (_("材料"), None)],
    )


@blueprint.get("/enterprises/<uscc>/documents/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def enterprise_document(uscc: str, public_id: str) -> str:
    """Who put it in and when, its hash, what it proves; a picture is shown."""
    on = current.today()
    firm, row = get_enterprise_for(current.actor(), uscc, on=on), _document(public_id)
    if row.enterprise_id != firm.id:
        raise NotFound(msg("没有这份材料。"))
    listed = url_for("officer.enterprise_documents", uscc=firm.uscc)
    return render_template(
        "officer/enterprises/document.html",
        file=papers.file_of(row),
        name=firm_name(firm.id, on),
        breadcrumbs=[*firm_crumbs(firm, on), (_("材料"), listed), (row.filename, None)],
    )


@blueprint.get("/documents/<public_id>/inline")
@requires(Permission.ENTERPRISES_READ)
def document_inline(public_id: str) -> Response:
    """A picture or a PDF, to be looked at."""
    return opened(_document(public_id))


def _document(public_id: str) -> Document:
    return get_document_for(current.actor(), public_id, reaches=reach(current.actor(), current.today()))
