"""Official lists on the page: from the upload to the count and back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from registry.accounts.models import Role
from registry.extensions import db
from registry.recognitions.services import believed_recognitions, revoke
from registry.rosters.models import BatchState, RosterBatch
from tests.conftest import FixedClock
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.people import user
from tests.factories.rosters import csv_of, received, registrar
from tests.web.login import log_in
from tests.web.pages import page

DAY = "2025-12-01"


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    """A registrar's browser."""
    log_in(client, user("登记丁", role=Role.REGISTRAR))
    return client


def upload(office: FlaskClient, data: bytes, purpose: str = "national_hte", **more: str) -> TestResponse:
    sent = {"file": (io.BytesIO(data), "名单.csv"), "purpose": purpose, **more}
    return office.post("/officer/rosters", data=sent, content_type="multipart/form-data")


def in_preview(data: bytes) -> RosterBatch:
    """A list that another request has left in preview."""
    batch = received(data)
    db.session.commit()
    return batch


def address(batch: RosterBatch, act: str = "") -> str:
    return f"/officer/rosters/{batch.public_id}" + (f"/{act}" if act else "")


def commit(office: FlaskClient, batch: RosterBatch, **more: str) -> TestResponse:
    sent = {"version": str(batch.version), "left": "0", **more}
    return office.post(address(batch, "commit"), data=sent)


def two_lines() -> bytes:
    firm = enterprise("宁波甲乙机械有限公司")
    return csv_of(
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", DAY),
        ("宁波无人知晓<b>有限公司", valid_uscc(999_001), "GR202533100002", DAY),
    )


def test_an_uploaded_list_is_shown_line_by_line_with_problems_first(office: FlaskClient) -> None:
    response = upload(office, two_lines())
    assert response.status_code == 303
    soup = page(office.get(response.location))
    lines = [row.get_text(" ", strip=True) for row in soup.select("#roster-lines tbody tr")]
    assert lines[0].startswith("第 3 行")
    assert "不能入库" in lines[0]
    assert "B3 统一社会信用代码" in lines[0]
    assert "登记系统中没有代码为" in lines[0]
    assert "宁波无人知晓<b>有限公司" in lines[0]
    assert "新增" in lines[1]
    assert "名单.csv" in page(office.get("/officer/rosters")).get_text()


def test_the_lines_can_be_filtered_and_nonsense_filters_show_all(office: FlaskClient) -> None:
    batch = in_preview(two_lines())
    assert len(page(office.get(address(batch) + "?status=create")).select("#roster-lines tbody tr")) == 1
    for query in ("?status=nothing", "?after=%00", "?line=99999999999999999999", "?line=abc"):
        assert len(page(office.get(address(batch) + query)).select("#roster-lines tbody tr")) == 2
    single = page(office.get(address(batch) + f"?line={batch.rows[0].id}"))
    assert [row["id"] for row in single.select("#roster-lines tbody tr")] == [f"line-{batch.rows[0].id}"]


def test_a_title_leads_to_its_line_however_long_the_list(office: FlaskClient) -> None:
    firms = [enterprise(f"宁波甲乙{number}机械有限公司") for number in range(60)]
    rows = [(f"宁波甲乙{n}机械有限公司", firm.uscc, f"GR2025331{n:05d}", DAY) for n, firm in enumerate(firms)]
    batch = in_preview(csv_of(*rows))
    commit(office, batch)
    last = batch.rows[-1]
    assert page(office.get(address(batch))).select_one(f"#line-{last.id}") is None, "it is on the second page"
    source = page(office.get(f"/officer/enterprises/{firms[-1].uscc}")).select_one("#title-list td a[href*=rosters]")
    assert source["href"].endswith(f"#line-{last.id}")
    (shown,) = page(office.get(source["href"])).select("#roster-lines tbody tr")
    assert (shown["id"], "第 61 行" in shown.get_text()) == (f"line-{last.id}", True)


