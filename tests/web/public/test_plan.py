"""The public pages of the plan: every number opens exactly its firms, whatever is typed into the address."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from registry.core.actor import SYSTEM
from registry.extensions import db
from registry.recognitions.services import RecognitionFacts, recognise
from tests.factories.enterprises import enterprise
from tests.web.pages import page

ON = "2026-03-02"


def hold(count: int, at: datetime, start: date = date(2025, 1, 1), region: str = "330205003") -> None:
    for _number in range(count):
        firm = enterprise(region=region, at=at)
        facts = RecognitionFacts(
            scheme_code="national_hte",
            certificate_number=f"GR{firm.id:012}",
            issued_on=start,
            valid_from=start,
            valid_to=date(2028, 1, 1),
        )
        recognise(firm, facts, source="roster:x:1", actor=SYSTEM, at=at)
    db.session.commit()


def rows(soup: BeautifulSoup, table: str) -> int:
    found = soup.find("table", id=table)
    return len(found.tbody.find_all("tr")) if found else 0  # type: ignore[union-attr]


def test_every_number_of_the_breakdown_opens_a_list_of_that_many_rows(client: FlaskClient, at: datetime) -> None:
    hold(3, at)
    hold(2, at, region="330205005")
    hold(1, at, region="330205")
    soup = page(client.get(f"/plan?on={ON}"))
    checked = 0
    for table in ("streets", "industries"):
        for link in soup.find("table", id=table).find_all("a"):  # type: ignore[union-attr]
            number = int(next(iter(link.strings)))
            assert rows(page(client.get(link["href"])), "firms") == number
            checked += number
    assert checked == 24  # both tables: six firms in the parts and six in the total


def test_the_day_before_is_unchanged_and_the_list_names_the_firm(client: FlaskClient, at: datetime) -> None:
    hold(1, at, start=date(2026, 3, 2))
    assert "：0 家" in page(client.get("/plan/firms?tier=hte&on=2026-03-01")).h1.get_text()  # type: ignore[union-attr]
    soup = page(client.get("/plan/firms?tier=hte&on=2026-03-02"))
    assert "：1 家" in soup.h1.get_text()  # type: ignore[union-attr]
    assert "GR" in soup.find("table", id="firms").get_text()  # type: ignore[union-attr]


def test_what_was_known_the_day_before_lacks_what_was_recorded_today(client: FlaskClient, at: datetime) -> None:
    hold(1, at)
    hold(2, at - timedelta(days=1))
    soup = page(client.get(f"/plan/firms?tier=hte&on={ON}&known_at=2026-03-01"))
    assert rows(soup, "firms") == 2
    assert "2026-03-01 23:59" in soup.get_text()


def test_pages_and_exports_hold_the_same_firms(client: FlaskClient, at: datetime) -> None:
    hold(53, at)
    address = f"/plan/firms?tier=hte&on={ON}"
    first = page(client.get(address))
    follow = first.find("a", rel="next")
    assert rows(first, "firms") == 50
    assert rows(page(client.get(follow["href"])), "firms") == 3  # type: ignore[index]
    text = client.get(address.replace("firms?", "firms.csv?")).data.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 53
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address.replace("firms?", "firms.xlsx?")).data))
    assert len(book.get_sheet_by_name("企业名单").to_python()) == 54


def test_the_plan_takes_as_many_statements_for_a_long_time_as_for_a_short_one(
    client: FlaskClient, at: datetime
) -> None:
    hold(2, at, start=date(2021, 1, 1))

    def statements(day: str) -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            page(client.get(f"/plan?on={day}"))
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    assert statements("2025-06-29") == statements("2021-02-27") > 0


@pytest.mark.parametrize("path", ["/plan", "/plan/hte_count", "/plan/firms", "/plan/firms.csv", "/plan/bridge"])
@pytest.mark.parametrize(
    "query",
    [
        "on=9999-12-31&known_at=9999-12-31",
        "on=abc&to=0001-01-01&from=x&known_from=y",
        "on=2026-02-30&known_at=2026-02-30T25:00",
        "region=%00&park=%00&industry=%25&tier=x&scheme=%00&after=WyJhXHUwMDAwIiwxXQ",
        "known_at=0001-01-01T00:00:00%2B23:59&exact=1&region=-&expiring_by=0000-00-00",
    ],
)
def test_nonsense_in_the_address_is_never_an_error_of_ours(client: FlaskClient, path: str, query: str) -> None:
    with client.get(f"{path}?{query}") as response:
        assert response.status_code in (200, 422)


def test_nonsense_is_named_on_the_page(client: FlaskClient) -> None:
    assert "“abc”不是日期" in page(client.get("/plan?on=abc")).get_text()


@pytest.mark.parametrize("path", ["/nothing", "?plan=nothing", "/bridge/firms?term=x", "/firms.pdf"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/plan{path}").status_code == 404


def test_the_bridge_shows_its_terms_and_refuses_days_the_wrong_way_round(client: FlaskClient, at: datetime) -> None:
    hold(2, at, start=date(2026, 1, 5))
    soup = page(client.get("/plan/bridge?tier=hte&from=2025-12-31&to=2026-03-02"))
    links = [a["href"] for a in soup.find("table", id="bridge").find_all("a") if "term=" in a["href"]]  # type: ignore[union-attr]
    assert len(links) == 1
    assert rows(page(client.get(links[0])), "changed") == 2
    wrong = page(client.get("/plan/bridge?tier=hte&from=2026-03-03&to=2026-03-02"), 422)
    assert "起始日期不能晚于截止日期" in wrong.get_text()


def test_no_data_is_said_and_a_conflict_of_the_plan_is_shown(client: FlaskClient) -> None:
    soup = page(client.get(f"/plan?on={ON}"))
    assert len(soup.find("table", id="table-two").tbody.find_all("tr")) == 13  # type: ignore[union-attr]
    assert not soup.find_all(class_="st-ok")
    assert "年均增长" in page(client.get("/plan/invention_patents_per_10k")).find(id="conflicts").parent.get_text()  # type: ignore[union-attr]
