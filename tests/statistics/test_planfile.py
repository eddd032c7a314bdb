"""The plan as data: the printed figures are all there, exact, and a faulty file is refused by file and key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.statistics.planfile import PLANS_DIRECTORY, PlanFileError, available_plans, load_plan
from registry.statistics.planspec import BaselineComparator, Comparator, Group, How, PlanFile, TargetKind, year_position

D = Decimal

# row of the table: code, 2020, 2025, printed increment
MAIN_TABLE = {
    1: ("rd_total", "23", "40", "17"),
    2: ("rd_gdp_ratio", "3.38", "4.0", "0.62"),
    3: ("above_scale_rd_intensity", "1.65", "2.5", "0.85"),
    4: ("fiscal_science_ratio", "6.37", "10", "3.63"),
    5: ("hte_count", "151", "300", "149"),
    6: ("sme_count", "1000", "2000", "1000"),
    7: ("talent_total", "17.4", "21.6", "4.2"),
    8: ("rd_staff_per_10k", "184.9", "190", "5.1"),
    9: ("invention_patents_per_10k", "62.85", "80", "17.15"),
    10: ("pct_applications", "32", "40", "8"),
    11: ("hightech_value_added_share", "64.6", "68", "3.4"),
    12: ("labour_productivity", "19.8", "25.5", "5.7"),
    13: ("science_literacy", "15.7", "20", "4.3"),
}

# code: chapter, baseline, target, comparator, kind, how
CHAPTERS = {
    "leading_count": ("四（一）", "4", "10", "reach", "level", "computed"),
    "above_scale_rd_coverage": ("四（一）", None, "100", "reach", "per_year", "computed"),
    "above_scale_institution_coverage": ("四（一）", None, "100", "reach", "level", "computed"),
    "above_scale_invention_coverage": ("四（一）", None, "100", "reach", "level", "computed"),
    "cultivation_count": ("一（一）", "75", None, None, None, "computed"),
    "research_institution_count": ("一（一）", "231", None, None, None, "computed"),
    "major_achievements": ("三（一）", None, "10", "at_least", "cumulative", "reported"),
    "provincial_innovation_centres": ("三（二）", "0", "1", "reach", "level", "computed"),
    "new_key_enterprise_institutes": ("三（二）", None, "2", "reach", "new_in_period", "computed"),
    "new_enterprise_institutes": ("三（二）", None, "20", "reach", "new_in_period", "computed"),
    "new_engineering_centres": ("三（二）", None, "40", "reach", "new_in_period", "computed"),
    "new_materials_output": ("四（二）", None, "600", "reach", "per_year", "computed_and_reported"),
    "high_end_equipment_output": ("四（二）", None, "400", "reach", "per_year", "computed_and_reported"),
    "industrial_internet_output": ("四（二）", None, "200", "reach", "per_year", "computed_and_reported"),
    "digital_core_share": ("四（三）", None, "10", "reach", "per_year", "reported"),
    "platform_ranks": ("二（二）", None, "10", "rank_within", "per_year", "reported"),
    "incubators_municipal": ("五（三）", None, "20", "at_least", "level", "reported"),
    "incubators_national": ("五（三）", None, "2", "reach", "level", "reported"),
    "tech_contract_value": ("六（一）", None, "20", "reach", "per_year", "computed_and_reported"),
    "public_service_institutions": ("六（三）", None, "30", "more_than", "level", "reported"),
    "tech_service_growth": ("六（四）", None, "15", "at_least", "yearly_growth", "computed_and_reported"),
    "inventions_granted": ("八（一）", None, "600", "reach", "per_year", "computed_and_reported"),
    "invention_patents_growth": ("八（一）", None, "4", "reach", "yearly_growth", "computed_and_reported"),
    "guidance_fund": ("九（三）", None, "10", "reach", "level", "reported"),
    "risk_pool_loans": ("九（三）", None, "1", "more_than", "cumulative", "reported"),
    "guarantee_amount": ("九（三）", None, "10", "reach", "level", "reported"),
    "listed_count": ("九（三）", None, "20", "reach", "level", "computed"),
    "fiscal_science_growth": ("十（三）", None, "15", "at_least", "yearly_growth", "reported"),
}

SMALL_PLAN = """\
id = "elsewhere-2026-2030"
name = "某区规划"
name_en = "A plan"
issuer = "某局"
issuer_en = "A bureau"
issued_on = 2025-12-20
period_from = 2026-01-01
period_to = 2031-01-01
baseline_year = 2025
[[indicators]]
code = "bridges"
name = "桥梁"
name_en = "Bridges"
unit = "座"
unit_en = "bridges"
group = "main"
order = 1
chapter = "一"
chapter_en = "Chapter 1"
quote = "桥梁达到 0.3 座"
quote_en = "Bridges reach 0.3"
higher_is_better = true
how = "computed"
counts = "bridges"
counted_as = "数"
counted_as_en = "counted"
owner = "某科"
owner_en = "An office"
definition = "桥"
definition_en = "Bridges"
baseline = { value = 0.1, comparator = "exact" }
target = { value = 0.3, comparator = "reach", kind = "level", increment = 0.2 }
"""

SECOND_INDICATOR = "[[indicators]]" + SMALL_PLAN.split("[[indicators]]")[1]


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return load_plan(available_plans()["jiangbei-2021-2025"])


def write(folder: Path, text: str, name: str = "elsewhere-2026-2030") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        load_plan(write(folder, text))
    assert "elsewhere-2026-2030.toml" in str(caught.value)
    return caught.value


def test_the_period_is_half_open_and_the_baseline_is_the_year_before(plan: PlanFile) -> None:
    assert (plan.period.starts_on, plan.period.ends_on) == (date(2021, 1, 1), date(2026, 1, 1))
    assert plan.period.last_day == date(2025, 12, 31)
    assert plan.period.baseline_day == date(2020, 12, 31)


@pytest.mark.parametrize("row", MAIN_TABLE)
def test_the_main_table_is_as_printed(plan: PlanFile, row: int) -> None:
    code, baseline, target, increment = MAIN_TABLE[row]
    indicator = plan.indicator(code)
    assert indicator.table_no == row
    assert indicator.baseline is not None
    assert indicator.target is not None
    assert (indicator.baseline.value, indicator.target.value) == (D(baseline), D(target))
    assert indicator.target.increment == D(increment)
    assert indicator.target.value - indicator.baseline.value == indicator.target.increment


@pytest.mark.parametrize("code", CHAPTERS)
def test_the_chapters_are_as_printed(plan: PlanFile, code: str) -> None:
    chapter, baseline, target, comparator, kind, how = CHAPTERS[code]
    indicator = plan.indicator(code)
    assert chapter in indicator.chapter
    assert indicator.table_no is None
    assert indicator.how == how
    assert (indicator.baseline and indicator.baseline.value) == (D(baseline) if baseline else None)
    found = indicator.target and (indicator.target.value, indicator.target.comparator, indicator.target.kind)
    assert found == ((D(target), comparator, kind) if target else None)


def test_no_row_of_the_plan_is_missing_and_none_is_invented(plan: PlanFile) -> None:
    codes = [each.code for each in plan.indicators]
    assert sorted(codes) == sorted([row[0] for row in MAIN_TABLE.values()] + list(CHAPTERS))


def test_the_ladder_heads_the_page_and_the_order_is_total(plan: PlanFile) -> None:
    headline = [each.code for each in plan.indicators if each.group is Group.HEADLINE]
    assert headline == ["sme_count", "hte_count", "leading_count"]
    orders = [each.order for each in plan.indicators]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize(
    ("code", "comparator"),
    [
        ("sme_count", Comparator.MORE_THAN),
        ("hightech_value_added_share", Comparator.MORE_THAN),
        ("rd_gdp_ratio", Comparator.AT_LEAST),
        ("invention_patents_per_10k", Comparator.AT_LEAST),
        ("science_literacy", Comparator.AT_LEAST),
        ("fiscal_science_ratio", Comparator.AT_LEAST),
        ("hte_count", Comparator.REACH),
    ],
)
def test_the_direction_of_the_body_is_kept_and_its_conflict_with_the_table_shown(
    plan: PlanFile, code: str, comparator: Comparator
) -> None:
    indicator = plan.indicator(code)
    assert indicator.target is not None
    assert indicator.target.comparator is comparator
    told = any(each.against.startswith("目标") and "按" in each.text for each in indicator.conflicts)
    assert told is (comparator is not Comparator.REACH)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("rd_gdp_ratio", "3.4 %"),
        ("invention_patents_per_10k", "76.5"),
        ("invention_patents_growth", "76.5"),
        ("sme_count", "统计口径发生变化"),
        ("rd_total", "680 亿元"),
        ("leading_count", "更名"),
    ],
)
def test_the_doubts_stand_beside_the_figures(plan: PlanFile, code: str, words: str) -> None:
    assert any(words in each.text for each in plan.indicator(code).conflicts)


def test_the_figures_told_in_the_doubts_are_right(plan: PlanFile) -> None:
    patents = plan.indicator("invention_patents_per_10k")
    growth = plan.indicator("invention_patents_growth")
    assert patents.baseline is not None
    assert growth.target is not None
    at_four_percent = patents.baseline.value * (1 + growth.target.value / 100) ** 5
    assert round(at_four_percent, 1) == D("76.5")
    assert round(D(23) / D("3.38") * 100) == 680
    assert round(D(40) / D("4.0") * 100) == 1000


def test_censored_baselines_are_marked(plan: PlanFile) -> None:
    censored = {
        each.code
        for each in plan.indicators
        if each.baseline is not None and each.baseline.comparator is BaselineComparator.MORE_THAN
    }
    assert censored == {"science_literacy", "research_institution_count"}


def test_a_changed_calibre_breaks_the_line(plan: PlanFile) -> None:
    assert {each.code: [b.on for b in each.breaks] for each in plan.indicators if each.breaks} == {
        "sme_count": [date(2021, 1, 1)],
        "leading_count": [date(2022, 9, 29)],
    }


def test_computations_have_one_name_each(plan: PlanFile) -> None:
    names = [each.counts for each in plan.indicators if each.counts]
    assert len(names) == len(set(names))
    assert {"tier:hte", "scheme:national_sme", "tier:leading", "rd_spend_total", "listed"} <= set(names)
    assert all((each.counts is None) is (each.how is How.REPORTED) for each in plan.indicators)


def test_a_part_in_another_unit_is_marked_so_that_nobody_holds_it_against_the_target(plan: PlanFile) -> None:
    assert {each.code for each in plan.indicators if each.counts_unit} == {
        "rd_staff_per_10k",
        "invention_patents_per_10k",
    }


def test_table_1_is_kept(plan: PlanFile) -> None:
    earlier = {e.code: (e.earlier.target, e.earlier.result) for e in plan.indicators if e.earlier is not None}
    assert earlier == {
        "rd_gdp_ratio": (D(3), D("3.4")),
        "hightech_value_added_share": (D(60), D("64.6")),
        "hte_count": (D(100), D(151)),
        "sme_count": (D(1000), D(1000)),
        "invention_patents_per_10k": (None, D("62.85")),
        "talent_total": (D(16), D("17.4")),
    }


def test_the_duties_of_firms(plan: PlanFile) -> None:
    assert {each.code: each.chapter for each in plan.duties} == {
        "no_rd_no_subsidy": "十（三）",
        "integrity_pledge": "九（一）",
        "ip_blacklist": "八（三）",
        "three_zeros": "九（二）",
        "reserve_pool": "四（一）",
    }


def test_an_unknown_code_is_a_key_error(plan: PlanFile) -> None:
    with pytest.raises(KeyError):
        plan.indicator("bridges")


def test_another_plan_is_another_file(tmp_path: Path) -> None:
    loaded = load_plan(write(tmp_path, SMALL_PLAN))
    bridges = loaded.indicator("bridges")
    assert bridges.baseline is not None
    assert bridges.target is not None
    # 0.1 + 0.2 is 0.3 only where no binary float was in between
    assert bridges.baseline.value + D("0.2") == bridges.target.value
    assert bridges.target.kind is TargetKind.LEVEL
    assert available_plans(tmp_path) == {"elsewhere-2026-2030": tmp_path / "elsewhere-2026-2030.toml"}


def test_no_module_names_a_plan_or_an_indicator(plan: PlanFile) -> None:
    code = "".join(
        (PLANS_DIRECTORY.parent / name).read_text(encoding="utf-8")
        for name in ("planfile.py", "planspec.py", "status.py")
    )
    assert not [each.code for each in plan.indicators if f'"{each.code}"' in code]
    assert plan.id not in code


def test_an_empty_directory_has_no_plans(tmp_path: Path) -> None:
    assert available_plans(tmp_path) == {}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('unit = "座"\n', "", "indicators[1].unit"),
        ('unit = "座"\n', 'unit = "座"\ncolour = "red"\n', "indicators[1].colour"),
        ('unit = "座"', "unit = 5", "indicators[1].unit"),
        ('unit = "座"', 'unit = " "', "indicators[1].unit"),
        ("order = 1", "order = true", "indicators[1].order"),
        ("order = 1", "order = 1.5", "indicators[1].order"),
        ("higher_is_better = true", "higher_is_better = 1", "indicators[1].higher_is_better"),
        ("higher_is_better = true", "higher_is_better = false", "indicators[1].target.comparator"),
        ('group = "main"', 'group = "mian"', "indicators[1].group"),
        ("value = 0.1", 'value = "0.1"', "indicators[1].baseline.value"),
        ("value = 0.1", "value = true", "indicators[1].baseline.value"),
        ("value = 0.1", "value = nan", "indicators[1].baseline.value"),
        ("value = 0.3", "value = inf", "indicators[1].target.value"),
        ("increment = 0.2", "incremnt = 0.2", "indicators[1].target.incremnt"),
        ('kind = "level"', 'kind = "stock"', "indicators[1].target.kind"),
        ('baseline = { value = 0.1, comparator = "exact" }', "", "indicators[1].target.increment"),
        ('baseline = { value = 0.1, comparator = "exact" }', "baseline = 0.1", "indicators[1].baseline"),
        ('how = "computed"', 'how = "reported"', "indicators[1].counts"),
        ('counts = "bridges"\n', "", "indicators[1].counts"),
        ('counted_as = "数"\n', "", "indicators[1].counted_as"),
        ('counted_as_en = "counted"\n', "", "indicators[1].counted_as_en"),
        ("issued_on = 2025-12-20", 'issued_on = "2025-12-20"', "issued_on"),
        ("issued_on = 2025-12-20", "issued_on = 2025-12-20T08:00:00Z", "issued_on"),
        ("period_to = 2031-01-01", "period_to = 2026-01-01", "period_to"),
        ("baseline_year = 2025", "baseline_year = 2026", "baseline_year"),
        ('name_en = "A plan"', 'name_en = "A plan"\nduty = 1', "duty"),
        ('name_en = "A plan"', 'name_en = "A plan"\nduties = 1', "duties"),
        ('id = "elsewhere-2026-2030"', 'id = "other"', "id"),
        (SECOND_INDICATOR, "", "indicators"),
        (SECOND_INDICATOR, SECOND_INDICATOR + SECOND_INDICATOR, "indicators.code"),
        (
            SECOND_INDICATOR,
            SECOND_INDICATOR + SECOND_INDICATOR.replace('code = "bridges"', 'code = "roads"'),
            "indicators.order",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in SMALL_PLAN
    error = refused(tmp_path, SMALL_PLAN.replace(old, new, 1))
    assert error.field == key
    assert key in str(error)


@pytest.mark.parametrize("text", ["id = ", 'id = "a"\nid = "b"\n'])
def test_broken_toml_is_refused_by_file(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).field is None


def test_a_missing_or_wrongly_encoded_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="nowhere.toml"):
        load_plan(tmp_path / "nowhere.toml")
    path = tmp_path / "gbk.toml"
    path.write_bytes('name = "规划"'.encode("gb18030"))
    with pytest.raises(PlanFileError, match="gbk.toml"):
        load_plan(path)


def test_every_year_is_one_long_and_ends_on_a_whole_number() -> None:
    assert year_position(date(2024, 12, 31)) == 2025
    assert year_position(date(2025, 12, 31)) == 2026
    assert year_position(date(2024, 1, 1)) - 2024 == year_position(date(2024, 1, 2)) - year_position(date(2024, 1, 1))
