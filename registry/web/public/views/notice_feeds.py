"""The notices that run, for programs: as Atom for feed readers and as JSON Feed with the firms under notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from flask import Response, current_app, json, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.clock import start_of
from registry.notices.listing import lines_of, running_notices
from registry.notices.models import PublicNotice
from registry.web.public.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"


@blueprint.get("/notices.atom")
@requires(Permission.PUBLIC)
def notices_atom() -> Response:
    """The notices against which objections are taken today, newest first."""
    found = running_notices(current.today())
    feed = ElementTree.Element("feed", xmlns=ATOM)
    page = _address("public.notices")
    _add(feed, "id", page)
    _add(feed, "title", _title())
    _add(feed, "updated", _updated(found))
    ElementTree.SubElement(feed, "link", href=page)
    ElementTree.SubElement(feed, "link", rel="self", href=_address("public.notices_atom"))
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", _("江北区科学技术局"))
    for notice in found:
        feed.append(_entry(notice))
    text = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return _answer(text, "application/atom+xml")


@blueprint.get("/notices.json")
@requires(Permission.PUBLIC)
def notices_json() -> Response:
    """The same with the days and the firms of each, by name; also known by their codes."""
    feed = {
        "version": JSON_FEED,
        "title": _title(),
        "home_page_url": _address("public.notices"),
        "feed_url": _address("public.notices_json"),
        "language": "zh-Hans-CN",
        "items": [_item(notice) for notice in running_notices(current.today())],
    }
    return _answer(json.dumps(feed, ensure_ascii=False, indent=1).encode(), "application/feed+json")


def _entry(notice: PublicNotice) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    address = _page_of(notice)
    _add(entry, "id", address)
    _add(entry, "title", notice.title)
    _add(entry, "published", notice.published_at.isoformat())
    _add(entry, "updated", notice.published_at.isoformat())
    ElementTree.SubElement(entry, "link", href=address)
    _add(entry, "content", _words(notice))
    return entry


def _item(notice: PublicNotice) -> dict[str, Any]:
    regions = region_names(notice.starts_on)
    return {
        "id": _page_of(notice),
        "url": _page_of(notice),
        "title": notice.title,
        "content_text": _words(notice),
        "date_published": notice.published_at.isoformat(),
        "_notice": {
            "scheme": notice.scheme_code,
            "starts_on": notice.starts_on.isoformat(),
            "ends_on": notice.ends_on.isoformat(),
            "working_days": notice.working_days,
            "objections_url": _address("public.object_", public_id=notice.public_id),
            "firms": [
                {"uscc": line.uscc, "name": line.name, "region": regions.get(line.region_code, line.region_code)}
                for line in lines_of(notice)
            ],
        },
    }


def _words(notice: PublicNotice) -> str:
    """The notice as plain text: its days, its words, its firms."""
    first, last = notice.starts_on.isoformat(), notice.ends_on.isoformat()
    days = _("%(first)s 至 %(last)s（含首尾两日）", first=first, last=last)
    return "\n".join([days, notice.body, *(f"{line.name} {line.uscc}" for line in lines_of(notice))])


def _updated(found: Sequence[PublicNotice]) -> str:
    """When the feed last changed; without any notice, the day's beginning."""
    return max((one.published_at for one in found), default=start_of(current.today())).isoformat()


def _title() -> str:
    return _("正在公示") + " - " + _("江北区创新企业梯队登记系统")


def _page_of(notice: PublicNotice) -> str:
    return _address("public.notice", public_id=notice.public_id)


def _address(endpoint: str, **values: Any) -> str:
    """A page's whole address: feeds are read far from here."""
    return current_app.config["PUBLIC_ADDRESS"] + url_for(endpoint, **values)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _answer(content: bytes, media_type: str) -> Response:
    """Who asks again for what has not changed is told so (304)."""
    response = Response(content, mimetype=media_type)
    response.add_etag()
    response.make_conditional(request)
    return response
