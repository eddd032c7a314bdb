"""The firm before all rungs at once: what it lacks and by how much; and what it says of itself, kept once."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.assessments.ladder import rungs
from registry.assessments.queries import declarations_of
from registry.assessments.restating import StatedMeanwhile, restate, stand_of
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.reading import fetch
from registry.reference.queries import schemes
from registry.web.firm import ladder_page, page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.applications import AnswersForm, answers_form
from registry.web.shared import current, refusals
from registry.web.shared.items import Item
from registry.web.shared.permissions import requires

Page = tuple[str, int] | Response


@blueprint.get("/<uscc>/ladder")
@requires(Permission.FIRM_READ)
def ladder(uscc: str) -> tuple[str, int]:
    """Every rung: the verdict, what is lacking and by how much, the way up, the papers."""
    found = rungs(current.enterprise(), schemes(open_only=True), current.today())
    return page.show(
        "ladder/show.html",
        (_("梯队"), None),
        rungs=[ladder_page.shown(rung) for rung in found],
        is_open="open" in request.args,
        as_of=current.today(),
    )


@blueprint.route("/<uscc>/declarations", methods=["GET", "POST"])
@requires(Permission.FIRM_READ)
def declarations(uscc: str) -> Page:
    """The questions of all rungs in one form: answered once, each with who answered and when."""
    items = ladder_page.questions()
    if request.method == "GET":
        return _form_page(items, _form_of(items))
    page.require(Permission.FIRM_FILL)
    form = answers_form(items, [])()
    if not form.validate():
        return _form_page(items, form, 422)
    given = form.answers(items, {})
    try:
        changed = restate(
            current.enterprise(),
            {item.code: given.get(item.code) for item in items},
            seen=form.version.data,
            actor=current.actor(),
            at=current.now(),
            on=current.today(),
        )
    except NotAllowed:
        raise
    except DomainError as error:
        return _refused_page(items, form, error)
    flash(_("已保存 %(count)s 项。", count=len(changed)) if changed else _("没有改动。"), "success")
    return redirect(page.here("ladder"), 303)


def _form_of(items: list[Item]) -> AnswersForm:
    """The form with what is declared."""
    stated = fetch(declarations_of(current.enterprise().id))
    kept = {one.fact: one.value for one in stated}
    data = {item.code: item.read(kept.get(item.code)) for item in items}
    return answers_form(items, [])(formdata=None, data={**data, "version": stand_of(stated)})


def _refused_page(items: list[Item], form: AnswersForm, error: DomainError) -> Page:
    """What was typed, with the refusal; after a colleague's save with what he answered, to be compared."""
    refusals.place(form, error)
    remarks = {}
    if isinstance(error, StatedMeanwhile):
        mine = form.answers(items, {})
        differing = [item for item in items if mine.get(item.code) != error.stated.get(item.code)]
        remarks = {item.code: ladder_page.theirs(item, error.stated) for item in differing}
    if isinstance(error, Conflict):
        form.version.raw_data = None
        form.version.data = stand_of(fetch(declarations_of(current.enterprise().id)))
    return _form_page(items, form, error.status, remarks)


def _form_page(items: list[Item], form: AnswersForm, status: int = 200, remarks: dict[str, str] | None = None) -> Page:
    return page.show(
        "ladder/declarations.html",
        (_("梯队"), page.here("ladder")),
        (_("申报事项"), None),
        status=status,
        form=form,
        items=items,
        remarks=remarks or {},
        answers=ladder_page.answers_in_words(items),
        stated=ladder_page.who_and_when(),
        readers=ladder_page.asked_by(items),
    )
