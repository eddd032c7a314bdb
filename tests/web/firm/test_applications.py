"""An application as the firm's people see it: begin, fill in, send, mend, give up, ask again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from registry.applications import services
from registry.applications.models import Application, ApplicationRevision, ApplicationState
from registry.core.ids import new_public_id
from registry.documents.models import Document
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from tests.conftest import START
from tests.factories.applications import DISTRICT, HIGHER, Office, Procedure, procedure
from tests.factories.enterprises import enterprise
from tests.web.firm.conftest import Desk
from tests.web.firm.test_reports import save as save_report
from tests.web.firm.test_reports import send as send_report
from tests.web.pages import page

ANSWERS: dict[str, dict[str, Any]] = {
    "subject": {"excluded_industry": "no", "accident_or_dishonesty": "no", "on_abnormal_list": "no"},
    "rights": {"no_intellectual_property": "yes"},
    "management": {"led_standard_5y": ""},
    "documents": {"statement": "申请说明"},
}


def begin(desk: Desk, scheme: str = HIGHER) -> Application:
    """Open one by the page."""
    answer = desk.browser.post(desk.url("applications/open"), data={"scheme": scheme})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return application_of(desk)


def application_of(desk: Desk) -> Application:
    found = select(Application).where(Application.enterprise_id == desk.firm.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def url(desk: Desk, application: Application, act: str = "") -> str:
    return desk.url(f"applications/{application.public_id}" + (f"/{act}" if act else ""))


def seen(desk: Desk, application: Application, task: str = "documents") -> str:
    shown = page(desk.browser.get(url(desk, application, f"tasks/{task}")))
    return str(shown.select_one("main input[name=version]")["value"])  # type: ignore[index]


def fill(desk: Desk, application: Application, task: str = "documents", **changes: Any) -> Any:
    """Answer one task; what is not changed as in `ANSWERS`."""
    version = changes.pop("version", None) or seen(desk, application, task)
    data = {**ANSWERS.get(task, {}), "version": version, "action": "save", **changes}
    return desk.browser.post(url(desk, application, f"tasks/{task}"), data=data)


def save(desk: Desk, application: Application, **documents: Any) -> None:
    """Answer all tasks; `documents` for the task of the papers."""
    for task in ANSWERS:
        answer = fill(desk, application, task, **(documents if task == "documents" else {}))
        assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]


def send(desk: Desk, application: Application) -> Any:
    shown = page(desk.browser.get(url(desk, application, "submit")))
    version = shown.select_one("main input[name=version]")["value"]  # type: ignore[index]
    data = {"version": version, "integrity_commitment": "yes"}
    return desk.browser.post(url(desk, application, "submit"), data=data)


def document(firm: Enterprise, uploader: int, name: str = "审计报告.pdf") -> Document:
    row = Document(
        public_id=new_public_id(),
        enterprise_id=firm.id,
        sha256="0" * 64,
        filename=name,
        media_type="application/pdf",
        size=3,
        uploaded_by_id=uploader,
        uploaded_at=START,
    )
    db.session.add(row)
    db.session.commit()
    return row


def officers(application: Application) -> Procedure:
    return Procedure(application, submitter=None, office=Office())  # type: ignore[arg-type]


def test_from_draft_to_receipt(submitter: Desk) -> None:
    one = begin(submitter)
    file = document(submitter.firm, submitter.person.id)
    save(submitter, one, documents=file.public_id)
    kept = application_of(submitter).draft
    assert kept["accident_or_dishonesty"] is False
    assert kept["documents"] == [file.public_id]
    assert "led_standard_5y" not in kept
    answer = fill(submitter, one, action="next", documents=file.public_id)
    assert answer.headers["Location"].endswith("/submit")
    check = page(submitter.browser.get(answer.headers["Location"]))
    assert str(services.COMMITMENT) in check.get_text()
    assert "审计报告.pdf" in check.get_text()
    sent = send(submitter, one)
    assert sent.status_code == 303
    receipt = page(submitter.browser.get(sent.headers["Location"])).get_text()
    assert f"{one.public_id}-01" in receipt
    assert "2026-03-02 09:00" in receipt
    [revision] = db.session.scalars(select(ApplicationRevision)).all()
    assert revision.document_ids == [file.public_id]
    assert revision.assessment is not None
    shown = page(submitter.browser.get(url(submitter, one)))
    assert not shown.select_one("main input[name=version]")
    assert "街道初审" in shown.select_one("[aria-current=step]").get_text()  # type: ignore[union-attr]
    assert "2026-03-09" in shown.get_text()


def test_saving_twice_is_no_conflict(submitter: Desk) -> None:
    one = begin(submitter)
    old = seen(submitter, one)
    assert fill(submitter, one, version=old).status_code == 303
    assert fill(submitter, one, version=old).status_code == 303


def test_two_people_at_two_tasks_do_not_hinder_each_other(submitter: Desk, desk: Callable[..., Desk]) -> None:
    one = begin(submitter)
    colleague = desk(MemberRole.PREPARER)
    subject, papers = seen(submitter, one, "subject"), seen(colleague, one, "documents")
    assert fill(colleague, one, version=papers, statement="乙的说明").status_code == 303
    assert fill(submitter, one, "subject", version=subject).status_code == 303
    kept = application_of(submitter).draft
    assert (kept["statement"], kept["accident_or_dishonesty"]) == ("乙的说明", False)


def test_the_second_of_two_people_sees_both_texts(submitter: Desk, desk: Callable[..., Desk]) -> None:
    one = begin(submitter)
    colleague = desk(MemberRole.PREPARER)
    old = seen(submitter, one)
    assert fill(colleague, one, version=old, statement="乙的说明").status_code == 303
    shown = page(fill(submitter, one, version=old, statement="甲的说明"), 409)
    assert shown.select_one("#statement").get_text().strip() == "甲的说明"  # type: ignore[union-attr]
    assert "乙的说明" in shown.select_one("#differing").get_text()  # type: ignore[union-attr]
    assert application_of(submitter).draft["statement"] == "乙的说明"
    again = shown.select_one("main input[name=version]")["value"]  # type: ignore[index]
    assert fill(submitter, one, version=again, statement="甲的说明").status_code == 303
    assert application_of(submitter).draft["statement"] == "甲的说明"


def test_one_open_application_for_a_scheme(submitter: Desk) -> None:
    begin(submitter)
    shown = page(submitter.browser.post(submitter.url("applications/open"), data={"scheme": HIGHER}), 409)
    assert "已有一份" in shown.get_text()
    assert application_of(submitter)


@pytest.mark.parametrize("scheme", ["", "nonsense", "\x00", "甲" * 500])
def test_a_scheme_that_does_not_exist_is_refused_at_the_field(submitter: Desk, scheme: str) -> None:
    shown = page(submitter.browser.post(submitter.url("applications/open"), data={"scheme": scheme}), 422)
    assert shown.select_one("#scheme-error")


@pytest.mark.parametrize(
    ("field", "typed"), [("statement", "长" * 4001), ("statement", "\x00"), ("documents", "nonsense"), ("version", "x")]
)
def test_answers_that_cannot_be_kept(submitter: Desk, field: str, typed: str) -> None:
    one = begin(submitter)
    shown = page(fill(submitter, one, **{field: typed}), 422)
    assert shown.select_one("#error-summary")
    assert application_of(submitter).draft == {}


def test_another_firms_files_cannot_be_chosen(submitter: Desk) -> None:
    one = begin(submitter)
    theirs = document(enterprise(), submitter.person.id)
    assert page(fill(submitter, one, documents=theirs.public_id), 422).select_one("#documents-error")


def test_sending_needs_the_commitment(submitter: Desk) -> None:
    one = begin(submitter)
    data = {"version": str(one.version)}
    shown = page(submitter.browser.post(url(submitter, one, "submit"), data=data), 422)
    assert shown.select_one("#integrity_commitment-error")
    assert application_of(submitter).state is ApplicationState.DRAFT


def test_a_check_page_out_of_date_sends_nothing(submitter: Desk) -> None:
    one = begin(submitter)
    old = str(one.version)
    save(submitter, one)
    data = {"version": old, "integrity_commitment": "yes"}
    page(submitter.browser.post(url(submitter, one, "submit"), data=data), 409)
    assert application_of(submitter).state is ApplicationState.DRAFT


def test_a_return_opens_what_was_remarked_and_nothing_else(submitter: Desk) -> None:
    one = begin(submitter)
    save(submitter, one)
    send(submitter, one)
    officers(one).send_back(("statement", "请写明主要产品"))
    db.session.commit()
    shown = page(submitter.browser.get(url(submitter, one)))
    assert "材料不全" in shown.get_text()
    links = [str(link["href"]).rpartition("/")[2] for link in shown.select(".task-list a")]
    assert links == ["documents", "submit"]
    assert statuses(shown)["佐证材料"] == "需补正"
    task = page(submitter.browser.get(url(submitter, one, "tasks/documents")))
    assert "请写明主要产品" in task.select_one("#statement-remark").get_text()  # type: ignore[union-attr]
    assert not task.select("[name=documents]")
    page(submitter.browser.get(url(submitter, one, "tasks/subject")), 409)
    forged = {"version": "1", "accident_or_dishonesty": "yes"}
    page(submitter.browser.post(url(submitter, one, "tasks/subject"), data=forged), 409)
    assert fill(submitter, one, statement="主要产品是轴承", accident_or_dishonesty="yes").status_code == 303
    kept = application_of(submitter).draft
    assert kept["accident_or_dishonesty"] is False
    assert kept["statement"] == "主要产品是轴承"
    assert statuses(page(submitter.browser.get(url(submitter, one))))["佐证材料"] != "需补正"
    assert send(submitter, one).status_code == 303
    assert application_of(submitter).latest.no == 2  # type: ignore[union-attr]


def test_a_remark_on_the_figures_leads_to_them_and_the_rest_is_closed(submitter: Desk) -> None:
    one = begin(submitter)
    save(submitter, one)
    send(submitter, one)
    officers(one).send_back(("annual_report", "研发费用有误"))
    db.session.commit()
    shown = page(submitter.browser.get(url(submitter, one)))
    assert shown.select_one(f'main .note a[href="{submitter.url("reports/2025")}"]')
    assert [name for name, status in statuses(shown).items() if status == "需补正"] == ["人员", "研发费用", "收入"]
    task = page(submitter.browser.get(url(submitter, one, "tasks/research")))
    assert "研发费用有误" in task.select_one("main .note-warn").get_text()  # type: ignore[union-attr]
    assert task.select_one(f'main a[href="{submitter.url("reports/2025")}"]')
    page(
        submitter.browser.post(url(submitter, one, "tasks/documents"), data={"version": "1", "statement": "另写"}), 409
    )
    assert application_of(submitter).draft["statement"] == "申请说明"
    assert send(submitter, one).status_code == 303


def statuses(shown: BeautifulSoup) -> dict[str, str]:
    """The words of each line of the task list."""
    lines = [line.get_text("\n", strip=True).split("\n") for line in shown.select(".task-list li")]
    return {line[0]: line[-1] for line in lines}


def test_a_sent_application_shows_the_figures_it_was_sent_with(submitter: Desk) -> None:
    save_report(submitter, rd_spend="360")
    send_report(submitter)
    one = begin(submitter)
    save(submitter, one)
    send(submitter, one)
    save_report(submitter, rd_spend="300")
    assert send_report(submitter).status_code == 303
    text = page(submitter.browser.get(url(submitter, one))).get_text()
    assert "研发费用 360 万元" in text
    assert "研发费用 300 万元" not in text


def test_a_sent_application_cannot_be_changed(submitter: Desk) -> None:
    one = begin(submitter)
    version = seen(submitter, one)
    send(submitter, one)
    page(fill(submitter, one, version=version), 409)
    page(submitter.browser.get(url(submitter, one, "submit")), 409)
    assert application_of(submitter).draft == {}


def test_giving_up(submitter: Desk) -> None:
    one = begin(submitter)
    page(submitter.browser.get(url(submitter, one, "withdraw")))
    assert submitter.browser.post(url(submitter, one, "withdraw"), data={"reason": "改期"}).status_code == 303
    assert application_of(submitter).state is ApplicationState.WITHDRAWN
    page(submitter.browser.post(url(submitter, one, "withdraw"), data={"reason": "改期"}), 409)
    assert submitter.browser.get(url(submitter, one, "withdraw")).status_code == 303
    assert "改期" in page(submitter.browser.get(url(submitter, one))).get_text()


def test_asking_for_another_look(submitter: Desk) -> None:
    one = begin(submitter, DISTRICT)
    send(submitter, one)
    officers(one).reject()
    db.session.commit()
    shown = page(submitter.browser.get(url(submitter, one)))
    assert shown.select_one(f'main a[href="{url(submitter, one, "reconsider")}"]')
    assert page(submitter.browser.post(url(submitter, one, "reconsider"), data={}), 422).select_one("#reason-error")
    assert submitter.browser.post(url(submitter, one, "reconsider"), data={"reason": "理由"}).status_code == 303
    assert (application_of(submitter).state, application_of(submitter).round) == (ApplicationState.SUBMITTED, 1)


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.AGENT])
def test_fillers_fill_and_do_not_send(desk: Callable[..., Desk], role: MemberRole) -> None:
    one = desk(role)
    opened = begin(one)
    save(one, opened)
    assert not page(one.browser.get(url(one, opened, "submit"))).select("main form")
    data = {"version": str(opened.version), "integrity_commitment": "yes"}
    page(one.browser.post(url(one, opened, "submit"), data=data), 403)
    page(one.browser.post(url(one, opened, "withdraw"), data={"reason": ""}), 403)
    assert application_of(one).state is ApplicationState.DRAFT


def test_viewers_read(submitter: Desk, desk: Callable[..., Desk]) -> None:
    one = begin(submitter)
    viewer = desk(MemberRole.VIEWER)
    assert not page(viewer.browser.get(url(viewer, one))).select("main form")
    assert not page(viewer.browser.get(viewer.url("applications"))).select("main form")
    for task in ANSWERS:
        page(viewer.browser.get(url(viewer, one, f"tasks/{task}")), 403)
        page(viewer.browser.post(url(viewer, one, f"tasks/{task}"), data={"version": "1"}), 403)
    page(viewer.browser.post(viewer.url("applications/open"), data={"scheme": DISTRICT}), 403)


@pytest.mark.parametrize("public_id", ["x", "%00", "甲", "a" * 26])
def test_what_is_not_there_is_not_found(submitter: Desk, public_id: str) -> None:
    for act in ("", "/submit", "/receipt", "/receipts/1.pdf", "/withdraw", "/tasks/documents"):
        page(submitter.browser.get(submitter.url(f"applications/{public_id}{act}")), 404)


def test_another_firms_application_is_not_found(submitter: Desk) -> None:
    other = procedure().application
    db.session.commit()
    page(submitter.browser.get(url(submitter, other)), 404)
    page(submitter.browser.post(url(submitter, other, "tasks/documents"), data={"version": "1"}), 404)
    page(submitter.browser.get(f"/firm/{other.enterprise.uscc}/applications/{other.public_id}"), 404)


def test_a_receipt_needs_something_sent(submitter: Desk) -> None:
    page(submitter.browser.get(url(submitter, begin(submitter), "receipt")), 404)


def test_the_letter_of_a_return_stands_on_the_page_and_can_be_printed(submitter: Desk) -> None:
    one = begin(submitter)
    save(submitter, one)
    page(submitter.browser.get(url(submitter, one, "letter")), 404)
    send(submitter, one)
    officers(one).send_back(("statement", "请写明主要产品"))
    db.session.commit()
    shown = page(submitter.browser.get(url(submitter, one)))
    on_page = shown.select_one(".letter").get_text(" ", strip=True)  # type: ignore[union-attr]
    address = shown.select_one("a[href$='/letter']")["href"]  # type: ignore[index]
    printed = page(submitter.browser.get(address)).select_one(".letter").get_text(" ", strip=True)  # type: ignore[union-attr]
    for words in ("宁波测试精密科技有限公司：", "材料不全", "请写明主要产品", "前（含当日）逐项补正", "街道经办"):
        assert words in on_page
        assert words in printed
    fill(submitter, one, statement="主要产品是轴承")
    send(submitter, one)
    assert page(submitter.browser.get(url(submitter, one))).select_one(".letter") is None
    kept = page(submitter.browser.get(address)).get_text()
    assert "请写明主要产品" in kept
    assert "前（含当日）" not in kept
