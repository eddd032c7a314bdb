"""Cases on the officer's screen, from the list to the official result."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from flask import current_app
from flask.testing import FlaskClient

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.queries import find_user
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import ApplicationState
from registry.applications.services import COMMITMENT, submit
from registry.core.actor import Actor
from registry.core.paging import encode_cursor
from registry.documents.services import store
from registry.documents.storage import Storage
from registry.extensions import db
from registry.statistics.population import Population, size
from tests.factories.applications import DISTRICT, HIGHER, Procedure, procedure
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


def person(actor: Actor) -> User:
    """The account behind an actor."""
    assert actor.id is not None
    found = find_user(actor.id)
    assert found is not None
    return found


def path(case: Procedure, act: str = "") -> str:
    """The address of the case, or of an act on it."""
    return f"/officer/applications/{case.application.public_id}" + (f"/{act}" if act else "")


def seen(case: Procedure, **fields: str) -> dict[str, str]:
    """What a page drawn now would send."""
    return {"seen_revision": str(case.seen), "seen_stage": str(case.application.stage), **fields}


def state(case: Procedure) -> ApplicationState:
    """As it is stored."""
    db.session.refresh(case.application)
    return case.application.state


def counts() -> tuple[int, int]:
    """科技型中小企业 on the day and on the day before."""
    days = (date(2026, 3, 2), date(2026, 3, 1))
    today, yesterday = (size(Population(on=day, tier="sme")) for day in days)
    return today, yesterday


def test_the_list_shows_sent_cases_and_filters_by_state_and_scheme(client: FlaskClient) -> None:
    national, district = procedure(HIGHER).submit(), procedure(DISTRICT).submit()
    procedure(HIGHER)  # a draft is the firm's own
    log_in(client, person(national.office.approver))
    everything = page(client.get("/officer/applications"))
    links = [one["href"] for one in everything.select("#cases tbody th a")]
    assert set(links) == {path(national), path(district)}
    filtered = page(client.get(f"/officer/applications?scheme={HIGHER}&state=submitted"))
    assert [one["href"] for one in filtered.select("#cases tbody th a")] == [path(national)]
    assert "共 1 条" in filtered.get_text()
    assert not page(client.get("/officer/applications?state=rejected")).select("#cases")


def test_the_pages_hold_every_case_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.web.officer.views.applications.PAGE", 2)
    sent = {path(procedure(HIGHER).submit()) for _ in range(5)}
    log_in(client, user(role=Role.APPROVER))
    address, found = "/officer/applications?state=submitted", []
    while address:
        shown = page(client.get(address))
        found += [one["href"] for one in shown.select("#cases tbody th a")]
        following = shown.select_one("a[rel=next]")
        address = following["href"] if following else ""
    assert len(found) == 5
    assert set(found) == sent


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "scheme=%00", "region=330206", "after=!!!", f"after={encode_cursor(('never', 1))}", "after=W10"],
)
def test_nonsense_in_the_address_of_the_list_gives_the_list(client: FlaskClient, query: str) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.approver))
    shown = page(client.get(f"/officer/applications?{query}"))
    assert [one["href"] for one in shown.select("#cases tbody th a")] == [path(case)]


def test_a_case_of_another_street_does_not_exist(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    assert not page(client.get("/officer/applications")).select("#cases")
    page(client.get(path(case)), 404)
    page(client.post(path(case, "pass"), data=seen(case)), 404)
    page(client.get("/officer/applications/nosuchcase"), 404)


def test_a_draft_and_a_visitor_see_nothing(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    log_in(client, person(case.office.street))
    page(client.get(path(case)), 404)
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get(path(case)).status_code == 302


def test_the_case_shows_what_was_sent_and_the_buttons_of_the_table(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    shown = page(client.get(path(case)))
    text = shown.get_text()
    assert "是否会计核算健全" in text
    assert str(COMMITMENT) in text
    buttons = [one.get_text(strip=True) for one in shown.select(".actions a")]
    assert buttons == ["审查通过，转下一环节", "退回补正", "不予通过"]
    log_in(client, person(case.office.approver))
    assert not page(client.get(path(case))).select(".actions a"), "not yet the approver's turn"


def test_recommending_and_recognising_are_two_words_in_two_colours(client: FlaskClient) -> None:
    higher, district = procedure(HIGHER).submit().pass_stage(), procedure(DISTRICT).submit().pass_stage().pass_stage()
    log_in(client, person(higher.office.approver))
    assert page(client.get(path(higher))).select_one("a.btn-recommend").get_text(strip=True) == "推荐"
    log_in(client, person(district.office.approver))
    assert page(client.get(path(district))).select_one("a.btn-recognise").get_text(strip=True) == "拟认定"


def test_from_check_to_official_result_the_count_moves_by_one_that_day(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    answer = client.post(path(case, "pass"), data=seen(case, comment="材料齐全"))
    assert answer.status_code == 303
    assert (state(case), case.application.stage) == (ApplicationState.SUBMITTED, 1)
    log_in(client, person(case.office.approver))
    assert client.post(path(case, "pass"), data=seen(case)).status_code == 303
    assert client.post(path(case, "forward"), data=seen(case)).status_code == 303
    assert state(case) is ApplicationState.FORWARDED
    log_in(client, person(case.office.registrar))
    assert path(case) in [one["href"] for one in page(client.get("/officer/forwarded")).select("#cases tbody th a")]
    before = counts()
    result = seen(
        case,
        certificate_number="202633020500000001",
        issued_on="2026-03-02",
        valid_from="2026-03-02",
        valid_to="",
        document="入库公告",
    )
    assert client.post(path(case, "result"), data=result).status_code == 303
    assert counts() == (before[0] + 1, before[1])
    db.session.refresh(case.application)
    assert case.application.recognition is not None
    assert case.application.recognition.valid_to == date(2027, 4, 1), "to 31 March of the next year, included"
    assert (
        "202633020500000001" in page(client.get(f"/officer/enterprises/{case.application.enterprise.uscc}")).get_text()
    )


def test_the_typed_last_day_is_included(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit().approve().forward()
    log_in(client, person(case.office.registrar))
    days = {"issued_on": "2026-03-01", "valid_from": "2026-03-01", "valid_to": "2026-12-31"}
    client.post(path(case, "result"), data=seen(case, certificate_number="X1", document="文", **days))
    db.session.refresh(case.application)
    assert case.application.recognition is not None
    assert case.application.recognition.valid_to == date(2027, 1, 1)


def test_the_second_stage_by_the_same_person_is_a_clear_403(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    both = user("两岗")
    both.grants += [
        RoleGrant(role=Role.STREET_OFFICER, region_code="330205003"),
        RoleGrant(role=Role.APPROVER, region_code="330205"),
    ]
    db.session.flush()
    case.submit()
    log_in(client, both)
    assert client.post(path(case, "pass"), data=seen(case)).status_code == 303
    db.session.refresh(case.application)
    assert not page(client.get(path(case))).select(".actions a"), "no button"
    for answer in (client.get(path(case, "pass")), client.post(path(case, "pass"), data=seen(case))):
        assert "应由另一人办理" in page(answer, 403).get_text()
    assert state(case) is ApplicationState.SUBMITTED
    log_in(client, person(case.office.approver))
    assert client.post(path(case, "pass"), data=seen(case)).status_code == 303


def test_other_roles_are_refused_by_address(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, user(role=Role.LEADER))
    page(client.get(path(case)), 403)
    log_in(client, user(role=Role.ADMINISTRATOR))
    page(client.post(path(case, "pass"), data=seen(case)), 403)
    log_in(client, person(case.office.registrar))
    page(client.post(path(case, "pass"), data=seen(case)), 403)
    assert (state(case), case.application.stage) == (ApplicationState.SUBMITTED, 0)


def test_return_with_remarks_then_the_changes_are_shown(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    form = page(client.get(path(case, "return")))
    labels = [one.get_text(strip=True) for one in form.select("label.form-check-label")]
    number = next(number for number, label in enumerate(labels) if label.startswith("是否会计核算健全"))
    ticked = {f"ask_{number}": "yes", f"remark_{number}": "请附审计报告"}
    data = seen(case, reason="请补正", due_on="2026-03-20", **ticked)
    assert client.post(path(case, "return"), data=data).status_code == 303
    assert state(case) is ApplicationState.RETURNED
    assert case.application.due_on == date(2026, 3, 20)
    assert [(one.item, one.text) for one in case.application.revisions[0].remarks] == [
        ("accounts_sound", "请附审计报告")
    ]
    case.application.draft = {"accounts_sound": False}
    case.submit()
    shown = page(client.get(path(case)))
    row = [cell.get_text(strip=True) for cell in shown.select("#differences tbody tr")[0].find_all(["th", "td"])]
    assert row[1:] == ["是", "否"]


def test_a_return_is_previewed_as_the_letter_that_goes_out(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    assert page(client.get(path(case, "return"))).select_one(".letter") is None
    typed = seen(case, action="preview", reason="印章不清", due_on="2026-03-20", ask_0="yes", remark_0="请重新填写")
    shown = page(client.post(path(case, "return"), data=typed))
    letter = shown.select_one(".letter").get_text(" ", strip=True)
    for words in ("尚未发出", "印章不清", "请重新填写", "2026-03-20", "2026-03-02"):
        assert words in letter
    assert shown.select_one("#remark_0").get_text(strip=True) == "请重新填写"
    assert state(case) is ApplicationState.SUBMITTED
    page(client.post(path(case, "return"), data={**typed, "reason": " "}), 422)
    assert client.post(path(case, "return"), data={**typed, "action": ""}).status_code == 303
    assert state(case) is ApplicationState.RETURNED
    log_in(client, person(case.office.registrar))
    page(client.post(path(case, "return"), data=typed), 403)


def test_failed_checks_are_listed_and_written_into_the_remarks_when_asked(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    assessment = assess_application(case.application, case.on)
    submit(
        case.application,
        facts=frozen_facts(assessment),
        assessment=assessment,
        documents=[],
        integrity_commitment=True,
        actor=case.submitter,
        at=case.at,
        on=case.on,
    )
    log_in(client, person(case.office.street))
    shown = page(client.get(path(case, "return")))
    listed = shown.select_one("[aria-labelledby=points-title]")
    assert "职工总数" in listed.get_text()
    filled = page(client.get(listed.select_one("a.btn")["href"]))
    texts = [one.get_text(strip=True) for one in filled.select("textarea[name^=remark_]")]
    assert any("职工总数" in text and "依据：" in text for text in texts)
    assert sum(map(bool, texts)) == len(filled.select("input[name^=ask_][checked]")) > 1
    assert "职工总数" in filled.select_one(".letter").get_text()
    assert filled.select_one("input[name=seen_revision]")["value"] == "1"


def test_a_return_without_reason_or_text_keeps_what_was_typed(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    data = seen(case, reason=" ", due_on="2026-02-30", ask_0="yes", remark_1="只写了这一项")
    shown = page(client.post(path(case, "return"), data=data), 422)
    assert shown.select_one("#reason-error")
    assert shown.select_one("#due_on-error")
    assert shown.select_one("#remark_0-error")
    assert shown.select_one("#due_on")["value"] == "2026-02-30"
    assert "只写了这一项" in shown.select_one("#remark_1").get_text()
    assert state(case) is ApplicationState.SUBMITTED
    late = page(client.post(path(case, "return"), data=seen(case, reason="补", due_on="2026-03-02")), 422)
    assert late.select_one("#due_on-error"), "the day itself is no time to answer"


def test_an_outdated_revision_is_told_and_loses_nothing(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    old = seen(case, reason="看的是第一版")
    case.send_back().submit()
    log_in(client, person(case.office.street))
    shown = page(client.post(path(case, "reject"), data=old), 409)
    assert "新的修订版" in shown.get_text()
    assert "看的是第一版" in shown.select_one("#reason").get_text()
    assert state(case) is ApplicationState.SUBMITTED


@pytest.mark.parametrize("word", ["", "abc", "-1", "99999999999999999999", "1' or 1=1"])
def test_a_tampered_revision_is_outdated(client: FlaskClient, word: str) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    page(client.post(path(case, "pass"), data={"seen_revision": word, "seen_stage": "0"}), 409)
    assert case.application.stage == 0


@pytest.mark.parametrize("act", ["pass", "return", "reject"])
@pytest.mark.parametrize("left", [[], ["seen_revision"], ["seen_stage"]])
def test_an_act_sent_without_what_was_seen_decides_nothing(client: FlaskClient, act: str, left: list[str]) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    told = {name: value for name, value in seen(case).items() if name in left} | {"reason": "材料不全"}
    page(client.post(path(case, act), data=told), 409)
    assert (case.application.stage, state(case)) == (0, ApplicationState.SUBMITTED)


def test_two_officers_of_one_stage_the_second_is_told(client: FlaskClient) -> None:
    case = procedure(DISTRICT).submit()
    old = seen(case)
    case.pass_stage()
    second = user("街道乙", role=Role.STREET_OFFICER, region="330205003")
    log_in(client, second)
    shown = page(client.post(path(case, "pass"), data={**old, "comment": "我看过了"}), 409)
    assert "其他经办人已办理了这个环节" in shown.get_text()
    assert "我看过了" in shown.select_one("#comment").get_text()
    assert case.application.stage == 1
    assert "区初审" in page(client.post(path(case, "pass"), data=seen(case)), 403).get_text()


def test_rejecting_needs_a_reason(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    assert page(client.post(path(case, "reject"), data=seen(case)), 422).select_one("#reason-error")
    assert page(client.post(path(case, "reject"), data=seen(case, reason="x" * 2001)), 422).select_one("#reason-error")
    assert page(client.post(path(case, "reject"), data=seen(case, reason="a\x00b")), 422).select_one("#reason-error")
    assert client.post(path(case, "reject"), data=seen(case, reason="不符合")).status_code == 303
    assert state(case) is ApplicationState.REJECTED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("certificate_number", ""),
        ("certificate_number", "9" * 61),
        ("issued_on", "2026-03-03"),
        ("issued_on", "昨天"),
        ("valid_from", "9999-12-31"),
        ("valid_to", "2026-02-28"),
        ("document", ""),
    ],
)
def test_a_wrong_result_is_told_at_its_field(client: FlaskClient, field: str, value: str) -> None:
    case = procedure(HIGHER).submit().approve().forward()
    log_in(client, person(case.office.registrar))
    good = {
        "certificate_number": "A1",
        "issued_on": "2026-03-02",
        "valid_from": "2026-03-01",
        "valid_to": "",
        "document": "公告",
    }
    shown = page(client.post(path(case, "result"), data=seen(case, **{**good, field: value})), 422)
    assert shown.select_one(f"#{field}-error"), shown.get_text()
    assert shown.select_one(f"#{field}")["value"] == value
    assert state(case) is ApplicationState.FORWARDED


def test_not_recognised_is_recorded_with_its_reason(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit().approve().forward()
    log_in(client, person(case.office.registrar))
    assert page(client.get(path(case, "not-recognised")))
    assert client.post(path(case, "not-recognised"), data=seen(case, reason="研发费用不足")).status_code == 303
    assert state(case) is ApplicationState.NOT_RECOGNISED
    page(client.post(path(case, "not-recognised"), data=seen(case, reason="再来")), 409)


def test_every_page_of_an_act_can_be_read(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    for act in ("pass", "return", "reject"):
        page(client.get(path(case, act)))
    case.approve()
    log_in(client, person(case.office.approver))
    page(client.get(path(case, "forward")))
    case.forward()
    log_in(client, person(case.office.registrar))
    for act in ("result", "not-recognised"):
        page(client.get(path(case, act)))
    page(client.get(path(case, "pass")), 403)


def test_the_findings_of_the_frozen_revision_name_their_articles(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    assessment = assess_application(case.application, case.on)
    assert assessment is not None
    submit(
        case.application,
        facts=frozen_facts(assessment),
        assessment=assessment,
        documents=[],
        integrity_commitment=True,
        actor=case.submitter,
        at=case.at,
        on=case.on,
    )
    log_in(client, person(case.office.street))
    shown = page(client.get(path(case)))
    assert len(shown.select("#findings tbody tr")) == len(assessment.findings)
    assert "依据：第" in shown.select_one("#findings").get_text()


def test_a_document_is_saved_not_opened_and_only_within_reach(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    file = store(
        io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"),
        "审计报告.pdf",
        storage=Storage(Path(current_app.config["DOCUMENT_FOLDER"])),
        enterprise_id=case.application.enterprise_id,
        actor=case.submitter,
        at=case.at,
    )
    submit(
        case.application,
        facts={},
        assessment=None,
        documents=[file.public_id],
        integrity_commitment=True,
        actor=case.submitter,
        at=case.at,
        on=case.on,
    )
    log_in(client, person(case.office.street))
    link = page(client.get(path(case))).find("a", string="审计报告.pdf")
    assert link is not None
    answer = client.get(link["href"])
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"%PDF")
    answer.close()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    page(client.get(link["href"]), 404)
