"""Official lists: uploaded, looked at line by line, committed or discarded, undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError, NotFound
from registry.core.text import Text, msg
from registry.documents.services import open_document
from registry.documents.storage import Storage
from registry.rosters import decisions, queries, services, undo
from registry.rosters.access import get_roster_for
from registry.rosters.lines import Stated
from registry.rosters.models import BatchState, RosterBatch, RowStatus
from registry.web.officer.blueprint import blueprint
from registry.web.officer.forms.rosters import CommitForm, DiscardForm, MatchForm, UndoForm, UploadForm
from registry.web.officer.roster_page import Forms, page_of_batch, words_of_batch
from registry.web.shared import acts, current, lists, refusals
from registry.web.shared.acts import Answer
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.forms import BaseForm
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires


@blueprint.route("/rosters", methods=["GET", "POST"])
@requires(Permission.ROSTERS_IMPORT)
def rosters() -> Answer:
    """The lists received, and the way to hand in another."""
    form = UploadForm().offer_purposes()

    def do() -> Answer:
        try:
            batch = services.receive(
                form.file.data.stream.read(),
                form.file.data.filename or "",
                kind=form.kind,
                scheme_code=form.scheme_code,
                stated=Stated(form.issued_on.data, form.document.data),
                storage=_storage(),
                again=form.again.data,
                **acts.dated(),
            )
        except services.AlreadyReceived as error:
            refusals.place(form, error)
            return _list(form, error.status, earlier=_url(error.batch))
        return acts.done(_("名单已读取，尚未入库。请核对后提交。"), _url(batch.public_id))

    return acts.serve(form, partial(_list, form), do)


@blueprint.get("/rosters/<public_id>")
@requires(Permission.ROSTERS_IMPORT)
def roster(public_id: str) -> str:
    """One list with its lines, those with problems first."""
    return page_of_batch(get_roster_for(current.actor(), public_id))


@blueprint.get("/rosters/<public_id>/file")
@requires(Permission.ROSTERS_IMPORT)
def roster_file(public_id: str) -> Response:
    """The file as it was received."""
    document = get_roster_for(current.actor(), public_id).document
    if document is None:
        raise NotFound(msg("这份名单由命令行导入，文件没有存入系统。"))
    stream = open_document(document, _storage())
    return send_file(stream, mimetype=document.media_type, as_attachment=True, download_name=document.filename)


@blueprint.post("/rosters/<public_id>/match")
@requires(Permission.ROSTERS_IMPORT)
def roster_match(public_id: str) -> Answer:
    """Confirm the lines ticked, or take their confirmation back."""
    batch = get_roster_for(current.actor(), public_id)
    match = MatchForm.of(request.form)
    try:
        if match.action == "reconsider":
            count = decisions.reconsider(batch, match.rows, **acts.dated())
            flash(_("已撤回 %(count)s 行的确认。", count=count), "success")
        else:
            choices = decisions.exact_matches(batch) if match.action == "exact" else match.choices()
            count = decisions.confirm(batch, choices, **acts.dated())
            flash(_("已确认 %(count)s 行。", count=count), "success")
    except DomainError as error:
        problem = translate(error.text)
        return page_of_batch(batch, Forms(match=match), problems=[problem]), error.status
    return redirect(_back(batch), 303)


@blueprint.post("/rosters/<public_id>/commit")
@requires(Permission.ROSTERS_IMPORT)
def roster_commit(public_id: str) -> Answer:
    """Write the list into the registry: all of it or nothing."""
    batch = get_roster_for(current.actor(), public_id)
    form = CommitForm()

    def act() -> None:
        services.commit(batch, leave_out=form.agreed, seen_version=form.version.data, **acts.dated())
        counts = queries.counts_of(batch)
        written = counts[RowStatus.CREATE] + counts[RowStatus.UPDATE]
        flash(_("名单已入库：写入 %(count)s 行。", count=written), "success")

    return _carry_out(batch, form, Forms(commit=form), act)


@blueprint.post("/rosters/<public_id>/discard")
@requires(Permission.ROSTERS_IMPORT)
def roster_discard(public_id: str) -> Answer:
    """Put the list aside."""
    batch = get_roster_for(current.actor(), public_id)
    form = DiscardForm()

    def act() -> None:
        services.discard(batch, **acts.signed())
        flash(_("名单已弃用，没有入库任何内容。"), "success")

    return _carry_out(batch, form, Forms(), act)


@blueprint.post("/rosters/<public_id>/undo")
@requires(Permission.ROSTERS_IMPORT)
def roster_undo(public_id: str) -> Answer:
    """Take a committed list back."""
    batch = get_roster_for(current.actor(), public_id)
    form = UndoForm()

    def act() -> None:
        undo.undo(batch, reason=form.reason.data, seen_version=form.version.data, **acts.signed())
        flash(_("名单已撤销入库，各项数量恢复到入库之前。"), "success")

    return _carry_out(batch, form, Forms(undo=form), act)


def _carry_out(batch: RosterBatch, form: BaseForm, forms: Forms, act: Callable[[], None]) -> Answer:
    """Do it and come back to the list; or show the list again with what forbids it."""
    if not form.validate():
        return page_of_batch(batch, forms), 422
    problems: list[Text] = []
    try:
        act()
    except services.Outdated as error:
        keep_despite_refusal()  # the lines were judged anew, and nothing else was written
        return page_of_batch(batch, Forms(), problems=[translate(error.text)]), error.status
    except undo.Obstructed as error:
        problems = [error.text, *error.obstacles]
        return page_of_batch(batch, forms, problems=[translate(one) for one in problems]), error.status
    except DomainError as error:
        if forms.refused is None:
            return page_of_batch(batch, forms, problems=[translate(error.text)]), error.status
        refusals.place(form, error)
        return page_of_batch(batch, forms), error.status
    return redirect(_url(batch.public_id), 303)


def _url(public_id: str) -> str:
    return url_for("officer.roster", public_id=public_id)


def _list(form: UploadForm, status: int = 200, earlier: str | None = None) -> Answer:
    page = queries.batches(cursor=request.args.get("after"))
    html = render_template(
        "officer/rosters/list.html",
        form=form,
        earlier=earlier,
        page=page,
        words=words_of_batch,
        preview=BatchState.PREVIEW,
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        breadcrumbs=[(_("官方名单"), None)],
    )
    return html, status


def _back(batch: RosterBatch) -> str:
    """The same page of the list that the person came from."""
    status = request.form.get("status", "")
    known = status if status in list(RowStatus) else None
    return url_for("officer.roster", public_id=batch.public_id, status=known, _anchor="lines")


def _storage() -> Storage:
    return Storage(Path(current_app.config["DOCUMENT_FOLDER"]))
