"""Certifications without a number of their own: a 文号 that many firms share, or none."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.core.actor import SYSTEM
from registry.core.types import FOREVER
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import LoadReport, load_folder
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.statistics.population import Population, size
from tests.exchange.folders import ONE, THREE, write

HEADER = "uscc,tier,certificate_number,issued_on,valid_from,valid_to,revoked_on,scheme\n"
PAPER = "浙科发高〔2022〕9号"
DAYS = "2022-12-01,2022-12-01,2027-11-30,"

pytestmark = pytest.mark.usefixtures("session")


def load(folder: Path, rows: str, at: datetime) -> LoadReport:
    return load_folder(write(folder, certifications=HEADER + rows), actor=SYSTEM, at=at)


def believed() -> list[tuple[str, str, date]]:
    rows = db.session.scalars(select(Recognition).where(Recognition.retired_at == FOREVER).order_by(Recognition.id))
    return [(row.enterprise.uscc, row.certificate_number, row.valid_from) for row in rows]


@pytest.mark.parametrize("number", [PAPER, ""])
def test_two_firms_of_one_paper_are_loaded_once(number: str, tmp_path: Path, at: datetime) -> None:
    rows = "".join(f"{firm},leading,{number},{DAYS},zhejiang_leading\n" for firm in (ONE, THREE))
    assert load(tmp_path / "folder", rows, at).problems.count == 0
    assert believed() == [(ONE, number, date(2022, 12, 1)), (THREE, number, date(2022, 12, 1))]
    again = load(tmp_path / "folder", rows, at)
    assert (again.files["certifications.csv"].unchanged, len(believed())) == (2, 2)
    dump_folder(tmp_path / "dump", on=date(2026, 1, 1))
    back = load_folder(tmp_path / "dump", actor=SYSTEM, at=at)
    assert (back.problems.listed, back.files["certifications.csv"].unchanged) == ([], 2)
    assert size(Population(date(2023, 1, 1), "leading")) == 2


def test_another_end_of_the_same_title_is_a_change(tmp_path: Path, at: datetime) -> None:
    load(tmp_path, f"{ONE},leading,,{DAYS},zhejiang_leading\n", at)
    changed = load(tmp_path, f"{ONE},leading,,2022-12-01,2022-12-01,2026-11-30,,zhejiang_leading\n", at)
    tally = changed.files["certifications.csv"]
    assert (tally.added, tally.changed, len(believed())) == (0, 1, 1)


@pytest.mark.parametrize(
    "rows",
    [
        f"{ONE},hte,,{DAYS},national_hte\n",
        f"{ONE},leading,{PAPER},{DAYS},zhejiang_leading\n{ONE},leading,{PAPER},{DAYS},zhejiang_leading\n",
        f"{ONE},leading,,{DAYS},zhejiang_leading\n{ONE},leading,,{DAYS},zhejiang_leading\n",
        f"{ONE},hte,GR202233100001,{DAYS},national_hte\n{THREE},hte,GR202233100001,{DAYS},national_hte\n",
        f"{ONE},leading,2022000001,{DAYS},district_leading\n{THREE},leading,2022000001,{DAYS},district_leading\n",
    ],
)
def test_what_must_have_a_number_or_have_it_alone_is_refused(rows: str, tmp_path: Path, at: datetime) -> None:
    (refusal,) = load(tmp_path, rows, at).problems.listed
    assert (refusal.file, refusal.column) == ("certifications.csv", "certificate_number")
    assert believed() == []
