"""The demo generator: valid, unique, linked, repeatable, and shaped like the district's story."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from stdnum.cn import uscc as standard_uscc

from registry.cli.demo.codes import Shuffle, hte_number, organisation_check, patent_check, uscc_check
from registry.cli.demo.generator import (
    MOST_FIRMS,
    SHEETS,
    District,
    generate,
    rows,
)
from registry.cli.demo.names import MIDDLES, RARE_TAILS, STEMS, TAILS, WORDS, most_names
from registry.cli.demo.shapes import HTE_COUNTS, LEADING_COUNTS, SME_COUNTS
from registry.core.errors import DomainError

Row = dict[str, str]
MERGER = "2020-06-16"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("district")
    generate(directory)
    return directory


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, list[Row]]:
    found = {}
    for name in SHEETS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def held(tables: dict[str, list[Row]], tier: str, day: str) -> int:
    left = {row["uscc"]: row["left_on"] for row in tables["enterprises"]}
    holders = {
        row["uscc"]
        for row in tables["certifications"]
        if row["tier"] == tier
        and row["valid_from"] <= day <= row["valid_to"]
        and not (row["revoked_on"] and row["revoked_on"] <= day)
        and not (left[row["uscc"]] and left[row["uscc"]] <= day)
    }
    return len(holders)


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", firms=300, seed=7)
    second = generate(tmp_path / "b", firms=300, seed=7)
    other = generate(tmp_path / "c", firms=300, seed=8)
    assert first == second
    for name in [*(f"{sheet}.csv" for sheet in SHEETS), "manifest.json"]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert all(first.sha256[sheet] != other.sha256[sheet] for sheet in SHEETS)


def test_second_run_into_the_same_folder_replaces(tmp_path: Path) -> None:
    generate(tmp_path, firms=80)
    manifest = generate(tmp_path, firms=20)
    assert len((tmp_path / "enterprises.csv").read_text(encoding="utf-8").splitlines()) == 21
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["rows"] == manifest.rows


def test_streams_give_what_the_files_hold(tmp_path: Path) -> None:
    generate(tmp_path, firms=60, seed=3)
    district = District(60, 3)
    for name in SHEETS:
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)) == list(rows(name, district))


def test_one_firm_is_the_same_whenever_it_is_asked_for() -> None:
    district = District(500, 4)
    late = district.identity(499)
    assert list(district.identities())[499] == late == District(500, 4).identity(499)


@pytest.mark.parametrize("firms", [1, 2, 50])
def test_small_districts(tmp_path: Path, firms: int) -> None:
    manifest = generate(tmp_path, firms=firms)
    assert manifest.rows["enterprises"] == firms
    assert manifest.rows["certifications"] > 0


def test_the_largest_district_is_reached_without_walking_there() -> None:
    district = District(MOST_FIRMS)
    last = district.identity(MOST_FIRMS - 1)
    assert standard_uscc.is_valid(last.uscc)
    assert most_names() >= MOST_FIRMS


@pytest.mark.parametrize("firms", [0, -1, MOST_FIRMS + 1])
def test_sizes_out_of_range_are_refused(firms: int) -> None:
    with pytest.raises(DomainError, match="企业数") as refused:
        District(firms)
    assert refused.value.field == "firms"


@pytest.mark.parametrize(("first", "last"), [(2015, 2026), (2019, 2037), (2020, 2020), (2021, 2020)])
def test_years_out_of_range_are_refused(tmp_path: Path, first: int, last: int) -> None:
    with pytest.raises(DomainError, match="年份"):
        generate(tmp_path / "no", firms=5, first_year=first, last_year=last)
    assert not (tmp_path / "no").exists()


def test_an_earlier_last_year_ends_everything_earlier() -> None:
    district = District(400, 2, first_year=2018, last_year=2021)
    assert {row["year"] for row in rows("annual_reports", district)} == {"2018", "2019", "2020"}
    assert max(row["issued_on"] for row in rows("certifications", district)) <= "2021-11-20"
    assert max(row["registered_on"] for row in rows("enterprises", district)) <= "2021-11-20"
    assert max(row["valid_from"] for row in rows("profiles", district)) <= "2021-11-20"
    assert max(row["filed_on"] for row in rows("intellectual_property", district)) <= "2021-11-20"


def test_the_last_day_may_be_another_day_of_the_last_year() -> None:
    district = District(400, 2, until=date(2026, 12, 31))
    days = [row["issued_on"] for row in rows("certifications", district)]
    assert "2026-11-20" < max(days) <= "2026-12-31"
    with pytest.raises(DomainError) as refused:
        District(400, 2, until=date(2025, 12, 31))
    assert refused.value.field == "until"


def test_manifest_counts_rows(folder: Path, tables: dict[str, list[Row]]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == {name: len(rows) for name, rows in tables.items()}
    assert manifest["until"] == "2026-11-20"


def test_published_check_digits() -> None:
    assert patent_check("202010123456") == "2"
    assert organisation_check("56126254") == "5"
    assert uscc_check("91330200561262545") == "U"


def test_uscc_are_valid_and_not_all_registered_here(tables: dict[str, list[Row]]) -> None:
    codes = [row["uscc"] for row in tables["enterprises"]]
    assert len(set(codes)) == len(codes) == 3400
    assert all(standard_uscc.is_valid(code) for code in codes)
    assert all(organisation_check(code[8:16]) == code[16] for code in codes)
    elsewhere = sum(not code.startswith("91330205") for code in codes)
    assert 0.11 < elsewhere / len(codes) < 0.17


def test_every_row_belongs_to_a_firm(tables: dict[str, list[Row]]) -> None:
    firms = {row["uscc"] for row in tables["enterprises"]}
    for name in SHEETS:
        assert {row["uscc"] for row in tables[name]} <= firms
    assert {row["uscc"] for row in tables["certifications"] if row["tier"] == "leading"} <= {
        row["uscc"] for row in tables["certifications"] if row["tier"] == "hte"
    }


def test_names_never_meet(tables: dict[str, list[Row]]) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in [*tables["enterprises"], *tables["profiles"]]:
        owners[row["name"]].add(row["uscc"])
    assert [name for name, codes in owners.items() if len(codes) > 1] == []
    names = [row["name"] for row in tables["enterprises"]]
    assert any("（集团）" in name for name in names)
    assert all(any(rare in name for name in names) for rare in RARE_TAILS)
    assert all("宁波" in name or name.startswith("浙江") for name in names)


def test_name_parts_can_be_told_apart() -> None:
    words = [word for group in WORDS.values() for word in group]
    assert len(set(words)) == len(words)
    assert not {word[0] for word in words} & {*TAILS, *RARE_TAILS}
    for parts in (STEMS, MIDDLES, TAILS):
        assert len(set(parts)) == len(parts)


def test_names_stay_unique_where_brands_are_used_again() -> None:
    district = District(300_000, 5)
    names = Counter(district.identity(index).history[0].facts.name for index in range(0, 300_000, 40))
    assert names.most_common(1)[0][1] == 1


def test_numbers_have_their_shape_and_are_unique(tables: dict[str, list[Row]]) -> None:
    shapes = {
        "national_sme": r"\d{4}330205[0AB]\d{7}",
        "national_hte": r"GR\d{4}3310\d{4}",
        "zhejiang_leading": r"ZJLJ\d{4}-\d{4}",
    }
    numbers = []
    for row in tables["certifications"]:
        assert re.fullmatch(shapes[row["scheme"]], row["certificate_number"])
        assert row["issued_on"][:4] in row["certificate_number"]
        numbers.append((row["scheme"], row["certificate_number"]))
    assert len(set(numbers)) == len(numbers)


def test_sme_letter_follows_foundation_and_time_of_filing(tables: dict[str, list[Row]]) -> None:
    registered = {row["uscc"]: row["registered_on"] for row in tables["enterprises"]}
    letters = Counter()
    for row in tables["certifications"]:
        if row["tier"] == "sme":
            letter = row["certificate_number"][10]
            letters[letter] += 1
            assert (letter == "B") == (registered[row["uscc"]][:4] == row["issued_on"][:4])
    assert set(letters) == {"0", "A", "B"}


def test_hte_numbers_go_on_when_four_digits_are_used_up() -> None:
    assert hte_number(2024, 9999) == "GR202433109999"
    assert hte_number(2024, 10_000) == "GR202433000001"
    most = District(MOST_FIRMS).hte_places
    assert re.fullmatch(r"GR202433\d{6}", hte_number(2024, most))
    assert len({hte_number(2024, serial) for serial in range(1, most, 999)}) == len(range(1, most, 999))


def test_intellectual_property_numbers(tables: dict[str, list[Row]]) -> None:
    patents = {"invention_patent": "1", "utility_model": "2", "design": "3"}
    rows = tables["intellectual_property"]
    assert len({row["number"] for row in rows}) == len(rows)
    for row in rows:
        number = row["number"]
        if row["kind"] in patents:
            match = re.fullmatch(r"(ZL)?(\d{4})(\d)\d{7}\.[\dX]", number)
            assert match is not None
            assert (match[1] is not None) == bool(row["granted_on"])
            assert match[2] == row["filed_on"][:4]
            assert match[3] == patents[row["kind"]]
            bare = number.removeprefix("ZL")
            assert patent_check(bare[:12]) == bare[-1]
        elif row["kind"] == "pct":
            assert re.fullmatch(rf"PCT/CN{row['filed_on'][:4]}/\d{{6}}", number)
        else:
            assert re.fullmatch(rf"{row['granted_on'][:4]}SR\d{{6,7}}", number)
    assert {row["kind"] for row in rows} == {*patents, "pct", "software_copyright"}


def test_days_come_in_order(tables: dict[str, list[Row]]) -> None:
    firm = {row["uscc"]: row for row in tables["enterprises"]}
    for row in tables["certifications"]:
        assert firm[row["uscc"]]["registered_on"] < row["issued_on"] <= row["valid_from"] < row["valid_to"]
        assert not firm[row["uscc"]]["left_on"] or row["issued_on"] < firm[row["uscc"]]["left_on"]
        assert not row["revoked_on"] or row["valid_from"] < row["revoked_on"] <= row["valid_to"]
    for row in tables["intellectual_property"]:
        assert firm[row["uscc"]]["registered_on"] < row["filed_on"]
        assert not row["granted_on"] or row["filed_on"] < row["granted_on"] <= "2026-11-20"
        assert not row["lapsed_on"] or row["granted_on"] < row["lapsed_on"] <= row["expires_on"]


def test_terms_are_those_of_the_law(tables: dict[str, list[Row]]) -> None:
    years = {"invention_patent": 20, "utility_model": 10}
    checked = 0
    for row in tables["intellectual_property"]:
        if row["kind"] in years and not row["filed_on"].endswith(("-01", "-02-29")):
            filed = date.fromisoformat(row["filed_on"])
            assert row["expires_on"] == date(filed.year + years[row["kind"]], filed.month, filed.day - 1).isoformat()
            checked += 1
    assert checked > 1000
    designs = [row for row in tables["intellectual_property"] if row["kind"] == "design"]
    for row in designs:
        term = round((date.fromisoformat(row["expires_on"]) - date.fromisoformat(row["filed_on"])).days / 365.25)
        assert term == (15 if row["filed_on"] >= "2021-06-01" else 10)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_year_end_counts_follow_the_story(tables: dict[str, list[Row]], year: int) -> None:
    day = min(f"{year}-12-31", "2026-11-20")
    assert held(tables, "sme", day) == pytest.approx(SME_COUNTS[year], rel=0.03)
    assert held(tables, "hte", day) == pytest.approx(HTE_COUNTS[year], rel=0.07)
    assert held(tables, "leading", day) == LEADING_COUNTS[year]


def test_the_story_does_not_hang_on_one_seed() -> None:
    district = District(3400, 20)
    found = {
        "certifications": list(rows("certifications", district)),
        "enterprises": list(rows("enterprises", district)),
    }
    assert held(found, "sme", "2025-12-31") == pytest.approx(2003, rel=0.04)
    assert held(found, "hte", "2025-12-31") == pytest.approx(297, rel=0.08)
    assert held(found, "leading", "2025-12-31") == 10


def test_titles_lapse_revoke_and_fall_due(tables: dict[str, list[Row]]) -> None:
    rows = tables["certifications"]
    ends = Counter((row["tier"], row["valid_to"][:7]) for row in rows)
    assert ends["sme", "2026-12"] > 100
    assert ends["sme", "2027-03"] > 1000
    due = [row for row in rows if row["tier"] == "hte" and "2026-11-24" <= row["valid_to"] <= "2027-02-28"]
    assert len(due) > 15
    assert {row["tier"] for row in rows if row["revoked_on"]} == {"sme", "hte"}
    by_firm: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["tier"] == "hte":
            by_firm[row["uscc"]].append(row)
    steps = [(old["valid_to"], new["valid_from"]) for held_ in by_firm.values() for old, new in pairwise(held_)]
    assert any(new <= old for old, new in steps)
    assert any(int(new[:4]) == int(old[:4]) + 1 for old, new in steps)


def test_profiles_are_histories(tables: dict[str, list[Row]]) -> None:
    latest = {row["uscc"]: row for row in tables["enterprises"]}
    histories: dict[str, list[Row]] = defaultdict(list)
    for row in tables["profiles"]:
        histories[row["uscc"]].append(row)
    same = ("name", "street_code", "park", "industry_code", "industry", "size_class", "status")
    for code, known in histories.items():
        assert known[0]["valid_from"] == latest[code]["registered_on"]
        assert known[-1]["valid_to"] == ""
        assert all(old["valid_to"] == new["valid_from"] for old, new in pairwise(known))
        assert all(row["valid_from"] < row["valid_to"] for row in known[:-1])
        assert [known[-1][column] for column in same] == [latest[code][column] for column in same]
    for code, row in latest.items():
        if row["left_on"]:
            assert histories[code]
            away = [part for part in histories[code] if part["status"] != "在业"]
            assert away[0]["valid_from"] == row["left_on"]


def test_streets_before_and_after_the_merger(tables: dict[str, list[Row]]) -> None:
    codes: dict[str, list[str]] = {"before": [], "after": []}
    split = set()
    for row in tables["profiles"]:
        side = "before" if row["valid_from"] < MERGER else "after"
        codes[side].append(row["street_code"])
        if side == "before" and row["street_code"] in ("330205001", "330205002"):
            assert row["valid_to"]
            assert row["valid_to"] <= MERGER
            split.add((row["street_code"], row["valid_to"] == MERGER))
    assert ("330205001", True) in split
    assert ("330205002", True) in split
    assert "330205008" not in codes["before"]
    assert "330205002" not in codes["after"]
    assert "330205001" in codes["after"]


def test_shares_of_change(tables: dict[str, list[Row]]) -> None:
    names, streets = defaultdict(set), defaultdict(set)
    for row in tables["profiles"]:
        names[row["uscc"]].add(row["name"])
        if row["valid_from"] >= MERGER or not row["valid_to"] or row["valid_to"] > MERGER:
            streets[row["uscc"]].add(row["street_code"])
    status = Counter(row["status"] for row in tables["enterprises"])
    assert 0.02 < sum(len(found) > 1 for found in names.values()) / 3400 < 0.04
    assert 0.02 < sum(len(found) > 1 for found in streets.values()) / 3400 < 0.04
    assert 0.02 < status["注销"] / 3400 < 0.04
    assert 0.009 < status["迁出"] / 3400 < 0.021


def test_above_scale_and_listed(tables: dict[str, list[Row]]) -> None:
    now = [row for row in tables["profiles"] if not row["valid_to"]]
    above = [row for row in now if row["above_scale"] == "yes"]
    listed = [row for row in now if row["listed"] == "yes"]
    assert 0.07 < len(above) / 3400 < 0.11
    assert sum(row["industry_code"].startswith("C-") for row in above) > 0.75 * len(above)
    assert len(listed) == 15
    assert all("股份有限公司" in row["name"] for row in listed)


def test_figures_are_plausible(tables: dict[str, list[Row]]) -> None:
    for row in tables["annual_reports"]:
        money = {key: hundredths(row[key]) for key in row if key not in ("uscc", "year", "staff", "rd_staff")}
        assert 0 <= money["rd_spend_domestic"] <= money["rd_spend"]
        assert 0 <= money["high_tech_revenue"] <= money["revenue"]
        assert money["net_assets"] <= money["total_assets"]
        assert money["operating_cost"] + money["profit"] <= money["revenue"]
        assert 0 <= int(row["rd_staff"]) <= int(row["staff"])
    assert {row["year"] for row in tables["annual_reports"]} == {str(year) for year in range(2019, 2026)}
    keys = [(row["uscc"], row["year"]) for row in tables["annual_reports"]]
    assert len(set(keys)) == len(keys)


def test_some_pass_the_sme_rule_and_some_miss_it_narrowly(tables: dict[str, list[Row]]) -> None:
    scores = sme_scores(tables, "2025")
    assert sum(score >= 60 for score in scores) > 500
    assert sum(50 <= score < 60 for score in scores) > 50
    assert sum(score < 40 for score in scores) > 300


def hundredths(text: str) -> int:
    assert re.fullmatch(r"-?\d+\.\d\d", text)
    return int(text.replace(".", ""))


def sme_scores(tables: dict[str, list[Row]], year: str) -> list[int]:
    """Points of 115号 art. 7 for every report of `year`, on the rights in force at its end."""
    day, first, second = f"{year}-12-31", Counter(), Counter()
    for row in tables["intellectual_property"]:
        if row["granted_on"] and row["granted_on"] <= day <= row["expires_on"] and row["kind"] != "pct":
            (first if row["kind"] == "invention_patent" else second)[row["uscc"]] += 1
    scores = []
    for row in tables["annual_reports"]:
        if row["year"] == year and hundredths(row["revenue"]):
            staff_share = int(row["rd_staff"]) * 100 // int(row["staff"])
            rd_share = hundredths(row["rd_spend"]) * 100 // hundredths(row["revenue"])
            staff = min(max(staff_share // 5 - 1, 0), 5) * 4
            spend = min(max(rd_share - 1, 0), 5) * 10
            rights = 30 if first[row["uscc"]] else min(second[row["uscc"]], 4) * 6
            scores.append(staff + spend + rights)
    return scores


def test_a_shuffle_gives_each_number_once() -> None:
    for size in (1, 2, 7, 1000):
        shuffle = Shuffle(size, "any")
        assert sorted(shuffle(index) for index in range(size)) == list(range(size))
    assert [Shuffle(1000, "any")(index) for index in range(5)] != [Shuffle(1000, "other")(index) for index in range(5)]
    with pytest.raises(ValueError, match="outside"):
        Shuffle(10, "any")(10)
