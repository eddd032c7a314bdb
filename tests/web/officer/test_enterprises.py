"""The register on the officer's screen: finding, reading on a day, changing and correcting."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.core.actor import SYSTEM
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.queries import current_profile, profile_on
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.intellectual_property.services import RightFacts, record_right
from registry.recognitions.services import recognise
from registry.rules.identifiers.ip_numbers import IpKind
from registry.statistics.population import Population, size
from tests.conftest import START
from tests.factories.applications import HIGHER, procedure, result
from tests.factories.enterprises import enterprise
from tests.factories.people import actor, user
from tests.web.login import log_in
from tests.web.pages import page

TODAY = date(2026, 3, 2)


def profile(firm: Enterprise, on: date = TODAY) -> EnterpriseProfile:
    """What is believed of the day."""
    found = profile_on(firm.id, on)
    assert found is not None
    return found


def form(firm: Enterprise, **changes: str) -> dict[str, str]:
    """What the change page sends when nothing is touched, with `changes`."""
    row = current_profile(firm.id, TODAY)
    assert row is not None
    typed = {
        "seen": str(row.id),
        "name": row.name,
        "region_code": row.region_code,
        "industry_code": row.industry_code,
        "presence": row.presence.value,
        "source": "变更登记通知书",
        "valid_from": "2026-02-01",
    }
    return {**typed, **changes}


def names(response: object) -> list[str]:
    """The firms of the list."""
    return [one.get_text(strip=True) for one in page(response).select("#enterprises tbody th a")]  # type: ignore[arg-type]


def test_a_firm_is_found_by_part_former_name_and_code(client: FlaskClient) -> None:
    firm = enterprise("宁波旧名字电子有限公司")
    record_profile(
        firm, {"name": "宁波新名字电子有限公司"}, valid_from=date(2025, 1, 1), source="t", actor=SYSTEM, at=START
    )
    enterprise("宁波别家机械有限公司")
    log_in(client, user(role=Role.LEADER))
    for word in ("旧名字", "新名字", firm.uscc, firm.uscc[8:].lower()):
        assert names(client.get("/officer/enterprises", query_string={"q": word})) == ["宁波新名字电子有限公司"], word
    nothing = page(client.get("/officer/enterprises", query_string={"q": "%"}))
    assert not nothing.select("#enterprises")
    assert "没有找到" in nothing.get_text()


def test_the_filters_narrow_list_and_total_alike(client: FlaskClient) -> None:
    holder, other = enterprise("甲公司", region="330205003"), enterprise("乙公司", region="330205004")
    recognise(holder, result(HIGHER), source="load:x", actor=SYSTEM, at=START)
    log_in(client, user(role=Role.REVIEWER))
    everything = page(client.get("/officer/enterprises"))
    assert "共 2 条" in everything.get_text()
    assert names(client.get("/officer/enterprises?tier=sme")) == ["甲公司"]
    assert "共 1 条" in page(client.get("/officer/enterprises?tier=sme")).get_text()
    assert names(client.get("/officer/enterprises?tier=hte")) == []
    assert names(client.get("/officer/enterprises?region=330205004")) == ["乙公司"]
    assert len(names(client.get(f"/officer/enterprises?industry={profile(other).industry_code}"))) == 2
    assert len(names(client.get("/officer/enterprises?tier=zzz&region=9&industry=%00&after=%00"))) == 2


def test_the_pages_hold_every_firm_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.web.officer.views.enterprises.PAGE", 2)
    for number in range(5):
        recognise(enterprise(f"同名公司{number % 2}"), result(HIGHER), source="load:x", actor=SYSTEM, at=START)
    log_in(client, user(role=Role.LEADER))
    address, found = "/officer/enterprises?tier=sme", []
    while address:
        shown = page(client.get(address))
        assert "共 5 条" in shown.get_text()
        found += [one["href"] for one in shown.select("#enterprises tbody th a")]
        following = shown.select_one("a[rel=next]")
        address = following["href"] if following else ""
    assert len(found) == len(set(found)) == 5


def test_a_street_sees_its_own_firms_only(client: FlaskClient) -> None:
    mine, other = enterprise("本街公司", region="330205003"), enterprise("外街公司", region="330205004")
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    assert names(client.get("/officer/enterprises")) == ["本街公司"]
    assert names(client.get("/officer/enterprises?region=330205004")) == ["本街公司"], "out of scope is no filter"
    page(client.get(f"/officer/enterprises/{mine.uscc}"))
    page(client.get(f"/officer/enterprises/{other.uscc}"), 404)
    page(client.post(f"/officer/enterprises/{other.uscc}/change", data=form(other, name="改")), 404)
    page(client.get("/officer/enterprises/'%20or%201=1"), 404)


def test_the_page_shows_the_profile_of_a_day_and_superseded_records_on_request(client: FlaskClient) -> None:
    firm = enterprise("早先公司", since=date(2018, 5, 1))
    record_profile(firm, {"name": "后来公司"}, valid_from=date(2024, 1, 1), source="t", actor=SYSTEM, at=START)
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/enterprises/{firm.uscc}"
    then = page(client.get(f"{address}?on=2023-12-31"))
    assert "早先公司" in then.select_one("section[aria-labelledby=profile-title]").get_text()
    now = page(client.get(f"{address}?on=2024-01-01"))
    assert "后来公司" in now.select_one("section[aria-labelledby=profile-title]").get_text()
    assert len(now.select("#records tbody tr")) == 2
    assert len(page(client.get(f"{address}?all=1")).select("#records tbody tr")) == 3, "the open one was cut in two"
    before = page(client.get(f"{address}?on=2010-01-01"))
    assert "没有生效的企业信息" in before.get_text()
    for nonsense in ("0000-00-00", "2024-02-30", "9999-12-31", "0001-01-01", "x"):
        page(client.get(f"{address}?on={nonsense}"))


def test_everything_about_a_firm_is_on_its_page(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    firm = case.application.enterprise
    recognise(
        firm, result("national_hte", number="GR202033000001"), source="roster:somebatch:2", actor=SYSTEM, at=START
    )
    log_in(client, user(role=Role.REGISTRAR))
    shown = page(client.get(f"/officer/enterprises/{firm.uscc}"))
    assert "GR202033000001" in shown.select_one("#title-list").get_text()
    source = shown.select_one("#title-list").find("a", string="官方名单")
    assert source is not None
    assert source["href"] == "/officer/rosters/somebatch?line=2#line-2"
    assert "科技型中小企业" in shown.select_one("#cases").get_text()
    assert "企业提交人" in shown.select_one("#member-list").get_text()
    assert "提交了申请" in shown.select_one(".timeline-list").get_text()


def test_a_move_out_counts_from_its_day_and_the_day_before_stays(client: FlaskClient) -> None:
    firm = enterprise()
    recognise(firm, result(HIGHER), source="load:x", actor=SYSTEM, at=START)
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    address = f"/officer/enterprises/{firm.uscc}/change"
    page(client.get(address))
    answer = client.post(address, data=form(firm, presence="moved_out", valid_from="2026-03-01"))
    assert answer.status_code == 303
    assert profile(firm, date(2026, 3, 1)).presence is Presence.MOVED_OUT
    assert profile(firm, date(2026, 2, 28)).presence is Presence.ACTIVE
    days = (date(2026, 2, 28), date(2026, 3, 1))
    assert [size(Population(on=day, tier="sme")) for day in days] == [1, 0]
    assert names(client.get("/officer/enterprises")), "its last street still finds it"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 121),
        ("name", "甲\x00乙"),
        ("region_code", "330206001"),
        ("presence", "gone"),
        ("valid_from", "2026-13-01"),
        ("valid_from", "2026-03-03"),
        ("valid_from", "2014-12-31"),
        ("registered_capital", "1.234"),
        ("registered_capital", "-5"),
        ("source", ""),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_kept(client: FlaskClient, field: str, value: str) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    data = form(firm, park="新园区", **{field: value})
    shown = page(client.post(f"/officer/enterprises/{firm.uscc}/change", data=data), 422)
    assert shown.select_one(f"#{field}-error"), shown.select_one(".error-summary")
    assert shown.select_one("#park")["value"] == "新园区"
    assert profile(firm).park == ""


def test_saving_nothing_and_saving_on_an_outdated_page_are_told(client: FlaskClient) -> None:
    firm = enterprise()
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/enterprises/{firm.uscc}/change"
    old = form(firm, park="甲园区")
    assert "没有需要登记的变化" in page(client.post(address, data=form(firm)), 422).get_text()
    assert client.post(address, data=form(firm, park="乙园区")).status_code == 303
    shown = page(client.post(address, data=old), 409)
    assert shown.select_one("#park")["value"] == "甲园区"
    page(client.post(address, data={name: value for name, value in old.items() if name != "seen"}), 409)
    assert profile(firm).park == "乙园区"


def test_a_wrong_record_is_corrected_with_a_reason_once(client: FlaskClient) -> None:
    firm = enterprise("错名公司")
    row = profile(firm)
    log_in(client, user(role=Role.REGISTRAR))
    address = f"/officer/enterprises/{firm.uscc}/records/{row.id}"
    page(client.get(address))
    data = form(firm, name="正名公司")
    assert page(client.post(address, data=data), 422).select_one("#reason-error")
    assert client.post(address, data={**data, "reason": "录入错字"}).status_code == 303
    assert profile(firm).name == "正名公司"
    again = page(client.post(address, data={**data, "reason": "录入错字"}), 409)
    assert "已被更正过" in again.get_text()
    db.session.refresh(row)
    assert row.name == "错名公司"
    for number in ("0", "x", "99999999999999999999999", str(profile(enterprise()).id)):
        page(client.get(f"/officer/enterprises/{firm.uscc}/records/{number}"), 404)


def test_readers_change_nothing(client: FlaskClient) -> None:
    firm = enterprise()
    for role in (Role.LEADER, Role.REVIEWER, Role.APPROVER):
        log_in(client, user(role=role))
        links = page(client.get(f"/officer/enterprises/{firm.uscc}")).select(".page-actions a")
        reading = {f"/officer/enterprises/{firm.uscc}/timeline", f"/officer/pipeline/{firm.uscc}"}
        assert {link["href"] for link in links} <= reading
        page(client.post(f"/officer/enterprises/{firm.uscc}/change", data=form(firm, park="x")), 403)


def test_the_rights_say_who_owns_them(client: FlaskClient) -> None:
    firm = enterprise("宁波共有人机械有限公司")
    for serial, owners in ((1, "宁波大学；宁波共有人机械有限公司"), (2, "")):
        right = RightFacts(kind=IpKind.SOFTWARE_COPYRIGHT, number=f"2024SR000000{serial}", owners=owners)
        record_right(firm, right, source="firm", actor=actor(Role.REGISTRAR), at=START, on=TODAY)
    log_in(client, user(role=Role.REVIEWER))
    lines = page(client.get(f"/officer/enterprises/{firm.uscc}")).select("#rights tbody tr")
    found = [line.select_one("td[data-label=权利人]").get_text() for line in lines]
    assert found == ["宁波大学；宁波共有人机械有限公司", "未登记"]
