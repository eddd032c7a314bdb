"""试申报: the letter that would come, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from registry.applications.models import Application
from registry.core.ids import new_public_id
from registry.core.money import FEN_PER_WAN
from registry.documents.models import Document
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.reference.queries import get_scheme
from tests.factories.enterprises import enterprise
from tests.factories.records import report, right
from tests.factories.time import START
from tests.web.firm.conftest import Desk
from tests.web.firm.test_ladder import NO, declare, plain, reported
from tests.web.firm.test_reports import save
from tests.web.pages import page
from tests.web.rows import all_rows


def rehearsed(desk: Desk, scheme: str = "national_sme") -> BeautifulSoup:
    return page(desk.browser.get(desk.url(f"rehearsal/{scheme}")))


def points(soup: BeautifulSoup) -> list[str]:
    return [plain(one) for one in soup.select(".letter li")]


def test_the_letter_says_everything_at_once(submitter: Desk) -> None:
    shown = rehearsed(submitter)
    text = plain(shown)
    assert "试申报 不会提交，也不保存" in text
    assert "宁波测试精密科技有限公司：" in text
    assert "你单位申报“科技型中小企业（国家入库）”的材料收悉" in text
    found = points(shown)
    assert any(one.startswith("产品和服务 缺少数据") and "依据：第六条（三）" in one for one in found)
    assert any(one.startswith("2025 年度报告 还没有报送") for one in found)
    assert any(one.startswith("材料 尚未上传") and "研发支出辅助账" in one for one in found)
    assert "请于 2026-03-16 前（含当日）" in text  # ten working days


def test_nothing_is_stored(submitter: Desk) -> None:
    reported(submitter)
    declare(submitter, **NO)
    before = all_rows()
    for scheme in ("national_sme", "national_hte", "district_leading"):
        rehearsed(submitter, scheme)
    assert all_rows() == before
    assert before["annual_report"]


def test_a_figure_that_falls_short_is_said_with_its_step(submitter: Desk) -> None:
    reported(submitter, rd_spend="180")
    declare(submitter, **NO)
    found = points(rehearsed(submitter))
    assert any(one.startswith("综合评价得分 不符合：36 分；要求：总分不低于 60 分。") for one in found)
    assert not any("2025 年度报告" in one for one in found)


def test_what_is_in_order_gives_no_point(submitter: Desk) -> None:
    reported(submitter, rd_spend="360")
    declare(submitter, **NO)
    for requirement in ("licence", "rd_accounts", "finance", "staff", "rights", "direct_route"):
        _upload(submitter, requirement)
    shown = rehearsed(submitter)
    assert points(shown) == []
    assert "没有需要补正的内容" in plain(shown)
    assert "请于" not in plain(shown)


def test_a_draft_report_that_could_not_be_sent(submitter: Desk) -> None:
    save(submitter, rd_staff="81", revenue="六千")
    found = points(rehearsed(submitter))
    assert any("科技人员数不能大于职工总数 80 人" in one for one in found)
    assert any("草稿中“销售收入”不是有效的数字" in one for one in found)


def test_the_draft_of_an_application_is_what_is_judged(submitter: Desk) -> None:
    declare(submitter, excluded_industry="yes")
    assert "按企业已申报的事项" in plain(rehearsed(submitter))
    submitter.browser.post(submitter.url("applications/open"), data={"scheme": "national_sme", **NO})
    shown = rehearsed(submitter)
    assert "按申请草稿中的回答" in plain(shown)
    assert not any(one.startswith("产品和服务") for one in points(shown))
    assert "今天还不能提交" not in plain(shown)
    db.session.scalars(select(Application)).one().state = "submitted"
    db.session.commit()
    assert "今天还不能提交" in plain(rehearsed(submitter))


def test_what_an_officer_would_ask_about_without_naming_other_firms(submitter: Desk) -> None:
    other = enterprise(name="宁波隔壁有限公司")
    for firm in (submitter.firm, other):
        right(firm, IpKind.INVENTION_PATENT).number = "202310000001X"
    report(submitter.firm, 2024, rd_spend=100 * FEN_PER_WAN, revenue=6000 * FEN_PER_WAN)
    report(submitter.firm, 2025, rd_spend=300 * FEN_PER_WAN, revenue=6000 * FEN_PER_WAN)
    db.session.commit()
    text = plain(rehearsed(submitter))
    assert "研发费用达到上年的 3 倍或以上" in text
    assert "2024 年 100 万元 → 2025 年 300 万元" in text
    assert "有 1 项知识产权同时登记在其他企业名下且有效" in text
    assert "隔壁" not in text
    assert other.uscc not in text


def test_a_scheme_without_rules_says_so_and_still_checks_the_rest(submitter: Desk) -> None:
    get_scheme("national_hte").rule_sets = []
    db.session.commit()
    shown = rehearsed(submitter, "national_hte")
    assert "没有这一类认定的自动核对规则" in plain(shown)
    assert any("年度报告" in one for one in points(shown))


@pytest.mark.parametrize("scheme", ["nonsense", "%00", "甲"])
def test_a_scheme_that_does_not_exist_is_not_found(submitter: Desk, scheme: str) -> None:
    page(submitter.browser.get(submitter.url(f"rehearsal/{scheme}")), 404)


def test_everybody_of_the_firm_may_rehearse(desk: Callable[..., Desk]) -> None:
    assert points(rehearsed(desk(MemberRole.VIEWER)))


def _upload(desk: Desk, requirement: str) -> None:
    """A file of that use, as a row: what is in it does not matter here."""
    db.session.add(
        Document(
            public_id=new_public_id(),
            enterprise_id=desk.firm.id,
            requirement=requirement,
            filename="证明.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_at=START,
            uploaded_by_id=desk.person.id,
        )
    )
    db.session.commit()
