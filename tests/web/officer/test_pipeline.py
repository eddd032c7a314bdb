"""苗子库 on the screen: every number opens its list, a street sees its own firms, one firm before all rungs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import event

from registry.accounts.models import Role
from registry.accounts.permissions import actor_of
from registry.assessments.cultivation import take_in
from registry.assessments.models import Readiness
from registry.assessments.readiness import refresh
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.reports.queries import latest_revision
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.factories.records import report, scenario
from tests.factories.time import START
from tests.web.login import log_in
from tests.web.pages import page

ON = date(2026, 3, 2)
SME, HTE = "tech_sme_2017", "hnte_2016"


def firms() -> list[Enterprise]:
    """One near, one without a report, one of another street and trade."""
    near, silent, other = (
        enterprise("宁波近水科技有限公司"),
        enterprise("宁波未报科技有限公司"),
        enterprise("宁波远山科技有限公司", region="330205007", industry=""),
    )
    scenario(near)
    report(other, 2025, staff=600, rd_staff=1)
    refresh([near.id, silent.id, other.id], ON, START)
    db.session.commit()
    return [near, silent, other]


def names(soup: BeautifulSoup) -> list[str]:
    return [row.th.get_text(strip=True) for row in soup.select("table#pipeline tbody tr")]


def opened(client: FlaskClient, url: str) -> int:
    """How many firms the list at the address has."""
    soup = page(client.get(url))
    shown = len(names(soup))
    total = soup.select_one(".pager-total")
    assert (total.get_text(strip=True) if total else "共 0 条") == f"共 {shown} 条"
    return shown


def numbers(soup: BeautifulSoup, selector: str) -> list[tuple[str, int]]:
    """(address, number) of every linked number."""
    return [(str(a["href"]), int(next(a.stripped_strings).split()[0])) for a in soup.select(f"{selector} a")]


def test_the_list_is_sorted_by_gap_and_says_why(client: FlaskClient) -> None:
    near, silent, other = firms()
    log_in(client, user(role=Role.REVIEWER))
    soup = page(client.get("/officer/pipeline"))
    order = names(soup)
    assert order.index("宁波近水科技有限公司") < order.index("宁波未报科技有限公司")
    lines = {row.th.get_text(strip=True): row.get_text(" ", strip=True) for row in soup.select("#pipeline tbody tr")}
    assert "2026-03-02" in lines["宁波近水科技有限公司"]
    assert "未报年度报告" in lines["宁波未报科技有限公司"]
    assert "差 1 项" in lines["宁波远山科技有限公司"] or "分" in lines["宁波远山科技有限公司"]
    by_name = names(page(client.get("/officer/pipeline?sort=name")))
    assert by_name == ["宁波近水科技有限公司", "宁波未报科技有限公司", "宁波远山科技有限公司"]
    tabs = [a["href"] for a in soup.select("main nav[aria-label='认定类别'] a")]
    assert len(tabs) == 4
    for tab in tabs:
        assert opened(client, str(tab)) == 3


@pytest.mark.parametrize("role", [Role.LEADER, Role.STREET_OFFICER])
def test_every_number_opens_exactly_its_list(client: FlaskClient, role: Role) -> None:
    firms()
    log_in(client, user(role=role, region="330205003" if role is Role.STREET_OFFICER else "330205"))
    soup = page(client.get("/officer/pipeline"))
    found = numbers(soup, ".band-strip")
    assert sum(number for _url, number in found) == (2 if role is Role.STREET_OFFICER else 3)
    for query in ("", f"?rules={HTE}"):
        found += numbers(page(client.get(f"/officer/pipeline/bands{query}")), "main table")
    assert len(found) > 25
    for url, number in dict.fromkeys(found):
        assert opened(client, url) == number, url


def test_filters_narrow_and_nonsense_is_told(client: FlaskClient) -> None:
    near, silent, other = firms()
    log_in(client, user(role=Role.REVIEWER))
    assert names(page(client.get("/officer/pipeline?region=330205007"))) == ["宁波远山科技有限公司"]
    assert names(page(client.get("/officer/pipeline?industry=-"))) == ["宁波远山科技有限公司"]
    assert names(page(client.get("/officer/pipeline?band=unknown"))) == ["宁波未报科技有限公司"]
    row = db.session.get(Readiness, (other.id, SME))
    assert row is not None
    lacking = row.unmet.split(",")[0]
    soup = page(client.get(f"/officer/pipeline?unmet={lacking}"))
    assert names(soup) == ["宁波远山科技有限公司"]
    assert soup.select_one("#unmet option[selected]")["value"] == lacking  # type: ignore[index]
    soup = page(client.get("/officer/pipeline?rules=none&band=x&region=y&unmet=z&sort=w&after=%00"))
    assert len(soup.select(".note-warn")) == 5
    assert len(names(soup)) == 3
    assert "没有符合条件的企业" in page(client.get("/officer/pipeline?region=33020599")).get_text()


def test_a_street_sees_its_own_and_others_are_refused(client: FlaskClient) -> None:
    _near, _silent, other = firms()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    assert "宁波远山科技有限公司" not in names(page(client.get("/officer/pipeline")))
    assert names(page(client.get("/officer/pipeline?region=330205007"))) == []
    page(client.get(f"/officer/pipeline/{other.uscc}"), 404)
    page(client.get("/officer/pipeline/nonsense"), 404)
    assert "330205007" not in client.get("/officer/pipeline.csv").text
    for role in (Role.LEADER, Role.AUDITOR):
        log_in(client, user(role=role))
        soup = page(client.get("/officer/pipeline"))
        assert not soup.select("input[type=checkbox]")
        assert "把所选企业纳入培育" not in soup.get_text()
        text = page(client.get(f"/officer/pipeline/{other.uscc}")).get_text()
        assert "纳入培育" not in text.replace("没有纳入过培育", "")
        page(client.get(f"/officer/cultivation/take?firm={other.uscc}"), 403)
    log_in(client, user(role=Role.ADMINISTRATOR))
    page(client.get("/officer/pipeline"), 403)


def test_the_list_pages_by_key(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    firms()
    monkeypatch.setattr("registry.web.officer.views.pipeline.PAGE", 2)
    log_in(client, user(role=Role.REVIEWER))
    for sort in ("gap", "name"):
        first = page(client.get(f"/officer/pipeline?sort={sort}"))
        following = first.select_one("a[rel=next]")
        assert following is not None
        second = page(client.get(str(following["href"])))
        assert len({*names(first), *names(second)}) == 3


def test_the_files_say_the_same_as_the_list(client: FlaskClient) -> None:
    near, silent, _other = firms()
    owner = user("陈街道", role=Role.STREET_OFFICER, region="330205003")
    take_in([near.uscc], SME, owner=owner, actor=actor_of(owner), at=START)
    db.session.commit()
    log_in(client, user(role=Role.LEADER))
    answer = client.get("/officer/pipeline.csv?region=330205003")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["统一社会信用代码"] for row in rows] == [near.uscc, silent.uscc]
    assert [row["培育责任人"] for row in rows] == ["陈街道", ""]
    assert {row["核对日"] for row in rows} == {"2026-03-02"}
    assert client.get("/officer/pipeline.xlsx").data[:2] == b"PK"
    assert client.get("/officer/pipeline.pdf").status_code == 404


def test_one_firm_before_all_rungs_with_what_is_done_for_it(client: FlaskClient) -> None:
    near, *_others = firms()
    owner = user("陈街道", role=Role.STREET_OFFICER, region="330205003")
    take_in([near.uscc], SME, owner=owner, note="先核对研发费用", actor=actor_of(owner), at=START)
    db.session.commit()
    log_in(client, owner)
    soup = page(client.get(f"/officer/pipeline/{near.uscc}"))
    assert len(soup.select(".gap-line")) == 5
    kept = soup.select_one("#cultivation")
    assert kept is not None
    assert "先核对研发费用" in kept.get_text()
    links = [str(a["href"]) for a in soup.select("a[href*='/cultivation/take']")]
    assert links, "other rungs are still open"
    assert not [url for url in links if SME in url]


def statements(client: FlaskClient, url: str) -> int:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page(client.get(url))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_a_page_sends_so_many_statements_whatever_the_number_of_firms(client: FlaskClient) -> None:
    made = firms()
    owner = user(role=Role.STREET_OFFICER, region="330205003")
    take_in([made[0].uscc], SME, owner=owner, note="一", actor=actor_of(owner), at=START)
    db.session.commit()
    log_in(client, user(role=Role.REVIEWER))
    urls = ["/officer/pipeline", "/officer/pipeline/bands", "/officer/cultivation?owner=all"]
    page(client.get(urls[0]))  # what the first page after the log-in finds in memory is read anew from the second on
    before = [statements(client, url) for url in urls]
    more = [enterprise() for _ in range(7)]
    refresh([one.id for one in more], ON, START)
    another = user(role=Role.STREET_OFFICER, region="330205003")
    take_in([one.uscc for one in more], SME, owner=another, note="二", actor=actor_of(another), at=START)
    db.session.commit()
    assert [statements(client, url) for url in urls] == before
    assert max(before) <= 24


def test_the_plan_leads_to_firms_that_meet_the_conditions(client: FlaskClient) -> None:
    near, *_others = firms()
    assert latest_revision(near.id, 2025) is not None
    log_in(client, user(role=Role.LEADER))
    soup = page(client.get("/officer/plan"))
    table = soup.select_one("table#ready")
    assert table is not None
    assert "达到条件尚未认定" in table.get_text()
    assert "2026-03-02" in table.get_text()
    assert len(table.select("tbody tr")) == 4
    for url, number in numbers(soup, "table#ready tbody"):
        assert opened(client, url) == number
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    assert "您辖区内" in page(client.get("/officer/plan")).select_one("table#ready").get_text()  # type: ignore[union-attr]
