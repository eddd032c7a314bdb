"""Saving tables, two people at once, and what is frozen when a report is sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from registry.accounts.permissions import actor_of
from registry.audit.queries import events_of_subject
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.reports.models import AnnualReport, ReportRevision
from registry.reports.queries import figures_of, frozen_tables, saved_tables, tables_of
from registry.reports.services import FiguresRefused, open_report, submit
from registry.reports.table_cells import CellsRefused
from registry.reports.tables import save_tables
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.reports.table_rows import product, project, result, staff
from tests.reports.values import GOOD

WAN = 1_000_000
HOUR = timedelta(hours=1)
LEFT_TO_TABLES = {
    **GOOD,
    **dict.fromkeys(("staff", "rd_staff", "rd_spend", "rd_spend_domestic", "rd_hnte", "rd_hnte_domestic")),
}


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise(region="330205003")


@pytest.fixture
def clerk(firm: Enterprise) -> Actor:
    person = user("王五")
    member(firm, person, MemberRole.SUBMITTER)
    return actor_of(person)


@pytest.fixture
def report(firm: Enterprise, clerk: Actor, at: datetime, on: date) -> AnnualReport:
    return open_report(firm, 2025, actor=clerk, at=at, on=on)


def test_kept_by_table(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    assert tables_of(report) == {}
    first = save_tables(report, {"staff": staff(), "projects": [project()]}, 0, actor=clerk, at=at)
    assert first.version == 1
    second = save_tables(report, {"products": [product()], "projects": []}, 1, actor=clerk, at=at + HOUR)
    db.session.expire_all()
    assert (second.version, second.saved_at) == (2, at + HOUR)
    assert {code: len(rows) for code, rows in tables_of(report).items()} == {"staff": 12, "products": 1}
    assert report.version == 1
    told = [event.data.get("tables") for event in db.session.scalars(events_of_subject("report", report.public_id))]
    assert {"staff": 12, "projects": 1} in told


def test_with_one_error_nothing_is_kept(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    with pytest.raises(CellsRefused) as refused:
        save_tables(report, {"staff": staff(), "projects": [project(), project(name="")]}, 0, actor=clerk, at=at)
    assert [(one.table, one.row, one.column) for one in refused.value.errors] == [
        ("projects", 1, "name"), ("projects", 1, "no"),
    ]  # fmt: skip
    assert saved_tables(report.id) is None


def test_the_second_of_two_is_told(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    save_tables(report, {"projects": [project()]}, 0, actor=clerk, at=at)
    for seen in (0, 2):
        with pytest.raises(Conflict):
            save_tables(report, {"projects": []}, seen, actor=clerk, at=at)
    assert len(tables_of(report)["projects"]) == 1


def test_only_by_those_who_fill_in(firm: Enterprise, report: AnnualReport, at: datetime) -> None:
    viewer = user()
    member(firm, viewer, MemberRole.VIEWER)
    with pytest.raises(NotAllowed):
        save_tables(report, {"projects": []}, 0, actor=actor_of(viewer), at=at)


def test_no_such_table(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    with pytest.raises(KeyError):
        save_tables(report, {"patents": []}, 0, actor=clerk, at=at)


def send(report: AnnualReport, clerk: Actor, at: datetime, **more: object) -> ReportRevision:
    given = {"explanations": {}, "seen_tables": 1, **more}
    return submit(report, LEFT_TO_TABLES, seen_version=report.version, actor=clerk, at=at, **given)  # type: ignore[arg-type]


def test_sent_with_the_report_and_frozen(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    typed = {
        "staff": staff(),
        "projects": [project(personnel="300")],
        "results": [result(f"CG{n}") for n in range(1, 6)],
    }
    save_tables(report, typed, 0, actor=clerk, at=at)
    first = send(report, clerk, at)
    sent = frozen_tables(first)
    save_tables(report, {"projects": [project(personnel="310")]}, 1, actor=clerk, at=at + HOUR)
    second = send(report, clerk, at + HOUR, seen_tables=2)
    db.session.expire_all()
    assert (figures_of(first)["rd_spend"], first.details["rd_personnel"]) == (300 * WAN, 300 * WAN)
    assert (first.staff, first.details["staff_months"]) == (80, [[80, 80]] * 12)
    assert sent == frozen_tables(first) != frozen_tables(second)
    assert (second.rd_spend, second.rd_hnte, second.no) == (310 * WAN, 310 * WAN, 2)
    assert tables_of(report) == frozen_tables(second)


def test_sending_what_was_not_shown(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    save_tables(report, {"staff": staff(), "projects": [project(personnel="300")]}, 0, actor=clerk, at=at)
    for seen in (0, 2):
        with pytest.raises(Conflict):
            send(report, clerk, at, seen_tables=seen)


def test_other_rows_with_the_same_figures_are_a_correction(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    save_tables(report, {"staff": staff(), "projects": [project(personnel="300")]}, 0, actor=clerk, at=at)
    send(report, clerk, at)
    with pytest.raises(DomainError, match="没有需要更正"):
        send(report, clerk, at)
    save_tables(report, {"projects": [project(personnel="300", name="高速电主轴")]}, 1, actor=clerk, at=at)
    assert send(report, clerk, at, seen_tables=2).no == 2


def test_wrong_tables_block_and_unusual_ones_want_a_reason(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    rows = {
        "staff": staff(),
        "projects": [project(personnel="300", budget="200")],
        "products": [product(projects="RD9")],
    }
    save_tables(report, rows, 0, actor=clerk, at=at)
    with pytest.raises(FiguresRefused) as refused:
        send(report, clerk, at)
    assert [one.code for one in refused.value.checks] == ["differs_from_tables", "tables", "beyond_budget"]
    save_tables(report, {"products": []}, 1, actor=clerk, at=at)
    revision = send(report, clerk, at, seen_tables=2, explanations={"rd_spend": "追加投入"})
    assert revision.explanations == {"rd_spend": "追加投入"}


def test_a_report_without_tables_has_none(report: AnnualReport, clerk: Actor, at: datetime) -> None:
    revision = submit(report, GOOD, {}, report.version, actor=clerk, at=at)
    db.session.expire_all()
    assert (revision.details, frozen_tables(revision)) == ({}, {})
