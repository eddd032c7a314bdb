"""Where an application stands: days of what is done, who holds it, until when, and what may still be asked."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from registry.applications.models import ApplicationState
from registry.applications.workflow import RECONSIDERATION_DAYS
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.notices.services import object_
from tests.conftest import FixedClock
from tests.factories.applications import DISTRICT
from tests.factories.people import actor
from tests.web.firm.conftest import Desk
from tests.web.firm.test_applications import application_of, begin, fill, officers, save, send, url
from tests.web.login import log_in
from tests.web.pages import page


def stops(shown: BeautifulSoup) -> list[list[str]]:
    return [stop.get_text("\n", strip=True).split("\n") for stop in shown.select(".case-line li")]


def now(shown: BeautifulSoup) -> str:
    return " ".join(shown.select_one(".case-line [aria-current=step]").get_text(" ", strip=True).split())  # type: ignore[union-attr]


def later(desk: Desk, clock: FixedClock, days: int) -> None:
    """Days go by, and the person logs in again."""
    clock.pass_days(days)
    log_in(desk.browser, desk.person, clock.now())


def test_the_line_says_who_holds_it_and_the_promised_day(submitter: Desk, clock: FixedClock) -> None:
    one = begin(submitter)
    send(submitter, one)
    shown = page(submitter.browser.get(url(submitter, one)))
    assert stops(shown)[0] == ["企业填报", "2026-03-02"]
    assert now(shown).startswith("街道初审 经办：")
    assert now(shown).endswith("已 0 个工作日 承诺 2026-03-09 前（含当日）办结")
    assert stops(shown)[2] == ["区审定", "承诺 5 个工作日"]
    later(submitter, clock, 7)
    assert "已 5 个工作日 承诺 2026-03-09 前（含当日）办结" in now(page(submitter.browser.get(url(submitter, one))))
    later(submitter, clock, 1)
    assert "承诺 2026-03-09 前办结，已超期" in now(page(submitter.browser.get(url(submitter, one))))


def test_what_waits_and_what_is_under_way_stand_on_the_first_page(submitter: Desk) -> None:
    one = begin(submitter)
    first = page(submitter.browser.get(submitter.url()))
    assert first.h1 is not None
    assert first.h1.get_text(strip=True) == "等您处理"
    assert first.select_one(f'#tasks a[href="{url(submitter, one)}"]')
    send(submitter, one)
    first = page(submitter.browser.get(submitter.url()))
    assert not first.select(f'#tasks a[href="{url(submitter, one)}"]')
    assert "2026-03-09" in now(first)


def test_a_passed_stage_bears_its_day(submitter: Desk) -> None:
    one = begin(submitter, DISTRICT)
    send(submitter, one)
    office = officers(one)
    office.pass_stage()
    db.session.commit()
    shown = stops(page(submitter.browser.get(url(submitter, one))))
    assert shown[1] == ["街道初审", "2026-03-02"]
    office.approve()
    office.publish()
    db.session.commit()
    assert now(page(submitter.browser.get(url(submitter, one)))) == "公示 公示至 2026-03-16（含当日）"


def test_an_objection_is_told_without_the_person(submitter: Desk) -> None:
    one = begin(submitter, DISTRICT)
    send(submitter, one)
    office = officers(one)
    office.approve()
    notice = office.publish(starts_on=office.on)
    said = {"name": "王举报", "contact": "13800000000", "matter": "主要产品的专利权属有争议"}
    object_(notice.entries[0], **said, actor=actor(), at=office.at, on=office.on)
    db.session.commit()
    text = page(submitter.browser.get(url(submitter, one))).get_text()
    assert "主要产品的专利权属有争议" in text
    assert "王举报" not in text
    assert "13800000000" not in text


@pytest.mark.parametrize(("days", "is_open"), [(RECONSIDERATION_DAYS, True), (RECONSIDERATION_DAYS + 1, False)])
def test_another_look_is_asked_for_within_its_term(
    submitter: Desk, clock: FixedClock, days: int, is_open: bool
) -> None:
    one = begin(submitter, DISTRICT)
    send(submitter, one)
    officers(one).reject()
    db.session.commit()
    later(submitter, clock, days)
    shown = page(submitter.browser.get(url(submitter, one)))
    assert bool(shown.select(f'main a[href="{url(submitter, one, "reconsider")}"]')) is is_open
    assert ("2026-05-01 前（含当日）申请复议" in shown.get_text()) is is_open
    answer = submitter.browser.post(url(submitter, one, "reconsider"), data={"reason": "理由"})
    assert answer.status_code == (303 if is_open else 409)
    assert application_of(submitter).round == int(is_open)


def test_a_withdrawal_wants_its_reason(submitter: Desk) -> None:
    one = begin(submitter)
    shown = page(submitter.browser.post(url(submitter, one, "withdraw"), data={"reason": " "}), 422)
    assert shown.select_one("#reason-error")
    assert application_of(submitter).state is ApplicationState.DRAFT


def test_every_task_has_its_status_and_changes_go_back_to_the_check(submitter: Desk) -> None:
    one = begin(submitter)
    lines = {
        line.get_text("\n", strip=True).split("\n")[0]: line.get_text("\n", strip=True).split("\n")[-1]
        for line in page(submitter.browser.get(url(submitter, one))).select(".task-list li")
    }
    assert list(lines) == [
        "主体信息",
        "人员",
        "研发费用",
        "收入",
        "知识产权",
        "成果转化",
        "研发机构与管理制度",
        "佐证材料",
        "诚信承诺",
    ]
    assert (lines["主体信息"], lines["成果转化"]) == ("未开始", "无需填写")
    fill(submitter, one, "management", led_standard_5y="yes")
    save(submitter, one)
    check = page(submitter.browser.get(url(submitter, one, "submit")))
    change = check.select_one("#file-documents a")
    assert change is not None
    version = page(submitter.browser.get(str(change["href"]))).select_one("main input[name=version]")["value"]  # type: ignore[index]
    answer = submitter.browser.post(str(change["href"]), data={"version": str(version), "statement": "改过"})
    assert answer.headers["Location"] == url(submitter, one, "submit")


@pytest.mark.parametrize("task", ["commitment", "nonsense", "%00", "SUBJECT"])
def test_a_task_that_does_not_exist(submitter: Desk, task: str) -> None:
    page(submitter.browser.get(url(submitter, begin(submitter), f"tasks/{task}")), 404)


def test_a_viewer_reads_the_file_instead_of_the_list(submitter: Desk, desk: object) -> None:
    one = begin(submitter)
    save(submitter, one)
    viewer = desk(MemberRole.VIEWER)  # type: ignore[operator]
    shown = page(viewer.browser.get(url(viewer, one)))
    assert not shown.select(".task-list")
    assert "申请说明" in shown.select_one("#file-documents").parent.get_text()  # type: ignore[union-attr]
