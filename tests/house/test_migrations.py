"""Migrations: one line, both directions, and the same schema as the models have, constraints and indexes included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Inspector, create_engine, inspect

from registry import create_app
from registry.extensions import Base, db
from tests.house.rows import counts, fill
from tests.house.sources import ROOT

Maker = Callable[[], str]
Schema = dict[str, dict[str, Any]]


def migrate(address: str, *steps: Callable[[], None]) -> None:
    """Run migrations on `address` with an application of its own."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": address, "TESTING": True})
    with app.app_context():
        for step in steps:
            step()
        db.engine.dispose()


def schema(address: str) -> Schema:
    """Everything the database says about its tables, but the migrations' own."""
    engine = create_engine(address)
    try:
        inspector = inspect(engine)
        names = [table for table in inspector.get_table_names() if table != "alembic_version"]
        return {table: table_of(inspector, table) for table in names}
    finally:
        engine.dispose()


def table_of(inspector: Inspector, table: str) -> dict[str, Any]:
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], str(column["default"]))
        for column in inspector.get_columns(table)
    }
    return {
        "columns": columns,
        "primary key": (
            inspector.get_pk_constraint(table)["name"],
            inspector.get_pk_constraint(table)["constrained_columns"],
        ),
        "checks": {one["name"]: one["sqltext"] for one in inspector.get_check_constraints(table)},
        "unique": {one["name"]: one["column_names"] for one in inspector.get_unique_constraints(table)},
        "foreign keys": {
            one["name"]: (one["constrained_columns"], one["referred_table"], one["referred_columns"], one["options"])
            for one in inspector.get_foreign_keys(table)
        },
        "indexes": {
            one["name"]: (one["column_names"], bool(one["unique"]), options_of(one))
            for one in inspector.get_indexes(table)
        },
    }


def options_of(index: Any) -> dict[str, str]:
    """What a database adds to an index (a partial one's condition) in words, for it is an object each time anew."""
    return {name: str(value) for name, value in index.get("dialect_options", {}).items()}


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_the_migrations_make_what_the_models_say(new_database: Maker) -> None:
    by_models, by_migrations = new_database(), new_database()
    migrate(by_migrations, upgrade)
    engine = create_engine(by_models)
    Base.metadata.create_all(engine)
    engine.dispose()

    wanted, found = schema(by_models), schema(by_migrations)
    assert found.keys() == wanted.keys()
    for table, parts in wanted.items():
        for part, content in parts.items():
            assert found[table][part] == content, f"{table}: {part}"


def test_the_schema_has_what_the_comparison_looks_at(new_database: Maker) -> None:
    """A reader that found no checks or indexes would make the comparison above say nothing."""
    address = new_database()
    migrate(address, upgrade)
    found = schema(address)
    assert "ck_membership_span_period" in found["membership_span"]["checks"]
    assert "ix_membership_span_count" in found["membership_span"]["indexes"]
    assert "uq_enterprise_uscc" in found["enterprise"]["unique"]
    assert found["member"]["foreign keys"]


def test_down_to_nothing_and_up_again(new_database: Maker) -> None:
    address = new_database()
    migrate(address, upgrade)
    first = schema(address)
    migrate(address, lambda: downgrade(revision="base"))
    assert schema(address) == {}
    migrate(address, upgrade, upgrade)
    assert schema(address) == first


def test_rows_survive_every_step_up_and_down(new_database: Maker) -> None:
    """On SQLite a table that is rebuilt while others refer to it takes their rows with it, or refuses."""
    address = new_database()
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    (first,) = scripts.get_bases()
    migrate(address, lambda: upgrade(revision=first))
    names = fill(address)
    migrate(address, upgrade)
    above = counts(address, names)
    migrate(address, lambda: downgrade(revision=first))
    below = counts(address, names)

    kept = {name for name in names if name in above}
    assert above == dict.fromkeys(kept, 1)
    assert below == {name: int(name in kept) for name in names}


@pytest.mark.parametrize("path", sorted((ROOT / "migrations" / "versions").glob("*.py")), ids=lambda path: path.stem)
def test_a_migration_does_not_lean_on_the_models(path: Any) -> None:
    """Models change; what a migration did must not."""
    imported = [
        line for line in path.read_text("utf-8").splitlines() if line.startswith(("import registry", "from registry"))
    ]
    assert imported in ([], ["import registry.core.types"])
