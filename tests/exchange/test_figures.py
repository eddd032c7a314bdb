"""The figures of the higher tiers in a file of their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.core.actor import SYSTEM
from registry.core.money import FEN_PER_WAN
from registry.core.types import FOREVER
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import LoadReport, load_folder
from registry.extensions import db
from registry.reports.models import ReportRevision
from registry.reports.queries import figures_of
from tests.exchange.folders import ONE, TWO, write

pytestmark = pytest.mark.usefixtures("session")

FIGURES = f"""uscc,year,rd_hnte,transformations,full_time_rd_staff
{ONE},2024,85.25,4,
"""


def load(folder: Path, at: datetime) -> LoadReport:
    return load_folder(folder, actor=SYSTEM, at=at)


def believed() -> ReportRevision:
    return db.session.scalars(select(ReportRevision).where(ReportRevision.retired_at == FOREVER)).one()


def test_they_belong_to_the_same_revision(tmp_path: Path, at: datetime) -> None:
    assert not load(write(tmp_path, report_figures=FIGURES), at).is_refused
    row = believed()
    assert (row.no, row.rd_hnte, row.transformations, row.full_time_rd_staff) == (1, 85_250_000, 4, None)
    assert row.rd_spend == 80_500_000
    again = load(tmp_path, at + timedelta(hours=1))
    assert (again.files["annual_reports.csv"].changed, again.files["annual_reports.csv"].unchanged) == (0, 1)


def test_without_the_file_what_is_known_stays(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path, report_figures=FIGURES), at)
    load(write(tmp_path, report_figures=None), at + timedelta(hours=1))
    assert (believed().no, believed().rd_hnte) == (1, 85_250_000)


def test_another_figure_is_another_revision(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path, report_figures=FIGURES), at)
    load(write(tmp_path, report_figures=FIGURES.replace("85.25", "86")), at + timedelta(hours=1))
    assert (believed().no, believed().rd_hnte, believed().transformations) == (2, 86 * FEN_PER_WAN, 4)


def test_the_research_of_a_report_is_not_taken_for_the_other_calibre(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    assert (believed().rd_spend, believed().rd_hnte) == (80_500_000, None)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{ONE},2023,1,1,1", "year"),
        (f"{TWO},2024,1,1,1", "year"),
        (f"{ONE},2024,1.234,1,1", "rd_hnte"),
        (f"{ONE},2024,1,1.5,1", "transformations"),
        (f"{ONE},2024,1,1,1\n{ONE},2024,1,1,1", "year"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(tmp_path: Path, at: datetime, row: str, column: str) -> None:
    head = FIGURES.splitlines()[0]
    report = load(write(tmp_path, report_figures=f"{head}\n{row}\n"), at)
    assert [(one.file, one.column) for one in report.problems.listed] == [("report_figures.csv", column)]
    assert db.session.scalars(select(ReportRevision)).all() == []


def test_a_dump_carries_them(tmp_path: Path, at: datetime, on: date) -> None:
    load(write(tmp_path / "in", report_figures=FIGURES), at)
    before = figures_of(believed())
    assert dump_folder(tmp_path / "out", on=on)["report_figures.csv"] == 1
    lines = (tmp_path / "out" / "report_figures.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith(f"{ONE},2024,")
    assert "85.25" in lines[1]
    again = load(tmp_path / "out", at + timedelta(hours=1))
    assert again.files["annual_reports.csv"].unchanged == 1
    assert figures_of(believed()) == before


def test_a_dump_without_any_has_an_empty_file(tmp_path: Path, at: datetime, on: date) -> None:
    load(write(tmp_path / "in"), at)
    assert dump_folder(tmp_path / "out", on=on)["report_figures.csv"] == 0
