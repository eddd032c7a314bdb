"""What speaks against a firm and who visited it, as the office's pages show it."""

from __future__ import annotations

from typing import Any

from registry.accounts.permissions import Permission, may
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import place_of
from registry.integrity.queries import records_of, visits_to
from registry.integrity.words import EFFECTS, KINDS
from registry.web.shared import current


def conduct_of(firm: Enterprise) -> dict[str, Any]:
    """The firm's records and visits, and which of them the person may add to."""
    actor, on = current.actor(), current.today()
    place = place_of(firm.id, on)
    active = {row.id for row in records_of(firm.id, in_force_on=on)}
    return {
        "records": [(row, KINDS[row.kind], EFFECTS[row.effect], row.id in active) for row in records_of(firm.id)],
        "visits": fetch(visits_to(firm.id)),
        "may_record": may(actor, Permission.RECOGNITIONS_RECORD, place),
        "may_visit": may(actor, Permission.CULTIVATION_KEEP, place),
    }