def test_a_list_of_names_under_one_paper(office: FlaskClient, clock: FixedClock) -> None:
    firms = [enterprise(f"宁波甲乙{word}机械有限公司") for word in "天地"]
    db.session.commit()
    data = csv_of(*((f"宁波甲乙{word}机械有限公司",) for word in "天地"), header=("企业名称",))
    day = clock.instant.date()
    late = {"issued_on": (day + timedelta(days=1)).isoformat(), "document": "浙科发高〔2025〕12号"}
    refused = page(upload(office, data, "zhejiang_leading", **late), 422)
    assert refused.select_one("#issued_on-error") is not None
    assert refused.select_one("#document")["value"] == late["document"]
    there = upload(office, data, "zhejiang_leading", **{**late, "issued_on": DAY}).location
    assert "按上传时填写的 2025-12-01" in page(office.get(there)).get_text()
    office.post(f"{there}/match", data={"action": "exact"})
    batch = db.session.scalars(select(RosterBatch)).one()
    assert commit(office, batch).status_code == 303
    held = [believed_recognitions(firm.id)[0] for firm in firms]
    assert [(one.certificate_number, one.valid_from.isoformat()) for one in held] == [(late["document"], DAY)] * 2


def test_lines_stay_out_only_with_the_tick(office: FlaskClient) -> None:
    batch = in_preview(two_lines())
    refused = page(commit(office, batch, left="1"), 422)
    assert "还有 1 行" in refused.select_one(".error-summary").get_text()
    assert "带着 1 行未入库提交" in refused.get_text()
    assert batch.state is BatchState.PREVIEW
    assert commit(office, batch, left="1", leave_out="yes").status_code == 303
    assert batch.state is BatchState.COMMITTED
    assert commit(office, batch, left="1", leave_out="yes").status_code == 409


def test_a_tick_for_another_number_of_lines_is_refused(office: FlaskClient) -> None:
    batch = in_preview(two_lines())
    soup = page(commit(office, batch, left="5", leave_out="yes"), 422)
    assert soup.select_one("#left")["value"] == "1"
    assert not soup.select_one("#leave_out").has_attr("checked")
    assert commit(office, batch, left="x", leave_out="yes").status_code == 422
    assert batch.state is BatchState.PREVIEW


def test_proposals_are_confirmed_many_at_once(office: FlaskClient) -> None:
    firms = [enterprise(f"宁波甲乙{word}机械有限公司") for word in "天地人"]
    batch = in_preview(
        csv_of(*((f"宁波甲乙{word}机械有限公司", "", f"GR20253310000{n}", DAY) for n, word in enumerate("天地人")))
    )
    soup = page(office.get(address(batch)))
    assert len(soup.select("input[name=row]")) == 3
    sent = {"action": "confirm", "row": [str(row.id) for row in batch.rows[:2]]}
    sent |= {f"firm-{row.id}": firm.uscc for row, firm in zip(batch.rows, firms, strict=True)}
    assert office.post(address(batch, "match"), data=sent).status_code == 303
    assert [row.status.value for row in batch.rows] == ["create", "create", "review"]
    back = {"action": "reconsider", "row": [str(batch.rows[0].id)]}
    assert office.post(address(batch, "match"), data=back).status_code == 303
    assert [row.status.value for row in batch.rows] == ["review", "create", "review"]


def test_names_that_only_one_firm_has_are_confirmed_with_one_button(office: FlaskClient) -> None:
    for word in "天地":
        enterprise(f"宁波甲乙{word}机械有限公司")
    enterprise("宁波甲乙地机械有限公司")
    enterprise("宁波丙丁精密电子有限公司")
    names = ("宁波甲乙天机械有限公司", "宁波甲乙地机械有限公司", "宁波丙丁精密电气有限公司")
    batch = in_preview(csv_of(*((name, "", f"GR20253310000{n}", DAY) for n, name in enumerate(names))))
    assert "名称完全相同的行（1 行）" in page(office.get(address(batch))).get_text()
    assert office.post(address(batch, "match"), data={"action": "exact"}).status_code == 303
    assert [row.status.value for row in batch.rows] == ["create", "review", "review"]
    assert office.post(address(batch, "match"), data={"action": "exact"}).status_code == 422


def test_a_wrong_code_is_explained_and_kept(office: FlaskClient) -> None:
    batch = in_preview(two_lines())
    doubtful = batch.rows[1]
    typed = valid_uscc(999_777)
    sent = {"action": "confirm", "row": str(doubtful.id), f"code-{doubtful.id}": typed}
    soup = page(office.post(address(batch, "match"), data=sent), 422)
    assert typed in soup.select_one(".error-summary").get_text()
    assert soup.select_one(f"input[name=code-{doubtful.id}]")["value"] == typed
    assert soup.select_one(f"#row-{doubtful.id}").has_attr("checked")


