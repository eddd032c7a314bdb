"""Logging in without the form."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient

from registry.accounts.models import User
from registry.accounts.services import start_session
from registry.extensions import db
from tests.factories.time import START


def log_in(client: FlaskClient, user: User, at: datetime = START) -> None:
    """Make `client` the browser of `user`, who logged in at the instant."""
    token, _row = start_session(user, address="127.0.0.1", agent="test", at=at)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = token
        cookie["_fresh"] = True
