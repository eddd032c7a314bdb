"""The leader's page: the plan in figures, a second day beside it, why the numbers moved, and what falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import render_template, url_for

from registry.accounts.permissions import Permission
from registry.statistics.board import Standing, board
from registry.statistics.bridge import LABELS, SIGNS, Bridge, Term, bridge
from registry.statistics.population import Dimension, Population
from registry.web.officer import pipeline_page
from registry.web.officer.blueprint import blueprint
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires
from registry.web.shared.plan_forms import moment_form
from registry.web.shared.plan_page import Asked, asked, breakdown_of, firms_url, page_values
from registry.web.shared.population_args import query_of

DUE_DAYS = 90
"""Titles that run out within so many days are listed by street."""


@blueprint.get("/plan")
@requires(Permission.STATISTICS_READ)
def plan() -> str:
    """The same content as for everybody, and what a leader asks next."""
    question = asked()
    other = question.query.day("other", None) or date(question.moment.on.year, 1, 1) - timedelta(days=1)
    values = page_values(question)
    counted: list[Population] = [rung.population for rung in values["counted_rungs"]]
    on = question.moment.on
    due = [replace(one, expiring_by=on + timedelta(days=DUE_DAYS)) for one in counted]
    return render_template(
        "officer/statistics/plan.html",
        moment_form=moment_form(on, question.moment.known_at, other),
        other=other,
        beside=_beside(question, values, other),
        moves=_moves(counted, other),
        due=breakdown_of(due, Dimension.REGION, region_names(on)),
        due_days=DUE_DAYS,
        ready=pipeline_page.ready_links(),
        ready_judged=pipeline_page.as_of(),
        ready_is_part=pipeline_page.is_part(),
        **values,
    )


def _beside(question: Asked, values: dict[str, Any], other: date) -> list[tuple[Standing, Standing, str | None]]:
    """Every indicator on the other day and on the day asked for, with the list behind the other number."""
    then = board(question.plan, replace(question.moment, on=other))
    now = {each.spec.code: each for each in [*values["table_two"], *values["chapters"]]}
    return [
        (each, now[each.spec.code], firms_url(each.population) if each.population else None)
        for each in then
        if each.value is not None or now[each.spec.code].value is not None
    ]


def _moves(counted: list[Population], other: date) -> list[dict[str, Any]]:
    """For each rung the bridge between the two days, the earlier one first."""
    moves = []
    for population in counted:
        first, last = sorted((other, population.on))
        closing = population.on_day(last)
        found = bridge(closing, first)
        args = {**query_of(closing), "from": first.isoformat(), "to": last.isoformat()}
        del args["on"]
        moves.append(
            {
                "bridge": found,
                "url": url_for("public.bridge", **args),
                "opening_url": firms_url(population.on_day(first)),
                "closing_url": firms_url(closing),
                "terms": _terms(found, args),
            }
        )
    return moves


def _terms(found: Bridge, args: dict[str, Any]) -> list[tuple[Any, str, int, str]]:
    return [
        (
            LABELS[term],
            "+" if SIGNS[term] > 0 else "−",
            len(found.terms[term]),
            url_for("public.bridge_firms", **args, term=term.value),
        )
        for term in Term
    ]
