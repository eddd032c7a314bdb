"""Recording and withdrawing many titles at one instant: the checks and events of each, a few statements for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from registry.audit.services import Entry, record_all
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.facts import facts_changed
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.extensions import db
from registry.recognitions.identity import BLOCK
from registry.recognitions.models import Recognition
from registry.recognitions.services import RecognitionFacts, facts_json, facts_of, require_free, require_period


@dataclass(frozen=True, kw_only=True)
class NewTitle:
    """A title to be recorded for an enterprise, and how the registry learnt of it."""

    enterprise_id: int
    facts: RecognitionFacts
    source: str


def recognise_all(scheme_code: str, titles: Sequence[NewTitle], *, actor: Actor, at: datetime) -> list[int]:
    """Record titles of one scheme; the ids of their rows, in order. Either all are recorded or none.

    Raises AlreadyHeld with the position of the first that is there already, DomainError as `services.recognise` does.
    """
    for title in titles:
        require_period(title.facts)
    require_free(scheme_code, [(title.enterprise_id, title.facts) for title in titles])
    if not titles:
        return []
    rows = [
        {
            **vars(title.facts),
            "public_id": new_public_id(),
            "enterprise_id": title.enterprise_id,
            "source": title.source,
            "recorded_at": at,
            "retired_at": FOREVER,
        }
        for title in titles
    ]
    db.session.execute(insert(Recognition).execution_options(render_nulls=True), rows)
    made = _ids([str(row["public_id"]) for row in rows])
    entries = [
        Entry(
            ("recognition", str(row["public_id"])),
            title.enterprise_id,
            {"after": facts_json(title.facts), "source": title.source},
        )
        for row, title in zip(rows, titles, strict=True)
    ]
    record_all(Tag.RECOGNITION_RECORDED, entries, actor=actor, at=at)
    facts_changed({title.enterprise_id for title in titles}, at)
    return made


def _ids(public_ids: Sequence[str]) -> list[int]:
    """The ids of rows just written, in the order asked; asking again is faster than having each insert answer."""
    found: dict[str, int] = {}
    for start in range(0, len(public_ids), BLOCK):
        wanted = Recognition.public_id.in_(public_ids[start : start + BLOCK])
        for public_id, row_id in db.session.execute(select(Recognition.public_id, Recognition.id).where(wanted)):
            found[public_id] = row_id
    return [found[one] for one in public_ids]


def withdraw_all(recognitions: Sequence[Recognition], *, reason: str, actor: Actor, at: datetime) -> None:
    """Retire records that should never have been made, without successors.

    Raises Conflict where one is believed no more, DomainError at `reason` where none is given.
    """
    if not reason.strip():
        raise DomainError(msg("请写明撤下原因。"), field="reason")
    if any(row.retired_at != FOREVER for row in recognitions):
        raise Conflict(msg("这条认定记录已被更正过，请刷新页面查看。"))
    entries = [
        Entry(
            ("recognition", row.public_id), row.enterprise_id, {"before": facts_json(facts_of(row)), "reason": reason}
        )
        for row in recognitions
    ]
    for row in recognitions:
        row.retired_at = at
    db.session.flush()
    record_all(Tag.RECOGNITION_WITHDRAWN, entries, actor=actor, at=at)
    facts_changed({row.enterprise_id for row in recognitions}, at)
