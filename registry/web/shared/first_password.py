"""A password that somebody else made is good for one thing: setting one's own."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from registry.web.shared import current

OPEN = frozenset({"static", "public.account_password", "public.logout", "public.preferences"})
"""What a person may still do: change the password, log out, choose the language."""


def bind_first_password(app: Flask) -> None:
    """Lead to the page of the new password before any other view runs, whatever the method: nothing is acted on."""

    @app.before_request
    def _lead() -> Response | None:
        if request.endpoint is None or request.endpoint in OPEN or not is_due():
            return None
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("public.account_password", next=here), 303)


def is_due() -> bool:
    """Whether the person at hand still uses a password of somebody else's making."""
    one = current.identity()
    return one is not None and one.user.must_change_password
