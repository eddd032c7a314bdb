"""A registry of made-up firms to measure on: generated, loaded, and kept between runs in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from registry import create_app
from registry.cli.demo.generator import generate
from registry.core import clock
from registry.core.actor import SYSTEM
from registry.exchange.loader import load_folder
from registry.extensions import db
from registry.reference.services import load_reference_data
from registry.web.shared.application import RegistryFlask

FOLDER = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir()) / "registry-bench")


def district(firms: int) -> RegistryFlask:
    """The application on a SQLite registry of `firms` firms; made at the first call, which takes its time."""
    place = FOLDER / str(firms)
    database = place / "registry.sqlite"
    is_new = not database.exists()
    place.mkdir(parents=True, exist_ok=True)
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}", "DOCUMENT_FOLDER": str(place / "documents")})
    if is_new:
        _fill(app, place, firms)
    else:
        with app.app_context():  # tables and reference data that came later
            db.create_all()
            load_reference_data()
            db.session.commit()
    return app


def _fill(app: RegistryFlask, place: Path, firms: int) -> None:
    print(f"making a district of {firms:,} firms in {place} …", flush=True)
    generate(place / "exchange", firms=firms, seed=1)
    with app.app_context():
        db.create_all()
        load_reference_data()
        report = load_folder(place / "exchange", actor=SYSTEM, at=clock.now(), progress=print)
        if report.is_refused:
            raise SystemExit(f"the generated folder was refused: {report.problems.listed[:3]}")
        db.session.commit()
        db.session.connection().exec_driver_sql("analyze")
        db.session.commit()
