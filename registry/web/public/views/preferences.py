"""Language and appearance, kept in the browser alone."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.web.public.blueprint import blueprint
from registry.web.shared.addresses import local_address
from registry.web.shared.context import THEMES
from registry.web.shared.i18n import COOKIE, LOCALES
from registry.web.shared.permissions import requires

YEAR = 365 * 24 * 3600
CHOICES = {COOKIE: tuple(LOCALES), "theme": THEMES}


@blueprint.post("/preferences")
@requires(Permission.PUBLIC)
def preferences() -> Response:
    """Remember a choice for a year and go back to where it was made; what is not on offer changes nothing."""
    response = redirect(local_address(request.form.get("next"), url_for("public.home")), 303)
    for name, offered in CHOICES.items():
        value = request.form.get(name, "")
        if value in offered:
            response.set_cookie(
                name,
                value,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
    return response
