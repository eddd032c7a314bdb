"""The self-check: what is known, what is missing, and that the way up leads up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from registry.applications.models import Application
from registry.extensions import db
from registry.reference.queries import get_scheme
from tests.web.firm.conftest import Desk
from tests.web.firm.test_reports import save, send
from tests.web.pages import page

CLEAN = "excluded_industry=no&accident_or_dishonesty=no&on_abnormal_list=no&no_intellectual_property=yes"


def test_without_data_it_says_what_is_missing_and_where_to_enter_it(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url("self-check/national_sme")))
    text = shown.get_text()
    assert "尚不能判断" in text
    links = {link["href"] for link in shown.select("main a")}
    assert submitter.url("reports/2025") in links
    assert submitter.url("intellectual-property") in links
    assert "#excluded_industry" in links
    assert shown.select_one("#excluded_industry")


def test_the_figures_of_the_report_and_the_answers_decide(submitter: Desk) -> None:
    save(submitter, rd_spend="360")
    send(submitter)
    shown = page(submitter.browser.get(submitter.url(f"self-check/national_sme?{CLEAN}")))
    assert "66 分" in shown.get_text()  # 16 for staff, 50 for research, none for rights
    assert "符合条件" in shown.select_one(".st-ok").get_text()  # type: ignore[union-attr]
    assert "第六条" in shown.get_text()


def test_the_way_up_is_shown_where_the_score_is_too_low(submitter: Desk) -> None:
    save(submitter, rd_spend="180")
    send(submitter)
    shown = page(submitter.browser.get(submitter.url(f"self-check/national_sme?{CLEAN}")))
    ways = [one.get_text() for one in shown.select("main ol li")]
    assert any("研发费用由 180 万元增至" in way for way in ways)
    assert any("知识产权" in way for way in ways)


def test_answers_go_into_the_draft(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url(f"self-check/national_sme?{CLEAN}")))
    form = next(form for form in shown.select("main form") if form["action"].endswith("/applications/open"))
    data = {one["name"]: one["value"] for one in form.select("input") if one.get("value")}
    assert submitter.browser.post(form["action"], data=data).status_code == 303
    one = db.session.scalars(select(Application)).one()
    assert one.draft == {
        "excluded_industry": False,
        "accident_or_dishonesty": False,
        "on_abnormal_list": False,
        "no_intellectual_property": True,
    }
    again = page(submitter.browser.get(submitter.url("self-check/national_sme")))
    assert again.select_one("input[type=radio][name=excluded_industry][value=no]").has_attr("checked")  # type: ignore[union-attr]


@pytest.mark.parametrize("query", ["excluded_industry=maybe", "excluded_industry=%00", "x=1&after=zzz", "staff=9e99"])
def test_nonsense_in_the_address_is_no_answer(submitter: Desk, query: str) -> None:
    assert "尚不能判断" in page(submitter.browser.get(submitter.url(f"self-check/national_sme?{query}"))).get_text()


@pytest.mark.parametrize("scheme", ["zhejiang_leading", "district_leading"])
def test_leading_firms_read_whose_standard_it_is(submitter: Desk, scheme: str) -> None:
    shown = page(submitter.browser.get(submitter.url(f"self-check/{scheme}"))).get_text()
    assert "非区级认定标准" in shown
    assert "26 个山区海岛县" in shown


def test_the_provincial_list_has_its_own_check(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url("self-check/zhejiang_sme"))).get_text()
    assert "浙科发高〔2016〕88号" in shown
    assert "注册满 365 天" in shown


def test_a_scheme_without_rules_says_so(submitter: Desk) -> None:
    get_scheme("national_hte").rule_sets = []
    db.session.commit()
    assert (
        "没有这一类认定的自动核对规则"
        in page(submitter.browser.get(submitter.url("self-check/national_hte"))).get_text()
    )


@pytest.mark.parametrize("scheme", ["nonsense", "%00", "甲"])
def test_a_scheme_that_does_not_exist_is_not_found(submitter: Desk, scheme: str) -> None:
    page(submitter.browser.get(submitter.url(f"self-check/{scheme}")), 404)
