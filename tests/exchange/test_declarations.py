"""What firms state of themselves, in a file of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.assessments.models import Declaration, Readiness
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import LoadReport, load_folder
from registry.exchange.sheets import SHEETS
from registry.extensions import db
from tests.exchange.folders import ONE, THREE, write

pytestmark = pytest.mark.usefixtures("session")

HEAD = "uscc,fact,value"
SAID = f"""{HEAD},source
{ONE},accounts_sound,yes,
{ONE},excluded_industry,no,firm
{ONE},market_rank_national,3,
{ONE},rd_personnel,40.5,
{ONE},staff_months,"[[58, 62], [62, 60]]",
{ONE},expert_standards,2,
{THREE},high_tech_field,yes,officer
"""


def load(folder: Path, at: datetime) -> LoadReport:
    return load_folder(folder, actor=SYSTEM, at=at)


def believed() -> dict[tuple[str, str], tuple[object, str]]:
    rows = db.session.execute(select(Declaration, Enterprise.uscc).join(Enterprise).where(_is_believed()))
    return {(uscc, row.fact): (row.value, row.source) for row, uscc in rows}


def _is_believed() -> object:
    return Declaration.retired_at == FOREVER


def test_each_value_is_kept_as_a_fact_of_its_kind(tmp_path: Path, at: datetime) -> None:
    report = load(write(tmp_path, declarations=SAID), at)
    assert not report.is_refused, report.problems.listed
    assert report.files["declarations.csv"].added == 7
    assert believed() == {
        (ONE, "accounts_sound"): (True, "firm"),
        (ONE, "excluded_industry"): (False, "firm"),
        (ONE, "market_rank_national"): (3, "firm"),
        (ONE, "rd_personnel"): ("40.5", "firm"),
        (ONE, "staff_months"): ([[58, 62], [62, 60]], "firm"),
        (ONE, "expert_standards"): (2, "officer"),
        (THREE, "high_tech_field"): (True, "officer"),
    }


def test_the_second_load_adds_nothing_and_another_answer_retires_the_first(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path, declarations=SAID), at)
    again = load(tmp_path, at + timedelta(hours=1)).files["declarations.csv"]
    assert (again.added, again.changed, again.unchanged) == (0, 0, 7)
    changed = load(write(tmp_path, declarations=SAID.replace("sound,yes", "sound,no")), at + timedelta(hours=2))
    assert changed.files["declarations.csv"].changed == 1
    rows = db.session.scalars(select(Declaration).where(Declaration.fact == "accounts_sound")).all()
    assert sorted((row.value, row.retired_at == FOREVER) for row in rows) == [(False, True), (True, False)]


def test_what_the_file_does_not_name_stays(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    firm = db.session.scalars(select(Enterprise).where(Enterprise.uscc == ONE)).one()
    declare(firm, {"own_brand": True, "accounts_sound": True}, actor=SYSTEM, at=at, on=at.date(), source="firm")
    report = load(write(tmp_path, declarations=SAID), at + timedelta(hours=1))
    assert report.files["declarations.csv"].unchanged == 1
    assert believed()[ONE, "own_brand"] == (True, "firm")
    load(write(tmp_path, declarations=None), at + timedelta(hours=2))
    assert len(believed()) == 8


def test_readiness_follows_in_the_same_load(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    unmet = select(Readiness.unmet).where(Readiness.rule_set_id == "hnte_2016").join(Enterprise)
    unmet = unmet.where(Enterprise.uscc == ONE)
    assert "high_tech_field" not in str(db.session.scalar(unmet))
    load(write(tmp_path, declarations=f"{HEAD}\n{ONE},high_tech_field,no\n"), at + timedelta(hours=1))
    assert "high_tech_field" in str(db.session.scalar(unmet))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{ONE},mood,yes,", "fact"),
        (f"{ONE},revenue,12,", "fact"),
        (f"{ONE},valid_hnte,yes,", "fact"),
        (f"{ONE},accounts_sound,,", "value"),
        (f"{ONE},accounts_sound,true,", "value"),
        (f"{ONE},market_rank_national,3.5,", "value"),
        (f"{ONE},market_rank_national,-1,", "value"),
        (f"{ONE},market_rank_national,{'9' * 900},", "value"),
        (f"{ONE},rd_personnel,1.234,", "value"),
        (f"{ONE},rd_personnel,-1,", "value"),
        (f'{ONE},staff_months,"[[1, 2], [3]]",', "value"),
        (f"{ONE},staff_months,{'[' * 900},", "value"),
        (f"{ONE},expert_standards,2,firm", "source"),
        (f"{ONE},accounts_sound,yes,neighbour", "source"),
        (f"{ONE},accounts_sound,yes,\n{ONE},accounts_sound,yes,", "fact"),
        ("91330205MA2CXXXX0X,accounts_sound,yes,", "uscc"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(tmp_path: Path, at: datetime, row: str, column: str) -> None:
    report = load(write(tmp_path, declarations=f"{HEAD},source\n{row}\n"), at)
    assert [(one.file, one.column) for one in report.problems.listed] == [("declarations.csv", column)]
    assert db.session.scalars(select(Enterprise)).all() == []


def test_a_missing_column_is_named(tmp_path: Path, at: datetime) -> None:
    report = load(write(tmp_path, declarations=f"uscc,fact\n{ONE},accounts_sound\n"), at)
    assert [(one.line, one.column) for one in report.problems.listed] == [(1, "value")]


def test_a_dump_carries_them_and_leaves_out_answers_without_a_question(tmp_path: Path, at: datetime, on: date) -> None:
    load(write(tmp_path / "in", declarations=SAID), at)
    firm = db.session.scalars(select(Enterprise).where(Enterprise.uscc == THREE)).one()
    for fact, value in (("mood", True), ("market_rank_global", True)):
        old = {"enterprise": firm, "fact": fact, "value": value, "source": "firm"}
        db.session.add(Declaration(**old, recorded_at=at, retired_at=FOREVER))
    db.session.flush()
    assert dump_folder(tmp_path / "out", on=on)["declarations.csv"] == 7
    lines = (tmp_path / "out" / "declarations.csv").read_text("utf-8").splitlines()
    assert sorted(lines[1:]) == sorted(
        [
            f"{ONE},accounts_sound,yes,firm",
            f"{ONE},excluded_industry,no,firm",
            f"{ONE},market_rank_national,3,firm",
            f"{ONE},rd_personnel,40.5,firm",
            f'{ONE},staff_months,"[[58, 62], [62, 60]]",firm',
            f"{ONE},expert_standards,2,officer",
            f"{THREE},high_tech_field,yes,officer",
        ]
    )
    assert load(tmp_path / "out", at + timedelta(hours=1)).files["declarations.csv"].unchanged == 7
    assert lines[0].split(",") == [column.name for column in SHEETS["declarations.csv"]]
