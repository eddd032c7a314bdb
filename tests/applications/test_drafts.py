"""Beginning and filling in: who, once per scheme, and two people at one draft."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from registry.accounts.models import Role
from registry.applications import services
from registry.applications.drafts import EVERYTHING, StaleDraft, open_application, open_items, save_draft
from registry.applications.models import Application, ApplicationState
from registry.audit.models import AuditEvent
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.enterprises.models import MemberRole, Presence
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.reference.queries import get_scheme
from tests.factories.applications import DISTRICT, HIGHER, firm_person, procedure
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)


def test_a_second_open_application_is_named() -> None:
    case = procedure(HIGHER)
    with pytest.raises(Conflict, match=case.application.public_id):
        open_application(case.application.enterprise, case.application.scheme, actor=case.submitter, at=START, on=ON)


def test_another_scheme_and_a_withdrawn_one_do_not_stand_in_the_way() -> None:
    case = procedure(HIGHER)
    firm = case.application.enterprise
    other = open_application(firm, get_scheme(DISTRICT), actor=case.submitter, at=START, on=ON)
    services.withdraw(case.application, actor=case.submitter, at=START, on=ON)
    again = open_application(firm, case.application.scheme, actor=case.submitter, at=START, on=ON)
    assert {other.state, again.state} == {ApplicationState.DRAFT}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (MemberRole.SUBMITTER, True),
        (MemberRole.PREPARER, True),
        (MemberRole.AGENT, True),
        (MemberRole.VIEWER, False),
    ],
)
def test_who_may_begin(role: MemberRole, may: bool) -> None:
    firm = enterprise()
    who = firm_person(firm, role)
    if may:
        assert open_application(firm, get_scheme(HIGHER), actor=who, at=START, on=ON).region_code == "330205003"
    else:
        with pytest.raises(NotAllowed):
            open_application(firm, get_scheme(HIGHER), actor=who, at=START, on=ON)


def test_an_officer_may_not_begin() -> None:
    with pytest.raises(NotAllowed):
        open_application(enterprise(), get_scheme(HIGHER), actor=actor(Role.REGISTRAR), at=START, on=ON)


@pytest.mark.parametrize(("day", "may"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_a_firm_that_left_may_not_apply_from_the_day_it_left(day: date, may: bool) -> None:
    firm = enterprise()
    who = firm_person(firm)
    record_profile(
        firm, {"presence": Presence.MOVED_OUT}, valid_from=date(2026, 3, 1), source="test", actor=who, at=START
    )
    if may:
        assert open_application(firm, get_scheme(HIGHER), actor=who, at=START, on=day).id
    else:
        with pytest.raises(DomainError, match="2026-03-01"):
            open_application(firm, get_scheme(HIGHER), actor=who, at=START, on=day)


def test_a_closed_scheme_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    firm = enterprise()
    scheme = get_scheme(HIGHER)
    monkeypatch.setattr(scheme, "open_for_application", False)
    with pytest.raises(DomainError, match="不受理"):
        open_application(firm, scheme, actor=firm_person(firm), at=START, on=ON)


def test_the_second_of_two_people_sees_both_values() -> None:
    case = procedure(HIGHER)
    seen = case.application.version
    preparer = firm_person(case.application.enterprise, MemberRole.PREPARER)
    save_draft(case.application, {"a": 1, "b": 2}, seen_version=seen, actor=case.submitter, at=START)
    with pytest.raises(StaleDraft) as caught:
        save_draft(case.application, {"a": 1, "b": 3}, seen_version=seen, actor=preparer, at=START)
    assert caught.value.status == 409
    assert (caught.value.stored["b"], caught.value.offered["b"]) == (2, 3)
    assert caught.value.differing == ("b",)
    assert case.application.draft == {"a": 1, "b": 2}
    save_draft(case.application, caught.value.offered, seen_version=caught.value.version, actor=preparer, at=START)
    assert case.application.draft == {"a": 1, "b": 3}


def test_a_change_made_on_another_connection_is_seen() -> None:
    case = procedure(HIGHER)
    seen = case.application.version
    db.session.execute(
        update(Application.__table__)
        .where(Application.id == case.application.id)
        .values(draft={"x": 1}, version=seen + 1)
    )
    with pytest.raises(StaleDraft) as caught:
        save_draft(case.application, {"x": 2}, seen_version=seen, actor=case.submitter, at=START)
    assert caught.value.stored == {"x": 1}


def test_saving_the_same_again_leaves_no_trace() -> None:
    case = procedure(HIGHER)
    seen = case.application.version
    events = select(AuditEvent.id).where(AuditEvent.subject_id == case.application.public_id)
    before = len(db.session.scalars(events).all())
    save_draft(case.application, {"accounts_sound": True}, seen_version=seen - 1, actor=case.submitter, at=START)
    assert case.application.version == seen
    assert len(db.session.scalars(events).all()) == before


def test_what_was_sent_cannot_be_edited() -> None:
    case = procedure(HIGHER).submit()
    with pytest.raises(Conflict, match="已提交"):
        save_draft(case.application, {"a": 1}, seen_version=case.application.version, actor=case.submitter, at=START)


def test_a_viewer_may_not_save() -> None:
    case = procedure(HIGHER)
    viewer = firm_person(case.application.enterprise, MemberRole.VIEWER)
    with pytest.raises(NotAllowed):
        save_draft(case.application, {"a": 1}, seen_version=case.application.version, actor=viewer, at=START)


def test_only_remarked_answers_open_after_a_return() -> None:
    case = procedure(HIGHER).submit().send_back(("led_standard_5y", "请说明"))
    kept = dict(case.application.draft)
    assert open_items(case.application) == {"led_standard_5y"}
    with pytest.raises(DomainError) as caught:
        save_draft(
            case.application,
            {**kept, "accounts_sound": False},
            seen_version=case.application.version,
            actor=case.submitter,
            at=START,
        )
    assert caught.value.field == "accounts_sound"
    mended = {**kept, "led_standard_5y": False}
    save_draft(case.application, mended, seen_version=case.application.version, actor=case.submitter, at=START)
    case.submit()
    assert [revision.answers for revision in case.application.revisions] == [kept, mended]


@pytest.mark.parametrize("remarks", [(), ((EVERYTHING, "请全面核对"),)])
def test_all_answers_open_where_no_item_was_named(remarks: tuple[tuple[str, str], ...]) -> None:
    case = procedure(HIGHER).submit().send_back(*remarks)
    assert open_items(case.application) is None
    save_draft(case.application, {"b": 1}, seen_version=case.application.version, actor=case.submitter, at=START)
    assert case.application.draft == {"b": 1}


def test_opened_is_what_it_waits_since() -> None:
    case = procedure(HIGHER, at=START - timedelta(days=3))
    assert case.application.waiting_since == START - timedelta(days=3)
