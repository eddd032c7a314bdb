"""Who is asking, for which firm, when: the edge's answers to what services take as parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, g, request
from flask_login import UserMixin, current_user

from registry.accounts.models import User, UserSession
from registry.accounts.permissions import actor_of
from registry.core.actor import Actor
from registry.enterprises.models import Enterprise, Member


@dataclass
class Identity(UserMixin):
    """A logged-in browser as flask-login sees it: its id is the session's token, which the server can end."""

    user: User
    session: UserSession
    token: str

    def get_id(self) -> str:
        """The token kept in the signed cookie."""
        return self.token

    @property
    def name(self) -> str:
        """The person's name."""
        return self.user.name

    @property
    def is_officer(self) -> bool:
        """Whether the person works for the office."""
        return self.user.is_officer


def now() -> datetime:
    """The instant of this request: one for all that it writes."""
    if "now" not in g:
        g.now = current_app.extensions["clock"].now()
    instant: datetime = g.now
    return instant


def today() -> date:
    """The office's day of this request."""
    day: date = current_app.extensions["clock"].day_of(now())
    return day


def identity() -> Identity | None:
    """The logged-in person, or None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def user() -> User:
    """The logged-in person; only for routes that require one."""
    one: Identity = current_user._get_current_object()
    return one.user


def actor() -> Actor:
    """Whoever asks, as services see them; a visitor has no id and no role."""
    if "actor" not in g:
        one = identity()
        g.actor = actor_of(one.user, address()) if one else Actor(None, "访客", address())
    found: Actor = g.actor
    return found


def address() -> str:
    """The network address of the asker; behind a proxy only as far as the configured proxies are trusted."""
    return (request.remote_addr or "")[:64]


def enterprise() -> Enterprise:
    """The firm of a firm page; the guard put it there."""
    found: Enterprise = g.enterprise
    return found


def membership() -> Member:
    """The asker's place in that firm."""
    found: Member = g.membership
    return found
