"""The demo: people, cases in every state, a past with corrections; nothing of it a second time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session, sessionmaker

from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import authenticate
from registry.applications.explaining import open_notes
from registry.applications.models import (
    Application,
    ApplicationRevision,
    ApplicationState,
    ApplicationStep,
    CrossCheckReason,
)
from registry.applications.policy import REVIEW_ACTS
from registry.assessments.facts import assess_enterprise
from registry.assessments.models import Band, CultivationEntry, Declaration, Readiness
from registry.assessments.origins import NO_RIGHTS
from registry.audit.keys import KEYS, SUBJECTS
from registry.audit.models import AuditEvent
from registry.audit.queries import verify
from registry.audit.tags import Tag
from registry.changes.models import ChangeRequest, ChangeState
from registry.cli.demo.build import EARLIEST, district_at
from registry.cli.demo.firms import Choice, case_firm
from registry.cli.demo.generator import District
from registry.cli.demo.instalments import cuts
from registry.cli.demo.people import EVERYBODY, HOST, OFFICERS, PASSWORD, SUBMITTERS
from registry.cli.demo.shapes import counts_to
from registry.cli.demo.timeline import Story, Timeline, tell
from registry.core import clock
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member, MemberRole, MembershipState
from registry.enterprises.queries import profile_on
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.owners import owner_names
from registry.notices.models import EntryState, NoticeEntry, Objection, PublicNotice
from registry.recognitions.derivation import differences
from registry.recognitions.models import Recognition
from registry.reports.figures import check
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from registry.reports.queries import figures_of
from registry.rules.findings import Outcome
from registry.rules.workdays import Calendar
from registry.web.shared.application import RegistryFlask
from tests.factories.time import START

FIRMS = 60


@pytest.fixture(scope="class")
def runner(app: RegistryFlask) -> Iterator[FlaskCliRunner]:
    """The command line on one transaction that all tests of a class look at and that is undone after them."""
    connection = db.engine.connect()
    transaction = connection.begin()
    maker = sessionmaker(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    scoped = scoped_session(maker)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "session", scoped)
        yield app.test_cli_runner()
        scoped.remove()
    transaction.rollback()
    connection.close()


@pytest.fixture(scope="class")
def made(runner: FlaskCliRunner) -> Result:
    """The demo of a small district, made once."""
    result = runner.invoke(args=["demo", "--firms", str(FIRMS), "--if-empty"])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.usefixtures("made")
class TestMade:
    def test_every_state_of_an_application_occurs(self) -> None:
        states = set(db.session.scalars(select(Application.state)))
        assert states == set(ApplicationState)

    def test_a_case_waits_with_an_open_note_and_another_went_on_with_a_reason(self) -> None:
        waiting = [
            case
            for case in db.session.scalars(select(Application).where(Application.state == ApplicationState.SUBMITTED))
            if case.latest is not None and open_notes(case.latest)
        ]
        assert waiting
        told = {reason.is_verified for reason in db.session.scalars(select(CrossCheckReason))}
        assert told == {True, False}

    def test_every_state_of_a_report_and_of_a_claim_occurs(self) -> None:
        assert set(db.session.scalars(select(AnnualReport.state))) == set(ReportState)
        states = Counter(db.session.scalars(select(Member.state)))
        assert states[MembershipState.REQUESTED] == 2
        assert states[MembershipState.REFUSED] == 1
        roles = set(db.session.scalars(select(Member.role).where(Member.state == MembershipState.ACTIVE)))
        assert roles == set(MemberRole)

    def test_one_notice_is_over_and_one_runs(self) -> None:
        today = clock.today()
        over, runs = db.session.scalars(select(PublicNotice).order_by(PublicNotice.starts_on))
        assert over.ends_on < today
        assert over.closed_at is not None
        assert runs.starts_on < today <= runs.ends_on
        assert runs.closed_at is None
        entries = set(db.session.scalars(select(NoticeEntry.state)))
        assert entries == set(EntryState)

    def test_objections_wait_or_have_their_answer(self) -> None:
        answers = Counter(db.session.scalars(select(Objection.is_upheld)))
        assert answers == {None: 1, False: 2, True: 1}

    def test_firms_say_enough_of_themselves_to_be_judged_each_in_its_way(self) -> None:
        rows = select(Readiness.band).where(Readiness.rule_set_id == "hnte_2016")
        found = Counter(db.session.scalars(rows))
        assert found[Band.READY] >= 1
        assert found[Band.ONE_STEP] >= 3
        assert found[Band.OPEN] >= 3
        stated = set(db.session.scalars(select(Declaration.fact)))
        assert {"accounts_sound", "high_tech_field", "own_brand", "rd_personnel", "staff_months"} <= stated
        told = db.session.scalars(select(ReportRevision).where(ReportRevision.rd_hnte.is_not(None))).all()
        assert len(told) > FIRMS
        assert all((one.rd_hnte_domestic or 0) <= (one.rd_hnte or 0) for one in told)

    def test_no_figure_of_a_report_is_impossible_and_no_books_contradict_it(self) -> None:
        believed = db.session.scalars(select(ReportRevision).where(ReportRevision.retired_at == FOREVER))
        wrong = [one for row in believed for one in check(figures_of(row), None) if one.is_blocking]
        assert wrong == []
        today, stated = clock.today(), select(Declaration.enterprise_id).where(Declaration.fact == "rd_personnel")
        booked = set(db.session.scalars(stated))
        assert booked
        for firm in db.session.scalars(select(Enterprise).where(Enterprise.id.in_(booked))):
            assessment = assess_enterprise(firm, "hnte_2016", {}, today)
            assert assessment is not None
            years = [one for one in assessment.findings if one.criterion.startswith("rd_year")]
            assert Outcome.NEEDS_REVIEW not in {one.outcome for one in years}, firm.uscc

    def test_most_owners_are_the_firm_by_the_name_of_the_day(self) -> None:
        loaded = select(IntellectualProperty).where(IntellectualProperty.granted_on.is_not(None))
        rights = list(db.session.scalars(loaded))
        own = 0
        for right in rights:
            assert right.granted_on is not None
            then = profile_on(right.enterprise_id, right.granted_on)
            own += then is not None and then.name in owner_names(right.owners)
        assert len(rights) * 0.9 < own

    def test_the_first_submitter_speaks_for_one_firm_that_has_a_return_to_answer(self) -> None:
        first = select(Member).join(User, Member.user_id == User.id).where(User.email == f"{SUBMITTERS[0].key}@{HOST}")
        [member] = db.session.scalars(first)
        states = select(Application.state).where(Application.enterprise_id == member.enterprise_id)
        assert {ApplicationState.RETURNED, ApplicationState.DRAFT} <= set(db.session.scalars(states))

    def test_firms_are_helped_towards_a_title(self) -> None:
        kept = list(db.session.scalars(select(CultivationEntry)))
        assert kept
        assert all(one.notes and one.opened_at < one.closed_at for one in kept)

    def test_some_rights_were_entered_by_hand(self) -> None:
        by_hand = select(func.count()).where(IntellectualProperty.source == "firm")
        assert db.session.scalar(by_hand) == 8

    def test_all_firms_are_there_with_their_codes(self) -> None:
        today = clock.today()
        registered = {one.uscc for one in district_at(today, FIRMS).identities() if one.registered_on < today}
        assert set(db.session.scalars(select(Enterprise.uscc))) == registered
        assert len(registered) > FIRMS * 0.9

    def test_facts_were_learnt_month_by_month(self) -> None:
        days = [clock.day_of(at) for at in db.session.scalars(select(Recognition.recorded_at).distinct())]
        assert {day.year for day in days} >= set(range(2021, clock.today().year))
        assert len({(day.year, day.month) for day in days}) > 20
        late = db.session.scalars(
            select(Recognition).where(Recognition.source.startswith("load:"), Recognition.valid_from > date(2021, 1, 1))
        )
        assert all(clock.day_of(row.recorded_at) >= row.issued_on for row in late)

    def test_what_was_issued_up_to_yesterday_is_there_and_nothing_else(self) -> None:
        today = clock.today()
        district = district_at(today, FIRMS)
        rows = [row for one in district.identities() for row in district.certification_rows(one)]
        issued = {row[2] for row in rows if row[3] < today.isoformat()}
        loaded = select(Recognition.certificate_number).where(Recognition.source.startswith("load:"))
        assert set(db.session.scalars(loaded)) == issued
        last = select(AuditEvent.at).where(AuditEvent.tag == Tag.DATA_LOADED.value).order_by(AuditEvent.id.desc())
        assert clock.day_of(db.session.scalars(last).first() or START) < today

    def test_nobody_with_rights_says_there_are_none(self) -> None:
        said = {one.enterprise_id for one in db.session.scalars(select(Application)) if one.draft.get(NO_RIGHTS)}
        said |= {
            revision.application.enterprise_id
            for revision in db.session.scalars(select(ApplicationRevision))
            if revision.answers.get(NO_RIGHTS)
        }
        holders = set(db.session.scalars(select(IntellectualProperty.enterprise_id)))
        assert holders
        assert said & holders == set()

    def test_every_kind_of_mistake_was_put_right(self) -> None:
        tags = Counter(db.session.scalars(select(AuditEvent.tag)))
        for tag in (Tag.PROFILE_CORRECTED, Tag.RECOGNITION_CORRECTED, Tag.RECOGNITION_REVOKED):
            assert tags[tag.value] >= 1, tag
        assert db.session.scalars(select(Recognition).where(Recognition.retired_at < FOREVER)).first() is not None

    def test_after_all_corrections_the_firms_stand_where_the_district_has_them(self) -> None:
        today = clock.today()
        accepted = db.session.scalars(select(ChangeRequest).where(ChangeRequest.state == ChangeState.ACCEPTED))
        renamed = {one.enterprise.uscc: one.after["name"] for one in accepted}
        assert len(renamed) == 1
        for identity in district_at(today, FIRMS).identities():
            wanted = [one for one in identity.history if one.valid_from < today]
            if not wanted:
                continue
            row = db.session.scalars(
                select(EnterpriseProfile)
                .join(Enterprise)
                .where(Enterprise.uscc == identity.uscc, EnterpriseProfile.retired_at == FOREVER)
                .order_by(EnterpriseProfile.valid_from.desc())
            ).first()
            assert row is not None
            name = renamed.get(identity.uscc, wanted[-1].facts.name)
            assert (row.region_code, row.name) == (wanted[-1].facts.street_code, name)

    def test_everything_the_trail_says_has_a_name(self) -> None:
        events = list(db.session.scalars(select(AuditEvent)))
        assert {key for event in events for key in event.data} - set(KEYS) == set()
        assert {event.subject_kind for event in events} - set(SUBJECTS) == set()

    def test_the_trail_is_whole_and_runs_forward_in_time(self) -> None:
        found = verify()
        assert found.broken_at is None
        assert found.events > 200
        instants = list(db.session.scalars(select(AuditEvent.at).order_by(AuditEvent.id)))
        assert instants == sorted(instants)
        assert instants[-1] <= clock.now()

    def test_the_spans_equal_a_rebuild(self) -> None:
        assert differences(list(db.session.scalars(select(Enterprise.id)))) == []

    def test_no_two_stages_of_an_application_were_done_by_one_person(self) -> None:
        stages: dict[tuple[int, int | None], set[int]] = defaultdict(set)
        for step in db.session.scalars(select(ApplicationStep).where(ApplicationStep.act.in_(REVIEW_ACTS))):
            stages[step.application_id, step.actor_id].add(step.stage)
        assert stages
        assert all(len(found) == 1 for found in stages.values())

    def test_every_role_has_somebody(self) -> None:
        held = Counter(person.role for person in OFFICERS)
        assert set(held) == set(Role)
        assert held[Role.REVIEWER] == held[Role.APPROVER] == 2

    def test_everybody_can_log_in(self, app: RegistryFlask) -> None:
        policy = PasswordPolicy.from_config(app.config)
        for person in EVERYBODY:
            user = authenticate(person.email, PASSWORD, address="127.0.0.1", policy=policy, at=clock.now())
            assert user.name == person.name
            assert {grant.role for grant in user.grants} == ({person.role} if person.role else set())

    def test_a_second_call_changes_nothing(self, runner: FlaskCliRunner) -> None:
        before = db.session.scalar(select(func.count()).select_from(AuditEvent))
        again = runner.invoke(args=["demo", "--if-empty"])
        assert (again.exit_code, again.stdout) == (0, "已有数据，没有改变任何内容。\n")
        refused = runner.invoke(args=["demo"])
        assert refused.exit_code == 2
        assert "已有企业或账号" in refused.output
        assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before

    def test_the_logins_are_printed(self, runner: FlaskCliRunner, made: Result) -> None:
        printed = runner.invoke(args=["demo", "--print-logins"]).stdout
        assert PASSWORD in printed
        assert all(person.email in printed for person in EVERYBODY)
        assert made.stdout.endswith(printed)

    def test_a_registry_in_service_is_refused(self, runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REGISTRY_ENV", "production")
        for arguments in (["demo"], ["demo", "--if-empty"], ["demo", "--print-logins"]):
            result = runner.invoke(args=arguments)
            assert result.exit_code == 2
            assert PASSWORD not in result.output


@pytest.mark.usefixtures("session")
class TestEmpty:
    def test_without_a_demo_no_logins_are_told(self, app: RegistryFlask) -> None:
        result = app.test_cli_runner().invoke(args=["demo", "--print-logins"])
        assert (result.exit_code, result.stdout) == (0, "这里没有演示账号。\n")

    @pytest.mark.parametrize("firms", ["0", "-1", "20001", "many"])
    def test_a_number_of_firms_out_of_range_is_refused(self, app: RegistryFlask, firms: str) -> None:
        assert app.test_cli_runner().invoke(args=["demo", "--firms", firms]).exit_code == 2

    def test_a_clock_before_the_demo_is_refused(self, app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "today", lambda: EARLIEST - timedelta(days=1))
        result = app.test_cli_runner().invoke(args=["demo"])
        assert result.exit_code == 2
        assert db.session.scalars(select(User)).first() is None

    def test_one_firm_is_enough(self, app: RegistryFlask) -> None:
        result = app.test_cli_runner().invoke(args=["demo", "--firms", "1"])
        assert result.exit_code == 0, result.output
        assert db.session.scalar(select(func.count()).select_from(Enterprise)) == 1


def test_cuts_are_the_ends_of_months_and_the_last_day() -> None:
    days = cuts(date(2021, 3, 15))
    assert days == [date(2020, 12, 31), date(2021, 1, 31), date(2021, 2, 28), date(2021, 3, 15)]
    assert cuts(date(2021, 2, 28)) == [date(2020, 12, 31), date(2021, 1, 31), date(2021, 2, 28)]
    assert cuts(date(2020, 6, 1)) == [date(2020, 6, 1)]


def test_stories_are_told_in_the_order_of_time() -> None:
    told: list[str] = []

    def story(name: str, *hours: int) -> Story:
        for hour in hours:
            at = yield START + timedelta(hours=hour)
            told.append(f"{name}{(at - START) // timedelta(hours=1)}")

    tell([story("a", 1, 4), story("b", 2, 3), story("c"), story("d", 2)])
    assert told == ["a1", "b2", "d2", "b3", "a4"]


def test_a_story_that_goes_back_in_time_is_a_mistake() -> None:
    def story() -> Iterator[datetime]:
        yield START
        yield START - timedelta(seconds=1)

    with pytest.raises(ValueError, match="goes back"):
        tell([(instant for instant in story())])


def test_working_days_ago_leave_out_holidays() -> None:
    timeline = Timeline(datetime.fromisoformat("2026-10-09T10:00+08:00"), Calendar())
    assert [timeline.ago(1), timeline.ago(2), timeline.ago(1)] == [
        date(2026, 10, 8), date(2026, 9, 30), date(2026, 10, 8)
    ]  # fmt: skip


def test_a_firm_has_one_case_of_a_scheme() -> None:
    today = date(2026, 11, 24)
    district = District(FIRMS)
    firms = [case_firm(district, one, district.certification_rows(one), today, 2025) for one in district.identities()]
    candidates = [firm for firm in firms if firm is not None]
    choice = Choice(candidates)
    taken = [choice.take("national_hte") for _firm in candidates]
    assert len({firm.uscc for firm in taken if firm}) == len(candidates) > 3
    assert choice.take("national_hte") is None


def test_a_district_is_the_same_on_every_day_of_a_year_and_grows_on_in_later_ones() -> None:
    def firms(day: date) -> list[str]:
        district = district_at(day, 400)
        rows = (row for one in district.identities() for row in district.certification_rows(one))
        return [row[2] for row in rows if row[3] < "2026-06-01"]

    assert firms(date(2026, 2, 1)) == firms(date(2026, 11, 24)) == firms(date(2027, 1, 1))
    later = district_at(date(2030, 5, 1), 400)
    assert later.until == date(2030, 12, 31)
    held: Counter[int] = Counter()
    for one in later.identities():
        for row in later.certification_rows(one):
            if row[1] == "sme":
                held[int(row[3][:4])] += 1
    assert held[2026] < held[2030] <= 400


def test_counts_go_on_as_they_went() -> None:
    assert counts_to(2023, {2020: 5, 2021: 8}) == {2020: 5, 2021: 8, 2022: 11, 2023: 14}
    assert counts_to(2020, {2020: 5, 2021: 8}) == {2020: 5, 2021: 8}
