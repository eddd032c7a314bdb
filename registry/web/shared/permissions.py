"""Every route says what it asks for; the guard asks it before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from werkzeug.exceptions import NotFound as PageNotFound
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission, permissions_of
from registry.core.errors import NotAllowed
from registry.core.text import msg
from registry.enterprises.access import get_membership_for
from registry.enterprises.models import MemberRole
from registry.web.shared import current

View = TypeVar("View", bound=Callable[..., Any])

FIRM_ROLES = {
    Permission.FIRM_READ: frozenset(MemberRole),
    Permission.FIRM_FILL: frozenset({MemberRole.SUBMITTER, MemberRole.PREPARER, MemberRole.AGENT}),
    Permission.FIRM_SUBMIT: frozenset({MemberRole.SUBMITTER}),
}


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare what a view asks for; a route without it answers nobody."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # read by the guard and by the route tests
        return view

    return mark


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """What an endpoint asks for; None where nothing is declared."""
    if endpoint == "static":
        return Permission.PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def bind_guard(app: Flask) -> None:
    """Refuse before the view runs."""

    @app.before_request
    def _guard() -> Response | None:
        if request.endpoint is None:
            return None
        permission = permission_of(app, request.endpoint)
        if permission is None or "\x00" in request.path:  # no database takes it, and no address of ours has one
            raise PageNotFound
        return check(permission)


def check(permission: Permission, *, uscc: str = "") -> Response | None:
    """None where the asker may go on; a redirect to the log-in for a visitor; NotAllowed or NotFound otherwise.

    `uscc` names the firm where the address does not.
    """
    if permission is Permission.PUBLIC:
        return None
    if current.identity() is None:
        return redirect(url_for("public.login", next=_here()))
    if permission is Permission.LOGGED_IN:
        return None
    if permission in FIRM_ROLES:
        _check_firm(permission, uscc or (request.view_args or {})["uscc"])
    elif permission not in permissions_of(current.actor()):
        raise NotAllowed(msg("您的角色不能进行这项操作。如有需要，请联系管理员。"))
    return None


def _check_firm(permission: Permission, uscc: str) -> None:
    """Another firm's pages do not exist for the asker; the own firm's may ask for a higher role."""
    g.membership = get_membership_for(current.user().id, uscc)
    g.enterprise = g.membership.enterprise
    if g.membership.role not in FIRM_ROLES[permission]:
        raise NotAllowed(msg("您在本企业的角色不能进行这项操作，请由提交人办理。"))


def _here() -> str | None:
    """Where to return to after log-in: only a page that is read."""
    return request.full_path.rstrip("?") if request.method == "GET" else None
