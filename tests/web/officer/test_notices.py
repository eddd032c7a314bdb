"""Publishing, and what comes against it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.applications.models import ApplicationState
from registry.core.actor import Actor
from registry.documents.enclosures import enclosures_of
from registry.documents.storage import Storage
from registry.extensions import db
from registry.notices.models import Objection, PublicNotice
from registry.notices.services import Evidence, close_due, object_
from registry.notices.services import answer as give_answer
from registry.web.shared.application import RegistryFlask
from tests.conftest import START
from tests.documents.files import PNG
from tests.factories.applications import DISTRICT, HIGHER, Procedure, procedure
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.officer.test_applications import path, person
from tests.web.pages import page

VISITOR = Actor(None, "访客", "127.0.0.1")


def text(case: Procedure, **changes: object) -> dict[str, object]:
    """What the form sends."""
    data = {
        "applications": [case.application.public_id],
        "title": "拟认定名单公示",
        "body": "下列企业拟认定。",
        "starts_on": "2026-03-02",
        "step": "publish",
    }
    return {**data, **changes}


def objection(notice: PublicNotice, on: date = date(2026, 3, 5)) -> Objection:
    """Somebody objects to the notice's first entry."""
    row = object_(
        notice.entries[0], name="张异议", contact="13800000000", matter="研发费用不实", actor=VISITOR, at=START, on=on
    )
    db.session.flush()
    return row


def test_publishing_shows_the_last_day_first_and_computes_it_again(client: FlaskClient) -> None:
    case, higher = procedure(DISTRICT).submit().approve(), procedure(HIGHER).submit().approve()
    log_in(client, person(case.office.reviewer))
    listed = page(client.get("/officer/notices"))
    assert [one["href"] for one in listed.select("#ready-district_leading tbody th a")] == [path(case)]
    assert higher.application.public_id not in listed.decode()
    form = page(client.get("/officer/notices/new"))
    assert "2026-03-16" in form.select_one("#last-day").get_text(), "ten working days after Monday 2 March"
    other = page(client.post("/officer/notices/new", data=text(case, starts_on="2026-03-09", step="check")))
    assert "2026-03-23" in other.select_one("#last-day").get_text()
    assert case.application.state is ApplicationState.APPROVED, "nothing is published by looking"
    answer = client.post("/officer/notices/new", data=text(case))
    assert answer.status_code == 303
    db.session.refresh(case.application)
    assert case.application.state is ApplicationState.IN_NOTICE
    shown = page(client.get(answer.headers["Location"]))
    assert "2026-03-16" in shown.get_text()
    again = page(client.post("/officer/notices/new", data=text(case)), 422)
    assert "拟认定名单公示" in again.decode() or "没有可由您公示" in again.get_text()


