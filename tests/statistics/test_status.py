"""The published status formula at its borders: on the value, one off it, on the day and the day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from registry.statistics.planfile import available_plans, load_plan
from registry.statistics.planspec import (
    BaselineComparator,
    BaselineSpec,
    Comparator,
    Period,
    TargetKind,
    TargetSpec,
)
from registry.statistics.status import (
    GOALS,
    LABELS,
    RULES,
    Status,
    needed_yearly_growth,
    path_points,
    status,
)

D = Decimal
PERIOD = Period(date(2021, 1, 1), date(2026, 1, 1), 2020)
LAST_DAY, FIRST_DAY_AFTER = date(2025, 12, 31), date(2026, 1, 1)


@dataclass(frozen=True)
class Promise:
    baseline: BaselineSpec | None
    target: TargetSpec | None
    higher_is_better: bool = True
    period: Period = PERIOD


def promise(
    baseline: str | None = "151",
    target: str | None = "300",
    comparator: Comparator = Comparator.REACH,
    kind: TargetKind = TargetKind.LEVEL,
    printed: BaselineComparator = BaselineComparator.EXACT,
) -> Promise:
    return Promise(
        None if baseline is None else BaselineSpec(D(baseline), printed),
        None if target is None else TargetSpec(D(target), comparator, kind),
        comparator.wants_more,
    )


def number(text: str | None) -> Decimal | None:
    return None if text is None else D(text)


HTE = promise()
SME = promise("1000", "2000", Comparator.MORE_THAN)
RANK = promise("15", "10", Comparator.RANK_WITHIN)


@pytest.mark.parametrize(
    ("value", "on", "expected"),
    [
        ("301", date(2022, 12, 31), Status.MET),
        ("300", date(2022, 12, 31), Status.MET),
        ("299", date(2022, 12, 31), Status.ON_TRACK),
        # the path stands at 151 + 149 × 2/5 = 210.6
        ("211", date(2022, 12, 31), Status.ON_TRACK),
        ("210.6", date(2022, 12, 31), Status.ON_TRACK),
        ("210.5999", date(2022, 12, 31), Status.BEHIND),
        ("210", date(2022, 12, 31), Status.BEHIND),
        ("151", date(2022, 12, 31), Status.BEHIND),
        ("150", date(2022, 12, 31), Status.BELOW_BASELINE),
        ("0", date(2022, 12, 31), Status.BELOW_BASELINE),
        (None, date(2022, 12, 31), Status.NO_DATA),
        ("151", date(2020, 12, 31), Status.ON_TRACK),
        ("151", date(2021, 1, 1), Status.BEHIND),
        ("151", date(2019, 6, 30), Status.ON_TRACK),
        ("300", LAST_DAY, Status.MET),
        ("299", LAST_DAY, Status.BEHIND),
        ("150", LAST_DAY, Status.BELOW_BASELINE),
        (None, LAST_DAY, Status.NO_DATA),
    ],
)
def test_within_the_period(value: str | None, on: date, expected: Status) -> None:
    assert status(HTE, number(value), on).status is expected


@pytest.mark.parametrize(
    ("value", "on", "expected"),
    [
        ("2001", date(2023, 6, 30), Status.MET),
        ("2000", date(2023, 6, 30), Status.ON_TRACK),
        ("2001", LAST_DAY, Status.MET),
        ("2000", date(2025, 12, 30), Status.ON_TRACK),
        ("2000", LAST_DAY, Status.BEHIND),
    ],
)
def test_to_exceed_is_strict(value: str, on: date, expected: Status) -> None:
    assert status(SME, D(value), on).status is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    # the path stands at 15 − 5 × 2/5 = 13
    [
        ("9", Status.MET),
        ("10", Status.MET),
        ("11", Status.ON_TRACK),
        ("13", Status.ON_TRACK),
        ("14", Status.BEHIND),
        ("15", Status.BEHIND),
        ("16", Status.BELOW_BASELINE),
    ],
)
def test_a_lower_rank_is_better(value: str, expected: Status) -> None:
    assert status(RANK, D(value), date(2022, 12, 31)).status is expected


@pytest.mark.parametrize(
    ("comparator", "on_target", "just_missed"),
    [
        (Comparator.REACH, True, "9"),
        (Comparator.AT_LEAST, True, "9"),
        (Comparator.MORE_THAN, False, "10"),
        (Comparator.AT_MOST, True, "11"),
        (Comparator.RANK_WITHIN, True, "11"),
        (Comparator.LESS_THAN, False, "10"),
    ],
)
def test_comparators_at_the_target_and_one_off(comparator: Comparator, on_target: bool, just_missed: str) -> None:
    assert comparator.holds(D(10), D(10)) is on_target
    assert not comparator.holds(D(just_missed), D(10))
    assert comparator.holds(D(11) if comparator.wants_more else D(9), D(10))


@pytest.mark.parametrize(
    ("value", "at_end", "expected"),
    [
        ("300", "300", Status.HELD),
        ("480", "300", Status.HELD),
        ("299", "300", Status.NOT_HELD),
        ("150", "300", Status.NOT_HELD),
        ("299", "299", Status.MISSED),
        ("300", "299", Status.MISSED),
        ("151", "299", Status.MISSED),
        ("150", "299", Status.BELOW_BASELINE),
        ("300", None, Status.NO_DATA),
        (None, "300", Status.NO_DATA),
        (None, None, Status.NO_DATA),
    ],
)
def test_after_the_period(value: str | None, at_end: str | None, expected: Status) -> None:
    result = status(HTE, number(value), FIRST_DAY_AFTER, value_at_end=number(at_end))
    assert result.status is expected


def test_the_last_day_is_still_inside_and_the_next_is_not() -> None:
    assert status(HTE, D(300), LAST_DAY, value_at_end=D(299)).status is Status.MET
    assert status(HTE, D(300), FIRST_DAY_AFTER, value_at_end=D(299)).status is Status.MISSED


def test_exceeding_is_strict_at_the_end_too() -> None:
    assert status(SME, D(2001), FIRST_DAY_AFTER, value_at_end=D(2000)).status is Status.MISSED
    assert status(SME, D(2000), FIRST_DAY_AFTER, value_at_end=D(2001)).status is Status.NOT_HELD


def test_a_target_below_the_baseline_is_missed_not_undercut_when_it_holds_later() -> None:
    modest = promise("151", "100")
    assert status(modest, D(120), FIRST_DAY_AFTER, value_at_end=D(99)).status is Status.MISSED
    assert status(modest, D(99), FIRST_DAY_AFTER, value_at_end=D(99)).status is Status.BELOW_BASELINE


def test_last_years_figure_is_read_on_its_own_day() -> None:
    on = date(2023, 9, 1)
    assert status(HTE, D(211), on).status is Status.BEHIND
    assert status(HTE, D(211), on, value_on=date(2022, 12, 31)).status is Status.ON_TRACK
    assert status(HTE, D(211), on, value_on=on) == status(HTE, D(211), on)
    with pytest.raises(ValueError, match="2023-09-02"):
        status(HTE, D(211), on, value_on=date(2023, 9, 2))


@pytest.mark.parametrize(
    ("value", "expected"), [("15.6", Status.BELOW_BASELINE), ("15.7", Status.BELOW_BASELINE), ("15.8", Status.BEHIND)]
)
def test_a_censored_baseline_lies_above_its_bound(value: str, expected: Status) -> None:
    literacy = promise("15.7", "20", Comparator.AT_LEAST, printed=BaselineComparator.MORE_THAN)
    result = status(literacy, D(value), date(2021, 12, 31))
    assert result.status is expected
    assert result.baseline_is_bound


def test_a_baseline_of_at_least_is_not_below_on_its_bound() -> None:
    known = promise("15.7", "20", Comparator.AT_LEAST, printed=BaselineComparator.AT_LEAST)
    assert status(known, D("15.7"), date(2021, 12, 31)).status is Status.BEHIND


@pytest.mark.parametrize(
    ("value", "expected"), [("99", Status.NO_BASELINE), ("100", Status.MET), ("0", Status.NO_BASELINE)]
)
def test_without_a_baseline_there_is_no_path_and_no_praise(value: str, expected: Status) -> None:
    coverage = promise(None, "100")
    result = status(coverage, D(value), date(2023, 12, 31))
    assert result.status is expected
    assert (result.expected, result.share_of_path) == (None, None)
    assert path_points(coverage) == []


@pytest.mark.parametrize("on", [date(2023, 12, 31), FIRST_DAY_AFTER])
@pytest.mark.parametrize(
    ("value", "expected"),
    [("75", Status.NO_TARGET), ("74", Status.BELOW_BASELINE), (None, Status.NO_DATA)],
)
def test_without_a_target_only_the_baseline_speaks(on: date, value: str | None, expected: Status) -> None:
    assert status(promise("75", None), number(value), on).status is expected


@pytest.mark.parametrize("kind", [TargetKind.NEW_IN_PERIOD, TargetKind.CUMULATIVE])
@pytest.mark.parametrize(
    ("value", "expected"), [("20", Status.MET), ("8", Status.ON_TRACK), ("7", Status.BEHIND), ("0", Status.BEHIND)]
)
def test_sums_start_from_zero(kind: TargetKind, value: str, expected: Status) -> None:
    assert status(promise(None, "20", kind=kind), D(value), date(2022, 12, 31)).status is expected


@pytest.mark.parametrize("kind", [TargetKind.NEW_IN_PERIOD, TargetKind.CUMULATIVE, TargetKind.YEARLY_GROWTH])
def test_what_ends_with_the_period_needs_its_last_value_alone(kind: TargetKind) -> None:
    sums = promise(None, "20", kind=kind)
    assert status(sums, None, FIRST_DAY_AFTER, value_at_end=D(20)).status is Status.HELD
    assert status(sums, D(3), FIRST_DAY_AFTER, value_at_end=D(20)).status is Status.HELD
    assert status(sums, D(25), FIRST_DAY_AFTER, value_at_end=D(19)).status is Status.MISSED
    assert status(sums, D(25), FIRST_DAY_AFTER).status is Status.NO_DATA


@pytest.mark.parametrize(
    ("value", "expected"), [("15", Status.ON_TRACK), ("14.9", Status.BEHIND), ("-2", Status.BEHIND)]
)
def test_an_average_growth_is_never_met_before_the_end(value: str, expected: Status) -> None:
    growth = promise(None, "15", Comparator.AT_LEAST, TargetKind.YEARLY_GROWTH)
    assert status(growth, D(value), date(2023, 12, 31)).status is expected
    assert status(growth, D(value), LAST_DAY).status is expected


def test_no_data_is_never_good() -> None:
    for each in (HTE, SME, RANK, promise(None, "100"), promise("75", None)):
        for on in (date(2020, 1, 1), date(2023, 5, 5), LAST_DAY, FIRST_DAY_AFTER):
            result = status(each, None, on)
            assert result.status is Status.NO_DATA
            assert not result.status.is_good
    assert {each for each in Status if each.is_good} == {Status.MET, Status.ON_TRACK, Status.HELD}


def test_every_status_and_comparator_is_said_in_words() -> None:
    assert set(LABELS) == set(RULES) == set(Status)
    assert set(GOALS) == set(Comparator)
    assert len({str(text) for text in LABELS.values()}) == len(Status)


def test_the_result_shows_its_inputs() -> None:
    result = status(HTE, D(214), date(2022, 12, 31))
    assert (result.expected, result.gap) == (D("210.6"), D(86))
    # (214 − 151) / 149 = 0.42281…
    assert (result.share_of_path, result.share_of_time) == (D("0.4228"), D("0.4"))
    assert result.needed_yearly_growth == D("14.7")
    # (300 / 214) ** (1/3) = 1.1192
    assert result.remaining_yearly_growth == D("11.9")
    assert "151 +（300 − 151）× 0.4 = 210.6；现值 214，目标：达到 300" in str(result.formula)
    assert str(result.label) == "按进度"
    shown = {str(label): value for label, value in result.inputs}
    assert (shown["基期值"], shown["目标值"], shown["现值"]) == (D(151), D(300), D(214))


def test_the_sentence_after_the_period_names_both_values() -> None:
    text = str(status(HTE, D(299), FIRST_DAY_AFTER, value_at_end=D(300)).formula)
    assert "期末（2025-12-31）值 300，现值 299，目标：达到 300" in text


def test_every_case_makes_a_sentence_without_holes() -> None:
    for each in (HTE, SME, RANK, promise(None, "100"), promise("75", None), promise(None, None)):
        for value in (None, D(1), D(400)):
            for on in (date(2023, 5, 5), FIRST_DAY_AFTER):
                text = str(status(each, value, on, value_at_end=value).formula)
                assert text
                assert "{" not in text
                assert "None" not in text


def test_shares_stay_within_the_period_and_may_fall_below_zero() -> None:
    early = status(HTE, D(136), date(2019, 1, 1))
    assert (early.share_of_time, early.share_of_path, early.expected) == (D(0), D("-0.1007"), D(151))
    late = status(HTE, D(400), date(2030, 1, 1), value_at_end=D(300))
    assert (late.share_of_time, late.expected, late.gap) == (D(1), D(300), D(-100))


def test_a_target_equal_to_its_baseline_has_a_flat_path() -> None:
    flat = promise("151", "151")
    assert status(flat, D(151), date(2022, 1, 1)).status is Status.MET
    assert status(flat, D(150), date(2022, 1, 1)).share_of_path is None


def test_the_path_is_drawn_by_years() -> None:
    assert path_points(HTE) == [
        (date(2020, 12, 31), D(151)),
        (date(2021, 12, 31), D("180.8")),
        (date(2022, 12, 31), D("210.6")),
        (date(2023, 12, 31), D("240.4")),
        (date(2024, 12, 31), D("270.2")),
        (date(2025, 12, 31), D(300)),
    ]
    assert [str(value) for _, value in path_points(SME)][-1] == "2000"
    assert path_points(promise(None, "20", kind=TargetKind.CUMULATIVE))[1] == (date(2021, 12, 31), D(4))


def test_what_is_shown_is_rounded_half_up() -> None:
    assert path_points(promise("0", "0.00025"))[1][1] == D("0.0001")
    assert path_points(promise("0", "0.00024"))[1][1] == D(0)


def test_the_path_meets_the_judgement_on_every_point() -> None:
    for day, value in path_points(HTE)[:-1]:
        assert status(HTE, value, day).status is Status.ON_TRACK
        assert status(HTE, value - D("0.0001"), day).status in {Status.BEHIND, Status.BELOW_BASELINE}


def test_a_period_that_ends_within_a_year_ends_its_path_there() -> None:
    short = Promise(HTE.baseline, HTE.target, period=Period(date(2021, 1, 1), date(2022, 7, 1), 2020))
    assert path_points(short)[0] == (date(2020, 12, 31), D(151))
    assert path_points(short)[-1] == (date(2022, 6, 30), D(300))
    assert len(path_points(short)) == 3


@pytest.mark.parametrize(
    ("baseline", "target", "growth"),
    [("151", "300", "14.7"), ("1000", "2000", "14.9"), ("62.85", "80", "4.9"), ("100", "161.051", "10.0")],
)
def test_needed_yearly_growth(baseline: str, target: str, growth: str) -> None:
    assert needed_yearly_growth(promise(baseline, target)) == D(growth)


@pytest.mark.parametrize(
    "each",
    [
        RANK,
        promise(None, "10"),
        promise("0", "1"),
        promise("75", None),
        promise("1", "4", kind=TargetKind.YEARLY_GROWTH),
        promise("1", "4", kind=TargetKind.CUMULATIVE),
    ],
)
def test_growth_is_not_told_where_it_means_nothing(each: Promise) -> None:
    assert needed_yearly_growth(each) is None


def test_remaining_growth_needs_a_year_and_a_gap() -> None:
    assert status(HTE, D(250), date(2024, 12, 31)).remaining_yearly_growth == D("20.0")
    assert status(HTE, D(250), date(2025, 1, 1)).remaining_yearly_growth is None
    assert status(HTE, D(300), date(2022, 12, 31)).remaining_yearly_growth is None
    assert status(HTE, D(0), date(2022, 12, 31)).remaining_yearly_growth is None


def test_every_indicator_of_every_plan_can_be_judged() -> None:
    for path in available_plans().values():
        plan = load_plan(path)
        for indicator in plan.indicators:
            assert status(indicator, None, plan.period.last_day).status is Status.NO_DATA
            if indicator.target is not None and indicator.target.kind is not TargetKind.YEARLY_GROWTH:
                enough = indicator.target.value + (1 if indicator.higher_is_better else -1)
                assert status(indicator, enough, plan.period.starts_on).status is Status.MET
