"""The pages of a trial: numbers that open their lists, figures of each firm, files, and a run that goes on."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.money import FEN_PER_WAN
from registry.enterprises.models import Enterprise
from registry.rule_lab import services
from registry.rule_lab.services import change_draft, open_draft
from registry.rules import catalog
from registry.web.shared.application import RegistryFlask
from tests.factories import people
from tests.factories.enterprises import enterprise
from tests.factories.records import report
from tests.web.login import log_in
from tests.web.pages import page

STATED = {
    "excluded_industry": False,
    "accident_or_dishonesty": False,
    "on_abnormal_list": False,
    "national_award_top3_5y": False,
    "provincial_rd_institution": False,
    "led_standard_5y": False,
    "no_intellectual_property": True,
}


@pytest.fixture
def reviewer(client: FlaskClient) -> FlaskClient:
    log_in(client, people.user("初审员", role=Role.REVIEWER))
    return client


def scoring(name: str, tech: int, at: datetime, on: date, *, region: str = "330205003") -> Enterprise:
    """A firm of 100 people, 40 points for R&D and none for rights: 30 of tech staff make 60 points, 25 make 56."""
    firm = enterprise(name, region=region)
    figures = {"revenue": 6000, "rd_spend": 300, "total_assets": 5000, "operating_cost": 5000}
    money = {code: wan * FEN_PER_WAN for code, wan in figures.items()}
    report(firm, 2025, staff=100, rd_staff=tech, **money)
    declare(firm, STATED, actor=SYSTEM, at=at, on=on)
    return firm


def tried(browser: FlaskClient, at: datetime, on: date, changes: dict[str, Any]) -> str:
    """The address of a trial of a draft with these changes."""
    actor = people.actor(Role.REVIEWER)
    draft = open_draft("tech_sme_2017", "合格分草案", actor=actor, at=at, on=on)
    change_draft(draft, "合格分草案", changes, seen_version=draft.version, actor=actor, at=at, on=on)
    answer = browser.post(f"/officer/rule-lab/{draft.public_id}/try", data={"day": on.isoformat()})
    assert answer.status_code == 303
    return str(answer.location)


def firms(browser: FlaskClient, address: str) -> list[str]:
    """The names on the list."""
    return [one.get_text(" ", strip=True) for one in page(browser.get(address)).select("#firms tbody th a")]


def test_every_number_opens_the_list_of_its_firms(reviewer: FlaskClient, at: datetime, on: date) -> None:
    for name, tech, region in (("甲公司", 30, "330205003"), ("乙公司", 25, "330205003"), ("丙公司", 25, "330205001")):
        scoring(name, tech, at, on, region=region)
    run = tried(reviewer, at, on, {"pass_total": 56})
    soup = page(reviewer.get(run))
    links = [a for a in soup.select("main a") if "/firms?" in str(a["href"])]
    assert len(links) >= 5  # two headlines, one way, two streets
    for link in links:
        assert len(firms(reviewer, str(link["href"]))) == int(
            link.find(string=True) or link.select_one(".amount").string
        )
    changes = soup.find("table", id="changes").get_text(" ", strip=True)
    assert "60 分 56 分 2 0" in changes
    assert soup.find("table", id="ways").find("tfoot").get_text(" ", strip=True) == "合计 3 0 0 3"


def test_a_firm_is_told_with_its_figures(reviewer: FlaskClient, at: datetime, on: date) -> None:
    firm = scoring("乙公司", 30, at, on)
    run = tried(reviewer, at, on, {"pass_total": 62})
    row = page(reviewer.get(f"{run}/firms?list=losses")).select_one("#firms tbody tr")
    said = " ".join(row.get_text(" ", strip=True).split())
    assert "已达条件" in said
    assert "未达条件" in said
    assert "综合评价得分：60 分；符合 → 不符合 ，差 2 分" in said
    assert "“综合评价合格分”若为 60 分，结论就会改变" in said
    assert row.find("a", href=f"/officer/enterprises/{firm.uscc}")


def test_the_list_is_narrowed_and_nonsense_in_the_address_is_not_heard(
    reviewer: FlaskClient, at: datetime, on: date
) -> None:
    scoring("甲公司", 30, at, on)
    scoring("乙公司", 25, at, on, region="330205001")
    run = tried(reviewer, at, on, {"pass_total": 56})
    assert firms(reviewer, f"{run}/firms") == ["乙公司"]
    assert firms(reviewer, f"{run}/firms?list=losses") == []
    assert firms(reviewer, f"{run}/firms?before=unmet&after=met&region=330205001") == ["乙公司"]
    assert firms(reviewer, f"{run}/firms?region=330205003") == []
    assert firms(reviewer, f"{run}/firms?held=1") == []
    for nonsense in ("list=x", "before=x&after=9", "held=yes", "after=%00", "after=WyJcdTAwMDAiLDFd"):
        assert reviewer.get(f"{run}/firms?{nonsense}").status_code == 200
    assert firms(reviewer, f"{run}/firms?region=x%25_") == []


def test_the_files_say_the_same_and_for_which_day(reviewer: FlaskClient, at: datetime, on: date) -> None:
    scoring("乙公司", 25, at, on)
    run = tried(reviewer, at, on, {"pass_total": 56})
    answer = reviewer.get(f"{run}/firms.csv?list=gains")
    heading, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    told = dict(zip(heading, row, strict=True))
    assert (told["企业名称"], told["现行规则"], told["草案"]) == ("乙公司", "未达条件", "已达条件")
    assert (told["规则草案"], told["试算日期"]) == ("合格分草案", "2026-03-02")
    assert "综合评价得分：56 分，不符合 → 符合，差 4 分" in told["依据"]
    book = reviewer.get(f"{run}/firms.xlsx")
    assert book.get_data()[:2] == b"PK"
    assert reviewer.get(f"{run}/firms.pdf").status_code == 404


def test_an_empty_register_and_an_empty_list_are_said(reviewer: FlaskClient, at: datetime, on: date) -> None:
    run = tried(reviewer, at, on, {"pass_total": 56})
    assert "没有在区企业" in page(reviewer.get(run)).get_text()
    assert "没有符合条件的企业" in page(reviewer.get(f"{run}/firms")).get_text()
    assert len(reviewer.get(f"{run}/firms.csv").get_data().splitlines()) == 1


def test_a_long_run_shows_how_far_it_is_and_goes_on(
    reviewer: FlaskClient, app: RegistryFlask, at: datetime, on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        scoring(f"企业{number}", 25, at, on)
    monkeypatch.setattr(services, "JUDGEMENTS", 10)  # two firms a round
    run = tried(reviewer, at, on, {"pass_total": 56})
    soup = page(reviewer.get(run))
    assert "已试算 2 家，共 3 家" in soup.get_text()
    form = soup.find("form", id="go-on")
    assert form["action"] == f"{run}/go-on"
    reader = app.test_client()
    log_in(reader, people.user(role=Role.LEADER))
    waiting = page(reader.get(run))
    assert waiting.find("form", id="go-on") is None
    assert waiting.find("a", href=run)
    assert reviewer.post(form["action"]).location == run
    assert "试算结果" in page(reviewer.get(run)).h1.get_text()
    assert reviewer.post(form["action"]).status_code == 303  # the second time there is nothing to do
    assert len(firms(reviewer, f"{run}/firms")) == 3


def test_numbers_stay_when_the_rule_set_is_corrected_and_figures_are_not_told_again(
    reviewer: FlaskClient, at: datetime, on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring("乙公司", 25, at, on)
    run = tried(reviewer, at, on, {"pass_total": 56})
    real = catalog.get

    def corrected(wanted: str) -> Any:
        found = real(wanted)
        return type(found)(**{name: getattr(found, name) for name in found.__slots__} | {"version": 2})

    monkeypatch.setattr(catalog, "get", corrected)
    shown = page(reviewer.get(run))
    assert "更正为第 2 版" in shown.get_text()
    assert shown.find("table", id="ways").find("tfoot").get_text(" ", strip=True) == "合计 1 0 0 1"
    assert "综合评价得分" not in page(reviewer.get(f"{run}/firms")).get_text()
    assert "乙公司" in reviewer.get(f"{run}/firms.csv").get_data(as_text=True)


def test_officers_of_a_street_see_its_firms_only(client: FlaskClient, at: datetime, on: date) -> None:
    log_in(client, people.user(role=Role.REVIEWER, region="330205003"))
    scoring("本街道公司", 25, at, on)
    scoring("外街道公司", 25, at, on, region="330205001")
    run = tried(client, at, on, {"pass_total": 56})
    assert firms(client, f"{run}/firms") == ["本街道公司"]
    assert page(client.get(run)).find("table", id="ways").find("tfoot").get_text(" ", strip=True) == "合计 1 0 0 1"
    assert "外街道公司" not in client.get(f"{run}/firms.csv").get_data(as_text=True)