def test_an_unknown_calendar_is_said_to_be_a_guess(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    log_in(client, person(case.office.reviewer))
    later = page(client.post("/officer/notices/new", data=text(case, starts_on="2027-03-01", step="check")))
    assert "尚未公布" in later.get_text()
    now = page(client.post("/officer/notices/new", data=text(case, step="check")))
    assert "尚未公布" not in now.get_text()


def test_a_wrong_notice_is_told_at_its_field(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    log_in(client, person(case.office.approver))
    for field, value in (
        ("applications", []),
        ("applications", ["nosuchcase"]),
        ("title", ""),
        ("title", "长" * 201),
        ("body", " "),
        ("starts_on", "2026-03-01"),
        ("starts_on", "下周一"),
    ):
        shown = page(client.post("/officer/notices/new", data=text(case, **{field: value})), 422)
        assert shown.select_one(f"#{field}-error"), (field, value)
    assert case.application.state is ApplicationState.APPROVED
    page(client.get("/officer/notices/new?scheme=national_sme"))


def test_only_those_who_may_publish(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    log_in(client, person(case.office.street))
    page(client.get("/officer/notices"), 403)
    page(client.post("/officer/notices/new", data=text(case)), 403)
    log_in(client, user(role=Role.REVIEWER, region="330206"))
    assert page(client.post("/officer/notices/new", data=text(case)), 422)
    db.session.refresh(case.application)
    assert case.application.state is ApplicationState.APPROVED


def test_who_objected_is_shown_only_to_those_who_may_answer(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    notice = case.publish()
    row = objection(notice)
    address = f"/officer/notices/{notice.public_id}"
    log_in(client, person(case.office.second))
    assert "张异议" in page(client.get(address)).get_text()
    assert f"/officer/objections/{row.public_id}/answer" in page(client.get("/officer/")).decode()
    for actor in (case.office.approver, case.office.street):
        log_in(client, person(actor))
        shown = page(client.get(address)).get_text()
        assert "张异议" not in shown
        assert "13800000000" not in shown
        assert "研发费用不实" in shown


def test_an_upheld_objection_refuses_the_case_and_is_answered_once(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    row = objection(case.publish())
    address = f"/officer/objections/{row.public_id}/answer"
    log_in(client, person(case.office.approver))
    for answer in (client.get(address), client.post(address, data={"upheld": "yes", "answer": "属实"})):
        assert "应由另一人办理" in page(answer, 403).get_text()
    log_in(client, person(case.office.second))
    page(client.get(address))
    for field, value in (("upheld", ""), ("upheld", "maybe"), ("answer", " ")):
        data = {"upheld": "yes", "answer": "属实", field: value}
        assert page(client.post(address, data=data), 422).select_one(f"#{field}-error"), (field, value)
    assert client.post(address, data={"upheld": "yes", "answer": "属实"}).status_code == 303
    db.session.refresh(case.application)
    assert case.application.state is ApplicationState.REJECTED
    kept = client.post(address, data={"upheld": "no", "answer": "我也写了一份"})
    assert kept.status_code == 409
    assert "我也写了一份" in kept.get_data(as_text=True)


def test_an_unfounded_objection_lets_the_title_begin_on_the_day_of_the_answer(client: FlaskClient) -> None:
    case = procedure(DISTRICT, at=START - timedelta(days=40)).submit().approve()
    notice = case.publish()
    row = objection(notice, on=notice.ends_on)
    close_due(START.date(), START)
    db.session.refresh(case.application)
    assert case.application.state is ApplicationState.IN_NOTICE, "held by the open objection"
    log_in(client, person(case.office.second))
    address = f"/officer/objections/{row.public_id}/answer"
    assert client.post(address, data={"upheld": "no", "answer": "经核查不成立"}).status_code == 303
    db.session.refresh(case.application)
    assert case.application.state is ApplicationState.RECOGNISED
    assert case.application.recognition is not None
    assert case.application.recognition.valid_from == date(2026, 3, 2)
    assert "已认定" in page(client.get(f"/officer/notices/{notice.public_id}")).get_text()


def test_notices_and_objections_elsewhere_do_not_exist(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    notice = case.publish()
    row = objection(notice)
    log_in(client, user(role=Role.REVIEWER, region="330206"))
    page(client.get(f"/officer/notices/{notice.public_id}"), 404)
    page(client.get(f"/officer/objections/{row.public_id}/answer"), 404)
    page(client.get("/officer/notices/none"), 404)


def test_what_came_with_an_objection_is_for_those_who_may_answer(app: RegistryFlask, client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    evidence = Evidence(BytesIO(PNG), "社保截图.png", Storage(Path(app.config["DOCUMENT_FOLDER"])))
    row = object_(
        case.publish().entries[0],
        name="张异议",
        contact="13800000000",
        matter="研发费用不实",
        actor=VISITOR,
        at=START,
        on=START.date(),
        evidence=evidence,
    )
    db.session.commit()
    (kept,) = enclosures_of("objection", [row.public_id])[row.public_id]
    file = f"/officer/objections/{row.public_id}/files/{kept.public_id}"
    notice, answering = f"/officer/notices/{row.entry.notice.public_id}", f"/officer/objections/{row.public_id}/answer"
    log_in(client, person(case.office.second))
    assert page(client.get(notice)).find("a", href=file)
    assert page(client.get(answering)).find("a", href=file)
    with client.get(file) as sent:
        assert (sent.status_code, sent.get_data()) == (200, PNG)
        assert sent.headers["Content-Disposition"].startswith("attachment")
    for wrong in ("none", "%00"):
        page(client.get(f"/officer/objections/{row.public_id}/files/{wrong}"), 404)
    log_in(client, person(case.office.approver))  # acted on the application
    page(client.get(file), 403)
    assert page(client.get(notice)).find("a", href=file) is None
    log_in(client, person(case.office.registrar))
    page(client.get(file), 403)


def test_the_firm_reads_the_matter_and_the_answer_and_not_who_objected(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit().approve()
    row = objection(case.publish())
    give_answer(row, upheld=False, answer="经核查，数据属实。", actor=case.office.second, at=START, on=START.date())
    db.session.commit()
    log_in(client, person(case.submitter))
    firm = case.application.enterprise.uscc
    shown = page(client.get(f"/firm/{firm}/applications/{case.application.public_id}")).get_text()
    assert "研发费用不实" in shown
    assert "经核查，数据属实" in shown
    assert "张异议" not in shown
    assert "13800000000" not in shown
