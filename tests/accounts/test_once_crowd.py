"""What is good for one use is good for one of many who send it at the same moment, on connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from registry import create_app
from registry.accounts import second_factor as second
from registry.accounts.links import issue_link, use_link
from registry.accounts.models import LinkPurpose, SecondFactor, User
from registry.core.errors import DomainError
from registry.extensions import db
from tests.databases import fresh_database
from tests.factories.people import user

THREADS = 5


def winners(app: Flask, act: Callable[[], object]) -> int:
    """How many of so many at once succeed."""
    won: list[int] = []

    def come() -> None:
        with app.app_context():
            try:
                act()
                db.session.commit()
                won.append(1)
            except DomainError:
                db.session.rollback()

    threads = [threading.Thread(target=come) for _number in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return len(won)


def person() -> User:
    return db.session.scalars(select(User)).one()


def test_a_link_and_a_code_are_taken_from_one_of_many(database_address: str, tmp_path: Path, at: datetime) -> None:
    with fresh_database(database_address, tmp_path) as address:
        app = create_app({"SQLALCHEMY_DATABASE_URI": address})
        with app.app_context():
            db.create_all()
            somebody = user()
            secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
            db.session.add(SecondFactor(user_id=somebody.id, secret=secret, confirmed_at=at))
            token = issue_link(somebody, LinkPurpose.RESET_PASSWORD, at=at)
            db.session.commit()
        code = TOTP(secret).at(at)
        assert winners(app, lambda: use_link(token, LinkPurpose.RESET_PASSWORD, at=at)) == 1
        assert winners(app, lambda: second.require_code(person(), code, address="", at=at)) == 1
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
