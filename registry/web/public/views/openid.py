"""Logging in by the identity provider of the configuration; without one these pages do not exist."""

from __future__ import annotations

from dataclasses import asdict

from flask import current_app, flash, redirect, request, session, url_for
from werkzeug.exceptions import NotFound as PageNotFound
from werkzeug.wrappers import Response

from registry.accounts.openid import Asked, OpenIdFailed, Provider, UnknownPerson, person_of
from registry.accounts.permissions import Permission
from registry.web.public import entering
from registry.web.public.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.application import commit_now, writes
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires

ASKED = "openid"
"""The cookie's key of what is kept while the person is with the provider."""


@blueprint.get("/login/openid")
@requires(Permission.PUBLIC)
def openid() -> Response:
    """Send the browser to the provider."""
    onward = entering.asked()
    try:
        address, asked = _provider().ask()
    except OpenIdFailed as error:
        return _refused(error, onward)
    session[ASKED] = asdict(asked) | {"next": onward}
    return redirect(address, 303)


@blueprint.get("/login/openid/return")
@requires(Permission.PUBLIC)
@writes
def openid_return() -> Response:
    """The browser is back: who it is, and on to the page that asked. What was kept is good for one return."""
    provider, kept = _provider(), session.pop(ASKED, None) or {"state": "", "nonce": "", "verifier": ""}
    onward = kept.pop("next", None)
    if current.identity() is not None:
        return redirect(entering.onward(onward), 303)
    commit_now()  # nothing is held while the provider is talked to
    try:
        told = provider.hear(
            request.args.get("code", ""), request.args.get("state", ""), Asked(**kept), at=current.now()
        )
        user = person_of(told, address=current.address(), at=current.now())
    except (OpenIdFailed, UnknownPerson) as error:  # who is unknown leaves a line in the trail
        return _refused(error, onward)
    return entering.enter(user, onward)


def _provider() -> Provider:
    config = current_app.config
    if not config["OIDC_ISSUER"]:
        raise PageNotFound
    back = f"{config['PUBLIC_ADDRESS']}{url_for('public.openid_return')}"
    return Provider(config["OIDC_ISSUER"], config["OIDC_CLIENT_ID"], config["OIDC_CLIENT_SECRET"], back)


def _refused(error: OpenIdFailed | UnknownPerson, onward: str | None) -> Response:
    flash(translate(error.text), "error")
    return redirect(url_for("public.login", next=onward), 303)
