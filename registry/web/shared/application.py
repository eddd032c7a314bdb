"""The Flask class of the registry: one commit, at the edge, and only after the answer is known to be good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from registry.extensions import db, read_only

View = TypeVar("View", bound=Callable[..., Any])
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RegistryFlask(Flask):
    """Flask whose requests are one transaction each: kept when the answer is below 400, else undone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before_commit: list[Callable[[Response], None]] = []
        """Called with the answer of an act that is about to be kept, in its transaction."""

    def full_dispatch_request(self) -> Response:
        """Serve a request that only reads without asking for SQLite's write lock."""
        token = read_only.set(only_reads())
        try:
            return super().full_dispatch_request()
        finally:
            read_only.reset(token)

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Take in all that is sent before anything asks the database: a slow line must not hold a transaction open."""
        if request.method not in READING:
            request.files  # noqa: B018  # reading the name reads the body
        return super().preprocess_request()

    def dispatch_request(self) -> BaseResponse:
        """Run the view, then commit: an error while committing is answered like one in the view itself."""
        response = self.make_response(super().dispatch_request())
        if not only_reads() and (response.status_code < 400 or g.get("keep_despite_refusal")):
            for prepare in self.before_commit:
                prepare(response)
            db.session.commit()
        else:
            db.session.rollback()
        return response


def writes(view: View) -> View:
    """Mark a view that keeps something although asked by GET: a browser that a provider sends back cannot post."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def only_reads() -> bool:
    """Whether nothing of this request is to be kept."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING and not getattr(view, "writes", False)


def keep_despite_refusal() -> None:
    """What was recorded so far is kept although the answer refuses: a failed log-in must be counted."""
    g.keep_despite_refusal = True


def commit_now() -> None:
    """For what is kept by a hook before any view runs."""
    db.session.commit()


def bind_rollback(app: Flask) -> None:
    """An exception leaves nothing half stored."""

    @app.teardown_request
    def _rollback(_error: BaseException | None) -> Any:
        db.session.rollback()
