"""The firm's evidence files: put in, look at, take out, use for something else too."""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.documents.access import get_document_for
from registry.documents.models import Document
from registry.documents.services import LARGEST, store, use_for
from registry.documents.sniff import ACCEPTED
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.documents import UploadForm, UseForm
from registry.web.shared import acts, current, papers
from registry.web.shared.acts import Answer
from registry.web.shared.files import opened, saved, storage
from registry.web.shared.permissions import requires


@blueprint.route("/<uscc>/documents", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def documents(uscc: str) -> Answer:
    """All files, newest first; below them the place to add one."""
    form = UploadForm()
    if form.is_submitted():
        page.require(Permission.FIRM_FILL)

    def do() -> Answer:
        first, *others = form.requirement.data
        row = store(
            form.file.data.stream,
            form.file.data.filename or "",
            storage=storage(),
            enterprise_id=current.enterprise().id,
            requirement=first,
            **acts.signed(),
        )
        for other in others:
            use_for(row, other, **acts.signed())
        return acts.done(_("已上传“%(name)s”。", name=row.filename), page.here("documents"))

    return acts.serve(form, partial(_page, form), do)


@blueprint.get("/<uscc>/documents/<public_id>")
@requires(Permission.FIRM_READ)
def document(uscc: str, public_id: str) -> Response:
    """The file, to be saved and not shown."""
    return saved(_load(public_id))


@blueprint.get("/<uscc>/documents/<public_id>/inline")
@requires(Permission.FIRM_READ)
def document_inline(uscc: str, public_id: str) -> Response:
    """A picture or a PDF, to be looked at."""
    return opened(_load(public_id))


@blueprint.route("/<uscc>/documents/<public_id>/about", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def document_about(uscc: str, public_id: str) -> Answer:
    """What is known of a file: who put it in and when, its hash, what it proves; a picture is shown."""
    row, form = _load(public_id), UseForm()
    if form.is_submitted():
        page.require(Permission.FIRM_FILL)

    def do() -> Answer:
        use_for(row, form.requirement.data, **acts.signed())
        said = _("“%(name)s”已另作一项用途。", name=row.filename)
        return acts.done(said, page.here("document_about", public_id=public_id))

    return acts.serve(form, partial(_about, row, form), do)


def _load(public_id: str) -> Document:
    own = current.enterprise().id
    row = get_document_for(current.actor(), public_id, reaches=lambda enterprise_id: enterprise_id == own)
    page.require_own(row.enterprise_id or 0)
    return row


def _page(form: UploadForm, status: int) -> Answer:
    return page.show(
        "documents/list.html",
        (_("材料"), None),
        status=status,
        form=form,
        files=papers.paper_files(current.enterprise().id),
        accepted=ACCEPTED,
        largest=LARGEST // (1024 * 1024),
    )


def _about(row: Document, form: UseForm, status: int) -> Answer:
    crumbs = [(_("材料"), page.here("documents")), (row.filename, None)]
    return page.show(
        "documents/show.html",
        *crumbs,
        status=status,
        form=form,
        file=papers.file_of(row),
    )
