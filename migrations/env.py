"""Runs the migrations in one transaction, on the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import JSON
from sqlalchemy.types import TypeDecorator

import registry.core.types as column_types

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Write our column types by their name."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        autogen.imports.add("import registry.core.types")
        return "registry.core.types.Json"
    if isinstance(item, TypeDecorator) and type(item).__module__ == column_types.__name__:
        autogen.imports.add("import registry.core.types")
        return f"registry.core.types.{type(item).__name__}()"
    return False


def process_revision_directives(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Do not write an empty migration."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Migrate the database the application is bound to."""
    arguments = {
        "compare_type": True,
        "process_revision_directives": process_revision_directives,
        "render_as_batch": True,
        "render_item": render_item,
    }
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
