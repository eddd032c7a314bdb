"""The way up on the self-check page: the smallest changes where there are any, otherwise why there are none."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.web.firm.conftest import Desk
from tests.web.firm.test_reports import save, send
from tests.web.firm.test_self_check import CLEAN
from tests.web.pages import page

HEADING = "怎样达到要求"


def checked(desk: Desk, answers: str = CLEAN, **figures: str) -> BeautifulSoup:
    save(desk, **figures)
    send(desk)
    return page(desk.browser.get(desk.url(f"self-check/national_sme?{answers}")))


def test_each_way_with_its_points(submitter: Desk) -> None:
    shown = checked(submitter, rd_spend="240")
    ways = [" ".join(one.get_text().split()) for one in shown.select("main ol li")]
    assert "再有 1 项Ⅰ类知识产权（由 0 项增至 1 项，+30 分） 得分 46 → 76" in ways
    assert HEADING in shown.get_text()
    assert "下一次申报的目标" in shown.get_text()


def test_what_cannot_be_mended_is_said_and_no_way_is_offered(submitter: Desk) -> None:
    answers = CLEAN.replace("accident_or_dishonesty=no", "accident_or_dishonesty=yes")
    shown = checked(submitter, answers, rd_spend="240")
    assert "不是增加投入或补充数据能够解决的" in shown.get_text()
    assert "有此类情况" in shown.select_one("main h2:-soup-contains('怎样达到要求') ~ ul").get_text()  # type: ignore[union-attr]
    assert not shown.select("main ol li")


def test_what_has_to_be_known_first_is_named(submitter: Desk) -> None:
    shown = checked(submitter, "excluded_industry=no&no_intellectual_property=yes", rd_spend="240")
    waiting = shown.select_one("main h2:-soup-contains('怎样达到要求') ~ ul").get_text()  # type: ignore[union-attr]
    assert "经营异常和严重违法失信名单" in waiting
    assert not shown.select("main ol li")


def test_a_firm_that_passes_needs_none(submitter: Desk) -> None:
    assert HEADING not in checked(submitter, rd_spend="360").get_text()
