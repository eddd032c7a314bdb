"""Log-in sessions: a random token in the signed cookie, the session itself in the database, where it can be ended."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, session
from flask_login import current_user, login_user, logout_user

from registry.accounts.models import User, UserSession
from registry.accounts.services import end_session, find_session, start_session, touch_session
from registry.extensions import db, login_manager, read_only
from registry.web.shared import current
from registry.web.shared.autosave import HELD, give_back
from registry.web.shared.current import Identity
from registry.web.shared.first_password import bind_first_password
from registry.web.shared.second_factor import bind_second_factor

AGENT_LENGTH = 200
SEEN_EVERY = timedelta(minutes=1)


def bind_sessions(app: Flask) -> None:
    """Have flask-login find the person behind the cookie's token; who has something to do first goes no further."""
    login_manager.session_protection = None  # the token itself is checked and ended on the server
    login_manager.user_loader(_load)
    app.after_request(_never_store)
    bind_first_password(app)
    bind_second_factor(app)


def log_in(user: User, agent: str) -> None:
    """Begin a session; whatever the browser carried before is forgotten, so that no older token lives on."""
    held = session.get(HELD)
    session.clear()
    token, row = start_session(user, address=current.address(), agent=agent[:AGENT_LENGTH], at=current.now())
    login_user(Identity(user, row, token))
    give_back(held, user)


def log_out() -> None:
    """End the session on the server, then forget it in the browser."""
    one = current.identity()
    if one is not None:
        end_session(one.session, actor=current.actor(), at=current.now())
    logout_user()
    session.clear()


def _load(token: str) -> Identity | None:
    row = find_session(
        token,
        at=current.now(),
        idle_minutes=current_app.config["SESSION_IDLE_MINUTES"],
        absolute_hours=current_app.config["SESSION_ABSOLUTE_HOURS"],
    )
    if row is None:
        return None
    user = db.session.get(User, row.user_id)
    if user is None or not user.is_active:
        return None
    _touch(row)
    return Identity(user, row, token)


def _touch(row: UserSession) -> None:
    """Remember that the session is in use, in a short transaction of its own: the page itself may only be reading."""
    if current.now() - row.seen_at < SEEN_EVERY:
        return
    token = read_only.set(False)
    try:
        db.session.rollback()
        touch_session(row, at=current.now())
        db.session.commit()
    finally:
        read_only.reset(token)


def _never_store(response: Response) -> Response:
    """Pages of a logged-in person stay out of every cache."""
    if current_user and current_user.is_authenticated and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
