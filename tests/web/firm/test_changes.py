"""A firm files a change, mends it, takes it back, and says when it has reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.models import Role
from registry.changes import services
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState, ChangeStep
from registry.core.actor import Actor
from registry.documents.models import Document
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.recognitions.services import recognise
from tests.documents.files import PDF
from tests.factories.applications import HIGHER_THREE, result
from tests.factories.changes import DAY, LATER, Changing, paper
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.time import START
from tests.web.firm.conftest import Desk
from tests.web.pages import page

NEW = "宁波新名字精密有限公司"


def sent(desk: Desk, kind: str = "rename", *, with_paper: bool = True, **typed: Any) -> Any:
    """What the form sends, with the notice as a file."""
    data = {"version": "1", "effective_on": "2026-02-20", **typed}
    if with_paper:
        data["file"] = (BytesIO(PDF), "准予变更登记通知书.pdf")
    return desk.browser.post(desk.url(f"changes/new/{kind}"), data=data, content_type="multipart/form-data")


def only() -> ChangeRequest:
    return db.session.scalars(select(ChangeRequest)).one()


def office() -> Actor:
    return actor(Role.REGISTRAR, name="登记丁")


def test_a_rename_is_filed_with_its_paper_and_waits(submitter: Desk) -> None:
    for kind in ("rename", "move", "move_out", "merger", "deregistration"):
        page(submitter.browser.get(submitter.url(f"changes/new/{kind}")))
    assert sent(submitter, name=NEW).status_code == 303
    change = only()
    assert (change.state, change.after, change.effective_on) == (ChangeState.SUBMITTED, {"name": NEW}, DAY)
    row = db.session.scalars(select(Document)).one()
    assert (change.documents, row.claimed, row.filename) == ([row.public_id], True, "准予变更登记通知书.pdf")
    listed = page(submitter.browser.get(submitter.url("changes")))
    assert "待登记" in listed.select_one("#changes").get_text()  # type: ignore[union-attr]
    assert "正在办理" in listed.select_one("#kinds").get_text()  # type: ignore[union-attr]
    shown = page(submitter.browser.get(submitter.url(f"changes/{change.public_id}")))
    text = shown.get_text()
    assert "宁波测试精密科技有限公司" in shown.select_one("#lines").get_text()  # type: ignore[union-attr]
    assert NEW in text
    assert "准予变更登记通知书.pdf" in text


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("rename", {"name": ""}, "name"),
        ("rename", {"name": NEW, "effective_on": "2026-03-03"}, "effective_on"),
        ("rename", {"name": NEW, "effective_on": "2026-02-30"}, "effective_on"),
        ("rename", {"name": NEW, "effective_on": "2014-12-31"}, "effective_on"),
        ("rename", {"name": "\x00"}, "name"),
        ("rename", {"name": NEW, "documents": "someone-elses"}, "documents"),
        ("move", {"region_code": "330203001", "address": "x"}, "region_code"),
        ("move_out", {"destination": "", "address": "x"}, "destination"),
        ("merger", {"successor_uscc": "91330205MT0000001"}, "successor_uscc"),
        ("merger", {"successor_uscc": "\x00"}, "successor_uscc"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_is_kept(
    submitter: Desk, kind: str, typed: dict[str, str], field: str
) -> None:
    shown = page(sent(submitter, kind, **typed), 422)
    assert shown.select_one(f"#{field}-error"), shown.select_one(".error-summary")
    if NEW in typed.values():
        assert NEW in str(shown.select_one("#name"))
    assert db.session.scalars(select(ChangeRequest)).all() == []


def test_a_paper_is_needed_and_a_kind_that_is_none_is_not_there(submitter: Desk) -> None:
    shown = page(sent(submitter, with_paper=False, name=NEW), 422)
    assert "请附上登记机关" in shown.select_one("#file-error").get_text()  # type: ignore[union-attr]
    page(submitter.browser.get(submitter.url("changes/new/nonsense")), 404)
    page(submitter.browser.get(submitter.url("changes/nonsense")), 404)


def test_a_second_one_of_the_kind_is_refused_with_what_was_typed(submitter: Desk) -> None:
    sent(submitter, name=NEW)
    shown = page(sent(submitter, name="宁波又一名字有限公司"), 409)
    assert "已有一项“更名”正在办理" in shown.get_text()
    assert "宁波又一名字有限公司" in str(shown.select_one("#name"))
    assert len(db.session.scalars(select(ChangeRequest)).all()) == 1


def test_what_was_returned_is_mended_and_sent_again(submitter: Desk) -> None:
    sent(submitter, name="宁波新名子精密有限公司")
    change = only()
    address = submitter.url(f"changes/{change.public_id}")
    page(submitter.browser.get(f"{address}/edit"), 409)
    services.return_change(change, change.version, reason="名称有错字", actor=office(), at=LATER, on=START.date())
    db.session.commit()
    assert "名称有错字" in page(submitter.browser.get(address)).get_text()
    form = page(submitter.browser.get(f"{address}/edit"))
    version = form.select_one("#version")["value"]  # type: ignore[index]
    data = {"version": version, "effective_on": "2026-02-21", "name": NEW, "documents": change.documents}
    assert submitter.browser.post(f"{address}/edit", data=data).status_code == 303
    assert (change.state, change.after["name"], change.effective_on) == (ChangeState.SUBMITTED, NEW, date(2026, 2, 21))
    again = page(submitter.browser.post(f"{address}/edit", data={**data, "name": "宁波别的名字有限公司"}), 409)
    assert "宁波别的名字有限公司" in str(again.select_one("#name"))


def test_it_is_taken_back_with_a_reason(submitter: Desk) -> None:
    sent(submitter, name=NEW)
    change = only()
    address = submitter.url(f"changes/{change.public_id}/withdraw")
    version = page(submitter.browser.get(address)).select_one("#version")["value"]  # type: ignore[index]
    assert page(submitter.browser.post(address, data={"version": version}), 422).select_one("#reason-error")
    assert submitter.browser.post(address, data={"version": version, "reason": "写错"}).status_code == 303
    assert change.state is ChangeState.WITHDRAWN
    page(submitter.browser.get(address), 409)


def test_the_clock_is_shown_until_the_firm_has_reported(submitter: Desk) -> None:
    recognise(submitter.firm, result(HIGHER_THREE), source="load:x", actor=office(), at=START)
    sent(submitter, name=NEW)
    change = only()
    services.accept(change, change.version, actor=office(), at=LATER, on=START.date())
    db.session.commit()
    address = submitter.url(f"changes/{change.public_id}")
    shown = page(submitter.browser.get(address)).get_text()
    assert "2026-05-20 前（含当日）报告" in shown
    assert "还有 79 天" in shown
    assert "还有 79 天" in page(submitter.browser.get(submitter.url("changes"))).get_text()
    step = f"{address}/titles/national_hte"
    page(submitter.browser.get(step))
    assert page(submitter.browser.post(step, data={"done_on": "2026-02-19"}), 422).select_one("#done_on-error")
    page(submitter.browser.post(f"{address}/titles/national_sme", data={"done_on": "2026-03-01"}), 404)
    page(submitter.browser.get(f"{address}/titles/nonsense"), 404)
    assert submitter.browser.post(step, data={"done_on": "2026-03-01"}).status_code == 303
    assert db.session.scalars(select(ChangeStep.done_on)).all() == [date(2026, 3, 1)]
    assert "变更已于 2026-03-01 报告" in page(submitter.browser.get(address)).get_text()
    assert "还有 79 天" not in page(submitter.browser.get(submitter.url("changes"))).get_text()


def test_the_firm_that_goes_on_after_a_merger_has_its_own_clock(submitter: Desk) -> None:
    """Until three months are over; what it did then is not asked here."""
    facts = result(HIGHER_THREE, issued_on=date(2025, 1, 10))
    recognise(submitter.firm, facts, source="load:x", actor=office(), at=START)
    for name, number, day in (("新近并入", "GR202633000001", DAY), ("早先并入", "GR202633000002", date(2025, 12, 1))):
        other = Changing(f"宁波{name}有限公司", number)
        other.changed(ChangeKind.MERGER, day=day, successor_uscc=submitter.firm.uscc)
    db.session.commit()
    shown = page(submitter.browser.get(submitter.url("changes")))
    assert "宁波新近并入有限公司" in shown.get_text()
    assert "宁波早先并入有限公司" in shown.get_text()
    assert "还有 79 天" in shown.select_one("#titles-1").get_text()  # type: ignore[union-attr]
    assert not shown.select_one("#titles-2"), "the last day was 1 March"


def test_a_firm_that_is_gone_begins_no_change(submitter: Desk) -> None:
    sent(submitter, "deregistration")
    change = only()
    services.accept(change, change.version, actor=office(), at=LATER, on=START.date())
    db.session.commit()
    shown = page(submitter.browser.get(submitter.url("changes")))
    assert "已登记" in shown.select_one("#changes").get_text()  # type: ignore[union-attr]
    assert not shown.select_one("#kinds")
    assert "effective_on-error" in str(page(sent(submitter, name=NEW), 422))
    assert "企业已注销，不再计入" not in page(submitter.browser.get(submitter.url("profile"))).get_text()


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.AGENT, MemberRole.VIEWER])
def test_who_does_not_submit_only_reads(submitter: Desk, desk: Callable[..., Desk], role: MemberRole) -> None:
    sent(submitter, name=NEW)
    reader, change = desk(role), only()
    page(reader.browser.get(reader.url("changes")))
    page(reader.browser.get(reader.url(f"changes/{change.public_id}")))
    page(sent(reader, "move", region_code="330205004", address="x"), 403)
    for act in ("edit", "withdraw", "titles/national_hte"):
        page(reader.browser.get(reader.url(f"changes/{change.public_id}/{act}")), 403)


def test_another_firms_change_does_not_exist(submitter: Desk) -> None:
    other = enterprise()
    stranger = office()
    filing = services.Filing(effective_on=DAY, after={"name": NEW}, documents=[paper(other, stranger)])
    kind = ChangeKind.RENAME
    change = services.file_change(other, kind, filing, actor=stranger, at=START, on=START.date())
    db.session.commit()
    page(submitter.browser.get(submitter.url(f"changes/{change.public_id}")), 404)
    page(submitter.browser.get(submitter.url(f"changes/{change.public_id}/withdraw")), 404)
