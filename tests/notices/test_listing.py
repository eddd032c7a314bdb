"""The public list of notices, and the firms of one by the names they had."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.enterprises.services import record_profile
from registry.notices import listing
from registry.notices.listing import lines_of, past_notices, running_notices
from registry.notices.models import EntryState
from tests.factories.applications import procedure

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
DAY = timedelta(days=1)


def rename(firm: object, name: str, since: date, at: datetime) -> None:
    record_profile(firm, {"name": name}, valid_from=since, source="test", actor=SYSTEM, at=at)


def test_a_notice_runs_from_its_first_day_to_its_last() -> None:
    notice = procedure().submit().approve().publish()
    found = {
        day: (notice in running_notices(day), notice in past_notices(day).rows)
        for day in (notice.starts_on - DAY, notice.starts_on, notice.ends_on, notice.ends_on + DAY)
    }
    assert list(found.values()) == [(False, False), (True, False), (True, False), (False, True)]


def test_past_notices_come_in_pages_that_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    notices = [procedure().submit().approve().publish(ON + DAY * shift) for shift in (0, 1, 1)]
    day = max(notice.ends_on for notice in notices) + DAY
    first = past_notices(day)
    second = past_notices(day, first.next_cursor)
    assert [*first.rows, *second.rows] == notices[::-1]
    assert second.next_cursor is None


def test_a_firm_is_named_as_on_the_first_day(at: datetime) -> None:
    case = procedure().submit().approve()
    firm = case.application.enterprise
    rename(firm, "宁波首日名称有限公司", ON, at)
    rename(firm, "宁波次日名称有限公司", ON + DAY, at)
    (line,) = lines_of(case.publish())
    assert line.name == "宁波首日名称有限公司"
    assert (line.uscc, line.region_code, line.state) == (firm.uscc, "330205003", EntryState.OPEN)
    assert line.application_id == case.application.public_id
