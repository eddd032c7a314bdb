"""Two reports of one firm on connections of their own: whoever comes second judges with what the first wrote."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from registry import create_app
from registry.assessments.facts import collect
from registry.assessments.pipeline import readiness_of
from registry.assessments.readiness import refresh_at
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.rules import catalog
from registry.rules.judging import summary
from tests.databases import fresh_database
from tests.factories.enterprises import enterprise
from tests.factories.records import report
from tests.factories.time import START

ON = date(2026, 3, 2)
YEARS = (2023, 2024, 2025)


def crowd(app: Flask, firm_id: int) -> None:
    """Three years' figures at once: every one is written before anybody judges."""
    written = threading.Barrier(len(YEARS))
    is_one_writer = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")

    def send(year: int) -> None:
        with app.app_context():
            at = START + timedelta(minutes=year - 2000)
            report(db.session.get_one(Enterprise, firm_id), year, staff=80, rd_staff=30, transformations=6, at=at)
            if not is_one_writer:  # SQLite lets only one transaction write in the first place
                written.wait(timeout=30)
            refresh_at([firm_id], at)
            db.session.commit()

    threads = [threading.Thread(target=send, args=(year,)) for year in YEARS]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_the_last_of_many_reports_at_once_judges_all_of_them(database_address: str, tmp_path: Path) -> None:
    with fresh_database(database_address, tmp_path) as address:
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            db.create_all()
            firm_id = enterprise().id
            db.session.commit()
        crowd(app, firm_id)
        with app.app_context():
            pool = collect([firm_id], ON)[firm_id]
            rows = readiness_of(firm_id)
            assert pool.held["transformations_prior_2"][0] == 6
            assert len(rows) == len({one.rule_set_id for one in rows}) == 4
            for row in rows:
                found = summary(catalog.assess_case(pool.case(catalog.get(row.rule_set_id), ON)))
                assert (row.verdict, row.open.split(",")) == (found.verdict, list(found.open))
                assert (row.score_low, row.score_high) == (found.score_low, found.score_high)
            assert db.session.scalars(select(Enterprise)).all()
            db.session.remove()
            db.engine.dispose()
