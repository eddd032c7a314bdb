"""Which form a page holds and for whom it was drawn, sealed: who brings it back is believed without a session."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException

from registry.accounts.permissions import Permission
from registry.web.shared import current
from registry.web.shared.permissions import check, permission_of

FIELD = "typed_seal"
"""Name of the hidden field."""
VALID_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Seal:
    """One form on one page, drawn for one person."""

    form: str
    """The task: everybody who may open the page shares it."""
    user: str
    """Public identifier of the person."""
    endpoint: str
    """Of the page; what it asks for is asked again."""
    uscc: str
    """The firm of a firm's page, else ""."""
    page: str
    """The address at which the form is read."""
    drawn: int
    """Seconds since 1970."""

    @property
    def mark(self) -> str:
        """Name of the form and the person in the browser's own store: says nothing to whoever looks there."""
        return hashlib.sha256(f"{self.user} {self.form}".encode()).hexdigest()[:24]

    def pressed(self) -> str:
        """The seal as it travels."""
        return _serializer().dumps(list(astuple(self)))


def seal(task: str, *, alone: bool = False) -> Seal:
    """The seal of a form of the page at hand.

    A task belongs to the audience and the firm of the page, so that neither two firms nor a firm and the office can
    share one. With `alone`, and on pages that ask for no more than a log-in, it is the person's own.
    """
    user, uscc = current.user(), (request.view_args or {}).get("uscc", "")
    endpoint = request.endpoint or ""
    is_own = alone or permission_of(current_app, endpoint) is Permission.LOGGED_IN
    parts = [endpoint.partition(".")[0], uscc, task, user.public_id if is_own else ""]
    form = ":".join(part for part in parts if part)
    return Seal(form, user.public_id, endpoint, uscc, _readable(), int(current.now().timestamp()))


def read(text: str) -> Seal | None:
    """The seal that was pressed here within the last week; None for anything else."""
    try:
        found = Seal(*_serializer().loads(text))
    except (BadSignature, TypeError, UnicodeError):  # half of a pair of code units comes as JSON
        return None
    age = current.now().timestamp() - found.drawn
    return found if age <= VALID_FOR.total_seconds() else None


def is_mine(found: Seal) -> bool:
    """Whether the page was drawn for the person who is logged in now."""
    one = current.identity()
    return one is not None and one.user.public_id == found.user


def require_open(found: Seal) -> None:
    """Raises NotAllowed or NotFound where the person may no longer open the page."""
    permission = permission_of(current_app, found.endpoint) if found.endpoint in current_app.view_functions else None
    check(permission or Permission.LOGGED_IN, uscc=found.uscc)


def _readable() -> str:
    """The address of the page at hand; where it only answers an act, the nearest one above it that can be read."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    adapter = current_app.url_map.bind("")
    path, query = request.path, request.full_path[len(request.path) :].rstrip("?")
    while path:
        try:
            adapter.match(path, "GET")
        except HTTPException:
            path, query = path.rpartition("/")[0], ""
        else:
            return path + query
    return "/"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="typed")
