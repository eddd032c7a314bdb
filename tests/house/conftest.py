"""An empty database beside the one that the other tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

_numbers = count(1)


@pytest.fixture
def new_database(database_address: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A maker of addresses, each of an empty database of the chosen engine."""
    shared = make_url(database_address)
    made: list[str] = []

    def make() -> str:
        label = f"house_{next(_numbers)}"
        if shared.get_backend_name() == "sqlite":
            return f"sqlite:///{(tmp_path / label).as_posix()}.sqlite"
        made.append(label)
        _administer(database_address, f"CREATE DATABASE {label} TEMPLATE template0")
        return shared.set(database=label).render_as_string(hide_password=False)

    yield make
    for label in made:
        _administer(database_address, f"DROP DATABASE {label} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
