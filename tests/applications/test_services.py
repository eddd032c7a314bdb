"""The procedure act by act: revisions, reasons, stale pages, results, and the trail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from registry.applications import services
from registry.applications.drafts import StaleDraft, open_application
from registry.applications.models import Act, Application, ApplicationState, ApplicationStep
from registry.applications.workflow import WORKFLOW, act_label, state_label
from registry.audit.models import AuditEvent
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.documents.models import Document
from registry.enterprises.models import Enterprise, Presence
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.recognitions.models import MembershipSpan, Recognition
from registry.reference.queries import get_scheme
from tests.factories.applications import DISTRICT, HIGHER, HIGHER_THREE, Procedure, procedure, result
from tests.factories.enterprises import enterprise
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)


def send(case: Procedure, **changes: object) -> None:
    arguments: dict[str, object] = {
        "facts": {},
        "assessment": None,
        "documents": [],
        "integrity_commitment": True,
        "actor": case.submitter,
        "at": case.at,
        "on": case.on,
    }
    services.submit(case.application, **{**arguments, **changes})


def document(firm: Enterprise, case: Procedure) -> Document:
    row = Document(
        public_id=new_public_id(),
        enterprise_id=firm.id,
        sha256="0" * 64,
        filename="审计报告.pdf",
        media_type="application/pdf",
        size=1,
        uploaded_by_id=case.submitter.id,
        uploaded_at=START,
    )
    db.session.add(row)
    db.session.flush()
    return row


@pytest.mark.parametrize("agreed", [False, None, "on"])
def test_no_commitment_no_submission(agreed: object) -> None:
    case = procedure(HIGHER)
    with pytest.raises(DomainError) as caught:
        send(case, integrity_commitment=agreed)
    assert caught.value.field == "integrity_commitment"
    assert case.application.latest is None


def test_what_was_sent_is_frozen_with_the_words_agreed_to() -> None:
    case = procedure(HIGHER)
    file = document(case.application.enterprise, case)
    send(case, documents=[file.public_id, file.public_id], facts={"staff": 80})
    revision = case.application.latest
    assert revision is not None
    assert (revision.no, revision.facts, revision.answers) == (1, {"staff": 80}, {"accounts_sound": True})
    assert revision.document_ids == [file.public_id]
    assert file.claimed
    assert "承诺" in revision.commitment
    assert case.application.due_on == date(2026, 3, 9)


def test_files_of_another_firm_are_refused() -> None:
    case = procedure(HIGHER)
    with pytest.raises(DomainError) as caught:
        send(case, documents=[document(enterprise(), case).public_id])
    assert caught.value.field == "documents"


def test_a_draft_changed_meanwhile_is_not_sent() -> None:
    case = procedure(HIGHER)
    with pytest.raises(StaleDraft):
        send(case, seen_version=case.application.version - 1)
    send(case, seen_version=case.application.version)
    assert case.application.state is ApplicationState.SUBMITTED


def test_a_firm_that_left_does_not_send() -> None:
    case = procedure(HIGHER)
    record_profile(
        case.application.enterprise,
        {"presence": Presence.DEREGISTERED},
        valid_from=ON,
        source="test",
        actor=case.submitter,
        at=START,
    )
    with pytest.raises(DomainError):
        case.submit()


def test_a_second_click_on_submit_is_a_conflict() -> None:
    case = procedure(HIGHER).submit()
    with pytest.raises(Conflict):
        case.submit()
    assert len(case.application.revisions) == 1


def test_a_return_goes_back_to_the_stage_it_left() -> None:
    case = procedure(DISTRICT).submit().pass_stage().send_back(("staff", "请核对"))
    assert (case.application.state, case.application.due_on) == (ApplicationState.RETURNED, date(2026, 3, 16))
    case.submit()
    assert (case.application.state, case.application.stage, case.seen) == (ApplicationState.SUBMITTED, 1, 2)
    assert [remark.text for remark in case.application.revisions[0].remarks] == ["请核对"]
    assert case.application.revisions[1].remarks == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"remarks": [("staff", " ")]}, "remarks"),
        ({"remarks": [("", "请核对")]}, "remarks"),
        ({"remarks": [("x" * 61, "请核对")]}, "remarks"),
        ({"due_on": ON}, "due_on"),
    ],
)
def test_a_return_needs_its_words(changes: dict[str, object], field: str) -> None:
    case = procedure(HIGHER).submit()
    arguments: dict[str, object] = {"reason": "材料不全", "remarks": [], **changes}
    with pytest.raises(DomainError) as caught:
        services.return_(case.application, seen_revision=1, actor=case.office.street, at=START, on=ON, **arguments)
    assert caught.value.field == field
    assert case.application.state is ApplicationState.SUBMITTED


def test_a_day_after_today_may_be_set_for_the_answer() -> None:
    case = procedure(HIGHER).submit()
    services.return_(
        case.application,
        seen_revision=1,
        reason="材料不全",
        remarks=[],
        actor=case.office.street,
        at=START,
        on=ON,
        due_on=ON + timedelta(days=1),
    )
    assert case.application.due_on == date(2026, 3, 3)


def test_an_officer_who_saw_an_older_revision_is_told() -> None:
    case = procedure(HIGHER).submit()
    case.send_back().submit()
    for act in (
        lambda: services.pass_or_approve(case.application, seen_revision=1, actor=case.office.street, at=START, on=ON),
        lambda: services.reject(
            case.application, seen_revision=1, reason="不符", actor=case.office.street, at=START, on=ON
        ),
        lambda: services.return_(
            case.application, seen_revision=1, reason="不符", remarks=[], actor=case.office.street, at=START, on=ON
        ),
    ):
        with pytest.raises(Conflict, match="修订版"):
            act()
    services.pass_or_approve(case.application, seen_revision=2, actor=case.office.street, at=START, on=ON)
    assert case.application.stage == 1


def test_two_officers_of_one_stage_at_once() -> None:
    case = procedure(HIGHER_THREE).submit()
    case.pass_stage()
    # the second still has the page of stage 0 before him and would otherwise pass the stage after it
    with pytest.raises(Conflict, match="其他经办人"):
        services.pass_or_approve(
            case.application, seen_revision=1, seen_stage=0, actor=case.office.reviewer, at=START, on=ON
        )
    assert case.application.stage == 1


def test_a_change_by_somebody_else_is_seen_under_the_lock() -> None:
    case = procedure(HIGHER).submit()
    db.session.execute(
        update(Application.__table__)
        .where(Application.id == case.application.id)
        .values(state="withdrawn", version=case.application.version + 1)
    )
    assert case.application.state is ApplicationState.SUBMITTED  # what the session had read
    with pytest.raises(Conflict):
        case.pass_stage()
    assert case.application.state is ApplicationState.WITHDRAWN


def test_refusals_and_reconsideration_need_a_reason() -> None:
    context = {"reason": " ", "at": START, "on": ON}
    submitted, rejected = procedure(HIGHER).submit(), procedure(HIGHER).submit().reject()
    forwarded = procedure(HIGHER).submit().approve().forward()
    seen = {"seen_revision": 1, **context}
    with pytest.raises(DomainError) as first:
        services.reject(submitted.application, actor=submitted.office.street, **seen)
    with pytest.raises(DomainError) as second:
        services.record_refusal(forwarded.application, actor=forwarded.office.registrar, **seen)
    with pytest.raises(DomainError) as third:
        services.reconsider(rejected.application, actor=rejected.submitter, **context)
    assert [caught.value.field for caught in (first, second, third)] == ["reason"] * 3
    assert submitted.application.state is ApplicationState.SUBMITTED


def test_the_official_result_makes_the_recognition_and_is_counted() -> None:
    case = procedure(HIGHER_THREE).submit().approve()
    assert case.application.recognition is None  # a recommendation counts for nothing
    row = case.forward().recognise()
    assert row.source == f"application:{case.application.public_id}"
    assert (case.application.state, case.application.recognition) == (ApplicationState.RECOGNISED, row)
    spans = select(func.count()).where(
        MembershipSpan.enterprise_id == case.application.enterprise_id, MembershipSpan.tier == "hte"
    )
    assert db.session.scalar(spans) == 2  # the tier and the scheme
    with pytest.raises(Conflict):
        case.recognise()


@pytest.mark.parametrize(
    ("scheme", "number", "issued_on", "field"),
    [
        (HIGHER, "A1", ON, "scheme_code"),
        (HIGHER_THREE, " ", ON, "certificate_number"),
        (HIGHER_THREE, "A1", ON + timedelta(days=1), "issued_on"),
    ],
)
def test_a_wrong_result_is_refused(scheme: str, number: str, issued_on: date, field: str) -> None:
    case = procedure(HIGHER_THREE).submit().approve().forward()
    with pytest.raises(DomainError) as caught:
        services.record_result(
            case.application,
            recognition=result(scheme, number=number, issued_on=issued_on),
            seen_revision=1,
            actor=case.office.registrar,
            at=START,
            on=ON,
        )
    assert caught.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Recognition)) == 0


def test_a_result_of_today_and_one_held_by_another_firm() -> None:
    first = procedure(HIGHER_THREE).submit().approve().forward()
    second = procedure(HIGHER_THREE).submit().approve().forward()
    facts = result(HIGHER_THREE, number="GR202533100001", issued_on=ON)
    arguments = {"recognition": facts, "seen_revision": 1, "at": START, "on": ON}
    services.record_result(first.application, actor=first.office.registrar, **arguments)
    with pytest.raises(Conflict) as caught:
        services.record_result(second.application, actor=second.office.registrar, **arguments)
    assert caught.value.field == "certificate_number"
    assert second.application.state is ApplicationState.FORWARDED


def test_not_recognised_keeps_the_reason_and_is_final() -> None:
    case = procedure(HIGHER).submit().approve().forward()
    services.record_refusal(
        case.application, seen_revision=1, reason="未通过评审", actor=case.office.registrar, at=START, on=ON
    )
    assert case.application.state is ApplicationState.NOT_RECOGNISED
    assert case.application.steps[-1].reason == "未通过评审"


def test_reconsideration_happens_once() -> None:
    case = procedure(HIGHER).submit().reject()
    services.reconsider(case.application, reason="有新证据", actor=case.submitter, at=START, on=ON)
    fresh = procedure(HIGHER).office
    case.office = fresh
    case.reject()
    with pytest.raises(NotAllowed, match="一次"):
        services.reconsider(case.application, reason="仍不服", actor=case.submitter, at=START, on=ON)


def test_no_reconsideration_beside_a_new_application() -> None:
    case = procedure(HIGHER).submit().reject()
    open_application(case.application.enterprise, get_scheme(HIGHER), actor=case.submitter, at=START, on=ON)
    with pytest.raises(Conflict):
        services.reconsider(case.application, reason="有新证据", actor=case.submitter, at=START, on=ON)


def test_every_act_leaves_one_step_and_one_event() -> None:
    case = procedure(HIGHER).submit().send_back(("staff", "请核对")).submit().approve().forward()
    case.recognise()
    acts = [step.act for step in case.application.steps]
    assert acts == [
        Act.SUBMIT,
        Act.RETURN,
        Act.SUBMIT,
        Act.PASS,
        Act.APPROVE,
        Act.FORWARD,
        Act.RECORD_RECOGNISED,
    ]
    tags = db.session.scalars(
        select(AuditEvent.tag)
        .where(AuditEvent.subject_kind == "application", AuditEvent.subject_id == case.application.public_id)
        .order_by(AuditEvent.id)
    ).all()
    assert tags == [
        "application:opened",
        "application:saved",
        "application:submitted",
        "application:returned",
        "application:submitted",
        "application:passed",
        "application:approved",
        "application:forwarded",
        "application:recognised",
    ]
    steps = case.application.steps
    assert all(one.target == two.source for one, two in zip(steps, steps[1:], strict=False))


def test_a_refused_act_leaves_nothing() -> None:
    case = procedure(HIGHER).submit()
    count = select(func.count()).select_from(ApplicationStep)
    events = select(func.count()).select_from(AuditEvent)
    before = db.session.scalar(count), db.session.scalar(events)
    with pytest.raises(NotAllowed):
        case.pass_stage(by=case.office.approver)
    assert (db.session.scalar(count), db.session.scalar(events)) == before


@pytest.mark.parametrize(
    ("scheme", "word", "state"), [(HIGHER, "推荐", "已推荐，待上报"), (DISTRICT, "拟认定", "拟认定，待公示")]
)
def test_approval_is_named_after_who_recognises(scheme: str, word: str, state: str) -> None:
    row = get_scheme(scheme)
    approve = WORKFLOW.require(ApplicationState.SUBMITTED, Act.APPROVE)
    assert str(act_label(approve, row)) == word
    assert str(state_label(ApplicationState.APPROVED, row)) == state
    assert len({str(state_label(one, row)) for one in ApplicationState}) == len(ApplicationState)
