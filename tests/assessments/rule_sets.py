"""The rule sets that assess firms."""

from __future__ import annotations

from registry.core.errors import NotFound
from registry.rules import catalog


def _assesses(rule_set_id: str) -> bool:
    try:
        catalog.fact_fields(rule_set_id)
    except NotFound:
        return False
    return True


ASSESSING = [one.id for one in catalog.rule_sets() if _assesses(one.id)]
