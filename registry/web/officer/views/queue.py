"""办件队列: what waits for this officer as a list to work through - narrowed, taken, handed over, case after case."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications import holding, worklist
from registry.applications.access import get_application_for
from registry.applications.models import Application
from registry.core.reading import fetch, fetch_page
from registry.exports.writers import plain
from registry.web.officer import worklist_args
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import case_of
from registry.web.officer.forms.queue import HandOverForm, HoldForm
from registry.web.officer.queue_rows import QueueRow, rows_of
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import translate
from registry.web.shared.names import scheme_names
from registry.web.shared.permissions import requires

PAGE = 30
MOST_COPIED = 2000


@blueprint.get("/queue")
@requires(Permission.APPLICATIONS_READ)
def queue() -> Answer:
    """The list with its filters in the address."""
    worklist_args.remember()
    return _list(HoldForm())


@blueprint.get("/queue/table")
@requires(Permission.APPLICATIONS_READ)
def queue_table() -> str:
    """The whole list as text with tabs, to be copied into a spreadsheet."""
    wanted = worklist_args.read()
    found = fetch(worklist.worklist(current.actor(), wanted, current.today()), MOST_COPIED + 1)
    return render_template(
        "officer/queue/table.html",
        text=_as_text(rows_of(found[:MOST_COPIED])),
        count=min(len(found), MOST_COPIED),
        is_cut=len(found) > MOST_COPIED,
        back=url_for("officer.queue", **worklist_args.kept()),
        breadcrumbs=[*_crumbs(), (_("复制为表格"), None)],
    )


@blueprint.get("/queue/next")
@requires(Permission.APPLICATIONS_READ)
def queue_next() -> Answer:
    """The case after `seen` in the list last looked at, or its first; the list where there is no more."""
    kept = worklist_args.remembered()
    wanted = worklist_args.read_from(kept)
    seen = lists.word("seen")
    found = worklist.next_case(current.actor(), wanted, current.today(), seen)
    if found is None:
        flash(_("队列已到末尾，没有下一件。"), "info")
        return redirect(url_for("officer.queue", **kept))
    return redirect(url_for("officer.application", public_id=found.public_id))


@blueprint.post("/queue/<public_id>/take")
@requires(Permission.APPLICATIONS_READ)
def queue_take(public_id: str) -> Answer:
    """Have it in hand."""
    one = get_application_for(current.actor(), public_id)
    form = HoldForm()

    def do() -> Answer:
        holding.take(one, **acts.dated())
        return acts.done(_("已领取：%(name)s。", name=_name(one)), _back())

    return acts.serve(form, partial(_list, form), do)


@blueprint.post("/queue/<public_id>/release")
@requires(Permission.APPLICATIONS_READ)
def queue_release(public_id: str) -> Answer:
    """Give it back to all."""
    one = get_application_for(current.actor(), public_id)
    form = HoldForm()

    def do() -> Answer:
        holding.release(one, **acts.dated())
        return acts.done(_("已放回队列：%(name)s。", name=_name(one)), _back())

    return acts.serve(form, partial(_list, form), do)


@blueprint.route("/queue/<public_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_READ)
def queue_hand_over(public_id: str) -> Answer:
    """Put it into a colleague's hands."""
    one, on = get_application_for(current.actor(), public_id), current.today()
    people = {person.public_id: person for person in holding.possible_holders(one, on)}
    form = HandOverForm()
    form.to.choices = [(code, person.name) for code, person in people.items()]
    if not form.is_submitted():
        holding.require_turn(one, current.actor())

    def do() -> Answer:
        to = people[form.to.data]
        holding.hand_over(one, to, reason=form.reason.data, **acts.dated())
        return acts.done(_("%(name)s 已转交给 %(person)s。", name=_name(one), person=to.name), _back())

    return acts.serve(form, partial(_handing_over, one, form), do)


def _list(form: HoldForm, status: int = 200) -> Answer:
    actor, on, wanted = current.actor(), current.today(), worklist_args.read()
    found = worklist.worklist(actor, wanted, on, lists.cursor(worklist.KEY_TYPES))
    page = fetch_page(found, PAGE, lambda row: worklist.key(row, wanted.order))
    kept = worklist_args.kept()
    after = {"after": page.next_cursor} if page.next_cursor else None
    shown = render_template(
        "officer/queue/list.html",
        form=form,
        rows=rows_of(page.rows),
        kept=kept,
        next_url=url_for("officer.queue", **{**kept, **after}) if after else None,
        first_url=url_for("officer.queue", **kept) if request.args.get("after") else None,
        total=worklist.size(actor, wanted, on),
        wanted=wanted,
        codes=request.args.get("codes", ""),
        problems=worklist_args.problems(),
        missing=worklist_args.missing(wanted),
        stages=worklist_args.stages(),
        holders=worklist_args.holders(),
        orders=[("due", _("期限最近的在前")), ("age", _("等得最久的在前"))],
        schemes=scheme_names(),
        streets=sorted(worklist_args.streets().items()),
        breadcrumbs=_crumbs()[:1] + [(_("办件队列"), None)],
    )
    return shown, status


def _handing_over(one: Application, form: HandOverForm, status: int) -> Answer:
    page = render_template(
        "officer/queue/hand_over.html",
        application=one,
        case=case_of(one, current.today()),
        holding=holding.holding_of(one),
        form=form,
        back=_back(),
        breadcrumbs=[*_crumbs(), (_("转交"), None)],
    )
    return page, status


def _as_text(rows: list[QueueRow]) -> str:
    heading = [
        _("统一社会信用代码"),
        _("企业"),
        _("认定类别"),
        _("当前环节"),
        _("街道"),
        _("期限"),
        _("超期"),
        _("已等天数"),
        _("经办"),
    ]
    lines = [heading] + [
        [
            row.case.application.enterprise.uscc,
            row.case.name,
            translate(row.case.application.scheme.label),
            row.case.step,
            row.case.region,
            str(row.case.application.due_on or ""),
            _("是") if row.case.is_overdue else "",
            str(row.case.waited if row.case.waited is not None else ""),
            row.holder,
        ]
        for row in rows
    ]
    return "\n".join("\t".join(plain(" ".join(cell.split())) for cell in line) for line in lines)


def _name(one: Application) -> str:
    return case_of(one, current.today()).name or one.enterprise.uscc


def _back() -> str:
    return url_for("officer.queue", **worklist_args.kept())


def _crumbs() -> list[tuple[str, Any]]:
    return [(_("等您处理"), url_for("officer.desk")), (_("办件队列"), url_for("officer.queue"))]
