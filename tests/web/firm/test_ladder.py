"""All rungs on one page: what is lacking and by how much, what leads up, and the questions answered once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import event, select

from registry.assessments.models import Declaration
from registry.assessments.queries import declarations_of
from registry.core.money import FEN_PER_WAN
from registry.enterprises.models import MemberRole
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.reference.queries import get_scheme, schemes
from tests.factories.records import report, right
from tests.web.firm.conftest import Desk
from tests.web.firm.test_home_overview import certify
from tests.web.firm.test_reports import save, send
from tests.web.pages import page

NO = {
    "excluded_industry": "no",
    "accident_or_dishonesty": "no",
    "on_abnormal_list": "no",
    "national_award_top3_5y": "no",
    "provincial_rd_institution": "no",
    "led_standard_5y": "no",
    "no_intellectual_property": "yes",
}


def ladder(desk: Desk, query: str = "") -> BeautifulSoup:
    return page(desk.browser.get(desk.url(f"ladder{query}")))


def rung(soup: BeautifulSoup, scheme: str = "national_sme") -> Tag:
    found = soup.select_one(f"section#{scheme}")
    assert found is not None
    return found


def line(soup: BeautifulSoup, scheme: str = "national_sme") -> str:
    """The first answer of a rung, above everything else."""
    found = next(one for one in soup.select(".gap-line") if one.select_one(f"a[href='#{scheme}']"))
    return plain(found)


def plain(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def declare(desk: Desk, status: int = 303, **answers: str) -> BeautifulSoup | None:
    """Save the form of questions."""
    form = page(desk.browser.get(desk.url("declarations")))
    seen = form.select_one("input[name=version]")["value"]  # type: ignore[index]
    answer = desk.browser.post(desk.url("declarations"), data={"version": seen, **answers})
    assert answer.status_code == status
    return None if status == 303 else page(answer, status)


def reported(desk: Desk, **figures: str) -> None:
    save(desk, **figures)
    assert send(desk).status_code == 303


def test_every_open_scheme_stands_there_in_its_order(submitter: Desk) -> None:
    shown = ladder(submitter)
    codes = [one.code for one in schemes(open_only=True)]
    assert [one.select_one("a")["href"] for one in shown.select(".gap-line")] == [f"#{code}" for code in codes]  # type: ignore[index]
    assert [one["id"] for one in shown.select("section.rung-sheet")] == codes
    assert all("截至 2026-03-02" in plain(one) for one in shown.select(".gap-board, .print-note"))


def test_the_first_lines_say_what_is_lacking_and_by_how_much(submitter: Desk) -> None:
    reported(submitter, rd_spend="180")
    declare(submitter, **NO)
    shown = ladder(submitter)
    assert line(shown) == (
        "科技型中小企业（国家入库） 还不符合 还差 1 项 — 综合评价得分：36 分（要求：总分不低于 60 分），还差 24 分"
        " — 综合评价得分 还差 24 分"  # on a narrow screen in place of the line above
    )
    assert "研发投入 20 / 50" in plain(rung(shown))
    assert "研发费用再增加 60.00 万元" in plain(rung(shown))


def test_what_is_not_known_is_named_in_the_first_line(submitter: Desk) -> None:
    reported(submitter, rd_spend="360")
    declare(submitter, **{name: answer for name, answer in NO.items() if name != "on_abnormal_list"})
    assert line(ladder(submitter)).endswith("但有 1 项条件缺数据 — 缺经营异常和严重违法失信名单的数据")


def test_a_ratio_is_said_with_its_gap_in_money_and_people(submitter: Desk) -> None:
    figures = {"rd_hnte": 100, "rd_hnte_domestic": 100, "revenue": 2000, "operating_cost": 1800, "rd_spend": 100}
    for year in (2023, 2024, 2025):
        report(submitter.firm, year, staff=100, rd_staff=7, **{code: n * FEN_PER_WAN for code, n in figures.items()})
    db.session.commit()
    text = line(ladder(submitter), "national_hte")
    assert "科技人员占比：7 %（要求：≥ 10 %），还差 3 人" in text
    assert "研发费用" not in text  # 5 % of three years' sales is enough


def test_the_first_line_is_cut_where_much_is_lacking_and_the_rung_has_all(submitter: Desk) -> None:
    reported(submitter, rd_spend="1")
    declare(submitter, own_brand="no", market_rank_national="9", market_rank_global="99", growth_items="0")
    shown = ladder(submitter)
    lacking = rung(shown, "zhejiang_leading").select(".gap-list > li")
    assert len(lacking) > 3
    assert f"另有 {len(lacking) - 3} 项" in line(shown, "zhejiang_leading")


def test_a_way_up_when_entered_passes(submitter: Desk) -> None:
    reported(submitter, rd_spend="240")
    declare(submitter, **NO)
    ways = [plain(one) for one in rung(ladder(submitter)).select("ol li")]
    research = next(one for one in ways if "研发费用由 240 万元增至" in one and "并且" not in one)
    found = re.search(r"增至 ([\d.]+) 万元", research)
    assert found is not None
    reported(submitter, rd_spend=found[1])
    assert "符合全部条件" in line(ladder(submitter))


def test_the_other_way_up_when_entered_passes(submitter: Desk) -> None:
    reported(submitter, rd_spend="240")
    declare(submitter, **NO)
    assert "再有 1 项Ⅰ类知识产权" in plain(rung(ladder(submitter)))
    right(submitter.firm, IpKind.INVENTION_PATENT)
    db.session.commit()
    shown = ladder(submitter)
    assert "符合全部条件" in line(shown)
    assert "怎样达到要求" not in plain(rung(shown))


def test_a_title_is_shown_until_its_last_day(submitter: Desk) -> None:
    certify(submitter.firm, date(2026, 3, 3))
    shown = ladder(submitter)
    assert "有效至 2026-03-02（含当日） · 编号 GR202333100001" in plain(rung(shown, "national_hte"))
    assert "未持有" in plain(rung(shown, "national_sme"))


def test_what_is_missing_leads_to_where_it_is_entered(submitter: Desk) -> None:
    links = {link["href"] for link in rung(ladder(submitter), "national_hte").select("ul a")}
    years = {submitter.url(f"reports/{year}") for year in (2023, 2024, 2025)}
    assert years | {submitter.url("declarations"), submitter.url("intellectual-property")} <= links


def test_the_papers_to_bring_say_what_they_prove(submitter: Desk) -> None:
    text = plain(rung(ladder(submitter), "national_hte"))
    assert "知识产权证书（权利人应为本企业） （证明：核心知识产权所有权、知识产权数量、知识产权获得方式）" in text
    assert "以当年通知为准" in text


def test_findings_are_folded_unless_everything_is_asked_for(submitter: Desk) -> None:
    assert not ladder(submitter).select("details[open]")
    shown = ladder(submitter, "?open=1")
    assert len(shown.select("section.rung-sheet details[open]")) == len(shown.select("section.rung-sheet details"))


def test_rungs_with_the_same_rules_are_judged_once(submitter: Desk) -> None:
    shown = ladder(submitter)
    assert "条件与“浙江省创新型领军企业”相同" in line(shown, "district_leading")
    assert not rung(shown, "district_leading").select("details")
    assert rung(shown, "zhejiang_leading").select("details")


def test_a_scheme_without_rules_says_so(submitter: Desk) -> None:
    get_scheme("national_hte").rule_sets = []
    db.session.commit()
    shown = ladder(submitter)
    assert "系统中没有这一类认定的自动核对规则" in line(shown, "national_hte")
    assert "没有这一类认定的自动核对规则" in plain(rung(shown, "national_hte"))


def test_the_page_asks_a_fixed_number_of_questions_of_the_database(submitter: Desk) -> None:
    def counted() -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            ladder(submitter)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    before = counted()
    for year in (2023, 2024, 2025):
        report(submitter.firm, year, staff=100, revenue=100)
    for _ in range(9):
        right(submitter.firm, IpKind.UTILITY_MODEL)
    db.session.commit()
    assert counted() <= before + 2


def test_declared_once_with_who_and_when(submitter: Desk) -> None:
    declare(submitter, accident_last_year="no", class2_ip_unused="3")
    rows = {one.fact: one for one in db.session.scalars(declarations_of(submitter.firm.id))}
    assert {name: row.value for name, row in rows.items()} == {"accident_last_year": False, "class2_ip_unused": 3}
    assert {row.declared_by_id for row in rows.values()} == {submitter.person.id}
    shown = page(submitter.browser.get(submitter.url("declarations")))
    assert "提交人甲 于 2026-03-02 09:00 填写" in plain(shown)
    assert shown.select_one("input[name=accident_last_year][value=no]").has_attr("checked")  # type: ignore[union-attr]
    assert "用于：浙江省科技型中小企业、高新技术企业" in plain(shown)
    declare(submitter, accident_last_year="no", class2_ip_unused="3")
    assert len(db.session.scalars(select(Declaration)).all()) == 2  # the second time nothing is new


def test_an_answer_can_be_taken_back(submitter: Desk) -> None:
    declare(submitter, own_brand="yes")
    declare(submitter)
    assert not db.session.scalars(declarations_of(submitter.firm.id)).all()


def test_a_wrong_number_is_said_at_its_field_and_kept(submitter: Desk) -> None:
    shown = declare(submitter, 422, class2_ip_unused="三项", own_brand="yes")
    assert shown is not None
    assert "应是整数" in shown.select_one("#class2_ip_unused-error").get_text()  # type: ignore[union-attr]
    assert shown.select_one("#class2_ip_unused")["value"] == "三项"  # type: ignore[index]
    assert shown.select_one("input[name=own_brand][value=yes]").has_attr("checked")  # type: ignore[union-attr]
    assert not db.session.scalars(select(Declaration)).all()


def test_the_second_of_two_is_told_and_loses_nothing(submitter: Desk, desk: Callable[..., Desk]) -> None:
    colleague = desk(MemberRole.PREPARER, "填报人乙")
    form = page(submitter.browser.get(submitter.url("declarations")))
    seen = form.select_one("input[name=version]")["value"]  # type: ignore[index]
    declare(colleague, own_brand="yes", future_industry="yes")
    mine = {"own_brand": "no", "future_industry": "yes", "version": seen}
    shown = page(submitter.browser.post(submitter.url("declarations"), data=mine), 409)
    assert "另一位经办人保存的是：是" in shown.select_one("#own_brand-warning").get_text()  # type: ignore[union-attr]
    assert not shown.select_one("#future_industry-warning")
    assert shown.select_one("input[name=own_brand][value=no]").has_attr("checked")  # type: ignore[union-attr]
    again = {**mine, "version": shown.select_one("input[name=version]")["value"]}  # type: ignore[index]
    assert submitter.browser.post(submitter.url("declarations"), data=again).status_code == 303
    rows = {one.fact: one.value for one in db.session.scalars(declarations_of(submitter.firm.id))}
    assert rows == {"own_brand": False, "future_industry": True}


@pytest.mark.parametrize("version", ["", "abc", "-1"])
def test_a_form_without_its_stand_is_out_of_date(submitter: Desk, version: str) -> None:
    answer = submitter.browser.post(submitter.url("declarations"), data={"version": version, "own_brand": "yes"})
    assert answer.status_code == 422
    assert not db.session.scalars(select(Declaration)).all()


def test_who_only_reads_saves_nothing(desk: Callable[..., Desk]) -> None:
    reader = desk(MemberRole.VIEWER)
    shown = page(reader.browser.get(reader.url("declarations")))
    assert not shown.select("main form")
    assert reader.browser.post(reader.url("declarations"), data={"own_brand": "yes"}).status_code == 403
    assert not rung(ladder(reader)).select("form")


def test_the_overview_and_the_tabs_lead_there(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url()))
    assert {submitter.url("ladder"), submitter.url("ladder") + "#national_hte"} <= {
        link["href"] for link in shown.select("main a")
    }
    assert "自查：没有发现不符合的条件" in plain(shown)
