"""Changes on the officer's screen: what waits, what is new beside what is held, deciding, filing for a firm."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role, User
from registry.changes.models import ChangeKind, ChangeRequest, ChangeState
from registry.changes.queries import KEY_TYPES, ChangeFilter, key, office_list
from registry.core.paging import decode_cursor
from registry.core.reading import fetch, fetch_page
from registry.enterprises.queries import profile_on
from registry.extensions import db
from registry.recognitions.services import believed_recognitions
from registry.web.shared.application import RegistryFlask
from tests.conftest import FixedClock
from tests.factories.changes import DAY, Changing
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.factories.time import START
from tests.web.login import log_in
from tests.web.pages import page

NEW = "宁波新名字精密有限公司"


@pytest.fixture
def case(client: FlaskClient) -> Changing:
    return Changing()


def street(client: FlaskClient, region: str = "330205003") -> User:
    person = user(role=Role.STREET_OFFICER, region=region)
    log_in(client, person)
    return person


def version(client: FlaskClient, address: str) -> str:
    return str(page(client.get(address)).select_one("#version")["value"])  # type: ignore[index]


def test_what_waits_is_on_the_desk_and_in_the_list_of_its_street(case: Changing, client: FlaskClient) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    street(client)
    desk = page(client.get("/officer/"))
    assert NEW in desk.select_one("#change-list").get_text()  # type: ignore[union-attr]
    assert "待登记的企业变更" in desk.select_one(".headlines").get_text()  # type: ignore[union-attr]
    link = f"/officer/changes/{change.public_id}"
    assert page(client.get("/officer/changes")).select_one(f'a[href="{link}"]')
    assert not page(client.get("/officer/changes?kind=move")).select_one(f'a[href="{link}"]')
    assert page(client.get("/officer/changes?state=all&kind=nonsense&after=%00")).select_one(f'a[href="{link}"]')
    street(client, "330205004")
    assert not page(client.get("/officer/changes?state=all")).select_one(f'a[href="{link}"]')
    page(client.get(link), 404)


def test_before_and_after_stand_side_by_side_and_it_is_recorded(case: Changing, client: FlaskClient) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    street(client)
    address = f"/officer/changes/{change.public_id}"
    shown = page(client.get(address))
    cells = [cell.get_text(strip=True) for cell in shown.select("#lines tbody tr > *")]
    assert cells == ["企业名称", case.name, NEW]
    assert "2026-05-20 前（含当日）" in shown.select_one("#titles").get_text()  # type: ignore[union-attr]
    seen = version(client, f"{address}/acts/accept")
    assert client.post(f"{address}/acts/accept", data={"version": seen}).status_code == 303
    profile = profile_on(case.firm.id, DAY)
    assert profile is not None
    assert profile.name == NEW
    again = page(client.post(f"{address}/acts/accept", data={"version": seen}), 409)
    assert "已被他人处理" in again.get_text()
    firm = page(client.get(f"/officer/enterprises/{case.firm.uscc}")).get_text()
    assert "变更办理" in firm
    assert "已登记" in firm


def test_it_is_returned_or_refused_with_a_reason(case: Changing, client: FlaskClient) -> None:
    street(client)
    for act, state in (("return", ChangeState.RETURNED), ("refuse", ChangeState.REFUSED)):
        change = case.file(ChangeKind.RENAME if act == "return" else ChangeKind.MERGER, **after(act))
        db.session.commit()
        address = f"/officer/changes/{change.public_id}/acts/{act}"
        seen = version(client, address)
        assert page(client.post(address, data={"version": seen}), 422).select_one("#reason-error")
        assert client.post(address, data={"version": seen, "reason": "请补正"}).status_code == 303
        assert (change.state, change.reason) == (state, "请补正")
        page(client.get(address), 409)
    page(client.get(f"/officer/changes/{change.public_id}/acts/submit"), 404)


def after(act: str) -> dict[str, str]:
    return {"name": NEW} if act == "return" else {"successor_uscc": enterprise("宁波存续有限公司").uscc}


def test_who_has_no_part_in_it(case: Changing, client: FlaskClient) -> None:
    change = case.file(ChangeKind.RENAME, name=NEW)
    address = f"/officer/changes/{change.public_id}"
    for role, reads, acts in (
        (Role.LEADER, 200, 403),
        (Role.REVIEWER, 200, 403),
        (Role.ADMINISTRATOR, 403, 403),
    ):
        log_in(client, user(role=role))
        assert client.get(address).status_code == reads
        assert client.get(f"{address}/acts/accept").status_code == acts
        assert client.post(f"{address}/acts/accept", data={"version": "1"}).status_code == acts


def test_who_files_for_the_firm_is_refused_the_decision_by_address(
    case: Changing, app: RegistryFlask, client: FlaskClient
) -> None:
    street(client)
    new = f"/officer/enterprises/{case.firm.uscc}/changes/move"
    form = page(client.get(new))
    assert form.select_one("#region_code option[selected]")["value"] == "330205003"  # type: ignore[index]
    typed = {"version": "1", "effective_on": "2026-02-20", "region_code": "330205004", "address": "新路 2 号"}
    wrong = page(client.post(new, data={**typed, "effective_on": "2026-03-03"}), 422)
    assert wrong.select_one("#effective_on-error")
    assert "新路 2 号" in str(wrong.select_one("#address"))
    done = client.post(new, data=typed)
    assert done.status_code == 303
    address = done.location
    shown = page(client.get(address))
    assert "应由另一位经办人登记" in shown.get_text()
    assert not shown.select_one('a[href$="/acts/accept"]')
    page(client.get(f"{address}/acts/accept"), 403)
    page(client.post(f"{address}/acts/accept", data={"version": "1"}), 403)
    other = app.test_client()
    log_in(other, user(role=Role.REGISTRAR))
    seen = version(other, f"{address}/acts/accept")
    assert other.post(f"{address}/acts/accept", data={"version": seen}).status_code == 303
    page(client.get(f"/officer/enterprises/{case.firm.uscc}/changes/nonsense"), 404)


def test_a_merged_firm_leads_on_and_back(case: Changing, client: FlaskClient) -> None:
    successor = enterprise("宁波存续控股有限公司")
    case.changed(ChangeKind.MERGER, successor_uscc=successor.uscc, successor_name="")
    log_in(client, user(role=Role.LEADER))
    gone = page(client.get(f"/officer/enterprises/{case.firm.uscc}"))
    assert "已注销，自 2026-02-20 起不再计入本区家数" in gone.get_text()
    assert gone.select_one(f'.note a[href="/officer/enterprises/{successor.uscc}"]')
    there = page(client.get(f"/officer/enterprises/{successor.uscc}"))
    assert there.select_one(f'.note a[href="/officer/enterprises/{case.firm.uscc}"]')
    found = page(client.get("/officer/enterprises", query_string={"q": "老名字"}))
    names = [one.get_text(strip=True) for one in found.select("#enterprises tbody th > a")]
    assert sorted(names) == sorted([case.name, "宁波存续控股有限公司"])


def test_the_list_of_the_old_day_prints_the_old_name_in_public(
    case: Changing, client: FlaskClient, clock: FixedClock
) -> None:
    case.changed(ChangeKind.RENAME, name=NEW)
    db.session.commit()
    clock.pass_days(1)
    for day, name in (("2026-02-19", case.name), ("2026-02-20", NEW)):
        text = page(client.get(f"/plan/firms?tier=hte&on={day}")).get_text()
        assert name in text, day


def test_anyone_who_verifies_the_title_reads_both_names(case: Changing, client: FlaskClient, clock: FixedClock) -> None:
    case.changed(ChangeKind.RENAME, name=NEW)
    (title,) = believed_recognitions(case.firm.id)
    db.session.commit()
    clock.pass_days(1)
    shown = page(client.get(f"/verify/{title.public_id}")).get_text()
    assert NEW in shown
    assert case.name in shown
    assert case.number in shown
    assert case.name in page(client.get(f"/verify/{title.public_id}?on=2026-02-19")).get_text()


def test_the_list_goes_on_after_the_last_row(case: Changing) -> None:
    kinds = (ChangeKind.RENAME, ChangeKind.DEREGISTRATION)
    made = [case.file(kinds[0], name=NEW), case.file(kinds[1])]
    on, wanted = START.date(), ChangeFilter()
    page_one = fetch_page(office_list(wanted, ["330205"], on), 1, key)
    cursor = decode_cursor(page_one.next_cursor, KEY_TYPES)
    rest: list[ChangeRequest] = fetch(office_list(wanted, ["330205"], on, cursor))
    assert [*page_one.rows, *rest] == made
    db.session.rollback()
