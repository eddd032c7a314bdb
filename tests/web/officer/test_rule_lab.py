"""The pages of rule drafts: beginning one, changing its values in a form of their kinds, two at once, who may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import Role
from registry.extensions import db
from registry.rule_lab.models import RuleDraft, RuleDraftRun
from registry.rules import catalog
from registry.web.shared.application import RegistryFlask
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page

LIST = "/officer/rule-lab"
NEW = {"rule_set_id": "tech_sme_2017", "name": "合格分提高"}


@pytest.fixture
def reviewer(client: FlaskClient) -> FlaskClient:
    log_in(client, user("初审员", role=Role.REVIEWER))
    return client


def opened(browser: FlaskClient, **changes: str) -> str:
    """The address of a new draft."""
    answer = browser.post(f"{LIST}/new", data=NEW | changes)
    assert answer.status_code == 303
    return str(answer.location).removesuffix("/edit")


def typed(soup: BeautifulSoup) -> dict[str, Any]:
    """What the form of the page would send."""
    form = soup.select_one("main form[method=post]")
    assert form is not None
    found: dict[str, Any] = {}
    for box in form.find_all(["input", "textarea"]):
        if box.get("type") in ("radio", "checkbox") and not box.has_attr("checked"):
            continue
        value = box.get_text().removeprefix("\n") if box.name == "textarea" else box.get("value", "")
        found.setdefault(str(box["name"]), []).append(value)
    return found


def save(browser: FlaskClient, draft: str, **changes: Any) -> Any:
    """Send the form as it is shown, with some boxes changed."""
    sent = typed(page(browser.get(f"{draft}/edit")))
    names = {name.replace("__", "-"): value for name, value in changes.items()}
    assert names.keys() <= sent.keys()
    return browser.post(f"{draft}/edit", data=sent | names)


def drafts() -> list[RuleDraft]:
    return list(db.session.scalars(select(RuleDraft)))


def test_a_draft_is_opened_changed_and_shown_with_both_values(reviewer: FlaskClient) -> None:
    assert "还没有规则草案" in page(reviewer.get(LIST)).get_text()
    draft = opened(reviewer)
    assert "还没有改动" in page(reviewer.get(draft)).get_text()
    answer = save(reviewer, draft, p__pass_total="65", p__staff_bands__0__at_least="35")
    assert (answer.status_code, answer.location) == (303, draft)
    shown = page(reviewer.get(draft)).find("table", id="changes").get_text(" ", strip=True)
    assert all(word in shown for word in ("综合评价合格分", "60 分", "65 分", "≥ 30 % 得 20 分", "≥ 35 % 得 20 分"))
    listed = page(reviewer.get(LIST)).find("table", id="drafts").get_text(" ", strip=True)
    assert all(word in listed for word in ("合格分提高", "科技型中小企业评价办法", "尚未试算", "初审员"))
    again = page(reviewer.get(f"{draft}/edit"))
    assert (again.find(id="p-pass_total")["value"], again.find(id="p-staff_bands-0-at_least")["value"]) == ("65", "35")


def test_saving_the_form_as_it_is_changes_nothing_for_any_rule_set(reviewer: FlaskClient) -> None:
    for rule_set_id in ("tech_sme_2017", "hnte_2016", "zj_tech_leader_2023", "zj_tech_sme_2016"):
        draft = opened(reviewer, rule_set_id=rule_set_id)
        assert save(reviewer, draft).status_code == 303
    assert [one.changes for one in drafts()] == [{}, {}, {}, {}]
    assert {one.version for one in drafts()} == {1}


def test_every_kind_of_value_can_be_changed(reviewer: FlaskClient) -> None:
    draft = opened(reviewer)
    boxes = {
        "p__revenue_max": "30000.5",
        "p__staff_nonzero": "no",
        "p__ip_class1_kinds": ["invention_patent", "ic_layout"],
        "p__cost_expense_items": "营业成本\r\n\r\n财务费用",
        "p__ip_class1_bands__1__at_least": "",
        "p__ip_class2_bands__3__at_least": "",
        "p__ip_class2_bands__3__points": "",
        "p__staff_bands__5__at_least": "7.5",
        "p__staff_bands__5__points": "2",
    }
    assert save(reviewer, draft, **boxes).status_code == 303
    (one,) = drafts()
    assert one.changes.pop("staff_bands")[-1] == {"at_least": "7.5", "points": 2}
    assert [band["points"] for band in one.changes.pop("ip_class2_bands")] == [24, 18, 12]
    assert one.changes == {
        "revenue_max": "30000.5",
        "staff_nonzero": False,
        "ip_class1_kinds": ["invention_patent", "ic_layout"],
        "cost_expense_items": ["营业成本", "财务费用"],
    }
    assert "发明专利" in page(reviewer.get(draft)).find("table", id="changes").get_text()
    draft = opened(reviewer, rule_set_id="zj_tech_leader_2023")
    assert save(reviewer, draft, p__rd_shares__0__share="5", p__tech_staff_share_min="12.5").status_code == 303
    assert drafts()[-1].changes == {
        "rd_shares": [{"up_to": "500000", "share": "5"}, {"up_to": None, "share": "3"}],
        "tech_staff_share_min": "12.5",
    }
    draft = opened(reviewer, rule_set_id="hnte_2016")
    assert save(reviewer, draft, p__growth_bands__0__edge="40").status_code == 303
    assert drafts()[-1].changes["growth_bands"][0] == {"at_least": "40", "low": 9, "high": 10}


@pytest.mark.parametrize(
    ("box", "value", "field"),
    [
        ("p-pass_total", "many", "p-pass_total"),
        ("p-pass_total", "", "p-pass_total"),
        ("p-pass_total", "-1", "p-pass_total"),
        ("p-pass_total", "9" * 30, "p-pass_total"),
        ("p-revenue_max", "1.005", "p-revenue_max"),
        ("p-revenue_max", "1e5", "p-revenue_max"),
        ("p-staff_bands-0-at_least", "12.345", "p-staff_bands-0-at_least"),
        ("p-staff_bands-0-at_least", "x\x00", "p-staff_bands-0-at_least"),
        ("p-staff_bands-0-at_least", "0", "p-staff_bands-0-at_least"),
        ("p-staff_bands-1-at_least", "40", "p-staff_bands-0-at_least"),
        ("p-staff_bands-1-points", "", "p-staff_bands-1-points"),
        ("p-staff_bands-5-points", "1", "p-staff_bands-5-at_least"),
        ("p-ip_class1_kinds", [], "p-ip_class1_kinds"),
        ("p-ip_class1_kinds", ["trademark"], "p-ip_class1_kinds"),
        ("p-cost_expense_items", "", "p-cost_expense_items"),
        ("p-cost_expense_items", "同\n同", "p-cost_expense_items"),
        ("p-staff_nonzero", "perhaps", "p-staff_nonzero"),
        ("name", "", "name"),
        ("name", "长" * 121, "name"),
    ],
)
def test_bad_values_are_refused_at_their_field_and_stay_as_typed(
    reviewer: FlaskClient, box: str, value: Any, field: str
) -> None:
    draft = opened(reviewer)
    sent = typed(page(reviewer.get(f"{draft}/edit"))) | {"p-assets_max": "12345.67", box: value}
    soup = page(reviewer.post(f"{draft}/edit", data=sent), 422)
    assert soup.find(id=f"{field}-error").get_text(strip=True)
    assert "参数文件" not in soup.get_text()
    assert soup.find(id="p-assets_max")["value"] == "12345.67"
    assert drafts()[0].changes == {}


def test_the_years_that_firms_report_bound_the_years_asked(reviewer: FlaskClient) -> None:
    draft = opened(reviewer, rule_set_id="hnte_2016")
    for years in ("0", "4"):
        soup = page(save(reviewer, draft, p__fiscal_years=years), 422)
        assert "1 到 3 之间" in soup.find(id="p-fiscal_years-error").get_text()


def test_the_second_of_two_editors_is_told_and_keeps_what_he_typed(reviewer: FlaskClient, app: RegistryFlask) -> None:
    draft = opened(reviewer)
    other = app.test_client()
    log_in(other, user("审定员", role=Role.APPROVER))
    late = typed(page(other.get(f"{draft}/edit")))
    assert save(reviewer, draft, p__pass_total="65").status_code == 303
    soup = page(other.post(f"{draft}/edit", data=late | {"p-pass_total": "70", "name": "我的名称"}), 409)
    assert "别人修改了这份草案" in soup.find(id="error-summary").get_text()
    assert (soup.find(id="p-pass_total")["value"], soup.find(id="name")["value"]) == ("70", "我的名称")
    assert drafts()[0].changes == {"pass_total": 65}
    for version in ("", "x", "-1"):
        assert other.post(f"{draft}/edit", data=late | {"version": version}).status_code == 422


def test_a_corrected_rule_set_is_told_until_the_draft_is_saved(
    reviewer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = opened(reviewer)
    save(reviewer, draft, p__pass_total="65")
    real = catalog.get
    corrected = replace(real("tech_sme_2017"), version=2)
    monkeypatch.setattr(catalog, "get", lambda wanted: corrected if wanted == corrected.id else real(wanted))
    assert "第 1 版更正为第 2 版" in page(reviewer.get(draft)).get_text()
    refused = page(reviewer.post(f"{draft}/try", data={"day": "2026-03-02"}), 409)
    assert "第 2 版" in refused.find(id="error-summary").get_text()
    assert "第 2 版" in page(reviewer.get(f"{draft}/edit")).get_text()
    assert save(reviewer, draft).status_code == 303
    assert "更正为" not in page(reviewer.get(draft)).get_text()
    assert reviewer.post(f"{draft}/try", data={"day": "2026-03-02"}).status_code == 303


def test_a_change_that_the_rewritten_rule_set_does_not_take_is_told_and_dropped(reviewer: FlaskClient) -> None:
    draft = opened(reviewer)
    (one,) = drafts()
    one.changes = {"pass_total": 65, "gone": 1, "staff_max": ["many"], "staff_bands": 7}
    db.session.commit()
    assert "已不接受的数值" in page(reviewer.get(draft)).get_text()
    edit = page(reviewer.get(f"{draft}/edit"))
    assert [edit.find(id=f"p-{code}")["value"] for code in ("pass_total", "staff_max")] == ["65", "500"]
    assert page(reviewer.post(f"{draft}/try", data={"day": "2026-03-02"}), 422)
    assert save(reviewer, draft).status_code == 303
    assert drafts()[0].changes == {"pass_total": 65}


@pytest.mark.parametrize("day", ["", "soon", "2026-03-03", "2017-05-02", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_tried_is_refused_at_its_field(reviewer: FlaskClient, day: str) -> None:
    draft = opened(reviewer)
    save(reviewer, draft, p__pass_total="65")
    soup = page(reviewer.post(f"{draft}/try", data={"day": day}), 422)
    assert soup.find(id="day-error").get_text(strip=True)
    assert soup.find(id="day")["value"] == day
    assert list(db.session.scalars(select(RuleDraftRun))) == []


def test_a_draft_without_changes_is_not_tried(reviewer: FlaskClient) -> None:
    draft = opened(reviewer)
    assert page(reviewer.post(f"{draft}/try", data={"day": "2026-03-02"}), 422)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule_set_id": ""}, "rule_set_id"),
        ({"rule_set_id": "zj_leader_2016"}, "rule_set_id"),
        ({"rule_set_id": "lifecycle_sme"}, "rule_set_id"),
        ({"name": " "}, "name"),
        ({"name": "长" * 121}, "name"),
    ],
)
def test_a_draft_needs_a_rule_set_in_force_and_a_name(
    reviewer: FlaskClient, changes: dict[str, str], field: str
) -> None:
    soup = page(reviewer.post(f"{LIST}/new", data=NEW | changes), 422)
    assert soup.find(id=f"{field}-error").get_text(strip=True)
    assert drafts() == []


@pytest.mark.parametrize("path", ["nothing", "nothing/edit", "runs/nothing", "runs/nothing/firms", "runs/x/firms.csv"])
def test_what_does_not_exist_is_not_found(reviewer: FlaskClient, path: str) -> None:
    page(reviewer.get(f"{LIST}/{path}"), 404)


@pytest.mark.parametrize("role", Role)
def test_reviewers_approvers_and_registrars_try_leaders_and_auditors_read(
    client: FlaskClient, app: RegistryFlask, role: Role
) -> None:
    maker = app.test_client()
    log_in(maker, user(role=Role.REGISTRAR))
    draft = opened(maker)
    save(maker, draft, p__pass_total="65")
    run = maker.post(f"{draft}/try", data={"day": "2026-03-02"}).location
    log_in(client, user(role=role))
    runs = role in (Role.REVIEWER, Role.APPROVER, Role.REGISTRAR)
    reads = runs or role in (Role.LEADER, Role.AUDITOR)
    pages = [LIST, draft, run, f"{run}/firms", f"{run}/firms.csv"]
    assert {client.get(path).status_code for path in pages} == {200 if reads else 403}
    assert {client.get(path).status_code for path in (f"{LIST}/new", f"{draft}/edit")} == {200 if runs else 403}
    acts = [client.post(f"{draft}/try", data={"day": "2026-03-02"}), client.post(f"{run}/go-on")]
    assert {answer.status_code for answer in acts} == {303 if runs else 403}
    assert len(list(db.session.scalars(select(RuleDraftRun)))) == 1 + runs
    if reads and not runs:
        assert not page(client.get(draft)).select("main form")
        assert "新建草案" not in page(client.get(LIST)).get_text()
