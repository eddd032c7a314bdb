"""English pages: whoever reads them meets Chinese only where somebody typed it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup, Comment
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter

from registry.accounts.models import Role, RoleGrant
from registry.applications.drafts import open_application, save_draft
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import day_of
from registry.core.types import FAR
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.recognitions.services import RecognitionFacts, recognise
from registry.reference.queries import get_scheme
from registry.web.shared.application import RegistryFlask
from tests.factories import people
from tests.factories.applications import Office, Procedure
from tests.factories.enterprises import enterprise, member
from tests.factories.time import START
from tests.web.login import log_in

CHINESE = re.compile("[\u4e00-\u9fff]")
PAPER = re.compile(r"\S+〔\d{4}〕\S+")
"""The number of an official paper."""

LANGUAGE_SWITCH = "中文"
PAGES_OF_ONE_VIEW = 6
RECORDED = "text-break"
"""The class under which the audit trail shows what was recorded, letter by letter."""

SPOKEN = ("aria-label", "title", "placeholder", "data-label")


@pytest.fixture
def reader(client: FlaskClient, session: scoped_session[Session]) -> FlaskClient:
    """Somebody with every role, who acts for a firm in a park; all names are English, so that no Chinese is theirs."""
    person = people.user("Reader", role=Role.REGISTRAR)
    person.grants += [RoleGrant(role=role, region_code="330205") for role in Role if role is not Role.REGISTRAR]
    firm = enterprise("Reading Ltd", park="慈城新城", region="330205103")
    member(firm, person, MemberRole.SUBMITTER)
    actor = Actor(person.id, person.name, "127.0.0.1")
    application = open_application(firm, get_scheme("national_sme"), actor=actor, at=START, on=day_of(START))
    save_draft(application, {"accounts_sound": True}, seen_version=application.version, actor=actor, at=START)
    Procedure(application, actor, office()).submit().pass_stage()
    db.session.commit()
    log_in(client, person)
    client.set_cookie("language", "en")
    return client


def office() -> Office:
    street = people.actor(Role.STREET_OFFICER, region="330205103", name="Officer")
    reviewer, approver = people.actor(Role.REVIEWER, name="Reviewer"), people.actor(Role.APPROVER, name="Approver")
    return Office(street, reviewer, approver, people.actor(Role.REGISTRAR, name="Registrar"), reviewer)


def visible(soup: BeautifulSoup) -> Iterator[str]:
    """What is read or heard of a page."""
    for text in soup.find_all(string=True):
        if isinstance(text, Comment) or text.parent is None or text.parent.name in ("script", "style"):
            continue
        if RECORDED not in (text.parent.get("class") or []):
            yield str(text).strip()
    for tag in soup.find_all(True):
        yield from (str(tag[name]) for name in SPOKEN if tag.get(name))


def links(soup: BeautifulSoup) -> Iterator[str]:
    for link in soup.find_all("a", href=True):
        address = str(link["href"]).partition("#")[0]
        if address.startswith("/"):
            yield address


def view_of(adapter: MapAdapter, address: str) -> str:
    try:
        return str(adapter.match(address.partition("?")[0], method="GET")[0])
    except NotFound:
        return "missing"


def walk(client: FlaskClient, adapter: MapAdapter, starts: list[str]) -> Iterator[tuple[str, BeautifulSoup]]:
    """The pages that can be reached by links, a few of each view."""
    waiting, seen, times = list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        view = view_of(adapter, address)
        times[view] += 1
        if times[view] > PAGES_OF_ONE_VIEW:
            continue
        answer = client.get(address, follow_redirects=True)
        if not answer.mimetype.endswith("html"):
            continue
        soup = BeautifulSoup(answer.text, "html.parser")
        yield view, soup
        fresh = [one for one in links(soup) if one not in seen]
        seen.update(fresh)
        waiting += fresh


def test_no_page_shows_chinese_that_nobody_typed(app: RegistryFlask, reader: FlaskClient) -> None:
    adapter = app.url_map.bind("localhost")
    found, views = set(), set()
    for view, soup in walk(reader, adapter, ["/", "/plan", "/officer/", "/firm/", "/firm/join", "/admin/users"]):
        views.add(view)
        assert soup.html is not None
        assert soup.html.get("lang") == "en", view
        found |= {
            (view, text) for text in visible(soup) if text != LANGUAGE_SWITCH and CHINESE.search(PAPER.sub("", text))
        }
    assert {"firm.self_check", "officer.application", "firm.application", "public.plan", "admin.users"} <= views
    assert len(views) > 35
    assert found == set()


def files(app: RegistryFlask) -> dict[str, str]:
    """The addresses of all lists that can be had as a file, by their view and ending."""
    adapter = app.url_map.bind("localhost")
    views = [rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments == {"format"}]
    return {f"{view} {ending}": adapter.build(view, {"format": ending}) for view in views for ending in ("csv", "xlsx")}


def written(ending: str, data: bytes) -> list[str]:
    """All that is read of a file, the names of its sheets included."""
    if ending == "csv":
        return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    return [*book.sheet_names, *cells]


def test_no_file_shows_chinese_that_nobody_typed(app: RegistryFlask, reader: FlaskClient) -> None:
    addresses = files(app)
    assert {"public.firms_export csv", "public.firms_export xlsx"} <= addresses.keys()
    for name, address in addresses.items():
        answer = reader.get(address)
        assert answer.status_code == 200, name
        words = written(name.rpartition(" ")[2], answer.data)
        assert [one for one in words if CHINESE.search(PAPER.sub("", one))] == [], name
        assert "filename" in answer.headers["Content-Disposition"]


def test_a_file_of_firms_says_park_titles_and_sources_in_english(reader: FlaskClient, at: datetime) -> None:
    firm, since = db.session.scalars(select(Enterprise)).one(), date(2025, 1, 1)
    for scheme, until, source in (("national_sme", date(2028, 1, 1), "roster:x:1"), ("zhejiang_sme", FAR, "load")):
        facts = RecognitionFacts(
            scheme_code=scheme,
            certificate_number=f"{scheme}-1",
            issued_on=since,
            valid_from=since,
            valid_to=until,
            document="甬科高〔2025〕1号",
        )
        recognise(firm, facts, source=source, actor=SYSTEM, at=at)
    db.session.commit()
    for kind in ("csv", "xlsx"):
        words = written(kind, reader.get(f"/plan/firms.{kind}?tier=sme&park=慈城新城").data)
        assert [one for one in words if CHINESE.search(PAPER.sub("", one))] == []
        assert {"Cicheng New Town", "zhejiang_sme-1; national_sme-1", "Bulk load; Official list"} <= set(words)
    assert any("park=Cicheng New Town" in word for word in words)


def test_every_indicator_of_the_plan_is_told_in_english(reader: FlaskClient) -> None:
    plan = BeautifulSoup(reader.get("/plan").text, "html.parser")
    addresses = sorted({one for one in links(plan) if re.fullmatch(r"/plan/\w+(\?.*)?", one)})
    pages = {one: BeautifulSoup(reader.get(one).text, "html.parser") for one in addresses}
    assert len(pages) > 30
    found = [
        (one, text) for one, soup in pages.items() for text in visible(soup) if CHINESE.search(PAPER.sub("", text))
    ]
    assert [one for one in found if one[1] != LANGUAGE_SWITCH] == []


def test_in_chinese_the_same_pages_are_chinese(reader: FlaskClient) -> None:
    reader.delete_cookie("language")
    firms = BeautifulSoup(reader.get("/officer/enterprises").text, "html.parser").get_text()
    assert "慈城镇" in firms
    assert "Cicheng" not in firms
