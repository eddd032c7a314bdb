"""Whom an act is told to, in its own transaction, and where the link leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import Role, User
from registry.applications.services import reconsider
from registry.core.actor import Actor
from registry.enterprises.members import confirm_member, end_membership, refuse_member, request_membership
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.messages.models import Delivery, Kind, Message
from registry.messages.texts import from_json, in_language
from registry.notices.models import NoticeEntry, Objection
from registry.notices.services import answer, object_
from registry.recognitions.bulk import NewTitle, recognise_all
from registry.recognitions.services import recognise, revoke
from registry.reports.models import ReportState
from registry.reports.services import accept, return_
from registry.web.shared.application import RegistryFlask
from tests.factories import people
from tests.factories.applications import DISTRICT, HIGHER, HIGHER_THREE, Procedure, procedure, result
from tests.factories.enterprises import enterprise, member
from tests.factories.records import report

Db = scoped_session[Session]
VISITOR = Actor(None, "访客")


def told(session: Db, person: Actor | User) -> list[str]:
    rows = session.query(Message).filter_by(user_id=person.id).order_by(Message.id)
    return [str(from_json(row.subject)) for row in rows]


def opens(app: RegistryFlask, session: Db) -> None:
    """Every link leads to a page that there is."""
    adapter = app.url_map.bind("localhost")
    for row in session.query(Message).filter(Message.link != ""):
        adapter.match(row.link, method="GET")


def test_the_way_to_a_national_title_is_told_step_by_step(app: RegistryFlask, session: Db) -> None:
    case = procedure(HIGHER_THREE).submit()
    case.pass_stage().send_back(("rd_spend", "请补充"))
    case.at += timedelta(days=1)
    case.submit().approve().forward().recognise()
    assert told(session, case.submitter) == [
        "高新技术企业申请已通过街道初审",
        "高新技术企业申请退回补正，请于 2026-03-16 前重新提交",
        "高新技术企业申请已通过区初审",
        "高新技术企业申请审定通过：已推荐，待上报",
        "高新技术企业申请已推荐上报",
        f"{_name(session, case)}已认定为高新技术企业",
    ]
    assert session.query(Delivery).count() == 6
    opens(app, session)


def _name(session: Db, case: Procedure) -> str:
    row = session.query(Message).filter_by(kind=Kind.APPLICATION_DECIDED.value).one()
    assert row.uscc == case.application.enterprise.uscc
    return str(from_json(row.subject).params["firm"])


def test_every_member_is_told_but_not_who_acted_and_no_other_firm(session: Db) -> None:
    case = procedure(HIGHER).submit()
    colleague, former, stranger = people.user(), people.user(), people.user()
    member(case.application.enterprise, colleague, MemberRole.VIEWER)
    member(enterprise(), stranger)
    request_membership(
        case.application.enterprise, MemberRole.PREPARER, "", actor=Actor(former.id, "前同事"), at=case.at
    )
    case.reject()
    assert told(session, colleague)[-1] == "科技型中小企业（国家入库）申请不予通过"
    assert told(session, case.submitter)[-1] == told(session, colleague)[-1]
    assert told(session, former) == told(session, stranger) == []
    assert told(session, case.office.street) == []


def test_a_refusal_may_be_reconsidered_and_the_others_hear_of_it(session: Db) -> None:
    case = procedure(HIGHER).submit().reject()
    colleague = people.user()
    member(case.application.enterprise, colleague)
    reconsider(case.application, reason="有新材料", actor=case.submitter, at=case.at, on=case.on)
    assert told(session, colleague) == ["科技型中小企业（国家入库）申请进入复议"]
    assert told(session, case.submitter) == ["科技型中小企业（国家入库）申请不予通过"]


def _object(case: Procedure) -> Objection:
    entry = db.session.query(NoticeEntry).filter_by(application_id=case.application.id).one()
    words = {"name": "赵六", "contact": "13800000000", "matter": "研发人员不实"}
    return object_(entry, **words, actor=VISITOR, at=case.at, on=case.on)


@pytest.mark.parametrize("upheld", [True, False])
def test_an_objection_is_told_without_who_made_it(app: RegistryFlask, session: Db, upheld: bool) -> None:
    case = procedure(DISTRICT).submit().approve()
    case.publish()
    objection = _object(case)
    assert told(session, case.submitter)[-1] == "江北区创新型领军培育企业公示期间收到异议"
    for officer in (case.office.reviewer, case.office.approver, case.office.second):
        assert told(session, officer) == ["公示收到异议，请核查答复"]
    assert told(session, case.office.street) == told(session, case.office.registrar) == []
    answer(objection, upheld=upheld, answer="已核查", actor=case.office.second, at=case.at, on=case.on)
    last = "申请：异议成立，不予认定" if upheld else "公示期间的异议不成立"
    assert told(session, case.submitter)[-1] == f"江北区创新型领军培育企业{last}"
    assert len(told(session, case.submitter)) == 6
    for row in session.query(Message):
        assert "赵六" not in str(row.body) + str(row.subject)
        assert "13800000000" not in str(row.body) + str(row.subject)
    opens(app, session)


def test_an_act_that_is_undone_was_never_told(session: Db) -> None:
    case = procedure(HIGHER).submit()
    session.commit()
    act = session.begin_nested()
    case.reject()
    assert len(told(session, case.submitter)) == 1
    act.rollback()
    assert told(session, case.submitter) == []
    assert session.query(Delivery).count() == 0


def test_officers_of_another_district_hear_nothing(session: Db) -> None:
    elsewhere = people.actor(Role.REVIEWER, region="330206")
    closed = people.user(role=Role.REVIEWER)
    closed.is_active = False
    case = procedure(DISTRICT).submit().approve()
    case.publish()
    _object(case)
    assert told(session, elsewhere) == told(session, closed) == []


def test_an_annual_report_returned_and_accepted(app: RegistryFlask, session: Db, at: datetime, on: date) -> None:
    firm, person = enterprise(), people.user()
    member(firm, person)
    officer = people.actor(Role.REVIEWER)
    sent = report(firm, 2025).report
    sent.state = ReportState.SUBMITTED
    return_(sent, reason="请核对", seen_revision=1, actor=officer, at=at, on=on)
    sent.state = ReportState.SUBMITTED
    accept(sent, seen_revision=1, actor=officer, at=at, on=on)
    assert told(session, person) == ["2025 年度报告退回修改", "2025 年度报告已接收"]
    opens(app, session)


@pytest.fixture
def firm() -> Enterprise:
    return enterprise("宁波江北晨星科技有限公司")


def test_a_claim_is_told_to_submitters_and_its_end_to_who_made_it(
    app: RegistryFlask, session: Db, firm: Enterprise, at: datetime, on: date
) -> None:
    boss, preparer, person = people.user("老板"), people.user(), people.user("新人")
    member(firm, boss)
    member(firm, preparer, MemberRole.PREPARER)
    actor = Actor(boss.id, boss.name)
    claim = request_membership(firm, MemberRole.PREPARER, "", actor=Actor(person.id, person.name), at=at)
    assert told(session, boss) == ["有人申请代表宁波江北晨星科技有限公司办理"]
    refuse_member(claim, reason="不认识", actor=actor, at=at, on=on)
    claim = request_membership(
        firm, MemberRole.PREPARER, "", actor=Actor(person.id, person.name), at=at + timedelta(hours=1)
    )
    confirm_member(claim, actor=actor, at=at, on=on)
    end_membership(claim, reason="已离职", actor=actor, at=at, on=on)
    assert told(session, person) == [
        "代表宁波江北××有限公司办理的申请未获同意",
        "您可以代表宁波江北晨星科技有限公司办理了",
        "您不再代表宁波江北××有限公司办理",
    ]
    assert told(session, preparer) == []
    assert len(told(session, boss)) == 2
    opens(app, session)


def test_who_gives_up_is_not_told_of_it(session: Db, firm: Enterprise, at: datetime, on: date) -> None:
    person = people.user()
    row = member(firm, person)
    end_membership(row, reason="离职", actor=Actor(person.id, person.name), at=at, on=on)
    assert told(session, person) == []


def test_titles_recorded_and_revoked_are_told_and_old_ones_not(
    app: RegistryFlask, session: Db, firm: Enterprise, officer: Actor, at: datetime
) -> None:
    person = people.user()
    member(firm, person)
    row = recognise(firm, result(HIGHER_THREE), source="test", actor=officer, at=at)
    revoke(row, revoked_on=date(2026, 3, 1), ground="弄虚作假", document="", actor=officer, at=at)
    long_ago = result(HIGHER_THREE, issued_on=date(2019, 2, 10))
    recognise_all(
        HIGHER_THREE,
        [NewTitle(enterprise_id=one.id, facts=long_ago, source="test") for one in (firm,)],
        actor=officer,
        at=at,
    )
    assert told(session, person) == ["高新技术企业认定已登记", "高新技术企业认定已撤销"]
    opens(app, session)


def test_many_titles_at_once_take_few_statements(session: Db, officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _number in range(40)]
    for one in firms[:30]:
        member(one, people.user())
    titles = [NewTitle(enterprise_id=one.id, facts=result(HIGHER_THREE), source="test") for one in firms]
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        recognise_all(HIGHER_THREE, titles, actor=officer, at=at)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert session.query(Message).count() == 30
    ours = [one for one in statements if "message" in one or "mail_preference" in one or "FROM member" in one]
    assert 0 < len(ours) <= 5


def test_an_english_reader_reads_the_schemes_english_name(session: Db) -> None:
    case = procedure(HIGHER).submit().reject()
    row = session.query(Message).filter_by(user_id=case.submitter.id).one()
    assert "Technology-based SME" in in_language(from_json(row.subject), "en")
