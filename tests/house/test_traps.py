"""Traps of the database layer that give wrong results without an error: each is sprung on purpose."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import User
from registry.extensions import db, read_only
from tests.factories import people
from tests.house.sources import files, name, tree

THREADS = 8
ROUNDS = 100

counter = Table(
    "counter", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer, nullable=False)
)


@contextmanager
def counting(address: str) -> Iterator[Engine]:
    """An engine on a fresh database with one row that says 0."""
    engine = create_engine(address, pool_size=THREADS, max_overflow=0)
    try:
        with engine.begin() as connection:
            counter.create(connection)
            connection.execute(insert(counter).values(id=1, value=0))
        yield engine
    finally:
        engine.dispose()


def value_of(engine: Engine) -> int:
    with engine.begin() as connection:
        return connection.execute(select(counter.c.value)).scalar_one()


def read_then_write(engine: Engine, rounds: int) -> None:
    """What a service does: lock and read, decide, write."""
    for _ in range(rounds):
        with engine.begin() as connection:
            value = connection.execute(select(counter.c.value).with_for_update()).scalar_one()
            connection.execute(update(counter).values(value=value + 1))


def test_no_update_is_lost(new_database: Callable[[], str]) -> None:
    with counting(new_database()) as engine:
        with ThreadPoolExecutor(THREADS) as pool:
            done = [pool.submit(read_then_write, engine, ROUNDS) for _ in range(THREADS)]
            for one in done:
                one.result()
        assert value_of(engine) == THREADS * ROUNDS


def test_a_transaction_begun_for_reading_cannot_write_over_anothers_change(tmp_path: Path) -> None:
    """On SQLite a reading transaction has no write lock: if it writes after all it must fail, not win."""
    with counting(f"sqlite:///{tmp_path}/reading.sqlite") as engine:
        token = read_only.set(True)
        try:
            reader = engine.connect()
            value = reader.execute(select(counter.c.value)).scalar_one()
        finally:
            read_only.reset(token)
        read_then_write(engine, 1)
        with pytest.raises(OperationalError, match="locked"):
            reader.execute(update(counter).values(value=value + 1))
        reader.close()
        assert value_of(engine) == 1


def test_a_reader_is_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    with counting(f"sqlite:///{tmp_path}/waiting.sqlite") as engine, engine.begin() as writer:
        writer.execute(update(counter).values(value=7))
        token = read_only.set(True)
        try:
            assert value_of(engine) == 0
        finally:
            read_only.reset(token)


def test_every_fresh_connection_to_sqlite_is_set_up(tmp_path: Path) -> None:
    """These settings belong to a connection, not to the file, and are forgotten with it."""
    engine = create_engine(f"sqlite:///{tmp_path}/fresh.sqlite")
    for _ in range(2):
        with engine.connect() as connection:
            asked = {
                pragma: connection.execute(text(f"pragma {pragma}")).scalar_one()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, sqlite3.Connection)
            assert raw.isolation_level is None
        engine.dispose()
        assert asked["journal_mode"] == "wal"
        assert asked["synchronous"] == 2, "FULL: an acknowledged act survives a power cut"
        assert asked["foreign_keys"] == 1
        assert asked["busy_timeout"] >= 5000


@pytest.mark.parametrize("turn", range(3))
def test_what_a_test_commits_is_gone_in_the_next(session: scoped_session[Session], turn: int) -> None:
    assert db.session is session
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    people.user(email="isolated@example.cn")
    db.session.commit()
    with pytest.raises(IntegrityError):
        people.user(email="isolated@example.cn")
    db.session.rollback()
    assert db.session.scalars(select(User.email)).all() == ["isolated@example.cn"], f"turn {turn}"


def test_no_form_cuts_a_list_in_silence() -> None:
    """WTForms' FieldList drops the rows beyond max_entries and still validates: lists are read without it."""
    users = [
        name(path)
        for path in files(".py", under="registry")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "FieldList" for alias in node.names)
    ]
    assert users == []
