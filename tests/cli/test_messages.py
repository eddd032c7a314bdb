"""`messages`: what goes out, what is computed, what a rehearsal leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy.orm import Session, scoped_session

from registry import create_app
from registry.core import clock
from registry.extensions import db
from registry.messages.models import Message
from registry.web.shared.application import RegistryFlask
from tests.databases import ROOT, command, environment, fresh_database, run
from tests.factories import people
from tests.factories.applications import HIGHER, procedure
from tests.factories.time import START
from tests.messages.helpers import Handler, free_port, mail_server, tell

Db = scoped_session[Session]


def messages(app: RegistryFlask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["messages", *words])


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: START)
    monkeypatch.setattr(clock, "today", lambda: clock.day_of(START))


@pytest.fixture
def port(app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> int:
    number = free_port()
    values = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": number, "MAIL_SECURITY": "none", "MAIL_FROM": "a@example.cn"}
    for name, value in values.items():
        monkeypatch.setitem(app.config, name, value)
    return number


def test_mail_goes_to_the_server_that_is_set(
    app: RegistryFlask, session: Db, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(people.user())
    session.commit()
    refused = messages(app, "deliver", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["again"] == 1
    monkeypatch.setattr(clock, "now", lambda: START.replace(hour=START.hour + 1))
    handler = Handler()
    with mail_server(handler) as there:
        monkeypatch.setitem(app.config, "MAIL_PORT", there)
        done = messages(app, "deliver", "--json")
    assert json.loads(done.stdout) == {"sent": 1, "again": 0, "failed": 0, "trouble": ""}
    assert len(handler.arrived) == 1
    assert "已发 1" in messages(app, "status").stdout
    assert json.loads(messages(app, "status", "--json").stdout)["queued"] == 0


def test_mail_goes_into_the_folder_where_no_server_is_set(
    app: RegistryFlask, session: Db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(people.user())
    monkeypatch.setitem(app.config, "MAIL_FOLDER", str(tmp_path / "mail"))
    assert "已发 1" in messages(app, "deliver").stdout
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_without_server_and_folder_it_says_what_to_set(
    app: RegistryFlask, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_FOLDER", "")
    result = messages(app, "deliver")
    assert result.exit_code == 2
    assert "REGISTRY_MAIL_SERVER" in result.output


def test_a_rehearsal_tells_nobody_and_a_second_run_nothing_new(app: RegistryFlask, session: Db) -> None:
    case = procedure(HIGHER).submit().send_back()
    session.commit()
    before = session.query(Message).count()
    due = case.application.due_on
    assert due is not None
    rehearsed = messages(app, "remind", "--on", due.isoformat(), "--json")
    assert json.loads(rehearsed.stdout) == {
        "on": due.isoformat(),
        "committed": False,
        "reminders": {"unfinished": 1},
    }
    assert session.query(Message).count() == before
    assert messages(app, "remind", "--on", due.isoformat(), "--commit").exit_code == 2
    on = ("--on", clock.today().isoformat(), "--commit")
    assert "没有新的提醒" in messages(app, "remind", *on).stdout


def test_reminders_are_kept_with_commit(app: RegistryFlask, session: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    case = procedure(HIGHER).submit().send_back()
    session.commit()
    due = case.application.due_on
    assert due is not None
    monkeypatch.setattr(clock, "today", lambda: due)
    day = ("--on", due.isoformat(), "--commit")
    assert "unfinished\t1" in messages(app, "remind", *day).stdout
    assert "没有新的提醒" in messages(app, "remind", *day).stdout


def test_a_day_that_is_none_is_refused(app: RegistryFlask) -> None:
    assert messages(app, "remind", "--on", "2026-02-30").exit_code == 2


def test_the_worker_runs_on_and_ends_when_told(database_address: str, tmp_path: Path) -> None:
    with fresh_database(database_address, tmp_path) as address:
        assert run(address, tmp_path, "db", "upgrade").returncode == 0
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            tell(people.user(), at=datetime.now(UTC))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        worker = subprocess.Popen(
            command("messages", "deliver", "--keep-running"),
            cwd=ROOT,
            env=environment(address, tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            await_file(tmp_path / "mail")
            time.sleep(0.5)
            assert worker.poll() is None
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(10) == 0
        finally:
            worker.kill()
            output = worker.communicate()[0].decode()
        assert output.strip() == "邮件：已发 1，稍后再试 0，放弃 0"


def await_file(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not list(folder.glob("*.eml")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
