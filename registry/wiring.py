"""Putting the application together: settings, extensions, pages, commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import config as settings
from registry import cli, web
from registry.audit.listeners import on_recorded
from registry.core import clock
from registry.extensions import csrf, db, login_manager, migrate
from registry.notifications.acts import tell_of_acts
from registry.web.shared.application import RegistryFlask

ROOT = Path(__file__).resolve().parent.parent


def build(config: type[settings.Config] | Mapping[str, object] | None = None) -> RegistryFlask:
    """See `registry.create_app`."""
    app = RegistryFlask(
        "registry",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.from_mapping(settings.load(config))
    app.extensions["clock"] = clock
    _bind_extensions(app)
    on_recorded(tell_of_acts)
    web.register(app)
    cli.register(app)
    return app


def _bind_extensions(app: RegistryFlask) -> None:
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    login_manager.init_app(app)
    csrf.init_app(app)
    csrf.exempt("registry.web.public.views.drafts.drafts")  # asks for a seal of the person's own page instead
