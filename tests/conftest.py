"""The application on the chosen engine, every test in a transaction that is undone, a clock that stands still."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from registry import create_app
from registry.accounts.models import Role
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.extensions import db
from registry.reference.services import load_reference_data
from registry.web.shared.application import RegistryFlask
from tests.factories import people
from tests.factories.time import START
from tests.postgres import postgresql_server

ENGINE = os.environ.get("REGISTRY_TEST_DATABASE", "sqlite")
os.environ["REGISTRY_ENV"] = "testing"
# What is slow on a busy machine is not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skip that nobody allowed is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REGISTRY_FORBID_SKIPS") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass
class FixedClock:
    """The application's clock, set by hand."""

    instant: datetime = START

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def day_of(self, at: datetime) -> date:
        """The office's day, as the real clock has it."""
        return day_of(at)

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.instant += timedelta(days=days)


@pytest.fixture(scope="session")
def database_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the engine named by REGISTRY_TEST_DATABASE."""
    with ExitStack() as stack:
        if ENGINE == "postgresql":
            yield stack.enter_context(postgresql_server())
        else:
            yield f"sqlite:///{tmp_path_factory.mktemp('database')}/registry.sqlite"


@pytest.fixture(scope="session")
def app(database_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryFlask]:
    """The application with its schema and reference data."""
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": database_address,
            "DOCUMENT_FOLDER": str(tmp_path_factory.mktemp("documents")),
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        db.create_all()
        load_reference_data()
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> Iterator[scoped_session[Session]]:
    """`db.session` on a connection whose transaction is undone after the test; commits inside only end a savepoint."""
    connection = db.engine.connect()
    transaction = connection.begin()
    maker = sessionmaker(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    scoped = scoped_session(maker)
    monkeypatch.setattr(db, "session", scoped)
    yield scoped
    scoped.remove()
    transaction.rollback()
    connection.close()


@pytest.fixture
def clock(app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The application's clock, standing at 2026-03-02 09:00 in the office."""
    fixed = FixedClock()
    monkeypatch.setitem(app.extensions, "clock", fixed)
    return fixed


@pytest.fixture
def at() -> datetime:
    """The instant of a service call."""
    return START


@pytest.fixture
def on() -> date:
    """The office's day of that instant."""
    return day_of(START)


@pytest.fixture
def client(app: RegistryFlask, session: scoped_session[Session], clock: FixedClock) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def officer(session: scoped_session[Session]) -> Actor:
    """A registrar of the whole district."""
    return people.actor(Role.REGISTRAR)