@pytest.mark.parametrize("rows", [[], ["abc"], ["999999999"], ["-1"]])
def test_confirming_nothing_or_what_is_not_there_is_refused(office: FlaskClient, rows: list[str]) -> None:
    batch = in_preview(two_lines())
    assert office.post(address(batch, "match"), data={"action": "confirm", "row": rows}).status_code == 422


def test_the_same_file_leads_to_the_earlier_list(office: FlaskClient) -> None:
    data = two_lines()
    earlier = in_preview(data)
    soup = page(upload(office, data), 409)
    assert soup.select_one(f"a[href='{address(earlier)}']") is not None
    assert upload(office, data, again="yes").status_code == 303


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", "甲,乙\n1,2".encode(), b"\x00" * 50])
def test_a_file_that_is_no_list_is_refused_at_its_field(office: FlaskClient, data: bytes) -> None:
    soup = page(upload(office, data), 422)
    assert soup.select_one("#file-error") is not None
    assert soup.select_one("#purpose option[selected]")["value"] == "national_hte"


def test_without_file_or_purpose_both_are_asked_for(office: FlaskClient) -> None:
    soup = page(office.post("/officer/rosters", data={"purpose": "nothing"}), 422)
    assert {one["href"] for one in soup.select(".error-summary a")} == {"#file", "#purpose"}


def test_a_committed_list_is_undone_with_a_reason(office: FlaskClient, clock: FixedClock) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = in_preview(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", DAY)))
    commit(office, batch)
    assert len(believed_recognitions(firm.id)) == 1
    clock.instant += timedelta(minutes=5)
    page(office.post(address(batch, "undo"), data={"version": str(batch.version), "reason": " "}), 422)
    sent = {"version": str(batch.version), "reason": "公布有误"}
    assert office.post(address(batch, "undo"), data=sent).status_code == 303
    assert (batch.state, believed_recognitions(firm.id)) == (BatchState.UNDONE, [])
    assert "已撤销入库" in page(office.get(address(batch))).get_text()


def test_what_stands_in_the_way_of_undoing_is_listed(office: FlaskClient) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = in_preview(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", DAY)))
    commit(office, batch)
    title = believed_recognitions(firm.id)[0]
    revoke(title, revoked_on=title.valid_from, ground="弄虚作假", document="", actor=registrar(), at=batch.received_at)
    db.session.commit()
    sent = {"version": str(batch.version), "reason": "公布有误"}
    soup = page(office.post(address(batch, "undo"), data=sent), 422)
    assert "第 2 行" in soup.select_one(".error-summary").get_text()


def test_a_discarded_list_stays_readable_and_is_not_committed(office: FlaskClient) -> None:
    batch = in_preview(two_lines())
    assert office.post(address(batch, "discard")).status_code == 303
    assert "已弃用" in page(office.get(address(batch))).get_text()
    assert commit(office, batch, left="1", leave_out="yes").status_code == 409


def test_the_file_comes_back_as_it_was(office: FlaskClient) -> None:
    data = two_lines()
    there = upload(office, data).location
    with office.get(f"{there}/file") as response:
        assert response.data == data
        assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_list_from_the_command_line_has_no_file(office: FlaskClient) -> None:
    assert office.get(address(in_preview(two_lines()), "file")).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "%00", "a" * 300, "😀"])
def test_what_is_not_there_is_not_found(office: FlaskClient, name: str) -> None:
    for act in ("", "/file"):
        assert office.get(f"/officer/rosters/{name}{act}").status_code == 404
    for act in ("match", "commit", "discard", "undo"):
        assert office.post(f"/officer/rosters/{name}/{act}").status_code == 404


@pytest.mark.parametrize("role", [Role.APPROVER, Role.LEADER, Role.STREET_OFFICER, Role.ADMINISTRATOR])
def test_others_may_neither_see_nor_write(client: FlaskClient, role: Role) -> None:
    batch = in_preview(two_lines())
    log_in(client, user(role=role))
    assert client.get("/officer/rosters").status_code == 403
    assert client.get(address(batch)).status_code == 403
    assert commit(client, batch).status_code == 403
    assert batch.state is BatchState.PREVIEW


def test_a_registrar_of_one_street_sees_no_list_of_the_district(client: FlaskClient) -> None:
    batch = in_preview(two_lines())
    log_in(client, user(role=Role.REGISTRAR, region="330205003"))
    assert client.get(address(batch)).status_code == 404
    assert upload(client, two_lines()).status_code == 403
