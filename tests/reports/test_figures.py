"""What is wrong with figures and what is only unusual."""

from __future__ import annotations

import pytest

from registry.core.money import FEN_PER_WAN
from registry.reports.figures import (
    BY_CODE,
    FIGURES,
    MOST_ITEMS,
    MOST_PEOPLE,
    changes,
    check,
    parse,
    show,
    shown_figures,
    unexplained,
)
from tests.reports.values import GOOD, codes, with_

WAN = FEN_PER_WAN

WITHOUT_PARTS = dict.fromkeys(("high_tech_revenue", "main_business_revenue", "core_product_income"))
"""Nothing said of the parts of the revenue."""


def test_a_plain_year_has_nothing_to_say() -> None:
    assert check(GOOD, None) == []
    assert check(GOOD, GOOD) == []


def test_required_figures_are_asked_for() -> None:
    required = [figure.code for figure in FIGURES if figure.required]
    assert [(one.code, one.field) for one in check({}, None)] == [("missing", code) for code in required]
    assert str(check(with_(staff=None), None)[0].text) == "请填写职工总数。"


@pytest.mark.parametrize("code", [figure.code for figure in FIGURES])
def test_below_zero(code: str) -> None:
    found = [one for one in check(with_(**{code: -1}), None) if one.code == "negative"]
    assert [one.field for one in found] == ([] if code in ("profit", "net_assets") else [code])
    assert "negative" not in codes(check(with_(**{code: 0}), None))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("rd_staff", "staff"),
        ("rd_spend_domestic", "rd_spend"),
        ("high_tech_revenue", "revenue"),
        ("main_business_revenue", "revenue"),
        ("non_taxed_income", "total_income"),
        ("main_product_income", "high_tech_revenue"),
        ("core_product_income", "revenue"),
        ("rd_hnte_domestic", "rd_hnte"),
        ("full_time_rd_staff", "staff"),
    ],
)
def test_a_part_is_never_more_than_the_whole(part: str, whole: str) -> None:
    same = GOOD[whole]
    assert same is not None
    assert check(with_(**{part: same}), None) == []
    found = check(with_(**{part: same + 1}), None)
    assert [(one.code, one.field, one.is_blocking) for one in found] == [(f"{part}_exceeds_{whole}", part, True)]
    assert f"{part}_exceeds_{whole}" not in codes(check(with_(**{part: None}), None))


def test_items_have_a_limit_of_their_own() -> None:
    assert check(with_(transformations=MOST_ITEMS), None) == []
    found = check(with_(transformations=MOST_ITEMS + 1), None)
    assert [(one.code, one.field, one.is_blocking) for one in found] == [("too_large", "transformations", True)]
    assert str(found[0].text) == "科技成果转化数不能大于 10000 项。"


def test_extra_figures_are_optional_and_listed_only_where_known() -> None:
    extra = [figure.code for figure in FIGURES if figure.extra]
    plain = {code: value for code, value in GOOD.items() if code not in extra}
    assert check(plain, None) == []
    assert [figure.code for figure in shown_figures(plain, {})] == list(plain)
    assert [figure.code for figure in shown_figures(plain, {"rd_hnte": 0})] == [*plain, "rd_hnte"]
    assert shown_figures(GOOD) == FIGURES


def test_the_message_says_the_limit() -> None:
    assert str(check(with_(rd_staff=81), None)[0].text) == "科技人员数不能大于职工总数 80 人。"
    found = check(with_(rd_spend_domestic=301 * WAN), None)
    assert str(found[0].text) == "其中：境内研发费用不能大于研发费用 300.00 万元。"


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (100 * WAN, ["rd_spend_rose"]),
        (100 * WAN + 1, []),
        (900 * WAN - 1, []),
        (900 * WAN, ["rd_spend_fell"]),
        (0, []),
        (None, []),
    ],
)
def test_research_against_last_year(last: int | None, found: list[str]) -> None:
    assert codes(check(GOOD, with_(rd_spend=last))) == found


def test_research_gone_is_unusual() -> None:
    assert codes(check(with_(rd_spend=0, rd_spend_domestic=0), GOOD)) == ["rd_spend_fell"]


@pytest.mark.parametrize(("last", "found"), [(2000 * WAN, ["revenue_rose"]), (2000 * WAN + 1, []), (60_000 * WAN, [])])
def test_revenue_against_last_year(last: int, found: list[str]) -> None:
    assert codes(check(GOOD, with_(revenue=last))) == found


def test_research_beyond_revenue_is_unusual_not_wrong() -> None:
    level = with_(revenue=300 * WAN, **WITHOUT_PARTS)
    assert check(level, None) == []
    found = check({**level, "revenue": 300 * WAN - 1}, None)
    assert [(one.code, one.field, one.is_blocking) for one in found] == [
        ("rd_spend_exceeds_revenue", "rd_spend", False)
    ]


def test_blocking_comes_first() -> None:
    found = check(with_(revenue=100 * WAN, rd_staff=81, **WITHOUT_PARTS), None)
    assert [one.is_blocking for one in found] == [True, False]


def test_a_reason_settles_what_is_unusual_and_nothing_else() -> None:
    found = check(with_(rd_staff=81), with_(rd_spend=1))
    assert [one.field for one in unexplained(found, {})] == ["rd_spend"]
    assert [one.field for one in unexplained(found, {"rd_spend": "  ", "revenue": "新产线"})] == ["rd_spend"]
    assert unexplained(found, {"rd_spend": "新建实验室"}) == []


def test_unknown_codes_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="turnover"):
        check({"turnover": 1}, None)


@pytest.mark.parametrize(
    ("code", "raw", "value"),
    [
        ("revenue", " 1,234.56 ", 1_234_560_000),
        ("revenue", "", None),
        ("profit", "-3", -3 * WAN),
        ("staff", "1,080", 1080),
        ("staff", " ", None),
    ],
)
def test_typed(code: str, raw: str, value: int | None) -> None:
    assert parse(BY_CODE[code], raw) == value
    if value is not None:
        assert parse(BY_CODE[code], show(BY_CODE[code], value)) == value


@pytest.mark.parametrize(
    ("code", "raw"),
    [("revenue", "1.234"), ("revenue", "1e5"), ("revenue", "三百"), ("staff", "8.5"), ("staff", "-1"), ("staff", "９"),
     ("staff", "1" * 30)],
)  # fmt: skip
def test_typed_nonsense(code: str, raw: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse(BY_CODE[code], raw)


def test_too_many_people() -> None:
    assert check(with_(staff=MOST_PEOPLE), None) == []
    assert codes(check(with_(staff=MOST_PEOPLE + 1), None)) == ["too_large"]


def test_changes_between_revisions() -> None:
    found = changes(GOOD, with_(staff=81, profit=None))
    assert [(one.figure.code, one.before, one.after) for one in found] == [
        ("staff", 80, 81),
        ("profit", GOOD["profit"], None),
    ]
    assert changes({"staff": None}, {}) == []
