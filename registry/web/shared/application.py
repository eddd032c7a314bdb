"""The Flask class of the registry: one commit, at the edge, and only after the answer is known to be good."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as BaseResponse

from registry.extensions import db, read_only

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RegistryFlask(Flask):
    """Flask whose requests are one transaction each: kept when the answer is below 400, else undone."""

    def full_dispatch_request(self) -> Response:
        """Serve a request that only reads without asking for SQLite's write lock."""
        token = read_only.set(request.method in READING)
        try:
            return super().full_dispatch_request()
        finally:
            read_only.reset(token)

    def dispatch_request(self) -> BaseResponse:
        """Run the view, then commit: an error while committing is answered like one in the view itself."""
        response = self.make_response(super().dispatch_request())
        if request.method not in READING and (response.status_code < 400 or g.get("keep_despite_refusal")):
            db.session.commit()
        else:
            db.session.rollback()
        return response


def keep_despite_refusal() -> None:
    """What was recorded so far is kept although the answer refuses: a failed log-in must be counted."""
    g.keep_despite_refusal = True


def bind_rollback(app: Flask) -> None:
    """An exception leaves nothing half stored."""

    @app.teardown_request
    def _rollback(_error: BaseException | None) -> Any:
        db.session.rollback()
