"""Counting acts of many at once, on connections of their own."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from flask import Flask

from registry import create_app
from registry.accounts.throttle import Limit, TooManyAttempts, note, require_room
from registry.extensions import db
from tests.databases import fresh_database

PLACES, THREADS = 3, 6
USES = [(Limit("few", PLACES, 60), "a"), (Limit("many", 50, 60), "b")]


def crowd(app: Flask, at: datetime) -> int:
    """How many of so many tries at once get through."""
    passed: list[int] = []

    def come() -> None:
        with app.app_context():
            try:
                require_room(USES, at=at)
                note(USES, at=at)
                db.session.commit()
                passed.append(1)
            except TooManyAttempts:
                db.session.rollback()

    threads = [threading.Thread(target=come) for _number in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return len(passed)


def test_many_at_once_count_like_one_after_another_and_a_restart_forgets_nothing(
    database_address: str, tmp_path: Path, at: datetime
) -> None:
    with fresh_database(database_address, tmp_path) as address:
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            db.create_all()
        assert crowd(app, at) == PLACES
        again = create_app({"SQLALCHEMY_DATABASE_URI": address})
        assert crowd(again, at) == 0
        for one in (app, again):
            with one.app_context():
                db.session.remove()
                db.engine.dispose()
