"""The pages, by audience."""

from __future__ import annotations

from registry.web import admin, firm, officer, public
from registry.web.shared.application import RegistryFlask, bind_rollback
from registry.web.shared.autosave import bind_autosave
from registry.web.shared.context import bind_context
from registry.web.shared.errors import bind_errors
from registry.web.shared.headers import SecurityHeaders
from registry.web.shared.i18n import bind_languages
from registry.web.shared.permissions import bind_guard
from registry.web.shared.sessions import bind_sessions


def register(app: RegistryFlask) -> None:
    """Bind everything that needs Flask; the order of the request hooks is session, what was typed, guard."""
    bind_languages(app)
    bind_sessions(app)
    bind_autosave(app)
    bind_guard(app)
    bind_context(app)
    bind_errors(app)
    bind_rollback(app)
    for audience in (public, firm, officer, admin):
        app.register_blueprint(audience.blueprint)
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
