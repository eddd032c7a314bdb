"""Where officers need a second factor, they set it up before anything else."""

from __future__ import annotations

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.second_factor import has_second_factor
from registry.web.shared import current, first_password

OPEN = first_password.OPEN | {
    "public.second_factor",
    "public.second_factor_begin",
    "public.second_factor_confirm",
    "public.email",
    "public.email_send",
    "public.email_confirm",
}
"""What an officer may still do: set it up, confirm the address for it, log out, choose the language."""


def bind_second_factor(app: Flask) -> None:
    """Lead to the page that sets it up before any other view runs, whatever the method: nothing is acted on."""

    @app.before_request
    def _lead() -> Response | None:
        if request.endpoint is None or request.endpoint in OPEN or not is_missing():
            return None
        return redirect(url_for("public.second_factor"), 303)


def is_missing() -> bool:
    """Whether the person at hand is an officer without the second factor that officers need here."""
    if "lacks_second_factor" not in g:
        one = current.identity() if is_needed() else None
        g.lacks_second_factor = one is not None and one.user.is_officer and not has_second_factor(one.user)
    missing: bool = g.lacks_second_factor
    return missing


def is_needed() -> bool:
    """Whether officers need a second factor in this registry."""
    needed: bool = current_app.config["OFFICERS_NEED_SECOND_FACTOR"]
    return needed
