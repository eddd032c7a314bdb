"""The brake on repeated acts: they are counted in the database, for all workers at once and across restarts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from registry.accounts.models import Attempt
from registry.core.clock import OFFICE_ZONE
from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.extensions import db

KEPT = timedelta(days=1)
"""No limit looks further back; older rows are removed on the way."""
_REMOVED_AT_ONCE = 100


@dataclass(frozen=True)
class Limit:
    """`count` acts of `kind` by one subject within `minutes` (at most a day's).

    A place is free again when the oldest act lies `minutes` back; with `locks` none is until the last one does.
    """

    kind: str
    count: int
    minutes: int
    locks: bool = False

    def __post_init__(self) -> None:
        if self.count < 1 or not timedelta(0) < self.span <= KEPT:
            raise ValueError(f"{self.kind}: a limit bears at least one act within at most a day")

    @property
    def span(self) -> timedelta:
        """How far back acts count."""
        return timedelta(minutes=self.minutes)


Uses = Sequence[tuple[Limit, str]]
"""What one act counts for: limits, each with its subject (an account, a network address); "" counts for nothing."""


class TooManyAttempts(DomainError):
    """Too many of them; `until` is the instant from which another is taken, `seconds` how long that is."""

    status = 429

    def __init__(self, until: datetime, at: datetime) -> None:
        self.until = until
        self.seconds = max(1, -((at - until) // timedelta(seconds=1)))
        super().__init__(self.sentence())

    @property
    def minutes(self) -> int:
        """The wait, rounded up."""
        return -(-self.seconds // 60)

    def sentence(self) -> Text:
        """Why, and when to try again."""
        shown = (self.until + timedelta(seconds=59)).astimezone(OFFICE_ZONE)
        return msg(
            "提交次数过多，请 {minutes} 分钟后（{time} 起）再试；这一次没有保存。",
            minutes=self.minutes,
            time=shown.strftime("%H:%M"),
        )


def require_room(uses: Uses, *, at: datetime, refusal: type[TooManyAttempts] = TooManyAttempts) -> None:
    """Raise `refusal` where a limit is reached. Others of the same subjects wait until the transaction ends.

    Nothing is counted yet: `note` is for the acts that are to count.
    """
    _one_at_a_time([_key(limit, subject) for limit, subject in uses if subject])
    for limit, subject in uses:
        until = _free_from(limit, subject) if subject else None
        if until is not None and at < until:
            raise refusal(until, at)


def note(uses: Uses, *, at: datetime) -> None:
    """Count an act; the row is kept if the caller commits."""
    for limit, subject in uses:
        if subject:
            db.session.add(Attempt(kind=limit.kind, key=_key(limit, subject), at=at))
    db.session.flush()
    purge(before=at - KEPT)


def forget(limit: Limit, subject: str) -> None:
    """Count nothing of what the subject did so far."""
    db.session.execute(delete(Attempt).where(Attempt.key == _key(limit, subject)))


def purge(*, before: datetime) -> int:
    """Remove the oldest rows from before the instant, some at a time; how many."""
    outdated = select(Attempt.id).where(Attempt.at < before).order_by(Attempt.at).limit(_REMOVED_AT_ONCE)
    # rows that somebody else is removing at this moment need not be waited for
    ids = db.session.scalars(outdated.with_for_update(skip_locked=True)).all()
    if ids:
        db.session.execute(delete(Attempt).where(Attempt.id.in_(ids)))
    return len(ids)


def _free_from(limit: Limit, subject: str) -> datetime | None:
    """The instant from which there is room again, which may be past; None where the limit was never reached."""
    newest = (
        select(Attempt.at)
        .where(Attempt.key == _key(limit, subject))
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(limit.count)
    )
    times = db.session.scalars(newest).all()
    if len(times) < limit.count:
        return None
    if not limit.locks:
        return times[-1] + limit.span
    return times[0] + limit.span if times[0] - times[-1] < limit.span else None


def _key(limit: Limit, subject: str) -> str:
    """Who reads the table reads no name and no address."""
    return hashlib.sha256(f"{limit.kind}:{subject}".encode()).hexdigest()


def _one_at_a_time(keys: list[str]) -> None:
    """Fifteen tries at once count like fifteen in a row. SQLite has one writer anyway."""
    if db.session.connection().dialect.name != "postgresql":
        return
    for key in sorted(keys):  # one order for all, so that no two wait for each other
        number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
