"""Reminders computed by several at once, on connections of their own."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from registry import create_app
from registry.extensions import db
from registry.messages.models import Delivery, Message
from registry.notifications.services import remind
from registry.reference.services import load_reference_data
from tests.databases import fresh_database
from tests.factories import people
from tests.notifications.test_services import ENDS, holder

FIRMS, WORKERS = 6, 3


def test_workers_that_meet_tell_everybody_once(database_address: str, tmp_path: Path, at: datetime) -> None:
    told: list[int] = []
    with fresh_database(database_address, tmp_path) as address:
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            db.create_all()
            load_reference_data()
            for _number in range(FIRMS):
                holder(people.actor(), at)
            db.session.commit()

        def work() -> None:
            with app.app_context():
                told.append(sum(remind(ENDS, at).values()))
                db.session.commit()

        threads = [threading.Thread(target=work) for _number in range(WORKERS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        with app.app_context():
            found = db.session.query(Message).count(), db.session.query(Delivery).count()
            db.session.remove()
            db.engine.dispose()
    assert sorted(told) == [0] * (WORKERS - 1) + [FIRMS]
    assert found == (FIRMS, FIRMS)
