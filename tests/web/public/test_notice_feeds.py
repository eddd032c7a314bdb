"""The notices that run, for programs."""

from __future__ import annotations

from xml.etree import ElementTree

from flask.testing import FlaskClient

from registry.web.shared.application import RegistryFlask
from tests.conftest import FixedClock
from tests.web.pages import page
from tests.web.public.test_notices import TODAY, on_day, shown

ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: FlaskClient) -> tuple[list[str | None], list[str]]:
    """What each feed lists."""
    atom = ElementTree.fromstring(client.get("/notices.atom").get_data())
    listed = client.get("/notices.json").get_json()
    return [one.findtext(f"{ATOM}title") for one in atom.iter(f"{ATOM}entry")], [
        one["title"] for one in listed["items"]
    ]


def test_a_notice_is_in_the_feeds_from_its_first_day_to_its_last(client: FlaskClient, clock: FixedClock) -> None:
    assert titles(client) == ([], [])
    notice = shown()
    assert titles(client) == (["公示"], ["公示"])
    on_day(clock, notice.ends_on)
    assert titles(client) == (["公示"], ["公示"])
    clock.pass_days(1)
    assert titles(client) == ([], [])


def test_json_names_the_days_and_the_firms(app: RegistryFlask, client: FlaskClient) -> None:
    notice = shown()
    answer = client.get("/notices.json")
    assert answer.mimetype == "application/feed+json"
    (item,) = answer.get_json()["items"]
    assert item["url"] == app.config["PUBLIC_ADDRESS"] + notice.path
    said = item["_notice"]
    assert (said["starts_on"], said["ends_on"], said["working_days"]) == (str(TODAY), str(notice.ends_on), 10)
    assert [firm["name"] for firm in said["firms"]] == [notice.firm]


def test_atom_has_what_a_reader_needs(app: RegistryFlask, client: FlaskClient) -> None:
    notice = shown()
    answer = client.get("/notices.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.get_data())
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == app.config["PUBLIC_ADDRESS"] + notice.path
    assert notice.firm in (entry.findtext(f"{ATOM}content") or "")


def test_who_asks_again_for_the_same_is_told_so(client: FlaskClient) -> None:
    shown()
    for path in ("/notices.atom", "/notices.json"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_the_list_names_its_feeds(client: FlaskClient) -> None:
    soup = page(client.get("/notices"))
    assert [one["href"] for one in soup.find_all("link", rel="alternate")] == ["/notices.atom", "/notices.json"]
