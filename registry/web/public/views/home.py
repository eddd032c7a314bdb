"""The front page, the accessibility statement, and the sign of life for whoever watches the server."""

from __future__ import annotations

from flask import Response, render_template

from registry.accounts.permissions import Permission
from registry.core.database import ping
from registry.notices.listing import running_notices
from registry.reference.models import Tier
from registry.statistics.population import Population, size
from registry.web.public.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.permissions import requires


@blueprint.get("/")
@requires(Permission.PUBLIC)
def home() -> str:
    """What the system is for, how many firms stand on each rung today, and where to begin."""
    today = current.today()
    return render_template(
        "public/home/show.html",
        counts={tier.value: size(Population(on=today, tier=tier)) for tier in Tier},
        notices=running_notices(today),
    )


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
