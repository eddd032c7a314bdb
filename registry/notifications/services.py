"""Telling firms of days that come near."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from registry.extensions import db
from registry.messages.services import Note, send_all
from registry.notifications.audience import Firm, firms, represented
from registry.notifications.dates import Reminder, reminders
from registry.notifications.queries import facts_for


def remind(on: date, at: datetime) -> dict[str, int]:
    """Send every reminder due on the day to the firm's people, each once however often this runs: new ones by kind.

    Works through the firms in blocks, so that a district of any size fits into memory.
    """
    told: Counter[str] = Counter()
    last = 0
    while block := list(db.session.scalars(represented(last))):
        last = block[-1]
        notes: dict[str, list[Note]] = {}
        for firm, facts in facts_for(firms(block, on), on):
            for reminder in reminders(facts, on):
                notes.setdefault(reminder.kind.value, []).extend(_notes(firm, reminder))
        for kind, some in notes.items():
            told[kind] += send_all(some, at)
    return {kind: count for kind, count in sorted(told.items()) if count}


def _notes(firm: Firm, reminder: Reminder) -> list[Note]:
    return [
        Note(
            user_id=user_id,
            kind=reminder.kind,
            subject=reminder.subject,
            body=reminder.body,
            key=f"{firm.uscc}:{reminder.key}",
            link=f"/firm/{firm.uscc}/{reminder.page}",
            uscc=firm.uscc,
        )
        for user_id in firm.members
    ]
