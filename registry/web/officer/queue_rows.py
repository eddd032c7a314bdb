"""A case of the queue with whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.applications.absences import absent_people, represented_by
from registry.applications.worklist import Row
from registry.core.reading import fetch
from registry.web.officer.cases import Case, case_of
from registry.web.shared import current
from registry.web.shared.names import region_names


@dataclass(frozen=True)
class QueueRow:
    """`holder` is the name of who has it in hand, "" for nobody; `is_gone`: away, or no longer with the office."""

    case: Case
    holder: str
    is_mine: bool
    is_gone: bool
    is_represented: bool
    """In the hands of somebody in whose place the officer stands."""

    @property
    def may_take(self) -> bool:
        """Whether it is free, or its holder is not there."""
        return not self.is_mine and (not self.holder or self.is_gone)

    @property
    def may_release(self) -> bool:
        """Whether it is in the officer's hands, or in those of somebody in whose place he stands."""
        return self.is_mine or self.is_represented


def rows_of(found: Iterable[Row]) -> list[QueueRow]:
    """The rows on the day of the request, as the officer who asks sees them."""
    on, me = current.today(), current.actor().id or 0
    names, gone, represented = region_names(on), set(fetch(absent_people(on))), set(fetch(represented_by(me, on)))
    return [
        QueueRow(
            case=case_of(application, on, names),
            holder=held.holder.name if held else "",
            is_mine=held is not None and held.holder_id == me,
            is_gone=held is not None and (held.holder_id in gone or not held.holder.is_active),
            is_represented=held is not None and held.holder_id in represented,
        )
        for application, held in found
    ]
