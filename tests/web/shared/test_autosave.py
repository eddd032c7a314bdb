"""What was typed comes back: in another browser, beside a colleague's, after the session had ended, script or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select

from registry.accounts.models import User, UserSession
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.queries import find_user
from registry.accounts.services import register_user
from registry.drafts.models import FieldDraft, HeldForm
from registry.drafts.services import HELD_FOR
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.reports.models import AnnualReport
from registry.web.shared.application import RegistryFlask
from tests.conftest import START, FixedClock
from tests.factories.applications import HIGHER, procedure
from tests.factories.enterprises import enterprise, member
from tests.web.login import log_in
from tests.web.pages import page

PASSWORD = "一只灰猫在弹钢琴"


class Clerk:
    """Somebody of the firm, before one browser after another."""

    def __init__(self, app: RegistryFlask, firm: Enterprise, name: str, email: str) -> None:
        register_user(email, name, PASSWORD, policy=PasswordPolicy(1, 8, 1), at=START)
        self.person = db.session.scalars(select(User).where(User.email == email)).one()
        member(firm, self.person, MemberRole.SUBMITTER)
        db.session.commit()
        self.app, self.firm, self.email = app, firm, email
        self.browser = self.another_browser()

    def another_browser(self) -> FlaskClient:
        self.browser = self.app.test_client()
        self.log_in()
        return self.browser

    def log_in(self) -> Any:
        return self.browser.post("/login", data={"email": self.email, "password": PASSWORD})

    def url(self, path: str) -> str:
        return f"/firm/{self.firm.uscc}/{path}"

    def open(self, path: str = "reports/2025") -> BeautifulSoup:
        return page(self.browser.get(self.url(path)))

    def type(self, path: str = "reports/2025", **fields: list[str]) -> None:
        form = value(self.open(path), "input[name=typed_seal]")
        assert self.browser.post("/drafts", json={"form": form, "fields": fields}).status_code == 200

    def post(self, path: str = "reports/2025", **fields: str) -> Any:
        """What the form would send, script off: everything on the page, with `fields` typed over it."""
        return self.browser.post(self.url(path), data={**sent(self.open(path)), **fields})


def value(shown: BeautifulSoup, selector: str) -> str:
    found = shown.select_one(selector)
    assert found is not None, selector
    return str(found["value"])


def sent(shown: BeautifulSoup) -> dict[str, str]:
    form = shown.select_one("main form[data-autosave]")
    assert form is not None
    texts = {
        str(one["name"]): str(one.get("value", "")) for one in form.select("input:not([type=checkbox], [type=radio])")
    }
    areas = {str(one["name"]): one.get_text() for one in form.select("textarea[name]")}
    picked = {str(one["name"]): str(one["value"]) for one in form.select("input[checked]")}
    chosen = {str(one.find_parent("select")["name"]): str(one["value"]) for one in form.select("option[selected]")}  # type: ignore[index]
    return {**texts, **areas, **picked, **chosen}


def beside(shown: BeautifulSoup, field: str) -> str:
    """What stands beside a field."""
    found = shown.select_one(f"#{field}-typed")
    return " ".join(found.get_text(" ", strip=True).split()) if found else ""


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    return enterprise(name="宁波测试精密科技有限公司")


@pytest.fixture
def clerk(app: RegistryFlask, firm: Enterprise) -> Callable[..., Clerk]:
    def hire(name: str = "王芳", email: str = "wang@example.cn") -> Clerk:
        return Clerk(app, firm, name, email)

    return hire


def test_half_typed_and_wrong_values_come_back_as_typed_in_another_browser(
    clerk: Callable[..., Clerk], clock: FixedClock
) -> None:
    wang = clerk()
    wang.type(revenue=["12 万"], staff=["7"])
    wang.another_browser()
    shown = wang.open()
    assert value(shown, "#revenue") == "12 万"
    assert "应是以万元为单位的数字" in shown.select_one("#revenue-error").get_text()  # type: ignore[union-attr]
    assert beside(shown, "revenue") == "由您于 09:00 输入，尚未提交保存；原来没有填写。"
    assert value(shown, "#staff") == "7"
    assert shown.select_one("#staff-error") is None
    assert shown.select_one("#rd_spend-error") is None, "what is empty still is not wrong on a page just opened"
    clock.pass_days(1)
    wang.log_in()
    assert "由您于 2026-03-02 09:00 输入" in beside(wang.open(), "revenue")
    assert not db.session.scalars(select(AnnualReport)).all(), "typing saves no report"


def test_saving_clears_and_tells_the_browser(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    wang.type(revenue=["12"])
    mark = str(wang.open().select_one("form[data-autosave]")["data-mark"])  # type: ignore[index]
    answer = wang.post(staff="7", action="save")
    assert answer.status_code == 303
    assert f"typed_done={mark};" in answer.headers["Set-Cookie"]
    assert not db.session.scalars(select(FieldDraft)).all()
    shown = wang.open()
    assert (value(shown, "#revenue"), value(shown, "#staff")) == ("12", "7"), "what was put back was sent too"
    assert beside(shown, "revenue") == ""


def test_a_refused_save_clears_nothing_and_shows_what_was_sent(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    wang.type("profile/change", address=["新地址"])
    answer = wang.post("profile/change", address="新地址二", valid_from="明天")
    shown = page(answer, 422)
    assert value(shown, "#address") == "新地址二"
    assert "typed_done" not in str(answer.headers)
    assert db.session.scalars(select(FieldDraft)).one().value == ["新地址"]


def test_an_officers_words_survive_a_preview_and_go_when_they_are_sent(client: FlaskClient) -> None:
    case = procedure(HIGHER).submit()
    officer = find_user(case.office.street.id or 0)
    assert officer is not None
    log_in(client, officer)
    address = f"/officer/applications/{case.application.public_id}/return"
    form = value(page(client.get(address)), "input[name=typed_seal]")
    words = {"reason": ["印章不清"], "ask_0": ["yes"], "remark_0": ["请重新填写"]}
    assert client.post("/drafts", json={"form": form, "fields": words}).status_code == 200
    shown = page(client.get(address))
    assert "印章不清" in shown.select_one("#reason").get_text()  # type: ignore[union-attr]
    assert shown.select_one("#ask_0").has_attr("checked")  # type: ignore[union-attr]
    data = {name: text.strip() for name, text in sent(shown).items()}
    page(client.post(address, data={**data, "action": "preview"}))
    assert len(db.session.scalars(select(FieldDraft)).all()) == 3, "what is shown again is not saved"
    assert client.post(address, data=data).status_code == 303
    assert not db.session.scalars(select(FieldDraft)).all()


def test_two_people_are_shown_both_values(clerk: Callable[..., Clerk]) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    wang.type(revenue=["12"], staff=["7"])
    li.type(revenue=["13"], staff=["7"])
    shown = li.open()
    assert value(shown, "#revenue") == "13"
    assert "王芳 于 09:00 输入，尚未提交保存： 12 采用" in beside(shown, "revenue")
    assert "王芳" not in beside(shown, "staff"), "the same value is no other value"
    assert "李强 于 09:00 输入，尚未提交保存： 13" in beside(wang.open(), "revenue")
    assert wang.post(action="save").status_code == 303
    shown = li.open()
    assert value(shown, "#revenue") == "13", "another's save takes nothing away"
    assert "原内容： 12" in beside(shown, "revenue")
    assert "王芳" not in beside(shown, "revenue")


def test_choices_and_ticks_come_back_and_are_read_in_words(clerk: Callable[..., Clerk]) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    question = wang.open("declarations").select_one("input[type=radio][value=no]")
    assert question is not None
    name = str(question["name"])
    wang.type("declarations", **{name: ["no"]})
    shown = wang.open("declarations")
    assert shown.select_one(f"input[name={name}][value=no]").has_attr("checked")  # type: ignore[union-attr]
    assert "尚未提交保存；原来没有填写" in beside(shown, name)
    assert "王芳 于 09:00 输入，尚未提交保存： 否" in beside(li.open("declarations"), name)


def test_a_new_thing_is_ones_own(clerk: Callable[..., Clerk]) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    wang.type("intellectual-property/new", title=["一种轴承"])
    assert value(wang.open("intellectual-property/new"), "#title") == "一种轴承"
    shown = li.open("intellectual-property/new")
    assert not shown.select_one("#title").get("value")  # type: ignore[union-attr]
    assert beside(shown, "title") == ""


def test_hostile_text_is_only_text(clerk: Callable[..., Clerk]) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    wang.type(revenue=["'><script>alert(1)</script>"])
    assert "<script>alert" not in str(li.open())
    assert "<script>alert" not in str(wang.open())


# The form comes when the session has ended: script off, plain POST.


def end_sessions() -> None:
    for row in db.session.scalars(select(UserSession)):
        db.session.delete(row)
    db.session.commit()


def late_post(clerk: Clerk, **fields: str) -> Any:
    data = {**sent(clerk.open()), **fields}
    end_sessions()
    return clerk.browser.post(clerk.url("reports/2025"), data=data)


def held() -> int:
    return db.session.scalars(select(func.count()).select_from(HeldForm)).one()


def test_a_form_sent_after_the_session_ended_is_filled_in_again_after_the_log_in(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    answer = late_post(wang, revenue="12 万", staff="7")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=/firm/")
    assert "您填写的内容已经保留" in page(wang.browser.get(answer.headers["Location"])).get_text()
    answer = wang.browser.post(answer.headers["Location"], data={"email": wang.email, "password": PASSWORD})
    assert answer.headers["Location"] == wang.url("reports/2025")
    shown = page(wang.browser.get(answer.headers["Location"]))
    assert (value(shown, "#revenue"), value(shown, "#staff")) == ("12 万", "7")
    assert "已放回表单" in shown.get_text()
    assert held() == 0
    assert {row.field for row in db.session.scalars(select(FieldDraft))} & {"csrf_token", "version", "action"} == set()


def test_somebody_else_who_logs_in_there_sees_nothing_of_it(clerk: Callable[..., Clerk]) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    answer = late_post(wang, revenue="12")
    wang.browser.post("/login", data={"email": li.email, "password": PASSWORD})
    shown = page(wang.browser.get(answer.headers["Location"].partition("next=")[2]))
    assert value(shown, "#revenue") == ""
    assert beside(shown, "revenue") == ""
    assert not db.session.scalars(select(FieldDraft)).all()


def test_another_browser_does_not_get_it(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    late_post(wang, revenue="12")
    wang.another_browser()
    assert value(wang.open(), "#revenue") == ""
    assert held() == 1


def test_after_a_day_it_is_gone(clerk: Callable[..., Clerk], clock: FixedClock) -> None:
    wang = clerk()
    late_post(wang, revenue="12")
    clock.instant += HELD_FOR + timedelta(seconds=1)
    wang.log_in()
    assert value(wang.open(), "#revenue") == ""


def test_passwords_are_never_held_and_what_is_too_large_is_not(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    late_post(wang, revenue="12\x00", password="secret-secret", old_password="secret-secret")
    typed = db.session.scalars(select(HeldForm)).one().typed
    assert typed["revenue"] == ["12"]
    assert "secret-secret" not in str(typed)
    wang.log_in()
    answer = late_post(wang, revenue="1" * 30_000)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")
    assert held() == 0


def test_a_tick_taken_away_stays_away(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    data = sent(wang.open("intellectual-property/new"))
    end_sessions()
    assert data["typed_boxes"] == ""
    wang.browser.post(
        wang.url("intellectual-property/new"), data={**data, "typed_boxes": "is_core documents", "documents": "abc"}
    )
    assert db.session.scalars(select(HeldForm)).one().typed["is_core"] == []
    assert db.session.scalars(select(HeldForm)).one().typed["documents"] == ["abc"]


def test_without_a_seal_it_is_the_log_in_as_before(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    end_sessions()
    answer = wang.browser.post(wang.url("reports/2025"), data={"revenue": "12", "typed_seal": "made.up"})
    assert answer.status_code == 302
    assert held() == 0


def test_the_cookie_is_gone_and_with_it_the_token(
    app: RegistryFlask, clerk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = clerk()
    data = {**sent(wang.open()), "revenue": "12"}
    wang.browser.delete_cookie("registry")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = wang.browser.post(wang.url("reports/2025"), data=data)
    assert answer.status_code == 303
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    wang.log_in()
    assert value(wang.open(), "#revenue") == "12"


def test_logged_in_again_in_another_window_the_old_page_loses_nothing(
    app: RegistryFlask, clerk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = clerk()
    data = {**sent(wang.open()), "revenue": "12"}
    wang.browser.delete_cookie("registry")
    wang.log_in()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = wang.browser.post(wang.url("reports/2025"), data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"] == wang.url("reports/2025")
    shown = wang.open()
    assert value(shown, "#revenue") == "12"
    assert "这次没有提交" in shown.get_text()


def test_in_somebody_elses_session_a_forged_form_is_refused_as_before(
    app: RegistryFlask, clerk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, li = clerk(), clerk("李强", "li@example.cn")
    data = {**sent(wang.open()), "revenue": "12"}
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert li.browser.post(li.url("reports/2025"), data=data).status_code == 400
    assert not db.session.scalars(select(FieldDraft)).all()
    assert held() == 0


def test_a_page_that_answered_an_act_leads_back_to_one_that_can_be_read(clerk: Callable[..., Clerk]) -> None:
    wang = clerk()
    shown = page(wang.post("profile/change", valid_from="明天"), 422)
    data = sent(shown)
    end_sessions()
    answer = wang.browser.post(wang.url("profile/change"), data=data)
    assert answer.headers["Location"].endswith("/profile/change")
