"""The firm's evidence files: put in, list, take out."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.documents.access import documents_of, get_document_for
from registry.documents.services import LARGEST, open_document, store
from registry.documents.sniff import ACCEPTED
from registry.documents.storage import Storage
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.documents import REQUIREMENTS, UploadForm
from registry.web.shared import current, refusals
from registry.web.shared.permissions import requires


@blueprint.route("/<uscc>/documents", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def documents(uscc: str) -> tuple[str, int] | Response:
    """All files, newest first; below them the place to add one."""
    form = UploadForm()
    if not form.is_submitted():
        return _page(form)
    page.require(Permission.FIRM_FILL)
    if not form.validate():
        return _page(form, 422)
    try:
        row = store(
            form.file.data.stream,
            form.file.data.filename or "",
            storage=storage(),
            enterprise_id=current.enterprise().id,
            actor=current.actor(),
            at=current.now(),
            requirement=form.requirement.data,
        )
    except DomainError as error:
        refusals.place(form, error)
        return _page(form, refusals.status(error))
    flash(_("已上传“%(name)s”。", name=row.filename), "success")
    return redirect(page.here("documents"), 303)


@blueprint.get("/<uscc>/documents/<public_id>")
@requires(Permission.FIRM_READ)
def document(uscc: str, public_id: str) -> Response:
    """The file, to be saved and not shown."""
    own = current.enterprise().id
    row = get_document_for(current.actor(), public_id, reaches=lambda enterprise_id: enterprise_id == own)
    page.require_own(row.enterprise_id or 0)
    return send_file(
        open_document(row, storage()), mimetype=row.media_type, as_attachment=True, download_name=row.filename
    )


def storage() -> Storage:
    """Where the files are."""
    return Storage(Path(current_app.config["DOCUMENT_FOLDER"]))


def _page(form: UploadForm, status: int = 200) -> tuple[str, int]:
    return page.show(
        "documents/list.html",
        (_("材料"), None),
        status=status,
        form=form,
        rows=fetch(documents_of(current.enterprise().id)),
        requirements=REQUIREMENTS,
        accepted=ACCEPTED,
        largest=LARGEST // (1024 * 1024),
    )
