"""A year's report from its first draft to its correction after acceptance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.accounts.models import Role, User
from registry.accounts.permissions import actor_of
from registry.audit.queries import events_of_subject, verify
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.enterprises.models import Enterprise, MemberRole, MembershipState
from registry.extensions import db
from registry.reports.access import get_report_for, get_report_of_year_for
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.reports.queries import (
    figures_of,
    latest_no,
    latest_revision,
    latest_revision_before,
    reports_of,
    return_reason,
    revision_on,
    revisions_of,
    waiting_reports,
)
from registry.reports.services import FiguresRefused, accept, open_report, return_, save_draft, submit
from tests.factories.enterprises import enterprise, member
from tests.factories.people import actor, user
from tests.reports.values import GOOD, with_

Send = Callable[..., ReportRevision]
HOUR = timedelta(hours=1)


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise(region="330205003")


@pytest.fixture
def clerk(firm: Enterprise) -> Actor:
    person = user("王五")
    member(firm, person, MemberRole.SUBMITTER)
    return actor_of(person)


@pytest.fixture
def officer(session: object) -> Actor:
    return actor(Role.STREET_OFFICER, region="330205003")


@pytest.fixture
def report(firm: Enterprise, clerk: Actor, at: datetime, on: date) -> AnnualReport:
    return open_report(firm, 2025, actor=clerk, at=at, on=on)


@pytest.fixture
def send(report: AnnualReport, clerk: Actor, at: datetime) -> Send:
    def call(figures: dict[str, int | None] = GOOD, hours: int = 0, **more: object) -> ReportRevision:
        values = {"explanations": {}, "seen_version": report.version, "actor": clerk, "at": at + hours * HOUR, **more}
        return submit(report, figures, **values)

    return call


def tags(report: AnnualReport) -> list[str]:
    return [event.tag for event in db.session.scalars(events_of_subject("report", report.public_id))]


class TestOpening:
    """One report a year, once the year is over."""

    def test_opened_once(self, firm: Enterprise, clerk: Actor, report: AnnualReport, at: datetime, on: date) -> None:
        assert (report.state, report.draft, report.year) == (ReportState.DRAFT, [], 2025)
        assert open_report(firm, 2025, actor=clerk, at=at, on=on) is report
        assert tags(report) == [Tag.REPORT_SAVED.value]

    @pytest.mark.parametrize("year", [1999, 2026, 0, -1, 10**12])
    def test_not_before_the_year_is_over(
        self, firm: Enterprise, clerk: Actor, at: datetime, on: date, year: int
    ) -> None:
        with pytest.raises(DomainError) as refused:
            open_report(firm, year, actor=clerk, at=at, on=on)
        assert refused.value.field == "year"

    def test_the_day_it_may_be_opened(self, firm: Enterprise, clerk: Actor, at: datetime) -> None:
        with pytest.raises(DomainError):
            open_report(firm, 2026, actor=clerk, at=at, on=date(2026, 12, 31))
        assert open_report(firm, 2026, actor=clerk, at=at, on=date(2027, 1, 1)).year == 2026

    def test_only_by_the_firms_own(self, firm: Enterprise, officer: Actor, at: datetime, on: date) -> None:
        strangers = [officer, actor(), Actor(None, "访客")]
        for role, state in ((MemberRole.VIEWER, MembershipState.ACTIVE), (MemberRole.SUBMITTER, MembershipState.ENDED)):
            person = user()
            member(firm, person, role, state)
            strangers.append(actor_of(person))
        for stranger in strangers:
            with pytest.raises(NotAllowed):
                open_report(firm, 2025, actor=stranger, at=at, on=on)


class TestDrafts:
    """Nothing typed is lost, and nobody overwrites unseen."""

    def test_raw_pairs_are_kept(self, report: AnnualReport, clerk: Actor, at: datetime) -> None:
        save_draft(
            report, [("revenue", "6 000万"), ("revenue", ""), ("x", "\x00\ud800")], report.version, actor=clerk, at=at
        )
        db.session.expire(report)
        assert report.draft == [["revenue", "6 000万"], ["revenue", ""], ["x", "?"]]
        assert report.draft_saved_at == at

    def test_the_second_of_two_is_told(
        self, firm: Enterprise, report: AnnualReport, clerk: Actor, at: datetime
    ) -> None:
        colleague: User = user()
        member(firm, colleague, MemberRole.AGENT)
        seen = report.version
        save_draft(report, [("staff", "80")], seen, actor=clerk, at=at)
        with pytest.raises(Conflict):
            save_draft(report, [("staff", "90")], seen, actor=actor_of(colleague), at=at)
        assert report.draft == [["staff", "80"]]
        save_draft(report, [("staff", "90")], report.version, actor=actor_of(colleague), at=at)
        assert report.draft == [["staff", "90"]]

    def test_a_draft_after_sending_leaves_what_was_sent(
        self, firm: Enterprise, report: AnnualReport, clerk: Actor, send: Send, at: datetime
    ) -> None:
        revision = send()
        save_draft(report, [("staff", "99")], report.version, actor=clerk, at=at)
        assert latest_revision(firm.id, 2025) is revision
        assert (revision.staff, report.state) == (80, ReportState.SUBMITTED)

    def test_too_much(self, report: AnnualReport, clerk: Actor, at: datetime) -> None:
        with pytest.raises(DomainError):
            save_draft(report, [("a", "")] * 2001, report.version, actor=clerk, at=at)


class TestSending:
    """What is sent is frozen; wrong figures are not."""

    def test_frozen(self, firm: Enterprise, report: AnnualReport, clerk: Actor, send: Send, at: datetime) -> None:
        save_draft(report, [("staff", "80")], report.version, actor=clerk, at=at)
        revision = send()
        db.session.expire_all()
        assert (revision.no, figures_of(revision), revision.submitted_by_id) == (1, GOOD, clerk.id)
        assert (report.state, report.draft) == (ReportState.SUBMITTED, [])
        assert latest_revision(firm.id, 2025) is revision
        assert latest_revision(firm.id, 2024) is None

    def test_unknown_stays_unknown(self, send: Send) -> None:
        revision = send(with_(tax_paid=None))
        db.session.expire_all()
        assert revision.tax_paid is None

    def test_blocking(self, report: AnnualReport, send: Send) -> None:
        with pytest.raises(FiguresRefused) as refused:
            send(with_(rd_staff=81, revenue=None), explanations={"rd_staff": "就是这样"})
        assert [one.field for one in refused.value.checks] == ["revenue", "rd_staff"]
        assert (refused.value.field, refused.value.status) == ("revenue", 422)
        assert (report.state, latest_no(report)) == (ReportState.DRAFT, 0)

    def test_unusual_wants_a_reason_that_is_kept(
        self, firm: Enterprise, clerk: Actor, send: Send, at: datetime, on: date
    ) -> None:
        last = open_report(firm, 2024, actor=clerk, at=at, on=on)
        submit(last, with_(rd_spend=100_000_000, rd_spend_domestic=None), {}, last.version, actor=clerk, at=at)
        with pytest.raises(FiguresRefused) as refused:
            send()
        assert (refused.value.field, "3 倍" in str(refused.value)) == ("rd_spend", True)
        revision = send(explanations={"rd_spend": " 新建实验室 ", "staff": " "})
        assert revision.explanations == {"rd_spend": "新建实验室"}
        before = latest_revision_before(firm.id, 2025)
        assert before is not None
        assert before.year == 2024

    def test_a_reason_has_an_end(self, send: Send) -> None:
        with pytest.raises(DomainError) as refused:
            send(explanations={"staff": "长" * 1001})
        assert refused.value.field == "staff"

    def test_only_by_a_submitter(self, firm: Enterprise, send: Send, officer: Actor) -> None:
        agent = user()
        member(firm, agent, MemberRole.AGENT)
        for who in (actor_of(agent), officer, actor()):
            with pytest.raises(NotAllowed):
                send(actor=who)

    def test_twice_at_once_is_sent_once(self, report: AnnualReport, send: Send) -> None:
        seen = report.version
        send(seen_version=seen)
        with pytest.raises(Conflict):
            send(seen_version=seen)
        with pytest.raises(DomainError, match="一致"):
            send()
        assert latest_no(report) == 1

    def test_sent_again_is_another_revision(
        self, firm: Enterprise, report: AnnualReport, send: Send, at: datetime
    ) -> None:
        seen = report.version
        first = send()
        between = report.version
        second = send(with_(staff=81), hours=2)
        third = send(with_(staff=82), hours=4)
        assert seen < between < report.version
        assert [one.no for one in db.session.scalars(revisions_of(report.id))] == [1, 2, 3]
        assert (first.retired_at, second.retired_at) == (second.recorded_at, third.recorded_at)
        assert latest_revision(firm.id, 2025) is third
        for hours, known in ((-1, None), (0, first), (1, first), (2, second), (3, second), (4, third)):
            assert revision_on(firm.id, 2025, at + hours * HOUR) is known
        sent = db.session.scalars(events_of_subject("report", report.public_id)).all()[-1]
        assert sent.data["changes"] == {"staff": [81, 82]}


class TestDeciding:
    """An officer of the place takes it or sends it back."""

    def test_accepted_and_corrected_later(
        self, firm: Enterprise, report: AnnualReport, send: Send, officer: Actor, at: datetime, on: date
    ) -> None:
        first = send()
        accept(report, seen_revision=1, actor=officer, at=at, on=on)
        assert report.state == ReportState.ACCEPTED
        with pytest.raises(Conflict):
            accept(report, seen_revision=1, actor=officer, at=at, on=on)
        second = send(with_(staff=81), hours=1)
        assert (report.state, second.no, first.staff) == (ReportState.SUBMITTED, 2, 80)
        assert latest_revision(firm.id, 2025) is second
        assert verify().broken_at is None
        assert tags(report)[1:] == ["report:submitted", "report:accepted", "report:submitted"]

    def test_returned_with_a_reason(
        self, report: AnnualReport, send: Send, officer: Actor, at: datetime, on: date
    ) -> None:
        send()
        with pytest.raises(DomainError) as refused:
            return_(report, reason=" ", seen_revision=1, actor=officer, at=at, on=on)
        assert refused.value.field == "reason"
        return_(report, reason=" 请核对研发费用 ", seen_revision=1, actor=officer, at=at, on=on)
        assert (report.state, return_reason(report)) == (ReportState.RETURNED, "请核对研发费用")
        with pytest.raises(Conflict):
            accept(report, seen_revision=1, actor=officer, at=at, on=on)
        send(hours=1)
        assert (report.state, latest_no(report), return_reason(report)) == (ReportState.SUBMITTED, 2, "")

    def test_on_the_revision_that_was_seen(
        self, report: AnnualReport, send: Send, officer: Actor, at: datetime, on: date
    ) -> None:
        send()
        send(with_(staff=81), hours=1)
        with pytest.raises(Conflict, match="新的修订版"):
            accept(report, seen_revision=1, actor=officer, at=at, on=on)
        with pytest.raises(Conflict, match="新的修订版"):
            return_(report, reason="请核对", seen_revision=1, actor=officer, at=at, on=on)
        accept(report, seen_revision=2, actor=officer, at=at, on=on)

    def test_nothing_to_decide_on_a_draft(self, report: AnnualReport, officer: Actor, at: datetime, on: date) -> None:
        with pytest.raises(Conflict):
            accept(report, seen_revision=0, actor=officer, at=at, on=on)

    def test_only_by_officers_of_the_place(
        self, report: AnnualReport, send: Send, clerk: Actor, at: datetime, on: date
    ) -> None:
        send()
        others = [actor(Role.STREET_OFFICER, region="330205004"), actor(Role.LEADER), actor(Role.ADMINISTRATOR), clerk]
        for who in others:
            with pytest.raises(NotAllowed):
                accept(report, seen_revision=1, actor=who, at=at, on=on)
            with pytest.raises(NotAllowed):
                return_(report, reason="请核对", seen_revision=1, actor=who, at=at, on=on)
        assert report.state == ReportState.SUBMITTED

    def test_not_by_a_member_of_the_firm(
        self, firm: Enterprise, report: AnnualReport, send: Send, at: datetime, on: date
    ) -> None:
        send()
        both = user(role=Role.REVIEWER)
        member(firm, both, MemberRole.VIEWER)
        with pytest.raises(NotAllowed, match="经办人"):
            accept(report, seen_revision=1, actor=actor_of(both), at=at, on=on)


class TestLists:
    """What waits, what a firm has, and who sees it."""

    def test_waiting_for_the_officers_of_a_place(
        self, report: AnnualReport, send: Send, officer: Actor, at: datetime, on: date
    ) -> None:
        elsewhere = open_report(enterprise(region="330205004"), 2025, actor=SYSTEM, at=at, on=on)
        submit(elsewhere, GOOD, {}, elsewhere.version, actor=SYSTEM, at=at)
        first = send()
        last = send(with_(staff=81), hours=1)
        assert first is not last
        street = [tuple(row) for row in db.session.execute(waiting_reports(["330205003"], on))]
        assert street == [(report, last)]
        district = [row[0] for row in db.session.execute(waiting_reports(["330205"], on))]
        assert district == [elsewhere, report]
        accept(report, seen_revision=2, actor=officer, at=at, on=on)
        assert db.session.execute(waiting_reports(["330205003"], on)).all() == []

    def test_a_firms_reports(
        self, firm: Enterprise, report: AnnualReport, clerk: Actor, at: datetime, on: date
    ) -> None:
        older = open_report(firm, 2023, actor=clerk, at=at, on=on)
        assert db.session.scalars(reports_of(firm.id)).all() == [report, older]

    def test_out_of_reach_is_not_there(
        self, firm: Enterprise, report: AnnualReport, clerk: Actor, officer: Actor, on: date
    ) -> None:
        for who in (clerk, officer, actor(Role.LEADER)):
            assert get_report_for(who, report.public_id, on=on) is report
        for who in (actor(), actor(Role.STREET_OFFICER, region="330205004"), actor(Role.AUDITOR)):
            with pytest.raises(NotFound):
                get_report_for(who, report.public_id, on=on)
        for public_id in ("nothing", "", "\x00"):
            with pytest.raises(NotFound):
                get_report_for(officer, public_id, on=on)
        assert clerk.id is not None
        assert get_report_of_year_for(clerk.id, firm.uscc, 2025) is report
        for year in (2024, 0, 10**30):
            with pytest.raises(NotFound):
                get_report_of_year_for(clerk.id, firm.uscc, year)
        with pytest.raises(NotFound):
            get_report_of_year_for(clerk.id, enterprise().uscc, 2025)
