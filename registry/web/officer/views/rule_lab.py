"""The rule lab: drafts of other values for a rule set, changed in a form of their kinds and tried on all firms."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of, scope
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.rule_lab.access import get_draft_for
from registry.rule_lab.models import RuleDraft, RuleDraftRun
from registry.rule_lab.queries import Totals, drafts, totals
from registry.rule_lab.services import change_draft, is_outdated, offered, open_draft, try_draft
from registry.rules import catalog
from registry.rules.drafting import Difference, differences, with_changes
from registry.web.officer.blueprint import blueprint
from registry.web.officer.forms.rule_lab import DraftForm, NewDraftForm, TrialForm, draft_form
from registry.web.officer.rule_lab import value_lines
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import word
from registry.web.shared.permissions import requires

MOST = 100
"""Drafts that the list shows."""


@blueprint.get("/rule-lab")
@requires(Permission.RULE_LAB_READ)
def rule_lab() -> Answer:
    """All drafts, the one changed last first, each with its latest run."""
    rows = [(draft, draft.runs[0] if draft.runs else None) for draft in fetch(drafts(), MOST)]
    return render_template(
        "officer/rule_lab/list.html",
        rows=[(draft, rule_title(draft), run, run and run_totals(run)) for draft, run in rows],
        may_run=may_run(),
        breadcrumbs=[(_("规则试算"), None)],
    )


@blueprint.route("/rule-lab/new", methods=["GET", "POST"])
@requires(Permission.RULE_LAB_RUN)
def rule_lab_new() -> Answer:
    """Begin a draft with the values in force."""
    form = NewDraftForm(offered(current.today()))

    def show(status: int) -> Answer:
        crumbs = [(_("规则试算"), url_for("officer.rule_lab")), (_("新建草案"), None)]
        return render_template("officer/rule_lab/new.html", form=form, breadcrumbs=crumbs), status

    def do() -> Answer:
        draft = open_draft(form.rule_set_id.data, form.name.data, **acts.dated())
        return acts.done(
            _("草案已建立，请改动要试算的数值。"), url_for("officer.rule_lab_edit", draft_id=draft.public_id)
        )

    return acts.serve(form, show, do)


@blueprint.get("/rule-lab/<draft_id>")
@requires(Permission.RULE_LAB_READ)
def rule_lab_draft(draft_id: str) -> Answer:
    """What the draft changes, a form to try it, and its runs."""
    return _draft_page(get_draft_for(current.actor(), draft_id), TrialForm(data={"day": current.today()}), 200)


@blueprint.route("/rule-lab/<draft_id>/edit", methods=["GET", "POST"])
@requires(Permission.RULE_LAB_RUN)
def rule_lab_edit(draft_id: str) -> Answer:
    """Every value of the rule set in a field of its kind."""
    draft = get_draft_for(current.actor(), draft_id)
    base = catalog.get(draft.rule_set_id)
    form = draft_form(base, current.today(), name=draft.name, changes=draft.changes, version=draft.version)

    def do() -> Answer:
        try:
            change_draft(draft, form.name.data, form.changes(), seen_version=form.version.data, **acts.dated())
        except DomainError as error:
            form.place(error)
            return _edit_page(draft, form, error.status)
        return acts.done(_("草案已保存。现行规则没有变化。"), _draft_url(draft))

    return acts.serve(form, partial(_edit_page, draft, form), do)


@blueprint.post("/rule-lab/<draft_id>/try")
@requires(Permission.RULE_LAB_RUN)
def rule_lab_try(draft_id: str) -> Answer:
    """Judge all firms by the rule set and by the draft."""
    draft = get_draft_for(current.actor(), draft_id)
    form = TrialForm()

    def do() -> Answer:
        run = try_draft(draft, form.day.data, **acts.dated())
        return acts.done(_("试算已开始。") if run.finished_at is None else _("试算完成。"), run_url(run))

    return acts.serve(form, partial(_draft_page, draft, form), do)


def may_run() -> bool:
    """Whether the asker may change drafts and try them."""
    return Permission.RULE_LAB_RUN in permissions_of(current.actor())


def run_url(run: RuleDraftRun) -> str:
    """The page of a run."""
    return url_for("officer.rule_lab_run", run_id=run.public_id)


def run_totals(run: RuleDraftRun) -> Totals:
    """The run's numbers over the regions that the asker sees."""
    return totals(run, scope(current.actor(), Permission.RULE_LAB_READ))


def rule_title(draft: RuleDraft) -> str:
    """The name of the rule set in the visitor's language."""
    return word(catalog.get(draft.rule_set_id).title)


def draft_crumbs(draft: RuleDraft, *rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to the draft, and on."""
    return [(_("规则试算"), url_for("officer.rule_lab")), (draft.name, _draft_url(draft) if rest else None), *rest]


def _draft_url(draft: RuleDraft) -> str:
    return url_for("officer.rule_lab_draft", draft_id=draft.public_id)


def _draft_page(draft: RuleDraft, form: TrialForm, status: int) -> tuple[str, int]:
    changed, problem = _differences(draft)
    page = render_template(
        "officer/rule_lab/show.html",
        draft=draft,
        title=rule_title(draft),
        changed=changed,
        problem=problem,
        form=form,
        word=word,
        value_lines=value_lines,
        runs=[(run, run_url(run), run_totals(run)) for run in draft.runs],
        may_run=may_run(),
        outdated=is_outdated(draft),
        version=catalog.get(draft.rule_set_id).version,
        breadcrumbs=draft_crumbs(draft),
    )
    return page, status


def _differences(draft: RuleDraft) -> tuple[tuple[Difference, ...], Any]:
    """What the draft changes; else why it cannot be read any more: its rule set has been rewritten since."""
    base, on = catalog.get(draft.rule_set_id), current.today()
    try:
        return differences(base, with_changes(base, draft.changes, on), on), None
    except DomainError as error:
        return (), error.text


def _edit_page(draft: RuleDraft, form: DraftForm, status: int) -> tuple[str, int]:
    page = render_template(
        "officer/rule_lab/edit.html",
        draft=draft,
        title=rule_title(draft),
        form=form,
        outdated=is_outdated(draft),
        version=catalog.get(draft.rule_set_id).version,
        own_url=_draft_url(draft),
        breadcrumbs=draft_crumbs(draft, (_("修改草案"), None)),
    )
    return page, status
