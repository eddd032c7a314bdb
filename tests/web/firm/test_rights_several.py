"""Many rights at once: looked at first, recorded whole, nothing dropped in silence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from registry.core.reading import fetch
from registry.enterprises.models import MemberRole
from registry.intellectual_property.models import Acquisition
from registry.intellectual_property.queries import rights_of
from registry.rules.identifiers.ip_numbers import IpKind, patent_check_digit
from tests.web.firm.conftest import Desk
from tests.web.pages import page

HEAD = "种类\t授权号\t知识产权名称\t权利人\t获得方式\t申请日期\t授权日期\t产品\t高企认定年份"


def patent(serial: int, kind: str = "1") -> str:
    digits = f"2020{kind}{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


def line(serial: int, **cells: str) -> str:
    values = {
        "kind": "发明专利",
        "number": patent(serial),
        "title": f"一种轴承{serial}",
        "owners": "宁波大学；宁波测试精密科技有限公司",
        "acquisition": "自主研发",
        "filed_on": "2020-05-01",
        "granted_on": "2022-05-06",
        "product": "精密轴承",
        "hte_year": "",
    }
    return "\t".join({**values, **cells}.values())


def several(desk: Desk, *lines: str, record: bool = False) -> TestResponse:
    data = {"rows": "\n".join([HEAD, *lines]), **({"record": "1"} if record else {})}
    return desk.browser.post(desk.url("intellectual-property/several"), data=data)


def rights(desk: Desk) -> list[Any]:
    return fetch(rights_of(desk.firm.id))


def results(shown: BeautifulSoup) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in shown.select("#rows-read tbody td[data-label=核对结果]")]


def test_nothing_is_recorded_before_the_second_press(submitter: Desk) -> None:
    page(submitter.browser.get(submitter.url("intellectual-property/several")))
    shown = page(several(submitter, line(1), line(2)))
    assert results(shown) == ["可以登记", "可以登记"]
    assert rights(submitter) == []
    again = shown.select_one("#rows").get_text().strip().split("\n")  # type: ignore[union-attr]
    assert several(submitter, *again[1:], record=True).status_code == 303
    one, two = rights(submitter)
    assert (one.kind, one.number, one.title) == (IpKind.INVENTION_PATENT, patent(1), "一种轴承1")
    assert (one.owners, one.acquisition) == ("宁波大学；宁波测试精密科技有限公司", Acquisition.OWN)
    assert (str(one.filed_on), str(one.granted_on), str(one.expires_on)) == ("2020-05-01", "2022-05-06", "2040-04-30")
    assert (one.product, one.hte_year, two.number) == ("精密轴承", None, patent(2))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"number": "202010123456"}, "编号：专利号“202010123456”缺少末位校验位"),
        ({"number": ""}, "编号：编号没有填写"),
        ({"kind": "实用新型"}, "编号：专利号"),
        ({"kind": "商标"}, "种类：“商标”不是可选的内容"),
        ({"title": ""}, "名称：名称没有填写"),
        ({"title": "=1+1"}, "名称：“=1+1”以公式符号开头"),
        ({"acquisition": "许可"}, "取得方式：“许可”不是可选的内容"),
        ({"granted_on": "2022-02-30"}, "授权日：“2022-02-30”不是日历上有的日子"),
        ({"granted_on": "2019-01-01"}, "授权日：授权日不能早于申请日"),
        ({"granted_on": "2026-03-03"}, "授权日：日期不能晚于今天"),
        ({"hte_year": "去年"}, "高企认定年份：“去年”应填认定的年份"),
        ({"hte_year": "2021"}, "高企认定年份：授权日在 2021 年以后"),
        ({"owners": "人" * 301}, "权利人：权利人超过 300 个字"),
        ({"number": patent(1)}, "编号：与第 2 行重复"),
    ],
)
def test_one_wrong_cell_is_named_and_holds_up_all(submitter: Desk, cells: dict[str, str], said: str) -> None:
    shown = page(several(submitter, line(1), line(2, **cells), record=True), 422)
    first, second = results(shown)
    assert first == "可以登记"
    assert said in second
    assert shown.select_one("#rows-error")
    assert f"一种轴承{1}" in shown.select_one("#rows").get_text()  # type: ignore[union-attr]
    assert rights(submitter) == []


def test_a_wrong_check_digit_is_shown_and_may_be_recorded(submitter: Desk) -> None:
    wrong = patent(1)[:-1] + ("1" if patent(1)[-1] != "1" else "2")
    assert "校验位应为" in results(page(several(submitter, line(1, number=wrong))))[0]
    assert several(submitter, line(1, number=wrong), record=True).status_code == 303
    listed = page(submitter.browser.get(submitter.url("intellectual-property")))
    assert "校验位应为" in listed.select_one("#rights tbody th").get_text()  # type: ignore[union-attr]
    assert any("1 项的编号需要与证书核对" in note.get_text() for note in listed.select(".note-warn"))


def test_a_second_run_adds_only_what_is_new(submitter: Desk) -> None:
    assert several(submitter, line(1), record=True).status_code == 303
    shown = page(several(submitter, line(1), line(2)))
    assert results(shown) == ["已登记，不重复登记", "可以登记"]
    assert several(submitter, line(1), line(2), record=True).status_code == 303
    assert len(rights(submitter)) == 2
    nothing = page(several(submitter, line(1), record=True))
    assert "都已登记" in nothing.get_text()
    assert len(rights(submitter)) == 2


def test_a_file_is_shown_first_even_where_the_record_button_was_pressed(submitter: Desk) -> None:
    content = "\n".join([HEAD, line(1)]).encode("gb18030")
    data = {"rows": "", "file": (io.BytesIO(content), "专利.csv"), "record": "1"}
    shown = page(submitter.browser.post(submitter.url("intellectual-property/several"), data=data))
    assert results(shown) == ["可以登记"]
    assert patent(1) in shown.select_one("#rows").get_text()  # type: ignore[union-attr]
    assert rights(submitter) == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"rows": ""}, "rows"),
        ({"rows": "种类\t名称\n发明专利\t甲"}, "rows"),
        ({"rows": "a\x00b"}, "rows"),
        ({"rows": "", "file": (io.BytesIO(b"%PDF-1.7 nothing"), "a.xlsx")}, "file"),
    ],
)
def test_no_table_is_told_at_the_field(submitter: Desk, data: dict[str, Any], field: str) -> None:
    shown = page(submitter.browser.post(submitter.url("intellectual-property/several"), data=data), 422)
    assert shown.select_one(f"#{field}-error")


def test_a_row_that_is_no_right_is_told(submitter: Desk) -> None:
    shown = page(several(submitter, line(1), "合计\t1"))
    assert "第 3 行：合计行" in shown.get_text()


def test_three_hundred_rows_are_all_kept_and_listed_by_pages(submitter: Desk) -> None:
    lines = [line(serial) for serial in range(1, 301)]
    assert results(page(several(submitter, *lines))) == ["可以登记"] * 300
    assert several(submitter, *lines, record=True).status_code == 303
    assert len(rights(submitter)) == 300
    found: list[str] = []
    for number in range(1, 7):
        shown = page(submitter.browser.get(submitter.url(f"intellectual-property?page={number}")))
        found += [cell.get_text() for cell in shown.select("#rights tbody th .amount")]
    assert found == sorted(patent(serial) for serial in range(1, 301))
    last = page(submitter.browser.get(submitter.url("intellectual-property?page=999")))
    assert "第 251–300 条，共 300 条" in last.get_text()


def test_readers_record_nothing(desk: Callable[..., Desk]) -> None:
    viewer = desk(MemberRole.VIEWER)
    page(several(viewer, line(1), record=True), 403)
    page(viewer.browser.get(viewer.url("intellectual-property/several")), 403)
    assert rights(viewer) == []


def test_the_empty_table_can_be_taken_along(submitter: Desk) -> None:
    found = submitter.browser.get(submitter.url("intellectual-property/several.xlsx"))
    assert found.status_code == 200
    data = {"rows": "", "file": (io.BytesIO(found.data), "表.xlsx")}
    shown = page(submitter.browser.post(submitter.url("intellectual-property/several"), data=data), 422)
    assert "没有数据" in shown.select_one("#file-error").get_text()  # type: ignore[union-attr]
