"""`notices close`: a rehearsal changes nothing, the act is done once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import Result

from registry.applications.models import ApplicationState
from registry.core import clock
from registry.notices.models import PublicNotice
from registry.recognitions.services import believed_recognitions
from registry.web.shared.application import RegistryFlask
from tests.factories.applications import Procedure, procedure


def close(app: RegistryFlask, on: date, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["notices", "close", "--on", on.isoformat(), *more])


@pytest.fixture
def case(session: Any) -> Procedure:
    made = procedure().submit().approve()
    made.publish()
    session.commit()
    return made


@pytest.fixture
def ended(case: Procedure, session: Any) -> date:
    """The notice's last day."""
    day: date = session.query(PublicNotice).one().ends_on
    return day


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real clock has passed the days of these tests."""
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 4))


@pytest.mark.usefixtures("later")
def test_the_last_day_itself_still_runs(app: RegistryFlask, case: Procedure, ended: date) -> None:
    document = json.loads(close(app, ended, "--commit", "--json").stdout)
    assert document["closed"] == document["taken_effect"] == []
    assert case.application.state is ApplicationState.IN_NOTICE


def test_a_rehearsal_changes_nothing(app: RegistryFlask, case: Procedure, ended: date) -> None:
    uscc = case.application.enterprise.uscc
    result = close(app, ended + timedelta(days=1), "--json")
    document = json.loads(result.stdout)
    assert document["committed"] is False
    assert [entry["uscc"] for entry in document["taken_effect"]] == [uscc]
    assert document["taken_effect"][0]["valid_from"] == (ended + timedelta(days=1)).isoformat()
    assert case.application.state is ApplicationState.IN_NOTICE
    assert believed_recognitions(case.application.enterprise_id) == []


@pytest.mark.usefixtures("later")
def test_the_act_is_done_once(app: RegistryFlask, case: Procedure, ended: date) -> None:
    result = close(app, ended + timedelta(days=1), "--commit")
    assert result.exit_code == 0
    assert case.application.enterprise.uscc in result.stdout
    assert case.application.state is ApplicationState.RECOGNISED
    assert len(believed_recognitions(case.application.enterprise_id)) == 1
    again = close(app, ended + timedelta(days=1), "--commit")
    assert "没有到期未办结的公示" in again.stdout
    assert len(believed_recognitions(case.application.enterprise_id)) == 1


def test_a_day_to_come_cannot_be_committed(app: RegistryFlask, case: Procedure) -> None:
    result = close(app, clock.today() + timedelta(days=1), "--commit")
    assert result.exit_code == 2
    assert case.application.state is ApplicationState.IN_NOTICE


def test_a_day_that_is_none_is_refused(app: RegistryFlask) -> None:
    result = app.test_cli_runner().invoke(args=["notices", "close", "--on", "2026-02-30"])
    assert result.exit_code == 2
    assert "不是日期" in result.output
