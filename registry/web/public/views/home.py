"""The front page, the accessibility statement, and the sign of life for whoever watches the server."""

from __future__ import annotations

from datetime import date

from flask import Response, render_template

from registry.accounts.permissions import Permission
from registry.core.database import ping
from registry.notices.listing import running_notices
from registry.reference.models import Tier
from registry.statistics.board import promised
from registry.statistics.figures import Moment
from registry.statistics.planspec import IndicatorSpec
from registry.statistics.population import Population, size
from registry.web.public.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.permissions import requires
from registry.web.shared.plan_page import firms_url, goal


@blueprint.get("/")
@requires(Permission.PUBLIC)
def home() -> str:
    """What the system is for, how many firms stand on each rung today, and where to begin."""
    today = current.today()
    return render_template(
        "public/home/show.html",
        rungs=_rungs(today),
        goal=goal,
        notices=running_notices(today),
    )


def _rungs(today: date) -> dict[str, tuple[int, str, IndicatorSpec | None]]:
    """By tier, how many firms stand there, the address of their list, and what the plan of the day promises."""
    specs = promised(Moment(today, None))
    found = {}
    for tier in Tier:
        spec, population = specs.get(tier.value, (None, Population(on=today, tier=tier)))
        found[tier.value] = (size(population), firms_url(population), spec)
    return found


@blueprint.get("/accessibility")
@requires(Permission.PUBLIC)
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("public/pages/accessibility.html")


@blueprint.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> Response:
    """ "ok" where the database answers; the page of a database that is away (503) otherwise."""
    ping()
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
