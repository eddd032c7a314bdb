"""The yellow notes beside a case, the reasons they want, the figures of both years, and the replay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role, User
from registry.accounts.queries import find_user
from registry.applications.facts import assess_application, frozen_facts
from registry.applications.models import ApplicationRevision
from registry.applications.services import submit
from registry.core.actor import Actor
from registry.core.money import FEN_PER_WAN
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.web.officer.dossier import change_in_percent
from tests.factories.applications import HIGHER, Procedure, procedure
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.factories.records import report, right
from tests.web.login import log_in
from tests.web.pages import page

TYPED = {"note_rd_rose": "已查看立项文件", "verified_rd_rose": "yes", "note_rd_over_revenue": "试制阶段"}


def person(actor: Actor) -> User:
    """The account behind an actor."""
    found = find_user(actor.id or 0)
    assert found is not None
    return found


def noted() -> Procedure:
    """A sent case with two notes and an assessment: R&D rose, and is above the revenue."""
    case = procedure(HIGHER)
    firm = case.application.enterprise
    report(firm, 2025, rd_spend=300 * FEN_PER_WAN, revenue=200 * FEN_PER_WAN, staff=80, rd_staff=20)
    report(firm, 2024, rd_spend=100 * FEN_PER_WAN, revenue=250 * FEN_PER_WAN)
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
    return case


def path(case: Procedure, act: str = "") -> str:
    """The address of the case, or of an act on it."""
    return f"/officer/applications/{case.application.public_id}" + (f"/{act}" if act else "")


def seen(case: Procedure, **fields: str) -> dict[str, str]:
    """What a page drawn now would send."""
    return {"seen_revision": str(case.seen), "seen_stage": str(case.application.stage), **fields}


def latest(case: Procedure) -> ApplicationRevision:
    """What was sent last, as it is stored."""
    db.session.expire_all()
    found = case.application.latest
    assert found is not None
    return found


def test_notes_stand_beside_the_case_with_their_figures_and_links(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    shown = page(client.get(path(case)))
    rose = shown.select_one("#note-rd_rose")
    assert rose is not None
    assert "2024 年 100 万元 → 2025 年 300 万元" in rose.get_text()
    assert "待说明" in rose.get_text()
    page(client.get(rose.a["href"]))
    assert "还有 2 条待说明" in shown.get_text()


def test_later_changes_do_not_alter_the_page(client: FlaskClient) -> None:
    case = noted()
    firm = case.application.enterprise
    log_in(client, person(case.office.street))
    before = [
        one.get_text(" ", strip=True) for one in page(client.get(path(case))).select(".note-warn, #figures tbody")
    ]
    later = case.at + timedelta(days=1)
    for revision in db.session.query(type(report(firm, 2023))).filter_by(enterprise_id=firm.id):
        revision.retired_at = later
    report(firm, 2025, no=2, at=later, rd_spend=1, revenue=1)
    report(firm, 2024, no=2, at=later, rd_spend=1, revenue=1)
    db.session.flush()
    after = [one.get_text(" ", strip=True) for one in page(client.get(path(case))).select(".note-warn, #figures tbody")]
    assert [one for one in after if "后来又报送" not in one] == before


def test_both_years_and_the_change_stand_side_by_side(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    rows = page(client.get(path(case))).select("#figures tbody tr")
    cells = {row.th.get_text(strip=True): [one.get_text(strip=True) for one in row.find_all("td")] for row in rows}
    assert cells["研发费用"][:3] == ["300.00万元", "100.00万元", "+200.0 %"]
    assert cells["销售收入"][:3] == ["200.00万元", "250.00万元", "−20.0 %"]
    assert cells["职工总数"][2] == "—无数据"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (300, 100, "+200.0 %"),
        (100, 100, "0 %"),
        (0, 100, "−100.0 %"),
        (10005, 10000, "+0.1 %"),
        (10004, 10000, "0 %"),
        (11_000_00, 100, "+1,099,900.0 %"),
        (100, 0, ""),
        (100, -5, ""),
        (None, 5, ""),
        (5, None, ""),
    ],
)
def test_a_change_is_told_only_from_something(now: int | None, before: int | None, words: str) -> None:
    assert change_in_percent(now, before) == words


def test_without_notes_the_page_says_so_and_nothing_is_asked(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    assert "没有发现需要说明的地方" in page(client.get(path(case))).get_text()
    assert not page(client.get(path(case, "pass"))).select("textarea[name^=note_]")
    latest(case).cross_checks = None
    db.session.flush()
    assert "提交时还没有自动核对" in page(client.get(path(case))).get_text()
    assert client.post(path(case, "pass"), data=seen(case)).status_code == 303


def test_passing_without_reasons_is_refused_at_each_field(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    form = page(client.get(path(case, "pass")))
    assert [one["name"] for one in form.select("textarea")] == ["note_rd_rose", "note_rd_over_revenue", "comment"]
    shown = page(client.post(path(case, "pass"), data=seen(case, comment="同意")), 422)
    assert shown.select_one("#note_rd_rose-error")
    assert shown.select_one("#note_rd_over_revenue-error")
    assert "同意" in shown.select_one("#comment").get_text()
    assert (latest(case).reasons, case.application.stage) == ([], 0)


@pytest.mark.parametrize("reason", [" ", "字" * 1001, "a\x00b"])
def test_what_was_typed_is_kept_where_one_reason_is_wrong(client: FlaskClient, reason: str) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    data = seen(case, **{**TYPED, "note_rd_over_revenue": reason})
    shown = page(client.post(path(case, "pass"), data=data), 422)
    assert not shown.select_one("#note_rd_rose-error")
    assert shown.select_one("#note_rd_over_revenue-error")
    assert "已查看立项文件" in shown.select_one("#note_rd_rose").get_text()
    assert shown.select_one("#verified_rd_rose").has_attr("checked")
    assert latest(case).reasons == []


def test_reasons_are_shown_with_name_and_time_and_not_asked_again(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    assert client.post(path(case, "pass"), data=seen(case, **TYPED)).status_code == 303
    log_in(client, person(case.office.approver))
    shown = page(client.get(path(case)))
    told = shown.select_one("#note-rd_rose").get_text(" ", strip=True)
    assert "已核实" in told
    assert "街道甲，2026-03-02 09:00：" in told
    assert "已查看立项文件" in told
    assert "已说明" in shown.select_one("#note-rd_over_revenue").get_text()
    course = shown.select_one(".timeline-list").get_text(" ", strip=True)
    assert "核实了核对提示" in course
    assert "试制阶段" in course
    assert not page(client.get(path(case, "pass"))).select("textarea[name^=note_]")
    assert client.post(path(case, "pass"), data=seen(case)).status_code == 303
    assert client.post(path(case, "forward"), data=seen(case)).status_code == 303


def test_of_two_officers_at_once_the_second_is_told_and_keeps_his_words(client: FlaskClient) -> None:
    case = noted()
    old = seen(case, note_rd_rose="第二人的理由", note_rd_over_revenue="也是第二人的", comment="我看过了")
    log_in(client, person(case.office.street))
    assert client.post(path(case, "pass"), data=seen(case, **TYPED)).status_code == 303
    log_in(client, user("街道乙", role=Role.STREET_OFFICER, region="330205003"))
    shown = page(client.post(path(case, "pass"), data=old), 409)
    assert "其他经办人已办理了这个环节" in shown.get_text()
    assert "第二人的理由" in shown.select_one("#note_rd_rose").get_text()
    assert "也是第二人的" in shown.select_one("#note_rd_over_revenue").get_text()
    assert "街道甲" in shown.get_text(), "what the first wrote stands beside it"
    assert [one.author_name for one in latest(case).reasons] == ["街道甲", "街道甲"]


def test_words_typed_about_an_older_revision_are_kept(client: FlaskClient) -> None:
    case = noted()
    old = seen(case, **TYPED)
    case.send_back()
    firm = case.application.enterprise
    later = case.at + timedelta(hours=1)
    for revision in db.session.query(type(report(firm, 2022))).filter_by(enterprise_id=firm.id):
        revision.retired_at = later
    case.at += timedelta(hours=2)
    case.submit()
    log_in(client, person(case.office.street))
    shown = page(client.post(path(case, "pass"), data=old), 409)
    assert "新的修订版" in shown.get_text()
    assert "已查看立项文件" in shown.select_one("#note_rd_rose").get_text()


def test_an_earlier_revisions_reason_is_shown_and_still_to_be_given(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    client.post(path(case, "pass"), data=seen(case, **TYPED))
    case.send_back()
    case.at += timedelta(days=1)
    case.submit()
    log_in(client, person(case.office.approver))
    shown = page(client.get(path(case)))
    assert "上一版的说明（街道甲，2026-03-02 09:00）：已查看立项文件" in shown.get_text()
    assert "还有 2 条待说明" in shown.get_text()
    assert page(client.post(path(case, "pass"), data=seen(case)), 422).select_one("#note_rd_rose-error")


def test_a_firm_of_another_street_is_named_without_a_link(client: FlaskClient) -> None:
    case = procedure(HIGHER)
    other = enterprise("宁波另一家有限公司", region="330205007")
    mine, theirs = right(case.application.enterprise, IpKind.DESIGN), right(other, IpKind.DESIGN)
    theirs.number = mine.number
    case.submit()
    log_in(client, person(case.office.street))
    note = page(client.get(path(case))).select_one("#note-right_elsewhere")
    assert "宁波另一家有限公司" in note.get_text()
    assert [one["href"] for one in note.select("a")] == [f"/officer/enterprises/{case.application.enterprise.uscc}"]
    log_in(client, person(case.office.approver))
    note = page(client.get(path(case))).select_one("#note-right_elsewhere")
    assert f"/officer/enterprises/{other.uscc}" in [one["href"] for one in note.select("a")]


def test_the_replay_says_the_same_and_changes_nothing(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    link = page(client.get(path(case))).find("a", string="按冻结数据重新计算")
    before = latest(case).assessment
    shown = page(client.get(link["href"]))
    assert "与提交时结果一致" in shown.get_text()
    assert latest(case).assessment == before
    assert client.post(path(case, "replay")).status_code == 405
    for nonsense in ("revision=9", "revision=abc", "revision=%00"):
        assert "与提交时结果一致" in page(client.get(path(case, f"replay?{nonsense}"))).get_text()


def test_the_replay_names_what_differs_and_a_new_version_of_the_rules(client: FlaskClient) -> None:
    case = noted()
    log_in(client, person(case.office.street))
    revision = latest(case)
    revision.assessment = {**(revision.assessment or {}), "score_low": -1}
    db.session.flush()
    shown = page(client.get(path(case, "replay")))
    assert "与提交时结果不一致" in shown.get_text()
    assert "最低得分" in shown.select_one("#deviations").get_text()
    revision.assessment = {**revision.assessment, "rule_set_version": 0}
    db.session.flush()
    assert "规则版本已由 0 变为" in page(client.get(path(case, "replay"))).get_text()


def test_the_replay_of_what_was_never_assessed_or_is_out_of_reach(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    log_in(client, person(case.office.street))
    page(client.get(path(case, "replay")), 404)
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    page(client.get(path(noted(), "replay")), 404)
