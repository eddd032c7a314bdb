"""One task of an application's file at a time."""

from __future__ import annotations

from functools import partial

from flask import request
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications import drafts
from registry.applications.models import Application
from registry.applications.tasks import Task, open_tasks
from registry.core.errors import Conflict, NotFound
from registry.core.text import msg
from registry.web.firm import application_page as parts
from registry.web.firm import application_tasks as tasks
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.shared import acts
from registry.web.shared.permissions import requires


@blueprint.route("/<uscc>/applications/<public_id>/tasks/<task>", methods=["GET", "POST"])
@requires(Permission.FIRM_FILL)
def application_task(uscc: str, public_id: str, task: str) -> acts.Answer:
    """The questions of one task; what a return left closed is refused."""
    one, wanted = parts.load(public_id), _task(task)
    parts.require_editable(one)
    if wanted not in open_tasks(drafts.open_items(one)):
        raise Conflict(msg("这一项没有被要求补正，不能修改。"))
    form = tasks.form_of(one, wanted)

    def do() -> acts.Answer:
        seen = tasks.seen_version(one, wanted, form)
        given = form.answers(tasks.items_of(one, wanted), one.draft)
        drafts.save_draft(one, given, seen_version=seen, **acts.signed())
        return acts.done(_("已保存。"), _onward(one, wanted))

    return acts.serve(form, partial(tasks.task_page, one, wanted, form), do)


def _task(word: str) -> Task:
    if word not in set(Task) or word == Task.COMMITMENT:
        raise NotFound(msg("没有这一项填报内容。"))
    return Task(word)


def _onward(one: Application, task: Task) -> str:
    """Back to the check for who came from there; else to the next task, or to the list."""
    if request.args.get("from") == "check":
        return page.here("application_submit", public_id=one.public_id)
    if request.form.get("action") != "next":
        return page.here("application", public_id=one.public_id)
    following = tasks.following(one, task)
    if following is None:
        return page.here("application_submit", public_id=one.public_id)
    return page.here("application_task", public_id=one.public_id, task=following.value)
