"""The application as a WSGI server calls it: `granian --interface wsgi registry.wsgi:app`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from registry import create_app
from registry.web.shared.headers import SecurityHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC_SECONDS = 60
FOREVER = f"max-age={365 * 24 * 60 * 60}, public, immutable"


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """Serve static/ compressed; an address that names its version (`?v=…`) may be kept by browsers for good."""

    @staticmethod
    def serve(static_file: Any, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a known file."""
        versioned = environ.get("QUERY_STRING", "").startswith("v=")
        answer = keep_for_good(start_response) if versioned else start_response
        body: Iterable[bytes] = WhiteNoise.serve(static_file, environ, answer)
        return body


def keep_for_good(start_response: StartResponse) -> Callable[..., Any]:
    """A start_response that says so in Cache-Control, when the answer is one to keep."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        if status.startswith(("200", "304")):
            headers = [(name, value) for name, value in headers if name.lower() != "cache-control"]
            headers.append(("Cache-Control", FOREVER))
        return start_response(status, headers, *rest)

    return start


def assemble(flask_app: Flask) -> WSGIApplication:
    """Put static files and security headers around the application; the headers stand outermost, on every answer.

    In debug mode Flask serves static/ itself, uncompressed, so that an edited file is never hidden by its old .br.
    """
    served: WSGIApplication = flask_app.wsgi_app
    proxies = flask_app.config["TRUSTED_PROXIES"]
    if proxies:
        served = ProxyFix(served, x_for=proxies, x_proto=proxies, x_host=proxies)
    if not flask_app.debug:
        root = Path(flask_app.static_folder or "static")
        served = StaticFiles(served, root=root, prefix="static/", max_age=STATIC_SECONDS, allow_all_origins=False)
    return SecurityHeaders(served)


app = assemble(create_app())
