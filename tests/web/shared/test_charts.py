"""The geometry of charts: scales that enclose, lines that break where the figures do, a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.shared.charts import Break, Chart, Point, Series, bars, line_chart, nice_ticks, number_text

YEARS = range(2020, 2026)
COUNTS = [151, 183, 214, 247, 275, 297]
PATH = [(date(year, 12, 31), Decimal(151) + Decimal("29.8") * (year - 2020)) for year in YEARS]


def yearly(values: Sequence[int | str | None], name: str = "有效高企") -> Series:
    figures = [None if value is None else Decimal(value) for value in values]
    return Series(name, [Point(str(2020 + i), date(2020 + i, 12, 31), value) for i, value in enumerate(figures)])


def drawn(*series: Series, **options: object) -> Chart:
    given_options = {"as_of": date(2026, 11, 23), "title": "高新技术企业数", "unit": "家"} | options
    chart = line_chart(series, **given_options)  # type: ignore[arg-type]
    assert chart is not None
    return chart


def pairs(points: str) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(x), Decimal(y)) for x, y in (pair.split(",") for pair in points.split())]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "300", ["0", "100", "200", "300"]),
        ("0", "301", ["0", "100", "200", "300", "400"]),
        ("3.38", "4.0", ["3.2", "3.4", "3.6", "3.8", "4.0"]),
        ("-30", "50", ["-40", "-20", "0", "20", "40", "60"]),
        ("0", "0", ["0.0", "0.5"]),
    ],
)
def test_ticks_are_round_and_enclose(low: str, high: str, ticks: list[str]) -> None:
    assert list(nice_ticks(Decimal(low), Decimal(high))[: len(ticks)]) == [Decimal(tick) for tick in ticks]


def test_counts_have_no_half_steps() -> None:
    assert nice_ticks(Decimal(0), Decimal(2), whole=True) == (Decimal(0), Decimal(1), Decimal(2))
    assert Decimal("0.5") in nice_ticks(Decimal(0), Decimal(2))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.decimals(min_value=0, max_value=10**9, places=2))
def test_any_range_is_enclosed_by_a_few_equal_steps(low: Decimal, span: Decimal) -> None:
    ticks = nice_ticks(low, low + span)
    assert ticks[0] <= low
    assert ticks[-1] >= low + span
    assert 2 <= len(ticks) <= 7
    assert len({after - before for before, after in zip(ticks, ticks[1:], strict=False)}) == 1


def test_a_higher_figure_is_drawn_higher_and_a_later_one_further_right() -> None:
    for view in drawn(yearly(COUNTS)).views:
        points = pairs(view.lines[0].segments[0])
        assert len(points) == 6
        assert [x for x, _ in points] == sorted({x for x, _ in points})
        assert [y for _, y in points] == sorted({y for _, y in points}, reverse=True)


def test_points_may_come_in_any_order() -> None:
    line = yearly(COUNTS)
    assert drawn(Series(line.name, list(reversed(line.points)))) == drawn(line)


def test_a_missing_figure_interrupts_the_line_and_is_said_in_the_table() -> None:
    chart = drawn(yearly([100, 110, None, 130, 140]))
    assert [len(pairs(segment)) for segment in chart.views[0].lines[0].segments] == [2, 2]
    assert len(chart.views[0].lines[0].marks) == 4
    assert [row.values[0] for row in chart.rows] == ["100", "110", None, "130", "140"]


@pytest.mark.parametrize(
    ("on", "lengths"),
    [(date(2021, 12, 30), [4]), (date(2021, 12, 31), [4]), (date(2022, 1, 1), [2, 3]), (date(2020, 12, 31), [5])],
)
def test_no_line_crosses_a_change_of_counting(on: date, lengths: list[int]) -> None:
    """The figure of the day itself already follows the new way."""
    line = drawn(yearly([100, 110, 120, 130, 140]), breaks=[Break(on, "口径调整")]).views[0].lines[0]
    assert [len(pairs(segment)) for segment in line.segments] == lengths
    assert len(line.marks) == 5


def test_breaks_are_numbered_by_day() -> None:
    chart = drawn(yearly(COUNTS), breaks=[Break(date(2024, 1, 1), "乙"), Break(date(2022, 1, 1), "甲")])
    assert [(sign, item.label) for sign, item in chart.breaks] == [("①", "甲"), ("②", "乙")]
    assert [tick.label for tick in chart.views[0].breaks] == ["①", "②"]


def test_a_break_before_the_first_figure_is_named_but_not_drawn() -> None:
    chart = drawn(yearly(COUNTS), breaks=[Break(date(2010, 1, 1), "旧")])
    assert len(chart.breaks) == 1
    assert chart.views[0].breaks == ()


def test_the_path_ends_with_the_target() -> None:
    view = drawn(yearly(COUNTS), path=PATH).views[0]
    assert view.path_end is not None
    assert view.path_end.text == "300.0"
    assert pairs(view.path)[-1] == (Decimal(view.path_end.x), Decimal(view.path_end.y))
    assert "2025" in [tick.label for tick in view.x_ticks]


def test_a_path_of_endless_decimals_is_rounded_between_its_ends() -> None:
    path = [(date(2020, 12, 31), Decimal(1)), (date(2021, 12, 31), Decimal(4) / 3), (date(2022, 12, 31), Decimal(2))]
    assert [row.path for row in drawn(path=path).rows] == ["1", "1.3", "2"]


def test_the_label_of_a_line_goes_to_the_side_away_from_the_target() -> None:
    assert drawn(yearly([100, 299]), path=PATH).views[0].lines[0].below
    assert not drawn(yearly([100, 300]), path=PATH).views[0].lines[0].below


def test_the_day_of_the_figures_is_marked_within_the_drawing_only() -> None:
    after = drawn(yearly(COUNTS), as_of=date(2026, 11, 23)).views[0]
    assert after.now == after.right
    assert drawn(yearly(COUNTS), as_of=date(2020, 12, 31)).views[0].now == after.left
    assert drawn(yearly(COUNTS), as_of=date(2020, 12, 30)).views[0].now is None


@pytest.mark.parametrize(("values", "from_zero"), [([50, 100], True), ([51, 100], False), ([0, 0], True), ([7], True)])
def test_the_axis_leaves_zero_only_for_figures_close_together(values: list[int], from_zero: bool) -> None:
    assert drawn(yearly(values)).from_zero is from_zero


def test_one_single_figure_stands_in_the_middle() -> None:
    view = drawn(yearly([7]), as_of=date(2020, 12, 31)).views[0]
    assert view.lines[0].segments == ()
    assert Decimal(view.lines[0].marks[0].x) * 2 == Decimal(view.left) + Decimal(view.right)


def test_labels_of_months_do_not_touch() -> None:
    days = [date(2020, 1, 1) + timedelta(days=31 * i) for i in range(80)]
    line = Series("按月", [Point(f"{day:%Y-%m}", day, Decimal(i)) for i, day in enumerate(days)])
    for view in drawn(line, as_of=days[-1]).views:
        places = [Decimal(tick.at) for tick in view.x_ticks]
        assert view.x_ticks[-1].label == f"{days[-1]:%Y-%m}"
        assert all(after - before >= 60 for before, after in zip(places, places[1:], strict=False))
        assert len(view.lines[0].marks) == 1


def test_nothing_known_is_no_chart() -> None:
    assert line_chart([yearly([None, None])], as_of=date(2026, 1, 1), title="", unit="") is None
    assert line_chart([], as_of=date(2026, 1, 1), title="", unit="") is None


def test_a_fifth_series_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        drawn(*[yearly(COUNTS, str(i)) for i in range(5)])


def test_all_figures_lie_within_the_drawing() -> None:
    chart = drawn(yearly(COUNTS), yearly([None, 2, 900, 4, 5, 6], "另一类"), path=PATH)
    for view in chart.views:
        for line in view.lines:
            for mark in line.marks:
                assert Decimal(view.left) <= Decimal(mark.x) <= Decimal(view.right)
                assert Decimal(view.top) <= Decimal(mark.y) <= Decimal(view.bottom)


def test_bars_are_measured_by_the_longest_and_shared_by_the_sum() -> None:
    rows = bars([("洪塘街道", Decimal(2000), "/a"), ("庄桥街道", Decimal(1000), None), ("甬江街道", Decimal(0), None)])
    assert [(row.value, row.share, row.width) for row in rows] == [
        ("2,000", "66.7", "100.0"),
        ("1,000", "33.3", "50.0"),
        ("0", "0.0", "0.0"),
    ]


def test_bars_of_nothing_have_no_share() -> None:
    assert [(row.share, row.width) for row in bars([("洪塘街道", Decimal(0), None)])] == [(None, "0.0")]
    assert bars([]) == ()


@pytest.mark.parametrize(("value", "text"), [("1234567.80", "1,234,567.80"), ("3E+2", "300"), ("0.62", "0.62")])
def test_numbers_keep_their_decimals(value: str, text: str) -> None:
    assert number_text(Decimal(value)) == text
