"""Notes over figures, rights and files: both sides of every edge, and nothing from the unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from registry.assessments import cross_checks
from registry.assessments.cross_checks import MOST_LINES, TITLES, OwnedRight, Shared, Year
from registry.assessments.notes import Line, Note, Place, Target
from registry.core.money import FEN_PER_WAN
from registry.core.text import msg
from registry.rules.scale import SizeStep, SizeSteps

FIRM = Target(Place.ENTERPRISE, "91330205MT0000001X")
STEPS = SizeSteps((SizeStep(5000 * FEN_PER_WAN, True, Fraction(1, 20)), SizeStep(None, True, Fraction(3, 100))))


def year(number: int = 2025, *, reasons: dict[str, str] | None = None, **figures: int | None) -> Year:
    """Figures of a year; money as whole 万元."""
    people = {"staff", "rd_staff", "full_time_rd_staff"}
    values = {
        code: value if value is None or code in people else value * FEN_PER_WAN for code, value in figures.items()
    }
    return Year(number, f"report{number}", values, reasons or {})


def codes(notes: object) -> list[str]:
    return [note.code for note in notes]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (100, 299, []),
        (100, 300, ["rd_rose"]),
        (100, 301, ["rd_rose"]),
        (0, 1, ["rd_rose"]),
        (0, 0, []),
        (300, 101, []),
        (300, 100, ["rd_fell"]),
        (300, 0, ["rd_fell"]),
        (None, 300, []),
        (100, None, []),
    ],
)
def test_rd_is_compared_with_last_year(before: int | None, now: int | None, found: list[str]) -> None:
    assert codes(cross_checks.rd_against_last_year(year(rd_spend=now), year(2024, rd_spend=before))) == found


def test_without_a_last_year_nothing_is_compared() -> None:
    assert codes(cross_checks.rd_against_last_year(year(rd_spend=300), None)) == []
    assert codes(cross_checks.tech_staff_against_last_year(year(rd_staff=30), None)) == []


def test_a_rise_names_both_figures_both_years_and_the_firms_reason() -> None:
    now = year(rd_spend=300, rd_hnte=90, reasons={"rd_spend": "新建实验室"})
    (note,) = cross_checks.rd_against_last_year(now, year(2024, rd_spend=80, rd_hnte=80))
    assert [(str(line.label), str(line.value)) for line in note.lines] == [
        ("研发费用", "2024 年 80 万元 → 2025 年 300 万元"),
        ("企业的说明：研发费用", "新建实验室"),
    ]
    assert note.target == Target(Place.REPORT, "report2025")


@pytest.mark.parametrize(
    ("spend", "revenue", "found"), [(100, 100, False), (101, 100, True), (1, 0, True), (0, 0, False)]
)
def test_rd_above_revenue(spend: int, revenue: int, found: bool) -> None:
    assert bool(codes(cross_checks.rd_against_revenue(year(rd_spend=spend, revenue=revenue)))) is found


def test_an_unknown_revenue_says_nothing() -> None:
    assert codes(cross_checks.rd_against_revenue(year(rd_spend=100, revenue=None))) == []


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"staff": 80, "rd_staff": 80, "full_time_rd_staff": 80}, []),
        ({"staff": 80, "rd_staff": 81}, ["tech_over_staff"]),
        ({"staff": 80, "rd_staff": 20, "full_time_rd_staff": 20}, []),
        ({"staff": 80, "rd_staff": 20, "full_time_rd_staff": 21}, ["staff_parts"]),
        ({"staff": 80, "rd_staff": 90, "full_time_rd_staff": 91}, ["tech_over_staff", "staff_parts"]),
        ({"staff": 80, "rd_staff": None, "full_time_rd_staff": 81}, ["staff_parts"]),
        ({"staff": None, "rd_staff": 20}, []),
    ],
)
def test_parts_of_the_staff(figures: dict[str, int | None], found: list[str]) -> None:
    assert codes(cross_checks.staff_against_each_other(year(**figures), {})) == found


@pytest.mark.parametrize(
    ("months", "found"), [(((80, 81),), []), (((80, 82),), ["staff_parts"]), (((78, 80),), ["staff_parts"])]
)
def test_the_mean_of_the_months_may_differ_by_less_than_a_head(
    months: tuple[tuple[int, int], ...], found: list[str]
) -> None:
    assert codes(cross_checks.staff_against_each_other(year(staff=80, rd_staff=20), {"staff": months})) == found


def test_a_difference_of_the_months_is_told_in_heads() -> None:
    (note,) = cross_checks.staff_against_each_other(year(staff=80), {"staff": ((80, 85), (85, 90))})
    assert str(note.lines[-1].value) == "年报 80 人，各月平均 85 人"


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [(10, 19, False), (10, 20, True), (20, 11, False), (20, 10, True), (3, 7, False), (3, 8, True), (0, 5, True)],
)
def test_technical_staff_doubled_or_halved(before: int, now: int, found: bool) -> None:
    notes = cross_checks.tech_staff_against_last_year(year(rd_staff=now), year(2024, rd_staff=before))
    assert bool(codes(notes)) is found


def three(spends: tuple[int | None, ...], *, revenue: int = 1000, code: str = "rd_hnte") -> list[Year]:
    """Three years, latest first."""
    return [year(2025 - back, **{code: spend, "revenue": revenue}) for back, spend in enumerate(spends)]


@pytest.mark.parametrize(
    ("spends", "revenue", "found"),
    [
        ((50, 50, 49), 1000, True),
        ((50, 50, 50), 1000, False),
        ((249, 250, 250), 5000, True),  # 5000 万元 still belongs to the first step
        ((250, 250, 250), 5000, False),
        ((150, 150, 150), 5001, True),
        ((151, 150, 150), 5001, False),
        ((50, None, 0), 1000, False),
        ((0, 0, 0), 0, False),
    ],
)
def test_three_years_of_rd_against_the_band(spends: tuple[int | None, ...], revenue: int, found: bool) -> None:
    assert bool(codes(cross_checks.rd_against_band(three(spends, revenue=revenue), STEPS))) is found


def test_the_band_takes_one_calibre_and_never_mixes_two() -> None:
    years = [
        year(2025, rd_hnte=10, rd_spend=60, revenue=1000),
        year(2024, rd_hnte=None, rd_spend=60, revenue=1000),
        year(2023, rd_hnte=10, rd_spend=60, revenue=1000),
    ]
    assert codes(cross_checks.rd_against_band(years, STEPS)) == []
    low = [*years[:1], year(2024, rd_hnte=10, rd_spend=60, revenue=1000), *years[2:]]
    (note,) = cross_checks.rd_against_band(low, STEPS)
    assert str(note.lines[0].label) == "研发费用（高企口径）"
    assert str(note.text).startswith("近三年研发费用占同期销售收入 1%，低于高新技术企业按收入分档的 5%")


def right(*owners: str, name_then: str = "宁波甲有限公司", number: str = "1") -> OwnedRight:
    return OwnedRight(number, date(2024, 1, 1), owners, name_then)


def owners(rights: list[OwnedRight]) -> list[Note]:
    return list(cross_checks.owners_against_names(rights, ["宁波旧有限公司", "宁波甲有限公司"], FIRM))


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (right(), False),
        (right("宁波甲有限公司"), False),
        (right("宁波 甲有限公司 "), False),
        (right("宁波大学", "宁波甲有限公司"), False),
        (right("宁波大学"), True),
        (right("宁波旧有限公司"), True),
        (right("宁波旧有限公司", name_then=""), False),
        (right("宁波大学", name_then=""), True),
    ],
)
def test_the_owner_is_the_firm_by_its_name_of_that_day(one: OwnedRight, found: bool) -> None:
    assert bool(owners([one])) is found


def test_a_former_name_is_told_from_a_stranger() -> None:
    (note,) = owners(
        [right("宁波旧有限公司"), right("宁波大学", number="2"), right("宁波大学", name_then="", number="3")]
    )
    told = [str(line.value) for line in note.lines]
    assert "是企业其他时期的名称" in told[0]
    assert told[1] == "权利人“宁波大学”；授权日 2024-01-01 的企业名称是“宁波甲有限公司”"
    assert "没有登记" in told[2]
    assert "有 3 项" in str(note.text)


def test_a_note_names_some_and_counts_all() -> None:
    (note,) = owners([right("宁波大学", number=str(number)) for number in range(MOST_LINES + 5)])
    assert len(note.lines) == MOST_LINES
    assert f"有 {MOST_LINES + 5} 项" in str(note.text)


def test_what_others_have_too_is_counted_once_each() -> None:
    shared = [Shared("a.pdf", "甲", "91", "f1"), Shared("a.pdf", "乙", "92", "f1"), Shared("b.pdf", "甲", "91", "f2")]
    (files,) = cross_checks.files_elsewhere(shared)
    assert "有 2 份" in str(files.text)
    assert [line.target for line in files.lines][1] == Target(Place.ENTERPRISE, "92")
    (rights,) = cross_checks.rights_elsewhere(shared, FIRM)
    assert "有 2 项" in str(rights.text)
    assert codes(cross_checks.files_elsewhere([])) == codes(cross_checks.rights_elsewhere([], FIRM)) == []


def test_a_note_is_frozen_and_read_back_to_the_letter() -> None:
    note = Note(
        "rd_rose", msg("{day}", day=date(2025, 1, 1)), (Line("a", msg("b {n}", n=1), FIRM), Line(msg("c"), "d"))
    )
    assert Note.from_json(note.to_json()) == note
    (owned,) = owners([right("宁波大学")])
    assert Note.from_json(owned.to_json()) == owned


def test_every_note_has_a_title_of_its_own_that_fits_the_column() -> None:
    assert len({title.msgid for title in TITLES.values()}) == len(TITLES)
    assert max(map(len, TITLES)) <= 40
