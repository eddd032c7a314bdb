"""Figures that other offices report: what there is, and entering or correcting one."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of
from registry.statistics.board import plan_for
from registry.statistics.models import Observation
from registry.statistics.observations import (
    Entry,
    believed,
    bounds_of,
    enter,
    history,
    last_of,
    read_value,
    reported_spec,
    wanted,
    withdraw,
)
from registry.statistics.planspec import IndicatorSpec, PlanFile
from registry.statistics.services import plan_file
from registry.web.officer.blueprint import blueprint
from registry.web.officer.forms.observations import CorrectionForm, ObservationForm, WithdrawalForm
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.permissions import requires
from registry.web.shared.plan_page import goal
from registry.web.shared.wording import said

_LONGEST_CODE = 60


@blueprint.get("/observations")
@requires(Permission.STATISTICS_READ)
def observations() -> str:
    """Every reported indicator of the plan with its latest figure."""
    plan = plan_for(lists.word("plan")[:_LONGEST_CODE], current.today())
    rows = wanted(plan)
    return render_template(
        "officer/observations/list.html",
        plan=plan,
        rows=rows,
        filled=sum(row.latest is not None for row in rows),
        may_enter=_may_enter(),
        said=said,
        breadcrumbs=_crumbs(plan, (_("填报指标"), None)),
    )


@blueprint.get("/observations/<plan_id>/<code>")
@requires(Permission.STATISTICS_READ)
def observation(plan_id: str, code: str) -> str:
    """One indicator: what it means, and every figure that was ever entered."""
    plan, spec = _found(plan_id, code)
    return render_template(
        "officer/observations/show.html",
        plan=plan,
        spec=spec,
        rows=history(plan, spec),
        may_enter=_may_enter(),
        goal=goal,
        said=said,
        breadcrumbs=_crumbs(plan, (_("填报指标"), _list_url(plan)), (said(spec, "name"), None)),
    )


@blueprint.route("/observations/<plan_id>/<code>/enter", methods=["GET", "POST"])
@requires(Permission.OBSERVATIONS_RECORD)
def observation_enter(plan_id: str, code: str) -> Answer:
    """Enter the figure of a period; with `?period=` correct the one that is there."""
    plan, spec = _found(plan_id, code)
    corrected = _corrected(plan, spec) if request.method == "GET" else None
    is_correction = corrected is not None or request.form.get("version", "0") not in ("", "0")
    form = (CorrectionForm if is_correction else ObservationForm)(data=_typed(corrected))

    def do() -> Answer:
        entry = Entry(
            form.period_end.data,
            read_value(spec, form.value.data),
            form.source.data,
            form.document.data,
            form.note.data,
        )
        row = enter(plan, spec, entry, seen=form.version.data, **acts.dated())
        return acts.done(_("已登记 %(day)s 的数据。", day=row.period_end.isoformat()), _url(plan, spec))

    return acts.serve(form, partial(_form_page, plan, spec, form), do)


@blueprint.route("/observations/<plan_id>/<code>/withdraw", methods=["GET", "POST"])
@requires(Permission.OBSERVATIONS_RECORD)
def observation_withdraw(plan_id: str, code: str) -> Answer:
    """Take back the figure of `?period=`, which should never have been entered."""
    plan, spec = _found(plan_id, code)
    row = believed(plan, spec, _period()) if request.method == "GET" else last_of(plan, spec, _period()).row
    form = WithdrawalForm(data={"version": row.id})

    def do() -> Answer:
        withdraw(plan, spec, seen=form.version.data, reason=form.reason.data, **acts.signed())
        return acts.done(_("已撤回 %(day)s 的数据。", day=row.period_end.isoformat()), _url(plan, spec))

    return acts.serve(form, partial(_withdraw_page, plan, spec, row, form), do)


def _found(plan_id: str, code: str) -> tuple[PlanFile, IndicatorSpec]:
    plan = plan_file(plan_id[:_LONGEST_CODE])
    return plan, reported_spec(plan, code)


def _corrected(plan: PlanFile, spec: IndicatorSpec) -> Observation | None:
    return believed(plan, spec, _period()) if "period" in request.args else None


def _period() -> date:
    """The day of `?period=`; nonsense is a day before any plan, on which nothing is found."""
    return lists.day("period", date.min)


def _typed(row: Observation | None) -> dict[str, object]:
    """What the form begins with; the reason of a correction is its own."""
    if row is None:
        return {"version": 0}
    return {
        "version": row.id,
        "period_end": row.period_end,
        "value": f"{row.value:f}",
        "source": row.source,
        "document": row.document,
    }


def _may_enter() -> bool:
    return Permission.OBSERVATIONS_RECORD in permissions_of(current.actor())


def _form_page(plan: PlanFile, spec: IndicatorSpec, form: ObservationForm, status: int) -> Answer:
    name, own_url = said(spec, "name"), _url(plan, spec)
    is_correction = isinstance(form, CorrectionForm)
    act = _("更正数据") if is_correction else _("填报数据")
    page = render_template(
        "officer/observations/edit.html",
        plan=plan,
        spec=spec,
        form=form,
        act=act,
        is_correction=is_correction,
        bounds=bounds_of(spec),
        own_url=own_url,
        goal=goal,
        said=said,
        breadcrumbs=_crumbs(plan, (_("填报指标"), _list_url(plan)), (name, own_url), (act, None)),
    )
    return page, status


def _withdraw_page(plan: PlanFile, spec: IndicatorSpec, row: Observation, form: WithdrawalForm, status: int) -> Answer:
    page = render_template(
        "officer/observations/withdraw.html",
        spec=spec,
        row=row,
        form=form,
        own_url=_url(plan, spec),
        said=said,
        breadcrumbs=_crumbs(
            plan, (_("填报指标"), _list_url(plan)), (said(spec, "name"), _url(plan, spec)), (_("撤回数据"), None)
        ),
    )
    return page, status


def _url(plan: PlanFile, spec: IndicatorSpec) -> str:
    return url_for("officer.observation", plan_id=plan.id, code=spec.code)


def _list_url(plan: PlanFile) -> str:
    return url_for("officer.observations", plan=plan.id)


def _crumbs(plan: PlanFile, *rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("规划进展"), url_for("officer.plan", plan=plan.id)), *rest]
