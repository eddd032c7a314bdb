"""The annual confirmation: look at what is held, say whether it changed, and keep the receipt."""

from __future__ import annotations

import json
from zlib import crc32

from flask import Response, redirect, request
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications.confirmations import Shown, confirm, find_confirmation
from registry.applications.models import AnnualConfirmation
from registry.core.errors import Conflict, NotFound
from registry.core.text import msg
from registry.web.firm import confirmation_page as pages
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.confirmation import ALL_SAME, confirmation_form
from registry.web.shared import acts, current
from registry.web.shared.paper import paper
from registry.web.shared.permissions import requires

MARKS = 999_999_937


@blueprint.route("/<uscc>/confirmation", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def confirmation(uscc: str) -> acts.Answer:
    """This year's: one page to look at and to file; where it is filed, its receipt."""
    year = current.today().year
    if request.method == "GET" and find_confirmation(current.enterprise().id, year) is not None:
        return redirect(page.here("confirmation_receipt", year=year), 303)
    shown = pages.shown_now()
    form = confirmation_form(one.task for one in shown)(data={"version": _seen(shown)})
    all_same = request.form.get("action") == ALL_SAME

    def show(status: int) -> acts.Answer:
        form.version.raw_data, form.version.data = None, _seen(shown)
        return pages.edit_page(shown, form, status)

    def do() -> acts.Answer:
        if form.version.data != _seen(shown):
            raise Conflict(msg("在您打开页面之后，登记的内容有了更新，请核对下面的最新内容后再提交。"))
        if not form.is_settled(all_same=all_same):
            return show(422)
        answers = form.answers(all_same=all_same)
        filed = confirm(current.enterprise(), shown, answers, agreed=form.agreed.data, **acts.dated())
        return acts.done(_("年度确认已提交。"), page.here("confirmation_receipt", year=filed.year))

    return acts.serve(form, show, do)


@blueprint.get("/<uscc>/confirmation/<int:year>")
@requires(Permission.FIRM_READ)
def confirmation_receipt(uscc: str, year: int) -> tuple[str, int]:
    """What was confirmed in a year, when and by whom."""
    found = _find(year)
    crumbs = (_("%(year)s 年度确认", year=year), None)
    return page.show("confirmation/done.html", crumbs, **pages.receipt(found))


@blueprint.get("/<uscc>/confirmation/<int:year>.pdf")
@requires(Permission.FIRM_READ)
def confirmation_paper(uscc: str, year: int) -> Response:
    """The same as a file."""
    shown = pages.receipt(_find(year))
    return paper("firm/confirmation/paper.html", shown["receipt"], shown)


def _find(year: int) -> AnnualConfirmation:
    found = find_confirmation(current.enterprise().id, year) if year < 10_000 else None
    if found is None:
        raise NotFound(msg("这一年没有提交年度确认。"))
    return found


def _seen(shown: list[Shown]) -> int:
    """A number that changes with what is shown: nobody confirms what he has not read."""
    lines = [[one.task.value, *([line.label, line.value, line.source] for line in one.lines)] for one in shown]
    return crc32(json.dumps(lines).encode()) % MARKS
