"""From a credit code to a firm: every way a code can be wrong, joining, and opening a record."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role
from registry.enterprises.models import Enterprise, EnterpriseProfile, Member, MembershipState
from registry.extensions import db
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

FRONT = valid_uscc(900_001)
WRONG_DIGIT = FRONT[:17] + ("1" if FRONT[17] != "1" else "2")
CLAIM = {"role": "preparer", "statement": "财务部职员，由法定代表人授权", "authorised": "yes"}
RECORD = {
    "name": "宁波新办科技有限公司",
    "region_code": "330205003",
    "industry_code": "C-NM",
    "registered_on": "2020-05-06",
    "address": "江北区某路 1 号",
    "legal_form": "有限责任公司",
    "registered_capital": "500",
    "statement": "法定代表人",
    "authorised": "yes",
}


@pytest.fixture
def clerk(client: FlaskClient) -> FlaskClient:
    """Somebody with an account and no firm."""
    log_in(client, user("新来的"))
    return client


def firms() -> int:
    return len(db.session.scalars(select(Enterprise.id)).all())


def test_a_visitor_is_asked_to_log_in(client: FlaskClient) -> None:
    answer = client.get("/firm/join")
    assert answer.status_code == 302
    assert "next=/firm/join" in answer.headers["Location"]


def test_without_a_firm_the_home_page_shows_the_way(clerk: FlaskClient) -> None:
    assert page(clerk.get("/firm/")).select_one('main a[href="/firm/join"]')


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请填写"),
        ("9133020", "应为 18 位"),
        (FRONT[:5] + "SS" + FRONT[7:], "不应有“S”"),
        (FRONT + "0", "应为 18 位"),
        ("330205000012345", "15 位工商注册号"),
        (FRONT[:-1] + "\x00", "控制字符"),
        ("9" * 61, "最多 60 个字符"),
    ],
)
def test_a_code_that_cannot_be_is_refused_at_the_field(clerk: FlaskClient, typed: str, sentence: str) -> None:
    shown = page(clerk.post("/firm/join", data={"uscc": typed}), 422)
    error = shown.select_one("#uscc-error")
    assert error is not None
    assert sentence in error.get_text()
    box = shown.select_one("#uscc")
    assert box is not None
    assert box["value"] == typed.strip() or "\x00" in typed
    assert shown.title is not None
    assert shown.title.get_text().startswith("错误：")


def test_a_wrong_check_digit_names_the_right_one_and_passes_with_a_reason(clerk: FlaskClient) -> None:
    shown = page(clerk.post("/firm/join", data={"uscc": WRONG_DIGIT}), 422)
    assert f"末位应为“{FRONT[17]}”" in shown.select_one("#uscc-error").get_text()  # type: ignore[union-attr]
    assert shown.select_one("#override_reason")
    answer = clerk.post("/firm/join", data={"uscc": WRONG_DIGIT, "override_reason": "执照如此"})
    assert answer.status_code == 303
    made = page(clerk.get(answer.headers["Location"]))
    assert made.select_one("#uscc")["value"] == WRONG_DIGIT  # type: ignore[index]
    assert made.select_one("#override_reason")["value"] == "执照如此"  # type: ignore[index]
    assert page(clerk.post("/firm/open", data={**RECORD, "uscc": WRONG_DIGIT}), 422).select_one("#uscc-error")
    answer = clerk.post("/firm/open", data={**RECORD, "uscc": WRONG_DIGIT, "override_reason": "执照如此"})
    assert answer.status_code == 303
    kept = db.session.scalars(select(Enterprise).where(Enterprise.uscc == WRONG_DIGIT)).one()
    assert kept.uscc_override_reason == "执照如此"


def test_a_known_firm_is_shown_masked_and_can_be_joined(clerk: FlaskClient) -> None:
    held = enterprise(name="宁波甲乙丙精密有限公司")
    db.session.commit()
    spaced = f" {held.uscc[:6]} {held.uscc[6:].lower()} "
    shown = page(clerk.post("/firm/join", data={"uscc": spaced}))
    assert "甲乙丙" not in shown.get_text()
    assert "宁波××有限公司" in shown.get_text()
    before = firms()
    answer = clerk.post("/firm/join/claim", data={**CLAIM, "uscc": held.uscc})
    assert answer.status_code == 303
    claim = db.session.scalars(select(Member).where(Member.enterprise_id == held.id)).one()
    assert (claim.state, claim.statement) == (MembershipState.REQUESTED, CLAIM["statement"])
    assert firms() == before
    waiting = page(clerk.get("/firm/"))
    assert "等待确认" in waiting.get_text()
    assert "甲乙丙" not in waiting.get_text()
    again = page(clerk.post("/firm/join/claim", data={**CLAIM, "uscc": held.uscc}), 409)
    assert "正在等待确认" in again.get_text()
    assert clerk.get(f"/firm/{held.uscc}/").status_code == 404


def test_a_claim_without_what_it_needs_keeps_what_was_typed(clerk: FlaskClient) -> None:
    held = enterprise()
    db.session.commit()
    shown = page(clerk.post("/firm/join/claim", data={"uscc": held.uscc, "statement": "我"}), 422)
    assert {one["id"] for one in shown.select(".field-error")} == {"role-error", "authorised-error"}
    assert shown.select_one("#statement").get_text().strip() == "我"  # type: ignore[union-attr]


def test_a_claim_for_nothing_leads_back(clerk: FlaskClient) -> None:
    for code in ("", "x", "甲", valid_uscc(900_777), "\x00"):
        assert clerk.post("/firm/join/claim", data={**CLAIM, "uscc": code}).headers["Location"].endswith("/firm/join")


def test_an_unknown_code_opens_a_record(clerk: FlaskClient) -> None:
    answer = clerk.post("/firm/join", data={"uscc": FRONT})
    assert answer.headers["Location"].endswith(f"/firm/open?uscc={FRONT}")
    page(clerk.get(answer.headers["Location"]))
    assert clerk.post("/firm/open", data={**RECORD, "uscc": FRONT}).status_code == 303
    firm = db.session.scalars(select(Enterprise).where(Enterprise.uscc == FRONT)).one()
    profile = db.session.scalars(select(EnterpriseProfile).where(EnterpriseProfile.enterprise_id == firm.id)).one()
    assert (profile.name, profile.registered_capital) == (RECORD["name"], 500_000_000)
    assert profile.valid_from.isoformat() == "2020-05-06"
    claim = db.session.scalars(select(Member).where(Member.enterprise_id == firm.id)).one()
    assert claim.state is MembershipState.REQUESTED
    second = clerk.post("/firm/open", data={**RECORD, "uscc": FRONT})
    assert second.headers["Location"].endswith(f"/firm/join?uscc={FRONT}")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "甲" * 121),
        ("region_code", "330205999"),
        ("industry_code", "nonsense"),
        ("registered_on", "2026-03-03"),
        ("registered_on", "2020-02-30"),
        ("moved_in_on", "2019-01-01"),
        ("registered_capital", "1.234"),
        ("registered_capital", "9" * 50),
    ],
)
def test_a_record_that_cannot_be_is_refused_at_the_field(clerk: FlaskClient, field: str, typed: str) -> None:
    before = firms()
    shown = page(clerk.post("/firm/open", data={**RECORD, "uscc": FRONT, field: typed}), 422)
    assert shown.select_one(f"#{field}-error")
    assert firms() == before


def test_officers_do_not_act_for_firms(client: FlaskClient) -> None:
    log_in(client, user(role=Role.REVIEWER))
    page(client.post("/firm/open", data={**RECORD, "uscc": FRONT}), 403)
    assert db.session.scalars(select(Enterprise).where(Enterprise.uscc == FRONT)).one_or_none() is None


def test_a_mistyped_code_offers_the_firm_it_may_be(clerk: FlaskClient) -> None:
    held = enterprise(name="宁波甲乙丙精密有限公司", uscc=FRONT)
    db.session.commit()
    for typed in (WRONG_DIGIT, f"{FRONT[:8]}{FRONT[9]}{FRONT[8]}{FRONT[10:]}", held.uscc[8:17]):
        shown = page(clerk.post("/firm/join", data={"uscc": typed}), 422).main
        assert "宁波××有限公司" in shown.get_text(), typed
        assert "甲乙丙" not in shown.get_text()
        assert shown.select_one(f'a[href="/firm/join?uscc={held.uscc}"]')


def test_a_sound_code_next_to_one_that_was_taken_with_a_reason_is_asked_about(clerk: FlaskClient) -> None:
    held = enterprise(name="宁波甲乙丙精密有限公司", uscc=FRONT)
    held.uscc = WRONG_DIGIT
    db.session.commit()
    shown = page(clerk.post("/firm/join", data={"uscc": FRONT}))
    assert shown.select_one(f'main a[href="/firm/join?uscc={WRONG_DIGIT}"]')
    assert shown.select_one("main button[name=is_another]")
    answer = clerk.post("/firm/join", data={"uscc": FRONT, "is_another": "yes"})
    assert answer.location == f"/firm/open?uscc={FRONT}"


@pytest.mark.parametrize(
    "held", ["宁波新办科技有限公司", "宁波市江北新办科技股份有限公司", "宁波新办科技（集团）有限公司"]
)
def test_a_like_name_is_looked_at_before_a_second_record_is_made(clerk: FlaskClient, held: str) -> None:
    known = enterprise(name=held)
    db.session.commit()
    before = firms()
    shown = page(clerk.post("/firm/open", data={**RECORD, "uscc": FRONT}), 422)
    assert shown.find(id="is_another-error")
    assert shown.select_one(f'main a[href="/firm/join?uscc={known.uscc}"]')
    assert held not in shown.main.get_text().replace(RECORD["name"], "")
    assert shown.find(id="statement").get_text().strip() == RECORD["statement"]
    assert firms() == before
    assert clerk.post("/firm/open", data={**RECORD, "uscc": FRONT, "is_another": "yes"}).status_code == 303


@pytest.mark.parametrize("held", ["宁波旧办科技有限公司", "宁波有限公司", "新办"])
def test_other_names_are_not_asked_about(clerk: FlaskClient, held: str) -> None:
    enterprise(name=held)
    db.session.commit()
    assert not page(clerk.get(f"/firm/open?uscc={FRONT}")).find(id="is_another")
    assert clerk.post("/firm/open", data={**RECORD, "uscc": FRONT}).status_code == 303
