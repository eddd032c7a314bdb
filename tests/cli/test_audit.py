"""`audit verify`: a whole chain, and one that somebody touched."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, func, select, update

from registry.audit.models import AuditEvent
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.factories.time import START

EVENTS = 3


@pytest.fixture
def last(session: object) -> int:
    """The number of the last of three events."""
    for number in range(EVENTS):
        record(Tag.DATA_LOADED, actor=SYSTEM, at=START, subject=("folder", f"f{number}"))
    db.session.commit()
    return db.session.scalar(select(func.max(AuditEvent.id))) or 0


def test_a_whole_chain(app: RegistryFlask, last: int) -> None:
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0
    assert str(last) in result.stdout
    document = json.loads(app.test_cli_runner().invoke(args=["audit", "verify", "--json"]).stdout)
    assert document == {"whole": True, "events": last, "broken_at": None}


@pytest.mark.parametrize("back", [0, 1, 2])
def test_a_changed_event_is_named(app: RegistryFlask, last: int, back: int) -> None:
    db.session.execute(update(AuditEvent).where(AuditEvent.id == last - back).values(actor_name="别人"))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"whole": False, "events": last - back - 1, "broken_at": last - back}
    assert f"第 {last - back} 条" in app.test_cli_runner().invoke(args=["audit", "verify"]).stdout


@pytest.mark.parametrize("back", [0, 1])
def test_a_missing_event_is_named(app: RegistryFlask, last: int, back: int) -> None:
    db.session.execute(delete(AuditEvent).where(AuditEvent.id == last - back))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["broken_at"] == last - back
