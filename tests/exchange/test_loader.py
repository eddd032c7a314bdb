"""Loading a folder: all or nothing, twice is once, and every refusal named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import LoadReport, load_folder
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.recognitions.derivation import differences
from registry.recognitions.models import MembershipSpan, Recognition
from registry.reports.models import ReportRevision
from registry.statistics.population import Population, size
from tests.exchange.folders import CERTIFICATIONS, ENTERPRISES, ONE, REPORTS, RIGHTS, THREE, write

TABLES = (Enterprise, EnterpriseProfile, Recognition, ReportRevision, IntellectualProperty, MembershipSpan, AuditEvent)

OWNED = "{},owners\n{},{{owners}}\n".format(*RIGHTS.splitlines())

pytestmark = pytest.mark.usefixtures("session")


def load(folder: Path, at: datetime) -> LoadReport:
    return load_folder(folder, actor=SYSTEM, at=at)


def stored() -> dict[str, int]:
    return {
        table.__tablename__: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in TABLES
    }


def count(on: date, tier: str = "hte", **filters: Any) -> int:
    return size(Population(on, tier, **filters))


def test_the_last_day_of_a_certificate_counts_and_the_next_does_not(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    assert [count(day) for day in (date(2022, 11, 30), date(2022, 12, 1))] == [1, 2]
    assert [count(day) for day in (date(2025, 11, 30), date(2025, 12, 1))] == [1, 0]


def test_revocation_and_departure_count_from_their_first_day(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    assert [count(day) for day in (date(2024, 3, 4), date(2024, 3, 5))] == [2, 1]
    assert [count(day, "sme") for day in (date(2024, 5, 31), date(2024, 6, 1))] == [1, 0]


def test_the_second_load_changes_nothing(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    before = stored()
    report = load(write(tmp_path), at + timedelta(days=1))
    assert {(tally.added, tally.changed) for tally in report.files.values()} == {(0, 0)}
    assert stored() == before


def test_a_loaded_date_leaves_the_owners_that_were_entered(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    db.session.scalars(select(IntellectualProperty)).one().owners = "宁波大学"
    db.session.flush()
    load(write(tmp_path, intellectual_property=RIGHTS.replace("2031-07-08", "2031-07-09")), at + timedelta(days=1))
    believed = db.session.scalars(select(IntellectualProperty).where(IntellectualProperty.retired_at == FOREVER)).one()
    assert (believed.owners, believed.expires_on) == ("宁波大学", date(2031, 7, 9))


def test_a_right_carries_its_title_and_owners_there_and_back(tmp_path: Path, at: datetime, on: date) -> None:
    head, row = RIGHTS.splitlines()
    told = f'{head},title,acquisition,owners\n{row},一种散热结构,own," 宁波大学;宁波甲新材料有限公司；宁波大学"\n'
    load(write(tmp_path / "in", intellectual_property=told), at)
    right = db.session.scalars(select(IntellectualProperty)).one()
    assert (right.title, right.acquisition) == ("一种散热结构", "own")
    assert right.owners == "宁波大学；宁波甲新材料有限公司"
    dump_folder(tmp_path / "out", on=on)
    again = load(tmp_path / "out", at + timedelta(days=1))
    assert again.files["intellectual_property.csv"].unchanged == 1
    emptied = load(write(tmp_path / "in", intellectual_property=f"{head},owners\n{row},\n"), at + timedelta(days=2))
    assert emptied.files["intellectual_property.csv"].changed == 1
    believed = db.session.scalars(select(IntellectualProperty).where(IntellectualProperty.retired_at == FOREVER)).one()
    assert (believed.title, believed.owners) == ("一种散热结构", "")


@pytest.mark.parametrize(("cell", "year"), [("0", 0), ("2023", 2023), ("", None)])
def test_a_right_carries_its_product_and_use_there_and_back(
    tmp_path: Path, at: datetime, on: date, cell: str, year: int | None
) -> None:
    head, row = RIGHTS.splitlines()
    load(write(tmp_path / "in", intellectual_property=f"{head},product,hte_year\n{row},精密轴承,{cell}\n"), at)
    right = db.session.scalars(select(IntellectualProperty)).one()
    assert (right.product, right.hte_year) == ("精密轴承", year)
    dump_folder(tmp_path / "out", on=on)
    again = load(tmp_path / "out", at + timedelta(days=1))
    assert again.files["intellectual_property.csv"].unchanged == 1


def test_a_changed_figure_retires_and_what_was_known_before_can_still_be_asked(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    later = at + timedelta(days=30)
    report = load(write(tmp_path, certifications=CERTIFICATIONS.replace("2025-11-30", "2026-11-30")), later)
    assert report.files["certifications.csv"].changed == 1
    day = date(2026, 1, 1)
    assert count(day) == 1
    assert count(day, known_at=at) == 0
    assert count(day, known_at=later - timedelta(microseconds=1)) == 0
    assert count(day, known_at=later) == 1


def test_money_is_kept_to_the_fen(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    revision = db.session.scalars(select(ReportRevision)).one()
    assert (revision.revenue, revision.rd_spend, revision.staff) == (1_234_560_000, 80_500_000, 60)


@pytest.mark.parametrize(
    ("changed", "file", "line", "column"),
    [
        ({"enterprises": ENTERPRISES.replace("330205103", "330205999")}, "enterprises.csv", 3, "street_code"),
        ({"enterprises": ENTERPRISES.replace("2015-05-06", "2015-13-06")}, "enterprises.csv", 2, "registered_on"),
        ({"enterprises": ENTERPRISES.replace(ONE, ONE[:17])}, "enterprises.csv", 2, "uscc"),
        ({"enterprises": ENTERPRISES.replace("注销,2024-06-01", "注销,")}, "enterprises.csv", 3, "left_on"),
        ({"enterprises": ENTERPRISES.replace(THREE, ONE)}, "enterprises.csv", 4, "uscc"),
        ({"enterprises": ENTERPRISES.replace("name,", "title,")}, "enterprises.csv", 1, "name"),
        ({"certifications": CERTIFICATIONS.replace("2025-11-30", "2021-11-30")}, "certifications.csv", 2, "valid_to"),
        ({"certifications": CERTIFICATIONS.replace(",sme,", ",gold,")}, "certifications.csv", 3, "tier"),
        (
            {"certifications": CERTIFICATIONS.replace("GR202133100002", "GR202233100001")},
            "certifications.csv",
            4,
            "certificate_number",
        ),
        ({"annual_reports": REPORTS.replace("1234.56", "1234.567")}, "annual_reports.csv", 2, "revenue"),
        ({"annual_reports": REPORTS.replace(",60,12,", ",6.5,12,")}, "annual_reports.csv", 2, "staff"),
        ({"annual_reports": REPORTS.replace(",40.25", "")}, "annual_reports.csv", 2, ""),
        ({"intellectual_property": OWNED.format(owners="甲" * 301)}, "intellectual_property.csv", 2, "owners"),
    ],
)
def test_a_failing_row_is_named_and_stores_nothing(
    tmp_path: Path, at: datetime, changed: dict[str, str], file: str, line: int, column: str
) -> None:
    before = stored()
    report = load(write(tmp_path, **changed), at)
    assert report.is_refused
    assert (file, line, column) in {(one.file, one.line, one.column) for one in report.problems.listed}
    assert stored() == before


def test_a_number_held_by_a_firm_outside_the_folder_is_refused(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    moved = CERTIFICATIONS.splitlines()[0] + f"\n{THREE},hte,GR202233100001,2022-12-01,2022-12-01,2025-11-30,\n"
    report = load(write(tmp_path, certifications=moved), at + timedelta(days=1))
    assert [one.column for one in report.problems.listed] == ["certificate_number"]


def test_unknown_columns_are_reported_and_missing_files_allowed(tmp_path: Path, at: datetime) -> None:
    reports = REPORTS.replace("tax_paid", "tax_paid,mood").replace("40.25", "40.25,good")
    report = load(write(tmp_path, annual_reports=reports, intellectual_property=None), at)
    assert not report.is_refused
    assert report.problems.ignored_columns == {"annual_reports.csv": ["mood"]}


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path, at: datetime) -> None:
    folder = write(tmp_path)
    (folder / "enterprises.csv").write_bytes(ENTERPRISES.encode("gb18030"))
    report = load(folder, at)
    assert report.is_refused
    assert "UTF-8" in str(report.problems.listed[0].reason)


def test_a_firm_that_moved_between_streets_counts_where_it_was(tmp_path: Path, at: datetime) -> None:
    folder = write(tmp_path)
    (folder / "profiles.csv").write_text(
        "uscc,valid_from,valid_to,name,street_code,status\n"
        f"{ONE},2015-05-06,2023-07-01,宁波甲新材料有限公司,330205103,在业\n"
        f"{ONE},2023-07-01,,宁波甲新材料有限公司,330205003,在业\n",
        encoding="utf-8",
    )
    load(folder, at)
    places = ("330205103", "330205003")
    assert [count(date(2023, 6, 30), region=place) for place in places] == [1, 1]
    assert [count(date(2023, 7, 1), region=place) for place in places] == [0, 2]


def test_enterprises_alone_keep_a_history_that_ends_in_the_same_state(tmp_path: Path, at: datetime) -> None:
    test_a_firm_that_moved_between_streets_counts_where_it_was(tmp_path, at)
    (tmp_path / "profiles.csv").unlink()
    report = load(write(tmp_path), at + timedelta(days=1))
    assert report.files["enterprises.csv"].unchanged == 3
    assert count(date(2023, 6, 30), region="330205103") == 1


def test_a_dump_loads_to_the_same_facts(tmp_path: Path, at: datetime, on: date) -> None:
    load(write(tmp_path / "in"), at)
    assert dump_folder(tmp_path / "out", on=on)["enterprises.csv"] == 3
    before = stored()
    report = load(tmp_path / "out", at + timedelta(days=1))
    assert not report.is_refused, report.problems.listed
    assert stored() == before
    ids = db.session.scalars(select(Enterprise.id)).all()
    assert differences(ids) == []


def test_a_retired_certificate_leaves_its_number_free_for_history_only(tmp_path: Path, at: datetime) -> None:
    load(write(tmp_path), at)
    load(write(tmp_path, certifications=CERTIFICATIONS.replace("2025-11-30", "2026-11-30")), at + timedelta(days=1))
    rows = db.session.scalars(
        select(Recognition).where(Recognition.certificate_number == "GR202233100001").order_by(Recognition.id)
    ).all()
    assert [row.retired_at == FOREVER for row in rows] == [False, True]
