"""From a person who proved who it is to the page that the person was on the way to."""

from __future__ import annotations

from flask import g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from registry.accounts.links import issue_link
from registry.accounts.models import LinkPurpose, User
from registry.accounts.second_factor import has_second_factor
from registry.web.shared import current
from registry.web.shared.addresses import local_address
from registry.web.shared.first_password import is_due
from registry.web.shared.navigation import navigation
from registry.web.shared.sessions import log_in

SECOND_STEP = "second_step"
"""The cookie's key of the secret by which the second step knows that the first was taken."""


def enter(user: User, goal: str | None = None) -> Response:
    """Log the person in, or ask for the second factor first; then on to the page that was asked for.

    `goal` is that page where it does not stand in the address.
    """
    if has_second_factor(user):
        session[SECOND_STEP] = issue_link(user, LinkPurpose.SECOND_STEP, at=current.now())
        return redirect(url_for("public.login_code", next=goal or asked()), 303)
    return begin(user, goal)


def begin(user: User, goal: str | None = None) -> Response:
    """Start the session of a person of whom nothing more is asked."""
    log_in(user, request.user_agent.string)
    for known in ("actor", "lacks_second_factor"):  # until now the asker was a visitor
        g.pop(known, None)
    return redirect(onward(goal), 303)


def onward(goal: str | None = None) -> str:
    """The page that asked for the log-in; else the first entry of the person's own navigation.

    Who has to set a password first does that, and goes on from there.
    """
    if is_due():
        return url_for("public.account_password", next=goal or asked())
    entries = navigation()
    return local_address(goal or request.args.get("next"), entries[0].url if entries else url_for("public.home"))


def asked() -> str | None:
    """Where to go on to, handed from page to page; None where nothing local was asked for."""
    return local_address(request.args.get("next"), "") or None
