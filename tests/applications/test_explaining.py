"""Notes frozen with what was sent, and the reasons without which nobody passes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.applications import services
from registry.applications.explaining import (
    LONGEST_REASON,
    Explanation,
    NotesOpen,
    explain,
    frozen_notes,
    open_notes,
    told_notes,
)
from registry.applications.models import ApplicationRevision, ApplicationState, CrossCheckReason
from registry.applications.timeline import timeline
from registry.audit.models import AuditEvent
from registry.core.errors import Conflict, DomainError
from registry.core.money import FEN_PER_WAN
from registry.extensions import db
from tests.factories.applications import HIGHER, Procedure, procedure
from tests.factories.records import report
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

TOLD = {"rd_rose": Explanation(" 已查看立项文件 ", is_verified=True), "rd_over_revenue": Explanation("试制阶段")}


def noted() -> Procedure:
    """A sent case with two notes: R&D rose, and is above the revenue."""
    case = procedure(HIGHER)
    firm = case.application.enterprise
    report(firm, 2025, rd_spend=300 * FEN_PER_WAN, revenue=200 * FEN_PER_WAN)
    report(firm, 2024, rd_spend=100 * FEN_PER_WAN)
    return case.submit()


def latest(case: Procedure) -> ApplicationRevision:
    """What was sent last."""
    found = case.application.latest
    assert found is not None
    return found


def pass_(case: Procedure, reasons: dict[str, Explanation], **changes: object) -> None:
    """The stage that is due, by its officer."""
    arguments: dict[str, object] = {
        "seen_revision": case.seen,
        "actor": case.office.of_stage(case.application),
        "at": case.at,
        "on": case.on,
        "reasons": reasons,
    }
    services.pass_or_approve(case.application, **{**arguments, **changes})


def test_the_notes_stay_as_they_were_when_it_was_sent() -> None:
    case = noted()
    before = frozen_notes(latest(case))
    assert before is not None
    assert [note.code for note in before] == ["rd_rose", "rd_over_revenue"]
    report(case.application.enterprise, 2025, no=2, rd_spend=FEN_PER_WAN, revenue=200 * FEN_PER_WAN)
    db.session.expire_all()
    assert frozen_notes(latest(case)) == before


def test_a_revision_from_before_the_checks_has_no_notes_to_answer() -> None:
    case = noted()
    latest(case).cross_checks = None
    assert frozen_notes(latest(case)) is None
    pass_(case, {})
    assert case.application.stage == 1


@pytest.mark.parametrize(
    ("reasons", "left"),
    [
        ({}, ("rd_rose", "rd_over_revenue")),
        ({"rd_rose": Explanation("已核对")}, ("rd_over_revenue",)),
        ({"rd_rose": Explanation("  ", is_verified=True), "rd_over_revenue": Explanation("x")}, ("rd_rose",)),
    ],
)
def test_an_open_note_stops_the_case_and_keeps_nothing(reasons: dict[str, Explanation], left: tuple[str, ...]) -> None:
    case = noted()
    with pytest.raises(NotesOpen) as caught:
        pass_(case, reasons)
    assert (caught.value.codes, caught.value.field) == (left, f"note_{left[0]}")
    assert (case.application.stage, case.application.state) == (0, ApplicationState.SUBMITTED)
    assert db.session.scalars(select(CrossCheckReason)).all() == []


@pytest.mark.parametrize("length", [LONGEST_REASON, LONGEST_REASON + 1])
def test_a_reason_has_room(length: int) -> None:
    case = noted()
    reasons = {**TOLD, "rd_rose": Explanation("字" * length)}
    if length > LONGEST_REASON:
        with pytest.raises(DomainError) as caught:
            pass_(case, reasons)
        assert caught.value.field == "note_rd_rose"
    else:
        pass_(case, reasons)
        assert case.application.stage == 1


def test_reasons_are_kept_with_name_and_time_in_the_timeline_and_in_the_audit() -> None:
    case = noted()
    pass_(case, TOLD)
    assert open_notes(latest(case)) == ()
    kept = [reason for _note, reason in told_notes(latest(case))]
    assert [(one.reason, one.is_verified, one.author_name, one.written_at) for one in kept if one] == [
        ("已查看立项文件", True, "街道甲", START),
        ("试制阶段", False, "街道甲", START),
    ]
    told = [(str(one.sentence), one.name, one.note) for one in timeline(case.application, case.on, for_firm=False)]
    assert told[2][0].startswith("核实了核对提示：研发费用达到上年的 3 倍")
    assert told[2][1:] == ("街道甲", "已查看立项文件")
    assert told[3][0].startswith("说明了核对提示：")
    assert "审查通过" in told[4][0]
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "application:explained")).all()
    assert [(one.data["note"], one.data["verified"], one.data["reason"]) for one in events] == [
        ("rd_rose", True, "已查看立项文件"),
        ("rd_over_revenue", False, "试制阶段"),
    ]


def test_the_firm_does_not_read_what_officers_told_each_other() -> None:
    case = noted()
    pass_(case, TOLD)
    assert not [one for one in timeline(case.application, case.on, for_firm=True) if "核对提示" in str(one.sentence)]


def test_once_answered_the_later_stages_are_not_asked_again() -> None:
    case = noted()
    pass_(case, TOLD)
    pass_(case, {})
    case.forward()
    assert case.application.state is ApplicationState.FORWARDED
    assert len(db.session.scalars(select(CrossCheckReason)).all()) == 2


def test_a_new_revision_asks_anew() -> None:
    case = noted()
    pass_(case, TOLD)
    case.send_back()
    case.at += timedelta(days=1)
    case.submit()
    assert len(open_notes(latest(case))) == 2
    with pytest.raises(NotesOpen):
        pass_(case, {})
    pass_(case, TOLD)
    assert len(db.session.scalars(select(CrossCheckReason)).all()) == 4


def test_a_note_that_a_colleague_answered_is_not_answered_twice() -> None:
    case = noted()
    explain(case.application, TOLD, actor=case.office.street, at=case.at)
    with pytest.raises(Conflict):
        explain(case.application, {"rd_rose": Explanation("另一个理由")}, actor=case.office.second, at=case.at)
    assert [one.author_name for one in latest(case).reasons] == ["街道甲", "街道甲"]


def test_returning_and_rejecting_need_no_reasons() -> None:
    noted().send_back()
    noted().reject()
    assert db.session.scalars(select(CrossCheckReason)).all() == []


def test_an_approved_case_with_an_open_note_is_not_forwarded() -> None:
    case = noted()
    pass_(case, TOLD)
    pass_(case, {})
    db.session.delete(latest(case).reasons[0])
    db.session.flush()
    with pytest.raises(NotesOpen):
        case.forward()
    services.forward(
        case.application,
        seen_revision=1,
        actor=case.office.approver,
        at=case.at,
        on=case.on,
        reasons={"rd_rose": Explanation("已核对")},
    )
    assert case.application.state is ApplicationState.FORWARDED
