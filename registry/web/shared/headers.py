"""Security headers on every answer, static files and error pages included: a WSGI layer, outermost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 31_536_000


def policy() -> Secure:
    """No inline script or style, nothing from elsewhere, no frame around us."""
    content = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .connect_src("'self'")
        .font_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .object_src("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=content,
        hsts=StrictTransportSecurity().max_age(YEAR).include_subdomains(),
        referrer=ReferrerPolicy().same_origin(),
        permissions=PermissionsPolicy().camera().geolocation().microphone(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )


class SecurityHeaders:
    """Put the headers on whatever the wrapped application answers."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._headers = list(policy().headers.items())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            ours = {name.lower() for name, _value in self._headers} | {"server"}
            kept = [(name, value) for name, value in headers if name.lower() not in ours]
            return start_response(status, kept + self._headers, *rest)

        return self._app(environ, start)
