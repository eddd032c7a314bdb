"""What a trial of a draft found: numbers by street, the firms behind them with their figures, also as a file."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of, scope
from registry.core.errors import DomainError
from registry.core.reading import fetch, fetch_page
from registry.core.text import Text
from registry.exports.writers import WRITERS
from registry.rule_lab.access import get_run_for
from registry.rule_lab.models import RuleDraftRun, Standing
from registry.rule_lab.queries import KEY_TYPES, OutcomeFilter, count_outcomes, key, outcomes, totals_by_region
from registry.rule_lab.reasons import reasons
from registry.rule_lab.services import go_on, trial_of
from registry.web.officer.blueprint import blueprint
from registry.web.officer.rule_lab import GROUPS, STANDINGS, edge_words, outcomes_table, result_words, value_lines
from registry.web.officer.views.rule_lab import draft_crumbs, may_run, rule_title, run_totals, run_url
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.i18n import word
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires

PAGE = 30


@blueprint.get("/rule-lab/runs/<run_id>")
@requires(Permission.RULE_LAB_READ)
def rule_lab_run(run_id: str) -> Answer:
    """The numbers of a run, or how far it has come."""
    run = get_run_for(current.actor(), run_id)
    if run.finished_at is None:
        return _progress_page(run, None, 200)
    regions = scope(current.actor(), Permission.RULE_LAB_READ)
    trial, problem = trial_of(run)
    return render_template(
        "officer/rule_lab/run.html",
        run=run,
        title=rule_title(run.draft),
        word=word,
        value_lines=value_lines,
        found=run_totals(run),
        streets=list(totals_by_region(run, regions).items()),
        near=count_outcomes(run, OutcomeFilter(is_near=True), regions=regions),
        held=count_outcomes(run, OutcomeFilter(change=-1, holds=True), regions=regions),
        changed=[(one, *run.alone.get(one.code, (0, 0))) for one in trial.differences] if trial else [],
        problem=problem,
        standings=STANDINGS,
        order=list(STANDINGS),
        met=Standing.MET,
        names=region_names(run.on),
        breadcrumbs=draft_crumbs(run.draft, (_("试算结果"), None)),
    )


@blueprint.post("/rule-lab/runs/<run_id>/go-on")
@requires(Permission.RULE_LAB_RUN)
def rule_lab_go_on(run_id: str) -> Answer:
    """The next firms of a run that one request could not finish."""
    run = get_run_for(current.actor(), run_id)
    try:
        go_on(run, **acts.signed())
    except DomainError as error:
        return _progress_page(run, error.text, error.status)
    return acts.done(_("试算完成。") if run.finished_at else _("试算继续进行。"), run_url(run))


@blueprint.get("/rule-lab/runs/<run_id>/firms")
@requires(Permission.RULE_LAB_READ)
def rule_lab_firms(run_id: str) -> Answer:
    """The firms that stand otherwise under the draft, or nearly."""
    run, regions = get_run_for(current.actor(), run_id), scope(current.actor(), Permission.RULE_LAB_READ)
    chosen, names = _chosen(), region_names(run.on)
    wanted = _wanted(chosen)
    page = fetch_page(outcomes(run, wanted, regions=regions, after=lists.cursor(KEY_TYPES)), PAGE, key)
    trial, problem = trial_of(run)
    return render_template(
        "officer/rule_lab/firms.html",
        run=run,
        rows=[(*row, reasons(row[0], trial) if trial else [], edge_words(row[0], trial)) for row in page.rows],
        problem=problem,
        total=count_outcomes(run, wanted, regions=regions),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        standings=STANDINGS,
        groups=GROUPS,
        ways=result_words,
        chosen=chosen,
        streets=[(code, names.get(code, code)) for code in totals_by_region(run, regions)],
        names=names,
        may_open=Permission.ENTERPRISES_READ in permissions_of(current.actor()),
        exports=[
            (kind, url_for("officer.rule_lab_export", run_id=run.public_id, format=kind, **chosen)) for kind in WRITERS
        ],
        breadcrumbs=draft_crumbs(run.draft, (_("试算结果"), run_url(run)), (_("企业名单"), None)),
    )


@blueprint.get("/rule-lab/runs/<run_id>/firms.<any(csv, xlsx):format>")
@requires(Permission.RULE_LAB_READ)
def rule_lab_export(run_id: str, format: str) -> Response:  # noqa: A002  # the name in the address
    """The same list as a file."""
    run, regions = get_run_for(current.actor(), run_id), scope(current.actor(), Permission.RULE_LAB_READ)
    wanted = _wanted(_chosen())
    table = outcomes_table(run, fetch(outcomes(run, wanted, regions=regions)), trial_of(run)[0])
    write, media_type = WRITERS[format]
    file = io.BytesIO()
    write(table, file)
    response = Response(file.getvalue(), mimetype=media_type)
    name = quote(f"{_('规则试算')}-{run.draft.name}-{run.on.isoformat()}.{format}", safe="")
    response.headers.set("Content-Disposition", "attachment", **{"filename*": f"UTF-8''{name}"})
    return response


def _chosen() -> dict[str, Any]:
    """What the list is narrowed by, as the address says."""
    standings = [one.value for one in Standing]
    chosen = {
        "list": lists.one_of("list", GROUPS),
        "before": lists.one_of("before", standings),
        "after": lists.one_of("after", standings),
        "held": lists.one_of("held", ("1",)),
        "region": lists.word("region"),
    }
    return {name: value for name, value in chosen.items() if value}


def _wanted(chosen: dict[str, Any]) -> OutcomeFilter:
    group = chosen.get("list", "")
    return OutcomeFilter(
        change={"gains": 1, "losses": -1}.get(group),
        is_near=group == "near",
        before=Standing(chosen["before"]) if "before" in chosen else None,
        after=Standing(chosen["after"]) if "after" in chosen else None,
        holds=True if "held" in chosen else None,
        region=chosen.get("region", ""),
    )


def _progress_page(run: RuleDraftRun, problem: Text | None, status: int) -> tuple[str, int]:
    page = render_template(
        "officer/rule_lab/progress.html",
        run=run,
        problem=problem,
        may_run=may_run(),
        breadcrumbs=draft_crumbs(run.draft, (_("试算进度"), None)),
    )
    return page, status
