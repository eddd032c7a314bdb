"""Changes of firms as rows of the office's lists, and what a firm's own page says of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from registry.changes.kinds import LABELS
from registry.changes.models import ChangeKind, ChangeRequest
from registry.changes.queries import changes_of
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.successions import absorbed_by, successor_of
from registry.web.officer.cases import firm_name
from registry.web.shared import change_page, current
from registry.web.shared.words import PRESENCES


def change_rows(found: Iterable[ChangeRequest]) -> list[dict[str, Any]]:
    """Changes as rows of the list and of the desk."""
    on = current.today()
    return [
        {
            "change": one,
            "name": firm_name(one.enterprise_id, on) or one.enterprise.uscc,
            "kind": LABELS[one.kind],
            "lines": change_page.lines(one),
            "state": change_page.STATES[one.state],
        }
        for one in found
    ]


def of_firm(firm: Enterprise, latest: EnterpriseProfile | None) -> dict[str, Any]:
    """What the firm's page says: its changes, what may be filed for it, whether it is gone, with whom it merged."""
    on = current.today()
    gone = latest if latest is not None and latest.presence is not Presence.ACTIVE else None
    gone_on = successor_of([firm.id]).get(firm.id)
    return {
        "changes": change_rows(fetch(changes_of(firm.id))),
        "change_kinds": [] if gone else [(kind.value, LABELS[kind]) for kind in ChangeKind],
        "gone": (PRESENCES[gone.presence], gone.valid_from) if gone else None,
        "successor": (gone_on, firm_name(gone_on.successor_id, on)) if gone_on else None,
        "absorbed": [(one, firm_name(one.absorbed_id, on)) for one in absorbed_by(firm.id)],
    }


def mergers(enterprise_ids: Iterable[int], on: date) -> dict[int, tuple[Enterprise, str]]:
    """By the number of an absorbed firm, the firm in which it goes on and its name: the links of a list."""
    found = successor_of(list(enterprise_ids))
    return {number: (row.successor, firm_name(row.successor_id, on)) for number, row in found.items()}
