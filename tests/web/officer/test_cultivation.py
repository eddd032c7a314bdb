"""培育名单 on the screen: a preview first, then all or none; notes, handing over and ending with two people at it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role, User
from registry.accounts.permissions import actor_of
from registry.assessments.cultivation import add_note, close, hand_over, take_in
from registry.assessments.models import CultivationEntry, CultivationNote
from registry.assessments.readiness import refresh
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.factories.time import START
from tests.web.login import log_in
from tests.web.pages import page

ON = date(2026, 3, 2)
SME = "tech_sme_2017"
TAKE = "/officer/cultivation/take"


def firm(name: str = "", region: str = "330205003") -> Enterprise:
    one = enterprise(name, region=region)
    refresh([one.id], ON, START)
    return one


def street(name: str = "陈街道", region: str = "330205003") -> User:
    return user(name, role=Role.STREET_OFFICER, region=region)


def kept(owner: User, *firms: Enterprise) -> list[CultivationEntry]:
    """Taken in six days ago."""
    at = START - timedelta(days=6)
    made = take_in([one.uscc for one in firms], SME, owner=owner, actor=actor_of(owner), at=at)
    db.session.commit()
    return made


def sent(soup: BeautifulSoup) -> list[str]:
    """The firms that the form of the preview would send."""
    return [str(one["value"]) for one in soup.select("form input[name=firm]")]


def test_several_firms_are_looked_at_first_and_then_taken_in(client: FlaskClient) -> None:
    one, two, theirs, elsewhere = (
        firm("宁波甲科技有限公司"),
        firm(),
        firm("宁波丙科技有限公司"),
        firm(region="330205007"),
    )
    officer, colleague = street(), street("徐街道")
    kept(colleague, theirs)
    log_in(client, officer)
    codes = [each.uscc for each in (one, two, theirs, elsewhere)]
    query = "&".join(f"firm={code}" for code in codes)
    preview = page(client.get(f"{TAKE}?rules={SME}&{query}"))
    assert sent(preview) == codes[:2]
    refused = preview.select_one("table#refused")
    assert refused is not None
    assert "已在培育，责任人是 徐街道" in refused.get_text()
    assert elsewhere.uscc in refused.get_text()
    assert db.session.scalars(select(CultivationEntry).where(CultivationEntry.owner_id == officer.id)).all() == []
    options = preview.select("#owner option")
    assert {option.get_text(strip=True) for option in options} >= {"陈街道", "徐街道"}
    assert preview.select_one("#owner option[selected]")["value"] == officer.public_id  # type: ignore[index]
    data = {"rules": SME, "firm": codes[:2], "owner": officer.public_id, "note": "列入计划"}
    done = client.post(TAKE, data=data)
    assert done.status_code == 303
    soup = page(client.get(done.headers["Location"]))
    assert "宁波甲科技有限公司" in soup.get_text()
    assert "已把 2 家企业纳入培育" in soup.get_text()
    assert [note.text for note in db.session.scalars(select(CultivationNote))] == ["列入计划"] * 2


def test_the_second_of_two_is_told_and_keeps_what_was_typed(client: FlaskClient) -> None:
    one, two = firm("宁波甲科技有限公司"), firm()
    officer, colleague = street(), street("徐街道")
    log_in(client, officer)
    page(client.get(f"{TAKE}?rules={SME}&firm={one.uscc}&firm={two.uscc}"))
    kept(colleague, one)
    data = {"rules": SME, "firm": [one.uscc, two.uscc], "owner": officer.public_id, "note": "我的话"}
    soup = page(client.post(TAKE, data=data), 409)
    assert "宁波甲科技有限公司：已在培育，责任人是 徐街道" in soup.select_one("#error-summary").get_text()  # type: ignore[union-attr]
    assert "我的话" in soup.select_one("#note").get_text()  # type: ignore[union-attr]
    assert sent(soup) == [two.uscc]
    mine = select(CultivationEntry).where(CultivationEntry.owner_id == officer.id)
    assert db.session.scalars(mine).all() == []
    assert client.post(TAKE, data={**data, "firm": sent(soup)}).status_code == 303
    assert [entry.enterprise_id for entry in db.session.scalars(mine)] == [two.id]


@pytest.mark.parametrize(
    ("data", "field"), [({"owner": ""}, "owner"), ({"owner": "nobody"}, "owner"), ({"note": "长" * 1001}, "note")]
)
def test_bad_input_is_answered_at_its_field(client: FlaskClient, data: dict[str, str], field: str) -> None:
    one, officer = firm(), street()
    log_in(client, officer)
    given = {"rules": SME, "firm": one.uscc, "owner": officer.public_id, "note": "原话", **data}
    soup = page(client.post(TAKE, data=given), 422)
    assert soup.select_one(f"#{field}-error")
    assert given["note"] in soup.select_one("#note").get_text()  # type: ignore[union-attr]
    assert db.session.scalars(select(CultivationEntry)).all() == []


def test_nothing_chosen_and_nonsense_are_answered(client: FlaskClient) -> None:
    log_in(client, street())
    assert "没有选择企业" in page(client.get(TAKE)).get_text()
    assert "没有选择企业" in page(client.post(TAKE, data={}), 422).get_text()
    assert "不在您的辖区" in page(client.get(f"{TAKE}?rules=x&firm=nothing&firm=%00")).get_text()
    page(client.get(f"{TAKE}?{'&'.join(f'firm=A{number}' for number in range(200))}"))
    for act in ("note", "hand-over", "close"):
        page(client.get(f"/officer/cultivation/nonsense/{act}"), 404)
        page(client.post(f"/officer/cultivation/%00/{act}"), 404)
    page(client.get("/officer/cultivation?owner=x&tier=y&state=z&after=q"))


def test_a_note_is_kept_and_a_blank_one_is_not(client: FlaskClient) -> None:
    officer, one = street(), firm()
    (entry,) = kept(officer, one)
    log_in(client, officer)
    address = f"/officer/cultivation/{entry.public_id}/note"
    assert page(client.post(address, data={"text": " "}), 422).select_one("#text-error")
    done = client.post(address, data={"text": "走访了企业"})
    assert done.status_code == 303
    assert "走访了企业" in page(client.get(done.headers["Location"])).get_text()
    close(entry, "今年不申报", seen=entry.version, actor=actor_of(officer), at=START, on=ON)
    db.session.commit()
    late = page(client.post(address, data={"text": "晚到的话"}), 409)
    assert "已经结束：今年不申报" in late.get_text()
    assert "晚到的话" in late.select_one("#text").get_text()  # type: ignore[union-attr]


def test_handing_over_and_ending_tell_the_second(client: FlaskClient) -> None:
    officer, colleague, third = street(), street("徐街道"), street("应街道")
    (entry,) = kept(officer, firm("宁波甲科技有限公司"))
    log_in(client, officer)
    address = f"/officer/cultivation/{entry.public_id}/hand-over"
    seen = page(client.get(address)).select_one("input[name=version]")["value"]  # type: ignore[index]
    hand_over(entry, third, seen=entry.version, actor=actor_of(third), at=START, on=ON)
    db.session.commit()
    data = {"owner": colleague.public_id, "note": "我的说明", "version": str(seen)}
    soup = page(client.post(address, data=data), 409)
    assert "现由 应街道 负责" in soup.get_text()
    assert "我的说明" in soup.select_one("#note").get_text()  # type: ignore[union-attr]
    newer = str(soup.select_one("input[name=version]")["value"])  # type: ignore[index]
    assert newer != seen
    assert client.post(address, data={**data, "version": newer}).status_code == 303
    db.session.refresh(entry)
    assert entry.owner_id == colleague.id
    ending = f"/officer/cultivation/{entry.public_id}/close"
    assert page(client.post(ending, data={"text": "完", "version": newer}), 409).select_one("#text")
    assert page(client.post(ending, data={"text": "", "version": str(entry.version)}), 422).select_one("#text-error")
    page(client.post(ending, data={"text": "完"}), 422)
    assert client.post(ending, data={"text": "已获认定", "version": str(entry.version)}).status_code == 303
    db.session.refresh(entry)
    assert (entry.closed_at, entry.closing_note) == (START, "已获认定")


def test_the_list_is_mine_or_everybodys_with_the_age_of_the_last_note(client: FlaskClient) -> None:
    officer, colleague, far = street(), street("徐街道"), street("应街道", "330205007")
    mine, other, away = firm("宁波甲科技有限公司"), firm("宁波乙科技有限公司"), firm("宁波丙科技有限公司", "330205007")
    (entry,) = kept(officer, mine)
    kept(colleague, other)
    kept(far, away)
    add_note(entry, "走访", actor=actor_of(officer), at=START - timedelta(days=5), on=ON)
    db.session.commit()
    log_in(client, officer)

    def shown(query: str) -> list[str]:
        soup = page(client.get(f"/officer/cultivation{query}"))
        return [row.get_text(" ", strip=True) for row in soup.select("table#cultivation tbody tr")]

    assert [line.split()[0] for line in shown("")] == ["宁波甲科技有限公司"]
    assert "5 天前" in shown("")[0]
    assert [line.split()[0] for line in shown("?owner=all")] == ["宁波乙科技有限公司", "宁波甲科技有限公司"]
    assert [line.split()[0] for line in shown(f"?owner={colleague.public_id}")] == ["宁波乙科技有限公司"]
    assert "还没有记录" in shown(f"?owner={colleague.public_id}")[0]
    assert shown("?tier=hte") == []
    assert shown("?state=closed") == []
    log_in(client, user(role=Role.LEADER))
    assert len(shown("")) == 3
    db.session.refresh(entry)
    assert entry.closed_at == FOREVER


def test_who_may_not_keep_is_refused_by_address(client: FlaskClient) -> None:
    (entry,) = kept(street(), firm())
    acts = [f"/officer/cultivation/{entry.public_id}/{act}" for act in ("note", "hand-over", "close")]
    for role in (Role.LEADER, Role.AUDITOR):
        log_in(client, user(role=role))
        for address in acts:
            page(client.post(address, data={"text": "x"}), 403)
    log_in(client, street("外人", "330205007"))
    for address in acts:
        page(client.post(address, data={"text": "x"}), 404)
